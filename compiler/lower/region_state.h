// What lowering knows of a region while it emits it. Internal to lowering.
#pragma once

#include <map>

#include "compiler/lower/emitter.h"

namespace sinter::lower {

struct Emitter::RegionState {
  RegionState(const Emitter& emitter, const graph::Region& of, const RegionState* outer,
              std::size_t position, bool is_loop);

  const graph::Region& region;
  const RegionState* parent;
  std::size_t at;  ///< Position of the node that holds the region, in its parent.
  bool loop;       ///< It is run again: what it captures is still needed.
  /// By value: the last position that uses it; the number of nodes for results.
  std::map<std::uint32_t, std::size_t> last_use;
  /// Scatters that only write where a mask is true: the mask. What ranks its elements is not used.
  std::map<std::uint32_t, graph::ValueId> true_positions;

  const graph::Node& node(const graph::Graph& g, std::size_t position) const {
    return g.node(region.nodes[position]);
  }
};

/// A loop while it is emitted: where each carried value lives.
struct Emitter::LoopState {
  const graph::Node& node;
  std::vector<loop::RegisterId> registers;  ///< Of scalars; none for those that stay the same.
  std::vector<Storage> arrays;              ///< Of arrays.
};

/// What a scatter makes of an element and of what is written to it.
loop::ValueId combine(loop::Builder& b, graph::ScatterMode mode, loop::ValueId old,
                      loop::ValueId value);

}  // namespace sinter::lower
