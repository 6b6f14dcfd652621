// Certified values of NIST's Statistical Reference Datasets (univariate summary statistics): means,
// standard deviations and autocorrelations have as many digits as NumPy's.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

constexpr const char* kProgram = R"(
fn statistics(x: f64[N]) -> (f64, f64, f64) {
  left = x - mean(x)
  return mean(x), std(x, ddof=1), sum(left[1:] * left[:-1]) / sum(left * left)
}
)";

struct Dataset {
  const char* file;
  double digits[3];  ///< That NumPy has (2.4, x86-64): mean, standard deviation, autocorrelation.
};

// clang-format off
constexpr Dataset kDatasets[] = {
    {"Lew.txt", {15.0, 15.0, 14.7}},
    {"Lottery.txt", {15.0, 15.0, 14.8}},
    {"Mavro.txt", {15.0, 13.1, 14.1}},
    {"Michelso.txt", {15.0, 13.8, 13.4}},
    {"NumAcc1.txt", {15.0, 15.0, 15.0}},
    {"NumAcc2.txt", {15.0, 15.0, 15.0}},
    {"NumAcc3.txt", {15.0, 9.4, 11.9}},
    {"NumAcc4.txt", {15.0, 8.2, 10.7}},
    {"PiDigits.txt", {15.0, 15.0, 15.0}},
};
// clang-format on

struct Certified {
  double values[3] = {0, 0, 0};
  interp::Tensor data{DType::kF64, {}, {}};
};

Certified read(const std::string& path) {
  Certified result;
  std::ifstream file(path);
  // Two layouts: certified values by their symbols or by their names, then numbers, one on a line.
  static constexpr const char* kSymbols[] = {"ybar:", " s:", "r(1):"};
  static constexpr const char* kNames[] = {"mean ", "standardDeviation ",
                                           "autocorrelationCoefficient "};
  int known = 0;
  std::vector<double> numbers;
  for (std::string line; std::getline(file, line);) {
    for (std::size_t i = 0; i < 3; ++i) {
      const bool symbol = line.starts_with("Sample ") && line.find(kSymbols[i]) != line.npos;
      const bool named = line.starts_with(kNames[i]) && line.find('=') != line.npos;
      if (!symbol && !named) continue;
      const auto at = symbol ? line.find(kSymbols[i]) + std::string_view(kSymbols[i]).size()
                             : line.find('=') + 1;
      result.values[i] = std::strtod(line.c_str() + at, nullptr);
      known |= 1 << i;
    }
    std::istringstream words(line);
    double number = 0;
    std::string rest;
    if (known == 7 && words >> number && !(words >> rest)) numbers.push_back(number);
  }
  result.data.shape = {static_cast<std::int64_t>(numbers.size())};
  result.data.data.resize(numbers.size() * sizeof(double));
  std::copy(numbers.begin(), numbers.end(), result.data.as<double>().begin());
  return result;
}

TEST(NistStatistics, HaveNumPysDigits) {
  const std::string folder = std::string(SINTER_SHARED_DATA) + "/real/nist_strd/";
  if (!std::ifstream(folder + kDatasets[0].file)) {
    GTEST_SKIP() << "NIST's datasets are not at " << folder;
  }
  const auto module = lang::parse_module(kProgram, "nist.sinter");
  auto graph = lang::check_function(module, "statistics",
                                    lang::declared_arguments(module.function("statistics")));
  optimize(graph);
  for (const Dataset& dataset : kDatasets) {
    SCOPED_TRACE(dataset.file);
    const Certified certified = read(folder + dataset.file);
    ASSERT_GT(certified.data.count(), 0);
    const std::vector<interp::Tensor> inputs{certified.data};
    const Outcome expected = run_interpreter(graph, inputs);
    ASSERT_EQ(expected.error, "");
    EXPECT_EQ(difference(run_native(graph, inputs, configurations()[0], 0), expected), "");
    for (std::size_t i = 0; i < 3; ++i) {
      const double found = expected.results.at(i).as<double>()[0];
      const double error = std::abs(found - certified.values[i]) / std::abs(certified.values[i]);
      const double digits = std::min(15.0, -std::log10(std::max(error, 1e-15)));
      // Beyond that the roundings of the data decide.
      EXPECT_GE(digits, std::min(dataset.digits[i], 13.4))
          << "value " << i << " is " << found << ", certified: " << certified.values[i];
    }
  }
}

}  // namespace
}  // namespace sinter::test
