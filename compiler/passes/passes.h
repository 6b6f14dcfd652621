// All graph passes: a pass is a named function that rewrites a graph and says whether it changed
// anything. What each one does stands above its definition; their order is in compiler/pipeline.h.
#pragma once

#include "compiler/ir/graph.h"

namespace sinter::passes {

bool simplify(graph::Graph& graph);
bool cse(graph::Graph& graph);
bool dce(graph::Graph& graph);
bool sink_broadcast(graph::Graph& graph);
bool factor(graph::Graph& graph);
bool contraction(graph::Graph& graph);
bool dot(graph::Graph& graph);

}  // namespace sinter::passes
