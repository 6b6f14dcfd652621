// Questions about parts of Clang's tree.
#pragma once

#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>

#include <vector>

namespace sinter::lift {

/// Whether a statement may change a variable: names it other than to read its value.
bool may_change(const clang::Stmt* stmt, const clang::VarDecl& variable);
/// How often a statement names a variable.
int count_uses(const clang::Stmt* stmt, const clang::VarDecl& variable);
/// The variables that an expression names.
std::vector<const clang::VarDecl*> variables_of(const clang::Stmt* stmt);
/// The variable that an expression is, without the conversions around it.
const clang::VarDecl* variable_of(const clang::Expr& expr);
/// Whether all that is said of a variable outside of its declaration stands in loops that count
/// with it.
bool is_loop_only(const clang::Stmt* body, const clang::VarDecl& variable);

/// Whether it assigns, or steps a variable, itself: not in functions that it calls.
bool changes_something(const clang::Stmt* stmt);

}  // namespace sinter::lift
