// lgamma |x|: below 4.25 from lgamma near 2 and the logarithm of at most two factors, above by
// Stirling's series; then the reflection for negative x. f32 is computed in f64.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

// lgamma(2 + u) = u P(u), -3/4 <= u <= 1/4
// Relative error 2^-56.242.
constexpr double kNear2[] = {
    0x1.36c4aade1f68dp-21,  0x1.0ecce8ca20cafp-20,  0x1.4bd48ecfd178ap-21, -0x1.c0f1acb69709cp-20,
    -0x1.c62b90de5d9c8p-21, -0x1.936a997279126p-19, 0x1.1fdbf7d227a4ep-18, -0x1.38064e7f31457p-17,
    0x1.58fa25c73dd93p-16,  -0x1.78e1f2ef0fc9p-15,  0x1.a122a045d1dd9p-14, -0x1.d3fd97bf855f1p-13,
    0x1.0b36b51c72f53p-11,  -0x1.38ac5ba2253c4p-10, 0x1.7add6ea87f675p-9,  -0x1.e404fc22417b3p-8,
    0x1.51322ac7d9255p-6,   -0x1.13e001a5574c8p-4,  0x1.4a34cc4a60fa6p-2,  0x1.b0ee6072093cep-2};

// lgamma x = (x - 1/2) (log x - 1) + (ln(2 pi) - 1) / 2 + w P(w^2), w = 1 / x, x >= 4.25
// Relative error 2^-59.075.
constexpr double kStirling[] = {
    -0x1.24a39eda3c2f8p-7,  0x1.3a6ed420c0214p-8,  -0x1.e1a413ce6a682p-10, 0x1.b80291a1b0dfbp-11,
    -0x1.380d224886a39p-11, 0x1.a019efd700366p-11, -0x1.6c16c165d7a6ap-9,  0x1.55555555553bfp-4};

// sin(pi r) = r P(r^2), |r| <= 1/2
// Relative error 2^-54.5.
constexpr double kSinPi[] = {0x1.c39aaf4c0a903p-19, -0x1.9b547201cc2eep-19, -0x1.50e23c27a56f4p-16,
                             0x1.e8759b0b2002bp-12, -0x1.e3061fcfa5734p-8,  0x1.507832d9b2788p-4,
                             -0x1.32d2cce37d5d5p-1, 0x1.466bc677565f8p1,    -0x1.4abbce625bdfdp2,
                             0x1.921fb54442d18p1};

constexpr double kStirlingConstant = 0x1.acfe390c97d69p-2;  // (ln(2 pi) - 1) / 2
constexpr double kLnPi = 0x1.250d048e7a1bdp0;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// For a >= 0. Up to 4.25, with c the integer nearest to a + 1/4: lgamma a = u P(u) -+ log A,
/// u = a - c, A the factors that lead from a to 2 + u.
ValueId of_magnitude(Emitter& e, ValueId a) {
  const ValueId one = e.number(1), two = e.number(2);
  const ValueId large = e.gt(a, e.number(4.25));
  const ValueId c = e.nearest(e.add(e.at_most(a, 4.25), e.number(0.25)), 1);
  const ValueId u = e.sub(a, c);
  const ValueId below2 = e.lt(c, e.number(1.5)), below3 = e.lt(c, e.number(2.5));
  const ValueId below1 = e.lt(c, e.number(0.5)), above3 = e.gt(c, e.number(3.5));
  const ValueId first = e.select(below2, a, e.select(below3, one, e.sub(a, one)));
  const ValueId second = e.select(below1, e.add(a, one), e.select(above3, e.sub(a, two), one));
  const ValueId l = log(e, e.select(large, a, e.mul(first, second)));
  const ValueId near2 = e.polynomial(u, kNear2);
  const ValueId small = e.fma(u, near2, e.select(below2, e.neg(l), l));
  const ValueId w = e.div(one, a);
  const ValueId v = e.mul(w, w);
  const ValueId series = e.polynomial(v, kStirling);
  const ValueId rest = e.fma(w, series, e.number(kStirlingConstant));
  const ValueId stirling = e.fma(e.sub(a, e.number(0.5)), e.sub(l, one), rest);
  return e.select(large, stirling, small);
}

/// lgamma(-a) = log(pi / (a |sin(pi a)|)) - lgamma a
ValueId reflected(Emitter& e, ValueId x) {
  const ValueId zero = e.number(0);
  const ValueId a = e.abs(x);
  const ValueId positive = of_magnitude(e, a);
  const ValueId integer = e.rint(a);
  const ValueId r = e.sub(a, integer);
  const ValueId square = e.mul(r, r);
  const ValueId p = e.polynomial(square, kSinPi);
  const ValueId sine = e.mul(e.abs(r), p);
  const ValueId mirrored = e.sub(e.sub(e.number(kLnPi), log(e, e.mul(a, sine))), positive);
  // Tiny ones would underflow in a sin(pi a), and lgamma(-a) is lgamma a there.
  const ValueId negative = e.lt(x, zero);
  const ValueId result = e.select(e.lt(x, e.number(-0x1p-60)), mirrored, positive);
  return e.select(e.both(negative, e.eq(a, integer)), e.number(kInfinity), result);
}

}  // namespace

ValueId lgamma(Emitter& e, ValueId x) {
  if (!e.single()) return reflected(e, x);
  WideEmitter wide(e);
  return wide.cast(reflected(wide, wide.cast(x, DType::kF64)), DType::kF32);
}

}  // namespace sinter::math
