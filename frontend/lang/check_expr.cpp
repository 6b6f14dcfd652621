// Names, literals, operators and powers.
#include <cmath>
#include <limits>
#include <numbers>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/habits.h"

namespace sinter::lang {
namespace {

std::optional<Op> elementwise_op(TokenKind kind) {
  switch (kind) {
    case TokenKind::Plus:
      return Op::Add;
    case TokenKind::Minus:
      return Op::Sub;
    case TokenKind::Star:
      return Op::Mul;
    case TokenKind::Slash:
      return Op::Div;
    case TokenKind::FloorDiv:
      return Op::FloorDiv;
    case TokenKind::Percent:
      return Op::Mod;
    case TokenKind::And:
    case TokenKind::Ampersand:
      return Op::And;
    case TokenKind::Or:
    case TokenKind::Pipe:
      return Op::Or;
    case TokenKind::Caret:
      return Op::Xor;
    case TokenKind::ShiftLeft:
      return Op::Shl;
    case TokenKind::ShiftRight:
      return Op::Shr;
    case TokenKind::Equal:
      return Op::Eq;
    case TokenKind::NotEqual:
      return Op::Ne;
    case TokenKind::Less:
      return Op::Lt;
    case TokenKind::LessEqual:
      return Op::Le;
    case TokenKind::Greater:
      return Op::Gt;
    case TokenKind::GreaterEqual:
      return Op::Ge;
    default:
      return std::nullopt;
  }
}

/// Floats to higher powers go through `pow`: every multiplication of a product adds to its error.
constexpr int kLongestProduct = 64;

std::optional<double> named_constant(std::string_view name) {
  if (name == "pi") return std::numbers::pi;
  if (name == "inf") return std::numeric_limits<double>::infinity();
  if (name == "nan") return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

}  // namespace

void Checker::deepen(int levels, Span span) {
  if (depth_ + levels > kMaximumCheckDepth) {
    fail(Code::TooDeep, span,
         levels == 1
             ? fmt::format("expressions and calls are nested more than {} levels deep",
                           kMaximumCheckDepth)
             : fmt::format("blocks, and what follows an early exit, are nested more than {} "
                           "levels deep",
                           kMaximumCheckDepth / kBlockDepth),
         {}, levels == 1 ? "" : "make functions of parts of the program");
  }
  depth_ += levels;
}

Value Checker::eval(ExprId id) {
  const Expr& expr = node(id);
  deepen(1, expr.span);
  struct Leave {
    int& depth;
    ~Leave() { --depth; }
  } const leave{depth_};
  Value value = eval_node(id);
  require_element(value, id);
  return value;
}

/// Inside index notation, what is computed with are elements.
void Checker::require_element(const Value& value, ExprId id) const {
  if (!frame_->elements || !value.is_array()) return;
  const int rank = rank_of(value);
  if (rank == 0) return;
  fail(Code::UnindexedArray, node(id).span,
       fmt::format("{} has {} without an index", quote(id), axes_text(rank)), {},
       "inside index notation every array is indexed down to its elements: x[i, j]");
}

/// In the middle of index notation: an array is welcome here.
Value Checker::eval_outside_elements(ExprId id) {
  struct Restore {
    bool& flag;
    bool saved;
    ~Restore() { flag = saved; }
  } const restore{frame_->elements, frame_->elements};
  frame_->elements = false;
  return eval(id);
}

Value Checker::eval_node(ExprId id) {
  const Expr& expr = node(id);
  switch (expr.kind) {
    case ExprKind::Name:
      return eval_name(expr);
    case ExprKind::Integer:
      return Value::of_integer(static_cast<Wide>(expr.integer));
    case ExprKind::Float:
      return Value::of_float(expr.number);
    case ExprKind::Bool:
      return Value::boolean(expr.integer != 0);
    case ExprKind::Text:
      fail(Code::NotAValue, expr.span, "a text is not a value", {},
           "texts are arguments of a few functions: einsum(\"ij,jk->ik\", x, y)");
    case ExprKind::Unary:
      return eval_unary(expr);
    case ExprKind::Binary:
      return eval_binary(id);
    case ExprKind::Call:
      return eval_call(expr);
    case ExprKind::Subscript:
      return eval_subscript(expr);
    case ExprKind::Attribute:
      return eval_attribute(expr);
    case ExprKind::Reducer:
      return eval_reducer(expr);
    case ExprKind::Tuple: {
      std::vector<Value> items;
      for (const ExprId item : expr.children) items.push_back(eval(item));
      return Value::tuple(std::move(items));
    }
    case ExprKind::List:
      return eval_list(expr);
    case ExprKind::If:
      return choose(expr);
    case ExprKind::NewAxis:
    case ExprKind::Ellipsis:
    case ExprKind::Slice:
    case ExprKind::Binder:
    case ExprKind::Keyword:
      fail(Code::BadSubscript, expr.span, "this stands in subscripts only");
  }
  SINTER_CHECK(false, "an expression of an unknown kind");
}

/// Numbers, and lists of numbers of one shape, are an array; anything else is several values, for
/// functions that take them so.
Value Checker::eval_list(const Expr& expr) {
  if (expr.children.empty()) {
    fail(Code::BadArgument, expr.span, "a list of no values has no dtype", {},
         "an array without elements is zeros(0)");
  }
  std::vector<Value> items;
  for (const ExprId item : expr.children) items.push_back(eval(item));
  bool weak = true, numbers = true;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool inner = node(expr.children[i]).kind == ExprKind::List;
    if (items[i].kind == Value::Kind::Tuple) numbers = false;
    if (!numbers) continue;
    require_value(items[i], node(expr.children[i]).span);
    numbers = inner || rank_of(items[i]) == 0;
    weak &= items[i].is_size() || items[i].kind == Value::Kind::Float || items[i].weak;
  }
  if (!numbers) return Value::tuple(std::move(items));
  CommonType common;
  for (const Value& item : items) add_to(common, item);
  std::vector<Value> parts;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Span span = node(expr.children[i]).span;
    Value part = to_array(items[i], common.dtype(), span);
    if (shape_of(part) != shape_of(parts.empty() ? part : parts[0]))
      fail(Code::SizeMismatch, span, "this row has another shape than the first one of the list");
    parts.push_back(std::move(part));
  }
  for (Value& part : parts) part = insert_axes(part, {0}, expr.span);
  Value result = concatenate(std::move(parts), 0, expr.span, "[...]");
  result.weak = weak;
  result.items = std::move(items);
  return result;
}

Value Checker::eval_name(const Expr& expr) {
  if (const auto index = find_index(expr.name)) return label_value(*index, expr.span);
  if (const auto found = frame_->names.find(expr.name); found != frame_->names.end()) {
    if (found->second.kind == Value::Kind::Poisoned) throw Poison{};
    return found->second;
  }
  if (const auto dim = frame_->dims.find(expr.name); dim != frame_->dims.end()) {
    return Value::of_size(dim->second.dim);
  }
  if (const ConstantDecl* constant = find_constant(expr.name))
    return constant_value(*constant, expr.span);
  if (const auto constant = named_constant(expr.name)) return Value::of_float(*constant);
  if (find_function(expr.name) || is_builtin(expr.name) || find_library_function(expr.name)) {
    fail(Code::NotAValue, expr.span, fmt::format("`{}` is a function, not a value", expr.name), {},
         fmt::format("call it: {}(...)", expr.name));
  }
  unknown_name(expr);
}

void Checker::unknown_name(const Expr& expr) const {
  std::vector<std::string_view> names;
  for (const LabelId index : frame_->indices) names.push_back(labels_[index].name);
  for (const auto& [name, value] : frame_->names) names.push_back(name);
  for (const auto& [name, size] : frame_->dims) names.push_back(name);
  for (const auto& [name, number] : syntax_.scopes[frame_->scope].constants) names.push_back(name);
  std::string help(habit_of_name(expr.name));
  if (help.empty()) help = suggestion(expr.name, names);
  if (help.empty() && frame_->elements)
    help = "an index is bound on the left side or by a reducer: sum[i] x[i]";
  fail(Code::UnknownName, expr.span, fmt::format("unknown name `{}`", expr.name), {},
       std::move(help));
}

Value Checker::eval_attribute(const Expr& expr) {
  if (const ConstantDecl* constant = member_constant(expr))
    return constant_value(*constant, expr.span);
  if (expr.name != "T") {
    fail(Code::UnknownAttribute, expr.mark, fmt::format("arrays have no attribute `{}`", expr.name),
         {}, expr.name == "shape" ? "name the dimensions in the signature: x: f32[N, D]" : "");
  }
  const Value value = eval_outside_elements(expr.children[0]);
  require_value(value, node(expr.children[0]).span);
  std::vector<int> axes;
  for (int axis = rank_of(value) - 1; axis >= 0; --axis) axes.push_back(axis);
  return transpose(value, std::move(axes), expr.mark);
}

Value Checker::eval_unary(const Expr& expr) {
  const Value value = eval(expr.children[0]);
  require_value(value, node(expr.children[0]).span);
  if (auto folded = fold_unary(expr.op, value, expr.mark)) return std::move(*folded);
  switch (expr.op) {
    case TokenKind::Minus:
      return elementwise(Op::Neg, {value}, expr.mark, "-");
    case TokenKind::Tilde:
      return elementwise(Op::BitNot, {value}, expr.mark, "~");
    case TokenKind::Not:
      return elementwise(Op::Not, {value}, expr.mark, "not");
    default:
      break;
  }
  if (dtype_of(value) == DType::kBool)
    fail(Code::BadOperand, expr.mark, "`+` takes numbers, found bool");
  return value;
}

Value Checker::eval_binary(ExprId id) {
  // Long sums are deep on their left side only: a loop, not a recursion.
  std::vector<ExprId> spine;
  ExprId left = id;
  for (; node(left).kind == ExprKind::Binary; left = node(left).children[0]) spine.push_back(left);
  // The operands of `@` are arrays, in index notation too.
  const auto operand = [&](ExprId of, ExprId at) {
    return node(of).op == TokenKind::At ? eval_outside_elements(at) : eval(at);
  };
  Value value = operand(spine.back(), left);
  for (auto it = spine.rbegin(); it != spine.rend(); ++it) {
    const Expr& expr = node(*it);
    if (it != spine.rbegin() && expr.op != TokenKind::At) require_element(value, expr.children[0]);
    if ((expr.op == TokenKind::And || expr.op == TokenKind::Or) && value.is_array() &&
        rank_of(value) == 0 && value.labels.empty() && is_risky(expr.children[1])) {
      value = short_circuit(expr.op, value, expr.children[1], expr.mark);
      continue;
    }
    const Value right = operand(*it, expr.children[1]);
    require_value(value, node(expr.children[0]).span);
    require_value(right, node(expr.children[1]).span);
    value = binary(expr.op, value, right, expr.mark);
  }
  return value;
}

Value Checker::binary(TokenKind op, const Value& a, const Value& b, Span span) {
  if (auto folded = fold(op, a, b, span)) return std::move(*folded);
  if (op == TokenKind::Power) return power(a, b, span);
  if (op == TokenKind::At) return matmul(a, b, span);
  const auto found = elementwise_op(op);
  SINTER_CHECK(found, "no op for {}", spelling(op));
  if (op == TokenKind::And || op == TokenKind::Or) {
    for (const Value* operand : {&a, &b}) {
      if (dtype_of(*operand) == DType::kBool) continue;
      fail(Code::BadOperand, span,
           fmt::format("`{}` takes booleans, found {}", spelling(op), name(dtype_of(*operand))), {},
           op == TokenKind::And ? "`&` works on the bits of integers"
                                : "`|` works on the bits of integers");
    }
  }
  if (info(*found).rule == TypeRule::Compare) {
    const DType ta = dtype_of(a);
    const DType tb = dtype_of(b);
    if ((is_signed_integer(ta) && tb == DType::kU64) ||
        (is_signed_integer(tb) && ta == DType::kU64)) {
      CommonType common;
      add_to(common, a);
      add_to(common, b);
      if (is_float(common.dtype())) return compare_mixed_signs(*found, a, b, span);
    }
  }
  return elementwise(*found, {a, b}, span, spelling(op));
}

/// Compares a signed integer with a u64 as numbers; f64, their common type, would round both.
Value Checker::compare_mixed_signs(Op op, const Value& a, const Value& b, Span span) {
  if (is_unsigned_integer(dtype_of(a))) {
    const Op mirrored = op == Op::Lt   ? Op::Gt
                        : op == Op::Le ? Op::Ge
                        : op == Op::Gt ? Op::Lt
                        : op == Op::Ge ? Op::Le
                                       : op;
    return compare_mixed_signs(mirrored, b, a, span);
  }
  const std::string_view shown = info(op).spelling;
  const Value negative = elementwise(Op::Lt, {a, Value::of_integer(0)}, span, shown);
  const Value result = elementwise(op, {cast(a, DType::kU64, span), b}, span, shown);
  if (op == Op::Lt || op == Op::Le || op == Op::Ne)
    return elementwise(Op::Or, {negative, result}, span, shown);
  return elementwise(Op::And, {elementwise(Op::Not, {negative}, span, shown), result}, span, shown);
}

Value Checker::power(const Value& base, const Value& exponent, Span span) {
  if (dtype_of(base) == DType::kBool)
    fail(Code::BadOperand, span, "`**` takes numbers, found bool");
  const bool whole = !is_float(dtype_of(base));
  const bool short_product =
      exponent.is_integer() &&
      (whole || (exponent.integer >= -kLongestProduct && exponent.integer <= kLongestProduct));
  if (short_product) return integer_power(base, exponent.integer, span);
  if (exponent.kind == Value::Kind::Float) {
    const double number = exponent.number;
    CommonType common;
    add_to(common, base);
    add_to(common, exponent);
    const Value real =
        dtype_of(base) == common.dtype() ? base : to_array(base, common.dtype(), span);
    if (number == 0.5) return elementwise(Op::Sqrt, {real}, span, "**");
    if (number == -0.5) {
      return elementwise(Op::Div, {Value::of_float(1), elementwise(Op::Sqrt, {real}, span, "**")},
                         span, "**");
    }
    if (number == std::trunc(number) && std::abs(number) <= kLongestProduct) {
      return integer_power(real, static_cast<Wide>(number), span);
    }
  }
  return general_power(base, exponent, span);
}

/// Floats and integers apart: a power of integers is an integer, and wraps.
Value Checker::general_power(const Value& base, const Value& exponent, Span span) {
  CommonType common;
  add_to(common, base);
  add_to(common, exponent);
  const bool whole = !is_float(common.dtype());
  return elementwise(whole ? Op::IntegerPow : Op::Pow, {base, exponent}, span, "**");
}

/// x ** n by repeated squaring.
Value Checker::integer_power(const Value& base, Wide exponent, Span span) {
  if (exponent < 0) {
    if (!is_float(dtype_of(base))) {
      CommonType common;
      add_to(common, base);
      fail(Code::NegativePower, span, fmt::format("{} to a negative power", name(common.dtype())),
           {}, "convert to a float first: f64(x)");
    }
    return elementwise(Op::Div, {Value::of_float(1), integer_power(base, -exponent, span)}, span,
                       "**");
  }
  if (exponent == 0) {
    const DType dtype = dtype_of(base);
    const Value one = to_array(Value::of_integer(1), dtype, span);
    if (!base.is_array()) return one;
    Shape shape = graph_.type(base.id).shape;
    return Value::array(graph_.broadcast(one.id, std::move(shape), {}), base.labels, base.weak);
  }
  std::optional<Value> result;
  Value square = base;
  for (Wide rest = exponent;; square = elementwise(Op::Mul, {square, square}, span, "**")) {
    if (rest & 1) result = result ? elementwise(Op::Mul, {*result, square}, span, "**") : square;
    rest >>= 1;
    if (rest == 0) return *result;
  }
}

}  // namespace sinter::lang
