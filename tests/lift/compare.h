// Random data, and the comparison of what plain C++ and the lifted function leave.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sinter/lifted.h"

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

/// Not only plain C++: the tests of a file ran each of its programs.
class ProgramsDidRun : public testing::Environment {
 public:
  /// `not_on_a_gpu`: those that SINTER_DEVICE=cuda leaves to plain C++, because a GPU cannot run
  /// them yet.
  ProgramsDidRun(std::vector<std::string> names, std::vector<std::string> not_on_a_gpu)
      : names_(std::move(names)), not_on_a_gpu_(std::move(not_on_a_gpu)) {}

  void TearDown() override {
    if (testing::GTEST_FLAG(filter) != "*") return;  // All tests of the file have to run.
    const char* const device = std::getenv("SINTER_DEVICE");
    const bool on_a_gpu = device != nullptr && std::string(device) == "cuda";
    for (const std::string& name : names_) {
      const bool left_out =
          std::find(not_on_a_gpu_.begin(), not_on_a_gpu_.end(), name) != not_on_a_gpu_.end();
      if (on_a_gpu && left_out) {
        EXPECT_EQ(sinter::lifted_calls(name), 0U) << name << " runs on a GPU now";
      } else {
        EXPECT_GT(sinter::lifted_calls(name), 1U) << name;
      }
    }
  }

 private:
  const std::vector<std::string> names_, not_on_a_gpu_;
};

}  // namespace lift_test
