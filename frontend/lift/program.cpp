#include "frontend/lift/program.h"

#include <utility>

namespace sinter::lift {

ExprPtr make_expr(ExprKind kind, DType type, Place place, std::vector<ExprPtr> children,
                  std::string name, int id) {
  Expr expr;
  expr.kind = kind;
  expr.type = type;
  expr.place = std::move(place);
  expr.children = std::move(children);
  expr.name = std::move(name);
  expr.id = id;
  return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr affine_expr(Polynomial polynomial) {
  Expr expr;
  expr.kind = ExprKind::kAffine;
  expr.type = DType::kI64;
  expr.polynomial = std::make_shared<const Polynomial>(std::move(polynomial));
  return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr integer_constant(std::int64_t value, DType type) {
  Expr expr;
  expr.type = type;
  expr.integer = value;
  expr.real = static_cast<double>(value);
  return std::make_shared<const Expr>(std::move(expr));
}

ExprPtr cast_to(ExprPtr value, DType type) {
  if (value->type == type) return value;
  if (value->kind == ExprKind::kConstant && is_integer(value->type) && is_integer(type) &&
      value->integer >= 0 && value->integer <= 127) {
    return integer_constant(value->integer, type);
  }
  // A number that was only made wider before.
  if (value->kind == ExprKind::kCast && is_integer(type) && is_integer(value->type)) {
    const ExprPtr& from = value->children[0];
    const bool kept = is_integer(from->type) && size_of(value->type) > size_of(from->type) &&
                      (is_unsigned_integer(from->type) || is_signed_integer(value->type));
    if (kept) return cast_to(from, type);
  }
  Place place = value->place;
  return make_expr(ExprKind::kCast, type, std::move(place), {std::move(value)});
}

Stmt make_stmt(StmtKind kind, Place place) {
  Stmt stmt;
  stmt.kind = kind;
  stmt.place = std::move(place);
  return stmt;
}

Stmt assignment(int id, ExprPtr value, Place place) {
  Stmt stmt = make_stmt(StmtKind::kAssign, std::move(place));
  stmt.id = id;
  stmt.value = std::move(value);
  return stmt;
}

bool same_expr(const ExprPtr& a, const ExprPtr& b) {
  if (a == b) return true;
  if (!a || !b) return false;
  if (a->kind != b->kind || a->type != b->type || a->id != b->id || a->name != b->name ||
      a->children.size() != b->children.size())
    return false;
  if (a->kind == ExprKind::kConstant && (a->integer != b->integer || a->real != b->real))
    return false;
  if (a->kind == ExprKind::kAffine && !(*a->polynomial == *b->polynomial)) return false;
  for (std::size_t i = 0; i < a->children.size(); ++i) {
    if (!same_expr(a->children[i], b->children[i])) return false;
  }
  return true;
}

const Expr* constant_integer(const ExprPtr& e) {
  const Expr* at = e.get();
  while (at->kind == ExprKind::kCast && is_integer(at->type)) at = at->children[0].get();
  return at->kind == ExprKind::kConstant && is_integer(at->type) ? at : nullptr;
}

}  // namespace sinter::lift
