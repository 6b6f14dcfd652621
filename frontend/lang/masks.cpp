// Selecting by a mask: arrays whose sizes are the number of elements that are true.
#include "compiler/support/check.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {

/// Where a mask of one axis is true, in order. The k-th true element writes its position to place
/// k, the others write behind the end.
Value Checker::true_positions(const Value& mask, Span span) {
  const Dim size = shape_of(mask).at(0);
  const Value flags = cast(mask, DType::kI64, span);
  const Value count = reduce("sum", flags, {0}, false, span);
  const Dim trues = bind_scalar(count, "count", span);
  mark(span);
  const Value rank = Value::array(graph_.scan(Op::ScanSum, flags.id, 0));
  const auto element = [&](Op op, std::vector<Value> operands) {
    return elementwise(op, std::move(operands), span, "mask");
  };
  const Value place = broadcast_to(
      element(Op::Select, {mask, element(Op::Sub, {rank, Value::of_integer(1)}), count}), {},
      {size});
  mark(span);
  const Value none = broadcast_to(to_array(Value::of_integer(0), DType::kI64, span), {},
                                  {graph_.dims.max(trues, 0) + 1});
  const graph::ValueId places[] = {place.id};
  const Value written =
      Value::array(graph_.scatter(none.id, graph_.iota(size), places, {graph::ScatterMode::kSet}));
  return Value::array(graph_.slice(written.id, {graph_.dims.max(trues, 0)}, {Dim(0)}, {1}));
}

/// x[mask] and x[mask, ...] of a mask with several axes: those axes become one. Nothing where the
/// subscripts are something else.
std::optional<Value> Checker::pick_by_wide_mask(const Expr& expr, const Value& base) {
  const ExprId first = expr.children[1];
  const ExprKind kind = node(first).kind;
  if (kind == ExprKind::Slice || kind == ExprKind::Ellipsis || kind == ExprKind::NewAxis ||
      kind == ExprKind::Binder || affine(first))
    return std::nullopt;
  const Value mask = eval(first);
  if (!mask.is_array() || dtype_of(mask) != DType::kBool || rank_of(mask) < 2) return std::nullopt;
  const Span span = node(first).span;
  const auto axes = static_cast<std::size_t>(rank_of(mask));
  const Shape sizes = shape_of(base);
  for (std::size_t i = 2; i < expr.children.size(); ++i) {
    const Expr& item = node(expr.children[i]);
    if (item.kind != ExprKind::Ellipsis)
      unavailable_at(Code::FeatureUnavailable, item.span,
                     "a subscript beside a mask of several axes is");
  }
  if (axes > sizes.size()) {
    fail(Code::RankMismatch, span,
         fmt::format("the mask has {}, the array has {}", axes_text(axes), sizes.size()));
  }
  Dim count = 1;
  for (std::size_t axis = 0; axis < axes; ++axis) {
    require_mask_size(shape_of(mask)[axis], sizes[axis], static_cast<int>(axis), span);
    count = graph_.dims.mul(count, sizes[axis]);
  }
  Shape rows{count};
  rows.insert(rows.end(), sizes.begin() + static_cast<std::ptrdiff_t>(axes), sizes.end());
  const Shape masked(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(axes));
  const Value fitting = resized(mask, shape_of(mask), masked);
  Pick pick = mask_pick(reshape(fitting, {count}, span), count, 0, span);
  std::vector<Pick> picks{std::move(pick)};
  for (std::size_t axis = 1; axis < rows.size(); ++axis) {
    Pick whole;
    whole.span = span;
    whole.size = rows[axis];
    picks.push_back(std::move(whole));
  }
  return this->pick(reshape(base, rows, span), picks, span);
}

void Checker::require_mask_size(const Dim& mask, const Dim& size, int axis, Span span) {
  require_equal({mask, fmt::format("axis {} of the mask", axis)}, {size, "that of the array"},
                Code::SizeMismatch, span, "the mask has another shape than the array");
}

/// A mask of one axis as a subscript of an axis.
Pick Checker::mask_pick(const Value& mask, const Dim& size, int axis, Span span) {
  if (!mask.is_array() || !mask.labels.empty() || rank_of(mask) != 1) {
    fail(Code::BadSubscript, span, "a bool is no subscript; a mask has an axis", {},
         "a choice element by element: where(condition, x, 0)");
  }
  require_mask_size(shape_of(mask)[0], size, axis, span);
  Pick result;
  result.kind = Pick::Kind::Positions;
  result.span = span;
  result.proved = true;
  result.positions = true_positions(resized(mask, shape_of(mask), {size}), span);
  return result;
}

/// The positions of what is true (not 0) in the array's row-major order.
Value Functions::flatnonzero() {
  const Value mask = flat(c.to_bool(array(0), span));
  return c.true_positions(mask, span);
}

/// A tuple of the positions of what is true (not 0): those along axis 0, along axis 1, ...
Value Functions::nonzero() {
  const Value x = array(0);
  const Shape sizes = shape(x);
  if (sizes.empty()) fail(Code::RankMismatch, place(0), "`nonzero` needs an axis");
  Value rest = c.true_positions(flat(c.to_bool(x, span)), span);
  std::vector<Value> axes(sizes.size());
  for (std::size_t axis = sizes.size(); axis-- > 1;) {
    const Value size = Value::of_size(c.graph_.dims.max(sizes[axis], 1));
    axes[axis] = op(Op::Mod, {rest, size});
    rest = op(Op::FloorDiv, {rest, size});
  }
  axes[0] = rest;
  return Value::tuple(std::move(axes));
}

/// The parts of an axis (of all elements, where none is named) whose condition is true; what is
/// behind the end of the condition goes.
Value Functions::compress() {
  const Value condition = c.to_bool(array(0), span);
  if (rank(condition) != 1)
    fail(Code::RankMismatch, place(0), "the condition of `compress` has one axis");
  const Value x = has(2) ? array(1) : flat(array(1));
  if (rank(x) == 0) fail(Code::RankMismatch, place(1), "`compress` needs an axis");
  const int at = has(2) ? axis(2, rank(x)) : 0;
  const Value positions = c.true_positions(condition, span);
  c.mark(span);
  const int place_of_axis = static_cast<int>(x.labels.size()) + at;
  return Value::array(c.graph_.gather(x.id, positions.id, place_of_axis), x.labels, x.weak);
}

/// The elements at which a condition of the same number of elements is true.
Value Functions::extract() {
  const Value condition = flat(c.to_bool(array(0), span));
  const Value x = flat(array(1));
  c.require_mask_size(shape(condition)[0], shape(x)[0], 0, place(0));
  const Value positions = c.true_positions(condition, span);
  c.mark(span);
  return Value::array(c.graph_.gather(x.id, positions.id, 0), x.labels, x.weak);
}

}  // namespace sinter::lang
