// Results whose sizes are values of the program: `zeros(n)` of a scalar parameter, `x[mask]`.
#pragma once

#include <optional>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::runtime {

/// What gives the sizes of a graph's results that do not follow from its arguments' shapes.
struct ResultSizes {
  std::vector<SymbolId> symbols;  ///< The size symbols that the results mention.
  /// Per symbol: the scalar parameter that is its value.
  std::vector<std::optional<std::size_t>> parameters;
  /// The same parameters, a scalar i64 result for each symbol; nothing where all are parameters.
  std::optional<graph::Graph> graph;
};

/// Nothing where every result's shape follows from the arguments' shapes. The graph has been
/// through the passes, and so has the one that comes back; it prints nothing, and keeps of what may
/// fail only what the sizes need.
std::optional<ResultSizes> result_sizes(const graph::Graph& graph);

}  // namespace sinter::runtime
