// e^x = 2^n e^r, x = n ln2 + r, |r| <= ln2 / 2, and a polynomial for e^r.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  double lowest, highest;  ///< Beyond them the result is 0 and infinite; n stays small in between.
  double per_ln2;          ///< 1 / ln2
  double magic;            ///< 1.5 * 2^(mantissa bits): adding it rounds to an integer
  double ln2_high, ln2_low;  ///< n * ln2_high is exact
};

constexpr Constants kF32{-104.0, 89.0, 0x1.715476p0, 0x1.8p23, 0x1.62e4p-1, 0x1.7f7d1cp-20};
constexpr Constants kF64{
    -746.0, 710.0, 0x1.71547652b82fep0, 0x1.8p52, 0x1.62e42fefa4p-1, -0x1.8432a1b0e2634p-43};

// Relative errors 2^-28.0 and 2^-57.4; see derive/derive.py.
constexpr double kPolynomialF32[] = {0x1.6b6bd6p-10, 0x1.122f1ep-7, 0x1.55568ap-5, 0x1.5554a4p-3,
                                     0x1p-1,         0x1p0,         0x1p0};
constexpr double kPolynomialF64[] = {0x1.ad1f8fe0962a8p-26,
                                     0x1.289f883096877p-22,
                                     0x1.71df55a4aef32p-19,
                                     0x1.a019ab303eb31p-16,
                                     0x1.a01a011bed9dep-13,
                                     0x1.6c16c17cc2128p-10,
                                     0x1.1111111128941p-7,
                                     0x1.555555555320bp-5,
                                     0x1.5555555555501p-3,
                                     0x1p-1,
                                     0x1p0,
                                     0x1p0};

const Constants& constants(const Emitter& e) { return e.single() ? kF32 : kF64; }

}  // namespace

ValueId exp_in_range(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const ValueId magic = e.number(c.magic);
  const ValueId n = e.sub(e.fma(x, e.number(c.per_ln2), magic), magic);
  ValueId r = e.fma(n, e.number(-c.ln2_high), x);
  r = e.fma(n, e.number(-c.ln2_low), r);
  const ValueId p = e.single() ? e.polynomial(r, kPolynomialF32) : e.polynomial(r, kPolynomialF64);
  return e.ldexp(p, n);
}

ValueId exp(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  return exp_in_range(e, e.at_most(e.at_least(x, c.lowest), c.highest));
}

}  // namespace sinter::math
