// cbrt by way of m^(-1/3), which needs no division; hypot with scaled squares.
#include <limits>

#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

struct Layout {
  std::uint64_t mantissa, one;
  unsigned shift;
  std::uint64_t integer;  ///< Bits of 2^shift: or-ed to a small integer, 2^shift + integer.
  double integer_value, bias, smallest_normal;
  double lift, lift_cube_root;  ///< Makes subnormals normal: 2^(3 lift_cube_root).
  double third, two_ninths;
  double root_of_2, root_of_half;
  double large, small, down, up;  ///< hypot: beyond `large` times `down`, below `small` times `up`.
};
constexpr Layout kF32{0x007fffff,    0x3f800000, 23,      0x4b000000,    0x1p23,        127,
                      0x1p-126,      0x1p24,     8,       0x1.555556p-2, 0x1.c71c72p-3, 0x1.428a3p0,
                      0x1.965feap-1, 0x1p60,     0x1p-50, 0x1p-100,      0x1p100};
constexpr Layout kF64{0x000fffffffffffff,
                      0x3ff0000000000000,
                      52,
                      0x4330000000000000,
                      0x1p52,
                      1023,
                      0x1p-1022,
                      0x1p54,
                      18,
                      0x1.5555555555555p-2,
                      0x1.c71c71c71c71cp-3,
                      0x1.428a2f98d728bp0,
                      0x1.965fea53d6e3dp-1,
                      0x1p500,
                      0x1p-400,
                      0x1p-600,
                      0x1p600};

// (1 + f)^(-1/3), 0 <= f < 1
// Relative error 2^-14.696.
constexpr double kStart[] = {0x1.d46f72p-6, -0x1.b5c14ep-4, 0x1.a063c2p-3, -0x1.5336fap-2,
                             0x1.fffb1p-1};

}  // namespace

// |x| = 2^(3k + j) m, 1 <= m < 2, j = -1, 0 or 1. r approximates (2^j m)^(-1/3): a polynomial, then
// a step of third order. The root is 2^j m r^2, and a Newton step with the exact residue.
ValueId cbrt(Emitter& e, ValueId x) {
  const Layout& l = e.single() ? kF32 : kF64;
  const ValueId zero = e.number(0), one = e.number(1);
  const ValueId a = e.abs(x);
  const ValueId tiny = e.lt(a, e.number(l.smallest_normal));
  const ValueId bits = e.to_bits(e.select(tiny, e.mul(a, e.number(l.lift)), a));
  const ValueId m =
      e.from_bits(e.bit_op(Op::Or, e.bit_op(Op::And, bits, e.bits(l.mantissa)), e.bits(l.one)));
  const ValueId exponent = e.sub(
      e.from_bits(e.bit_op(Op::Or, e.bit_op(Op::Shr, bits, e.bits(l.shift)), e.bits(l.integer))),
      e.number(l.integer_value + l.bias));
  const ValueId k = e.nearest(exponent, l.third);
  const ValueId j = e.fma(k, e.number(-3), exponent);
  const ValueId below = e.lt(j, zero), above = e.gt(j, zero);
  const ValueId value = e.mul(m, e.select(below, e.number(0.5), e.select(above, e.number(2), one)));
  const ValueId start =
      e.mul(e.polynomial(e.sub(m, one), kStart),
            e.select(below, e.number(l.root_of_2), e.select(above, e.number(l.root_of_half), one)));
  const ValueId cube = e.mul(e.mul(start, start), start);
  const ValueId h = e.fma(e.neg(value), cube, one);
  const ValueId third = e.number(l.third);
  const ValueId step = e.fma(h, e.number(l.two_ninths), third);
  const ValueId r = e.fma(e.mul(start, h), step, start);
  const ValueId square = e.mul(r, r);
  const ValueId root = e.mul(value, square);
  const Pair root2 = e.product(root, root);
  const Pair root3 = e.product(root2.high, root);
  const ValueId residue = e.fma(e.neg(root2.low), root, e.sub(e.sub(value, root3.high), root3.low));
  const ValueId result = e.fma(e.mul(residue, third), square, root);
  const ValueId lifted = e.select(tiny, e.number(l.lift_cube_root), zero);
  const ValueId scaled = e.copysign(e.ldexp(result, e.sub(k, lifted)), x);
  const ValueId infinity = e.number(std::numeric_limits<double>::infinity());
  return e.select(e.both(e.gt(a, zero), e.lt(a, infinity)), scaled, x);
}

ValueId hypot(Emitter& e, ValueId x, ValueId y) {
  const Layout& l = e.single() ? kF32 : kF64;
  const ValueId one = e.number(1);
  const ValueId a = e.abs(x), b = e.abs(y);
  const ValueId swap = e.gt(b, a);
  const ValueId larger = e.select(swap, b, a), smaller = e.select(swap, a, b);
  const ValueId large = e.gt(larger, e.number(l.large)), small = e.lt(larger, e.number(l.small));
  const ValueId down = e.number(l.down), up = e.number(l.up);
  const ValueId scale = e.select(large, down, e.select(small, up, one));
  const ValueId back = e.select(large, up, e.select(small, down, one));
  const ValueId p = e.mul(larger, scale), q = e.mul(smaller, scale);
  const ValueId result = e.mul(e.sqrt(e.fma(p, p, e.mul(q, q))), back);
  const ValueId infinity = e.number(std::numeric_limits<double>::infinity());
  return e.select(e.either(e.eq(a, infinity), e.eq(b, infinity)), infinity, result);
}

}  // namespace sinter::math
