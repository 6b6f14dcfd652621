// Sizes in the types of parameters. Plain names are bound first; an expression then is solved for
// the one name in it that is not known yet, or checked.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

Dim Checker::size_expression(ExprId id) {
  const Value value = eval(id);
  if (value.kind == Value::Kind::Size) return value.size;
  if (value.is_integer() && fits(value.integer, DType::kI64))
    return Dim(static_cast<std::int64_t>(value.integer));
  fail(Code::BadArgument, node(id).span,
       "a size has to be an integer that follows from constants and dimensions");
}

/// A number, or a name that is no constant of the file.
bool Checker::is_plain_size(ExprId axis) const {
  const Expr& expr = node(axis);
  return expr.kind == ExprKind::Integer ||
         (expr.kind == ExprKind::Name && !find_constant(expr.name));
}

/// The names in an expression that are no dimensions yet and no constants.
void Checker::collect_unknown(ExprId id, std::vector<const Expr*>& unknown) const {
  constexpr int kMaximumSizeNodes = 1000;
  std::vector<ExprId> pending{id};
  for (int count = 0; !pending.empty(); ++count) {
    const Expr& expr = node(pending.back());
    pending.pop_back();
    if (count == kMaximumSizeNodes)
      fail(Code::TooDeep, node(id).span, "the size in this type is too long an expression");
    if (expr.kind == ExprKind::Name && !frame_->dims.contains(expr.name) &&
        !find_constant(expr.name))
      unknown.push_back(&expr);
    const std::size_t first = expr.kind == ExprKind::Call ? 1 : 0;
    for (std::size_t i = expr.children.size(); i-- > first;) {
      if (expr.children[i]) pending.push_back(expr.children[i]);
    }
  }
}

void Checker::solve(const DeclaredSize& declared, std::string_view owner) {
  std::vector<const Expr*> unknown;
  collect_unknown(declared.axis, unknown);
  const Expr& axis = node(declared.axis);
  if (unknown.size() > 1) {
    fail(Code::UnknownDimension, axis.span,
         fmt::format("{} cannot be solved for {} and {}", quote(declared.axis), unknown[0]->name,
                     unknown[1]->name),
         {}, "one name may follow from an expression; declare the others as axes of their own");
  }
  if (unknown.size() == 1) {
    solve_for(declared.axis, declared.found.dim, declared);
    NamedSize& solved = frame_->dims.at(unknown[0]->name);
    solved.dim = at_least_zero(solved.dim, Code::NegativeSize, axis.span,
                               fmt::format("{} would be {{left}}", unknown[0]->name));
  }
  const Dim size = size_expression(declared.axis);
  require_equal(declared.found, {size, fmt::format("the declared size {}", quote(declared.axis))},
                Code::SizeMismatch, axis.span, fmt::format("wrong size in the call of {}", owner));
}

/// Binds the unknown name in the expression so that it equals the target.
void Checker::solve_for(ExprId id, const Dim& target, const DeclaredSize& declared) {
  const Expr& expr = node(id);
  if (expr.kind == ExprKind::Name) {
    frame_->dims.emplace(expr.name, NamedSize{target, declared.found.text, expr.span});
    return;
  }
  if (expr.kind == ExprKind::Unary && expr.op == TokenKind::Minus)
    return solve_for(expr.children[0], target * -1, declared);
  const bool solvable =
      expr.kind == ExprKind::Binary &&
      (expr.op == TokenKind::Plus || expr.op == TokenKind::Minus || expr.op == TokenKind::Star);
  if (solvable) {
    std::vector<const Expr*> left;
    collect_unknown(expr.children[0], left);
    const std::size_t side = left.empty() ? 1 : 0;
    const Dim other = size_expression(expr.children[1 - side]);
    if (expr.op == TokenKind::Plus) return solve_for(expr.children[side], target - other, declared);
    if (expr.op == TokenKind::Minus) {
      return solve_for(expr.children[side], side == 0 ? target + other : other - target, declared);
    }
    if (other.is_constant() && other.constant() > 0) {
      const Dim quotient = graph_.dims.floor_div(target, other.constant());
      return solve_for(expr.children[side], quotient, declared);
    }
  }
  fail(Code::UnknownDimension, expr.span, fmt::format("{} cannot be solved", quote(id)), {},
       "a dimension follows from sums, differences and products with a constant: N + 1, 2 * N");
}

}  // namespace sinter::lang
