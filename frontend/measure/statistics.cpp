#include "frontend/measure/statistics.h"

#include <algorithm>
#include <cmath>

namespace sinter::measure {
namespace {

constexpr double kConfidence = 0.95;
constexpr double kDeviations = 5;
constexpr double kNormalScale =
    1.4826;  // of the median absolute deviation of a normal distribution

}  // namespace

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const std::size_t middle = values.size() / 2;
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(middle));
  const double upper = values[middle];
  if (values.size() % 2 == 1) return upper;
  const double lower = *std::ranges::max_element(
      values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle));
  return lower + (upper - lower) / 2;
}

Estimate estimate(const std::vector<double>& samples) {
  Estimate result;
  const std::size_t n = samples.size();
  result.samples = static_cast<int>(n);
  if (n == 0) return result;
  std::vector<double> sorted = samples;
  std::ranges::sort(sorted);
  // P(fewer than k of n samples lie below the median), summed up from k = 1 on.
  std::size_t best = 1;
  double term = std::pow(0.5, static_cast<double>(n));
  double below = term;
  result.confidence = 1 - 2 * below;
  for (std::size_t k = 2; 2 * k <= n; ++k) {
    term *= static_cast<double>(n - k + 2) / static_cast<double>(k - 1);
    below += term;
    if (1 - 2 * below < kConfidence) break;
    best = k;
    result.confidence = 1 - 2 * below;
  }
  result.center = median(sorted);
  result.low = sorted[best - 1];
  result.high = sorted[n - best];
  return result;
}

int count_outliers(const std::vector<double>& values) {
  const double center = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - center));
  const double limit = kDeviations * kNormalScale * median(distances);
  return static_cast<int>(std::ranges::count_if(distances, [&](double d) { return d > limit; }));
}

}  // namespace sinter::measure
