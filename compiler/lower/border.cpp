// Vector loops over reads that go beyond the ends of an array (gather_clamp and its like at
// positions i + c): the positions that are inside need no mapping, and are consecutive loads.
#include <algorithm>
#include <optional>

#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

namespace {

/// A scalar that is a constant or a size, seen through broadcasts.
std::optional<Dim> scalar_size(const graph::Graph& g, ValueId v) {
  while (!g.is_argument(v) && g.def(v).op == Op::Broadcast) v = g.def(v).operands[0];
  if (g.is_argument(v) || g.type(v) != graph::Type{DType::kI64, {}}) return std::nullopt;
  const Node& node = g.def(v);
  if (node.op == Op::DimSize) return std::get<graph::DimAttr>(node.attribute).dim;
  if (node.op != Op::Constant) return std::nullopt;
  return Dim(static_cast<std::int64_t>(std::get<graph::ConstantAttr>(node.attribute).bits));
}

/// An axis of a value and what stands there: position i + shift.
struct Along {
  int axis;
  Dim shift;
};

/// The same axis in the first operand of a node that only moves elements, where steps are 1.
std::optional<Along> moved(const graph::Graph& g, const Node& node, const Along& along) {
  const Shape& from = g.type(node.operands[0]).shape;
  const Shape& to = g.type(node.results[0]).shape;
  const auto at = static_cast<std::size_t>(along.axis);
  if (node.op == Op::Broadcast) {
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    const auto found = std::find(axes.begin(), axes.end(), along.axis);
    if (found == axes.end()) return std::nullopt;
    const auto axis = static_cast<std::size_t>(found - axes.begin());
    if (from[axis] != to[at]) return std::nullopt;
    return Along{static_cast<int>(axis), along.shift};
  }
  if (node.op == Op::Transpose)
    return Along{std::get<graph::AxesAttr>(node.attribute).axes[at], along.shift};
  if (node.op == Op::Slice) {
    const auto& slice = std::get<graph::SliceAttr>(node.attribute);
    if (slice.step[at] != 1) return std::nullopt;
    return Along{along.axis, along.shift + slice.start[at]};
  }
  if (node.op == Op::Reshape && is_index_map(g, node) && to[at] != Dim(1)) {
    const auto before = to.begin() + static_cast<std::ptrdiff_t>(at);
    auto left = std::count_if(to.begin(), before, [](const Dim& d) { return d != Dim(1); });
    for (std::size_t axis = 0; axis < from.size(); ++axis) {
      if (from[axis] != Dim(1) && left-- == 0) return Along{static_cast<int>(axis), along.shift};
    }
  }
  return std::nullopt;
}

/// c where the value is i + c along the axis and nothing else.
std::optional<Dim> linear(const graph::Graph& g, ValueId v, const Along& along) {
  if (g.is_argument(v)) return std::nullopt;
  const Node& node = g.def(v);
  if (node.op == Op::Iota) return along.shift;
  if (node.op == Op::Add || node.op == Op::Sub) {
    for (const std::size_t k : {std::size_t{0}, std::size_t{1}}) {
      const auto offset = scalar_size(g, node.operands[1 - k]);
      if (!offset || (node.op == Op::Sub && k == 1)) continue;
      const auto rest = linear(g, node.operands[k], along);
      if (rest) return node.op == Op::Add ? *rest + *offset : *rest - *offset;
    }
    return std::nullopt;
  }
  const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose || node.op == Op::Slice ||
                     node.op == Op::Reshape;
  if (!moves) return std::nullopt;
  const auto inner = moved(g, node, along);
  return inner ? linear(g, node.operands[0], *inner) : std::nullopt;
}

}  // namespace

/// Reads beyond the ends that evaluating `v` along an axis (-1: at one place) makes, and for which
/// i they are inside.
void Emitter::find_borders(ValueId v, int axis, const Dim& shift, Borders& found, bool top) {
  if (!found.seen.emplace(v.index, axis, g_.dims.print(shift)).second) return;
  if (g_.is_argument(v) || (!top && is_at_hand(v))) return;
  const Node& node = g_.def(v);
  if (is_gather(node.op)) {
    for (std::size_t k = 1; k < node.operands.size(); ++k)
      find_borders(node.operands[k], -1, 0, found, false);
    const int first = std::get<graph::AxisAttr>(node.attribute).axis;
    const bool along = axis >= first && axis < first + g_.type(node.operands[1]).rank();
    const auto offset = along ? linear(g_, node.operands[1], {axis - first, shift}) : std::nullopt;
    const int rank = g_.type(node.operands[1]).rank();
    const int before = along ? (offset ? first : -1) : axis < first ? axis : axis - rank + 1;
    find_borders(node.operands[0], before, offset.value_or(along ? Dim(0) : shift), found, false);
    if (is_always_inside(v)) return;
    if (!offset) {
      found.elsewhere.insert(v.index);
      return;
    }
    const Dim& size = g_.type(node.operands[0]).shape[static_cast<std::size_t>(first)];
    found.reads.insert(v.index);
    found.low.push_back(*offset * -1);
    found.high.push_back(size - *offset);
    return;
  }
  const auto inner =
      axis < 0 || is_elementwise(node.op) ? std::pair{axis, shift} : moved_axis(node, axis, shift);
  for (ValueId operand : node.operands)
    find_borders(operand, inner.first, inner.second, found, false);
}

/// The same axis in the operand of a node that moves elements; -1 where it is another one.
std::pair<int, Dim> Emitter::moved_axis(const Node& node, int axis, const Dim& shift) const {
  const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose || node.op == Op::Slice ||
                     node.op == Op::Reshape;
  const auto inner = moves ? moved(g_, node, {axis, shift}) : std::nullopt;
  return inner ? std::pair{inner->axis, inner->shift} : std::pair{-1, Dim(0)};
}

/// A vector loop along an axis of the roots; what lies within reach of an end is computed one by
/// one.
void Emitter::vector_inside(const std::vector<ValueId>& roots, std::size_t axis,
                            loop::ValueId begin, loop::ValueId end,
                            const loop::Builder::Body& body) {
  Borders borders;
  for (ValueId root : roots) find_borders(root, static_cast<int>(axis), 0, borders, true);
  constexpr int kLanes = 64;
  for (const auto read : borders.elsewhere) borders.reads.erase(read);
  if (borders.reads.empty()) return b_.vector(begin, end, kLanes, body);
  auto low = begin;
  auto high = end;
  for (const Dim& d : borders.low) low = b_.max(low, dim(d));
  for (const Dim& d : borders.high) high = b_.min(high, dim(d));
  low = b_.min(low, end);
  high = b_.max(high, low);
  b_.serial(begin, low, body);
  inside_ = borders.reads;
  b_.vector(low, high, kLanes, body);
  inside_.clear();
  b_.serial(high, end, body);
}

}  // namespace sinter::lower
