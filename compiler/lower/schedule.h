// Which values become arrays in memory, and which kernel phase computes them. Pure analysis of the
// graph: nothing here knows the loop IR. Phases run one after another; each is one loop nest (or a
// few over the same rows).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::lower {

enum class PhaseKind : std::uint8_t {
  kElementwise,  ///< Values of one shape, computed element by element.
  kRows,  ///< Reductions along the last axis of rows of one outer shape, in passes over each row,
          ///< and what follows per row.
  kColumns,      ///< A reduction along another axis.
  kContraction,  ///< A sum of products, with the elementwise ops that follow it.
  kConcat,       ///< Operands copied one after another.
  kScan,         ///< A scan along one axis.
  kRefine,       ///< refine(fast, slow): slow is computed only where it is needed.
};

struct Phase {
  PhaseKind kind = PhaseKind::kElementwise;
  std::vector<graph::ValueId>
      roots;    ///< Arrays that the phase stores. kRows: those of the full shape.
  Shape outer;  ///< kRows: shape of the rows; kElementwise: shape of the roots.
  std::vector<std::vector<graph::ValueId>> passes;  ///< kRows: reductions, by pass.
  /// kRows: values per row that follow from them, by the pass behind which they are computed.
  std::vector<std::vector<graph::ValueId>> row_values;
  /// kRows, on a GPU: refine(fast, slow) per row, where nothing else of the phase needs it.
  std::vector<graph::ValueId> refined;
  /// kColumns: values of the shape that is reduced, stored on the way.
  std::vector<graph::ValueId> along;
  graph::ValueId contract;  ///< kContraction: the contraction; the root is it or what follows it.
  std::string reason;       ///< Why the phase does not continue the one before it.

  /// Everything that the phase computes for its own sake.
  std::vector<graph::ValueId> computed() const;
  /// What follows per row from pass number `pass`.
  const std::vector<graph::ValueId>& row_values_after(std::size_t pass) const;
};

struct Schedule {
  std::vector<Phase> phases;
  std::vector<int>
      phase_of;            ///< By value: the phase that stores it, -1: computed where it is used.
  std::vector<bool> lazy;  ///< By value: needed only by the slow side of a refine.

  bool is_stored(graph::ValueId v) const { return phase_of[v.index] >= 0; }
};

/// Nodes without control flow that stand one after another in a region, and what they are run for.
struct Segment {
  std::vector<graph::NodeId> nodes;
  std::vector<graph::ValueId> outputs;  ///< Used after the segment: arrays or scalars.
  /// Used after the segment, but computed where they are used.
  std::vector<graph::ValueId> lazy_outputs;
  /// Whether reductions may take along what is computed element by element of the same arrays. Not
  /// inside of loops, where arrays are overwritten in place, and not on a GPU.
  bool joins_elements = false;
  /// Whether arrays that reductions and scans read across are turned in memory first. As above.
  bool turns_arrays = false;
  /// Whether who computes a row refines it, too, in code that is rarely run. On a GPU.
  bool refines_rows = false;
};

Schedule make_schedule(const graph::Graph& graph);
Schedule make_schedule(const graph::Graph& graph, const Segment& segment);
/// A constant or a size, or one that is repeated: never stored, but computed where it is used.
bool is_constant(const graph::Graph& graph, graph::ValueId v);
/// A reshape that only adds or drops axes of size 1 maps indices; others need row-major memory.
bool is_index_map(const graph::Graph& graph, const graph::Node& reshape);
bool is_view(const graph::Graph& graph, graph::ValueId v);
/// Whether a node takes its first operand from row-major memory, whatever computes that.
bool reads_memory(const graph::Graph& graph, const graph::Node& node);
bool is_expensive(Op op);
/// Whether neighbours along the last axis of a transpose lie apart in memory, more than a few of
/// them and more elements than the nearest cache holds.
bool reads_across(const graph::Graph& graph, const graph::Node& transpose);
/// Whether some operand values are a checked run-time error.
bool may_fail(const graph::Graph& graph, const graph::Node& node);

}  // namespace sinter::lower
