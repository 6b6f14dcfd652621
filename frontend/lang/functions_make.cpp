// Arrays from nothing or from one value, ranges, diagonals and triangles.
#include <algorithm>
#include <cmath>

#include "compiler/support/check.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {

Value Functions::zeros() {
  return fill(c.to_array(Value::of_integer(0), dtype(1, DType::kF64), span), sizes(0));
}

Value Functions::ones() {
  return fill(c.to_array(Value::of_integer(1), dtype(1, DType::kF64), span), sizes(0));
}

Value Functions::full() {
  const Value given = array(1);
  const DType to = dtype(2, c.dtype_of(given));
  const Shape wanted = sizes(0);
  const Shape own = shape(given);
  if (own.size() > wanted.size()) {
    fail(Code::RankMismatch, place(1),
         fmt::format("a value of {} does not fill a shape of {}", axes_text(own.size()),
                     wanted.size()));
  }
  for (std::size_t i = 0; i < own.size(); ++i) {
    const Dim& size = wanted[wanted.size() - own.size() + i];
    if (own[i] == Dim(1)) continue;
    c.require_equal({own[i], fmt::format("axis {} of the value", i)}, {size, "the size asked for"},
                    Code::SizeMismatch, place(1), "sizes do not agree in `full`");
  }
  return fill(cast(given, to), wanted);
}

Value Functions::like(const Value& scalar) { return fill(scalar, shape(array(0))); }

Value Functions::zeros_like() {
  return like(c.to_array(Value::of_integer(0), dtype(1, c.dtype_of(array(0))), span));
}

Value Functions::ones_like() {
  return like(c.to_array(Value::of_integer(1), dtype(1, c.dtype_of(array(0))), span));
}

Value Functions::full_like() {
  return like(cast(c.to_array(scalar(1), span), dtype(2, c.dtype_of(array(0)))));
}

/// 1 where column - row is k.
Value Functions::eye() {
  const Dim rows = size(value(0), place(0));
  const Dim columns = has(1) ? size(value(1), place(1)) : rows;
  const Value row =
      along(shifted_positions(rows, static_cast<std::int64_t>(integer(2, "k", 0))), 2, 0);
  return cast(compare(Op::Eq, row, along(positions(columns), 2, 1)), dtype(3, DType::kF64));
}

Value Functions::identity() {
  const Dim n = size(value(0), place(0));
  const Value on = compare(Op::Eq, along(positions(n), 2, 0), along(positions(n), 2, 1));
  return cast(on, dtype(1, DType::kF64));
}

Value Functions::tri() {
  const Dim rows = size(value(0), place(0));
  const Dim columns = has(1) ? size(value(1), place(1)) : rows;
  const Value row =
      along(shifted_positions(rows, static_cast<std::int64_t>(integer(2, "k", 0))), 2, 0);
  return cast(compare(Op::Ge, row, along(positions(columns), 2, 1)), dtype(3, DType::kF64));
}

Value Functions::triangle(bool upper) {
  Value x = array(0);
  if (rank(x) == 1) x = fill(x, {shape(x)[0], shape(x)[0]});
  if (rank(x) < 2) fail(Code::RankMismatch, place(0), "a triangle needs an array with axes");
  const Shape sizes = shape(x);
  const Dim k = static_cast<std::int64_t>(integer(1, "k", 0));
  const Value row = along(shifted_positions(sizes[sizes.size() - 2], k), 2, 0);
  const Value column = along(positions(sizes.back()), 2, 1);
  // NumPy keeps where column - row <= k (tril), or >= k (triu).
  const Value keep = compare(upper ? Op::Le : Op::Ge, row, column);
  return select(keep, x, c.to_array(Value::of_integer(0), c.dtype_of(x), span));
}

/// Integers follow from sizes; with a fraction the bounds are constants.
Value Functions::arange() {
  Value start = Value::of_integer(0);
  Value stop = value(0);
  if (has(1)) start = std::exchange(stop, value(1));
  const Value step = has(2) ? value(2) : Value::of_integer(1);
  const auto is_number = [](const Value& v) {
    return v.is_integer() || v.kind == Value::Kind::Float;
  };
  if (step.is_integer() && start.kind != Value::Kind::Float && stop.kind != Value::Kind::Float) {
    const Wide stride = step.integer;
    if (stride == 0 || !fits(stride, DType::kI32))
      fail(Code::BadArgument, place(2), "the step of `arange` is a constant other than 0");
    const auto by = static_cast<std::int64_t>(stride);
    const auto bound = [&](const Value& v, std::size_t i) -> Dim {
      if (v.is_integer() && fits(v.integer, DType::kI64))
        return static_cast<std::int64_t>(v.integer);
      if (v.kind == Value::Kind::Size) return v.size;
      const bool scalar = v.is_array() && v.labels.empty() && rank(v) == 0;
      if (!scalar || !is_integer(c.dtype_of(v)))
        fail(Code::BadArgument, place(i), "a bound of `arange` is a constant or a size");
      return c.bind_scalar(v, "n", place(i));
    };
    const Dim first = bound(start, 0);
    const Dim last = bound(stop, has(1) ? 1 : 0);
    const Dim length = by > 0 ? last - first : first - last;
    const std::int64_t magnitude = std::abs(by);
    const Dim some = c.graph_.dims.max(length, 0);
    const Dim count =
        magnitude == 1 ? some : c.graph_.dims.floor_div(some + (magnitude - 1), magnitude);
    Value result = positions(count);
    if (by != 1) result = op(Op::Mul, {result, Value::of_integer(by)});
    if (first != Dim(0)) result = op(Op::Add, {result, Value::of_size(first)});
    return cast(result, dtype(3, DType::kI64));
  }
  if (!is_number(start) || !is_number(stop) || !is_number(step)) {
    fail(Code::BadArgument, span, "an `arange` of fractions has constant bounds",
         "linspace(start, stop, num) takes values of the program");
  }
  const auto number_of = [](const Value& v) {
    return v.kind == Value::Kind::Float ? v.number : static_cast<double>(v.integer);
  };
  const double first = number_of(start);
  const double by = number_of(step);
  const double count = std::ceil((number_of(stop) - first) / by);
  if (by == 0 || std::isnan(count) || count > 1e9)
    fail(Code::BadArgument, span, "this `arange` has no end");
  const Value index = positions(static_cast<std::int64_t>(std::max(count, 0.0)));
  const double delta = (first + by) - first;
  const DType to = dtype(3, DType::kF64);
  const Value scaled = op(Op::Mul, {cast(index, DType::kF64), number(delta, DType::kF64)});
  return cast(op(Op::Add, {scaled, number(first, DType::kF64)}), to);
}

Value Functions::linspace() {
  const Value start = scalar(0);
  const Value stop = scalar(1);
  CommonType common;
  c.add_to(common, start);
  c.add_to(common, stop);
  const DType type = is_float(common.dtype()) ? common.dtype() : DType::kF64;
  const Dim count = has(2) ? size(value(2), place(2)) : Dim(50);
  const bool ends = !has(3) || c.constant_bool(call.given[3], "endpoint");
  const Value first = c.to_array(start, type, span);
  const Value last = c.to_array(stop, type, span);
  const Dim parts = c.graph_.dims.max(ends ? count - 1 : count, 1);
  const Value step =
      op(Op::Div, {op(Op::Sub, {last, first}), c.to_array(Value::of_size(parts), type, span)});
  const Value index = positions(count);
  Value result = op(Op::Add, {op(Op::Mul, {cast(index, type), step}), first});
  if (ends) {
    // The last one exactly; a single one is the first.
    const Value at_end = op(Op::And, {compare(Op::Eq, index, Value::of_size(count - 1)),
                                      compare(Op::Gt, index, Value::of_integer(0))});
    result = select(at_end, last, result);
  }
  return cast(result, dtype(4, type));
}

Value Functions::meshgrid() {
  std::vector<Value> vectors;
  for (std::size_t i = 0; i < 3; ++i) {
    if (!has(i)) continue;
    vectors.push_back(array(i));
    if (rank(vectors.back()) != 1)
      fail(Code::RankMismatch, place(i), "`meshgrid` takes arrays with one axis");
  }
  const std::string_view order = has(3) ? word(3) : "xy";
  if (order != "xy" && order != "ij")
    fail(Code::BadArgument, place(3), "indexing is \"xy\" or \"ij\"");
  const int count = static_cast<int>(vectors.size());
  const auto axis_of = [&](int i) { return order == "xy" && i < 2 && count > 1 ? 1 - i : i; };
  Shape full(vectors.size(), Dim(1));
  for (int i = 0; i < count; ++i)
    full[static_cast<std::size_t>(axis_of(i))] = shape(vectors[static_cast<std::size_t>(i)])[0];
  std::vector<Value> grids;
  for (int i = 0; i < count; ++i) {
    grids.push_back(fill(along(vectors[static_cast<std::size_t>(i)], count, axis_of(i)), full));
  }
  return Value::tuple(std::move(grids));
}

Value Functions::indices() {
  const Shape full = sizes(0);
  const int count = static_cast<int>(full.size());
  if (count == 0) fail(Code::BadArgument, place(0), "`indices` of no axes");
  std::vector<Value> parts;
  for (int i = 0; i < count; ++i) {
    const Value one = along(positions(full[static_cast<std::size_t>(i)]), count, i);
    parts.push_back(c.insert_axes(fill(one, full), {0}, span));
  }
  return join(std::move(parts), 0);
}

/// A vector on a diagonal, or the diagonal of a matrix.
Value Functions::diag() {
  const Value x = array(0);
  const Dim k = static_cast<std::int64_t>(integer(1, "k", 0));
  if (rank(x) == 2) return diagonal_of(x, k, 0, 1);
  if (rank(x) != 1)
    fail(Code::RankMismatch, place(0), "`diag` takes an array with one axis or two");
  const std::int64_t shift = k.constant();
  const Dim n = shape(x)[0] + std::abs(shift);
  const Value row = positions(n);
  // Row i holds element i, or element i + k where the diagonal lies below the main one.
  const BorderMode zero{Op::GatherFill, c.to_array(Value::of_integer(0), c.dtype_of(x), span)};
  const Value values = beyond(x, shifted_positions(n, std::min<std::int64_t>(shift, 0)), 0, zero);
  const Value on = compare(Op::Eq, along(shifted_positions(n, k), 2, 0), along(row, 2, 1));
  return select(on, c.insert_axes(values, {1}, span), zero.fill);
}

/// The diagonal of two axes as a new last axis.
Value Functions::diagonal_of(const Value& v, const Dim& offset, int first, int second) {
  if (first == second) fail(Code::BadAxis, span, "a diagonal has two different axes");
  std::vector<int> order;
  for (int axis = 0; axis < rank(v); ++axis) {
    if (axis != first && axis != second) order.push_back(axis);
  }
  order.push_back(first);
  order.push_back(second);
  const Value moved = permuted(v, order);
  const Shape sizes = shape(moved);
  const Dim& rows = sizes[sizes.size() - 2];
  const Dim& columns = sizes.back();
  const std::int64_t k = offset.constant();
  const bool square = k == 0 && c.graph_.same_size(rows, columns);
  const Dim shorter = c.graph_.dims.min(rows - std::max<std::int64_t>(-k, 0),
                                        columns - std::max<std::int64_t>(k, 0));
  const Dim length = square ? rows : c.graph_.dims.max(shorter, 0);
  Shape flattened(sizes.begin(), sizes.end() - 2);
  flattened.push_back(mul(rows, columns));
  const Value flat = c.reshape(moved, flattened, span);
  // Element i lies at (i + max(-k, 0)) * columns + i + max(k, 0): always inside.
  Value at = op(Op::Mul, {positions(length), Value::of_size(columns + 1)});
  const Dim start = columns * std::max<std::int64_t>(-k, 0) + std::max<std::int64_t>(k, 0);
  if (start != Dim(0)) at = op(Op::Add, {at, Value::of_size(start)});
  c.mark(span);
  const int axis = static_cast<int>(flat.labels.size()) + rank(flat) - 1;
  return Value::array(c.graph_.gather(Op::GatherClamp, flat.id, at.id, {axis}), flat.labels);
}

Value Functions::diagonal() {
  const Value x = array(0);
  if (rank(x) < 2) fail(Code::RankMismatch, place(0), "a diagonal needs two axes");
  const Dim offset = static_cast<std::int64_t>(integer(1, "offset", 0));
  return diagonal_of(x, offset, has(2) ? axis(2, rank(x)) : 0, has(3) ? axis(3, rank(x)) : 1);
}

Value Functions::trace() {
  const Value found = diagonal();
  return c.reduce("sum", found, {rank(found) - 1}, false, span);
}

}  // namespace sinter::lang
