// asin, acos, atan, atan2: odd polynomials on half the range; the other half by
// asin a = pi/2 - 2 asin sqrt((1 - a) / 2) and atan a = pi/2 - atan(1 / a).
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  double half_pi, half_pi_low;
  double largest;  ///< Beyond it the arc tangent rounds to pi/2.
};
constexpr Constants kF32{0x1.921fb6p0, -0x1.777a5cp-25, 0x1p40};
constexpr Constants kF64{0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, 0x1p80};

// atan t = t + t z P(z), z = t^2 <= 1. (f32: the fourth coefficient is one unit larger than
// derived, so that atan 1 is the number nearest to pi / 4.) Relative error 2^-28.507.
constexpr double kAtanF32[] = {-0x1.d35b66p-10, 0x1.64258ep-7,  -0x1.fd7ebap-6,
                               0x1.da2a56p-5,   -0x1.58092ap-4, 0x1.c08c5p-4,
                               -0x1.242086p-3,  0x1.9991e4p-3,  -0x1.55553ep-2};
// Relative error 2^-60.192.
constexpr double kAtanF64[] = {
    -0x1.227a28ee33a7ep-17, 0x1.b3ce11c63ba83p-14, -0x1.36f0752d2ba3dp-11, 0x1.1a1736c371b0dp-9,
    -0x1.6fe731026d303p-8,  0x1.72eea2dba74b1p-7,  -0x1.3105de4330da7p-6,  0x1.ac84109432809p-6,
    -0x1.0c98a45278e75p-5,  0x1.39071a34e6786p-5,  -0x1.5f2576f2668c3p-5,  0x1.84b4d03d92c44p-5,
    -0x1.aeda77cecb09cp-5,  0x1.e1d48fb782e2p-5,   -0x1.11103327b57d2p-4,  0x1.3b139be71fcecp-4,
    -0x1.745d15d270be4p-4,  0x1.c71c71b64cd5cp-4,  -0x1.24924924575d2p-3,  0x1.9999999998c63p-3,
    -0x1.555555555554dp-2};

// The same for z <= 1/4. Relative error 2^-57.772.
constexpr double kAtanNearF64[] = {
    0x1.4b5e1a7471c03p-7, -0x1.c165196b37775p-6, 0x1.56ed97d3c3d02p-5, -0x1.a3958b174c69ap-5,
    0x1.dfe8d7a4d1b2dp-5, -0x1.10f313ab16e36p-4, 0x1.3b113caf28e8ep-4, -0x1.745cf4bad63c9p-4,
    0x1.c71c709051c88p-4, -0x1.249249215c6fep-3, 0x1.9999999991115p-3, -0x1.5555555555516p-2};

// asin s = s + s z P(z), z = s^2 <= 1/4
// Relative error 2^-27.613.
constexpr double kAsinF32[] = {0x1.596d6p-5, 0x1.8c2d84p-6, 0x1.747d06p-5, 0x1.3301fcp-4,
                               0x1.5555c8p-3};
// Relative error 2^-59.852.
constexpr double kAsinF64[] = {0x1.0b7429205802ap-5, -0x1.588955125e635p-6, 0x1.63fb3d4e4b428p-6,
                               0x1.e4cbe9d5c33fcp-9, 0x1.614f3f9fe120ep-7,  0x1.7582651490a88p-7,
                               0x1.ca1fe917a62a8p-7, 0x1.1c49ecda9a64p-6,   0x1.6e8bdf0d1216bp-6,
                               0x1.f1c71a939483fp-6, 0x1.6db6db72154c5p-5,  0x1.333333332e10ap-4,
                               0x1.5555555555577p-3};

const Constants& constants(const Emitter& e) { return e.single() ? kF32 : kF64; }

/// atan t - t for 0 <= t <= 1.
ValueId atan_tail(Emitter& e, ValueId t, ValueId z) {
  const ValueId p = e.single() ? e.polynomial(z, kAtanF32) : e.polynomial(z, kAtanF64);
  return e.mul(e.mul(t, z), p);
}

/// base + (value + tail), base 0 or larger than value.
ValueId add_to(Emitter& e, Pair base, ValueId value, ValueId tail) {
  const Pair head = e.sum(base.high, value);
  return e.add(head.high, e.add(head.low, e.add(base.low, tail)));
}

struct ArcSine {
  ValueId large;    ///< |x| > 1/2
  ValueId s, tail;  ///< asin s = s + tail; s is |x|, or sqrt((1 - |x|) / 2) where large.
};

ArcSine arc_sine(Emitter& e, ValueId a) {
  const ValueId half = e.number(0.5);
  const ValueId large = e.gt(a, half);
  const ValueId z = e.select(large, e.fma(a, e.number(-0.5), half), e.mul(a, a));
  const ValueId s = e.select(large, e.sqrt(z), a);
  const ValueId p = e.single() ? e.polynomial(z, kAsinF32) : e.polynomial(z, kAsinF64);
  return {large, s, e.mul(e.mul(s, z), p)};
}

}  // namespace

ValueId asin(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const auto [large, s, tail] = arc_sine(e, e.abs(x));
  const ValueId minus_two = e.number(-2);
  const ValueId far = add_to(e, {e.number(c.half_pi), e.number(c.half_pi_low)}, e.mul(s, minus_two),
                             e.mul(tail, minus_two));
  return e.copysign(e.select(large, far, e.add(s, tail)), x);
}

/// 2 asin s where x is large, pi - 2 asin s where -x is, pi/2 - asin x in between.
ValueId acos(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const auto [large, s, tail] = arc_sine(e, e.abs(x));
  const ValueId zero = e.number(0);
  const ValueId negative = e.lt(x, zero);
  const ValueId factor = e.select(large, e.select(negative, e.number(-2), e.number(2)),
                                  e.select(negative, e.number(1), e.number(-1)));
  const auto base = [&](double half) {
    return e.select(large, e.select(negative, e.number(2 * half), zero), e.number(half));
  };
  return add_to(e, {base(c.half_pi), base(c.half_pi_low)}, e.mul(s, factor), e.mul(tail, factor));
}

namespace {

// f32: t is |x| or 1 / |x|, whose rounding error times the derivative 1 / (1 + z), which need not
// be exact, is put right.
ValueId atan_in_two_ranges(Emitter& e, ValueId a) {
  const Constants& c = kF32;
  const ValueId one = e.number(1);
  const ValueId large = e.gt(a, one);
  const ValueId inverse = e.div(one, a);
  const ValueId t = e.select(large, inverse, a);
  const ValueId z = e.mul(t, t);
  const ValueId tail = atan_tail(e, t, z);
  const ValueId residue = e.mul(e.fma(e.neg(inverse), a, one), inverse);
  const ValueId far_tail = e.fma(residue, e.fma(z, e.number(-0.5), one), tail);
  const ValueId far =
      add_to(e, {e.number(c.half_pi), e.number(c.half_pi_low)}, e.neg(t), e.neg(far_tail));
  return e.select(large, far, e.add(t, tail));
}

// f64: the angle of a quotient t beyond 0, pi/4 or pi/2, |t| <= 1/2.
ValueId atan_in_three_ranges(Emitter& e, ValueId a) {
  const Constants& c = kF64;
  const ValueId zero = e.number(0), one = e.number(1);
  const ValueId middle = e.gt(a, e.number(0.5)), large = e.gt(a, e.number(2));
  const auto choose = [&](ValueId small, ValueId in_between, ValueId beyond) {
    return e.select(large, beyond, e.select(middle, in_between, small));
  };
  const ValueId numerator = choose(a, e.sub(a, one), e.number(-1));
  const ValueId denominator = choose(one, e.add(a, one), a);
  const ValueId inverse = e.div(one, denominator);
  const ValueId t = e.mul(numerator, inverse);
  const ValueId rest = e.mul(e.fma(e.neg(t), denominator, numerator), inverse);
  const ValueId z = e.mul(t, t);
  const ValueId tail = e.fma(e.mul(t, z), e.polynomial(z, kAtanNearF64), rest);
  const Pair base{choose(zero, e.number(c.half_pi / 2), e.number(c.half_pi)),
                  choose(zero, e.number(c.half_pi_low / 2), e.number(c.half_pi_low))};
  return add_to(e, base, t, tail);
}

}  // namespace

ValueId atan(Emitter& e, ValueId x) {
  const ValueId a = e.at_most(e.abs(x), constants(e).largest);
  return e.copysign(e.single() ? atan_in_two_ranges(e, a) : atan_in_three_ranges(e, a), x);
}

// t = min(|y|, |x|) / max(|y|, |x|); the quadrant gives 0, pi/2 or pi to add +-atan t to.
ValueId atan2(Emitter& e, ValueId y, ValueId x) {
  const Constants& c = constants(e);
  const ValueId zero = e.number(0), one = e.number(1);
  const ValueId ay = e.abs(y), ax = e.abs(x);
  const ValueId swap = e.gt(ay, ax);
  const ValueId numerator = e.select(swap, ax, ay), denominator = e.select(swap, ay, ax);
  const ValueId both = e.add(ax, ay);  // 0 where both are, NaN where either is
  ValueId t = e.div(numerator, denominator);
  t = e.select(e.eq(both, zero), zero, t);
  t = e.select(e.eq(numerator, e.number(std::numeric_limits<double>::infinity())), one, t);
  const ValueId tail = atan_tail(e, t, e.mul(t, t));
  const ValueId negative = e.lt(e.copysign(one, x), zero);
  const ValueId backwards = e.differ(swap, negative);
  const auto base = [&](double half) {
    return e.select(swap, e.number(half), e.select(negative, e.number(2 * half), zero));
  };
  const ValueId result =
      add_to(e, {base(c.half_pi), base(c.half_pi_low)}, e.select(backwards, e.neg(t), t),
             e.select(backwards, e.neg(tail), tail));
  return e.select(e.is_nan(both), both, e.copysign(result, y));
}

}  // namespace sinter::math
