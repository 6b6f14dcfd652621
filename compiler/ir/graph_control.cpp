// Structured control flow: regions and the nodes that hold them.
#include <algorithm>
#include <unordered_set>

#include "compiler/ir/graph.h"
#include "compiler/support/check.h"

namespace sinter::graph {

std::string_view name(ScatterMode mode) {
  static constexpr std::string_view kNames[] = {"set", "add", "mul", "min", "max"};
  return kNames[static_cast<std::size_t>(mode)];
}

RegionId Graph::begin_region(std::span<const Type> arguments) {
  const RegionId id(regions_.size());
  regions_.emplace_back();
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ValueId value(values_.size());
    values_.push_back({arguments[i], {}, id, static_cast<std::uint32_t>(i)});
    regions_.back().arguments.push_back(value);
  }
  open_.push_back(id);
  return id;
}

void Graph::end_region(std::vector<ValueId> results) {
  SINTER_CHECK(open_.size() > 1, "no region is open");
  region(open_.back()).results = std::move(results);
  open_.pop_back();
}

void Graph::reopen_region(RegionId id) { open_.push_back(id); }

std::vector<ValueId> Graph::append_control(Op op, std::vector<ValueId> operands,
                                           Attribute attribute, std::vector<RegionId> regions,
                                           const std::vector<Type>& types) {
  learn_equalities();
  const NodeId node(nodes_.size());
  std::vector<ValueId> results;
  for (std::size_t i = 0; i < types.size(); ++i) {
    results.emplace_back(values_.size());
    values_.push_back({types[i], node, {}, static_cast<std::uint32_t>(i)});
  }
  nodes_.push_back({op, std::move(operands), std::move(attribute), std::move(regions), results,
                    current_locations_});
  region(open_.back()).nodes.push_back(node);
  return results;
}

std::vector<ValueId> Graph::if_node(ValueId condition, RegionId then, RegionId otherwise) {
  std::vector<Type> types;
  for (ValueId id : region(then).results) types.push_back(type(id));
  return append_control(Op::If, {condition}, {}, {then, otherwise}, types);
}

std::vector<ValueId> Graph::for_node(std::span<const ValueId> initial, LoopAttr attribute,
                                     RegionId body) {
  std::vector<Type> types;
  for (ValueId id : initial) types.push_back(type(id));
  return append_control(Op::For, {initial.begin(), initial.end()}, attribute, {body}, types);
}

std::vector<ValueId> Graph::while_node(std::span<const ValueId> initial, RegionId condition,
                                       RegionId body) {
  std::vector<Type> types;
  for (ValueId id : initial) types.push_back(type(id));
  return append_control(Op::While, {initial.begin(), initial.end()}, {}, {condition, body}, types);
}

bool Graph::has_control_flow() const {
  return std::any_of(body().nodes.begin(), body().nodes.end(), [&](NodeId id) {
    const Op op = node(id).op;
    return is_control(op) || op == Op::Update || op == Op::Scatter || op == Op::BindSize;
  });
}

namespace {

struct Captures {
  const Graph& graph;
  std::unordered_set<ValueId> inside, seen;
  std::vector<ValueId> found;

  void use(ValueId id) {
    if (!inside.contains(id) && seen.insert(id).second) found.push_back(id);
  }
  void region(const Region& region) {
    inside.insert(region.arguments.begin(), region.arguments.end());
    for (NodeId id : region.nodes) {
      const Node& node = graph.node(id);
      for (ValueId operand : node.operands) use(operand);
      for (RegionId inner : node.regions) this->region(graph.region(inner));
      inside.insert(node.results.begin(), node.results.end());
    }
    for (ValueId id : region.results) use(id);
  }
};

template <typename Wanted>
void find_nodes(const Graph& graph, const Region& region, Wanted wanted,
                std::vector<NodeId>& found) {
  for (NodeId id : region.nodes) {
    const Node& node = graph.node(id);
    if (wanted(node.op)) found.push_back(id);
    for (RegionId inner : node.regions) find_nodes(graph, graph.region(inner), wanted, found);
  }
}

}  // namespace

std::vector<NodeId> loops_of(const Graph& graph) {
  std::vector<NodeId> found;
  const auto is_loop = [](Op op) { return op == Op::For || op == Op::While || op == Op::Scatter; };
  find_nodes(graph, graph.body(), is_loop, found);
  return found;
}

std::vector<NodeId> shows_of(const Graph& graph) {
  std::vector<NodeId> found;
  find_nodes(graph, graph.body(), is_show, found);
  return found;
}

std::vector<ValueId> captures(const Graph& graph, const Node& node) {
  Captures captures{graph, {}, {}, {}};
  for (RegionId id : node.regions) captures.region(graph.region(id));
  return std::move(captures.found);
}

}  // namespace sinter::graph
