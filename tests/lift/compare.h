// Random data, and the comparison of what plain C++ and the lifted function leave.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace lift_test {

/// Numbers that a test can repeat: of floats between -2 and 2, of integers any bits.
template <typename T>
std::vector<T> numbers(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  std::vector<T> values(count);
  for (T& value : values) {
    if constexpr (std::is_floating_point_v<T>) {
      value = static_cast<T>(std::uniform_real_distribution<double>(-2, 2)(random));
    } else {
      value = static_cast<T>(random());
    }
  }
  return values;
}

template <typename T>
std::vector<T> between(std::size_t count, unsigned seed, int low, int high) {
  std::mt19937_64 random(seed);
  std::vector<T> values(count);
  for (T& value : values)
    value = static_cast<T>(std::uniform_int_distribution<int>(low, high)(random));
  return values;
}

/// The same with some NaN, infinities and signed zeros in it.
template <typename T>
std::vector<T> special(std::size_t count, unsigned seed) {
  std::vector<T> values = numbers<T>(count, seed);
  const T kinds[] = {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(),
                     -std::numeric_limits<T>::infinity(), T(-0.0), T(0.0)};
  for (std::size_t i = 0; i < count; i += 5) values[i] = kinds[(i / 5 + seed) % 5];
  return values;
}

/// Within `tolerance` of the largest number; 0: the same bits (NaNs are one value).
template <typename T>
void expect_same(const std::vector<T>& plain, const std::vector<T>& lifted, double tolerance,
                 const std::string& what) {
  ASSERT_EQ(plain.size(), lifted.size()) << what;
  double largest = 0;
  for (const T value : plain)
    largest = std::isfinite(static_cast<double>(value))
                  ? std::max(largest, std::abs(static_cast<double>(value)))
                  : largest;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const auto a = static_cast<double>(plain[i]);
    const auto b = static_cast<double>(lifted[i]);
    if (std::isnan(a) && std::isnan(b)) continue;
    if (tolerance > 0 && std::abs(a - b) <= tolerance * std::max(largest, 1e-30)) continue;
    if constexpr (std::is_floating_point_v<T>) {
      ASSERT_EQ(std::signbit(plain[i]), std::signbit(lifted[i])) << what << " at " << i;
    }
    ASSERT_EQ(plain[i], lifted[i]) << what << " at " << i;
  }
}

}  // namespace lift_test
