// erf: an odd polynomial near 0, elsewhere 1 - e^q with a polynomial q for log erfc. erfc as
// e^(-x^2) times a smooth function. Both ranges take one evaluation: the lane's range chooses the
// coefficients.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kNearF32 = 1, kNearF64 = 0x1.3333333333333p0;  // up to here the odd polynomial
constexpr double kMiddleF32 = 1.5, kMiddleF64 = 1.25;           // of the other range
constexpr double kOneF32 = 4, kOneF64 = 6;                      // erf has rounded to 1
constexpr double kZeroF32 = 10.0625, kZeroF64 = 27.25;          // erfc has rounded to 0
constexpr double kErfcNear = 2;
constexpr double kErfcMiddle = 0.75, kErfcFarMiddleF32 = 4, kErfcFarMiddleF64 = 5.5;

// erf x = x + x P(z), z = x^2
// Relative error 2^-29.387.
constexpr double kErfF32[] = {0x1.4771fcp-14, -0x1.a3515ep-11, 0x1.53f224p-8, -0x1.b7f71ap-6,
                              0x1.ce2ce6p-4,  -0x1.81273ep-2,  0x1.06eba8p-3};
// Relative error 2^-56.329.
constexpr double kErfF64[] = {
    0x1.2a0c5483f0de6p-37, -0x1.89602cb94dcd9p-34, 0x1.02fba9b8717dfp-31, -0x1.339897d67a0fdp-29,
    0x1.1cba7b1755696p-26, -0x1.6403afdcf84f7p-23, 0x1.ba61fd8295d27p-20, -0x1.f4db86a87fce2p-17,
    0x1.f9a3a0c048487p-14, -0x1.c02db84be3f3cp-11, 0x1.565bcd27960edp-8,  -0x1.b82ce31339c95p-6,
    0x1.ce2f21a04549ep-4,  -0x1.812746b037a22p-2,  0x1.06eba8214db69p-3};

// log erfc(middle + t)
// Relative error 2^-28.604.
constexpr double kLogErfcF32[] = {0x1.aeea24p-13, -0x1.4fe348p-10, 0x1.898432p-8, -0x1.a6fd72p-6,
                                  -0x1.c907ep-1,  -0x1.c12064p1,   -0x1.b1370ap1};
// Relative error 2^-55.722.
constexpr double kLogErfcF64[] = {
    -0x1.b11b956b9e115p-33, 0x1.2ea28c0fe02fp-28,   -0x1.925a2f2a7b79dp-25, 0x1.540dbef0f73dp-22,
    -0x1.96f5be7034065p-20, 0x1.5e561235b8d08p-18,  -0x1.6c637c3228fc4p-17, -0x1.509ab0d417046p-17,
    0x1.02c503a72de16p-12,  -0x1.a540a44d5b628p-10, 0x1.fea76c589700fp-8,   -0x1.0bc5a029d4fa5p-5,
    -0x1.bddad46f50464p-1,  -0x1.88ab2d995012cp1,   -0x1.48050902770fdp1};

// erfc a = e^(-a^2) P(u), u = (a - middle) / (a + 3); far: e^(-a^2) P(u) / (a + 3). Of the constant
// terms, what the last bit leaves.
// Relative error 2^-29.743.
constexpr double kErfcF32[] = {0x1.0a21b4p-4, -0x1.fa1eccp-5, -0x1.2a4bp-2,  0x1.07ffdp0,
                               -0x1.bb2468p0, 0x1.de321p0,    -0x1.6140f8p0, 0x1.038d54p-1};
// Relative error 2^-58.331.
constexpr double kErfcF64[] = {
    0x1.c78fa82b95b96p-15, -0x1.e25d629917d79p-12, -0x1.5bddb7e068b2dp-11, 0x1.2008adf42c6e3p-10,
    0x1.bcf82888096bap-9,  -0x1.ed1c404736885p-10, -0x1.e09448bccfa3p-7,   0x1.3a41ee650c026p-8,
    0x1.112e50fd52dp-4,    -0x1.fec376d286d39p-5,  -0x1.2a5ad17c5ffafp-2,  0x1.080136bbfe0dp0,
    -0x1.bb245ef202a2ap0,  0x1.de320b9b29b54p0,    -0x1.6140f7fccf6c8p0,   0x1.038d54ea3d834p-1};
// Relative error 2^-28.47.
constexpr double kErfcFarF32[] = {0x1.663c96p-11, 0x1.07f158p-11, -0x1.93aac4p-7, 0x1.bb81b6p-5,
                                  -0x1.3f6c18p-3, 0x1.625c8p-2,   -0x1.416e6cp-1, 0x1.eb018cp-1};
// Relative error 2^-54.098.
constexpr double kErfcFarF64[] = {
    -0x1.cf97635d5567fp-28, 0x1.e397b60e2bc2dp-28, 0x1.506ff5dce64dp-24,  -0x1.48b6eadde33d1p-23,
    -0x1.7d8d941d89496p-21, 0x1.8c390600f5c0ep-19, 0x1.b79a5fde60c6dp-19, -0x1.a10df81e77252p-15,
    0x1.ca7a3b8b5b3c4p-14,  0x1.ac74ee63580f1p-12, -0x1.1899ff5b4abaap-8, 0x1.48e68e01a43a4p-6,
    -0x1.15fafe1a786c2p-4,  0x1.7b17829268649p-3,  -0x1.b5c0b26f2dbbdp-2, 0x1.b7633814ad41fp-1};
constexpr double kErfcLowF32 = 0x1.cc3006p-26, kErfcLowF64 = -0x1.f3980a43b8742p-55;
constexpr double kErfcFarLowF32 = 0x1.e0d014p-26, kErfcFarLowF64 = -0x1.2b3409940c99bp-55;

}  // namespace

ValueId erf(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId a = e.at_most(e.abs(x), single ? kOneF32 : kOneF64);
  const ValueId is_near = e.lt(a, e.number(single ? kNearF32 : kNearF64));
  const ValueId t = e.sub(a, e.number(single ? kMiddleF32 : kMiddleF64));
  const ValueId p = single ? e.either_polynomial(is_near, e.mul(a, a), kErfF32, t, kLogErfcF32)
                           : e.either_polynomial(is_near, e.mul(a, a), kErfF64, t, kLogErfcF64);
  const ValueId far = e.sub(e.number(1), exp_in_range(e, p));
  return e.copysign(e.select(is_near, e.fma(a, p, a), far), x);
}

// -a^2 = n ln2 + r, where the square's rounding error goes into r; the last step of the polynomial
// with its rounding error. For negative x, 2 - erfc |x|.
ValueId erfc(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId a = e.at_most(e.abs(x), single ? kZeroF32 : kZeroF64);
  const ValueId is_near = e.lt(a, e.number(kErfcNear));
  const auto choose = [&](double near, double far) {
    return e.select(is_near, e.number(near), e.number(far));
  };
  const ValueId middle = choose(kErfcMiddle, single ? kErfcFarMiddleF32 : kErfcFarMiddleF64);
  const ValueId three = e.number(3);
  const ValueId divisor = e.add(a, three);
  const ValueId divisor_low = e.sub(a, e.sub(divisor, three));  // counts only beyond 2
  const ValueId inverse = e.div(e.number(1), divisor);
  const ValueId u = e.mul(e.sub(a, middle), inverse);
  const std::span<const double> near = single ? std::span<const double>(kErfcF32) : kErfcF64;
  const std::span<const double> far = single ? std::span<const double>(kErfcFarF32) : kErfcFarF64;
  const std::size_t steps = near.size() - 1;
  const ValueId q = e.either_polynomial(is_near, u, near.first(steps), u, far.first(steps));
  const ValueId last = choose(near[steps], far[steps]);
  const ValueId p = e.fma(q, u, last);
  const ValueId p_low =
      e.add(e.fma(q, u, e.sub(last, p)),
            single ? choose(kErfcLowF32, kErfcFarLowF32) : choose(kErfcLowF64, kErfcFarLowF64));
  const ValueId square = e.mul(a, a);
  const auto [power, n] = exp_of_sum(e, e.neg(square), e.fma(e.neg(a), a, square));
  const ValueId product = e.fma(power, p, e.mul(power, p_low));
  const ValueId quotient = e.mul(product, inverse);
  const ValueId residue =
      e.fma(e.neg(quotient), divisor_low, e.fma(e.neg(quotient), divisor, product));
  const ValueId value = e.ldexp(e.select(is_near, product, e.fma(residue, inverse, quotient)), n);
  return e.select(e.lt(x, e.number(0)), e.sub(e.number(2), value), value);
}

}  // namespace sinter::math
