#include "tests/cuda/device_check/inputs.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>

namespace sinter::test {
namespace {

/// The same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  /// In 0..count-1.
  std::int64_t below(std::int64_t count) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(count));
  }

 private:
  std::uint64_t state_;
};

double special(std::int64_t number) {
  using Limits = std::numeric_limits<double>;
  const double list[] = {
      0.0,  -0.0, Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), 1e-40, 1e30,
      -700, 88.7};
  return list[number % static_cast<std::int64_t>(std::size(list))];
}

/// Tame ones are positive and ordinary. Integers are mostly good as positions.
double number(Random& random, bool is_float, bool tame) {
  if (!is_float) return static_cast<double>(tame ? random.below(5) : random.below(9) - 2);
  if (tame) return static_cast<double>(random.below(1 << 20) + 1) / (1 << 19);
  if (random.below(24) == 0) return special(random.below(100));
  return static_cast<double>(random.below(1 << 21) - (1 << 20)) / (1 << 17);
}

DType dtype_of(const std::string& name) {
  for (const DType dtype : {DType::kBool, DType::kI8, DType::kI16, DType::kI32, DType::kI64,
                            DType::kU8, DType::kU16, DType::kU32, DType::kU64, DType::kF64}) {
    if (sinter::name(dtype) == name) return dtype;
  }
  if (name == "f32" || name == "T") return DType::kF32;
  throw std::runtime_error("no arguments of type " + name);
}

std::int64_t size_of_axis(const std::string& text, const RunLine& run) {
  if (const auto named = run.sizes.find(text); named != run.sizes.end()) return named->second;
  if (!text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }))
    return std::stoll(text);
  throw std::runtime_error("the run does not say what " + text + " is");
}

Array::Shape shape_of(const std::string& type, const RunLine& run) {
  Array::Shape shape;
  const auto begin = type.find('['), end = type.find(']');
  if (begin == std::string::npos) return shape;
  std::istringstream axes(type.substr(begin + 1, end - begin - 1));
  for (std::string axis; std::getline(axes, axis, ',');) {
    std::erase(axis, ' ');
    shape.push_back(size_of_axis(axis, run));
  }
  return shape;
}

}  // namespace

std::vector<Array> arguments_for(const Signature& signature, const RunLine& run) {
  std::vector<Array> arguments;
  for (std::size_t n = 0; n < signature.parameters.size(); ++n) {
    const Parameter& parameter = signature.parameters[n];
    const DType dtype = dtype_of(parameter.type.substr(0, parameter.type.find('[')));
    Array numbers = Array::empty(DType::kF64, shape_of(parameter.type, run));
    const bool is_float = dtype == DType::kF32 || dtype == DType::kF64;
    Random random(run.seed * 1000 + n);
    auto* const first = numbers.data<double>();
    for (std::int64_t i = 0; i < numbers.size(); ++i) first[i] = number(random, is_float, run.tame);
    if (const auto given = run.sizes.find(parameter.name);
        numbers.rank() == 0 && given != run.sizes.end())
      *first = static_cast<double>(given->second);
    arguments.push_back(numbers.astype(dtype));
  }
  return arguments;
}

}  // namespace sinter::test
