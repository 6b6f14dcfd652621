#include "compiler/lower/accesses.h"

namespace sinter::lower {

using graph::Node;
using graph::Region;
using graph::ValueId;

Accesses::Accesses(const graph::Graph& graph, const Node& loop) : g_(graph) {
  const Region& body = g_.region(loop.regions[0]);
  index_of_.emplace(body.arguments[0].index, std::get<graph::LoopAttr>(loop.attribute).index);
  for (std::size_t k = 0; k < loop.operands.size(); ++k) {
    const ValueId argument = body.arguments[k + 1];
    if (g_.type(argument).rank() > 0) array_of_.emplace(argument.index, k);
  }
  count_uses(body);
  walk(body, true);
}

std::optional<std::size_t> Accesses::array_of(ValueId v) const {
  const auto found = array_of_.find(v.index);
  return found == array_of_.end() ? std::nullopt : std::optional(found->second);
}

int Accesses::uses(ValueId v) const {
  const auto found = uses_.find(v.index);
  return found == uses_.end() ? 0 : found->second;
}

void Accesses::count_uses(const Region& region) {
  for (const graph::NodeId n : region.nodes) {
    for (const ValueId v : g_.node(n).operands) ++uses_[v.index];
    for (const graph::RegionId inner : g_.node(n).regions) count_uses(g_.region(inner));
  }
  for (const ValueId v : region.results) ++uses_[v.index];
}

void Accesses::walk(const Region& region, bool always) {
  for (const graph::NodeId n : region.nodes) node(g_.node(n), always);
}

void Accesses::node(const Node& node, bool always) {
  switch (node.op) {
    case Op::If:
    case Op::For:
    case Op::While:
      return control(node, always);
    case Op::BindSize:
      inner_.insert(std::get<graph::DimAttr>(node.attribute).dim.as_symbol()->index);
      break;
    case Op::Update:
      if (const auto array = array_of(node.operands[0])) {
        const auto& slice = std::get<graph::SliceAttr>(node.attribute);
        all_.push_back(
            {*array, true, always, part(slice, g_.type(node.operands[1]).shape), node.locations});
        array_of_.emplace(node.results[0].index, *array);
      }
      return read(node.operands[1], whole(node.operands[1]), node, always);
    case Op::Scatter:
      return scatter(node, always);
    case Op::Slice:
      return read(node.operands[0],
                  part(std::get<graph::SliceAttr>(node.attribute), g_.type(node.results[0]).shape),
                  node, always);
    case Op::Gather:
      return gather(node, always);
    default:
      break;
  }
  for (const ValueId v : node.operands) read(v, whole(v), node, always);
}

void Accesses::read(ValueId v, std::vector<AxisRange> axes, const Node& by, bool always) {
  if (const auto array = array_of(v))
    all_.push_back({*array, false, always, std::move(axes), by.locations});
}

std::vector<AxisRange> Accesses::whole(ValueId v) const {
  std::vector<AxisRange> axes;
  for (const Dim& size : g_.type(v).shape) axes.push_back({0, size, 1});
  return axes;
}

std::vector<AxisRange> Accesses::part(const graph::SliceAttr& slice, const Shape& shape) const {
  std::vector<AxisRange> axes;
  for (std::size_t i = 0; i < shape.size(); ++i)
    axes.push_back({slice.start[i], shape[i], slice.step[i]});
  return axes;
}

/// One position as a size, where it is one. Negative ones would count from the end.
std::optional<Dim> Accesses::position(ValueId v) const {
  if (g_.type(v).rank() != 0) return {};
  std::optional<Dim> found;
  if (const auto index = index_of_.find(v.index); index != index_of_.end()) {
    found = Dim(index->second);
  } else if (!g_.is_argument(v) && g_.def(v).op == Op::DimSize) {
    found = std::get<graph::DimAttr>(g_.def(v).attribute).dim;
  } else if (!g_.is_argument(v) && g_.def(v).op == Op::Constant &&
             g_.type(v).dtype == DType::kI64) {
    const auto bits = std::get<graph::ConstantAttr>(g_.def(v).attribute).bits;
    found = Dim(static_cast<std::int64_t>(bits));
  }
  // What is negative is not where it seems to be, unless it is outside of the array altogether.
  return found && g_.dims.at_least(*found, 0) ? found : std::nullopt;
}

void Accesses::gather(const Node& node, bool always) {
  auto axes = whole(node.operands[0]);
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  axes[axis].some = true;
  if (const auto at = position(node.operands[1])) axes[axis] = {*at, 1, 1};
  read(node.operands[0], std::move(axes), node, always);
  read(node.operands[1], whole(node.operands[1]), node, always);
}

void Accesses::scatter(const Node& node, bool always) {
  auto axes = whole(node.operands[0]);
  for (std::size_t k = 2; k < node.operands.size(); ++k) {
    axes[k - 2].some = true;
    if (const auto at = position(node.operands[k])) axes[k - 2] = {*at, 1, 1};
    read(node.operands[k], whole(node.operands[k]), node, always);
  }
  read(node.operands[1], whole(node.operands[1]), node, always);
  if (const auto array = array_of(node.operands[0])) {
    all_.push_back({*array, true, always, std::move(axes), node.locations});
    array_of_.emplace(node.results[0].index, *array);
  }
}

/// A value that control flow gives is a version of the array that all its ways lead from.
void Accesses::control(const Node& node, bool always) {
  const auto is_version = [&](ValueId v, std::size_t array) { return array_of(v) == array; };
  if (node.op == Op::If) {
    const Region& then = g_.region(node.regions[0]);
    const Region& otherwise = g_.region(node.regions[1]);
    walk(then, false);
    walk(otherwise, false);
    for (std::size_t k = 0; k < node.results.size(); ++k) {
      const auto array = array_of(then.results[k]);
      if (array && is_version(otherwise.results[k], *array)) {
        array_of_.emplace(node.results[k].index, *array);
        continue;
      }
      read(then.results[k], whole(then.results[k]), node, always);
      read(otherwise.results[k], whole(otherwise.results[k]), node, always);
    }
    return;
  }
  const bool counted = node.op == Op::For;
  const std::size_t first = counted ? 1 : 0;
  for (const graph::RegionId id : node.regions) {
    const Region& region = g_.region(id);
    for (std::size_t k = 0; k < node.operands.size(); ++k) {
      if (const auto array = array_of(node.operands[k]))
        array_of_.emplace(region.arguments[first + k].index, *array);
    }
  }
  bool stops = false;
  if (counted) {
    const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
    stops = attribute.stops;
    inner_.insert(attribute.index.index);
    index_of_.emplace(g_.region(node.regions[0]).arguments[0].index, attribute.index);
  }
  for (const graph::RegionId id : node.regions) walk(g_.region(id), false);
  const auto& results = g_.region(node.regions.back()).results;
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    const auto array = array_of(node.operands[k]);
    const ValueId result = results[k + (stops ? 1 : 0)];
    if (array && is_version(result, *array)) {
      array_of_.emplace(node.results[k].index, *array);
      continue;
    }
    read(node.operands[k], whole(node.operands[k]), node, always);
    read(result, whole(result), node, always);
  }
}

}  // namespace sinter::lower
