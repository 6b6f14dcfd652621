// Which elements a subscript names, and that they exist. Affine subscripts of indices and constant
// ones are obligations: proved, guarded once per call, or wrong for every size.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/habits.h"

namespace sinter::lang {
namespace {

bool consumes_axis(const Expr& item) {
  return item.kind != ExprKind::NewAxis && item.kind != ExprKind::Ellipsis;
}

}  // namespace

std::string Checker::axis_text(int axis, ExprId base) const {
  return fmt::format("axis {} of {}", axis, quote(base));
}

/// Help for a subscript that is a name of another language, such as None.
std::string Checker::habit_of_subscripts(const Expr& subscript) const {
  for (std::size_t i = 1; i < subscript.children.size(); ++i) {
    const Expr& item = node(subscript.children[i]);
    const bool is_free = item.kind == ExprKind::Name && !find_index(item.name) &&
                         !frame_->names.contains(item.name) && !frame_->dims.contains(item.name);
    if (!is_free) continue;
    if (const auto help = habit_of_name(item.name); !help.empty()) return std::string(help);
  }
  return {};
}

/// For every subscript the axis that it stands for; -1 for newaxis and the ellipsis.
std::vector<int> Checker::axes_of_items(const Expr& subscript, int rank) const {
  std::vector<int> axes;
  int consumed = 0;
  for (std::size_t i = 1; i < subscript.children.size(); ++i)
    consumed += consumes_axis(node(subscript.children[i]));
  int next = 0;
  for (std::size_t i = 1; i < subscript.children.size(); ++i) {
    const Expr& item = node(subscript.children[i]);
    axes.push_back(consumes_axis(item) ? next++ : -1);
    if (item.kind == ExprKind::Ellipsis) next += std::max(rank - consumed, 0);
  }
  return axes;
}

Value Checker::eval_subscript(const Expr& expr) {
  const ExprId base_id = expr.children[0];
  const auto cached = frame_->bases.find(base_id);
  const Value base =
      cached != frame_->bases.end() ? cached->second : eval_outside_elements(base_id);
  require_value(base, node(base_id).span);
  if (auto selected = pick_by_wide_mask(expr, base)) return std::move(*selected);
  Value result = pick(base.is_array() ? base : to_array(base, node(base_id).span), plan(expr, base),
                      expr.span);
  result.weak |= base.weak;
  return result;
}

std::vector<Pick> Checker::plan(const Expr& expr, const Value& base) {
  const Shape shape = shape_of(base);
  const int rank = static_cast<int>(shape.size());
  const std::vector<int> axes = axes_of_items(expr, rank);
  const auto count = std::count_if(axes.begin(), axes.end(), [](int axis) { return axis >= 0; });
  if (count > rank) {
    fail(Code::TooManySubscripts, expr.span,
         fmt::format("{} has {}, but is given {} subscripts", quote(expr.children[0]),
                     axes_text(rank), count),
         {}, habit_of_subscripts(expr));
  }
  std::vector<Pick> picks;
  const auto whole = [&](int from, int to) {
    for (int axis = from; axis < to; ++axis) {
      Pick pick;
      pick.span = expr.span;
      pick.size = shape[static_cast<std::size_t>(axis)];
      picks.push_back(std::move(pick));
    }
  };
  int next = 0;
  bool dots = false;
  for (std::size_t i = 1; i < expr.children.size(); ++i) {
    const Expr& item = node(expr.children[i]);
    if (item.kind == ExprKind::NewAxis) {
      picks.push_back({Pick::Kind::NewAxis, item.span});
    } else if (item.kind == ExprKind::Ellipsis) {
      if (dots) fail(Code::BadSubscript, item.span, "only one `...` can stand in a subscript");
      dots = true;
      whole(next, next + rank - static_cast<int>(count));
      next += rank - static_cast<int>(count);
    } else {
      picks.push_back(
          plan_item(expr, expr.children[i], shape[static_cast<std::size_t>(next)], next, base));
      ++next;
    }
  }
  whole(next, rank);
  return picks;
}

/// Positions that may lie beyond the ends of the axis.
Pick Checker::beyond_ends(const Value& base, const Value& positions, Span span) {
  Pick result;
  result.kind = Pick::Kind::Positions;
  result.span = span;
  result.positions = to_array(positions, DType::kI64, span);
  result.mode = base.border;
  result.fill = base.fill;
  return result;
}

Pick Checker::plan_item(const Expr& subscript, ExprId item, const Dim& size, int axis,
                        const Value& array) {
  const Expr& expr = node(item);
  const ExprId base = subscript.children[0];
  const bool bordered = array.border != Op::Gather;
  if (expr.kind == ExprKind::Slice) return plan_slice(expr, size, axis, base);
  if (expr.kind == ExprKind::Binder) {
    fail(Code::BadSubscript, expr.span,
         "a range stands on the left side of a definition or in a reducer", {},
         fmt::format("sum[{} in 0..n] ...", expr.name));
  }
  Pick result;
  result.span = expr.span;
  std::optional<Affine> found = affine(item);
  // What may not be run cannot be asked for before the call: it is checked where it stands.
  if (found && !found->terms.empty() && (is_conditional() || bordered) &&
      !stays_inside(*found, size))
    found.reset();
  if (found && found->terms.empty() && bordered) {
    if (!holds(found->offset, 0) || !holds(size, found->offset + 1))
      return beyond_ends(array, Value::of_size(found->offset), expr.span);
    return plan_position(found->offset, false, size, axis, base, expr.span);
  }
  if (found && found->terms.empty()) {
    const bool from_end = found->offset.is_constant() && found->offset.constant() < 0;
    return plan_position(found->offset, from_end, size, axis, base, expr.span);
  }
  if (found) {
    check_affine(*found, size, axis, base, item);
    if (found->terms.size() == 1) {
      const auto [label, step] = *found->terms.begin();
      result.kind = Pick::Kind::Index;
      result.label = label;
      result.start = found->offset;
      result.step = step;
      result.size = labels_[label].extent;
      return result;
    }
  }
  result.kind = Pick::Kind::Positions;
  result.proved = found.has_value();
  const Value positions = eval(item);
  require_value(positions, expr.span);
  const DType dtype = dtype_of(positions);
  if (dtype == DType::kBool) return mask_pick(positions, size, axis, expr.span);
  if (!is_integer(dtype)) {
    fail(Code::BadSubscript, expr.span,
         fmt::format("a subscript is an integer, found {}", name(dtype)), {},
         "convert it: i64(...)");
  }
  if (bordered && !result.proved) return beyond_ends(array, positions, expr.span);
  result.positions = to_array(positions, expr.span);
  return result;
}

/// One fixed position; `from_end` for negative constants.
Pick Checker::plan_position(Dim position, bool from_end, const Dim& size, int axis, ExprId base,
                            Span span) {
  const std::string where = axis_text(axis, base);
  const Dim counted = from_end ? size + position : position;
  // Conditions on sizes are guards of the call; others are checked where they stand.
  const bool later =
      is_conditional() || graph_.dims.is_local(counted) || graph_.dims.is_local(size);
  if (later && !(holds(counted, 0) && holds(size, counted + 1)) && !never_holds(counted, 0) &&
      !never_holds(size, counted + 1)) {
    Pick checked;
    checked.kind = Pick::Kind::Positions;
    checked.span = span;
    checked.positions = to_array(Value::of_size(position), DType::kI64, span);
    return checked;
  }
  if (from_end) {
    require_at_least(size, position * -1, Code::OutOfBounds, span,
                     fmt::format("position {} is outside {}, which has {{left}} elements",
                                 position.constant(), where));
    position = size + position;
  } else {
    require_at_least(position, 0, Code::OutOfBounds, span,
                     fmt::format("position {{left}} ({}) is outside {}", show(position), where));
    require_at_least(size, position + 1, Code::OutOfBounds, span,
                     fmt::format("position {} is outside {}, which has {{left}} elements",
                                 show(position), where));
  }
  Pick result;
  result.kind = Pick::Kind::Drop;
  result.span = span;
  result.start = position;
  result.size = 1;
  return result;
}

/// A bound of a slice, counted from 0; nothing where it is absent.
std::optional<Dim> Checker::slice_bound(ExprId bound, const Dim& size, bool, int axis,
                                        ExprId base) {
  if (!bound) return std::nullopt;
  const Span span = node(bound).span;
  const Value value = eval_outside_elements(bound);
  const bool scalar = value.is_array() && is_integer(dtype_of(value)) && rank_of(value) == 0 &&
                      value.labels.empty();
  if (!value.is_size() && !scalar) {
    fail(Code::BadSubscript, span, "a bound of a slice is an integer or a size");
  }
  Dim position = scalar ? size_of_value(bound) : size_expression(bound);
  // Constants below 0 count from the end; sizes never do.
  if (position.is_constant() && position.constant() < 0) {
    position = size + position;
  } else if (!scalar && !graph_.dims.is_local(position)) {
    require_at_least(position, 0, Code::OutOfBounds, span,
                     fmt::format("a bound of the slice of {} is {{left}}", axis_text(axis, base)));
  }
  return position;
}

Pick Checker::plan_slice(const Expr& slice, const Dim& size, int axis, ExprId base) {
  Pick result;
  result.span = slice.span;
  std::int64_t step = 1;
  if (slice.children[2]) {
    const auto given = constant_integer(eval_outside_elements(slice.children[2]));
    if (!given || *given == 0 || !fits(*given, DType::kI32)) {
      fail(Code::BadSubscript, node(slice.children[2]).span,
           "the step of a slice is an integer constant other than 0");
    }
    step = static_cast<std::int64_t>(*given);
  }
  const bool down = step < 0;
  const std::optional<Dim> first = slice_bound(slice.children[0], size, down, axis, base);
  const std::optional<Dim> stop = slice_bound(slice.children[1], size, down, axis, base);
  const Dim position = first.value_or(0);
  const bool single = !down && stop.value_or(size) - position == Dim(1);
  if (single && !graph_.dims.is_local(position) && !graph_.dims.is_local(size) &&
      !never_holds(position, 0) && !never_holds(size, position + 1)) {
    // One element: it has to be there, so that its size is 1 and broadcasts.
    const auto message = fmt::format("the slice {} takes one element that {} does not have",
                                     syntax_.source->text(slice.span), axis_text(axis, base));
    require_at_least(position, 0, Code::OutOfBounds, slice.span, message);
    require_at_least(size, position + 1, Code::OutOfBounds, slice.span, message);
    result.start = position;
    result.size = 1;
    return result;
  }
  // What lies beyond the ends is cut off: only at the end that matters, as an empty slice starts
  // nowhere.
  const auto smaller = [&](const Dim& a, const Dim& b) {
    return holds(b, a) ? a : holds(a, b) ? b : graph_.dims.min(a, b);
  };
  const auto larger = [&](const Dim& a, const Dim& b) {
    return holds(a, b) ? a : holds(b, a) ? b : graph_.dims.max(a, b);
  };
  const Dim start = !first ? (down ? size - 1 : Dim(0))
                    : down ? smaller(*first, size - 1)
                           : larger(*first, 0);
  const Dim end = !stop ? (down ? Dim(-1) : size) : down ? larger(*stop, -1) : smaller(*stop, size);
  const Dim length = larger(down ? start - end : end - start, 0);
  result.start = length == Dim(0) ? Dim(0) : start;
  result.step = length == Dim(0) ? 1 : step;
  const std::int64_t stride = down ? -step : step;
  result.size = stride == 1 ? length : graph_.dims.floor_div(length + (stride - 1), stride);
  return result;
}

/// Integers that follow from constants, sizes and indices by + - and multiplication with constants.
std::optional<Affine> Checker::affine(ExprId id) {
  std::vector<ExprId> spine;
  ExprId left = id;
  for (; node(left).kind == ExprKind::Binary; left = node(left).children[0]) spine.push_back(left);
  std::optional<Affine> result = affine_leaf(left);
  for (auto it = spine.rbegin(); it != spine.rend() && result; ++it) {
    const Expr& expr = node(*it);
    const std::optional<Affine> right = affine(expr.children[1]);
    if (!right) return std::nullopt;
    const auto add = [&](const Affine& other, std::int64_t factor) {
      result->offset = result->offset + other.offset * factor;
      for (const auto& [label, coefficient] : other.terms)
        result->terms[label] += coefficient * factor;
    };
    constexpr std::int64_t kLargest = 1 << 20;
    const auto small = [&](const Affine& a) {
      return a.terms.empty() && a.offset.is_constant() && std::abs(a.offset.constant()) <= kLargest;
    };
    if (expr.op == TokenKind::Plus || expr.op == TokenKind::Minus) {
      add(*right, expr.op == TokenKind::Plus ? 1 : -1);
    } else if (expr.op == TokenKind::Star && (small(*right) || small(*result))) {
      Affine scaled;
      const Affine factor = small(*right) ? *right : *result;
      const Affine other = small(*right) ? *result : *right;
      std::swap(*result, scaled);
      add(other, factor.offset.constant());
    } else if (result->terms.empty() && right->terms.empty()) {
      const auto folded =
          fold(expr.op, Value::of_size(result->offset), Value::of_size(right->offset), expr.mark);
      if (!folded || !folded->is_size()) return std::nullopt;
      if (folded->is_integer() && !fits(folded->integer, DType::kI64)) return std::nullopt;
      result->offset =
          folded->is_integer() ? Dim(static_cast<std::int64_t>(folded->integer)) : folded->size;
    } else {
      return std::nullopt;
    }
    for (const auto& [label, coefficient] : result->terms) {
      if (std::abs(coefficient) > kLargest) return std::nullopt;
    }
    std::erase_if(result->terms, [](const auto& term) { return term.second == 0; });
  }
  return result;
}

std::optional<Affine> Checker::affine_leaf(ExprId id) {
  const Expr& expr = node(id);
  Affine result;
  if (expr.kind == ExprKind::Integer && expr.integer <= INT64_MAX) {
    result.offset = static_cast<std::int64_t>(expr.integer);
    return result;
  }
  if (expr.kind == ExprKind::Unary && (expr.op == TokenKind::Minus || expr.op == TokenKind::Plus)) {
    std::optional<Affine> operand = affine(expr.children[0]);
    if (!operand || expr.op == TokenKind::Plus) return operand;
    operand->offset = operand->offset * -1;
    for (auto& [label, coefficient] : operand->terms) coefficient = -coefficient;
    return operand;
  }
  if (expr.kind != ExprKind::Name) return std::nullopt;
  if (const auto index = find_index(expr.name)) {
    const Label& label = labels_[*index];
    if (!label.known) (void)label_value(*index, expr.span);  // reports the missing range
    result.offset = label.lo;
    result.terms[*index] = 1;
    return result;
  }
  const auto found = frame_->names.find(expr.name);
  if (found != frame_->names.end()) {
    if (found->second.kind == Value::Kind::Size) {
      result.offset = found->second.size;
    } else if (found->second.is_integer() && fits(found->second.integer, DType::kI64)) {
      result.offset = static_cast<std::int64_t>(found->second.integer);
    } else {
      return std::nullopt;
    }
    return result;
  }
  const auto dim = frame_->dims.find(expr.name);
  if (dim == frame_->dims.end()) return std::nullopt;
  result.offset = dim->second.dim;
  return result;
}

Dim Checker::cut_off(const Dim& position, const Dim& least, const Dim& most) {
  Dim result = holds(most, position) ? position : graph_.dims.min(position, most);
  if (!holds(position, least)) result = graph_.dims.max(result, least);
  return result;
}

/// Whether the subscript is known to stay inside the axis for every position of its indices.
bool Checker::stays_inside(const Affine& found, const Dim& size) const {
  Dim least = found.offset;
  Dim most = found.offset;
  for (const auto& [label, coefficient] : found.terms) {
    const Dim reach = (labels_[label].extent - 1) * coefficient;
    (coefficient > 0 ? most : least) = (coefficient > 0 ? most : least) + reach;
  }
  return holds(least, 0) && holds(size, most + 1);
}

/// The subscript stays inside the axis for every position of its indices.
void Checker::check_affine(const Affine& found, const Dim& size, int axis, ExprId base,
                           ExprId item) {
  const Span span = node(item).span;
  Dim least = found.offset;
  Dim most = found.offset;
  for (const auto& [label, coefficient] : found.terms) {
    const Dim reach = (labels_[label].extent - 1) * coefficient;
    (coefficient > 0 ? most : least) = (coefficient > 0 ? most : least) + reach;
  }
  if (holds(least, 0) && holds(size, most + 1)) return;
  const std::string where = axis_text(axis, base);
  const auto [label, coefficient] = *found.terms.begin();
  std::string help;
  if (found.terms.size() == 1 && coefficient == 1 && !is_nameless(size)) {
    const Dim shift = found.offset - labels_[label].lo;
    const Dim lo = graph_.dims.max(shift * -1, 0);
    help = fmt::format("it is inside for {} in {}..{}", labels_[label].name, show(lo),
                       show(size - shift));
  }
  std::vector<std::pair<Span, std::string>> notes;
  for (const auto& [used, factor] : found.terms) {
    const Label& index = labels_[used];
    const Dim hi = index.lo + index.extent;
    notes.emplace_back(index.source, is_nameless(hi)
                                         ? fmt::format("{} runs over {}", index.name, index.origin)
                                         : fmt::format("{} runs over {}..{}, from {}", index.name,
                                                       show(index.lo), show(hi), index.origin));
  }
  if (never_holds(least, 0)) {
    fail(Code::IndexOutOfBounds, span,
         fmt::format("the subscript {} reaches {}, before the start of {}", quote(item),
                     show(least), where),
         notes, help);
  }
  if (never_holds(size, most + 1)) {
    const Dim beyond = most + 1 - size;
    if (is_nameless(size) && beyond.is_constant()) {
      fail(Code::IndexOutOfBounds, span,
           fmt::format("the subscript {} reaches {} element{} beyond the end of {}", quote(item),
                       beyond.constant(), beyond.constant() == 1 ? "" : "s", where),
           notes);
    }
    fail(Code::IndexOutOfBounds, span,
         fmt::format("the subscript {} reaches {}, but {} ends at {}", quote(item), show(most),
                     where, show(size - 1)),
         notes, help);
  }
  const auto quoted = fmt::format("the subscript {} of {}", quote(item), where);
  if (!holds(least, 0)) {
    add_guard(graph::GuardKind::kAtLeast, least, 0, Code::IndexOutOfBounds,
              fmt::format("{} starts at {{left}}", quoted), span);
  }
  if (!holds(size, most + 1)) {
    add_guard(graph::GuardKind::kAtLeast, size, needed_size(found, most + 1),
              Code::IndexOutOfBounds,
              fmt::format("{} needs {{right}} elements, but there are {{left}}", quoted), span);
  }
}

/// What an axis needs so that a subscript stays inside, given what it needs when no range is empty:
/// over an empty range every subscript is right.
Dim Checker::needed_size(const Affine& found, const Dim& needed) {
  Dim when_empty = found.offset + 1;
  for (const auto& [label, coefficient] : found.terms) {
    if (coefficient > 0) when_empty = when_empty - coefficient;
  }
  if (holds(0, when_empty)) return needed;
  Dim result = needed;
  for (const auto& [label, coefficient] : found.terms) {
    const Dim& extent = labels_[label].extent;
    if (!holds(extent, 1)) result = graph_.dims.mul(result, graph_.dims.min(extent, 1));
  }
  return result;
}

}  // namespace sinter::lang
