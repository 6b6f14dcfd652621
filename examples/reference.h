// The values of the main job in f64, by loops that follow the definitions and use nothing of
// Sinter's. Inputs are the f32 arrays that the programs get, taken as exact.
#pragma once

#include <vector>

#include "examples/workload.h"

namespace examples::reference {

/// A sum's value and the sum of the absolute values of its terms, which its rounding errors scale
/// with.
struct Value {
  double value = 0;
  double magnitude = 0;
};

/// tanh(pixels @ weights), row-major.
std::vector<double> activations(const Matrix& pixels, const Matrix& weights);

/// -mean_b sum_i softmax(x[b])[i]^2 over the first `batch` rows of x, repeated when there are
/// fewer.
Value entropy(const Matrix& x, std::int64_t batch);

/// mean_b sum_{i,j} (softmax(x[b])[i] * softmax(y[b])[j])^2, term by term, over `batch` rows.
Value mutual_information(const Matrix& x, const Matrix& y, std::int64_t batch);

/// mean_n fx[n, i] * fy[n, j] * fz[n, k] for every i, j, k; features are row-major with `width`
/// columns.
std::vector<Value> tensor_mean(const std::vector<double>& fx, const std::vector<double>& fy,
                               const std::vector<double>& fz, std::int64_t width);

}  // namespace examples::reference
