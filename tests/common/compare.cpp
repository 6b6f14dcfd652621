#include "tests/common/compare.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "compiler/shape/binding.h"

namespace sinter::test {
namespace {

using interp::Tensor;

/// Zeros are told apart by their sign.
template <typename T>
auto bits_of(T value) {
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<std::uint32_t>(value);
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<std::uint64_t>(value);
  } else {
    return value;
  }
}

template <typename T>
std::string first_difference(const Tensor& found, const Tensor& expected) {
  const auto a = found.as<T>(), b = expected.as<T>();
  for (std::size_t i = 0; i < a.size(); ++i) {
    if constexpr (std::is_floating_point_v<T>) {
      if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    }
    if (bits_of(a[i]) == bits_of(b[i])) continue;
    const auto place = graph::element_place(static_cast<std::int64_t>(i), found.shape);
    if constexpr (std::is_floating_point_v<T>) {
      return fmt::format("{} ({:a}), expected {} ({:a}){}", a[i], a[i], b[i], b[i], place);
    } else {
      return fmt::format("{}, expected {}{}", a[i], b[i], place);
    }
  }
  return {};
}

template <typename T>
double largest_error(const Tensor& found, const Tensor& expected, double overflow) {
  const auto a = found.as<T>(), b = expected.as<T>();
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double x = a[i], y = b[i];
    if (std::isnan(x) && std::isnan(y)) continue;
    if (std::isnan(x) || std::isnan(y)) return std::numeric_limits<double>::infinity();
    if (x == y) continue;
    const double large = std::fmax(std::fabs(x), std::fabs(y));
    const double small = std::fmin(std::fabs(x), std::fabs(y));
    if (std::isinf(large) && small >= overflow && (x > 0) == (y > 0)) continue;
    largest = std::fmax(largest, std::isinf(large) ? large : std::fabs(x - y) / large);
  }
  return largest;
}

}  // namespace

std::string difference(const Tensor& found, const Tensor& expected) {
  if (found.dtype != expected.dtype) {
    return fmt::format("dtype {}, expected {}", name(found.dtype), name(expected.dtype));
  }
  if (found.shape != expected.shape) {
    return fmt::format("shape {}, expected {}", found.shape, expected.shape);
  }
  switch (found.dtype) {
    case DType::kF32:
      return first_difference<float>(found, expected);
    case DType::kF64:
      return first_difference<double>(found, expected);
    case DType::kBool:
    case DType::kU8:
      return first_difference<std::uint8_t>(found, expected);
    case DType::kI8:
      return first_difference<std::int8_t>(found, expected);
    case DType::kI16:
      return first_difference<std::int16_t>(found, expected);
    case DType::kU16:
      return first_difference<std::uint16_t>(found, expected);
    case DType::kI32:
      return first_difference<std::int32_t>(found, expected);
    case DType::kU32:
      return first_difference<std::uint32_t>(found, expected);
    case DType::kI64:
      return first_difference<std::int64_t>(found, expected);
    default:
      return first_difference<std::uint64_t>(found, expected);
  }
}

std::string difference(const std::vector<Tensor>& found, const std::vector<Tensor>& expected) {
  if (found.size() != expected.size()) {
    return fmt::format("{} results, expected {}", found.size(), expected.size());
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (auto text = difference(found[i], expected[i]); !text.empty()) {
      return fmt::format("result {}: {}", i, text);
    }
  }
  return {};
}

double relative_error(const Tensor& found, const Tensor& expected, double overflow) {
  return found.dtype == DType::kF32 ? largest_error<float>(found, expected, overflow)
                                    : largest_error<double>(found, expected, overflow);
}

}  // namespace sinter::test
