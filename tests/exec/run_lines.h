// What comments in a program say is to be run: see README.md. Standard library only.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

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

}  // namespace sinter::test
