// Assignments to parts of arrays, and compound assignments. A part that is regular (slices, fixed
// positions, affine subscripts of free indices) is an update of the graph; positions that are data
// make it a scatter.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

TokenKind plain_operator(TokenKind op) {
  switch (op) {
    case TokenKind::PowerAssign:
      return TokenKind::Power;
    case TokenKind::FloorDivAssign:
      return TokenKind::FloorDiv;
    case TokenKind::ShiftLeftAssign:
      return TokenKind::ShiftLeft;
    case TokenKind::ShiftRightAssign:
      return TokenKind::ShiftRight;
    case TokenKind::PlusAssign:
      return TokenKind::Plus;
    case TokenKind::MinusAssign:
      return TokenKind::Minus;
    case TokenKind::StarAssign:
      return TokenKind::Star;
    case TokenKind::SlashAssign:
      return TokenKind::Slash;
    case TokenKind::PercentAssign:
      return TokenKind::Percent;
    case TokenKind::AtAssign:
      return TokenKind::At;
    case TokenKind::AmpersandAssign:
      return TokenKind::Ampersand;
    case TokenKind::PipeAssign:
      return TokenKind::Pipe;
    default:
      return TokenKind::Caret;
  }
}

}  // namespace

Value Checker::combine(TokenKind op, const Value& old, const Value& value, Span span) {
  if (op == TokenKind::MinAssign) return elementwise(Op::Min, {old, value}, span, "min=");
  if (op == TokenKind::MaxAssign) return elementwise(Op::Max, {old, value}, span, "max=");
  return binary(plain_operator(op), old, value, span);
}

void Checker::run_update(const Stmt& stmt) {
  const Expr& target = node(stmt.targets[0]);
  if (target.kind == ExprKind::Subscript) return update(target, stmt.op, stmt.value, stmt.mark);
  const Value old = eval_name(target);
  require_value(old, target.span);
  Value value = eval(stmt.value);
  require_value(value, node(stmt.value).span);
  value = combine(stmt.op, old, value, stmt.mark);
  CommonType common;
  add_to(common, old);
  if (!common.weak() && dtype_of(value) != dtype_of(old)) {
    if (!is_float(dtype_of(old)) && is_float(dtype_of(value))) {
      fail(Code::NeedsCast, stmt.mark,
           fmt::format("`{}` is {}, but the result is {}", target.name, name(dtype_of(old)),
                       name(dtype_of(value))),
           {}, fmt::format("convert it in the open: {}(...)", name(dtype_of(old))));
    }
    value = cast(value, dtype_of(old), stmt.mark);
  }
  bind(stmt.targets[0], std::move(value));
}

/// Names in the subscripts of a target that nothing binds: indices of the update.
void Checker::free_names(ExprId id, std::vector<const Expr*>& found) const {
  const Expr& expr = node(id);
  const bool bound =
      expr.kind == ExprKind::Name &&
      (bound_elsewhere(expr.name) || is_reserved(expr.name) || find_function(expr.name));
  if ((expr.kind == ExprKind::Name && !bound) || expr.kind == ExprKind::Binder) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const Expr* other) { return other->name == expr.name; });
    if (!known) found.push_back(&expr);
    return;
  }
  const std::size_t first = expr.kind == ExprKind::Call ? 1 : 0;
  for (std::size_t i = first; i < expr.children.size(); ++i) {
    if (expr.children[i]) free_names(expr.children[i], found);
  }
}

std::vector<LabelId> Checker::free_indices(const Expr& target) {
  std::vector<const Expr*> names;
  for (std::size_t i = 1; i < target.children.size(); ++i) free_names(target.children[i], names);
  std::vector<LabelId> own;
  for (const Expr* name : names) own.push_back(bind_index(*name));
  return own;
}

void Checker::update(const Expr& target, TokenKind op, ExprId value_id, Span span) {
  const ExprId base_id = target.children[0];
  const Expr& array = node(base_id);
  // An array of the file is updated as a name of the function.
  if (const ConstantDecl* constant = find_constant(array.name);
      constant && !frame_->names.contains(array.name)) {
    frame_->names[array.name] = constant_value(*constant, array.span);
  }
  const auto found = frame_->names.find(array.name);
  if (found == frame_->names.end()) {
    if (frame_->dims.contains(array.name)) bind(base_id, Value::of_integer(0));  // reports
    unknown_name(array);
  }
  if (found->second.kind == Value::Kind::Poisoned) throw Poison{};
  if (!found->second.is_array() || rank_of(found->second) == 0) {
    fail(Code::BadUpdate, target.span, fmt::format("`{}` is not an array", array.name));
  }
  Value base = found->second;
  base.border = Op::Gather;
  const std::size_t outer = frame_->indices.size();
  const std::vector<LabelId> own = free_indices(target);
  frame_->indices.insert(frame_->indices.end(), own.begin(), own.end());
  // The target's own subscripts give ranges first.
  if (!own.empty()) {
    std::vector<ExprId> places(target.children.begin() + 1, target.children.end());
    ranges_of_target(target, base, own);
    places.push_back(value_id);
    find_ranges(places, own);
  }
  if (own.empty() && update_mask(target, base, op, value_id, span)) return;
  const bool elements = std::exchange(frame_->elements, !own.empty());
  std::vector<Pick> picks = plan(target, base);
  bind_positions(picks, shape_of(base));
  Value value = eval(value_id);
  require_value(value, node(value_id).span);
  const bool regular = is_regular(picks);
  if (regular && op != TokenKind::Assign) {
    value = combine(op, pick(base, picks, target.span), value, span);
  }
  frame_->elements = elements;
  frame_->indices.resize(outer);
  const bool holds_calls = array.name.starts_with('<');  // made by flatten_recursion
  frame_->names[array.name] = regular
                                  ? update_slice(base, picks, value, span)
                                  : scatter(base, std::move(picks), value, op, span, holds_calls);
}

/// x[mask] = v, where the mask is the only subscript that says something: a choice element by
/// element. False when the target has no mask.
bool Checker::update_mask(const Expr& target, const Value& base, TokenKind op, ExprId value_id,
                          Span span) {
  const Expr& first = node(target.children[1]);
  const bool plain = first.kind == ExprKind::Slice || first.kind == ExprKind::Ellipsis ||
                     first.kind == ExprKind::NewAxis || first.kind == ExprKind::Binder;
  if (plain || affine(target.children[1])) return false;
  const Value found = eval_outside_elements(target.children[1]);
  require_value(found, first.span);
  if (dtype_of(found) != DType::kBool || !found.is_array()) return false;
  const int axes = rank_of(found);
  const int rank = rank_of(base);
  for (std::size_t i = 2; i < target.children.size(); ++i) {
    const Expr& item = node(target.children[i]);
    const bool whole =
        item.kind == ExprKind::Ellipsis || (item.kind == ExprKind::Slice && !item.children[0] &&
                                            !item.children[1] && !item.children[2]);
    if (!whole)
      unavailable_at(Code::UpdateUnavailable, item.span, "a mask beside other subscripts is");
  }
  if (axes == 0 || axes > rank) {
    fail(Code::RankMismatch, first.span,
         fmt::format("the mask has {}, the array has {}", axes_text(axes), rank));
  }
  for (int axis = 0; axis < axes; ++axis) {
    const auto at = static_cast<std::size_t>(axis);
    require_mask_size(shape_of(found)[at], shape_of(base)[at], axis, first.span);
  }
  Value value = eval(value_id);
  require_value(value, node(value_id).span);
  if (rank_of(value) > rank - axes) {
    fail(Code::RankMismatch, node(value_id).span,
         fmt::format("what a mask picks is assigned one value, or one that broadcasts to the {} "
                     "behind the mask; this has {}",
                     axes_text(rank - axes), rank_of(value)),
         {}, "choose element by element: where(mask, value, x)");
  }
  std::vector<int> behind;
  for (int axis = axes; axis < rank; ++axis) behind.push_back(axis);
  const Value mask = insert_axes(found, behind, span);
  const DType dtype = dtype_of(base);
  if (op != TokenKind::Assign) {
    // Elements that are not picked must not fail.
    const bool fails = op == TokenKind::FloorDivAssign || op == TokenKind::PercentAssign ||
                       op == TokenKind::PowerAssign;
    if (fails) value = elementwise(Op::Select, {mask, value, Value::of_integer(1)}, span, "where");
    value = combine(op, base, value, span);
  }
  value = cast(value.is_array() ? value : to_array(value, dtype, span), dtype, span);
  Value result = elementwise(Op::Select, {mask, value, base}, span, "where");
  frame_->names[node(target.children[0]).name] = std::move(result);
  return true;
}

/// Plain names in a target's subscripts run over the axes that they stand at.
void Checker::ranges_of_target(const Expr& target, const Value& base,
                               std::span<const LabelId> labels) {
  const Shape shape = shape_of(base);
  const std::vector<int> axes = axes_of_items(target, static_cast<int>(shape.size()));
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const Expr& item = node(target.children[i + 1]);
    if (item.kind != ExprKind::Name || axes[i] < 0 || axes[i] >= static_cast<int>(shape.size()))
      continue;
    for (const LabelId label : labels) {
      if (labels_[label].name != item.name) continue;
      add_range(label, shape[static_cast<std::size_t>(axes[i])],
                axis_text(axes[i], target.children[0]), item.span);
    }
  }
}

/// Single positions that are checked where they stand become sizes, where slices or indices beside
/// them make the part more than one element.
void Checker::bind_positions(std::vector<Pick>& picks, const Shape& shape) {
  const bool one_element = std::none_of(picks.begin(), picks.end(), [](const Pick& pick) {
    return pick.kind == Pick::Kind::Axis || pick.kind == Pick::Kind::Index;
  });
  if (one_element) return;
  std::size_t axis = 0;
  for (Pick& pick : picks) {
    if (pick.kind == Pick::Kind::NewAxis) continue;
    const Dim& size = shape[axis];
    const int number = static_cast<int>(axis++);
    const bool single = pick.kind == Pick::Kind::Positions && pick.positions.labels.empty() &&
                        rank_of(pick.positions) == 0;
    if (!single) continue;
    mark(pick.span);
    // Gathering from 0, 1, 2, ... checks a position and counts a negative one from the end.
    const auto checked = graph_.gather(Op::Gather, graph_.iota(size), pick.positions.id,
                                       {0, number == 0 ? -1 : number});
    pick.kind = Pick::Kind::Drop;
    pick.start = bind_scalar(Value::array(checked), "position", pick.span);
    pick.size = 1;
    facts_.push_back(pick.start);
    facts_.push_back(size - 1 - pick.start);
  }
}

/// Whether the picks name a regular part: every axis on its own, no index twice.
bool Checker::is_regular(std::span<const Pick> picks) const {
  std::set<LabelId> labels;
  for (const Pick& pick : picks) {
    if (pick.kind == Pick::Kind::NewAxis) {
      fail(Code::BadUpdate, pick.span, "newaxis cannot stand on the left of an assignment");
    }
    if (pick.kind == Pick::Kind::Positions) return false;
    if (pick.kind == Pick::Kind::Index && !labels.insert(pick.label).second) return false;
  }
  return true;
}

Value Checker::update_slice(const Value& base, std::vector<Pick> picks, Value value, Span span) {
  const DType dtype = dtype_of(base);
  value = cast(value.is_array() ? value : to_array(value, dtype, span), dtype, span);
  // Labels come first in a value, then its axes; the part has them in the order of the subscripts.
  std::vector<LabelId> labels;
  Shape axes;
  Shape part;
  std::vector<Dim> start;
  std::vector<std::int64_t> step;
  for (const Pick& pick : picks) {
    start.push_back(pick.start);
    step.push_back(pick.step);
    part.push_back(pick.size);
    if (pick.kind == Pick::Kind::Index) labels.push_back(pick.label);
    if (pick.kind == Pick::Kind::Axis) axes.push_back(pick.size);
  }
  std::sort(labels.begin(), labels.end());
  for (const LabelId label : value.labels) {
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
      unavailable_at(Code::UpdateUnavailable, span,
                     "an update inside of a function that index notation calls is");
    }
  }
  value = fit_part(value, labels, axes, span);
  std::vector<int> order;
  int next_axis = static_cast<int>(labels.size());
  for (const Pick& pick : picks) {
    if (pick.kind == Pick::Kind::Index) {
      const auto at = std::lower_bound(labels.begin(), labels.end(), pick.label);
      order.push_back(static_cast<int>(at - labels.begin()));
    } else if (pick.kind == Pick::Kind::Axis) {
      order.push_back(next_axis++);
    }
  }
  mark(span);
  graph::ValueId id = graph_.transpose(value.id, std::move(order));
  id = graph_.reshape(id, std::move(part));
  return Value::array(graph_.update(base.id, id, std::move(start), std::move(step)));
}

/// A value broadcast to the labels and axes of the part that it is written to.
Value Checker::fit_part(const Value& value, const std::vector<LabelId>& labels, const Shape& axes,
                        Span span) {
  const Shape own = shape_of(value);
  std::size_t extra = 0;  // NumPy drops leading axes of size 1.
  while (own.size() - extra > axes.size() && own[extra] == Dim(1)) ++extra;
  if (own.size() - extra > axes.size()) {
    fail(Code::RankMismatch, span,
         fmt::format("a value with {} is assigned to a part with {}", axes_text(own.size()),
                     axes.size()));
  }
  Value fitted = value;
  if (extra > 0) {
    fitted =
        reshape(value, Shape(own.begin() + static_cast<std::ptrdiff_t>(extra), own.end()), span);
  }
  const Shape sizes = shape_of(fitted);
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Dim& size = sizes[sizes.size() - 1 - i];
    const Dim& wanted = axes[axes.size() - 1 - i];
    if (size == Dim(1) || graph_.same_size(size, wanted)) continue;
    require_equal({size, "the size of the value"}, {wanted, "the size of the part"},
                  Code::SizeMismatch, span,
                  "the value does not fit the part that it is assigned to");
  }
  mark(span);
  return broadcast_to(fitted, labels, axes);
}

Value Checker::scatter(const Value& base, std::vector<Pick> picks, Value value, TokenKind op,
                       Span span, bool holds_calls) {
  std::size_t picked = picks.size();
  while (picked > 0 && picks[picked - 1].kind == Pick::Kind::Axis &&
         picks[picked - 1].start == Dim(0) && picks[picked - 1].step == 1 &&
         graph_.same_size(picks[picked - 1].size, shape_of(base)[picked - 1])) {
    --picked;
  }
  graph::ScatterMode mode = graph::ScatterMode::kSet;
  switch (op) {
    case TokenKind::Assign:
      break;
    case TokenKind::PlusAssign:
    case TokenKind::MinusAssign:
      mode = graph::ScatterMode::kAdd;
      break;
    case TokenKind::StarAssign:
      mode = graph::ScatterMode::kMul;
      break;
    case TokenKind::MinAssign:
      mode = graph::ScatterMode::kMin;
      break;
    case TokenKind::MaxAssign:
      mode = graph::ScatterMode::kMax;
      break;
    default:
      unavailable_at(Code::UpdateUnavailable, span,
                     fmt::format("`{}` at positions that are data is", spelling(op)));
  }
  std::vector<Value> positions;
  for (std::size_t i = 0; i < picked; ++i) {
    Pick& pick = picks[i];
    if (pick.kind == Pick::Kind::Axis) {
      unavailable_at(Code::UpdateUnavailable, pick.span,
                     "a slice before positions that are data is");
    }
    if (pick.kind == Pick::Kind::Index) make_positions(pick);
    positions.push_back(pick.kind == Pick::Kind::Drop
                            ? to_array(Value::of_size(pick.start), DType::kI64, pick.span)
                            : as_positions(pick.positions, pick.span));
  }
  align(positions, span, "the subscripts");
  const DType dtype = dtype_of(base);
  if (op == TokenKind::MinusAssign) value = elementwise(Op::Neg, {value}, span, "-=");
  value = cast(value.is_array() ? value : to_array(value, dtype, span), dtype, span);
  std::vector<LabelId> labels = positions[0].labels;
  for (const LabelId label : value.labels) {
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
  }
  std::sort(labels.begin(), labels.end());
  Shape axes = shape_of(positions[0]);
  for (Value& position : positions) position = broadcast_to(position, labels, axes);
  for (std::size_t i = picked; i < picks.size(); ++i) axes.push_back(picks[i].size);
  value = fit_part(value, labels, axes, span);
  std::vector<graph::ValueId> ids;
  for (const Value& position : positions) ids.push_back(position.id);
  mark(span);
  return Value::array(graph_.scatter(base.id, value.id, ids, {mode, holds_calls}));
}

}  // namespace sinter::lang
