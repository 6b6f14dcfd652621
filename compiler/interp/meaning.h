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
MEANS(Log, [](auto a) { return through_wider(a, [](auto x) { return std::log(x); }); });
MEANS(Tanh, [](auto a) { return through_wider(a, [](auto x) { return std::tanh(x); }); });
MEANS(IsNan, [](auto a) { return std::isnan(a); });
MEANS(IsFinite, [](auto a) { return std::isfinite(a); });
MEANS(IsNormal, [](auto a) { return std::isnormal(a); });
MEANS(Not, [](bool a) { return !a; });
MEANS(BitNot, [](auto a) { return flip_bits(a); });

MEANS(Add, [](auto a, auto b) { return add(a, b); });
MEANS(Sub, [](auto a, auto b) { return subtract(a, b); });
MEANS(Mul, [](auto a, auto b) { return multiply(a, b); });
MEANS(Div, [](auto a, auto b) { return a / b; });
MEANS(FloorDiv, [](auto a, auto b) { return floor_divide(a, b); });
MEANS(Mod, [](auto a, auto b) { return floor_modulo(a, b); });
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

#undef MEANS

}  // namespace sinter::interp
