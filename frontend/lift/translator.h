// One marked function from Clang's tree to program.h.
#pragma once

#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "frontend/lift/program.h"

namespace sinter::lift {

/// What a C++ type is to the language: a number, ...
std::optional<DType> number_type(clang::QualType type);

/// ... or something that holds elements.
struct ContainerType {
  enum class Kind { kSpan, kVector, kArray, kView, kMdspan };
  Kind kind = Kind::kSpan;
  clang::QualType element;
  int rank = 1;
  std::optional<std::int64_t> size;  ///< Of std::array and spans of fixed extent.
};
std::optional<ContainerType> container_type(clang::QualType type);
std::string without_dynamic_extent(std::string type);
/// Whether the language uses a name itself.
bool is_taken(const std::string& name);

/// An element, or a position that has more subscripts to come.
struct Address {
  int array = -1;
  std::vector<ExprPtr> subscripts;  ///< Of outer axes.
  ExprPtr offset;                   ///< Counts elements of `element`; null is 0.
  clang::QualType element;
};

/// Where an assignment goes: a variable or an element.
struct Target {
  Place place;
  std::optional<int> scalar;
  Address address;
  DType type = DType::kI32;
};

/// A value, and the statements that have to run first.
struct Side {
  std::vector<Stmt> first;
  ExprPtr value;
};

/// What a C++ variable stands for.
struct Binding {
  enum class Kind { kScalar, kAddress, kExpr, kLambda };
  Kind kind = Kind::kScalar;
  int id = -1;  ///< The variable; of a pointer that moves, that of its offset.
  Address address;
  ExprPtr expr;
  const clang::LambdaExpr* lambda = nullptr;
};

class Translator {
 public:
  Translator(clang::ASTContext& context, Function& function)
      : context_(context), function_(function) {}

  void translate(const clang::FunctionDecl& declaration);

 private:
  // translate_params.cpp
  void parameter(const clang::ParmVarDecl& declaration, std::size_t number);
  void pointer_parameter(const clang::ParmVarDecl& declaration, clang::QualType pointee);
  void container_parameter(const clang::ParmVarDecl& declaration, const ContainerType& type);
  void declared_extents(const clang::ParmVarDecl& declaration, ArrayInfo& array);
  int add_variable(const std::string& name, DType type, Variable::Kind kind);
  int add_array(const std::string& name, DType type, Place place);
  std::string fresh_name(const std::string& wanted);
  int size_variable(const std::string& name, const std::string& cpp);

  // translate_stmt.cpp
  using Block = std::vector<Stmt>;
  void statement(const clang::Stmt& stmt, Block& to);
  void statements_of(const clang::Stmt* stmt, Block& to);
  void declaration(const clang::VarDecl& variable, Block& to);
  void array_declaration(const clang::VarDecl& variable, clang::QualType type, Block& to);
  void vector_declaration(const clang::VarDecl& variable, const ContainerType& type, Block& to);
  void expression_statement(const clang::Expr& expr, Block& to);
  void return_statement(const clang::ReturnStmt& stmt, Block& to);

  // translate_loop.cpp
  void for_loop(const clang::ForStmt& loop, Block& to);
  bool counted_loop(const clang::ForStmt& loop, Block& to);
  void general_loop(const clang::ForStmt& loop, Block& to);
  void range_loop(const clang::CXXForRangeStmt& loop, Block& to);
  Stmt while_stmt(const clang::Expr& given, Place where);
  void end_unless(const clang::Expr& given, Block& to);

  // translate_switch.cpp
  void switch_statement(const clang::SwitchStmt& stmt, Block& to);
  ExprPtr case_test(const clang::CaseStmt& given, const ExprPtr& tested);

  // translate_assign.cpp
  Target target_of(const clang::Expr& lvalue);
  ExprPtr load(const Target& target);
  void store(const Target& target, ExprPtr stored, Block& to);
  ExprPtr kept(const ExprPtr& value, Block& to);
  ExprPtr kept_before(ExprPtr value, std::size_t before);
  ExprPtr value_in(const clang::Expr& expr, Block& own, bool as_condition);
  ExprPtr choice(ExprPtr chosen, DType type, Side yes, Side no, const Place& where);
  const Binding& moving_pointer(const clang::Expr& pointer_expr, const clang::Expr& whole);
  void let_move(const std::string& name, Binding& binding, const Place& where, Block& to);
  void assign_pointer(const clang::BinaryOperator& op, Block& to);
  ExprPtr assigned(const clang::BinaryOperator& op, bool is_value, Block& to);
  void assign_statement(const clang::BinaryOperator& op, Block& to);
  ExprPtr stepped(const clang::UnaryOperator& op, bool is_value, Block& to);
  Address moved(const clang::UnaryOperator& op, bool is_value, Block& to);
  void step_statement(const clang::UnaryOperator& op, Block& to);

  // translate_expr.cpp
  ExprPtr value(const clang::Expr& expr);
  ExprPtr condition(const clang::Expr& expr);
  ExprPtr constant(const clang::Expr& expr);
  ExprPtr binary(const clang::BinaryOperator& op);
  ExprPtr unary(const clang::UnaryOperator& op);
  ExprPtr implicit_cast(const clang::CastExpr& cast);
  ExprPtr arithmetic(const std::string& name, ExprPtr a, ExprPtr b, DType type, Place place);
  ExprPtr load(const clang::Expr& lvalue);
  ExprPtr shape_of(const clang::Expr& expr);
  ExprPtr null_test(const clang::BinaryOperator& op);
  ExprPtr offsets(const clang::BinaryOperator& op);
  ExprPtr load(const Address& address, Place place);
  Address pointer(const clang::Expr& expr);
  const Address* named_address(const clang::Expr& expr);
  Address object(const clang::Expr& expr);
  Address at(Address base, ExprPtr index, const clang::Expr& where);
  Address element_of(const clang::Expr& lvalue);
  std::optional<int> scalar_of(const clang::Expr& lvalue);
  ExprPtr offset_sum(const ExprPtr& a, const ExprPtr& b);
  const Binding* find(const clang::VarDecl& variable) const;

  // translate_call.cpp
  ExprPtr call(const clang::CallExpr& call);
  ExprPtr member_call(const clang::CXXMemberCallExpr& call);
  ExprPtr math_call(const std::string& name, const clang::CallExpr& call);
  ExprPtr minmax(const clang::CallExpr& call, const std::string& name);
  ExprPtr lifted_call(const clang::CallExpr& call, const clang::FunctionDecl& callee);
  ExprPtr inline_body(const clang::CallExpr& call, const clang::FunctionDecl& callee);
  ExprPtr scalar_helper(const clang::CallExpr& call, const clang::FunctionDecl& callee);
  std::optional<ExprPtr> as_expression(const std::vector<Stmt>& body, std::size_t from,
                                       std::map<int, ExprPtr>& values, const Function& helper);
  bool bind_argument(const clang::ParmVarDecl& parameter, const clang::Expr& argument,
                     const clang::Stmt* body);

  // translate_algorithm.cpp
  bool is_algorithm(const clang::FunctionDecl& callee) const;
  ExprPtr algorithm(const clang::CallExpr& call, const clang::FunctionDecl& callee);
  Address iterator(const clang::Expr& expr);
  ExprPtr apply(const clang::Expr& callable, std::vector<ExprPtr> arguments, Place place);
  ExprPtr lambda_call(const clang::LambdaExpr& lambda, std::vector<ExprPtr> arguments, Place place);
  ExprPtr length(const Address& first, const Address& last, Place place);

  Place place(clang::SourceLocation location) const;
  Place place(const clang::Stmt& stmt) const { return place(stmt.getBeginLoc()); }
  [[noreturn]] void refuse(const clang::Stmt& where, std::string why, std::string help = "") const;
  [[noreturn]] void refuse(Place where, std::string why, std::string help = "") const;
  DType number(clang::QualType type, const Place& where) const;

  clang::ASTContext& context_;
  Function& function_;
  std::map<const clang::VarDecl*, Binding> bindings_;
  std::set<std::string> names_;
  std::vector<const clang::FunctionDecl*> inlined_;  ///< Functions whose bodies are being written.
  std::vector<Block*> pending_;  ///< Where an expression's own statements go; empty where none may.
  std::optional<int> inlined_result_;
  bool is_helper_ = false;
  /// What `continue` has to do first, in loops that are written as while.
  std::vector<Block> before_continue_;
  int depth_ = 0;
};

}  // namespace sinter::lift
