// Functions compiled ahead of time: a folder of objects, a C file with the functions, headers and a
// CMake target, which needs neither Sinter nor LLVM.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "runtime/aot/plan.h"
#include "runtime/core/engine_core.h"

namespace sinter::runtime::aot {

struct File {
  std::string name;
  std::string contents;
};

struct Targets {
  std::vector<int> levels;  ///< x86-64 levels, 2 to 4.
  std::vector<int> gpus;    ///< Compute capabilities, 90 for 9.0; may be empty.
};

/// Every file of the folder. Errors (user): E6061 a function that prints, E6062 a name that C or
/// C++ cannot have, or a GPU that there is no compiler for.
std::vector<File> build(const EngineCore& core, const std::string& library,
                        std::span<const Function> functions, const Targets& targets);

}  // namespace sinter::runtime::aot
