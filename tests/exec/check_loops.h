// One program of the language with loops, in the interpreter and natively.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/exec/loop_programs.h"
#include "tests/exec/native.h"

namespace sinter::test {

struct Checked {
  std::string difference;  ///< Empty: native code and interpreter agree.
  std::string refused;     ///< The checker's error, if it has one.
  std::string error;       ///< The error that both ended with.
};

Checked check_text(const LoopProgram& program, std::uint64_t seed,
                   const std::vector<Configuration>& where);

}  // namespace sinter::test
