// The table of array functions, their arguments, and what they are made of.
#include "frontend/lang/functions.h"

#include <algorithm>
#include <array>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"

namespace sinter::lang {

std::span<const Functions::Row> Functions::rows() {
  static constexpr auto kRows = std::to_array<Row>({
      {"zeros", "shape, dtype?", &Functions::zeros},
      {"ones", "shape, dtype?", &Functions::ones},
      {"full", "shape, fill_value, dtype?", &Functions::full},
      {"zeros_like", "x, dtype?", &Functions::zeros_like},
      {"ones_like", "x, dtype?", &Functions::ones_like},
      {"full_like", "x, fill_value, dtype?", &Functions::full_like},
      {"eye", "N, M?, k?, dtype?", &Functions::eye},
      {"identity", "n, dtype?", &Functions::identity},
      {"tri", "N, M?, k?, dtype?", &Functions::tri},
      {"tril", "x, k?", &Functions::tril},
      {"triu", "x, k?", &Functions::triu},
      {"arange", "start, stop?, step?, dtype?", &Functions::arange},
      {"linspace", "start, stop, num?, endpoint?, dtype?", &Functions::linspace},
      {"meshgrid", "x, y, z?, indexing?", &Functions::meshgrid},
      {"indices", "shape", &Functions::indices},
      {"diag", "x, k?", &Functions::diag},
      {"diagonal", "x, offset?, axis1?, axis2?", &Functions::diagonal},
      {"trace", "x, offset?, axis1?, axis2?", &Functions::trace},
      {"moveaxis", "x, source, destination", &Functions::moveaxis},
      {"swapaxes", "x, axis1, axis2", &Functions::swapaxes},
      {"copy", "x", &Functions::copy},
      {"ravel", "x", &Functions::ravel},
      {"flatten", "x", &Functions::ravel},
      {"flip", "x, axis?", &Functions::flip},
      {"fliplr", "x", &Functions::fliplr},
      {"flipud", "x", &Functions::flipud},
      {"rot90", "x, k?", &Functions::rot90},
      {"roll", "x, shift, axis?", &Functions::roll},
      {"repeat", "x, repeats, axis?", &Functions::repeat},
      {"tile", "x, reps", &Functions::tile},
      {"hstack", "arrays", &Functions::hstack},
      {"vstack", "arrays", &Functions::vstack},
      {"dstack", "arrays", &Functions::dstack},
      {"column_stack", "arrays", &Functions::column_stack},
      {"split", "x, sections, axis?", &Functions::split},
      {"array_split", "x, sections, axis?", &Functions::array_split},
      {"pad", "x, pad_width, mode?, constant_values?", &Functions::pad},
      {"border", "x, mode", &Functions::border},
      {"take", "x, indices, axis?, mode?", &Functions::take},
      {"take_along_axis", "x, indices, axis", &Functions::take_along_axis},
      {"var", "x, axis?, ddof?, keepdims?", &Functions::var},
      {"std", "x, axis?, ddof?, keepdims?", &Functions::deviation},
      {"average", "x, axis?, weights?", &Functions::average},
      {"count_nonzero", "x, axis?, keepdims?", &Functions::count_nonzero},
      {"flatnonzero", "x", &Functions::flatnonzero},
      {"nonzero", "x", &Functions::nonzero},
      {"compress", "condition, x, axis?", &Functions::compress},
      {"extract", "condition, x", &Functions::extract},
      {"ptp", "x, axis?, keepdims?", &Functions::ptp},
      {"cumsum", "x, axis?", &Functions::cumsum},
      {"cumprod", "x, axis?", &Functions::cumprod},
      {"cummax", "x, axis?", &Functions::cummax},
      {"cummin", "x, axis?", &Functions::cummin},
      {"diff", "x, n?, axis?", &Functions::diff},
      {"dot", "a, b", &Functions::dot},
      {"inner", "a, b", &Functions::inner},
      {"outer", "a, b", &Functions::outer},
      {"vdot", "a, b", &Functions::vdot},
      {"tensordot", "a, b, axes?", &Functions::tensordot},
      {"kron", "a, b", &Functions::kron},
      {"einsum", "subscripts, *operands", &Functions::einsum},
  });
  return kRows;
}

std::span<const std::string_view> array_function_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result;
    for (const Functions::Row& row : Functions::rows()) result.push_back(row.name);
    return result;
  }();
  return names;
}

std::optional<Value> Checker::call_array_function(const Expr& expr, std::string_view name) {
  const auto rows = Functions::rows();
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const Functions::Row& r) { return r.name == name; });
  if (row == rows.end()) return std::nullopt;
  const Arguments arguments = match(expr, row->parameters);
  Functions call{*this, arguments, row->name, node(expr.children[0]).span};
  return (call.*row->make)();
}

// Arguments.

void Functions::fail(Code code, Span where, std::string message, std::string help) const {
  c.fail(code, where, std::move(message), {}, std::move(help));
}

Value Functions::value(std::size_t i) const {
  const Value result = c.eval_outside_elements(call.given[i]);
  c.require_value(result, place(i));
  return result;
}

/// The argument as an array; what is weak stays so.
Value Functions::array(std::size_t i) const {
  const Value given = value(i);
  if (given.is_array()) return given;
  Value result = c.to_array(given, place(i));
  result.weak = given.is_size() || given.kind == Value::Kind::Float;
  return result;
}

Value Functions::scalar(std::size_t i) const {
  const Value given = value(i);
  if (c.rank_of(given) != 0) {
    fail(Code::BadArgument, place(i),
         fmt::format("`{}` takes one number here, found an array of {}", name,
                     axes_text(c.rank_of(given))));
  }
  return given;
}

Wide Functions::integer(std::size_t i, std::string_view what) const {
  const auto found = c.constant_integer(value(i));
  if (!found || !fits(*found, DType::kI32)) {
    fail(Code::BadArgument, place(i), fmt::format("{} of `{}` is a constant integer", what, name));
  }
  return *found;
}

Wide Functions::integer(std::size_t i, std::string_view what, Wide otherwise) const {
  return has(i) ? integer(i, what) : otherwise;
}

int Functions::axis(std::size_t i, int rank) const {
  return c.axes_argument(call.given[i], rank, false)[0];
}

/// The axes that are named, or all of them; sorted.
std::vector<int> Functions::axes(std::size_t i, int rank) const {
  if (has(i)) return c.axes_argument(call.given[i], rank, true);
  std::vector<int> all;
  for (int axis = 0; axis < rank; ++axis) all.push_back(axis);
  return all;
}

/// The items of a tuple, or the one value.
std::vector<Value> Functions::items(std::size_t i) const {
  Value given = c.eval_outside_elements(call.given[i]);
  if (given.kind == Value::Kind::Poisoned) throw Poison{};
  return given.has_items() ? std::move(given.items) : std::vector<Value>{given};
}

/// A size: a constant, what follows from dimensions, or a scalar of the program (below 0 it is 0).
Dim Functions::size(const Value& given, Span where) const {
  if (c.is_integer_scalar(given)) return c.graph_.dims.max(c.bind_scalar(given, "n", where), 0);
  if (!given.is_size() || (given.is_integer() && !fits(given.integer, DType::kI64)))
    fail(Code::BadArgument, where, fmt::format("a size of `{}` is an integer", name));
  const Dim result =
      given.is_integer() ? Dim(static_cast<std::int64_t>(given.integer)) : given.size;
  c.require_at_least(result, 0, Code::NegativeSize, where, "a size is {left}");
  return result;
}

std::vector<Dim> Functions::sizes(std::size_t i) const {
  std::vector<Dim> result;
  for (const Value& item : items(i)) result.push_back(size(item, place(i)));
  return result;
}

/// The dtype that a name stands for: f32, or a type variable.
DType Functions::dtype(std::size_t i, DType otherwise) const {
  if (!has(i)) return otherwise;
  const Expr& expr = c.node(call.given[i]);
  if (expr.kind == ExprKind::Name) {
    if (const auto found = dtype_from_name(expr.name)) {
      c.require_available(*found, expr.span);
      return *found;
    }
    const auto bound = c.frame_->types.find(expr.name);
    if (bound != c.frame_->types.end()) return bound->second;
  }
  fail(Code::BadArgument, expr.span, "a dtype is needed here: f32, i64, bool, ...",
       habit_of_dtype(i));
}

/// What an argument in the place of a dtype was meant to be: a dtype by another name or in quotes,
/// or a size of the shape in front of it.
std::string Functions::habit_of_dtype(std::size_t i) const {
  const Expr& expr = c.node(call.given[i]);
  if (const auto ours = dtype_elsewhere(expr.name); !ours.empty())
    return fmt::format("write {}", ours);
  if (expr.kind == ExprKind::Text)
    return dtype_from_name(expr.name) ? fmt::format("write `{}`", expr.name) : "";
  const auto& arguments = call.call->children;
  const bool is_positional = std::ranges::find(arguments, call.given[i]) != arguments.end();
  if (!is_positional || !builtin_parameters(name).starts_with("shape") ||
      c.node(call.given[0]).kind == ExprKind::Tuple)
    return {};
  std::string rest;
  for (std::size_t k = 2; k <= i; ++k) rest += ", " + c.quote(call.given[k]);
  return fmt::format("a shape is a tuple: {}(({}, {}){})", name, c.quote(call.given[0]),
                     c.quote(call.given[1]), rest);
}

/// A word such as `edge`, bare or in quotes; nothing where the argument is something else.
std::string_view Functions::word(std::size_t i) const {
  const Expr& expr = c.node(call.given[i]);
  const bool is_word = expr.kind == ExprKind::Name || expr.kind == ExprKind::Text;
  return is_word ? expr.name : std::string_view();
}

/// clamp, wrap, reflect, const(value) or fill(value), and NumPy's names for them.
BorderMode Functions::border_mode(ExprId id, DType dtype) const {
  const Expr& expr = c.node(id);
  if (expr.kind == ExprKind::Name || expr.kind == ExprKind::Text) {
    if (expr.name == "clamp" || expr.name == "edge" || expr.name == "clip")
      return {Op::GatherClamp, {}};
    if (expr.name == "wrap") return {Op::GatherWrap, {}};
    if (expr.name == "reflect") return {Op::GatherReflect, {}};
  }
  const bool calls = expr.kind == ExprKind::Call && expr.children.size() == 2 &&
                     c.node(expr.children[0]).kind == ExprKind::Name;
  if (calls) {
    const std::string_view called = c.node(expr.children[0]).name;
    if (called == "const" || called == "fill") {
      const Value given = c.eval_outside_elements(expr.children[1]);
      c.require_value(given, expr.span);
      if (c.rank_of(given) != 0 || !given.labels.empty())
        fail(Code::BadArgument, expr.span, fmt::format("`{}` takes one number", called));
      if (is_float(c.dtype_of(given)) && !is_float(dtype)) {
        fail(Code::NeedsCast, expr.span,
             fmt::format("{} does not fit into an array of {}", c.quote(expr.children[1]),
                         sinter::name(dtype)));
      }
      return {Op::GatherFill, c.to_array(given, dtype, expr.span)};
    }
  }
  fail(Code::BadArgument, expr.span, fmt::format("`{}` has no mode {}", name, c.quote(id)),
       "the modes are clamp, wrap, reflect and const(value)");
}

// What calls are made of.

Dim Functions::product(const Shape& sizes) const {
  Dim result = 1;
  for (const Dim& size : sizes) result = mul(result, size);
  return result;
}

/// 0, 1, ..., count - 1 as i64.
Value Functions::positions(const Dim& count) const {
  c.mark(span);
  return Value::array(c.graph_.iota(count));
}

Value Functions::shifted_positions(const Dim& count, const Dim& first) const {
  const Value from_zero = positions(count);
  return first == Dim(0) ? from_zero : op(Op::Add, {from_zero, Value::of_size(first)});
}

/// One value repeated to a shape.
Value Functions::fill(const Value& scalar, Shape sizes) const {
  c.mark(span);
  return c.broadcast_to(scalar, scalar.labels, sizes);
}

Value Functions::number(double value, DType dtype) const {
  return c.to_array(Value::of_float(value), dtype, span);
}

/// A vector as axis `axis` of an array with `rank` axes.
Value Functions::along(const Value& v, int rank, int axis) const {
  std::vector<int> fresh;
  for (int i = 0; i < rank; ++i) {
    if (i != axis) fresh.push_back(i);
  }
  return c.insert_axes(v, fresh, span);
}

/// Elements start, start + step, ... of one axis; in bounds by what the caller knows.
Value Functions::slice(const Value& v, int axis, const Dim& start, const Dim& count,
                       std::int64_t step) const {
  Shape sizes = c.graph_.type(v.id).shape;
  const std::size_t at = v.labels.size() + static_cast<std::size_t>(axis);
  if (start == Dim(0) && step == 1 && sizes[at] == count) return v;
  std::vector<Dim> starts(sizes.size(), Dim(0));
  std::vector<std::int64_t> steps(sizes.size(), 1);
  sizes[at] = count;
  starts[at] = start;
  steps[at] = step;
  c.mark(span);
  return Value::array(c.graph_.slice(v.id, sizes, std::move(starts), std::move(steps)), v.labels,
                      v.weak);
}

Value Functions::join(std::vector<Value> parts, int axis) const {
  if (parts.size() == 1) return parts[0];
  return c.concatenate(std::move(parts), axis, span, name);
}

Value Functions::flat(const Value& v) const {
  if (rank(v) == 1) return v;
  return c.reshape(v, {product(shape(v))}, span);
}

Value Functions::permuted(const Value& v, const std::vector<int>& axes) const {
  return c.transpose(v, axes, span);
}

/// The elements at positions that may lie beyond the ends of an axis.
Value Functions::beyond(const Value& v, const Value& at, int axis, const BorderMode& mode) const {
  const Dim size = shape(v)[static_cast<std::size_t>(axis)];
  if (mode.op != Op::GatherFill) {
    const Dim some = c.graph_.dims.min(product(shape(at)), 1);
    c.require_at_least(size, some, Code::EmptyReduction, span,
                       fmt::format("`{}` reads beyond the ends of an axis without elements", name));
  }
  const std::vector<LabelId> labels = v.labels;
  c.mark(span);
  const auto id = c.graph_.gather(mode.op, v.id, at.id, {static_cast<int>(labels.size()) + axis},
                                  mode.op == Op::GatherFill ? mode.fill.id : graph::ValueId());
  return Value::array(id, labels);
}

/// The array with more elements before and after those of an axis.
Value Functions::extended(const Value& v, int axis, const Dim& before, const Dim& after,
                          const BorderMode& mode) const {
  const Dim size = shape(v)[static_cast<std::size_t>(axis)];
  std::vector<Value> parts;
  const auto part = [&](const Dim& count, const Dim& first) {
    if (count == Dim(0)) return;
    Value more;
    if (mode.op == Op::GatherFill) {
      Shape sizes = shape(v);
      sizes[static_cast<std::size_t>(axis)] = count;
      more = fill(mode.fill, std::move(sizes));
    } else {
      more = beyond(v, shifted_positions(count, first), axis, mode);
    }
    parts.push_back(std::move(more));
  };
  part(before, before * -1);
  parts.push_back(v);
  part(after, size);
  return join(std::move(parts), axis);
}

}  // namespace sinter::lang
