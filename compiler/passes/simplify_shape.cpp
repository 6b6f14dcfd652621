// Rows for ops that move elements. The normal form is: broadcasts outermost, at most one of each
// kind in a row.
#include <algorithm>
#include <numeric>

#include "compiler/passes/simplify.h"

namespace sinter::passes {

using namespace graph;

namespace {

using M = const Match&;

std::size_t at(int axis) { return static_cast<std::size_t>(axis); }

ValueId broadcast_of_broadcast(M m) {
  const auto first = m.operand_is(0, Op::Broadcast);
  if (!first) return {};
  std::vector<int> axes;
  for (int axis : axes_of(*first)) axes.push_back(axes_of(m.node)[at(axis)]);
  return m.to.broadcast(first->operands[0], m.type.shape, std::move(axes));
}

Shape without_ones(const Shape& shape) {
  Shape result;
  std::copy_if(shape.begin(), shape.end(), std::back_inserter(result),
               [](const Dim& d) { return d != Dim(1); });
  return result;
}

// The reshape only adds or drops axes of size 1 (keepdims, newaxis): broadcasting adds axes by
// itself.
ValueId broadcast_of_new_axes(M m) {
  const auto first = m.operand_is(0, Op::Reshape);
  if (!first) return {};
  const Shape shape = m.to.type(m.operand(0)).shape;
  Shape dense = without_ones(shape);
  if (dense.size() == shape.size()) return {};
  if (dense != without_ones(m.to.type(first->operands[0]).shape)) return {};
  std::vector<int> axes;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] != Dim(1)) axes.push_back(axes_of(m.node)[i]);
  }
  const ValueId x = m.to.reshape(first->operands[0], std::move(dense));
  return m.to.broadcast(x, m.type.shape, std::move(axes));
}

ValueId transpose_of_transpose(M m) {
  const auto first = m.operand_is(0, Op::Transpose);
  if (!first) return {};
  std::vector<int> axes;
  for (int axis : axes_of(m.node)) axes.push_back(axes_of(*first)[at(axis)]);
  return m.to.transpose(first->operands[0], std::move(axes));
}

// Each axis of x goes through the broadcast and then the transpose; where their order changes, x is
// transposed.
ValueId transpose_of_broadcast(M m) {
  const auto first = m.operand_is(0, Op::Broadcast);
  if (!first) return {};
  const auto& permutation = axes_of(m.node);
  std::vector<int> place;  // by axis of x
  for (int axis : axes_of(*first)) {
    const auto found = std::find(permutation.begin(), permutation.end(), axis);
    place.push_back(static_cast<int>(found - permutation.begin()));
  }
  std::vector<int> order(place.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int i, int j) { return place[at(i)] < place[at(j)]; });
  std::sort(place.begin(), place.end());
  const ValueId x = m.to.transpose(first->operands[0], std::move(order));
  return m.to.broadcast(x, m.type.shape, std::move(place));
}

// Of a scalar repeated, any choice of elements is the scalar repeated.
ValueId of_repeated_scalar(M m) {
  const auto first = m.operand_is(0, Op::Broadcast);
  if (!first || m.to.type(first->operands[0]).rank() != 0) return {};
  return m.to.broadcast(first->operands[0], m.type.shape, {});
}

ValueId reshape_of_reshape(M m) {
  const auto first = m.operand_is(0, Op::Reshape);
  return first ? m.to.reshape(first->operands[0], m.type.shape) : ValueId();
}

ValueId same_shape(M m) {
  return m.to.type(m.operand(0)).shape == m.type.shape ? m.operand(0) : ValueId();
}

ValueId whole_slice(M m) {
  const auto& [start, step] = std::get<SliceAttr>(m.node.attribute);
  const bool from_start =
      std::all_of(start.begin(), start.end(), [](auto& d) { return d == Dim(0); });
  const bool dense = std::all_of(step.begin(), step.end(), [](auto s) { return s == 1; });
  return from_start && dense ? same_shape(m) : ValueId();
}

ValueId slice_of_slice(M m) {
  const auto first = m.operand_is(0, Op::Slice);
  if (!first) return {};
  auto [start, step] = std::get<SliceAttr>(first->attribute);
  const auto& outer = std::get<SliceAttr>(m.node.attribute);
  for (std::size_t i = 0; i < start.size(); ++i) {
    constexpr std::int64_t kLimit = 1 << 30;  // Products of larger steps are not worth an overflow.
    if (std::abs(step[i]) > kLimit || std::abs(outer.step[i]) > kLimit) return {};
    start[i] = start[i] + outer.start[i] * step[i];
    step[i] *= outer.step[i];
  }
  return m.to.slice(first->operands[0], m.type.shape, std::move(start), std::move(step));
}

// So that what reads arrays across finds the transpose outside.
ValueId slice_of_transpose(M m) {
  const auto first = m.operand_is(0, Op::Transpose);
  if (!first) return {};
  const auto& axes = axes_of(*first);
  const auto& outer = std::get<SliceAttr>(m.node.attribute);
  SliceAttr inner = outer;
  Shape shape = m.type.shape;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    inner.start[at(axes[i])] = outer.start[i];
    inner.step[at(axes[i])] = outer.step[i];
    shape[at(axes[i])] = m.type.shape[i];
  }
  const ValueId part = m.to.slice(first->operands[0], std::move(shape), std::move(inner.start),
                                  std::move(inner.step));
  return m.to.transpose(part, std::vector<int>(axes));
}

constexpr Row kRows[] = {
    {Op::Broadcast, "broadcast of broadcast -> one broadcast", broadcast_of_broadcast},
    {Op::Broadcast, "broadcast of a reshape that adds axes of size 1 -> broadcast",
     broadcast_of_new_axes},
    {Op::Broadcast, "broadcast to the same shape -> x", same_shape},
    {Op::Transpose, "transpose of transpose -> one transpose, or x", transpose_of_transpose},
    {Op::Transpose, "transpose of broadcast -> broadcast of transpose", transpose_of_broadcast},
    {Op::Reshape, "reshape of reshape -> one reshape", reshape_of_reshape},
    {Op::Reshape, "reshape to the same shape -> x", same_shape},
    {Op::Reshape, "reshape of a repeated scalar -> the scalar repeated", of_repeated_scalar},
    {Op::Slice, "slice of everything -> x", whole_slice},
    {Op::Slice, "slice of slice -> one slice", slice_of_slice},
    {Op::Slice, "slice of transpose -> transpose of slice", slice_of_transpose},
    {Op::Slice, "slice of a repeated scalar -> the scalar repeated", of_repeated_scalar},
    {Op::Concat, "concat of one -> x",
     [](M m) { return m.node.operands.size() == 1 ? m.operand(0) : ValueId(); }},
    {Op::DimSize, "a constant size -> a constant",
     [](M m) {
       const auto size = std::get<DimAttr>(m.node.attribute).dim.as_constant();
       return size ? m.to.constant_int(DType::kI64, *size) : ValueId();
     }},
};

}  // namespace

std::span<const Row> shape_rows() { return kRows; }

}  // namespace sinter::passes
