// Positions that are sums of indices (x[n + k], a window): which of them always lie in their axis,
// and which phases read memory in the order of an axis.
#include <algorithm>

#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

namespace {

bool only_moves(Op op) {
  return op == Op::Broadcast || op == Op::Transpose || op == Op::Slice || op == Op::Reshape;
}

/// Bounds of an array's integers, where they are sums and differences of indices and sizes.
struct Bounds {
  Dim least, most;
};

std::optional<Bounds> bounds_of(const graph::Graph& g, ValueId v) {
  if (g.is_argument(v) || g.type(v).dtype != DType::kI64) return std::nullopt;
  const Node& node = g.def(v);
  if (node.op == Op::Iota) return Bounds{0, g.type(v).shape[0] - 1};
  if (node.op == Op::DimSize) {
    const Dim& size = std::get<graph::DimAttr>(node.attribute).dim;
    return Bounds{size, size};
  }
  if (node.op == Op::Constant) {
    const auto value =
        static_cast<std::int64_t>(std::get<graph::ConstantAttr>(node.attribute).bits);
    return Bounds{value, value};
  }
  if (only_moves(node.op)) return bounds_of(g, node.operands[0]);
  if (node.op != Op::Add && node.op != Op::Sub) return std::nullopt;
  const auto a = bounds_of(g, node.operands[0]), b = bounds_of(g, node.operands[1]);
  if (!a || !b) return std::nullopt;
  if (node.op == Op::Add) return Bounds{a->least + b->least, a->most + b->most};
  return Bounds{a->least - b->most, a->most - b->least};
}

}  // namespace

/// Whether all positions that a gather picks lie in its axis, for all sizes.
bool Emitter::is_always_inside(ValueId gather) {
  const auto known = always_inside_.find(gather.index);
  if (known != always_inside_.end()) return known->second;
  const Node& node = g_.def(gather);
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  const Dim& size = g_.type(node.operands[0]).shape[axis];
  const auto bounds = node.op == Op::Gather ? std::nullopt : bounds_of(g_, node.operands[1]);
  const bool inside =
      bounds && g_.dims.at_least(bounds->least, 0) && g_.dims.at_least(size - 1 - bounds->most, 0);
  always_inside_.emplace(gather.index, inside);
  return inside;
}

/// The axis of a node's operand that an axis of its result is (-1: it is repeated along that one);
/// nothing where neighbours become others.
std::optional<int> Emitter::axis_before(const Node& node, int axis) const {
  const int before = moved_axis(node, axis, 0).first;
  if (before < 0 && node.op != Op::Broadcast) return std::nullopt;
  return before;
}

/// How far a position moves from one index of an axis (-1: none) to the next one.
std::optional<int> Emitter::step_along(ValueId v, int axis) const {
  if (axis < 0) return 0;
  if (g_.is_argument(v)) return std::nullopt;
  const Node& node = g_.def(v);
  if (node.op == Op::Iota) return 1;
  if (only_moves(node.op)) {
    const auto before = axis_before(node, axis);
    return before ? step_along(node.operands[0], *before) : std::nullopt;
  }
  if (node.op != Op::Add && node.op != Op::Sub) return std::nullopt;
  const auto a = step_along(node.operands[0], axis), b = step_along(node.operands[1], axis);
  if (!a || !b) return std::nullopt;
  return node.op == Op::Add ? *a + *b : *a - *b;
}

/// Whether neighbours along an axis (-1: none) are neighbours in memory in all that is read for a
/// value, or one and the same. `at_hand`: what is not read.
bool Emitter::reads_in_order(ValueId v, int axis, const std::set<std::uint32_t>& at_hand) {
  if (axis < 0 || at_hand.contains(v.index)) return true;
  const auto storage = storage_.find(v.index);
  if (storage != storage_.end()) {
    std::int64_t step = 0;
    const auto stride = storage->second.strides[static_cast<std::size_t>(axis)];
    return b_.is_constant(stride, &step) && (step == 0 || step == 1);
  }
  if (g_.is_argument(v) || is_at_hand(v)) return false;
  const Node& node = g_.def(v);
  if (node.op == Op::Constant || node.op == Op::DimSize || node.op == Op::Iota) return true;
  if (is_elementwise(node.op)) {
    return std::ranges::all_of(node.operands,
                               [&](ValueId o) { return reads_in_order(o, axis, at_hand); });
  }
  if (only_moves(node.op)) {
    const auto before = axis_before(node, axis);
    return before && reads_in_order(node.operands[0], *before, at_hand);
  }
  if (!is_gather(node.op) || node.operands.size() != 2) return false;
  const int first = std::get<graph::AxisAttr>(node.attribute).axis;
  const int rank = g_.type(node.operands[1]).rank();
  if (axis < first) return reads_in_order(node.operands[0], axis, at_hand);
  if (axis >= first + rank) return reads_in_order(node.operands[0], axis - rank + 1, at_hand);
  const auto step = step_along(node.operands[1], axis - first);
  if (!step || !is_always_inside(v)) return false;
  return *step == 0 || (*step == 1 && reads_in_order(node.operands[0], first, at_hand));
}

}  // namespace sinter::lower
