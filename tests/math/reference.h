// Exact values to measure against, and the error in ULP.
#pragma once

#include <vector>

#include "compiler/ir/ops.h"

namespace sinter::test {

/// The function by the C library in f64: far more exact than an f32 result needs.
double libm(Op function, double x);

/// |got - exact| in ULP of f32, exact given in f64 (its own error is below 1e-8 ULP of f32). A zero
/// exact value or one that is infinite or NaN must be met exactly: infinity otherwise.
double ulp_error_f32(float got, double exact);

/// |got - function(x)| in ULP of f64, by MPFR with 160 bits.
double ulp_error_f64(Op function, double x, double got);

// Inputs where expansions go wrong: zeros, subnormals, limits, ends of ranges, neighbours of all of
// them.
std::vector<float> edges_f32();
std::vector<double> edges_f64();

}  // namespace sinter::test
