// erf: an odd polynomial near 0, elsewhere 1 - e^q with a polynomial q for log erfc. erfc as
// e^(-x^2) times a smooth function. Both ranges take one evaluation: the lane's range chooses the
// coefficients.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kNearF32 = 1, kNearF64 = 0x1.6666666666666p0;  // up to here the odd polynomial
constexpr double kMiddleF32 = 1.5, kMiddleF64 = 2;              // of the other range
constexpr double kOneF32 = 4, kOneF64 = 6;                      // erf has rounded to 1
constexpr double kZeroF32 = 10.0625, kZeroF64 = 27.25;          // erfc has rounded to 0
constexpr double kErfcNear = 2;
constexpr double kErfcMiddle = 0.75, kErfcFarMiddleF32 = 4, kErfcFarMiddleF64 = 5.5;

// erf x = x + x P(z), z = x^2
// Relative error 2^-29.387.
constexpr double kErfF32[] = {0x1.4771fcp-14, -0x1.a3515ep-11, 0x1.53f224p-8, -0x1.b7f71ap-6,
                              0x1.ce2ce6p-4,  -0x1.81273ep-2,  0x1.06eba8p-3};
// Relative error 2^-56.334.
constexpr double kErfF64[] = {
    0x1.3e142c9760db9p-42, -0x1.d2aec0096b1abp-38, 0x1.ad23e3ea87f1bp-34, -0x1.56f1106df03e8p-30,
    0x1.fe96634949e38p-27, -0x1.5fa8d284003aap-23, 0x1.b9eedfa82e6cep-20, -0x1.f4d33855eb92fp-17,
    0x1.f9a33721cde37p-14, -0x1.c02db4cd5294bp-11, 0x1.565bcd14fd2fcp-8,  -0x1.b82ce312c9593p-6,
    0x1.ce2f21a0440a8p-4,  -0x1.812746b037a11p-2,  0x1.06eba8214db69p-3};

// log erfc(middle + t)
// Relative error 2^-28.604.
constexpr double kLogErfcF32[] = {0x1.aeea24p-13, -0x1.4fe348p-10, 0x1.898432p-8, -0x1.a6fd72p-6,
                                  -0x1.c907ep-1,  -0x1.c12064p1,   -0x1.b1370ap1};
// Relative error 2^-56.709.
constexpr double kLogErfcF64[] = {
    -0x1.82d4fc7f061cdp-33, 0x1.2f8faa9b05f57p-29,  -0x1.d8892bd5bbb03p-27, 0x1.f31c9f92196b5p-25,
    -0x1.74b121f3bc04bp-23, 0x1.b5118a828fa0ep-23,  0x1.060b83cdd729ap-19,  -0x1.5b6553c111a14p-16,
    0x1.1bc39e7ecf48ep-13,  -0x1.7ffcfb7f22e04p-11, 0x1.d406b3812dcc2p-9,   -0x1.0dc3b5fad5018p-6,
    -0x1.d8f5dece92ad6p-1,  -0x1.1ac3258a8dc49p2,   -0x1.575b329b1f515p2};

// erfc a = e^(-a^2) P(u), u = (a - middle) / (a + 3); far: e^(-a^2) P(u) / (a + 3)
// Relative error 2^-24.145.
constexpr double kErfcF32[] = {0x1.b685a2p-5, -0x1.d9a814p-5, -0x1.292b84p-2, 0x1.07e7fcp0,
                               -0x1.bb262ep0, 0x1.de329ap0,   -0x1.6140f6p0,  0x1.038d54p-1};
// Relative error 2^-53.081.
constexpr double kErfcF64[] = {
    0x1.8fe67c129075p-12, -0x1.34e53eee54d92p-11, -0x1.8161ec4d97b17p-11, 0x1.27645239dbfa2p-10,
    0x1.bdc6b3e992b8p-9,  -0x1.edbce13b22bfep-10, -0x1.e0967d970178p-7,   0x1.3a43a06a90e79p-8,
    0x1.112e528b671a7p-4, -0x1.fec377fee7183p-5,  -0x1.2a5ad17d6e06cp-2,  0x1.080136bc16bafp0,
    -0x1.bb245ef2025b5p0, 0x1.de320b9b299dp0,     -0x1.6140f7fccf6c9p0,   0x1.038d54ea3d834p-1};
// Relative error 2^-25.1.
constexpr double kErfcFarF32[] = {0x1.fc919ap-12, 0x1.5f6d9ep-11, -0x1.92629ep-7, 0x1.bb27c4p-5,
                                  -0x1.3f6ceep-3, 0x1.625d3cp-2,  -0x1.416e6cp-1, 0x1.eb018cp-1};
// Relative error 2^-53.492.
constexpr double kErfcFarF64[] = {
    -0x1.d6873e58f2327p-28, 0x1.e198378c7ed16p-28, 0x1.5146a93dfb54dp-24, -0x1.489a39ce1f64ap-23,
    -0x1.7da2399f2b492p-21, 0x1.8c37c10aac5a5p-19, 0x1.b79c617d66cf5p-19, -0x1.a10df0f72b01p-15,
    0x1.ca7a383df953bp-14,  0x1.ac74ee39df728p-12, -0x1.1899ff59ec41dp-8, 0x1.48e68e01b2825p-6,
    -0x1.15fafe1a79643p-4,  0x1.7b1782926856p-3,   -0x1.b5c0b26f2dbb1p-2, 0x1.b7633814ad41fp-1};

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

// -a^2 = n ln2 + r, where the square's rounding error goes into r. For negative x, 2 - erfc |x|.
ValueId erfc(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId one = e.number(1);
  const ValueId a = e.at_most(e.abs(x), single ? kZeroF32 : kZeroF64);
  const ValueId is_near = e.lt(a, e.number(kErfcNear));
  const ValueId middle = e.select(is_near, e.number(kErfcMiddle),
                                  e.number(single ? kErfcFarMiddleF32 : kErfcFarMiddleF64));
  const ValueId divisor = e.add(a, e.number(3));
  const ValueId inverse = e.div(one, divisor);
  const ValueId u = e.mul(e.sub(a, middle), inverse);
  const ValueId p = single ? e.either_polynomial(is_near, u, kErfcF32, u, kErfcFarF32)
                           : e.either_polynomial(is_near, u, kErfcF64, u, kErfcFarF64);
  const ValueId square = e.mul(a, a);
  const auto [power, n] = exp_of_sum(e, e.neg(square), e.fma(e.neg(a), a, square));
  const ValueId product = e.mul(power, p);
  const ValueId quotient = e.mul(product, inverse);
  const ValueId residue = e.fma(e.neg(quotient), divisor, product);
  const ValueId far = e.fma(residue, inverse, quotient);
  const ValueId value = e.ldexp(e.select(is_near, product, far), n);
  return e.select(e.lt(x, e.number(0)), e.sub(e.number(2), value), value);
}

}  // namespace sinter::math
