#include "bench/math/libmvec_loops.h"

#include <cmath>

namespace sinter::bench {
namespace {

#define UNARY(name)                                                  \
  {#name,                                                            \
   [](const float* x, const float*, float* out, std::int64_t n) {    \
     for (std::int64_t i = 0; i < n; ++i) out[i] = std::name(x[i]);  \
   },                                                                \
   [](const double* x, const double*, double* out, std::int64_t n) { \
     for (std::int64_t i = 0; i < n; ++i) out[i] = std::name(x[i]);  \
   }}
#define BINARY(name)                                                      \
  {#name,                                                                 \
   [](const float* x, const float* y, float* out, std::int64_t n) {       \
     for (std::int64_t i = 0; i < n; ++i) out[i] = std::name(x[i], y[i]); \
   },                                                                     \
   [](const double* x, const double* y, double* out, std::int64_t n) {    \
     for (std::int64_t i = 0; i < n; ++i) out[i] = std::name(x[i], y[i]); \
   }}

const MathLoop kLoops[] = {
    UNARY(exp),   UNARY(exp2),   UNARY(expm1), UNARY(log),    UNARY(log2), UNARY(log10),
    UNARY(log1p), UNARY(sin),    UNARY(cos),   UNARY(tan),    UNARY(asin), UNARY(acos),
    UNARY(atan),  BINARY(atan2), UNARY(sinh),  UNARY(cosh),   UNARY(tanh), UNARY(asinh),
    UNARY(acosh), UNARY(atanh),  UNARY(cbrt),  BINARY(hypot), BINARY(pow), UNARY(erf),
    UNARY(erfc),  UNARY(lgamma),
};

}  // namespace

std::span<const MathLoop> math_loops() { return kLoops; }

}  // namespace sinter::bench
