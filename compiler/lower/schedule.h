// Which values become arrays in memory, and which kernel phase computes them. Pure analysis of the
// graph: nothing here knows the loop IR. Phases run one after another; each is one loop nest (or a
// few over the same rows).
#pragma once

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
  kRefine,       ///< refine(fast, slow): slow is computed only where it is needed.
};

struct Phase {
  PhaseKind kind = PhaseKind::kElementwise;
  std::vector<graph::ValueId>
      roots;    ///< Arrays that the phase stores. kRows: those of the full shape.
  Shape outer;  ///< kRows: shape of the rows; kElementwise: shape of the roots.
  std::vector<std::vector<graph::ValueId>> passes;  ///< kRows: reductions, by pass.
  graph::ValueId contract;  ///< kContraction: the contraction; the root is it or what follows it.
  std::string reason;       ///< Why the phase does not continue the one before it.
};

struct Schedule {
  std::vector<Phase> phases;
  std::vector<int>
      phase_of;            ///< By value: the phase that stores it, -1: computed where it is used.
  std::vector<bool> lazy;  ///< By value: needed only by the slow side of a refine.

  bool is_stored(graph::ValueId v) const { return phase_of[v.index] >= 0; }
};

Schedule make_schedule(const graph::Graph& graph);
std::string print(const Schedule& schedule, const graph::Graph& graph);

/// A reshape that only adds or drops axes of size 1 maps indices; others need row-major memory.
bool is_index_map(const graph::Graph& graph, const graph::Node& reshape);
bool is_expensive(Op op);
/// Whether some operand values are a checked run-time error.
bool may_fail(const graph::Graph& graph, const graph::Node& node);

}  // namespace sinter::lower
