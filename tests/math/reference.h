// Exact values to measure against, and the error in ULP.
#pragma once

#include <utility>
#include <vector>

#include "compiler/ir/ops.h"

namespace sinter::test {

/// The function by the C library in f64: far more exact than an f32 result needs. `y` is the second
/// operand of functions that have one.
double libm(Op function, double x, double y = 0);

/// |got - exact| in ULP of f32, exact given in f64 (its own error is below 1e-8 ULP of f32). A zero
/// exact value or one that is infinite or NaN must be met exactly: infinity otherwise.
double ulp_error_f32(float got, double exact);

/// |got - function(x, y)| in ULP of f64, by MPFR with 160 bits. For lgamma of negative x
/// results below 16 count as 16.
double ulp_error_f64(Op function, double x, double y, double got);

// Inputs where expansions go wrong: zeros, subnormals, limits, ends of ranges, neighbours of all of
// them.
std::vector<float> edges_f32();
std::vector<double> edges_f64();

/// Pairs of operands: every edge with every special value, and random ones of all sizes and of
/// similar size.
std::vector<std::pair<float, float>> pairs_f32(int random);
std::vector<std::pair<double, double>> pairs_f64(int random);

}  // namespace sinter::test
