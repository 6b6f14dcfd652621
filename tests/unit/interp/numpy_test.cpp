// Committed results of NumPy (see make_numpy_cases.py) against the interpreter.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <sstream>

#include "tests/unit/interp/run.h"

namespace sinter::interp::test {
namespace {

struct Case {
  std::string name, graph;
  std::int64_t ulp = 0;
  std::vector<Tensor> inputs;
  Tensor expected;
};

/// "f32 [2,3] 0000..."
Tensor read_tensor(std::istringstream& line) {
  std::string dtype, shape, hex;
  line >> dtype >> shape >> hex;
  Tensor t{dtype_from_name(dtype).value(), {}, {}};
  std::istringstream sizes(shape.substr(1, shape.size() - 2));
  for (std::string size; std::getline(sizes, size, ',');) t.shape.push_back(std::stoll(size));
  for (std::size_t i = 0; hex != "-" && i < hex.size(); i += 2) {
    t.data.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  }
  return t;
}

std::vector<Case> read_cases(const std::string& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  for (std::string text; std::getline(file, text);) {
    std::istringstream line(text);
    std::string word;
    line >> word;
    if (word == "case") {
      cases.emplace_back();
      line >> cases.back().name >> cases.back().ulp;
    } else if (word == "graph") {
      for (; text != "end"; std::getline(file, text)) cases.back().graph += text + "\n";
    } else if (word == "in") {
      cases.back().inputs.push_back(read_tensor(line));
    } else if (word == "out") {
      cases.back().expected = read_tensor(line);
    }
  }
  return cases;
}

/// Distance in units in the last place; NaNs are one, and -0 differs from +0 only when `exact`.
template <typename T, typename I>
std::int64_t distance(T a, T b, bool exact) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b) ? 0 : INT64_MAX;
  if (exact) return std::bit_cast<I>(a) == std::bit_cast<I>(b) ? 0 : INT64_MAX;
  const auto place = [](T x) {
    const I bits = std::bit_cast<I>(x);
    return bits < 0 ? std::numeric_limits<I>::min() - bits : bits;
  };
  return std::abs(static_cast<std::int64_t>(place(a)) - static_cast<std::int64_t>(place(b)));
}

template <typename T, typename I>
void expect_close(const Case& c, const Tensor& found) {
  const auto a = found.as<T>(), b = c.expected.as<T>();
  for (std::size_t i = 0; i < b.size(); ++i) {
    EXPECT_LE((distance<T, I>(a[i], b[i], c.ulp == 0)), c.ulp)
        << c.name << " element " << i << ": " << a[i] << ", NumPy " << b[i];
  }
}

TEST(NumPy, AllCasesAgree) {
  const auto cases = read_cases(SINTER_SOURCE_DIR "/tests/unit/interp/numpy_cases.txt");
  ASSERT_GT(cases.size(), 200u);
  for (const Case& c : cases) {
    const auto graph = graph::parse_graph(c.graph);
    graph::verify(graph);
    const Tensor found = run(graph, c.inputs).at(0);
    ASSERT_EQ(found.dtype, c.expected.dtype) << c.name;
    ASSERT_EQ(found.shape, c.expected.shape) << c.name;
    if (found.dtype == DType::kF32) {
      expect_close<float, std::int32_t>(c, found);
    } else if (found.dtype == DType::kF64) {
      expect_close<double, std::int64_t>(c, found);
    } else {
      EXPECT_EQ(found.data, c.expected.data) << c.name;
    }
  }
}

}  // namespace
}  // namespace sinter::interp::test
