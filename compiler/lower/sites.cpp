#include "compiler/lower/sites.h"

#include "compiler/ir/show.h"
#include "compiler/lower/schedule.h"

namespace sinter::lower {
namespace {

void collect(const graph::Graph& graph, const graph::Region& region, std::vector<SiteOf>& sites) {
  for (const graph::NodeId id : region.nodes) {
    const graph::Node& node = graph.node(id);
    for (const graph::RegionId inner : node.regions) collect(graph, graph.region(inner), sites);
    if (is_control(node.op) || !may_fail(graph, node)) continue;
    const auto* scatter = std::get_if<graph::ScatterAttr>(&node.attribute);
    const bool holds_calls = scatter != nullptr && scatter->holds_calls;
    const Failure failure = holds_calls ? kTooManyCalls : failure_of(node.op);
    const auto* show = std::get_if<graph::ShowAttr>(&node.attribute);
    const std::string_view code = show ? graph::assertion_code(*show) : failure.code;
    const graph::ValueId numbered = node.op == Op::Scatter ? node.operands.back() : node.results[0];
    sites.push_back({node.results[0],
                     {std::string(code), failure.message, node.locations, numbered, show != nullptr,
                      (node.op == Op::Gather || node.op == Op::Scatter) && !holds_calls}});
  }
}

}  // namespace

std::vector<SiteOf> sites_of(const graph::Graph& graph) {
  std::vector<SiteOf> sites;
  collect(graph, graph.body(), sites);
  return sites;
}

std::vector<Site> failure_sites(const graph::Graph& graph) {
  std::vector<Site> sites;
  for (SiteOf& site : sites_of(graph)) sites.push_back(std::move(site.site));
  return sites;
}

}  // namespace sinter::lower
