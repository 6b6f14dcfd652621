// sin, cos, tan: x = n pi/2 + r, |r| <= pi/4, pi/2 as three numbers; then an odd and an even
// polynomial. Angles beyond the reach of that are reduced before, by the ops `angle_rest` and
// `angle_quadrant`, which leave all others alone.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  double per_quadrant;       ///< 2 / pi
  double magic;              ///< 1.5 * 2^(mantissa bits): added, n stands in the low bits
  double high, middle, low;  ///< pi / 2
};
// f32: all parts positive, so that -0 stays -0. f64: n times the middle part is exact for |n| <
// 2^22.
constexpr Constants kF32{0x1.45f306p-1, 0x1.8p23, 0x1.921fb4p0, 0x1.4442dp-24, 0x1.84698ap-48};
constexpr Constants kF64{0x1.45f306dc9c883p-1, 0x1.8p52, 0x1.921fb54442d18p0, 0x1.1a62633p-54,
                         0x1.45c06e0e68948p-86};

// sin r = r + r z P(z), z = r^2
// Relative error 2^-27.842.
constexpr double kSinF32[] = {-0x1.991c26p-13, 0x1.1106c6p-7, -0x1.555544p-3};
// Relative error 2^-57.889.
constexpr double kSinF64[] = {0x1.5d8b557475fd3p-33, -0x1.ae5e4b838fb29p-26,
                              0x1.71de35552b06p-19,  -0x1.a01a019be9214p-13,
                              0x1.111111110f73p-7,   -0x1.5555555555548p-3};

// cos r = 1 + z P(z); f64: 1 - z / 2 + z^2 P(z)
// Relative error 2^-32.879.
constexpr double kCosF32[] = {0x1.99e428p-16, -0x1.6c0c2p-10, 0x1.55554ap-5, -0x1p-1};
// Relative error 2^-63.935.
constexpr double kCosTailF64[] = {-0x1.8fa65ecfb033ap-37, 0x1.1ee9db8e8d757p-29,
                                  -0x1.27e4f7f1416cbp-22, 0x1.a01a019c8ed0bp-16,
                                  -0x1.6c16c16c15013p-10, 0x1.555555555554bp-5};

// tan r = r + r z P(z)
// Relative error 2^-29.344.
constexpr double kTanF32[] = {0x1.247b44p-8, -0x1.641d6cp-14, 0x1.678a0ap-7, 0x1.5bd584p-6,
                              0x1.baf0bap-5, 0x1.110d1ap-3,   0x1.555562p-2};
// Relative error 2^-56.204.
constexpr double kTanF64[] = {0x1.5e2fb458d4c29p-16,  -0x1.78c791d0a075ep-15, 0x1.777db36a7a441p-14,
                              -0x1.bbfb44210032ap-16, 0x1.1e6da0d082682p-13,  0x1.d24f5f5456615p-13,
                              0x1.37fd645e57cbdp-11,  0x1.7d5b053b9983ep-10,  0x1.d6d93afbf2d9fp-9,
                              0x1.226e1226269adp-7,   0x1.664f49aa525b5p-6,   0x1.ba1ba1b460f79p-5,
                              0x1.11111111183c2p-3,   0x1.55555555554f1p-2};

struct Angle {
  ValueId quadrant;  ///< Bits: the lowest two are n mod 4.
  ValueId r, low;    ///< low is r's rounding error; f64 only.
  ValueId z;
};

Angle reduce(Emitter& e, ValueId x) {
  const Constants& c = e.single() ? kF32 : kF64;
  const ValueId magic = e.number(c.magic);
  const ValueId y = e.angle_rest(x);
  const ValueId shifted = e.fma(y, e.number(c.per_quadrant), magic);
  const ValueId n = e.sub(shifted, magic);
  const ValueId quadrant = e.to_bits(e.add(shifted, e.angle_quadrant(x)));
  const ValueId exact = e.fma(n, e.number(-c.high), y);
  ValueId r = e.fma(n, e.number(-c.middle), exact), low;
  if (e.single()) {
    r = e.fma(n, e.number(-c.low), r);
  } else {
    low = e.fma(n, e.number(-c.middle), e.sub(exact, r));
    low = e.fma(n, e.number(-c.low), low);
  }
  return {quadrant, r, low, e.mul(r, r)};
}

ValueId sine(Emitter& e, const Angle& a) {
  const ValueId cube = e.mul(a.r, a.z);
  if (e.single()) return e.copysign(e.fma(cube, e.polynomial(a.z, kSinF32), a.r), a.r);
  const ValueId tail = e.fma(cube, e.polynomial(a.z, kSinF64), a.low);
  return e.copysign(e.add(a.r, tail), a.r);  // -0 stays
}

ValueId cosine(Emitter& e, const Angle& a) {
  const ValueId one = e.number(1);
  if (e.single()) return e.fma(a.z, e.polynomial(a.z, kCosF32), one);
  const Pair head = e.sum(one, e.mul(a.z, e.number(-0.5)));
  ValueId tail = e.fma(e.neg(a.r), a.low, head.low);
  tail = e.fma(e.mul(a.z, a.z), e.polynomial(a.z, kCosTailF64), tail);
  return e.add(head.high, tail);
}

/// The sine of an angle that is `turned` quadrants further.
ValueId turned_sine(Emitter& e, ValueId x, std::uint64_t turned) {
  const Angle a = reduce(e, x);
  const ValueId one = e.bits(1), zero = e.bits(0);
  const ValueId odd = e.bit_op(Op::And, a.quadrant, one);
  const ValueId is_even = e.bit_test(Op::Eq, odd, zero);
  const ValueId s = sine(e, a), c = cosine(e, a);
  const ValueId value = turned == 0 ? e.select(is_even, s, c) : e.select(is_even, c, s);
  const ValueId quadrant = turned == 0 ? a.quadrant : e.bit_op(Op::Add, a.quadrant, e.bits(turned));
  const ValueId sign =
      e.bit_op(Op::Shl, e.bit_op(Op::And, quadrant, e.bits(2)), e.bits(e.single() ? 30 : 62));
  return e.from_bits(e.bit_op(Op::Xor, e.to_bits(value), sign));
}

}  // namespace

ValueId sin(Emitter& e, ValueId x) { return turned_sine(e, x, 0); }

ValueId cos(Emitter& e, ValueId x) { return turned_sine(e, x, 1); }

/// tan r, or -1 / tan r in odd quadrants.
ValueId tan(Emitter& e, ValueId x) {
  const Angle a = reduce(e, x);
  const ValueId cube = e.mul(a.r, a.z);
  const ValueId is_even = e.bit_test(Op::Eq, e.bit_op(Op::And, a.quadrant, e.bits(1)), e.bits(0));
  const ValueId p = e.single() ? e.polynomial(a.z, kTanF32) : e.polynomial(a.z, kTanF64);
  const Pair t = e.sum(a.r, a.low ? e.fma(cube, p, a.low) : e.mul(cube, p));
  const ValueId inverse = e.div(e.number(-1), t.high);
  const ValueId error = e.fma(inverse, t.low, e.fma(inverse, t.high, e.number(1)));
  return e.select(is_even, e.copysign(t.high, a.r), e.fma(inverse, error, inverse));
}

}  // namespace sinter::math
