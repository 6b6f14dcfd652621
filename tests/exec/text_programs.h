// Programs as text, with comments that say what to run: see README.md.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "frontend/lang/module.h"
#include "tests/generator/graph_generator.h"

namespace sinter::test {

struct RunLine {
  int line = 0;
  std::string function;
  std::uint64_t seed = 0;
  bool tame = false;
  double close = 0;  ///< Bound of the relative error that passes may make; 0: not compared.
  std::map<std::string, std::int64_t> sizes;
  std::string error;  ///< Code and words; empty: the run succeeds.
};

/// What the comments of a source file ask for.
std::vector<RunLine> parse_runs(const std::string& text);
generator::Program program_of(const lang::ParsedModule& module, const RunLine& run);
/// The files NAME.sinter of a folder, in order.
std::vector<std::string> program_files(const std::string& folder);

}  // namespace sinter::test
