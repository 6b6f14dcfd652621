// Blocks that the program wants to be one kernel: `fused { ... }`.
#pragma once

#include <map>
#include <set>
#include <string>

#include "compiler/lower/schedule.h"

namespace sinter::lower {

/// Counts the kernels that have a part of a block.
class FusedBlocks {
 public:
  explicit FusedBlocks(const graph::Graph& graph) : g_(graph) {}
  void add(const Schedule& schedule, const Segment& segment);
  /// A node between segments: control flow, an update, what goes out to the host.
  void add_barrier(const graph::Node& node);
  /// A user error (E0715) for the first block that became more than one kernel, with why.
  void check() const;

 private:
  const graph::Graph& g_;
  int first_ = 0;  ///< Number of the next segment's first kernel.
  /// By block: the numbers of its kernels, and why each does not continue the one before it.
  std::map<std::uint32_t, std::map<int, std::string>> kernels_;
};

}  // namespace sinter::lower
