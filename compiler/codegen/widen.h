// Widening: how every vector loop of a kernel maps to vectors of the target's width. A CPU-only
// analysis between the loop IR and LLVM IR; the emitter follows it, `explain` prints it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::codegen {

struct LoopPlan {
  int width = 1;       ///< Elements per vector; divides the loop's lanes.
  bool cold = false;   ///< Rarely executed, or quick: one masked copy of the body, for size.
  int interleave = 1;  ///< Vectors of one iteration group that are emitted side by side.
};

struct WideningPlan {
  int vector_bits = 512;
  bool quick = false;
  std::map<std::uint32_t, LoopPlan> loops;  ///< By index of the `for` instruction.
  /// Per register: the vector width of its lanes, and whether they live in memory because some loop
  /// that uses it does not emit all its vectors side by side.
  std::vector<int> register_width;
  std::vector<bool> register_in_memory;
};

/// Plans all vector loops. `vector_bits` is 128, 256 or 512. `quick`: every loop as if it were
/// cold, which makes the least code.
WideningPlan plan_widening(const loop::Kernel& kernel, int vector_bits, bool quick = false);

/// Checks that widths divide lanes, that loops which share a register agree on its width, and that
/// a register in vector registers is used only by loops that emit all of its vectors.
void verify(const WideningPlan& plan, const loop::Kernel& kernel);

std::string print(const WideningPlan& plan, const loop::Kernel& kernel);

}  // namespace sinter::codegen
