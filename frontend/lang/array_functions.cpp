// Built-in functions that move elements without computing with them.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

/// Permutes the axes that the program sees.
Value Checker::transpose(const Value& value, std::vector<int> axes, Span span) {
  if (!value.is_array()) return value;
  mark(span);
  std::vector<int> all;
  const int labels = static_cast<int>(value.labels.size());
  for (int axis = 0; axis < labels; ++axis) all.push_back(axis);
  for (const int axis : axes) all.push_back(axis + labels);
  return Value::array(graph_.transpose(value.id, std::move(all)), value.labels, value.weak);
}

Value Checker::call_transpose(const Arguments& arguments) {
  const Value value = eval_outside_elements(arguments.given[0]);
  const Span span = arguments.call->span;
  require_value(value, span);
  const int rank = rank_of(value);
  std::vector<int> axes;
  if (!arguments.given[1]) {
    for (int axis = rank - 1; axis >= 0; --axis) axes.push_back(axis);
    return transpose(value, std::move(axes), span);
  }
  const Span where = node(arguments.given[1]).span;
  const Value order = eval_outside_elements(arguments.given[1]);
  if (!order.has_items())
    fail(Code::BadArgument, where, "the order of the axes is a tuple: (1, 0)");
  for (const Value& item : order.items) {
    const auto axis = constant_integer(item);
    if (!axis) fail(Code::BadArgument, where, "an axis is a constant integer");
    axes.push_back(normalize_axis(*axis, rank, where));
    if (std::count(axes.begin(), axes.end(), axes.back()) > 1)
      fail(Code::BadAxis, where, "an axis is given twice");
  }
  if (static_cast<int>(axes.size()) != rank) {
    fail(Code::BadAxis, where,
         fmt::format("{} {} given, but the array has {}", axes_text(axes.size()),
                     axes.size() == 1 ? "is" : "are", rank));
  }
  return transpose(value, std::move(axes), span);
}

/// New axes of size 1, at these positions of the result.
Value Checker::insert_axes(const Value& value, const std::vector<int>& axes, Span span) {
  if (axes.empty()) return value;
  mark(span);
  const Shape& own = graph_.type(value.id).shape;
  const std::size_t labels = value.labels.size();
  Shape shape(own.begin(), own.begin() + static_cast<std::ptrdiff_t>(labels));
  std::vector<int> kept;
  for (std::size_t i = 0; i < labels; ++i) kept.push_back(static_cast<int>(i));
  std::size_t next = labels;
  for (std::size_t i = 0; next < own.size() || i < own.size() - labels + axes.size(); ++i) {
    if (std::find(axes.begin(), axes.end(), static_cast<int>(i)) != axes.end()) {
      shape.emplace_back(1);
    } else {
      kept.push_back(static_cast<int>(labels + i));
      shape.push_back(own[next++]);
    }
  }
  return Value::array(graph_.broadcast(value.id, std::move(shape), std::move(kept)), value.labels,
                      value.weak);
}

/// Without checks: the sizes multiply to the number of elements.
Value Checker::reshape(const Value& value, const Shape& shape, Span span) {
  mark(span);
  Shape full;
  for (const LabelId label : value.labels) full.push_back(labels_[label].extent);
  full.insert(full.end(), shape.begin(), shape.end());
  return Value::array(graph_.reshape(value.id, std::move(full)), value.labels, value.weak);
}

/// `f(x, a, b)` and `f(x, (a, b))`.
std::vector<Value> Checker::size_list(const Arguments& arguments, std::size_t parameter) {
  (void)parameter;
  std::vector<Value> sizes;
  for (const ExprId id : arguments.rest) sizes.push_back(eval_outside_elements(id));
  if (sizes.size() == 1 && sizes[0].has_items()) sizes = std::vector<Value>(sizes[0].items);
  const Span span = arguments.call->span;
  for (Value& size : sizes) {
    if (is_integer_scalar(size)) size = Value::of_size(bind_scalar(size, "n", span));
    const bool fine = size.is_size() && (!size.is_integer() || fits(size.integer, DType::kI64));
    if (!fine)
      fail(Code::BadArgument, span, "a size is an integer constant or follows from dimensions");
  }
  return sizes;
}

Value Checker::call_reshape(const Arguments& arguments) {
  const Span span = arguments.call->span;
  Value value = eval_outside_elements(arguments.given[0]);
  require_value(value, span);
  value = to_array(value, span);
  Shape rest = shape_of(value);  // what the new sizes have not used up yet
  Shape shape;
  std::optional<std::size_t> free;
  Shape unmatched;
  Dim total = 1;
  for (const Dim& size : rest) total = graph_.dims.mul(total, size);
  for (const Value& given : size_list(arguments, 1)) {
    const Dim size =
        given.is_integer() ? Dim(static_cast<std::int64_t>(given.integer)) : given.size;
    if (size == Dim(-1)) {
      if (free) fail(Code::BadReshape, span, "only one size can be -1");
      free = shape.size();
      shape.emplace_back(1);
      continue;
    }
    shape.push_back(at_least_zero(size, Code::NegativeSize, span, "a size is {left}"));
    const auto same = std::find(rest.begin(), rest.end(), size);
    if (same != rest.end()) {
      rest.erase(same);
    } else {
      unmatched.push_back(size);
    }
  }
  if (free) {
    // Equal sizes cancel; what is left has to divide.
    Dim above = 1;
    Dim below = 1;
    for (const Dim& size : rest) above = graph_.dims.mul(above, size);
    for (const Dim& size : unmatched) below = graph_.dims.mul(below, size);
    if (below == Dim(1)) {
      shape[*free] = above;
    } else {
      require_at_least(below, 1, Code::BadReshape, span,
                       "a size of -1 cannot be found beside a size of 0");
      if (graph_.dims.is_local(below)) below = graph_.dims.max(below, 1);
      shape[*free] = graph_.dims.floor_div(above, below);
    }
  }
  Dim count = 1;
  for (const Dim& size : shape) count = graph_.dims.mul(count, size);
  require_equal({total, "the number of elements of the array"}, {count, "that of the new shape"},
                Code::BadReshape, span, "reshape changes the number of elements");
  if (!graph_.same_size(total, count))  // found equal when the program comes by
    value = resized(reshape(value, {total}, span), {total}, {count});
  return reshape(value, shape, span);
}

std::vector<Value> Checker::array_list(ExprId id, Span span) {
  const Value list = eval_outside_elements(id);
  if (!list.has_items() || list.items.empty()) {
    fail(Code::BadArgument, node(id).span, "the arrays are given as a tuple: (a, b)");
  }
  CommonType common;
  for (const Value& item : list.items) {
    require_value(item, node(id).span);
    add_to(common, item);
  }
  std::vector<Value> arrays;
  for (const Value& item : list.items) arrays.push_back(to_array(item, common.dtype(), span));
  return arrays;
}

Value Checker::concatenate(std::vector<Value> arrays, int axis, Span span, std::string_view shown) {
  std::vector<LabelId> labels;
  for (const Value& array : arrays) {
    std::vector<LabelId> merged;
    std::set_union(labels.begin(), labels.end(), array.labels.begin(), array.labels.end(),
                   std::back_inserter(merged));
    labels = std::move(merged);
  }
  Shape common = shape_of(arrays[0]);
  for (std::size_t k = 1; k < arrays.size(); ++k) {
    const Shape shape = shape_of(arrays[k]);
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (static_cast<int>(i) == axis) continue;
      common[i] =
          require_equal({common[i], fmt::format("axis {} of the first array", i)},
                        {shape[i], fmt::format("axis {} of another", i)}, Code::SizeMismatch, span,
                        fmt::format("sizes do not agree in `{}`", shown));
    }
  }
  std::vector<graph::ValueId> ids;
  for (const Value& array : arrays) {
    const auto along = static_cast<std::size_t>(axis);
    common[along] = shape_of(array)[along];
    mark(span);
    ids.push_back(broadcast_to(array, labels, common).id);
  }
  mark(span);
  return Value::array(graph_.concat(ids, axis + static_cast<int>(labels.size())), labels);
}

Value Checker::call_concatenate(const Arguments& arguments) {
  const Span span = arguments.call->span;
  std::vector<Value> arrays = array_list(arguments.given[0], span);
  const int rank = rank_of(arrays[0]);
  for (const Value& array : arrays) {
    if (rank_of(array) == rank && rank > 0) continue;
    fail(Code::RankMismatch, span,
         rank == 0 ? "`concatenate` joins arrays along an axis; `stack` makes a new one"
                   : fmt::format("the first array has {}, another one {}", axes_text(rank),
                                 rank_of(array)));
  }
  const int axis = arguments.given[1] ? axes_argument(arguments.given[1], rank, false)[0] : 0;
  return concatenate(std::move(arrays), axis, span, "concatenate");
}

Value Checker::call_stack(const Arguments& arguments) {
  const Span span = arguments.call->span;
  std::vector<Value> arrays = array_list(arguments.given[0], span);
  const int rank = rank_of(arrays[0]);
  const int axis = arguments.given[1] ? axes_argument(arguments.given[1], rank + 1, false)[0] : 0;
  for (Value& array : arrays) {
    if (rank_of(array) != rank) {
      fail(Code::RankMismatch, span,
           fmt::format("the first array has {}, another one {}", axes_text(rank), rank_of(array)));
    }
    array = insert_axes(array, {axis}, span);
  }
  return concatenate(std::move(arrays), axis, span, "stack");
}

Value Checker::call_broadcast_to(const Arguments& arguments) {
  const Span span = arguments.call->span;
  Value value = eval_outside_elements(arguments.given[0]);
  require_value(value, span);
  value = to_array(value, span);
  const Shape own = shape_of(value);
  Shape shape;
  for (const Value& given : size_list(arguments, 1)) {
    const Dim size =
        given.is_integer() ? Dim(static_cast<std::int64_t>(given.integer)) : given.size;
    shape.push_back(at_least_zero(size, Code::NegativeSize, span, "a size is {left}"));
  }
  if (own.size() > shape.size()) {
    fail(Code::RankMismatch, span,
         fmt::format("an array of {} does not broadcast to {}", axes_text(own.size()),
                     shape.size()));
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Dim& wanted = shape[shape.size() - own.size() + i];
    if (own[i] == Dim(1)) continue;
    require_equal({own[i], fmt::format("axis {} of the array", i)}, {wanted, "the size asked for"},
                  Code::SizeMismatch, span, "sizes do not agree in `broadcast_to`");
  }
  mark(span);
  return broadcast_to(value, value.labels, shape);
}

Value Checker::call_expand_dims(const Arguments& arguments) {
  const Span span = arguments.call->span;
  Value value = eval_outside_elements(arguments.given[0]);
  require_value(value, span);
  value = to_array(value, span);
  const Value axes = eval_outside_elements(arguments.given[1]);
  const int count = axes.has_items() ? static_cast<int>(axes.items.size()) : 1;
  return insert_axes(value, axes_argument(arguments.given[1], rank_of(value) + count, true), span);
}

Value Checker::call_squeeze(const Arguments& arguments) {
  const Span span = arguments.call->span;
  Value value = eval_outside_elements(arguments.given[0]);
  require_value(value, span);
  value = to_array(value, span);
  const Shape own = shape_of(value);
  std::vector<int> axes;
  if (arguments.given[1]) {
    axes = axes_argument(arguments.given[1], rank_of(value), true);
  } else {
    for (std::size_t i = 0; i < own.size(); ++i) {
      if (own[i] == Dim(1)) axes.push_back(static_cast<int>(i));
    }
  }
  Shape shape;
  Shape single = own;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (std::find(axes.begin(), axes.end(), static_cast<int>(i)) == axes.end()) {
      shape.push_back(own[i]);
    } else {
      single[i] =
          require_equal({own[i], fmt::format("axis {}", i)}, {1, "what `squeeze` takes away"},
                        Code::SizeMismatch, span, "only axes of size 1 can be taken away");
    }
  }
  return reshape(resized(value, own, single), shape, span);
}

}  // namespace sinter::lang
