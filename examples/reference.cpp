#include "examples/reference.h"

#include <algorithm>
#include <cmath>

namespace examples::reference {
namespace {

std::vector<double> softmax(std::span<const float> row) {
  const double largest = *std::ranges::max_element(row);
  std::vector<double> result(row.size());
  double total = 0;
  for (std::size_t i = 0; i < row.size(); ++i) {
    result[i] = std::exp(row[i] - largest);
    total += result[i];
  }
  for (double& value : result) value /= total;
  return result;
}

/// How often row `index` of `rows` stands in a batch that repeats them.
double times(std::int64_t index, std::int64_t rows, std::int64_t batch) {
  const std::int64_t whole = batch / rows;
  return static_cast<double>(whole + (index < batch % rows ? 1 : 0));
}

/// The mean over a batch of a term that depends on the row alone: each row is computed once and
/// weighted.
template <typename Term>
double mean_of_rows(std::int64_t rows, std::int64_t batch, Term term) {
  const std::int64_t needed = std::min(rows, batch);
  double total = 0;
  for (std::int64_t b = 0; b < needed; ++b) total += times(b, rows, batch) * term(b);
  return total / static_cast<double>(batch);
}

}  // namespace

std::vector<double> activations(const Matrix& pixels, const Matrix& weights) {
  std::vector<double> result(static_cast<std::size_t>(pixels.rows * weights.columns));
  for (std::int64_t b = 0; b < pixels.rows; ++b) {
    double* const out = result.data() + b * weights.columns;
    for (std::int64_t p = 0; p < pixels.columns; ++p) {
      const double pixel = pixels.row(b)[static_cast<std::size_t>(p)];
      const float* const weight = weights.values.data() + p * weights.columns;
      for (std::int64_t d = 0; d < weights.columns; ++d) out[d] += pixel * weight[d];
    }
    for (std::int64_t d = 0; d < weights.columns; ++d) out[d] = std::tanh(out[d]);
  }
  return result;
}

Value entropy(const Matrix& x, std::int64_t batch) {
  const double mean = mean_of_rows(x.rows, batch, [&](std::int64_t b) {
    double sum = 0;
    for (const double p : softmax(x.row(b))) sum += p * p;
    return sum;
  });
  return {-mean, mean};
}

Value mutual_information(const Matrix& x, const Matrix& y, std::int64_t batch) {
  const double mean = mean_of_rows(x.rows, batch, [&](std::int64_t b) {
    const std::vector<double> p = softmax(x.row(b));
    const std::vector<double> q = softmax(y.row(b));
    double sum = 0;
    for (const double pi : p) {
      for (const double qj : q) sum += (pi * qj) * (pi * qj);
    }
    return sum;
  });
  return {mean, mean};
}

std::vector<Value> tensor_mean(const std::vector<double>& fx, const std::vector<double>& fy,
                               const std::vector<double>& fz, std::int64_t width) {
  const auto samples = static_cast<std::int64_t>(fx.size()) / width;
  std::vector<Value> result(static_cast<std::size_t>(width * width * width));
  for (std::int64_t i = 0; i < width; ++i) {
    for (std::int64_t n = 0; n < samples; ++n) {
      const double x = fx[static_cast<std::size_t>(n * width + i)];
      for (std::int64_t j = 0; j < width; ++j) {
        const double xy = x * fy[static_cast<std::size_t>(n * width + j)];
        Value* const out = result.data() + (i * width + j) * width;
        for (std::int64_t k = 0; k < width; ++k) {
          const double term = xy * fz[static_cast<std::size_t>(n * width + k)];
          out[k].value += term;
          out[k].magnitude += std::abs(term);
        }
      }
    }
  }
  for (Value& value : result) {
    value.value /= static_cast<double>(samples);
    value.magnitude /= static_cast<double>(samples);
  }
  return result;
}

}  // namespace examples::reference
