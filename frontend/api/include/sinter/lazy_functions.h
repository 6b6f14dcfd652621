// One function per elementwise op that programs call by its name, from the op table; included by
// lazy.h. tests/unit/api/lazy_test.cpp writes this file.
#pragma once

#include "sinter/lazy.h"

// clang-format off
namespace sinter::lazy {

/// |x|. Integers wrap (|INT_MIN| is INT_MIN). Floats: clears the sign bit.
inline Expr abs(const Expr& x) { return call("abs", x); }
/// -1, 0 or 1 as x is negative, zero or positive; NaN gives NaN, -0 gives 0.
inline Expr sign(const Expr& x) { return call("sign", x); }
/// Square root, correctly rounded; negative gives NaN, -0 gives -0.
inline Expr sqrt(const Expr& x) { return call("sqrt", x); }
/// Largest integral value not above x; keeps -0, infinities and NaN.
inline Expr floor(const Expr& x) { return call("floor", x); }
/// Smallest integral value not below x; keeps -0, infinities and NaN.
inline Expr ceil(const Expr& x) { return call("ceil", x); }
/// x without its fraction; keeps the sign of zero, infinities and NaN.
inline Expr trunc(const Expr& x) { return call("trunc", x); }
/// Nearest integral value, ties to even; keeps the sign of zero.
inline Expr rint(const Expr& x) { return call("rint", x); }
/// e^x; exp(-inf) is 0, exp(inf) is inf, NaN gives NaN; overflow gives inf, underflow is gradual.
inline Expr exp(const Expr& x) { return call("exp", x); }
/// 2^x; integers give powers of two exactly; the limits are those of exp.
inline Expr exp2(const Expr& x) { return call("exp2", x); }
/// e^x - 1, exact for small x too; keeps -0, expm1(-inf) is -1.
inline Expr expm1(const Expr& x) { return call("expm1", x); }
/// Natural logarithm; log(0) is -inf, negative gives NaN, log(inf) is inf.
inline Expr log(const Expr& x) { return call("log", x); }
/// Logarithm to the base 2; powers of two give integers exactly; the limits are those of log.
inline Expr log2(const Expr& x) { return call("log2", x); }
/// Logarithm to the base 10; the limits are those of log.
inline Expr log10(const Expr& x) { return call("log10", x); }
/// log(1 + x), exact for small x too; keeps -0, log1p(-1) is -inf, below it NaN.
inline Expr log1p(const Expr& x) { return call("log1p", x); }
/// Sine of an angle in radians, of any size; keeps -0, infinities give NaN.
inline Expr sin(const Expr& x) { return call("sin", x); }
/// Cosine of an angle in radians, of any size; infinities give NaN.
inline Expr cos(const Expr& x) { return call("cos", x); }
/// Tangent of an angle in radians, of any size; keeps -0, infinities give NaN.
inline Expr tan(const Expr& x) { return call("tan", x); }
/// Arc sine, -pi/2 to pi/2; keeps -0, |x| > 1 gives NaN.
inline Expr asin(const Expr& x) { return call("asin", x); }
/// Arc cosine, 0 to pi; acos(1) is +0, |x| > 1 gives NaN.
inline Expr acos(const Expr& x) { return call("acos", x); }
/// Arc tangent, -pi/2 to pi/2; keeps -0, infinities give +-pi/2.
inline Expr atan(const Expr& x) { return call("atan", x); }
/// Hyperbolic sine; keeps -0 and infinities.
inline Expr sinh(const Expr& x) { return call("sinh", x); }
/// Hyperbolic cosine; infinities give inf.
inline Expr cosh(const Expr& x) { return call("cosh", x); }
/// Hyperbolic tangent; tanh(+-inf) is +-1, keeps -0.
inline Expr tanh(const Expr& x) { return call("tanh", x); }
/// Inverse hyperbolic sine; keeps -0 and infinities.
inline Expr asinh(const Expr& x) { return call("asinh", x); }
/// Inverse hyperbolic cosine; acosh(1) is +0, x < 1 gives NaN.
inline Expr acosh(const Expr& x) { return call("acosh", x); }
/// Inverse hyperbolic tangent; keeps -0, +-1 gives +-inf, |x| > 1 gives NaN.
inline Expr atanh(const Expr& x) { return call("atanh", x); }
/// Cube root, of negative numbers too; keeps -0 and infinities.
inline Expr cbrt(const Expr& x) { return call("cbrt", x); }
/// 1 / sqrt(x); rsqrt(+-0) is +-inf, negative gives NaN, rsqrt(inf) is 0.
inline Expr rsqrt(const Expr& x) { return call("rsqrt", x); }
/// 1 / (1 + e^-x), exact for large -x too; sigmoid(-inf) is 0, sigmoid(inf) is 1.
inline Expr sigmoid(const Expr& x) { return call("sigmoid", x); }
/// Error function; keeps -0, erf(+-inf) is +-1.
inline Expr erf(const Expr& x) { return call("erf", x); }
/// 1 - erf(x), exact for large x too; erfc(inf) is 0, erfc(-inf) is 2.
inline Expr erfc(const Expr& x) { return call("erfc", x); }
/// log |gamma(x)|; 0 and negative integers and infinities give inf, lgamma(1) and lgamma(2) are +0.
inline Expr lgamma(const Expr& x) { return call("lgamma", x); }
/// True for NaN only.
inline Expr isnan(const Expr& x) { return call("isnan", x); }
/// True for infinities only.
inline Expr isinf(const Expr& x) { return call("isinf", x); }
/// False for NaN and infinities.
inline Expr isfinite(const Expr& x) { return call("isfinite", x); }
/// False for zero, subnormal, infinite and NaN.
inline Expr isnormal(const Expr& x) { return call("isnormal", x); }
/// The sign bit, of zeros and NaN too.
inline Expr signbit(const Expr& x) { return call("signbit", x); }
/// The remainder of a / b rounded towards zero: it has the sign of a. Integers: zero divisor is a checked run-time error, INT_MIN fmod -1 is 0. Floats: exact; fmod(x, 0) and fmod(inf, y) are NaN, fmod(x, inf) is x.
inline Expr fmod(const Expr& x, const Expr& y) { return call("fmod", x, y); }
/// The angle of the point (x, y) = (b, a), -pi to pi; zeros and infinities as C's Annex F has them.
inline Expr atan2(const Expr& x, const Expr& y) { return call("atan2", x, y); }
/// sqrt(a^2 + b^2) without overflow or underflow on the way; inf if either is infinite, also beside NaN.
inline Expr hypot(const Expr& x, const Expr& y) { return call("hypot", x, y); }
/// |a| with the sign bit of b, of zeros and NaN too.
inline Expr copysign(const Expr& x, const Expr& y) { return call("copysign", x, y); }
/// The next number after a in the direction of b; b where they are equal, NaN if either is NaN.
inline Expr nextafter(const Expr& x, const Expr& y) { return call("nextafter", x, y); }
/// The greatest common divisor of |a| and |b|; gcd(0, x) is |x|. |INT_MIN| wraps.
inline Expr gcd(const Expr& x, const Expr& y) { return call("gcd", x, y); }
/// The least common multiple of |a| and |b|, wrapping; lcm(0, x) is 0.
inline Expr lcm(const Expr& x, const Expr& y) { return call("lcm", x, y); }
/// The smaller one; NaN if either is NaN; minimum(-0, +0) is -0.
inline Expr minimum(const Expr& x, const Expr& y) { return call("minimum", x, y); }
/// The larger one; NaN if either is NaN; maximum(-0, +0) is +0.
inline Expr maximum(const Expr& x, const Expr& y) { return call("maximum", x, y); }
/// where(c, a, b): a where c, else b; both are evaluated.
inline Expr where(const Expr& x, const Expr& y, const Expr& z) { return call("where", x, y, z); }
/// a * b + c with one rounding.
inline Expr fma(const Expr& x, const Expr& y, const Expr& z) { return call("fma", x, y, z); }

}  // namespace sinter::lazy
