// The meaning of every elementwise op on scalars: one line per op. A generic lambda is instantiated
// for the operand types that the op's rule in compiler/ir/elementwise_ops.def allows; its result is
// stored as the result's type.
#pragma once

#include "compiler/interp/scalar.h"
#include "compiler/ir/ops.h"

namespace sinter::interp {

template <Op op>
inline constexpr int kMeaning = 0;  // An op without a line fails to compile in elementwise.cpp.

#define MEANS(op, ...) \
  template <>          \
  inline constexpr auto kMeaning<Op::op> = __VA_ARGS__

MEANS(Neg, [](auto a) { return negate(a); });
MEANS(Abs, [](auto a) { return absolute(a); });
MEANS(Sign, [](auto a) { return sign(a); });
MEANS(Sqrt, [](auto a) { return std::sqrt(a); });
MEANS(Floor, [](auto a) { return std::floor(a); });
MEANS(Ceil, [](auto a) { return std::ceil(a); });
MEANS(Trunc, [](auto a) { return std::trunc(a); });
MEANS(Rint, [](auto a) { return std::nearbyint(a); });
MEANS(Exp, [](auto a) { return through_wider(a, [](auto x) { return std::exp(x); }); });
MEANS(Exp2, [](auto a) { return through_wider(a, [](auto x) { return std::exp2(x); }); });
MEANS(Expm1, [](auto a) { return through_wider(a, [](auto x) { return std::expm1(x); }); });
MEANS(Log, [](auto a) { return through_wider(a, [](auto x) { return std::log(x); }); });
MEANS(Log2, [](auto a) { return through_wider(a, [](auto x) { return std::log2(x); }); });
MEANS(Log10, [](auto a) { return through_wider(a, [](auto x) { return std::log10(x); }); });
MEANS(Log1p, [](auto a) { return through_wider(a, [](auto x) { return std::log1p(x); }); });
MEANS(Sin, [](auto a) { return through_wider(a, [](auto x) { return std::sin(x); }); });
MEANS(Cos, [](auto a) { return through_wider(a, [](auto x) { return std::cos(x); }); });
MEANS(Tan, [](auto a) { return through_wider(a, [](auto x) { return std::tan(x); }); });
MEANS(Asin, [](auto a) { return through_wider(a, [](auto x) { return std::asin(x); }); });
MEANS(Acos, [](auto a) { return through_wider(a, [](auto x) { return std::acos(x); }); });
MEANS(Atan, [](auto a) { return through_wider(a, [](auto x) { return std::atan(x); }); });
MEANS(Sinh, [](auto a) { return through_wider(a, [](auto x) { return std::sinh(x); }); });
MEANS(Cosh, [](auto a) { return through_wider(a, [](auto x) { return std::cosh(x); }); });
MEANS(Tanh, [](auto a) { return through_wider(a, [](auto x) { return std::tanh(x); }); });
MEANS(Asinh, [](auto a) { return through_wider(a, [](auto x) { return std::asinh(x); }); });
MEANS(Acosh, [](auto a) { return through_wider(a, [](auto x) { return std::acosh(x); }); });
MEANS(Atanh, [](auto a) { return through_wider(a, [](auto x) { return std::atanh(x); }); });
MEANS(Cbrt, [](auto a) { return through_wider(a, [](auto x) { return std::cbrt(x); }); });
MEANS(Rsqrt, [](auto a) { return through_wider(a, [](auto x) { return 1 / std::sqrt(x); }); });
MEANS(Sigmoid,
      [](auto a) { return through_wider(a, [](auto x) { return 1 / (1 + std::exp(-x)); }); });
MEANS(Erf, [](auto a) { return through_wider(a, [](auto x) { return std::erf(x); }); });
MEANS(Erfc, [](auto a) { return through_wider(a, [](auto x) { return std::erfc(x); }); });
MEANS(Lgamma, [](auto a) { return through_wider(a, [](auto x) { return log_gamma(x); }); });
MEANS(IsNan, [](auto a) { return std::isnan(a); });
MEANS(IsInf, [](auto a) { return std::isinf(a); });
MEANS(IsFinite, [](auto a) { return std::isfinite(a); });
MEANS(IsNormal, [](auto a) { return std::isnormal(a); });
MEANS(SignBit, [](auto a) { return std::signbit(a); });
MEANS(RoundTf32, [](auto a) { return round_tf32(a); });
MEANS(RoundF16, [](auto a) { return round_narrow(a, kBinary16); });
MEANS(RoundBf16, [](auto a) { return round_narrow(a, kBfloat16); });
MEANS(FrexpMantissa, [](auto a) { return split(a).mantissa; });
MEANS(FrexpExponent, [](auto a) { return split(a).exponent; });
MEANS(BitCount, [](auto a) { return bit_count(a); });
MEANS(Not, [](bool a) { return !a; });
MEANS(BitNot, [](auto a) { return flip_bits(a); });

MEANS(Add, [](auto a, auto b) { return add(a, b); });
MEANS(Sub, [](auto a, auto b) { return subtract(a, b); });
MEANS(Mul, [](auto a, auto b) { return multiply(a, b); });
MEANS(Div, [](auto a, auto b) { return a / b; });
MEANS(FloorDiv, [](auto a, auto b) { return floor_divide(a, b); });
MEANS(Mod, [](auto a, auto b) { return floor_modulo(a, b); });
MEANS(Fmod, [](auto a, auto b) { return remainder_towards_zero(a, b); });
MEANS(Pow, [](auto a, auto b) { return power(a, b); });
MEANS(IntegerPow, [](auto a, auto b) { return integer_power(a, b); });
MEANS(Atan2, [](auto a, auto b) {
  return through_wider(a, b, [](auto y, auto x) { return std::atan2(y, x); });
});
MEANS(Hypot, [](auto a, auto b) {
  return through_wider(a, b, [](auto x, auto y) { return std::hypot(x, y); });
});
MEANS(CopySign, [](auto a, auto b) { return std::copysign(a, b); });
MEANS(NextAfter, [](auto a, auto b) { return std::nextafter(a, b); });
MEANS(Gcd, [](auto a, auto b) { return greatest_divisor(a, b); });
MEANS(Lcm, [](auto a, auto b) { return least_multiple(a, b); });
MEANS(Min, [](auto a, auto b) { return minimum(a, b); });
MEANS(Max, [](auto a, auto b) { return maximum(a, b); });
MEANS(And, [](auto a, auto b) { return a & b; });
MEANS(Or, [](auto a, auto b) { return a | b; });
MEANS(Xor, [](auto a, auto b) { return a ^ b; });
MEANS(Shl, [](auto a, auto b) { return shift_left(a, b); });
MEANS(Shr, [](auto a, auto b) { return shift_right(a, b); });
MEANS(Eq, [](auto a, auto b) { return a == b; });
MEANS(Ne, [](auto a, auto b) { return a != b; });
MEANS(Lt, [](auto a, auto b) { return a < b; });
MEANS(Le, [](auto a, auto b) { return a <= b; });
MEANS(Gt, [](auto a, auto b) { return a > b; });
MEANS(Ge, [](auto a, auto b) { return a >= b; });

MEANS(Select, [](bool c, auto a, auto b) { return c ? a : b; });
MEANS(Fma, [](auto a, auto b, auto c) { return std::fma(a, b, c); });

MEANS(Cast, []<typename To>(auto a, To*) { return convert<To>(a); });
MEANS(BitCast, []<typename To>(auto a, To*) { return std::bit_cast<To>(a); });
MEANS(Ldexp, [](auto a, auto power) { return scale(a, power); });
MEANS(AngleRest, [](auto a) { return angle(a).rest; });
MEANS(AngleQuadrant, [](auto a) { return angle(a).quadrant; });

#undef MEANS

}  // namespace sinter::interp
