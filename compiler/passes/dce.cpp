// Removes nodes that no result needs. Nodes that may fail stay, and so does what they need: an
// error that the program as written reports is reported.
#include <algorithm>

#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

namespace {

bool is_needed(const Graph& graph, const Node& node, const std::vector<bool>& needed) {
  // A size symbol may be used by shapes, which name no value.
  if (node.op == Op::BindSize || may_fail(graph, node)) return true;
  return std::any_of(node.results.begin(), node.results.end(),
                     [&](ValueId id) { return needed[id.index]; });
}

bool sweep(Graph& graph, RegionId region, std::vector<bool>& needed) {
  for (ValueId id : graph.region(region).results) needed[id.index] = true;
  const auto nodes = graph.region(region).nodes;
  std::vector<NodeId> kept;
  bool changed = false;
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node& node = graph.node(*it);
    if (!is_needed(graph, node, needed)) continue;
    for (ValueId operand : node.operands) needed[operand.index] = true;
    for (RegionId inner : node.regions) changed |= sweep(graph, inner, needed);
    kept.push_back(*it);
  }
  changed |= kept.size() != nodes.size();
  graph.region(region).nodes.assign(kept.rbegin(), kept.rend());
  return changed;
}

}  // namespace

bool dce(Graph& graph) {
  std::vector<bool> needed(graph.value_count());
  if (!sweep(graph, RegionId(0), needed)) return false;
  Rewrite(graph).run(
      [](const Node&, const Type&) { return ValueId(); });  // Drops them from the arenas.
  return true;
}

}  // namespace sinter::passes
