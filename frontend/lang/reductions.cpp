// Reductions: single-axis ones of the graph, and what the reducers mean in terms of them.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

Op reduction_op(std::string_view reducer) {
  if (reducer == "sum" || reducer == "mean") return Op::ReduceSum;
  if (reducer == "prod") return Op::ReduceProd;
  if (reducer == "max") return Op::ReduceMax;
  if (reducer == "min") return Op::ReduceMin;
  if (reducer == "any") return Op::ReduceAny;
  if (reducer == "all") return Op::ReduceAll;
  if (reducer == "argmax") return Op::ReduceArgMax;
  SINTER_CHECK(reducer == "argmin", "no reducer {}", reducer);
  return Op::ReduceArgMin;
}

bool needs_elements(Op op) {
  return op == Op::ReduceMax || op == Op::ReduceMin || op == Op::ReduceArgMax ||
         op == Op::ReduceArgMin;
}

}  // namespace

void Checker::require_elements(const Dim& size, std::string_view reducer, Span span) {
  require_at_least(size, 1, Code::EmptyReduction, span,
                   fmt::format("`{}` of no elements: the size is {{left}}", reducer));
}

Value Checker::reduce_axis(Op op, const Value& value, int axis, Span span, std::string_view shown) {
  if (needs_elements(op))
    require_elements(shape_of(value)[static_cast<std::size_t>(axis)], shown, span);
  mark(span);
  return Value::array(graph_.reduce(op, value.id, static_cast<int>(value.labels.size()) + axis),
                      value.labels, value.weak);
}

/// Reduces several axes, the last one first. Axes are sorted; `keep` leaves them with size 1.
Value Checker::reduce(std::string_view reducer, Value value, std::vector<int> axes, bool keep,
                      Span span) {
  Op op = reduction_op(reducer);
  const bool weak = value.weak;
  const DType dtype = dtype_of(value);
  if (op == Op::ReduceAny || op == Op::ReduceAll) {
    value = to_bool(value, span);
  } else if (reducer == "mean") {
    value = to_array(value, is_float(dtype) ? dtype : DType::kF64, span);
  } else if (op == Op::ReduceSum || op == Op::ReduceProd) {
    value = to_array(value, accumulator(dtype), span);
  } else if (dtype == DType::kBool && !is_float(dtype)) {
    // Of booleans, the largest is whether any is true; positions are found among 0 and 1.
    const bool position = op == Op::ReduceArgMax || op == Op::ReduceArgMin;
    if (position) value = to_array(value, DType::kU8, span);
    for (const int axis : axes)
      require_elements(shape_of(value)[static_cast<std::size_t>(axis)], reducer, span);
    if (!position) op = op == Op::ReduceMax ? Op::ReduceAny : Op::ReduceAll;
  } else {
    value = to_array(value, dtype, span);
  }
  Dim count = 1;
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) {
    if (reducer == "mean")
      count = graph_.dims.mul(count, shape_of(value)[static_cast<std::size_t>(*axis)]);
    value = reduce_axis(op, value, *axis, span, reducer);
  }
  if (reducer == "mean")
    value = elementwise(Op::Div, {value, Value::of_size(count)}, span, reducer);
  const bool number = op != Op::ReduceAny && op != Op::ReduceAll && op != Op::ReduceArgMax &&
                      op != Op::ReduceArgMin;
  value.weak = weak && number;
  return keep ? insert_axes(value, axes, span) : value;
}

/// sum(x, axis=..., keepdims=...) and its like.
Value Checker::call_reducer(const Arguments& arguments) {
  const std::string_view reducer = node(arguments.call->children[0]).name;
  const Span span = arguments.call->mark;
  const Span name = node(arguments.call->children[0]).span;
  Value value = eval_outside_elements(arguments.given[0]);
  require_value(value, node(arguments.given[0]).span);
  const bool weak = value.weak || value.is_size() || value.kind == Value::Kind::Float;
  value = to_array(value, node(arguments.given[0]).span);
  value.weak = weak;
  int rank = rank_of(value);
  const bool keep = arguments.given[2] && constant_bool(arguments.given[2], "keepdims");
  const bool position = reducer == "argmax" || reducer == "argmin";
  std::vector<int> axes;
  if (arguments.given[1]) {
    // What Python's max and min of two values are called here.
    const std::string help = reducer == "max"   ? "the larger of two values: maximum(a, b)"
                             : reducer == "min" ? "the smaller of two values: minimum(a, b)"
                                                : "";
    axes = axes_argument(arguments.given[1], rank, !position, help);
  } else {
    for (int axis = 0; axis < rank; ++axis) axes.push_back(axis);
  }
  if (position && axes.size() != 1) {
    // Without an axis: the position in row-major order.
    if (keep)
      unavailable_at(Code::FeatureUnavailable, span,
                     fmt::format("`{}` with keepdims but without an axis is", reducer));
    Dim count = 1;
    for (const Dim& size : shape_of(value)) count = graph_.dims.mul(count, size);
    value = reshape(value, {count}, name);
    axes = {0};
  }
  return reduce(reducer, std::move(value), std::move(axes), keep, name);
}

}  // namespace sinter::lang
