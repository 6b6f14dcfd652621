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

namespace sinter::test {
namespace {

struct RunLine {
  int line = 0;
  std::string function;
  std::uint64_t seed = 0;
  bool tame = false;
  double close = 0;  ///< Bound of the relative error that passes may make; 0: not compared.
  std::map<std::string, std::int64_t> sizes;
  std::string error;  ///< Code and words; empty: the run succeeds.
};

std::vector<RunLine> parse_runs(const std::string& text) {
  std::vector<RunLine> runs;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words(line);
    std::string word;
    words >> word >> word;
    if (line.rfind("# error: ", 0) == 0) runs.back().error = line.substr(9);
    if (line.rfind("# run: ", 0) != 0) continue;
    RunLine run;
    run.line = number;
    words >> run.function;
    while (words >> word) {
      const auto at = word.find('=');
      const std::string key = word.substr(0, at),
                        value = at == std::string::npos ? "" : word.substr(at + 1);
      if (key == "tame") {
        run.tame = true;
      } else if (key == "seed") {
        run.seed = std::stoull(value);
      } else if (key == "close") {
        run.close = std::stod(value);
      } else {
        run.sizes[key] = std::stoll(value);
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

generator::Program program_of(const lang::ParsedModule& module, const RunLine& run) {
  const auto arguments = lang::declared_arguments(module.function(run.function));
  generator::Program program{
      lang::check_function(module, run.function, arguments), {}, run.seed, run.tame};
  program.sizes.resize(program.graph.dims.size(), 0);
  for (const auto& [name, size] : run.sizes) {
    const auto symbol = program.graph.dims.find(name);
    if (!symbol) throw std::runtime_error("no dimension " + name);
    program.sizes[symbol->index] = size;
  }
  return program;
}

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

std::vector<std::string> files() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(SINTER_TEST_PROGRAMS)) {
    if (entry.path().extension() == ".sinter") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

INSTANTIATE_TEST_SUITE_P(Programs, Text, ::testing::ValuesIn(files()), [](const auto& test) {
  return std::filesystem::path(test.param).stem().string();
});

}  // namespace
}  // namespace sinter::test
