// A scoring loop for formulas of users, who may write anything: text limits, no imports, and limits
// of time, iterations and memory for each call. Usage: example_scoring FORMULAS [ROWS], one formula
// per line: NAME = EXPRESSION of income, debt, age and late (payments), each an f64[N].
#include "sinter/sinter.h"

#include <cmath>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr std::size_t kLongestFormula = 2000;

/// A column of made-up customers: values between low and high, different for each seed.
sinter::Array column(std::int64_t rows, int seed, double low, double high) {
  const auto array = sinter::Array::empty(sinter::DType::kF64, {rows});
  for (std::int64_t i = 0; i < rows; ++i) {
    const double phase = std::fmod(0.618034 * static_cast<double>(i * seed + seed), 1.0);
    array.data<double>()[i] = low + (high - low) * phase;
  }
  return array;
}

std::string program_of(const std::string& formula) {
  if (formula.size() > kLongestFormula) throw std::length_error("the formula is too long");
  return "fn score(income: f64[N], debt: f64[N], age: f64[N], late: f64[N]) -> f64[N] {\n" +
         formula + "\n}\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: example_scoring FORMULAS [ROWS]\n";
    return 2;
  }
  const std::int64_t rows = argc > 2 ? std::stoll(argv[2]) : 1000;
  const std::vector<sinter::Array> customers{column(rows, 1, 20e3, 90e3), column(rows, 2, 0, 50e3),
                                             column(rows, 3, 18, 80), column(rows, 5, 0, 6)};
  sinter::EngineOptions options;
  options.memory_limit = std::size_t{256} << 20;  // of all calls together
  options.limits.source_bytes = 4096;             // of a formula with what stands around it
  options.limits.nodes = 10'000;
  options.on_print = [](const sinter::Printed&) {};     // nobody's log fills up
  options.compiler_process = sinter::CompilerLimits{};  // LLVM sees the formulas elsewhere
  const sinter::Engine engine(options);  // Without roots and sources no import finds anything.
  sinter::CallOptions limits;
  limits.time_limit = 5;
  limits.iteration_limit = 1'000'000;
  limits.memory_limit = std::size_t{64} << 20;

  std::ifstream file(argv[1]);
  if (!file) {
    std::cerr << "cannot open " << argv[1] << '\n';
    return 1;
  }
  for (std::string line; std::getline(file, line);) {
    const std::size_t equals = line.find('=');
    if (line.empty() || equals == std::string::npos) continue;
    const std::string name = line.substr(0, line.find_last_not_of(' ', equals - 1) + 1);
    try {
      const auto module = engine.compile(program_of(line.substr(equals + 1)), name);
      const auto scores = module.function("score").call(customers, limits).front();
      const double* first = scores.data<const double>();
      std::int64_t best = 0;
      for (std::int64_t i = 1; i < scores.size(); ++i) best = first[i] > first[best] ? i : best;
      std::cout << name << ": customer " << best << " with " << first[best] << '\n';
    } catch (const sinter::Error& error) {
      std::cout << name << ": refused, " << error.code() << ": "
                << error.diagnostics().front().message << '\n';
    } catch (const std::length_error& error) {
      std::cout << name << ": refused, " << error.what() << '\n';
    }
  }
}
