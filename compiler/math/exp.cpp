// e^x = 2^n e^r, x = n ln2 + r, |r| <= ln2 / 2, and a polynomial for e^r; 2^x and e^x - 1 likewise.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Constants {
  double lowest, highest;  ///< Beyond them the result is 0 and infinite; n stays small in between.
  double lowest2, highest2;  ///< The same for powers of two.
  double lowest_minus_one;   ///< Below it e^x - 1 is -1.
  double per_ln2;            ///< 1 / ln2
  double ln2_high, ln2_low;  ///< n * ln2_high is exact
};

constexpr Constants kF32{-104.0, 89.0,         -151.0,      129.0,
                         -18.0,  0x1.715476p0, 0x1.62e4p-1, 0x1.7f7d1cp-20};
constexpr Constants kF64{-746.0,
                         710.0,
                         -1076.0,
                         1025.0,
                         -38.0,
                         0x1.71547652b82fep0,
                         0x1.62e42fefa4p-1,
                         -0x1.8432a1b0e2634p-43};

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

// 2^r
// Relative error 2^-28.313.
constexpr double kPolynomial2F32[] = {0x1.416b82p-13, 0x1.5f0838p-10, 0x1.3b2dep-7, 0x1.c6af7cp-5,
                                      0x1.ebfbdcp-3,  0x1.62e43p-1,   0x1p0};
// Relative error 2^-59.735.
constexpr double kPolynomial2F64[] = {0x1.e0af6ce7863a7p-36,
                                      0x1.ec799c543cc71p-32,
                                      0x1.e4bbaeb4cffe4p-28,
                                      0x1.b5232d334a9e3p-24,
                                      0x1.62c0272448a54p-20,
                                      0x1.ffcbfd4b48c91p-17,
                                      0x1.430912f75712fp-13,
                                      0x1.5d87fe7873f81p-10,
                                      0x1.3b2ab6fba519ep-7,
                                      0x1.c6b08d704a1d5p-5,
                                      0x1.ebfbdff82c58ep-3,
                                      0x1.62e42fefa39efp-1,
                                      0x1p0};

// e^r = 1 + r + r^2 Q(r)
// Relative error 2^-31.106.
constexpr double kPolynomialMinusOneF32[] = {0x1.9e6978p-13, 0x1.6d3a3cp-10, 0x1.1112dcp-7,
                                             0x1.5554f8p-5,  0x1.555554p-3,  0x1p-1};
// Relative error 2^-61.618.
constexpr double kPolynomialMinusOneF64[] = {0x1.1f383b2e95a27p-29,
                                             0x1.af5d05314bb41p-26,
                                             0x1.27e4f9133f186p-22,
                                             0x1.71ddf939348b1p-19,
                                             0x1.a01a019e343b5p-16,
                                             0x1.a01a01af9c484p-13,
                                             0x1.6c16c16c1684cp-10,
                                             0x1.111111110f70ap-7,
                                             0x1.5555555555559p-5,
                                             0x1.5555555555559p-3,
                                             0x1p-1};

const Constants& constants(const Emitter& e) { return e.single() ? kF32 : kF64; }

}  // namespace

ValueId exp_in_range(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const ValueId n = e.nearest(x, c.per_ln2);
  ValueId r = e.fma(n, e.number(-c.ln2_high), x);
  r = e.fma(n, e.number(-c.ln2_low), r);
  const ValueId p = e.single() ? e.polynomial(r, kPolynomialF32) : e.polynomial(r, kPolynomialF64);
  return e.ldexp(p, n);
}

ReducedByLn2 reduce_by_ln2(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const ValueId n = e.nearest(x, c.per_ln2);
  const ValueId exact = e.fma(n, e.number(-c.ln2_high), x);
  const ValueId r = e.fma(n, e.number(-c.ln2_low), exact);
  return {n, r, e.fma(n, e.number(-c.ln2_low), e.sub(exact, r))};
}

Scaled exp_of_sum(Emitter& e, ValueId x, ValueId low) {
  const Constants& c = constants(e);
  const ValueId n = e.nearest(x, c.per_ln2);
  const ValueId exact = e.fma(n, e.number(-c.ln2_high), x);
  const ValueId r = e.sub(exact, e.fma(n, e.number(c.ln2_low), e.neg(low)));
  return {e.single() ? e.polynomial(r, kPolynomialF32) : e.polynomial(r, kPolynomialF64), n};
}

ValueId exp_of_base_two(Emitter& e, ValueId x, ValueId low) {
  const ValueId n = e.nearest(x, 1);
  const ValueId r = low ? e.add(e.sub(x, n), low) : e.sub(x, n);
  return e.ldexp(e.single() ? e.polynomial(r, kPolynomial2F32) : e.polynomial(r, kPolynomial2F64),
                 n);
}

ValueId exp(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  return exp_in_range(e, e.at_most(e.at_least(x, c.lowest), c.highest));
}

ValueId exp2(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  return exp_of_base_two(e, e.at_most(e.at_least(x, c.lowest2), c.highest2), {});
}

/// 2^n ((1 - 2^-n) + (e^r - 1)): the sum in parentheses is exact but for its tail.
ValueId expm1(Emitter& e, ValueId x) {
  const Constants& c = constants(e);
  const ValueId inside = e.at_most(e.at_least(x, c.lowest_minus_one), c.highest);
  const auto [n, r, low] = reduce_by_ln2(e, inside);
  const ValueId q = e.single() ? e.polynomial(r, kPolynomialMinusOneF32)
                               : e.polynomial(r, kPolynomialMinusOneF64);
  const Pair offset = e.sum(e.number(1), e.neg(e.ldexp(e.number(1), e.neg(n))));
  const Pair head = e.sum(offset.high, r);
  const ValueId tail = e.add(e.fma(e.mul(r, r), q, low), e.add(head.low, offset.low));
  return e.copysign(e.ldexp(e.add(head.high, tail), n), x);
}

}  // namespace sinter::math
