// print, assert, and the places where a debugger can stop.
#include <algorithm>
#include <utility>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/control_flow.h"

namespace sinter::lang {
namespace {

constexpr std::size_t kLongest = 60;
constexpr std::size_t kMaximumShown = 32;

bool is_comparison(TokenKind op) {
  switch (op) {
    case TokenKind::Less:
    case TokenKind::LessEqual:
    case TokenKind::Greater:
    case TokenKind::GreaterEqual:
    case TokenKind::Equal:
    case TokenKind::NotEqual:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// An expression as the program writes it, on one line.
std::string Checker::source_text(ExprId id) const {
  std::string text;
  for (const char c : syntax_.source->text(node(id).span)) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && (text.empty() || text.ends_with(' '))) continue;
    text += space ? ' ' : c;
    if (text.size() > kLongest) return text.substr(0, kLongest - 3) + "...";
  }
  return text;
}

/// A value, or the values of a call with several results, with its text.
void Checker::add_shown(ExprId id, Shown& shown) {
  const Value value = eval(id);
  const std::string text = source_text(id);
  std::vector<Value> items{value};
  if (value.kind == Value::Kind::Tuple) items = value.items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    require_value(items[i], node(id).span);
    shown.operands.push_back(to_array(items[i], node(id).span).id);
    shown.attribute.texts.push_back(items.size() == 1 ? text : fmt::format("{} [{}]", text, i));
  }
  if (shown.operands.size() > kMaximumShown) {
    fail(Code::ArgumentCount, node(id).span,
         fmt::format("at most {} values can be shown at once", kMaximumShown));
  }
}

/// True, and done, for the statements `print(x, ...)` and `assert(c, x, ...)`.
bool Checker::run_show(const Expr& expr) {
  if (expr.kind != ExprKind::Call || node(expr.children[0]).kind != ExprKind::Name) return false;
  const std::string_view called = node(expr.children[0]).name;
  if ((called != "print" && called != "assert") || find_function(called)) return false;
  const std::span<const ExprId> arguments(expr.children.begin() + 1, expr.children.end());
  for (const ExprId argument : arguments) {
    if (node(argument).kind == ExprKind::Keyword) {
      fail(Code::BadKeyword, node(argument).mark,
           fmt::format("`{}` takes no keyword arguments", called));
    }
  }
  if (arguments.empty()) {
    fail(Code::ArgumentCount, expr.span, fmt::format("`{}` of nothing", called), {},
         called == "print" ? "print(x, y) shows values with their names"
                           : "assert(x > 0) ends the call where the condition is false");
  }
  Shown shown;
  if (called == "assert") return run_assert(arguments, shown, expr.span);
  std::string_view label;
  for (const ExprId argument : arguments) {
    if (node(argument).kind == ExprKind::Text) {
      label = node(argument).name;
      continue;
    }
    const std::size_t first = shown.attribute.texts.size();
    add_shown(argument, shown);
    if (!label.empty()) shown.attribute.texts.at(first) = std::exchange(label, {});
  }
  if (!label.empty() || shown.operands.empty()) {
    fail(Code::BadArgument, node(arguments.back()).span,
         "a text in `print` is the name of the value behind it", {},
         "print(\"loss\", x) shows loss = ...");
  }
  mark(expr.span);
  graph_.show(Op::Print, shown.operands, std::move(shown.attribute));
  return true;
}

/// An array holds where all of its elements do; the failing element is shown, and so are both sides
/// of a comparison.
bool Checker::run_assert(std::span<const ExprId> arguments, Shown& shown, Span span) {
  const Expr& tested = node(arguments[0]);
  const Value condition = eval(arguments[0]);
  require_value(condition, tested.span);
  if (dtype_of(condition) != DType::kBool) {
    fail(Code::BadCondition, tested.span,
         fmt::format("`assert` takes a bool, found {}", name(dtype_of(condition))), {},
         "compare it: assert(x != 0)");
  }
  const Value array = to_array(condition, DType::kBool, tested.span);
  Value whole = array;
  const int rank = rank_of(array);
  if (rank > 0) {
    std::vector<int> axes(static_cast<std::size_t>(rank));
    for (int axis = 0; axis < rank; ++axis) axes[static_cast<std::size_t>(axis)] = axis;
    whole = reduce("all", array, axes, false, tested.span);
  }
  std::string text = source_text(arguments[0]);
  for (const ExprId argument : arguments.subspan(1)) {
    if (node(argument).kind == ExprKind::Text) text += fmt::format(": {}", node(argument).name);
  }
  shown.operands.push_back(whole.id);
  shown.attribute.texts.push_back(text);
  if (rank > 0) {
    shown.operands.push_back(array.id);
    shown.attribute.texts.push_back(text);
  }
  if (tested.kind == ExprKind::Binary && is_comparison(tested.op)) {
    for (const ExprId side : tested.children) {
      const ExprKind kind = node(side).kind;
      const bool literal = kind == ExprKind::Integer || kind == ExprKind::Float ||
                           kind == ExprKind::Bool || kind == ExprKind::Unary;
      if (!literal) add_shown(side, shown);
    }
  }
  for (const ExprId argument : arguments.subspan(1)) {
    if (node(argument).kind == ExprKind::Text) continue;
    const std::string more = source_text(argument);
    const auto& texts = shown.attribute.texts;
    if (std::find(texts.begin() + 1, texts.end(), more) == texts.end()) add_shown(argument, shown);
  }
  mark(span);
  graph_.show(Op::Assert, shown.operands, std::move(shown.attribute));
  return true;
}

/// For debuggers: the statement that comes next, and every name that has a value.
void Checker::mark_statement(const Stmt& stmt) {
  if (!statements_ || frame_->function == nullptr || is_library(*frame_)) return;
  Shown shown;
  const Span span{stmt.span.begin, std::max(stmt.mark.end, stmt.span.begin + 1)};
  const auto add = [&](std::string_view name, const Value& value) {
    if (value.kind == Value::Kind::Poisoned || value.kind == Value::Kind::Tuple ||
        value.kind == Value::Kind::Function || !value.labels.empty())
      return;
    shown.operands.push_back(to_array(value, span).id);
    shown.attribute.texts.emplace_back(name);
  };
  for (const auto& [name, size] : frame_->dims) add(name, Value::of_size(size.dim));
  for (const auto& [name, value] : frame_->names) {
    if (!name.starts_with('<')) add(name, value);
  }
  for (const Frame* frame = frame_; frame && frame->function; frame = frame->caller) {
    shown.attribute.function +=
        (shown.attribute.function.empty() ? "" : " ") + std::string(frame->function->name);
    if (frame->caller && frame->caller->function)
      shown.attribute.callers.push_back(location(frame->call));
  }
  mark(span);
  graph_.show(Op::Statement, shown.operands, std::move(shown.attribute));
}

}  // namespace sinter::lang
