// Not a pass of the pipeline: cuts a graph in two, so that each half can run in a place
// of its own.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::passes {

/// Two graphs that, one after the other, compute what one did, bit for bit.
struct Split {
  /// Computes what it was cut for. Results: `crossing` values that the second graph takes, then
  /// those of the whole that need nothing else.
  graph::Graph first;
  /// Computes the rest. Parameters: those of the whole, then the values that cross.
  graph::Graph second;
  std::size_t crossing = 0;
  struct Result {
    bool in_second = false;
    std::size_t number = 0;  ///< Among the results of its graph.
  };
  std::vector<Result> results;  ///< One per result of the whole.
};

/// Cuts a graph whose last `cuts` results are the values that the first half is to compute, with
/// all that they need; they are no results of the whole. What merely lays out, repeats or numbers
/// elements does not cross: the second half does it again. Prints and assertions stand in the first
/// half, with what they need of their own, unless they need what the results need of the second.
/// Errors (user, E6018): nothing is left for one of the halves, or a value crosses whose size is
/// known only when the first half has run.
Split split(const graph::Graph& graph, std::size_t cuts);

/// Keeps the nodes of the body that the results need, and the sizes that are bound before: shapes
/// may mention them. What may fail and is not needed goes, too.
void keep_needed(graph::Graph& graph);

/// Removes the nodes of an op from all regions; none of their values are used.
void drop_nodes(graph::Graph& graph, const std::vector<Op>& ops);

}  // namespace sinter::passes
