// log x = k ln2 + log(1 + f), x = 2^k (1 + f), 2/3 <= 1 + f < 4/3. f is exact; k ln2 + f is taken
// with its rounding error, so that little more than the last rounding remains.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  std::uint64_t two_thirds;  ///< Bits of 2/3, rounded down.
  std::uint64_t one;         ///< Bits of 1.
  std::uint64_t mantissa;    ///< Mask.
  unsigned shift;            ///< Mantissa bits.
  std::uint64_t
      integer;  ///< Bits of 2^shift: or-ed to a small integer, its value is 2^shift + integer.
  double integer_value;
  double bias;  ///< Of the exponent.
  double smallest_normal;
  double lift;  ///< Makes subnormals normal: 2^lift_exponent.
  double lift_exponent;
  double ln2_high, ln2_low;  ///< k * ln2_high is exact
};

constexpr Constants kF32{0x3f2aaaaa, 0x3f800000, 0x007fffff, 23, 0x4b000000,  0x1p23,
                         127,        0x1p-126,   0x1p23,     23, 0x1.62e4p-1, 0x1.7f7d1cp-20};
constexpr Constants kF64{0x3fe5555555555555,
                         0x3ff0000000000000,
                         0x000fffffffffffff,
                         52,
                         0x4330000000000000,
                         0x1p52,
                         1023,
                         0x1p-1022,
                         0x1p52,
                         52,
                         0x1.62e42fefa4p-1,
                         -0x1.8432a1b0e2634p-43};

// f32: log(1 + f) = f + f^2 Q(f), relative error 2^-27.7.
constexpr double kPolynomialF32[] = {-0x1.07c27p-3,  0x1.1e6e2ep-3,  -0x1.f332cap-4,
                                     0x1.1ed54p-3,   -0x1.559c6ap-3, 0x1.99d05p-3,
                                     -0x1.fffefap-3, 0x1.555506p-2,  -0x1p-1};
// f64: with s = f / (2 + f), log(1 + f) = 2 s + s z R(z), z = s^2; relative error 2^-62.6.
constexpr double kPolynomialF64[] = {
    0x1.1b85c3c118107p-3, 0x1.0dcaf9288b6efp-3, 0x1.3b35c9f2e90c0p-3, 0x1.745c4a95de73ap-3,
    0x1.c71c7490da803p-3, 0x1.24924921e32efp-2, 0x1.999999999c187p-2, 0x1.555555555554fp-1};

struct Reduced {
  ValueId k, f;
};

/// For positive finite x; anything else gives numbers that are not used.
Reduced reduce(Emitter& e, const Constants& c, ValueId x) {
  const ValueId tiny = e.lt(x, e.number(c.smallest_normal));
  const ValueId lifted = e.select(tiny, e.mul(x, e.number(c.lift)), x);
  const ValueId moved = e.bit_op(Op::Add, e.to_bits(lifted), e.bits(c.one - c.two_thirds));
  const ValueId biased = e.bit_op(Op::Shr, moved, e.bits(c.shift));
  const ValueId mantissa = e.bit_op(Op::And, moved, e.bits(c.mantissa));
  const ValueId m = e.from_bits(e.bit_op(Op::Add, mantissa, e.bits(c.two_thirds)));
  const ValueId k_moved = e.from_bits(e.bit_op(Op::Or, biased, e.bits(c.integer)));
  const double zero = c.integer_value + c.bias;
  const ValueId k =
      e.sub(k_moved, e.select(tiny, e.number(zero + c.lift_exponent), e.number(zero)));
  return {k, e.sub(m, e.number(1))};
}

/// low + (log(1 + f) - f)
ValueId add_tail_f32(Emitter& e, ValueId f, ValueId low) {
  return e.fma(e.mul(f, f), e.polynomial(f, kPolynomialF32), low);
}

ValueId add_tail_f64(Emitter& e, ValueId f, ValueId low) {
  const ValueId s = e.div(f, e.add(f, e.number(2)));
  const ValueId z = e.mul(s, s);
  const ValueId half_square = e.mul(e.mul(f, f), e.number(0.5));
  const ValueId inner = e.fma(z, e.polynomial(z, kPolynomialF64), half_square);
  return e.sub(e.fma(s, inner, low), half_square);
}

}  // namespace

ValueId log(Emitter& e, ValueId x) {
  const Constants& c = e.single() ? kF32 : kF64;
  const auto [k, f] = reduce(e, c, x);
  // high + error is k * ln2_high + f exactly (for k != 0 the product is the larger one).
  const ValueId high = e.fma(k, e.number(c.ln2_high), f);
  const ValueId error = e.add(e.fma(k, e.number(c.ln2_high), e.neg(high)), f);
  const ValueId low = e.fma(k, e.number(c.ln2_low), error);
  ValueId result = e.add(high, e.single() ? add_tail_f32(e, f, low) : add_tail_f64(e, f, low));
  const double infinity = std::numeric_limits<double>::infinity();
  result = e.select(e.lt(x, e.number(infinity)), result, x);
  const ValueId zero = e.number(0);
  const ValueId special = e.select(e.eq(x, zero), e.number(-infinity),
                                   e.number(std::numeric_limits<double>::quiet_NaN()));
  return e.select(e.gt(x, zero), result, special);
}

}  // namespace sinter::math
