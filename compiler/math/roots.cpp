// cbrt by way of the inverse root, which needs no division; hypot with scaled squares.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Layout {
  double small;               ///< Below it residues would be subnormal:
  double lift, root_of_lift;  ///< a factor against that; the root of its inverse.
  unsigned shift;             ///< Leaves as many bits as a significand holds, but two.
  std::uint64_t integer;      ///< Bits of 2^(mantissa bits): or-ed to an integer, their sum.
  double minus_third, turned;
  double third;
  std::uint64_t exponent_classes;  ///< The exponent's three highest bits.
  std::uint64_t down, up;          ///< Bits of the largest scale; of its inverse.
};
constexpr Layout kF32{0x1p-70,    0x1p72,         0x1p-24,       8,
                      0x4b000000, -0x1.555556p-2, 0x1.fe9942p23, 0x1.555556p-2,
                      0x70000000, 0x77800000,     0x07800000};
constexpr Layout kF64{0x1p-900,
                      0x1p162,
                      0x1p-54,
                      12,
                      0x4330000000000000,
                      -0x1.5555555555555p-2,
                      0x1.aa943ece2a535p52,
                      0x1.5555555555555p-2,
                      0x7000000000000000,
                      0x77f0000000000000,
                      0x07f0000000000000};

// (1 - h)^(-1/3) = 1 + h P(h), |h| <= 0.1024
// Relative error 2^-18.478.
constexpr double kStepF32[] = {0x1.652108p-3, 0x1.c9b02ap-3, 0x1.55547p-2};
// Relative error 2^-32.292.
constexpr double kStepF64[] = {0x1.ce79db2ef5b6bp-4, 0x1.0372b5ca9997bp-3, 0x1.26f4154a9abedp-3,
                               0x1.61f498b5c3633p-3, 0x1.c71c751120ac5p-3, 0x1.5555562cb369fp-2};

}  // namespace

// r approximates |x|^(-1/3): the bits of |x| as an integer, minus a third of it, are a logarithm
// that is linear between powers of two; then one step of high order. The root is x r^2, and a
// Newton step with the exact residue.
ValueId cbrt(Emitter& e, ValueId x) {
  const Layout& l = e.single() ? kF32 : kF64;
  const ValueId one = e.number(1);
  const ValueId magnitude = e.abs(x);
  const ValueId tiny = e.lt(magnitude, e.number(l.small));
  const ValueId a = e.select(tiny, e.mul(magnitude, e.number(l.lift)), magnitude);
  const ValueId shift = e.bits(l.shift);
  const ValueId integer =
      e.from_bits(e.bit_op(Op::Or, e.bit_op(Op::Shr, e.to_bits(a), shift), e.bits(l.integer)));
  const ValueId turned = e.fma(integer, e.number(l.minus_third), e.number(l.turned));
  const ValueId start = e.from_bits(e.bit_op(Op::Shl, e.to_bits(turned), shift));
  const ValueId h = e.fma(e.neg(e.mul(a, e.mul(start, start))), start, one);
  const ValueId p = e.single() ? e.polynomial(h, kStepF32) : e.polynomial(h, kStepF64);
  const ValueId r = e.fma(e.mul(start, h), p, start);
  const ValueId square = e.mul(r, r);
  const ValueId root = e.mul(a, square);
  const ValueId root2 = e.mul(root, root);
  ValueId residue = e.fma(e.neg(root2), root, a);
  if (!e.single()) residue = e.fma(e.fma(e.neg(root), root, root2), root, residue);
  const ValueId result = e.fma(e.mul(residue, e.number(l.third)), square, root);
  const ValueId scaled = e.mul(result, e.select(tiny, e.number(l.root_of_lift), one));
  const ValueId infinity = e.number(std::numeric_limits<double>::infinity());
  return e.select(e.lt(magnitude, infinity), e.copysign(scaled, x), x);
}

// The larger one's exponent, but for its lowest bits, is taken off both, so that no square
// overflows and none that counts underflows.
ValueId hypot(Emitter& e, ValueId x, ValueId y) {
  const Layout& l = e.single() ? kF32 : kF64;
  const ValueId a = e.abs(x), b = e.abs(y);
  const ValueId swap = e.gt(b, a);
  const ValueId larger = e.select(swap, b, a), smaller = e.select(swap, a, b);
  const ValueId exponent = e.bit_op(Op::And, e.to_bits(larger), e.bits(l.exponent_classes));
  const ValueId scale = e.from_bits(e.bit_op(Op::Sub, e.bits(l.down), exponent));
  const ValueId back = e.from_bits(e.bit_op(Op::Add, exponent, e.bits(l.up)));
  const ValueId p = e.mul(larger, scale), q = e.mul(smaller, scale);
  const ValueId result = e.mul(e.sqrt(e.fma(p, p, e.mul(q, q))), back);
  const ValueId infinity = e.number(std::numeric_limits<double>::infinity());
  return e.select(e.either(e.eq(a, infinity), e.eq(b, infinity)), infinity, result);
}

}  // namespace sinter::math
