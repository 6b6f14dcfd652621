// The language against NumPy: expressions and their results, as numpy_twins.py wrote them down. The
// interpreter runs the graphs, so this tests what the front end makes of a program.
#include <cmath>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "compiler/interp/interp.h"
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

struct Input {
  std::string type;
  interp::Tensor value;
};

/// "f32 [3 4] 1.0 2.5 ..."
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

/// The element as text for exact types, as a number for floats.
double number_at(const interp::Tensor& tensor, std::size_t i) {
  return tensor.dtype == DType::kF32 ? static_cast<double>(tensor.as<float>()[i])
                                     : tensor.as<double>()[i];
}

void expect_equal(const interp::Tensor& found, const interp::Tensor& expected) {
  ASSERT_EQ(name(found.dtype), name(expected.dtype));
  ASSERT_EQ(found.shape, expected.shape);
  ASSERT_EQ(found.data.size(), expected.data.size());
  if (!is_float(expected.dtype)) {
    EXPECT_EQ(std::memcmp(found.data.data(), expected.data.data(), expected.data.size()), 0);
    return;
  }
  // Sums have another order here, and math functions another last bit.
  const double bound = expected.dtype == DType::kF32 ? 2e-6 : 1e-14;
  for (std::size_t i = 0; i < expected.data.size() / size_of(expected.dtype); ++i) {
    const double a = number_at(found, i);
    const double e = number_at(expected, i);
    if (a == e || (std::isnan(a) && std::isnan(e))) continue;
    EXPECT_LE(std::abs(a - e), bound * std::max(1.0, std::abs(e)))
        << "element " << i << ": " << a << ", NumPy has " << e;
  }
}

constexpr const char* kHelpers = R"(
fn twice(a: T) -> T { return a * 2 }
fn normalized(a: T[D]) -> T[D] { return a / sum(a) }
fn pair(a) { return a * 2, a * 3 }
fn half(a: T[..., D]) -> T[..., D] { return a / 2 }
)";

TEST(NumPy, Twins) {
  std::ifstream file(SINTER_NUMPY_TWINS);
  ASSERT_TRUE(file) << SINTER_NUMPY_TWINS;
  std::map<std::string, Input> inputs;
  std::string body;
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("input ")) {
      std::istringstream in(line.substr(6));
      std::string input_name;
      std::string type;
      in >> input_name >> type;
      std::string rest;
      std::getline(in, rest);
      inputs[input_name] = {type, parse_tensor(rest)};
    } else if (line.starts_with("body ")) {
      body = line.substr(5);
    } else if (line.starts_with("result ")) {
      SCOPED_TRACE(body);
      ++count;
      std::string parameters;
      std::vector<interp::View> views;
      for (const auto& [input_name, input] : inputs) {
        parameters += (parameters.empty() ? "" : ", ") + input_name + ": " + input.type;
        views.push_back(interp::view_of(input.value));
      }
      try {
        const ParsedModule module = parse_module(
            kHelpers + ("fn f(" + parameters + ") {\n" + body + "\nreturn r\n}"), "twin.sinter");
        const graph::Graph graph =
            check_function(module, "f", declared_arguments(module.function("f")));
        expect_equal(interp::interpret(graph, views)[0], parse_tensor(line.substr(7)));
      } catch (const Error& error) {
        ADD_FAILURE() << error.what();
      }
    }
  }
  EXPECT_GT(count, 250);
}

}  // namespace
}  // namespace sinter::lang
