// asinh and acosh as log(1 + t), t as a sum of two numbers; atanh as half the logarithm of a
// quotient.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

// From here on sqrt(x^2 +- 1) is x, and the result log 2x.
constexpr double kLargeF32 = 0x1p13, kLargeF64 = 0x1p28;

// atanh s = s + s z P(z), z = s^2 <= 0.0405
// Relative error 2^-28.332.
constexpr double kAtanhF32[] = {0x1.3716bap-3, 0x1.9928d6p-3, 0x1.5555b6p-2};
// Relative error 2^-62.421.
constexpr double kAtanhF64[] = {0x1.1c5b781a258b7p-4, 0x1.0daadc2b8c29cp-4, 0x1.3b37bc2919808p-4,
                                0x1.745c3b0360aadp-4, 0x1.c71c74d4f5dbdp-4, 0x1.249249219401p-3,
                                0x1.999999999c6f3p-3, 0x1.555555555554ep-2};

struct Layout {
  std::uint64_t one, half_step, exponents;
  unsigned shift;
  std::uint64_t integer;  ///< Bits of 2^shift: or-ed to a small integer, 2^shift + integer.
  double integer_value;
  double half_ln2_high, half_ln2_low;
};
constexpr Layout kF32{0x3f800000, 0x00400000, 0x7f800000,  23,
                      0x4b000000, 0x1p23,     0x1.62e4p-2, 0x1.7f7d1cp-21};
constexpr Layout kF64{
    0x3ff0000000000000, 0x0008000000000000,    0x7ff0000000000000, 52, 0x4330000000000000, 0x1p52,
    0x1.62e42fefa4p-2,  -0x1.8432a1b0e2634p-44};

/// log(1 + t), or log 2x for large x.
ValueId log_of(Emitter& e, ValueId x, Pair t) {
  const ValueId one = e.number(1), zero = e.number(0);
  const ValueId large = e.gt(x, e.number(e.single() ? kLargeF32 : kLargeF64));
  const Pair chosen{e.select(large, e.sub(x, one), t.high), e.select(large, zero, t.low)};
  return log_one_plus(e, chosen, e.select(large, one, zero));
}

}  // namespace

/// t = x + x^2 / (1 + sqrt(1 + x^2))
ValueId asinh(Emitter& e, ValueId x) {
  const ValueId one = e.number(1);
  const ValueId a = e.abs(x);
  const ValueId root = e.sqrt(e.fma(a, a, one));
  const Pair t = e.sum(a, e.div(e.mul(a, a), e.add(one, root)));
  return e.copysign(log_of(e, a, t), x);
}

/// t = (x - 1) + sqrt(x^2 - 1); the root with its rounding error, which is all of t near 1.
ValueId acosh(Emitter& e, ValueId x) {
  const ValueId minus_one = e.number(-1), zero = e.number(0);
  const Pair square = e.product(x, x);
  const Pair less = e.sum(square.high, minus_one);
  const ValueId radicand = e.fma(x, x, minus_one);
  const ValueId radicand_low = e.add(e.sub(less.high, radicand), e.add(less.low, square.low));
  const ValueId root = e.sqrt(radicand);
  const ValueId residue = e.add(e.fma(e.neg(root), root, radicand), radicand_low);
  const ValueId root_low =
      e.select(e.gt(root, zero), e.div(e.mul(residue, e.number(0.5)), root), zero);
  const Pair distance = e.sum(x, minus_one);
  const Pair t = e.sum(root, distance.high);
  const ValueId low = e.add(t.low, e.add(root_low, distance.low));
  const ValueId nan = e.number(std::numeric_limits<double>::quiet_NaN());
  return e.select(e.lt(x, e.number(1)), nan, log_of(e, x, {t.high, low}));
}

// With y = 1 + |x| and w = 1 - |x|: y / w = 2^k (1 + s) / (1 - s), s = (y - 2^k w) / (y + 2^k w),
// and atanh |x| = k ln2 / 2 + atanh s. k from the bits of y and w, as a logarithm that is linear
// between powers of two; so |s| <= 0.2.
ValueId atanh(Emitter& e, ValueId x) {
  const Layout& l = e.single() ? kF32 : kF64;
  const ValueId one = e.number(1);
  const ValueId a = e.abs(x);
  const Pair y = e.sum(one, a), w = e.sum(one, e.neg(a));
  const ValueId steps = e.bit_op(Op::Add, e.bit_op(Op::Sub, e.to_bits(y.high), e.to_bits(w.high)),
                                 e.bits(l.half_step));
  const ValueId power =
      e.from_bits(e.bit_op(Op::Add, e.bit_op(Op::And, steps, e.bits(l.exponents)), e.bits(l.one)));
  const ValueId k = e.sub(
      e.from_bits(e.bit_op(Op::Or, e.bit_op(Op::Shr, steps, e.bits(l.shift)), e.bits(l.integer))),
      e.number(l.integer_value));
  const ValueId scaled = e.mul(w.high, power), scaled_low = e.mul(w.low, power);
  const Pair numerator = e.sum(e.sub(y.high, scaled), e.sub(y.low, scaled_low));
  const Pair denominator = e.sum(y.high, scaled);
  const ValueId denominator_low = e.add(denominator.low, e.add(y.low, scaled_low));
  const ValueId inverse = e.div(one, denominator.high);
  const ValueId s = e.mul(numerator.high, inverse);
  const ValueId residue =
      e.fma(e.neg(s), denominator_low,
            e.add(e.fma(e.neg(s), denominator.high, numerator.high), numerator.low));
  const ValueId z = e.mul(s, s);
  const ValueId p = e.single() ? e.polynomial(z, kAtanhF32) : e.polynomial(z, kAtanhF64);
  const ValueId high = e.fma(k, e.number(l.half_ln2_high), s);
  const ValueId error = e.add(e.fma(k, e.number(l.half_ln2_high), e.neg(high)), s);
  ValueId low = e.fma(k, e.number(l.half_ln2_low), error);
  low = e.fma(residue, inverse, low);
  const ValueId result = e.add(high, e.fma(e.mul(s, z), p, low));
  const double infinity = std::numeric_limits<double>::infinity();
  const ValueId special = e.select(e.eq(a, one), e.number(infinity),
                                   e.number(std::numeric_limits<double>::quiet_NaN()));
  return e.copysign(e.select(e.lt(a, one), result, special), x);
}

}  // namespace sinter::math
