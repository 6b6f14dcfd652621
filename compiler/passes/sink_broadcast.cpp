// An op whose operands are all repeated along some axis is computed without that axis, and its
// result is repeated: op(broadcast a, broadcast b) -> broadcast op(a, b), on the axes that a or b
// really has. For elementwise ops, and for reductions over an axis that is not repeated. The same
// ops on the same elements in the same order, so the same bits: a float reduction along the last
// axis has another order than one along any other, so it only moves where the reduced axis stays
// what it was. Not for ops that may fail, unless the result cannot be empty: an empty result
// computes nothing, and so does not fail.
#include <algorithm>

#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

namespace {

struct Source {
  ValueId value;
  std::vector<int> axes;  // result axis by axis of `value`
};

Source source_of(const Graph& to, ValueId operand) {
  if (const auto node = defined_by(to, operand, Op::Broadcast)) {
    return {node->operands[0], axes_of(*node)};
  }
  Source whole{operand, {}};
  for (int i = 0; i < to.type(operand).rank(); ++i) whole.axes.push_back(i);
  return whole;
}

// Which axes of the operands' shape some operand really has.
std::vector<bool> varying_axes(const Graph& to, const std::vector<Source>& sources,
                               const Shape& whole) {
  std::vector<bool> varies(whole.size());
  for (const Source& source : sources) {
    const Shape& shape = to.type(source.value).shape;
    for (std::size_t i = 0; i < shape.size(); ++i) {
      const auto axis = static_cast<std::size_t>(source.axes[i]);
      if (shape[i] != Dim(1) || whole[axis] == Dim(1)) varies[axis] = true;
    }
  }
  return varies;
}

// The source as an array over the axes that have a place in the small shape.
ValueId on_small_shape(Graph& to, const Source& source, const std::vector<int>& place,
                       const Shape& small) {
  Shape kept;
  std::vector<int> axes;
  const Shape& shape = to.type(source.value).shape;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (const int axis = place[static_cast<std::size_t>(source.axes[i])]; axis >= 0) {
      kept.push_back(shape[i]);
      axes.push_back(axis);
    }
  }
  const ValueId value = to.reshape(source.value, std::move(kept));  // Drops axes of size 1.
  return to.broadcast(value, small, std::move(axes));
}

bool order_matters(Op op, DType dtype) {
  return is_float(dtype) && (op == Op::ReduceSum || op == Op::ReduceDot || op == Op::ReduceProd);
}

ValueId sink(Graph& to, const Node& node, const Type& type) {
  const bool reduction = is_reduction(node.op);
  if (!is_elementwise(node.op) && !reduction) return {};
  const Shape whole = to.type(node.operands[0]).shape;
  std::vector<Source> sources;
  for (ValueId operand : node.operands) sources.push_back(source_of(to, operand));
  const auto varies = varying_axes(to, sources, whole);
  if (std::all_of(varies.begin(), varies.end(), [](bool v) { return v; })) return {};

  Shape small;
  std::vector<int> axes, place(varies.size(), -1);
  bool never_empty = true;
  for (std::size_t i = 0; i < varies.size(); ++i) {
    if (varies[i]) {
      place[i] = static_cast<int>(small.size());
      axes.push_back(static_cast<int>(i));
      small.push_back(whole[i]);
    } else {
      never_empty = never_empty && to.dims.at_least(whole[i], 1);
    }
  }
  if (!never_empty && may_fail(to, node)) return {};

  Attribute attribute = node.attribute;
  Shape result = small;
  if (reduction) {
    const auto axis = static_cast<std::size_t>(axis_of(node));
    const int small_axis = place[axis];
    if (small_axis < 0) return {};
    const auto at = static_cast<std::size_t>(small_axis);
    const bool was_last = axis + 1 == whole.size();
    if (was_last != (at + 1 == small.size()) && order_matters(node.op, type.dtype)) return {};
    attribute = AxisAttr{small_axis};
    result.erase(result.begin() + small_axis);
    axes.erase(axes.begin() + small_axis);
    for (int& i : axes) i -= i > axis_of(node) ? 1 : 0;
  }
  std::vector<ValueId> operands;
  for (const Source& source : sources) {
    operands.push_back(on_small_shape(to, source, place, small));
  }
  const ValueId value = to.append(node.op, std::move(operands), std::move(attribute),
                                  {type.dtype, std::move(result)});
  return to.broadcast(value, type.shape, std::move(axes));
}

}  // namespace

bool sink_broadcast(Graph& graph) {
  Rewrite rewrite(graph);
  return rewrite.run(
      [&](const Node& node, const Type& type) { return sink(rewrite.to, node, type); });
}

}  // namespace sinter::passes
