// Functions compiled ahead of time, for programs that ship without a compiler. Standard library
// only.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "sinter/export.h"
#include "sinter/sinter.h"

namespace sinter {

/// A function and the types that it is compiled for; sizes that are not given stay arguments.
struct BuildFunction {
  Function function;
  ExplainOptions types;
};

struct BuildOptions {
  std::string library;               ///< Name of the library, an identifier of C.
  std::vector<int> levels{2, 3, 4};  ///< x86-64 levels that there is code for. Level 2 has no fused
                                     ///< multiplication and addition: that is a call, and slow.
  std::vector<int> gpus{};  ///< NVIDIA GPUs that there is code for: 80 and 90 for the compute
                            ///< capabilities 8.0 and 9.0. Newer GPUs than all get PTX. Needs
                            ///< NVRTC where it is built, and the driver where it runs.
};

struct BuiltFile {
  std::string name;
  std::string contents;
};

/// The files of a folder that C and C++ programs build in: objects, a C file, headers and a CMake
/// target (see docs/embedding.md). They need neither Sinter nor LLVM. Results have the bits that
/// calls through an engine give. All functions come from one engine.
SINTER_API std::vector<BuiltFile> build(std::span<const BuildFunction> functions,
                                        const BuildOptions& options);

/// The same for the functions whose kernels lie in a disk cache: what a run called, when it had a
/// cache of its own. Their arrays have to be contiguous whatever the run's were. Only functions of
/// these names, unless there are none. `cache_directory` is empty for the one that engines use.
SINTER_API std::vector<BuiltFile> build_from_cache(const std::string& cache_directory,
                                                   const std::vector<std::string>& functions,
                                                   const BuildOptions& options);

}  // namespace sinter
