// Removes nodes that no result needs. Nodes that may fail stay, and so does what they need: an
// error that the program as written reports is reported.
#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

bool dce(Graph& graph) {
  std::vector<bool> needed(graph.value_count());
  for (ValueId id : graph.body().results) needed[id.index] = true;
  const auto& nodes = graph.body().nodes;
  std::vector<NodeId> kept;
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node& node = graph.node(*it);
    if (!needed[node.results[0].index] && !may_fail(graph, node)) continue;
    for (ValueId operand : node.operands) needed[operand.index] = true;
    kept.push_back(*it);
  }
  if (kept.size() == nodes.size()) return false;
  graph.body().nodes.assign(kept.rbegin(), kept.rend());
  Rewrite(graph).run(
      [](const Node&, const Type&) { return ValueId(); });  // Drops them from the arenas.
  return true;
}

}  // namespace sinter::passes
