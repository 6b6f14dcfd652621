// Expressions with the results that NumPy gives: natively and in the interpreter, after the passes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/common/numpy_text.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

constexpr std::size_t kShards = 6;

const Configuration& configuration_of(std::size_t row) {
  return configurations()[row * 5 % configurations().size()];
}

/// What the interpreter gives after the passes; native code has to give the same bits.
Outcome run_both(graph::Graph graph, const std::vector<interp::Tensor>& inputs, std::size_t row) {
  optimize(graph);
  Outcome expected = run_interpreter(graph, inputs);
  if (expected.error.find("not available yet") != std::string::npos) {
    // A math function that has no native form yet: the interpreter's own.
    std::vector<interp::View> views;
    for (const interp::Tensor& input : inputs) views.push_back(interp::view_of(input));
    return {interp::interpret(graph, views), "", ""};
  }
  const Configuration& where = configuration_of(row);
  const Outcome found = run_native(graph, inputs, where, row);
  EXPECT_EQ(difference(found, expected), "") << where.text();
  return expected;
}

class Twins : public ::testing::TestWithParam<std::size_t> {};

void run_rows(const char* path, std::size_t least, std::size_t shard) {
  std::ifstream file(path);
  ASSERT_TRUE(file) << path;
  const NumpyTwins twins = read_numpy_twins(file);
  ASSERT_GT(twins.rows.size(), least);
  for (std::size_t row = shard; row < twins.rows.size(); row += kShards) {
    const NumpyTwin& twin = twins.rows[row];
    SCOPED_TRACE(twin.body);
    try {
      const auto module = lang::parse_module(twins.program(twin), "twin.sinter");
      auto graph =
          lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
      const Outcome found = run_both(std::move(graph), twins.inputs, row);
      ASSERT_EQ(found.error, "");
      EXPECT_EQ(difference_from_numpy(found.results.at(0), twin.result), "");
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }
}

TEST_P(Twins, NativeCodeGivesWhatNumPyGives) { run_rows(SINTER_NUMPY_TWINS, 600, GetParam()); }
TEST_P(Twins, NumexprsExpressions) { run_rows(SINTER_NUMEXPR_TWINS, 150, GetParam()); }

INSTANTIATE_TEST_SUITE_P(Rows, Twins, ::testing::Range(std::size_t{0}, kShards));

struct EinsumRow {
  std::string expression;
  std::vector<std::vector<std::int64_t>> shapes;
  bool rejected = false;
  std::vector<std::int64_t> shape;
  std::vector<double> numbers;
};

std::vector<std::string> fields(const std::string& text, char separator) {
  std::vector<std::string> result(1);
  for (const char c : text) {
    if (c == separator) {
      result.emplace_back();
    } else {
      result.back() += c;
    }
  }
  return result;
}

std::vector<std::int64_t> integers(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::int64_t> result;
  for (std::int64_t value = 0; in >> value;) result.push_back(value);
  return result;
}

std::vector<EinsumRow> read_einsum_rows() {
  std::ifstream file(SINTER_EINSUM_TWINS);
  std::vector<EinsumRow> rows;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("#")) continue;
    const auto parts = fields(line, '\t');
    EinsumRow row{parts.at(0), {}, parts.at(2) == "REJECTED", {}, {}};
    for (const std::string& shape : fields(parts[1], '|')) row.shapes.push_back(integers(shape));
    if (!row.rejected) {
      row.shape = integers(parts[2]);
      std::istringstream in(parts.at(3));
      for (std::string word; in >> word;) row.numbers.push_back(std::strtod(word.c_str(), nullptr));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Element i of operand k is ((7 i + 5 k) % 11 - 4) / 2.
interp::Tensor operand(const std::vector<std::int64_t>& shape, std::size_t k) {
  interp::Tensor tensor{DType::kF64, shape, {}};
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  tensor.data.resize(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i)
    tensor.as<double>()[i] = (static_cast<double>((7 * i + 5 * k) % 11) - 4) / 2;
  return tensor;
}

std::string program_of(const EinsumRow& row) {
  std::string parameters;
  std::string names;
  for (std::size_t k = 0; k < row.shapes.size(); ++k) {
    std::string axes;
    for (std::size_t a = 0; a < row.shapes[k].size(); ++a)
      axes += fmt::format("{}N{}_{}", a == 0 ? "[" : ", ", k, a);
    if (!axes.empty()) axes += "]";
    parameters += fmt::format("{}x{}: f64{}", k == 0 ? "" : ", ", k, axes);
    names += fmt::format(", x{}", k);
  }
  return fmt::format("fn f({}) {{\n  return einsum(\"{}\"{})\n}}", parameters, row.expression,
                     names);
}

void check_numbers(const interp::Tensor& found, const EinsumRow& row) {
  ASSERT_EQ(found.shape, row.shape);
  const auto x = found.as<double>();
  std::vector<double> numbers(5);
  for (std::size_t i = 0; i < x.size(); ++i) {
    numbers[0] += x[i];
    numbers[1] += x[i] * static_cast<double>(1 + i % 7);
    numbers[2] += std::abs(x[i]);
  }
  if (!x.empty()) numbers[3] = x[0], numbers[4] = x[x.size() - 1];
  const double scale = std::max(1.0, row.numbers.at(2));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    EXPECT_NEAR(numbers[i], row.numbers.at(i), 1e-11 * scale) << "number " << i;
}

class Einsum : public ::testing::TestWithParam<std::size_t> {};

TEST_P(Einsum, GivesOrRefusesWhatNumPyDoes) {
  const auto rows = read_einsum_rows();
  ASSERT_GT(rows.size(), 300u);
  for (std::size_t number = GetParam(); number < rows.size(); number += kShards) {
    const EinsumRow& row = rows[number];
    SCOPED_TRACE(row.expression);
    std::vector<interp::Tensor> inputs;
    for (std::size_t k = 0; k < row.shapes.size(); ++k) inputs.push_back(operand(row.shapes[k], k));
    Outcome found;
    try {
      const auto module = lang::parse_module(program_of(row), "einsum.sinter");
      auto graph =
          lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
      found = run_both(std::move(graph), inputs, number);
    } catch (const Error& error) {
      found.error = error.code() + ": " + error.what();
      EXPECT_NE(error.kind(), ErrorKind::kInternal) << error.what();
    }
    if (row.rejected) {
      EXPECT_NE(found.error, "");
      continue;
    }
    EXPECT_EQ(found.error, "");
    if (found.error.empty()) check_numbers(found.results.at(0), row);
  }
}

INSTANTIATE_TEST_SUITE_P(Rows, Einsum, ::testing::Range(std::size_t{0}, kShards));

}  // namespace
}  // namespace sinter::test
