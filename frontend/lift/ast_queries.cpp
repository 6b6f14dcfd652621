#include "frontend/lift/ast_queries.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/Stmt.h>

#include <algorithm>

namespace sinter::lift {
namespace {

bool names(const clang::Stmt* stmt, const clang::VarDecl& variable) {
  const auto* reference = llvm::dyn_cast_or_null<clang::DeclRefExpr>(stmt);
  return reference != nullptr &&
         reference->getDecl()->getCanonicalDecl() == variable.getCanonicalDecl();
}

/// Statements below one; of lambdas, their bodies.
template <typename Visit>
void for_children(const clang::Stmt* stmt, const Visit& visit) {
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(stmt)) {
    visit(lambda->getBody());
    return;
  }
  for (const clang::Stmt* child : stmt->children()) {
    if (child != nullptr) visit(child);
  }
}

}  // namespace

bool may_change(const clang::Stmt* stmt, const clang::VarDecl& variable) {
  if (stmt == nullptr) return false;
  if (names(stmt, variable)) return true;
  if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(stmt)) {
    const bool reads =
        cast->getCastKind() == clang::CK_LValueToRValue ||
        (cast->getCastKind() == clang::CK_NoOp && cast->getType().isConstQualified());
    if (reads && names(cast->getSubExpr()->IgnoreParens(), variable)) return false;
  }
  bool found = false;
  for_children(stmt,
               [&](const clang::Stmt* child) { found = found || may_change(child, variable); });
  return found;
}

int count_uses(const clang::Stmt* stmt, const clang::VarDecl& variable) {
  if (stmt == nullptr) return 0;
  int count = names(stmt, variable) ? 1 : 0;
  for_children(stmt, [&](const clang::Stmt* child) { count += count_uses(child, variable); });
  return count;
}

std::vector<const clang::VarDecl*> variables_of(const clang::Stmt* stmt) {
  std::vector<const clang::VarDecl*> found;
  if (stmt == nullptr) return found;
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(stmt)) {
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl()))
      found.push_back(variable);
  }
  for_children(stmt, [&](const clang::Stmt* child) {
    const auto below = variables_of(child);
    found.insert(found.end(), below.begin(), below.end());
  });
  return found;
}

const clang::VarDecl* variable_of(const clang::Expr& expr) {
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expr.IgnoreParenImpCasts());
  return reference == nullptr ? nullptr : llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
}

namespace {

int uses_outside_of_loops(const clang::Stmt* stmt, const clang::VarDecl& variable) {
  if (stmt == nullptr) return 0;
  if (const auto* loop = llvm::dyn_cast<clang::ForStmt>(stmt); loop && loop->getInit()) {
    if (const auto* init = llvm::dyn_cast<clang::BinaryOperator>(loop->getInit());
        init && init->isAssignmentOp() && variable_of(*init->getLHS()) == &variable)
      return 0;
  }
  int count = names(stmt, variable) ? 1 : 0;
  for_children(stmt,
               [&](const clang::Stmt* child) { count += uses_outside_of_loops(child, variable); });
  return count;
}

}  // namespace

bool is_loop_only(const clang::Stmt* body, const clang::VarDecl& variable) {
  return uses_outside_of_loops(body, variable) == 0;
}

bool changes_something(const clang::Stmt* stmt) {
  if (stmt == nullptr) return false;
  const auto* step = llvm::dyn_cast<clang::UnaryOperator>(stmt);
  const auto* assignment = llvm::dyn_cast<clang::BinaryOperator>(stmt);
  bool found = (step != nullptr && step->isIncrementDecrementOp()) ||
               (assignment != nullptr && assignment->isAssignmentOp());
  for_children(stmt, [&](const clang::Stmt* child) { found = found || changes_something(child); });
  return found;
}

}  // namespace sinter::lift
