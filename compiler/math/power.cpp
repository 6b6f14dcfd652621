// pow(x, y) = 2^(y log2 |x|), then the special values. log2 is a sum of two numbers, since its
// error is multiplied by up to 1075 (f32: 150).
#include <limits>
#include <span>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// log2((1 + s) / (1 - s)) = s (2/ln2 + z (2/(3 ln2) + z P(z))), z = s^2
// Relative errors 2^-36.7 and 2^-66.22.
constexpr double kLog2TailF32[] = {0x1.5a12d4p-2, 0x1.a5ba6cp-2, 0x1.27771p-1};
constexpr double kLog2TailF64[] = {0x1.8622e7f6d819ep-3, 0x1.87aabba81f0cp-3,  0x1.c69fcbe301d77p-3,
                                   0x1.0c9a632cda3ffp-2, 0x1.484b14237265ep-2, 0x1.a61762a75703p-2,
                                   0x1.2776c50ef9d2ep-1};

// 2^r = 1 + r (ln2 + r Q(r)), f32
// Relative error 2^-28.263.
constexpr double kExp2TailF32[] = {0x1.416038p-13, 0x1.5f0306p-10, 0x1.3b2deap-7, 0x1.c6af8ap-5,
                                   0x1.ebfbdcp-3};
constexpr double kLn2High = 0x1.62e43p-1, kLn2Low = -0x1.05c61p-29;

struct Constants {
  std::uint64_t sqrt_half;  ///< Bits of the smallest 1 + f, rounded down.
  std::uint64_t one;        ///< Bits of 1.
  std::uint64_t mantissa;   ///< Mask.
  std::uint64_t sign;       ///< Mask.
  unsigned shift;           ///< Mantissa bits.
  std::uint64_t integer;    ///< Bits of 2^shift: or-ed to a small integer, 2^shift + integer.
  double integer_value, bias, smallest_normal;
  double lift, lift_exponent;      ///< Makes subnormals normal: 2^lift_exponent.
  double first_high, first_low;    ///< 2/ln2
  double second_high, second_low;  ///< 2/(3 ln2)
  std::span<const double> tail;
  double lowest, highest;  ///< Powers of two beyond them are 0 and infinite.
  double largest_power;    ///< Exponents beyond it, of any number but 1, give those too.
};

constexpr Constants kF32{0x3f3504f3,   0x3f800000,   0x007fffff,    0x80000000,    23,
                         0x4b000000,   0x1p23,       127,           0x1p-126,      0x1p24,
                         24,           0x1.715476p1, 0x1.4ae0cp-25, 0x1.ec709ep-1, -0x1.e2fe02p-28,
                         kLog2TailF32, -152,         130,           0x1p100};
constexpr Constants kF64{0x3fe6a09e667f3bcc,
                         0x3ff0000000000000,
                         0x000fffffffffffff,
                         0x8000000000000000,
                         52,
                         0x4330000000000000,
                         0x1p52,
                         1023,
                         0x1p-1022,
                         0x1p54,
                         54,
                         0x1.71547652b82fep1,
                         0x1.777d0ffda0d24p-55,
                         0x1.ec709dc3a03fdp-1,
                         0x1.d27f05548af0cp-55,
                         kLog2TailF64,
                         -1080,
                         1030,
                         0x1p1000};

/// a = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2), for positive finite a.
struct Reduced {
  ValueId k, m;  ///< m = 1 + f
};

Reduced reduce(Emitter& e, const Constants& c, ValueId a) {
  const double zero = c.integer_value + c.bias;
  const ValueId tiny = e.lt(a, e.number(c.smallest_normal));
  a = e.select(tiny, e.mul(a, e.number(c.lift)), a);
  const ValueId offset = e.select(tiny, e.number(zero + c.lift_exponent), e.number(zero));
  const ValueId moved = e.bit_op(Op::Add, e.to_bits(a), e.bits(c.one - c.sqrt_half));
  const ValueId biased = e.bit_op(Op::Shr, moved, e.bits(c.shift));
  const ValueId mantissa = e.bit_op(Op::And, moved, e.bits(c.mantissa));
  const ValueId m = e.from_bits(e.bit_op(Op::Add, mantissa, e.bits(c.sqrt_half)));
  return {e.sub(e.from_bits(e.bit_op(Op::Or, biased, e.bits(c.integer))), offset), m};
}

/// log2 a for positive finite a.
Pair log2_in_two(Emitter& e, const Constants& c, ValueId a) {
  const auto [k, m] = reduce(e, c, a);
  const ValueId one = e.number(1);
  const ValueId f = e.sub(m, one);
  const ValueId inverse = e.div(one, e.add(m, one));
  const ValueId s = e.mul(f, inverse);
  // f - s (2 + f): 2 s is between f / 2 and 2 f, so that f - 2 s is exact.
  const ValueId rest = e.fma(e.neg(s), f, e.fma(s, e.number(-2), f));
  const ValueId s_low = e.mul(rest, inverse);
  Pair z = e.product(s, s);
  z.low = e.fma(e.add(s, s), s_low, z.low);
  const ValueId second = e.number(c.second_high);
  const ValueId inner = e.fma(z.high, e.polynomial(z.high, c.tail), e.number(c.second_low));
  Pair term = e.product(z.high, second);
  term.low = e.add(term.low, e.fma(z.high, inner, e.mul(z.low, second)));
  Pair factor = e.sum(e.number(c.first_high), term.high);
  factor.low = e.add(factor.low, e.add(term.low, e.number(c.first_low)));
  Pair fraction = e.product(s, factor.high);
  fraction.low = e.add(fraction.low, e.fma(s, factor.low, e.mul(s_low, factor.high)));
  const Pair total = e.sum(k, fraction.high);
  return {total.high, e.add(total.low, fraction.low)};
}

/// 2^(x + low) in f32, with 1 + r ln2 as a sum of two numbers: little more than the last rounding
/// remains.
ValueId exp2_of_sum_f32(Emitter& e, ValueId x, ValueId low) {
  const ValueId n = e.nearest(x, 1);
  const ValueId r = e.add(e.sub(x, n), low);
  const ValueId one = e.number(1), ln2 = e.number(kLn2High);
  const ValueId head = e.fma(r, ln2, one);
  const ValueId lost = e.fma(r, ln2, e.sub(one, head));
  const ValueId tail = e.fma(r, e.polynomial(r, kExp2TailF32), e.number(kLn2Low));
  return e.ldexp(e.add(head, e.fma(r, tail, lost)), n);
}

/// |x|^y but for |x| = 0, 1 and infinity with y = 0 or NaN; NaN where x is below 0 and y no
/// integer. a = |x|; y is finite or NaN.
ValueId power_of_magnitude(Emitter& e, const Constants& c, ValueId x, ValueId a, ValueId y,
                           ValueId is_integer) {
  const Pair log2 = log2_in_two(e, c, a);
  const ValueId invalid = e.both(e.lt(x, e.number(0)), e.negated(is_integer));
  const ValueId finite =
      e.select(invalid, e.number(std::numeric_limits<double>::quiet_NaN()), log2.high);
  const ValueId high = e.select(e.eq(a, e.number(0)), e.number(-kInfinity),
                                e.select(e.lt(a, e.number(kInfinity)), finite, a));
  const ValueId p = e.mul(high, y);
  const ValueId low = e.fma(log2.low, y, e.fma(high, y, e.neg(p)));
  // Where p is out of range or infinite, its low part is of no use, or NaN.
  const ValueId useful = e.select(e.lt(e.abs(p), e.number(1100)), low, e.number(0));
  const ValueId inside = e.at_most(e.at_least(p, c.lowest), c.highest);
  return e.single() ? exp2_of_sum_f32(e, inside, useful) : exp_of_base_two(e, inside, useful);
}

}  // namespace

ValueId pow(Emitter& e, ValueId x, ValueId y) {
  const Constants& c = e.single() ? kF32 : kF64;
  const ValueId a = e.abs(x), one = e.number(1);
  const ValueId is_integer = e.eq(e.floor(y), y);
  // Finite, so that 1 to an infinite power is 1.
  const ValueId exponent = e.at_most(e.at_least(y, -c.largest_power), c.largest_power);
  ValueId result = power_of_magnitude(e, c, x, a, exponent, is_integer);
  const ValueId half = e.mul(y, e.number(0.5));
  const ValueId is_odd = e.both(is_integer, e.negated(e.eq(e.floor(half), half)));
  const ValueId sign = e.bit_op(Op::And, e.to_bits(x), e.bits(c.sign));
  result = e.from_bits(e.bit_op(Op::Xor, e.to_bits(result), e.bit_select(is_odd, sign, e.bits(0))));
  return e.select(e.either(e.eq(y, e.number(0)), e.eq(x, one)), one, result);
}

}  // namespace sinter::math
