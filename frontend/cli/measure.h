// `sinter measure`: its options, and the arguments that it makes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/cli/cli.h"
#include "frontend/measure/compare.h"
#include "frontend/measure/experiment.h"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's name
class App;
}

namespace sinter::cli {

struct MeasureCommandOptions {
  std::string file;
  std::string function;
  std::vector<std::string> values;      ///< "name=value"; what is not given is random.
  std::vector<std::string> dimensions;  ///< "B=256,1024", "x=64x64,128x128".
  std::vector<std::string> dtypes;
  std::vector<std::string> roots;
  std::vector<std::string> ways{"interp", "generic", "specialized"};
  std::vector<int> threads;  ///< Empty: one, and one per processor.
  std::vector<std::string> against;
  std::string twin;  ///< Empty: FILE with the ending .py.
  std::string python = "python3";
  measure::Method method;
  std::string json, csv, html;       ///< Files; "-" is standard output.
  std::vector<std::string> compare;  ///< Two reports.
  measure::Tolerance tolerance;
};

void add_measure(CLI::App& app, MeasureCommandOptions& options);
int measure(const MeasureCommandOptions& options, Terminal& terminal);

/// What is swept and what is given, from "name=value" and "B=256,1024". What cannot be read or
/// names nothing is a user error (E61xx, E6302, E6303).
std::vector<measure::Sweep> read_sweeps(const Signature& signature,
                                        const std::vector<std::string>& dimensions);
std::vector<measure::Input> plan_inputs(const Signature& signature,
                                        const std::vector<std::string>& values,
                                        const std::vector<std::string>& dtypes,
                                        const std::vector<measure::Sweep>& sweeps);

}  // namespace sinter::cli
