// pow(x, y) = 2^(y log2 |x|), then the special values. f64: log2 as a sum of two numbers, some 66
// bits in all, since its error is multiplied by up to 1075. f32 is computed in f64, where that is
// no care.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log2((1 + s) / (1 - s)) = s (2/ln2 + z (2/(3 ln2) + z P(z))), z = s^2
// Relative error 2^-66.22.
constexpr double kLog2Tail[] = {0x1.8622e7f6d819ep-3, 0x1.87aabba81f0cp-3,  0x1.c69fcbe301d77p-3,
                                0x1.0c9a632cda3ffp-2, 0x1.484b14237265ep-2, 0x1.a61762a75703p-2,
                                0x1.2776c50ef9d2ep-1};
struct Constant {
  double high, low;
};
constexpr Constant kFirst{0x1.71547652b82fep1, 0x1.777d0ffda0d24p-55};
constexpr Constant kSecond{0x1.ec709dc3a03fdp-1, 0x1.d27f05548af0cp-55};

// f32: log2((1 + s) / (1 - s)) = s P(z)
// Relative error 2^-37.748.
constexpr double kLog2ForF32[] = {0x1.5d063961a8772p-2, 0x1.a58bfd62679f2p-2, 0x1.2777830906c0bp-1,
                                  0x1.ec709d0edf0bp-1, 0x1.71547652bf0edp1};

// f32: 2^r
// Relative error 2^-34.317.
constexpr double kExp2ForF32[] = {
    0x1.fde5e698f2f63p-17, 0x1.445ca779fc05dp-13, 0x1.5d8a8669b9558p-10, 0x1.3b29f3743af49p-7,
    0x1.c6b08abfb7b4cp-5,  0x1.ebfbe077afd79p-3,  0x1.62e42ff0e1fbep-1,  0x1p0};

/// a = 2^k m, sqrt(1/2) <= m < sqrt(2), for positive finite a in f64.
struct Reduced {
  ValueId k, m;
};

Reduced reduce(Emitter& e, ValueId a, bool may_be_tiny) {
  constexpr std::uint64_t kSqrtHalf = 0x3fe6a09e667f3bcc, kOne = 0x3ff0000000000000;
  ValueId offset = e.number(0x1p52 + 1023);
  if (may_be_tiny) {
    const ValueId tiny = e.lt(a, e.number(0x1p-1022));
    a = e.select(tiny, e.mul(a, e.number(0x1p54)), a);
    offset = e.select(tiny, e.number(0x1p52 + 1023 + 54), offset);
  }
  const ValueId moved = e.bit_op(Op::Add, e.to_bits(a), e.bits(kOne - kSqrtHalf));
  const ValueId biased = e.bit_op(Op::Shr, moved, e.bits(52));
  const ValueId mantissa = e.bit_op(Op::And, moved, e.bits(0x000fffffffffffff));
  const ValueId m = e.from_bits(e.bit_op(Op::Add, mantissa, e.bits(kSqrtHalf)));
  const ValueId k =
      e.sub(e.from_bits(e.bit_op(Op::Or, biased, e.bits(0x4330000000000000))), offset);
  return {k, m};
}

/// log2 a for positive finite a.
Pair log2_in_two(Emitter& e, ValueId a) {
  const auto [k, m] = reduce(e, a, true);
  const ValueId one = e.number(1);
  const ValueId f = e.sub(m, one);
  const Pair d = e.unordered_sum(m, one);
  const ValueId inverse = e.div(one, d.high);
  const ValueId s = e.mul(f, inverse);
  const ValueId s_low = e.mul(e.fma(e.neg(s), d.low, e.fma(e.neg(s), d.high, f)), inverse);
  Pair z = e.product(s, s);
  z.low = e.fma(e.add(s, s), s_low, z.low);
  const ValueId second = e.number(kSecond.high);
  const ValueId inner = e.fma(z.high, e.polynomial(z.high, kLog2Tail), e.number(kSecond.low));
  Pair term = e.product(z.high, second);
  term.low = e.add(term.low, e.fma(z.high, inner, e.mul(z.low, second)));
  Pair factor = e.sum(e.number(kFirst.high), term.high);
  factor.low = e.add(factor.low, e.add(term.low, e.number(kFirst.low)));
  Pair fraction = e.product(s, factor.high);
  fraction.low = e.add(fraction.low, e.fma(s, factor.low, e.mul(s_low, factor.high)));
  const Pair total = e.sum(k, fraction.high);
  return {total.high, e.add(total.low, fraction.low)};
}

/// |x|^y; a = |x| may be 0 or infinite or NaN.
ValueId power_of_magnitude(Emitter& e, ValueId a, ValueId y, bool single) {
  const ValueId zero = e.number(0), infinity = e.number(kInfinity);
  const auto at_the_edges = [&](ValueId log2) {
    return e.select(e.eq(a, zero), e.number(-kInfinity), e.select(e.lt(a, infinity), log2, a));
  };
  if (single) {
    const auto [k, m] = reduce(e, a, false);
    const ValueId one = e.number(1);
    const ValueId s = e.div(e.sub(m, one), e.add(m, one));
    const ValueId log2 = at_the_edges(e.fma(s, e.polynomial(e.mul(s, s), kLog2ForF32), k));
    const ValueId p = e.at_most(e.at_least(e.mul(log2, y), -160), 140);
    const ValueId n = e.nearest(p, 1);
    return e.ldexp(e.polynomial(e.sub(p, n), kExp2ForF32), n);
  }
  const Pair log2 = log2_in_two(e, a);
  const ValueId high = at_the_edges(log2.high);
  const ValueId p = e.mul(high, y);
  const ValueId low = e.fma(log2.low, y, e.fma(high, y, e.neg(p)));
  // Where p is out of range or infinite, its low part is of no use, or NaN.
  const ValueId useful = e.select(e.lt(e.abs(p), e.number(1100)), low, zero);
  return exp_of_base_two(e, e.at_most(e.at_least(p, -1080), 1030), useful);
}

ValueId power(Emitter& e, ValueId x, ValueId y, bool single) {
  const ValueId zero = e.number(0), one = e.number(1);
  const ValueId a = e.abs(x);
  ValueId result = power_of_magnitude(e, a, y, single);
  // (+-1)^(+-inf) is 1; odd integers keep the sign; other powers of negative numbers are NaN.
  result = e.select(e.both(e.eq(a, one), e.eq(y, y)), one, result);
  const ValueId is_integer = e.eq(e.floor(y), y);
  const ValueId half = e.mul(y, e.number(0.5));
  const ValueId is_odd = e.both(is_integer, e.negated(e.eq(e.floor(half), half)));
  const ValueId negative = e.lt(e.copysign(one, x), zero);
  result = e.select(e.both(negative, is_odd), e.neg(result), result);
  const ValueId below = e.both(e.lt(x, zero), e.gt(x, e.number(-kInfinity)));
  result = e.select(e.both(below, e.negated(is_integer)),
                    e.number(std::numeric_limits<double>::quiet_NaN()), result);
  return e.select(e.either(e.eq(y, zero), e.eq(x, one)), one, result);
}

}  // namespace

ValueId pow(Emitter& e, ValueId x, ValueId y) {
  if (!e.single()) return power(e, x, y, false);
  WideEmitter wide(e);
  return wide.cast(power(wide, wide.cast(x, DType::kF64), wide.cast(y, DType::kF64), true),
                   DType::kF32);
}

}  // namespace sinter::math
