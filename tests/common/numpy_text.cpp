#include "tests/common/numpy_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <sstream>

namespace sinter::test {

interp::Tensor parse_tensor(const std::string& text) {
  interp::Tensor tensor;
  std::istringstream in(text);
  std::string word;
  in >> word;
  tensor.dtype = *dtype_from_name(word);
  std::getline(in, word, '[');
  std::getline(in, word, ']');
  std::istringstream sizes(word);
  for (std::int64_t size = 0; sizes >> size;) tensor.shape.push_back(size);
  while (in >> word) {
    const std::size_t bytes = size_of(tensor.dtype);
    std::byte buffer[8];
    if (tensor.dtype == DType::kF32) {
      const float number = std::strtof(word.c_str(), nullptr);
      std::memcpy(buffer, &number, 4);
    } else if (tensor.dtype == DType::kF64) {
      const double number = std::strtod(word.c_str(), nullptr);
      std::memcpy(buffer, &number, 8);
    } else {
      const std::uint64_t number =
          word[0] == '-' ? static_cast<std::uint64_t>(std::stoll(word)) : std::stoull(word);
      std::memcpy(buffer, &number, 8);  // the low bytes, on a little-endian machine
    }
    tensor.data.insert(tensor.data.end(), buffer, buffer + bytes);
  }
  return tensor;
}

namespace {

double number_at(const interp::Tensor& tensor, std::size_t i) {
  return tensor.dtype == DType::kF32 ? static_cast<double>(tensor.as<float>()[i])
                                     : tensor.as<double>()[i];
}

constexpr const char* kHelpers = R"(
fn twice(a: T) -> T { return a * 2 }
fn normalized(a: T[D]) -> T[D] { return a / sum(a) }
fn pair(a) { return a * 2, a * 3 }
fn half(a: T[..., D]) -> T[..., D] { return a / 2 }
fn conv(a: T[D]) -> T[D] {
  c[n in 0..D] = border(a, const(0))[n - 1] + 2 * a[n] + border(a, const(0))[n + 1]
  return c
}
)";

}  // namespace

std::string difference_from_numpy(const interp::Tensor& found, const interp::Tensor& expected) {
  if (found.dtype != expected.dtype || found.shape != expected.shape) {
    return fmt::format("{}[{}], NumPy has {}[{}]", name(found.dtype), fmt::join(found.shape, ", "),
                       name(expected.dtype), fmt::join(expected.shape, ", "));
  }
  if (!is_float(expected.dtype)) return found.data == expected.data ? "" : "other integers";
  const double bound = expected.dtype == DType::kF32 ? 2e-6 : 1e-14;
  for (std::size_t i = 0; i < expected.data.size() / size_of(expected.dtype); ++i) {
    const double a = number_at(found, i);
    const double e = number_at(expected, i);
    if (a == e || (std::isnan(a) && std::isnan(e))) continue;
    if (std::abs(a - e) <= bound * std::max(1.0, std::abs(e))) continue;
    return fmt::format("element {} is {}, NumPy has {}", i, a, e);
  }
  return "";
}

std::string NumpyTwins::program(const NumpyTwin& twin) const {
  return kHelpers + ("fn f(" + parameters + ") {\n" + twin.body + "\nreturn r\n}");
}

NumpyTwins read_numpy_twins(std::istream& in) {
  NumpyTwins twins;
  std::map<std::string, std::pair<std::string, interp::Tensor>> inputs;
  std::string body;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("input ")) {
      std::istringstream words(line.substr(6));
      std::string input_name;
      std::string type;
      words >> input_name >> type;
      std::string rest;
      std::getline(words, rest);
      inputs[input_name] = {type, parse_tensor(rest)};
    } else if (line.starts_with("body ")) {
      body = line.substr(5);
    } else if (line.starts_with("result ")) {
      twins.rows.push_back({body, parse_tensor(line.substr(7))});
    }
  }
  for (const auto& [input_name, input] : inputs) {
    twins.parameters += (twins.parameters.empty() ? "" : ", ") + input_name + ": " + input.first;
    twins.inputs.push_back(input.second);
  }
  return twins;
}

}  // namespace sinter::test
