// Who compiles, and for what processor: the parts of a cache key that do not follow from the
// program. All of it is found without opening LLVM.
#pragma once

#include <string>

namespace sinter::runtime {

/// The processor that this process runs on, as its CPUID leaves tell: vendor, family, model,
/// stepping and every feature flag, with what the system has enabled. Equal texts mean that LLVM
/// finds the same processor and features.
struct Processor {
  std::string identity;
  int vector_bits =
      256;  ///< What kernels use when nothing else is asked for; as the plugin decides.
};
const Processor& this_processor();

/// The build of the library or program that this code is in: its linker's build id.
const std::string& sinter_build();

/// The LLVM plugin that would be opened, and the LLVM that it loads, as files: path, size, time
/// of the last change. Empty when there is none.
std::string llvm_build();

}  // namespace sinter::runtime
