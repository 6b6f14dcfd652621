// The one function that makes keys of cached kernels.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"

namespace sinter::runtime {

/// Everything that decides the code of a kernel. Whatever is added to the compiler's inputs is
/// added here, and to the test that varies each member.
struct KeyParts {
  const graph::Graph* graph = nullptr;                   ///< After inlining and the graph passes.
  std::vector<lower::Layout> layouts;                    ///< One per parameter.
  std::vector<std::optional<std::int64_t>> known_sizes;  ///< By symbol index.
  bool quick = false;                                    ///< Quick code.
  int vector_bits = 0;                                   ///< As resolved, not 0.
  std::string processor;                                 ///< Processor::identity.
  std::string sinter_build;
  std::string llvm_build;
  std::string options;  ///< Further options of code generation, spelled out.
};

/// Text that is equal when, and only when, all parts are.
std::string cache_key(const KeyParts& parts);

/// The same for code made of a source text by another compiler.
struct SourceKeyParts {
  std::string function;
  std::string source;
  std::string architecture;
  std::string compiler;  ///< Its version.
  std::string options;   ///< Of every compile.
  std::string sinter_build;
};
std::string source_key(const SourceKeyParts& parts);

/// The name that an entry of this key has, 32 hexadecimal digits: XXH3, 128 bits.
std::string key_name(const std::string& key);

}  // namespace sinter::runtime
