// erf: an odd polynomial near 0, elsewhere 1 - e^q with a polynomial q for log erfc. erfc as
// e^(-x^2) times a smooth function.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kNear = 0.9;                           // up to here the odd polynomial
constexpr double kOneF32 = 4, kOneF64 = 6;              // erf has rounded to 1
constexpr double kZeroF32 = 10.0625, kZeroF64 = 27.25;  // erfc has rounded to 0

// erf x = x + x P(z), z = x^2
// Relative error 2^-30.067.
constexpr double kErfF32[] = {0x1.4d2864p-14, -0x1.a583bcp-11, 0x1.543f2ap-8, -0x1.b80062p-6,
                              0x1.ce2d6p-4,   -0x1.81274p-2,   0x1.06eba8p-3};
// Relative error 2^-56.324.
constexpr double kErfF64[] = {
    -0x1.298e4d4de754ap-30, 0x1.0362fc80b5294p-26, -0x1.61e61ab14c463p-23, 0x1.ba5171f713299p-20,
    -0x1.f4dc7e3da2eabp-17, 0x1.f9a3bed32a5b1p-14, -0x1.c02db998faafep-11, 0x1.565bcd2effd4dp-8,
    -0x1.b82ce31364e95p-6,  0x1.ce2f21a045b7dp-4,  -0x1.812746b037a27p-2,  0x1.06eba8214db69p-3};

// log erfc(1 + t)
// Relative error 2^-26.653.
constexpr double kLogErfcF32[] = {0x1.e19aacp-13, -0x1.7d984ep-10, 0x1.cc094cp-9,  -0x1.f4a118p-9,
                                  0x1.3772aap-12, 0x1.38be62p-7,   -0x1.54a512p-5, -0x1.afa9e4p-1,
                                  -0x1.51c9bp1,   -0x1.d97fcp0};
// Relative error 2^-58.231.
constexpr double kLogErfcF64[] = {
    0x1.84aef4c09b39ap-40,  -0x1.43d1f7e1781edp-35, 0x1.f1ab8915974a7p-32,  -0x1.d2a85883a258fp-29,
    0x1.26790a379b734p-26,  -0x1.f792e40e186afp-25, 0x1.df9fba0ec18f4p-24,  0x1.02db420bc9ac4p-23,
    -0x1.10f0fdf9f44c3p-19, 0x1.41a86e9b8869dp-17,  -0x1.c76953c5b48e9p-16, 0x1.b8c220fbf7844p-16,
    0x1.f1b4add8d68eap-13,  -0x1.033f699f09001p-9,  0x1.48c9d40d423b1p-7,   -0x1.5477f09cac92p-5,
    -0x1.afabc11a28f98p-1,  -0x1.51c9b0006c23cp1,   -0x1.d97fbf27aa2a1p0};

// erfc a = e^(-a^2) P(t) / (1 + 2a), t = (a - k) / (a + k), k = 2 (f64: 4)
// Relative error 2^-25.923.
constexpr double kErfcF32[] = {-0x1.a86922p-12, -0x1.449e22p-10, 0x1.587844p-10, 0x1.1b2176p-7,
                               -0x1.080a94p-7,  -0x1.bc1162p-5,  0x1.4ffbdap-3,  -0x1.54080ap-3,
                               -0x1.7bf604p-4,  0x1.46e80ep0};
// Relative error 2^-54.569.
constexpr double kErfcF64[] = {
    -0x1.bc5332b0ed9bcp-31, -0x1.82faca59c8762p-27, -0x1.47695e62e1ccfp-27, 0x1.cd59a6e6ff5f7p-24,
    0x1.0b75200de950fp-24,  -0x1.ba7011652640dp-21, 0x1.476f5a09eaa1p-22,   0x1.7f25f280f7db2p-18,
    -0x1.78c5ece48e9dp-17,  -0x1.9959a09179fc8p-16, 0x1.3be1dadedca25p-13,  -0x1.a1df1e17afc2ap-13,
    -0x1.8d4ab523645d7p-11, 0x1.49c6727650078p-8,   -0x1.09623860729c1p-6,  0x1.3079edf6cd9bp-5,
    -0x1.0fb06dff32a6p-4,   0x1.7fee004e0f751p-4,   -0x1.9ddb23c3dd065p-4,  0x1.16ecefcfa5519p-4,
    0x1.f7f5df66fb8ap-7,    -0x1.1df1ad154a29p-3,   0x1.3ba5916e9fd7fp0};

}  // namespace

ValueId erf(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId one = e.number(1);
  const ValueId a = e.at_most(e.abs(x), single ? kOneF32 : kOneF64);
  const ValueId z = e.mul(a, a);
  const ValueId p = single ? e.polynomial(z, kErfF32) : e.polynomial(z, kErfF64);
  const ValueId near = e.fma(a, p, a);
  const ValueId t = e.sub(a, one);
  const ValueId q = single ? e.polynomial(t, kLogErfcF32) : e.polynomial(t, kLogErfcF64);
  const ValueId far = e.sub(one, exp_in_range(e, q));
  const ValueId limit = e.number(single ? 0x1.ccccccp-1 : kNear);
  return e.copysign(e.select(e.lt(a, limit), near, far), x);
}

// The square is exact as a sum of two; what its low part changes is a factor near 1. For negative
// x, 2 - erfc |x|.
ValueId erfc(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId one = e.number(1);
  const ValueId a = e.at_most(e.abs(x), single ? kZeroF32 : kZeroF64);
  const ValueId k = e.number(single ? 2 : 4);
  const ValueId t = e.div(e.sub(a, k), e.add(a, k));
  const std::span<const double> coefficients =
      single ? std::span<const double>(kErfcF32) : kErfcF64;
  const ValueId q = e.polynomial(t, coefficients.first(coefficients.size() - 1));
  const ValueId last = e.number(coefficients.back());
  const ValueId p = e.fma(q, t, last), p_low = e.fma(q, t, e.sub(last, p));
  const ValueId square = e.mul(a, a);
  const ValueId square_low = e.fma(a, a, e.neg(square));
  const auto [n, r, low] = reduce_by_ln2(e, e.neg(square));
  const Pair reduced = e.sum(r, e.sub(low, square_low));
  const Pair head = e.sum(one, reduced.high);
  const ValueId tail = e.add(exp_tail(e, reduced.high), e.add(head.low, reduced.low));
  const Pair power = e.sum(head.high, tail);
  // power * p / (1 + 2a), with the rounding errors of the product, the divisor and the quotient.
  const Pair divisor = e.unordered_sum(one, e.add(a, a));
  const Pair product = e.product(power.high, p);
  const ValueId inverse = e.div(one, divisor.high);
  const ValueId quotient = e.mul(product.high, inverse);
  ValueId residue = e.fma(power.low, p, product.low);
  residue = e.add(e.fma(e.neg(quotient), divisor.high, product.high), residue);
  residue = e.fma(power.high, p_low, e.fma(e.neg(quotient), divisor.low, residue));
  const ValueId value = e.ldexp(e.fma(residue, inverse, quotient), n);
  return e.select(e.lt(x, e.number(0)), e.sub(e.number(2), value), value);
}

}  // namespace sinter::math
