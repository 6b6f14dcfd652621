// sinh and cosh from the even and odd part of e^r: with q = 2^-2n,
// sinh |x| = 2^(n-1) ((1 - q) cosh r + (1 + q) sinh r), and cosh with the factors exchanged.
// Nothing cancels, and n = 0 leaves sinh r alone.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kLimitF32 = 90.0, kLimitF64 = 711.0;  // the results are infinite before

// cosh r = 1 + z C(z), sinh r = r + r z S(z), z = r^2
// Relative error 2^-33.244.
constexpr double kCoshF32[] = {0x1.6d4f1p-10, 0x1.5554e6p-5, 0x1p-1};
// Relative error 2^-70.001.
constexpr double kCoshF64[] = {0x1.1f8bef1b7dec8p-29, 0x1.27e4cc0908907p-22, 0x1.a01a01ad81053p-16,
                               0x1.6c16c16c14ffap-10, 0x1.5555555555558p-5,  0x1p-1};
// Relative error 2^-34.331.
constexpr double kSinhF32[] = {0x1.a2e312p-13, 0x1.110fbep-7, 0x1.555556p-3};
// Relative error 2^-65.158.
constexpr double kSinhF64[] = {0x1.82e531a05f11cp-33, 0x1.ae4cb4e14e74fp-26, 0x1.71de40888e0c4p-19,
                               0x1.a01a019e9f601p-13, 0x1.1111111111388p-7,  0x1.5555555555555p-3};

/// 2^(n-1) (even cosh r + odd sinh r)
ValueId combine(Emitter& e, ValueId x, bool sine) {
  const ValueId a = e.at_most(e.abs(x), e.single() ? kLimitF32 : kLimitF64);
  const auto [n, r, low] = reduce_by_ln2(e, a);
  const ValueId one = e.number(1);
  const ValueId q = e.ldexp(one, e.mul(n, e.number(-2)));
  const Pair plus = e.sum(one, q), minus = e.sum(one, e.neg(q));
  const auto [even, even_low] = sine ? minus : plus;
  const auto [odd, odd_low] = sine ? plus : minus;
  const ValueId z = e.mul(r, r);
  const ValueId c = e.single() ? e.polynomial(z, kCoshF32) : e.polynomial(z, kCoshF64);
  const ValueId s = e.single() ? e.polynomial(z, kSinhF32) : e.polynomial(z, kSinhF64);
  const ValueId head = e.fma(odd, r, even);
  ValueId rounding = e.fma(odd, r, e.sub(even, head));
  rounding = e.add(rounding, e.fma(odd_low, r, even_low));
  ValueId tail = e.fma(odd, e.fma(e.mul(r, z), s, low), rounding);
  tail = e.fma(e.mul(even, z), c, tail);
  return e.ldexp(e.add(head, tail), e.sub(n, one));
}

}  // namespace

ValueId sinh(Emitter& e, ValueId x) { return e.copysign(combine(e, x, true), x); }

ValueId cosh(Emitter& e, ValueId x) { return combine(e, x, false); }

}  // namespace sinter::math
