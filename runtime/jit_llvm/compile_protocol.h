// What a process that compiles is told and answers, over a socket that is its standard input. Both
// ends are of one build and one machine: integers lie as they are.
#pragma once

#include <cstdint>

namespace sinter::runtime {

/// Behind it: the text of a loop kernel.
struct CompileRequest {
  std::int32_t vector_bits = 0;
  std::int32_t output = 0;  ///< sinter_llvm_output
  std::int32_t quick = 0;
  std::uint32_t unused = 0;
  std::uint64_t size = 0;
};

enum class CompileStatus : std::uint32_t {
  kDone,         ///< Behind the answer: the output.
  kFailed,       ///< Behind it, as for the others: the plugin's message.
  kOutOfMemory,  ///< The process is to end.
  kNoPlugin,
};

struct CompileAnswer {
  CompileStatus status = CompileStatus::kFailed;
  std::uint32_t unused = 0;
  std::uint64_t size = 0;
};

}  // namespace sinter::runtime
