// log x = k ln2 + log(1 + f), x = 2^k (1 + f), 2/3 <= 1 + f < 4/3 (f64: the roots of 1/2 and 2). f
// is exact; k ln2 + f is taken with its rounding error, so that little more than the last rounding
// remains. Other bases: in f64 f times a factor, with the rounding error of the product; in f32
// polynomials of their own.
#include <limits>
#include <span>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  std::uint64_t smallest;  ///< Bits of the smallest 1 + f: 2/3, f64: sqrt(1/2), rounded down.
  std::uint64_t one;       ///< Bits of 1.
  std::uint64_t mantissa;  ///< Mask.
  unsigned shift;          ///< Mantissa bits.
  std::uint64_t
      integer;  ///< Bits of 2^shift: or-ed to a small integer, its value is 2^shift + integer.
  double integer_value;
  double bias;  ///< Of the exponent.
  double smallest_normal;
  double lift;  ///< Makes subnormals normal: 2^lift_exponent.
  double lift_exponent;
  std::uint64_t exponents;  ///< Mask; minus the exponent field of k, the bits of 2^(1 - k).
};

constexpr Constants kF32{0x3f2aaaaa, 0x3f800000, 0x007fffff, 23, 0x4b000000, 0x1p23,
                         127,        0x1p-126,   0x1p23,     23, 0x7f800000};
constexpr Constants kF64{0x3fe6a09e667f3bcc,
                         0x3ff0000000000000,
                         0x000fffffffffffff,
                         52,
                         0x4330000000000000,
                         0x1p52,
                         1023,
                         0x1p-1022,
                         0x1p52,
                         52,
                         0x7ff0000000000000};

// f32: log(1 + f) = f + f^2 Q(f), relative error 2^-27.7.
constexpr double kPolynomialF32[] = {-0x1.07c27p-3,  0x1.1e6e2ep-3,  -0x1.f332cap-4,
                                     0x1.1ed54p-3,   -0x1.559c6ap-3, 0x1.99d05p-3,
                                     -0x1.fffefap-3, 0x1.555506p-2,  -0x1p-1};
// f64: with s = f / (2 + f), log(1 + f) = 2 s + s z R(z) = f + s (z R(z) - f), z = s^2; relative
// error 2^-59.5.
constexpr double kPolynomialF64[] = {
    0x1.2f15762b4c324p-3, 0x1.39a03a3a52eeap-3, 0x1.74664cd03de81p-3, 0x1.c71c51cae8b29p-3,
    0x1.2492494236962p-2, 0x1.999999997f97p-2,  0x1.5555555555593p-1};
// The same times the factors of the other bases.
constexpr double kPolynomialLog2F64[] = {
    0x1.b541ee7502716p-3, 0x1.c4776d765e7c8p-3, 0x1.0ca129346cd5dp-2, 0x1.484afcc5361a8p-2,
    0x1.a61762d271882p-2, 0x1.2776c50ee6fccp-1, 0x1.ec709dc3a0456p-1};
constexpr double kPolynomialLog10F64[] = {
    0x1.0741599cffa4bp-4, 0x1.106977e1c6211p-4, 0x1.437652265c4a8p-4, 0x1.8b4dd72bc1afcp-4,
    0x1.fc3fa6488e96fp-4, 0x1.63c627750e75fp-3, 0x1.287a7636f4394p-2};

/// The logarithm of 2 in the base and 1 over the logarithm of the base, as sums of two numbers.
struct Base {
  double two_high, two_low;        ///< k * two_high is exact
  double factor_high, factor_low;  ///< 1 for the natural logarithm
  std::span<const double> polynomial;
};

constexpr Base kNaturalF32{0x1.62e4p-1, 0x1.7f7d1cp-20, 1, 0, kPolynomialF32};
constexpr Base kNaturalF64{0x1.62e42fefa4p-1, -0x1.8432a1b0e2634p-43, 1, 0, kPolynomialF64};
constexpr Base kBinaryF64{1, 0, 0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56, kPolynomialLog2F64};
constexpr Base kDecimalF64{0x1.34413509f8p-2, -0x1.80433b83b532ap-44, 0x1.bcb7b1526e50ep-2,
                           0x1.95355baaafad3p-57, kPolynomialLog10F64};

// f32: the logarithm of 1 + f in the base is f / ln(base) + f^2 P(f).
// Relative error 2^-26.157.
constexpr double kPerLn2F32 = 0x1.715476p0;
constexpr double kLog2F32[] = {-0x1.6af66p-3,  0x1.814054p-3,  -0x1.6c3434p-3,
                               0x1.a4343ep-3,  -0x1.ec892ap-3, 0x1.276336p-2,
                               -0x1.7154a8p-2, 0x1.ec718ep-2,  -0x1.715476p-1};
// Relative error 2^-27.728.
constexpr double kPerLn10F32 = 0x1.bcb7b2p-2, kPerLn10LowF32 = -0x1.5b235ep-27;
constexpr double kLog10F32[] = {-0x1.cc9438p-5, 0x1.f228cp-5,   -0x1.b0e846p-5,
                                0x1.f2259cp-5,  -0x1.28c148p-4, 0x1.63f6e4p-4,
                                -0x1.bcb66cp-4, 0x1.287a2ep-3,  -0x1.bcb7b2p-3};
constexpr double kTenthOf2High = 0x1.344p-2, kTenthOf2Low = 0x1.3509f8p-18;  // log10(2)

struct Reduced {
  ValueId k, m;   ///< m = 1 + f
  ValueId moved;  ///< Bits whose exponent field is k's.
};

/// For positive finite x; anything else gives numbers that are not used. `tiny` tells where x was
/// lifted (or is missing).
Reduced reduce(Emitter& e, const Constants& c, ValueId lifted, ValueId tiny) {
  const ValueId moved = e.bit_op(Op::Add, e.to_bits(lifted), e.bits(c.one - c.smallest));
  const ValueId biased = e.bit_op(Op::Shr, moved, e.bits(c.shift));
  const ValueId mantissa = e.bit_op(Op::And, moved, e.bits(c.mantissa));
  const ValueId m = e.from_bits(e.bit_op(Op::Add, mantissa, e.bits(c.smallest)));
  const ValueId k_moved = e.from_bits(e.bit_op(Op::Or, biased, e.bits(c.integer)));
  const double zero = c.integer_value + c.bias;
  const ValueId offset =
      tiny ? e.select(tiny, e.number(zero + c.lift_exponent), e.number(zero)) : e.number(zero);
  return {e.sub(k_moved, offset), m, moved};
}

/// factor * (log(1 + f) - f) + low; scaled is factor * f.
ValueId add_tail(Emitter& e, const Base& base, ValueId f, ValueId scaled, ValueId low) {
  if (e.single()) return e.fma(e.mul(f, f), e.polynomial(f, base.polynomial), low);
  const ValueId s = e.div(f, e.add(f, e.number(2)));
  const ValueId z = e.mul(s, s);
  return e.fma(s, e.fma(z, e.polynomial(z, base.polynomial), e.neg(scaled)), low);
}

/// A small number that is added at last, as a product; without factors 0.
struct Product {
  ValueId left, right;
};

/// k * two + factor * log(1 + f) + more
ValueId combine(Emitter& e, const Base& base, ValueId k, ValueId f, Product more = {}) {
  const bool scaled = base.factor_high != 1;
  const Pair scaled_f = scaled ? e.product(f, e.number(base.factor_high)) : Pair{f, {}};
  // high + error is k * two_high + scaled_f.high exactly (for k != 0 the product is the larger
  // one).
  const ValueId high = e.fma(k, e.number(base.two_high), scaled_f.high);
  const ValueId error = e.add(e.fma(k, e.number(base.two_high), e.neg(high)), scaled_f.high);
  ValueId low = base.two_low != 0 ? e.fma(k, e.number(base.two_low), error) : error;
  if (scaled) low = e.fma(f, e.number(base.factor_low), e.add(low, scaled_f.low));
  if (more.left) low = e.fma(more.left, more.right, low);
  return e.add(high, add_tail(e, base, f, scaled_f.high, low));
}

/// -inf for 0, NaN for negative x, inf for inf.
ValueId at_the_edges(Emitter& e, ValueId x, ValueId result) {
  const double infinity = std::numeric_limits<double>::infinity();
  result = e.select(e.lt(x, e.number(infinity)), result, x);
  const ValueId zero = e.number(0);
  const ValueId special = e.select(e.eq(x, zero), e.number(-infinity),
                                   e.number(std::numeric_limits<double>::quiet_NaN()));
  return e.select(e.gt(x, zero), result, special);
}

/// base + f * factor and its rounding error; base is 0, or more than half as large as the sum and
/// at most twice as large.
Pair sum_with_product(Emitter& e, ValueId base, ValueId f, double factor) {
  const ValueId c = e.number(factor);
  const ValueId high = e.fma(f, c, base);
  return {high, e.fma(f, c, e.sub(base, high))};
}

const Constants& constants(const Emitter& e) { return e.single() ? kF32 : kF64; }

/// `core` makes the logarithm of k and f, for positive finite numbers.
template <typename Core>
ValueId logarithm(Emitter& e, ValueId x, const Core& core) {
  const Constants& c = constants(e);
  const ValueId tiny = e.lt(x, e.number(c.smallest_normal));
  const ValueId lifted = e.select(tiny, e.mul(x, e.number(c.lift)), x);
  const Reduced reduced = reduce(e, c, lifted, tiny);
  return at_the_edges(e, x, core(reduced.k, e.sub(reduced.m, e.number(1))));
}

ValueId logarithm(Emitter& e, ValueId x, const Base& base) {
  return logarithm(e, x, [&](ValueId k, ValueId f) { return combine(e, base, k, f); });
}

}  // namespace

ValueId log(Emitter& e, ValueId x) {
  return logarithm(e, x, e.single() ? kNaturalF32 : kNaturalF64);
}

ValueId log2(Emitter& e, ValueId x) {
  if (!e.single()) return logarithm(e, x, kBinaryF64);
  return logarithm(e, x, [&](ValueId k, ValueId f) {
    const Pair head = sum_with_product(e, k, f, kPerLn2F32);
    return e.add(head.high, e.fma(e.mul(f, f), e.polynomial(f, kLog2F32), head.low));
  });
}

ValueId log10(Emitter& e, ValueId x) {
  if (!e.single()) return logarithm(e, x, kDecimalF64);
  return logarithm(e, x, [&](ValueId k, ValueId f) {
    const Pair head = sum_with_product(e, e.mul(k, e.number(kTenthOf2High)), f, kPerLn10F32);
    const ValueId low =
        e.fma(f, e.number(kPerLn10LowF32), e.fma(k, e.number(kTenthOf2Low), head.low));
    return e.add(head.high, e.fma(e.mul(f, f), e.polynomial(f, kLog10F32), low));
  });
}

// u = 1 + t with its rounding error, which 2^-k scales as u, and whose factor 1 / (1 + f) is taken
// as 1 - f + 3/4 f^2. Where u is near 1, that is what is left of t. The scale is a step larger, so
// that its exponent is one for every k.
ValueId log_one_plus(Emitter& e, Pair t, ValueId extra) {
  const Constants& c = constants(e);
  const ValueId one = e.number(1), half = e.number(0.5);
  const ValueId u = e.add(one, t.high);
  ValueId low = e.sub(e.at_most(t.high, 1), e.sub(u, e.at_least(t.high, 1)));
  if (t.low) low = e.add(low, t.low);
  const Reduced reduced = reduce(e, c, u, {});
  const ValueId f = e.sub(reduced.m, one);
  const ValueId exponent = e.bit_op(Op::And, reduced.moved, e.bits(c.exponents));
  const ValueId scale = e.from_bits(e.bit_op(Op::Sub, e.bits(c.exponents), exponent));
  const ValueId slope = e.fma(f, e.number(0.375), e.number(-0.5));
  const Product correction{e.mul(low, scale), e.fma(f, slope, half)};
  const Base& base = e.single() ? kNaturalF32 : kNaturalF64;
  const ValueId k = extra ? e.add(reduced.k, extra) : reduced.k;
  return at_the_edges(e, u, combine(e, base, k, f, correction));
}

ValueId log1p(Emitter& e, ValueId x) { return e.copysign(log_one_plus(e, {x, {}}), x); }

}  // namespace sinter::math
