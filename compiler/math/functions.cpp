// The functions that exist, with their bounds.
#include "compiler/math/math.h"

namespace sinter::math {
namespace {

// clang-format off
#define LGAMMA_SPECIAL "lgamma(1) = lgamma(2) = +0; +inf for 0, negative integers and +-inf"
#define BOTH(op, ulp32, operations32, ulp64, operations64, special)  \
  {Op::op, DType::kF32, ulp32, operations32, "all", special},        \
  {Op::op, DType::kF64, ulp64, operations64, "all", special}
constexpr Function kFunctions[] = {
    BOTH(Exp, 1.0, 15, 1.0, 20, "exp(-inf) = 0, exp(inf) = inf, exp(+-0) = 1, gradual underflow"),
    BOTH(Exp2, 1.0, 14, 1.0, 20, "exp2(-inf) = 0, exp2(inf) = inf, integers give powers of two, gradual underflow"),
    BOTH(Expm1, 1.0, 31, 1.5, 36, "expm1(+-0) = +-0, expm1(-inf) = -1, expm1(inf) = inf"),
    BOTH(Log, 1.0, 36, 1.0, 38, "log(+-0) = -inf, log(x < 0) = NaN, log(inf) = inf, log(1) = +0"),
    BOTH(Log2, 1.5, 34, 1.5, 41, "as log; powers of two give integers"),
    BOTH(Log10, 1.5, 37, 1.0, 42, "as log"),
    BOTH(Log1p, 1.5, 47, 1.0, 49, "log1p(+-0) = +-0, log1p(-1) = -inf, log1p(x < -1) = NaN, log1p(inf) = inf"),
    BOTH(Sin, 2.0, 27, 2.0, 43, "sin(+-0) = +-0, sin(+-inf) = NaN"),
    BOTH(Cos, 2.0, 28, 2.0, 44, "cos(+-0) = 1, cos(+-inf) = NaN"),
    BOTH(Tan, 2.5, 29, 2.5, 39, "tan(+-0) = +-0, tan(+-inf) = NaN"),
    BOTH(Asin, 1.5, 24, 1.5, 32, "asin(+-0) = +-0, asin(|x| > 1) = NaN"),
    BOTH(Acos, 1.5, 29, 1.5, 37, "acos(1) = +0, acos(|x| > 1) = NaN"),
    BOTH(Atan, 1.5, 33, 1.5, 41, "atan(+-0) = +-0, atan(+-inf) = +-pi/2"),
    BOTH(Atan2, 2.0, 42, 2.0, 55, "atan2(+-0, x) = +-0 or +-pi by the sign of x, also x = +-0; atan2(+-inf, +-inf) = +-pi/4 or +-3pi/4"),
    BOTH(Sinh, 1.0, 37, 1.0, 43, "sinh(+-0) = +-0, sinh(+-inf) = +-inf"),
    BOTH(Cosh, 1.0, 36, 1.0, 42, "cosh(+-0) = 1, cosh(+-inf) = inf"),
    BOTH(Tanh, 1.5, 32, 2.0, 43, "tanh(+-0) = +-0, tanh(+-inf) = +-1, subnormals unchanged"),
    BOTH(Asinh, 1.5, 63, 1.5, 65, "asinh(+-0) = +-0, asinh(+-inf) = +-inf"),
    BOTH(Acosh, 1.5, 81, 1.0, 83, "acosh(1) = +0, acosh(x < 1) = NaN, acosh(inf) = inf"),
    BOTH(Atanh, 1.0, 54, 1.0, 59, "atanh(+-0) = +-0, atanh(+-1) = +-inf, atanh(|x| > 1) = NaN"),
    BOTH(Cbrt, 1.0, 32, 1.0, 38, "cbrt(+-0) = +-0, cbrt(+-inf) = +-inf"),
    BOTH(Hypot, 1.5, 21, 1.5, 21, "hypot(+-inf, y) = inf, also for y = NaN"),
    BOTH(Pow, 1.0, 106, 1.5, 112, "pow(x, +-0) = pow(1, y) = 1, also for NaN; pow(-1, +-inf) = 1; pow(x < 0, no integer) = NaN; pow(+-0, y < 0) = +inf, or +-inf for odd y"),
    BOTH(Erf, 1.5, 35, 1.5, 57, "erf(+-0) = +-0, erf(+-inf) = +-1"),
    BOTH(Erfc, 3.0, 58, 4.0, 80, "erfc(inf) = +0, erfc(-inf) = 2, gradual underflow"),
    {Op::Lgamma, DType::kF32, 1.0, 159, "all", LGAMMA_SPECIAL},
    {Op::Lgamma, DType::kF64, 4.0, 157, "all", LGAMMA_SPECIAL, 16.0},
    BOTH(Rsqrt, 1.5, 2, 1.5, 2, "rsqrt(+-0) = +-inf, rsqrt(x < 0) = NaN, rsqrt(inf) = +0"),
    BOTH(Sigmoid, 2.5, 21, 2.5, 26, "sigmoid(-inf) = 0, sigmoid(inf) = 1"),
};
#undef BOTH
#undef LGAMMA_SPECIAL
// clang-format on

}  // namespace

std::span<const Function> functions() { return kFunctions; }

}  // namespace sinter::math
