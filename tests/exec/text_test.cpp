// Programs as text: each file of programs/ is run by the interpreter and natively. See README.md
// for the format.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/common/compare.h"
#include "tests/exec/native.h"
#include "tests/exec/text_programs.h"

namespace sinter::test {
namespace {

/// Two configurations per width, others for other lines.
std::vector<Configuration> configurations_of(int line) {
  const auto& all = configurations();
  std::vector<Configuration> some;
  for (std::size_t i = static_cast<std::size_t>(line) % 4; i < all.size(); i += 4)
    some.push_back(all[i]);
  return some;
}

void check_run(const lang::ParsedModule& module, const RunLine& run) {
  const auto program = program_of(module, run);
  graph::Graph optimized = program.graph;
  optimize(optimized);
  const auto inputs = make_inputs(program);
  const Outcome expected = run_interpreter(optimized, inputs);
  const std::string code = run.error.substr(0, run.error.find(' '));
  const std::string words = run.error.size() > code.size() ? run.error.substr(code.size() + 1) : "";
  if (run.error.empty()) {
    ASSERT_EQ(expected.error, "");
  } else {
    ASSERT_EQ(expected.error.substr(0, code.size()), code) << expected.error;
    ASSERT_NE(expected.error.find(words), std::string::npos) << expected.error;
  }
  std::uint64_t layout = program.input_seed;
  for (const Configuration& c : configurations_of(run.line)) {
    EXPECT_EQ(difference(run_native(optimized, inputs, c, layout++), expected), "") << c.text();
  }
  if (run.close == 0) return;
  const Outcome as_written = run_interpreter(program.graph, inputs);
  ASSERT_EQ(as_written.results.size(), expected.results.size());
  for (std::size_t i = 0; i < expected.results.size(); ++i) {
    EXPECT_LE(relative_error(expected.results[i], as_written.results[i], 1e37), run.close);
  }
}

class Text : public ::testing::TestWithParam<std::string> {};

TEST_P(Text, InterpreterAndNativeAgree) {
  std::ifstream file(GetParam());
  std::stringstream text;
  text << file.rdbuf();
  const auto runs = parse_runs(text.str());
  ASSERT_FALSE(runs.empty());
  const auto module = lang::parse_module(text.str(), std::filesystem::path(GetParam()).filename());
  for (const RunLine& run : runs) {
    SCOPED_TRACE(fmt::format("{}:{}: {}", GetParam(), run.line, run.function));
    ASSERT_NO_THROW(check_run(module, run));
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Text, ::testing::ValuesIn(program_files(SINTER_TEST_PROGRAMS)),
                         [](const auto& test) {
                           return std::filesystem::path(test.param).stem().string();
                         });

}  // namespace
}  // namespace sinter::test
