#include "frontend/measure/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <numbers>
#include <random>

namespace sinter::measure {
namespace {

template <typename... Args>
[[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, "E6303", fmt::format(format, std::forward<Args>(args)...));
}

using Sizes = std::map<std::string, std::int64_t>;

std::optional<std::int64_t> number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The sizes of dimensions that the sweeps and the given arrays say.
Sizes known_sizes(const std::vector<Input>& inputs, const std::vector<Sweep>& sweeps,
                  const std::vector<std::size_t>& combination) {
  Sizes sizes;
  const auto learn = [&](const Input& input, std::span<const std::int64_t> shape) {
    if (input.axes.size() != shape.size()) return;
    for (std::size_t axis = 0; axis < shape.size(); ++axis)
      sizes.emplace(input.axes[axis], shape[axis]);
  };
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    const auto& chosen = sweeps[i].sizes[combination[i]];
    if (!sweeps[i].is_parameter) sizes[sweeps[i].name] = chosen[0];
  }
  for (const Input& input : inputs) {
    if (input.given) learn(input, input.given->shape());
    for (std::size_t i = 0; i < sweeps.size(); ++i) {
      if (sweeps[i].is_parameter && sweeps[i].name == input.name)
        learn(input, sweeps[i].sizes[combination[i]]);
    }
  }
  return sizes;
}

Array::Shape shape_of(const Input& input, const std::vector<Sweep>& sweeps,
                      const std::vector<std::size_t>& combination, const Sizes& sizes) {
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    if (sweeps[i].is_parameter && sweeps[i].name == input.name)
      return sweeps[i].sizes[combination[i]];
  }
  Array::Shape shape;
  for (const std::string& axis : input.axes) {
    if (const auto constant = number(axis)) {
      shape.push_back(*constant);
    } else if (const auto known = sizes.find(axis); known != sizes.end()) {
      shape.push_back(known->second);
    } else {
      fail(
          "the size '{}' of the parameter '{}' is not known: add --dim {}=SIZE, --dim "
          "{}=SIZExSIZE or {}=FILE.npy",
          axis, input.name, axis, input.name, input.name);
    }
  }
  return shape;
}

template <typename T, typename Draw>
Array filled(DType dtype, const Array::Shape& shape, const Draw& draw) {
  Array array = Array::empty(dtype, shape);
  T* const data = static_cast<T*>(array.raw_data());
  for (std::int64_t i = 0; i < array.size(); ++i) data[i] = static_cast<T>(draw());
  return array;
}

Array random_array(DType dtype, const Array::Shape& shape, std::mt19937_64& random) {
  // std::normal_distribution gives other numbers with another library; Box and Muller's formula
  // does not.
  const auto uniform = [&] { return (static_cast<double>(random() >> 11U) + 0.5) * 0x1p-53; };
  const auto normal = [&] {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  };
  if (dtype == DType::kF32) return filled<float>(dtype, shape, normal);
  if (dtype == DType::kF64) return filled<double>(dtype, shape, normal);
  if (dtype == DType::kBool)
    return filled<bool>(dtype, shape, [&] { return (random() & 1U) != 0; });
  return filled<std::int64_t>(DType::kI64, shape, [&] { return random() % 100; }).astype(dtype);
}

}  // namespace

std::vector<std::vector<std::size_t>> combinations(const std::vector<Sweep>& sweeps) {
  std::vector<std::vector<std::size_t>> all{{}};
  for (const Sweep& sweep : sweeps) {
    std::vector<std::vector<std::size_t>> longer;
    for (const auto& begun : all) {
      for (std::size_t size = 0; size < sweep.sizes.size(); ++size) {
        longer.push_back(begun);
        longer.back().push_back(size);
      }
    }
    all = std::move(longer);
  }
  return all;
}

Choice choice_of(const std::vector<Sweep>& sweeps, const std::vector<std::size_t>& combination) {
  Choice choice;
  for (std::size_t i = 0; i < sweeps.size(); ++i)
    choice.emplace_back(sweeps[i].name, sweeps[i].texts[combination[i]]);
  return choice;
}

std::vector<Array> make_arguments(const std::vector<Input>& inputs,
                                  const std::vector<Sweep>& sweeps,
                                  const std::vector<std::size_t>& combination, std::uint64_t seed) {
  const Sizes sizes = known_sizes(inputs, sweeps, combination);
  std::vector<Array> arguments;
  for (const Input& input : inputs) {
    if (input.given) {
      arguments.push_back(*input.given);
      continue;
    }
    std::uint64_t own = seed;
    for (const char c : input.name) own = own * 1099511628211U + static_cast<unsigned char>(c);
    std::mt19937_64 random(own);
    arguments.push_back(
        random_array(input.dtype, shape_of(input, sweeps, combination, sizes), random));
  }
  return arguments;
}

std::vector<Array> relocated(const std::vector<Array>& arguments, std::uint64_t number) {
  constexpr std::uint64_t kLine = 64;
  constexpr std::uint64_t kPage = 4096;
  std::mt19937_64 random(number + 1);
  std::vector<Array> copies;
  for (const Array& argument : arguments) {
    if (argument.rank() == 0 ||
        !argument.is_contiguous()) {  // strides are part of what is measured
      copies.push_back(argument);
      continue;
    }
    const std::uint64_t offset = kLine * (random() % (kPage / kLine));
    const auto block = std::make_shared<Array>(
        Array::empty(DType::kU8, {static_cast<std::int64_t>(argument.bytes() + kPage)}));
    auto* const data = static_cast<std::uint8_t*>(block->raw_data()) + offset;
    if (argument.bytes() != 0) std::memcpy(data, argument.raw_data(), argument.bytes());
    copies.push_back(Array::view_bytes(data, argument.dtype(),
                                       {argument.shape().begin(), argument.shape().end()}, {}, true,
                                       block));
  }
  return copies;
}

}  // namespace sinter::measure
