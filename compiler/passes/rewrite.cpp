#include "compiler/passes/rewrite.h"

#include <bit>

namespace sinter::passes {

using namespace graph;

Rewrite::Rewrite(Graph& graph) : from_(graph), map_(graph.value_count()) {
  to.name = graph.name;
  to.exact = graph.exact;
  to.factor_rounding = graph.factor_rounding;
  to.dims = graph.dims;
  to.locations = graph.locations;
  to.fused_blocks = graph.fused_blocks;
  to.guards = graph.guards;
  for (std::size_t i = 0; i < graph.body().arguments.size(); ++i) {
    const ValueId old = graph.body().arguments[i];
    map_[old.index] = to.add_parameter(graph.parameter_names[i], graph.type(old));
  }
}

ValueId Rewrite::keep(const Node& node, const Type& type) {
  return to.append(node.op, node.operands, node.attribute, type);
}

RegionId Rewrite::open(RegionId old) {
  std::vector<Type> types;
  for (ValueId id : from_.region(old).arguments) types.push_back(from_.type(id));
  const RegionId id = to.begin_region(types);
  for (std::size_t i = 0; i < types.size(); ++i) {
    map_[from_.region(old).arguments[i].index] = to.region(id).arguments[i];
  }
  return id;
}

void Rewrite::close(RegionId old) {
  std::vector<ValueId> results = from_.region(old).results;
  for (ValueId& result : results) result = map_[result.index];
  to.end_region(std::move(results));
}

void Rewrite::close(const Node& node, std::vector<RegionId> regions) {
  std::vector<Type> types;
  for (ValueId id : node.results) types.push_back(from_.type(id));
  to.set_locations(node.locations);
  const auto results =
      to.append_control(node.op, node.operands, node.attribute, std::move(regions), types);
  for (std::size_t i = 0; i < results.size(); ++i) map_[node.results[i].index] = results[i];
}

void Rewrite::finish() {
  std::vector<ValueId> results = from_.body().results;
  for (ValueId& result : results) result = map_[result.index];
  to.set_results(std::move(results));
  to.set_locations({});
  from_ = std::move(to);
}

bool may_fail(const Graph& graph, const Node& node) {
  for (RegionId region : node.regions) {
    for (NodeId id : graph.region(region).nodes) {
      if (may_fail(graph, graph.node(id))) return true;
    }
  }
  if (!info(node.op).may_fail) return false;
  if (!is_elementwise(node.op)) return true;
  if (!is_integer(graph.type(node.operands[0]).dtype)) return false;
  const auto deciding = constant_of(graph, node.operands[1]);
  return !deciding || fails_on(node.op, deciding->dtype, deciding->bits);
}

namespace {

void reach_region(const Graph& graph, const Region& region, std::vector<bool>& reached) {
  for (ValueId id : region.results) reached[id.index] = true;
  for (auto it = region.nodes.rbegin(); it != region.nodes.rend(); ++it) {
    const Node& node = graph.node(*it);
    for (RegionId inner : node.regions) reach_region(graph, graph.region(inner), reached);
    if (!is_control(node.op) && !reached[node.results[0].index] && !may_fail(graph, node)) continue;
    for (std::size_t i = 0; i < node.operands.size(); ++i) {
      if (node.op != Op::Refine || i == 0) reached[node.operands[i].index] = true;
    }
  }
}

}  // namespace

std::vector<bool> reached_without_slow(const Graph& graph) {
  std::vector<bool> reached(graph.value_count());
  reach_region(graph, graph.body(), reached);
  return reached;
}

std::optional<Node> defined_by(const Graph& graph, ValueId value, Op op) {
  if (graph.is_argument(value) || graph.def(value).op != op) return std::nullopt;
  return graph.def(value);
}

std::optional<Constant> constant_of(const Graph& graph, ValueId value) {
  while (!graph.is_argument(value) && graph.def(value).op == Op::Broadcast) {
    value = graph.def(value).operands[0];
  }
  if (graph.is_argument(value) || graph.def(value).op != Op::Constant) return std::nullopt;
  return Constant{graph.type(value).dtype, std::get<ConstantAttr>(graph.def(value).attribute).bits};
}

double number_of(const Constant& constant) {
  const auto bits = constant.bits;
  if (constant.dtype == DType::kF32) {
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  }
  if (constant.dtype == DType::kF64) return std::bit_cast<double>(bits);
  if (is_signed_integer(constant.dtype)) {
    const auto unused = 64 - static_cast<int>(size_of(constant.dtype)) * 8;
    return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
  }
  return static_cast<double>(bits);
}

const std::vector<int>& axes_of(const Node& node) {
  return std::get<AxesAttr>(node.attribute).axes;
}
int axis_of(const Node& node) { return std::get<AxisAttr>(node.attribute).axis; }

}  // namespace sinter::passes
