// Functions on the bits of a number: exact, but longer than an instruction.
#include <cmath>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Layout {
  std::uint64_t sign, exponent_mask;
  unsigned shift;  ///< Mantissa bits.
  double bias;     ///< The exponent field of 0.5.
  double smallest_normal;
  double lift, lift_exponent;  ///< Makes subnormals normal.
  std::uint64_t half;          ///< Bits of 0.5.
  std::uint64_t integer;       ///< Bits of 2^shift: or-ed to a small integer, 2^shift + integer.
  double integer_value;
};

constexpr Layout kF32{0x80000000, 0x7f800000, 23,         126,        0x1p-126,
                      0x1p24,     24,         0x3f000000, 0x4b000000, 0x1p23};
constexpr Layout kF64{0x8000000000000000, 0x7ff0000000000000, 52,    1022, 0x1p-1022, 0x1p53, 53,
                      0x3fe0000000000000, 0x4330000000000000, 0x1p52};

const Layout& layout(const Emitter& e) { return e.single() ? kF32 : kF64; }

struct Parts {
  ValueId ordinary;  ///< Neither zero nor infinite nor NaN.
  ValueId tiny;
  ValueId bits;  ///< Of x, lifted into the normal range.
};

Parts take_apart(Emitter& e, ValueId x) {
  const Layout& l = layout(e);
  const ValueId magnitude = e.abs(x);
  const ValueId tiny = e.lt(magnitude, e.number(l.smallest_normal));
  const ValueId lifted = e.select(tiny, e.mul(x, e.number(l.lift)), x);
  const ValueId infinity = e.from_bits(e.bits(l.exponent_mask));
  const ValueId ordinary = e.both(e.lt(magnitude, infinity), e.gt(magnitude, e.number(0)));
  return {ordinary, tiny, e.to_bits(lifted)};
}

}  // namespace

/// One step on the bits, upwards where the magnitude grows.
ValueId next_after(Emitter& e, ValueId a, ValueId b) {
  const Layout& l = layout(e);
  const ValueId zero = e.number(0);
  const ValueId one = e.bits(1);
  const ValueId bits = e.to_bits(a);
  const ValueId shrinks = e.differ(e.lt(a, b), e.gt(a, zero));
  const ValueId stepped =
      e.bit_select(shrinks, e.bit_op(Op::Sub, bits, one), e.bit_op(Op::Add, bits, one));
  const ValueId tiny = e.bit_op(Op::Or, e.bit_op(Op::And, e.to_bits(b), e.bits(l.sign)), one);
  const ValueId next = e.from_bits(e.bit_select(e.eq(a, zero), tiny, stepped));
  const ValueId unordered = e.either(e.is_nan(a), e.is_nan(b));
  return e.select(unordered, e.add(a, b), e.select(e.eq(a, b), b, next));
}

/// Half a unit of the last place that stays, added to the bits; a carry goes into the exponent.
ValueId round_tf32(Emitter& e, ValueId x) {
  constexpr unsigned kKept = 10;  // bits of the mantissa
  const unsigned dropped = layout(e).shift - kKept;
  const std::uint64_t unit = std::uint64_t{1} << dropped;
  const ValueId more = e.bit_op(Op::Add, e.to_bits(x), e.bits(unit / 2));
  const std::uint64_t all = e.single() ? 0xffffffffu : ~std::uint64_t{0};
  const ValueId kept = e.bit_op(Op::And, more, e.bits(all - (unit - 1)));
  return e.select(e.is_nan(x), x, e.from_bits(kept));
}

namespace {

/// To the nearest number of a format with fewer bits, ties to even: a number is added that is so
/// large that the sum's last place is the format's, and taken away again. `digits` of the format,
/// its smallest normal number, and where rounding gives infinity. Only for formats whose numbers
/// are so much smaller than the type's that the number added is finite.
ValueId round_narrow(Emitter& e, ValueId x, int digits, double smallest, double infinite_from) {
  const Layout& l = layout(e);
  const ValueId magnitude = e.abs(x);
  const ValueId exponent =
      e.from_bits(e.bit_op(Op::And, e.to_bits(magnitude), e.bits(l.exponent_mask)));
  const double lift = std::ldexp(1.0, static_cast<int>(l.shift) - (digits - 1));
  const ValueId large = e.mul(e.at_least(exponent, smallest), e.number(lift));
  const ValueId rounded = e.sub(e.add(magnitude, large), large);
  const ValueId infinity = e.from_bits(e.bits(l.exponent_mask));
  // Infinities stay, and so does NaN.
  const ValueId beyond = e.mul(magnitude, infinity);
  const ValueId inside = e.lt(magnitude, e.number(infinite_from));
  return e.copysign(e.select(inside, rounded, beyond), x);
}

}  // namespace

ValueId round_f16(Emitter& e, ValueId x) { return round_narrow(e, x, 11, 0x1p-14, 65520); }

/// f32 has the same exponents: just below half a unit of the last place that stays, and one more
/// where that place is odd, added to the bits; a carry goes into the exponent.
ValueId round_bf16(Emitter& e, ValueId x) {
  if (!e.single()) return round_narrow(e, x, 8, 0x1p-126, 0x1.ffp127);
  const ValueId bits = e.to_bits(x);
  const ValueId odd = e.bit_op(Op::And, e.bit_op(Op::Shr, bits, e.bits(16)), e.bits(1));
  const ValueId more = e.bit_op(Op::Add, e.bit_op(Op::Add, bits, e.bits(0x7fff)), odd);
  const ValueId kept = e.bit_op(Op::And, more, e.bits(0xffff0000));
  return e.select(e.is_nan(x), x, e.from_bits(kept));
}

ValueId frexp_mantissa(Emitter& e, ValueId x) {
  const Layout& l = layout(e);
  const Parts parts = take_apart(e, x);
  const std::uint64_t all = e.single() ? 0xffffffffu : ~std::uint64_t{0};
  const ValueId kept = e.bit_op(Op::And, parts.bits, e.bits(all & ~l.exponent_mask));
  return e.select(parts.ordinary, e.from_bits(e.bit_op(Op::Or, kept, e.bits(l.half))), x);
}

ValueId frexp_exponent(Emitter& e, ValueId x) {
  const Layout& l = layout(e);
  const Parts parts = take_apart(e, x);
  const ValueId field =
      e.bit_op(Op::Shr, e.bit_op(Op::And, parts.bits, e.bits(l.exponent_mask)), e.bits(l.shift));
  const ValueId number = e.from_bits(e.bit_op(Op::Or, field, e.bits(l.integer)));
  const double zero = l.integer_value + l.bias;
  const ValueId exponent =
      e.sub(number, e.select(parts.tiny, e.number(zero + l.lift_exponent), e.number(zero)));
  return e.select(parts.ordinary, exponent, e.number(0));
}

}  // namespace sinter::math
