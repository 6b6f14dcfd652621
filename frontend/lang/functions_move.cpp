// Functions that rearrange, repeat or extend what an array holds.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {

Value Functions::moveaxis() {
  const Value x = array(0);
  const int count = rank(x);
  const auto list = [&](std::size_t i) {
    std::vector<int> axes;
    for (const Value& item : items(i)) {
      const auto found = c.constant_integer(item);
      if (!found) fail(Code::BadArgument, place(i), "an axis is a constant integer");
      axes.push_back(c.normalize_axis(*found, count, place(i)));
      if (std::count(axes.begin(), axes.end(), axes.back()) > 1)
        fail(Code::BadAxis, place(i), "an axis is given twice");
    }
    return axes;
  };
  const std::vector<int> from = list(1);
  const std::vector<int> to = list(2);
  if (from.size() != to.size()) {
    fail(Code::BadArgument, span,
         fmt::format("{} axes are moved to {} places", from.size(), to.size()));
  }
  std::vector<int> order(static_cast<std::size_t>(count), -1);
  for (std::size_t i = 0; i < from.size(); ++i) order[static_cast<std::size_t>(to[i])] = from[i];
  int next = 0;
  for (int& place : order) {
    if (place >= 0) continue;
    while (std::find(from.begin(), from.end(), next) != from.end()) ++next;
    place = next++;
  }
  return permuted(x, order);
}

Value Functions::swapaxes() {
  const Value x = array(0);
  std::vector<int> order;
  for (int axis = 0; axis < rank(x); ++axis) order.push_back(axis);
  std::swap(order[static_cast<std::size_t>(axis(1, rank(x)))],
            order[static_cast<std::size_t>(axis(2, rank(x)))]);
  return permuted(x, order);
}

Value Functions::ravel() { return flat(array(0)); }

Value Functions::flip_axes(const Value& v, const std::vector<int>& axes) const {
  Shape sizes = c.graph_.type(v.id).shape;
  std::vector<Dim> starts(sizes.size(), Dim(0));
  std::vector<std::int64_t> steps(sizes.size(), 1);
  for (const int axis : axes) {
    const std::size_t at = v.labels.size() + static_cast<std::size_t>(axis);
    starts[at] = sizes[at] - 1;
    steps[at] = -1;
  }
  c.mark(span);
  return Value::array(c.graph_.slice(v.id, sizes, std::move(starts), std::move(steps)), v.labels,
                      v.weak);
}

Value Functions::flip() {
  const Value x = array(0);
  return flip_axes(x, axes(1, rank(x)));
}

Value Functions::fliplr() {
  const Value x = array(0);
  if (rank(x) < 2) fail(Code::RankMismatch, place(0), "`fliplr` needs two axes");
  return flip_axes(x, {1});
}

Value Functions::flipud() {
  const Value x = array(0);
  if (rank(x) < 1) fail(Code::RankMismatch, place(0), "`flipud` needs an axis");
  return flip_axes(x, {0});
}

Value Functions::rot90() {
  const Value x = array(0);
  if (rank(x) < 2) fail(Code::RankMismatch, place(0), "`rot90` needs two axes");
  const auto turns = static_cast<int>(((integer(1, "k", 1) % 4) + 4) % 4);
  std::vector<int> swapped{1, 0};
  for (int axis = 2; axis < rank(x); ++axis) swapped.push_back(axis);
  if (turns == 1) return permuted(flip_axes(x, {1}), swapped);
  if (turns == 2) return flip_axes(x, {0, 1});
  if (turns == 3) return flip_axes(permuted(x, swapped), {1});
  return x;
}

/// Known shifts as two slices; others as positions that wrap.
Value Functions::rolled(const Value& v, const Value& shift, int axis) const {
  const Dim size = shape(v)[static_cast<std::size_t>(axis)];
  const bool known = shift.is_size() && (!shift.is_integer() || fits(shift.integer, DType::kI64));
  if (known) {
    const Dim by = shift.is_integer() ? Dim(static_cast<std::int64_t>(shift.integer)) : shift.size;
    const Dim tail = c.graph_.dims.mod(by, c.graph_.dims.max(size, 1));
    // Of an empty axis the remainder by 1 is 0, so that both parts are empty.
    if (tail == Dim(0)) return v;
    return join({slice(v, axis, size - tail, tail), slice(v, axis, 0, size - tail)}, axis);
  }
  if (!is_integer(c.dtype_of(shift)) || rank(shift) != 0 || !shift.labels.empty())
    fail(Code::BadArgument, span, "a shift is an integer");
  const Value from = op(Op::Sub, {positions(size), c.cast(shift, DType::kI64, span)});
  return beyond(v, from, axis, {Op::GatherWrap, {}});
}

Value Functions::roll() {
  const Value x = array(0);
  const std::vector<Value> shifts = items(1);
  if (!has(2)) {
    if (shifts.size() != 1) fail(Code::BadArgument, place(1), "several shifts need as many axes");
    return c.reshape(rolled(flat(x), shifts[0], 0), shape(x), span);
  }
  const std::vector<Value> named = items(2);
  const std::size_t count = std::max(named.size(), shifts.size());
  if ((named.size() != count && named.size() != 1) ||
      (shifts.size() != count && shifts.size() != 1))
    fail(Code::BadArgument, place(1),
         fmt::format("{} shifts for {} axes", shifts.size(), named.size()));
  Value result = x;
  for (std::size_t i = 0; i < count; ++i) {
    const auto axis = c.constant_integer(named[named.size() == 1 ? 0 : i]);
    if (!axis) fail(Code::BadArgument, place(2), "an axis is a constant integer");
    result = rolled(result, shifts[shifts.size() == 1 ? 0 : i],
                    c.normalize_axis(*axis, rank(x), place(2)));
  }
  return result;
}

Value Functions::repeat() {
  const Value x = has(2) ? array(0) : flat(array(0));
  const Value given = value(1);
  if (c.rank_of(given) > 0) {
    c.unavailable_at(Code::FeatureUnavailable, place(1),
                     "a repetition of each element as often as an array says is");
  }
  const Dim times = size(given, place(1));
  if (rank(x) == 0) return fill(x, {times});
  const auto at = static_cast<std::size_t>(has(2) ? axis(2, rank(x)) : 0);
  Shape sizes = shape(x);
  Shape wide = sizes;
  wide.insert(wide.begin() + static_cast<std::ptrdiff_t>(at) + 1, times);
  const Value spread = fill(c.insert_axes(x, {static_cast<int>(at) + 1}, span), wide);
  sizes[at] = mul(sizes[at], times);
  return c.reshape(spread, sizes, span);
}

Value Functions::tile() {
  Value x = array(0);
  std::vector<Dim> times = sizes(1);
  while (static_cast<int>(times.size()) < rank(x)) times.insert(times.begin(), Dim(1));
  std::vector<int> fresh;
  for (int i = 0; i + rank(x) < static_cast<int>(times.size()); ++i) fresh.push_back(i);
  x = c.insert_axes(x, fresh, span);
  // Every axis gets one before it, which runs over the repetitions.
  const Shape own = shape(x);
  std::vector<int> before;
  Shape wide;
  Shape sizes;
  for (std::size_t i = 0; i < own.size(); ++i) {
    if (times[i] != Dim(1)) {
      before.push_back(static_cast<int>(wide.size()));
      wide.push_back(times[i]);
    }
    wide.push_back(own[i]);
    sizes.push_back(mul(own[i], times[i]));
  }
  if (before.empty()) return x;
  return c.reshape(fill(c.insert_axes(x, before, span), wide), sizes, span);
}

namespace {

/// An array with at least one, two or three axes, as NumPy's atleast_nd.
std::vector<int> missing_axes(int rank, int wanted) {
  if (rank >= wanted) return {};
  if (wanted == 1) return {0};
  if (wanted == 2) return rank == 0 ? std::vector{0, 1} : std::vector{0};
  return rank == 0 ? std::vector{0, 1, 2} : rank == 1 ? std::vector{0, 2} : std::vector{2};
}

}  // namespace

Value Functions::hstack() {
  std::vector<Value> arrays = c.array_list(call.given[0], span);
  for (Value& array : arrays) array = c.insert_axes(array, missing_axes(rank(array), 1), span);
  const int axis = rank(arrays[0]) == 1 ? 0 : 1;
  for (const Value& array : arrays) {
    if (rank(array) != rank(arrays[0]))
      fail(Code::RankMismatch, span, "the arrays of `hstack` have different numbers of axes");
  }
  return join(std::move(arrays), axis);
}

Value Functions::vstack() {
  std::vector<Value> arrays = c.array_list(call.given[0], span);
  for (Value& array : arrays) {
    array = c.insert_axes(array, missing_axes(rank(array), 2), span);
    if (rank(array) != rank(arrays[0]))
      fail(Code::RankMismatch, span, "the arrays of `vstack` have different numbers of axes");
  }
  return join(std::move(arrays), 0);
}

Value Functions::dstack() {
  std::vector<Value> arrays = c.array_list(call.given[0], span);
  for (Value& array : arrays) {
    array = c.insert_axes(array, missing_axes(rank(array), 3), span);
    if (rank(array) != rank(arrays[0]))
      fail(Code::RankMismatch, span, "the arrays of `dstack` have different numbers of axes");
  }
  return join(std::move(arrays), 2);
}

Value Functions::column_stack() {
  std::vector<Value> arrays = c.array_list(call.given[0], span);
  for (Value& array : arrays) {
    if (rank(array) == 0) array = c.insert_axes(array, {0}, span);
    if (rank(array) == 1) array = c.insert_axes(array, {1}, span);
    if (rank(array) != 2)
      fail(Code::RankMismatch, span, "`column_stack` takes arrays with one axis or two");
  }
  return join(std::move(arrays), 1);
}

/// Equal parts, or parts between given positions.
Value Functions::split() {
  const Value x = array(0);
  const int at = has(2) ? axis(2, rank(x)) : 0;
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), "a scalar cannot be split");
  const Dim size = shape(x)[static_cast<std::size_t>(at)];
  std::vector<Value> parts;
  const Value given = c.eval_outside_elements(call.given[1]);
  if (given.has_items()) {
    Dim start = 0;
    for (std::size_t i = 0; i <= given.items.size(); ++i) {
      Dim stop = size;
      if (i < given.items.size()) {
        const auto bound = c.constant_integer(given.items[i]);
        if (!bound || !fits(*bound, DType::kI32))
          fail(Code::BadArgument, place(1), "the places of `split` are constant integers");
        const auto number = static_cast<std::int64_t>(*bound);
        stop = c.cut_off(number < 0 ? size + number : Dim(number), 0, size);
      }
      parts.push_back(slice(x, at, start, c.graph_.dims.max(stop - start, 0)));
      start = stop;
    }
    return Value::tuple(std::move(parts));
  }
  const Wide count = integer(1, "the number of parts");
  if (count < 1 || count > 1024) {
    fail(Code::BadArgument, place(1), "the number of parts is a constant between 1 and 1024");
  }
  const auto number = static_cast<std::int64_t>(count);
  const Dim length = c.graph_.dims.floor_div(size, number);
  c.require_equal({size, fmt::format("axis {}", at)},
                  {length * number, fmt::format("{} equal parts", number)}, Code::SizeMismatch,
                  span,
                  "`split` does not divide the axis (`array_split` makes parts of two sizes)");
  for (std::int64_t i = 0; i < number; ++i) parts.push_back(slice(x, at, length * i, length));
  return Value::tuple(std::move(parts));
}

/// Parts whose sizes differ by one at most, the longer ones first.
Value Functions::array_split() {
  const Value x = array(0);
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), "a scalar cannot be split");
  const Value given = c.eval_outside_elements(call.given[1]);
  if (given.has_items()) return split();
  const int at = has(2) ? axis(2, rank(x)) : 0;
  const Dim size = shape(x)[static_cast<std::size_t>(at)];
  const Wide count = integer(1, "the number of parts");
  if (count < 1 || count > 1024)
    fail(Code::BadArgument, place(1), "the number of parts is a constant between 1 and 1024");
  const auto number = static_cast<std::int64_t>(count);
  std::vector<Value> parts;
  Dim start = 0;
  for (std::int64_t i = 0; i < number; ++i) {
    const Dim length = c.graph_.dims.floor_div(size + (number - 1 - i), number);
    parts.push_back(slice(x, at, start, length));
    start = start + length;
  }
  return Value::tuple(std::move(parts));
}

Value Functions::pad() {
  Value x = array(0);
  const int count = rank(x);
  const Value given = c.eval_outside_elements(call.given[1]);
  using Width = std::pair<Dim, Dim>;
  const auto pair = [&](const Value& v) -> Width {
    if (!v.has_items()) {
      const Dim both = size(v, place(1));
      return {both, both};
    }
    if (v.items.size() != 2)
      fail(Code::BadArgument, place(1), "the widths of an axis are a pair: (before, after)");
    return {size(v.items[0], place(1)), size(v.items[1], place(1))};
  };
  std::vector<Width> widths;
  const bool each = given.has_items() && !given.items.empty() && given.items[0].has_items();
  if (each) {
    for (const Value& item : given.items) widths.push_back(pair(item));
    if (widths.size() == 1) widths.resize(static_cast<std::size_t>(count), widths[0]);
  } else {
    widths.assign(static_cast<std::size_t>(count), pair(given));
  }
  if (static_cast<int>(widths.size()) != count) {
    fail(Code::BadArgument, place(1),
         fmt::format("widths for {} axes, but the array has {}", widths.size(), count));
  }
  const DType type = c.dtype_of(x);
  BorderMode mode;
  const std::string_view named = has(2) ? word(2) : "constant";
  if (named == "constant") {
    const Value scalar_value = has(3) ? scalar(3) : Value::of_integer(0);
    mode = {Op::GatherFill, c.cast(c.to_array(scalar_value, span), type, span)};
  } else {
    mode = border_mode(call.given[2], type);
  }
  for (int axis = 0; axis < count; ++axis) {
    const auto& [before, after] = widths[static_cast<std::size_t>(axis)];
    x = extended(x, axis, before, after, mode);
  }
  return x;
}

/// The array itself, whose subscripts may go beyond its ends.
Value Functions::border() {
  Value x = array(0);
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), "a scalar has no border");
  const BorderMode mode = border_mode(call.given[1], c.dtype_of(x));
  x.border = mode.op;
  x.fill = mode.op == Op::GatherFill ? mode.fill.id : graph::ValueId();
  return x;
}

Value Functions::take() {
  const Value x = has(2) ? array(0) : flat(array(0));
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), "a scalar has no elements to take");
  const int at = has(2) ? axis(2, rank(x)) : 0;
  Value positions = array(1);
  if (!is_integer(c.dtype_of(positions))) {
    fail(Code::BadSubscript, place(1),
         fmt::format("positions are integers, found {}", sinter::name(c.dtype_of(positions))));
  }
  std::vector<Pick> picks;
  for (int axis = 0; axis < rank(x); ++axis) {
    Pick pick;
    pick.span = place(1);
    pick.size = shape(x)[static_cast<std::size_t>(axis)];
    if (axis == at) {
      pick.kind = Pick::Kind::Positions;
      pick.positions = c.as_positions(positions, span);
      const std::string_view named = has(3) ? word(3) : "checked";
      if (named != "checked" && named != "raise") {
        const BorderMode mode = border_mode(call.given[3], c.dtype_of(x));
        pick.mode = mode.op;
        pick.fill = mode.op == Op::GatherFill ? mode.fill.id : graph::ValueId();
        pick.positions = cast(positions, DType::kI64);
      }
    }
    picks.push_back(std::move(pick));
  }
  return c.pick(x, std::move(picks), span);
}

/// Element (i, j) of the result is element (positions[i, j], j) of the array, and so on.
Value Functions::take_along_axis() {
  const Value x = array(0);
  const Value at = array(1);
  const int along_axis = axis(2, rank(x));
  if (rank(at) != rank(x)) {
    fail(Code::RankMismatch, place(1),
         fmt::format("the positions have {}, the array has {}", axes_text(rank(at)), rank(x)));
  }
  if (!is_integer(c.dtype_of(at))) {
    fail(Code::BadSubscript, place(1),
         fmt::format("positions are integers, found {}", sinter::name(c.dtype_of(at))));
  }
  std::vector<Pick> picks;
  for (int axis = 0; axis < rank(x); ++axis) {
    Pick pick;
    pick.span = place(1);
    pick.kind = Pick::Kind::Positions;
    pick.size = shape(x)[static_cast<std::size_t>(axis)];
    pick.proved = axis != along_axis;
    pick.positions =
        axis == along_axis ? c.as_positions(at, span) : along(positions(pick.size), rank(x), axis);
    picks.push_back(std::move(pick));
  }
  return c.pick(x, std::move(picks), span);
}

}  // namespace sinter::lang
