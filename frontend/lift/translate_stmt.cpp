// Statements.
#include <algorithm>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

constexpr int kMostNested = 60;  // Blocks, as the language has it.

bool has_continue(const std::vector<Stmt>& body) {
  return std::any_of(body.begin(), body.end(), [](const Stmt& stmt) {
    return stmt.kind == StmtKind::kContinue ||
           (stmt.kind == StmtKind::kIf && (has_continue(stmt.body) || has_continue(stmt.other)));
  });
}

}  // namespace

void Translator::statements_of(const clang::Stmt* stmt, Block& to) {
  if (stmt == nullptr) return;
  if (++depth_ > kMostNested)
    refuse(*stmt, "blocks are nested more than 60 deep", "split the function");
  if (const auto* block = llvm::dyn_cast<clang::CompoundStmt>(stmt)) {
    for (const clang::Stmt* child : block->body()) statement(*child, to);
  } else {
    statement(*stmt, to);
  }
  --depth_;
}

void Translator::statement(const clang::Stmt& stmt, Block& to) {
  pending_.push_back(&to);
  if (llvm::isa<clang::CompoundStmt>(stmt)) {
    statements_of(&stmt, to);
  } else if (const auto* declarations = llvm::dyn_cast<clang::DeclStmt>(&stmt)) {
    for (const clang::Decl* declared : declarations->decls()) {
      if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(declared)) {
        declaration(*variable, to);
      } else if (!llvm::isa<clang::TypedefNameDecl>(declared) &&
                 !llvm::isa<clang::StaticAssertDecl>(declared) &&
                 !llvm::isa<clang::UsingDecl>(declared) &&
                 !llvm::isa<clang::UsingDirectiveDecl>(declared)) {
        refuse(stmt, "a declaration of this kind is no number and no array",
               "move it out of the function");
      }
    }
  } else if (const auto* choice = llvm::dyn_cast<clang::IfStmt>(&stmt)) {
    if (choice->getInit()) statement(*choice->getInit(), to);
    if (choice->getConditionVariable())
      refuse(stmt, "a variable is declared in a condition", "declare it before");
    if (choice->isConstexpr()) {
      if (const auto taken = choice->getNondiscardedCase(context_)) statements_of(*taken, to);
    } else {
      Stmt made = make_stmt(StmtKind::kIf, place(stmt));
      made.value = condition(*choice->getCond());
      if (made.value->kind == ExprKind::kConstant) {
        statements_of(made.value->integer != 0 ? choice->getThen() : choice->getElse(), to);
        pending_.pop_back();
        return;
      }
      statements_of(choice->getThen(), made.body);
      statements_of(choice->getElse(), made.other);
      to.push_back(std::move(made));
    }
  } else if (const auto* loop = llvm::dyn_cast<clang::ForStmt>(&stmt)) {
    for_loop(*loop, to);
  } else if (const auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(&stmt)) {
    range_loop(*range, to);
  } else if (const auto* repeated = llvm::dyn_cast<clang::WhileStmt>(&stmt)) {
    if (repeated->getConditionVariable())
      refuse(stmt, "a variable is declared in a condition", "declare it before");
    Stmt made = while_stmt(*repeated->getCond(), place(stmt));
    before_continue_.emplace_back();
    statements_of(repeated->getBody(), made.body);
    before_continue_.pop_back();
    to.push_back(std::move(made));
  } else if (const auto* until = llvm::dyn_cast<clang::DoStmt>(&stmt)) {
    // while true { body; if not c { break } }: a continue would leave the check out.
    Stmt made = make_stmt(StmtKind::kWhile, place(stmt));
    made.value = integer_constant(1, DType::kBool);
    before_continue_.emplace_back();
    statements_of(until->getBody(), made.body);
    before_continue_.pop_back();
    if (has_continue(made.body))
      refuse(stmt, "`continue` in a do loop", "write it as a while loop");
    end_unless(*until->getCond(), made.body);
    to.push_back(std::move(made));
  } else if (llvm::isa<clang::BreakStmt>(stmt)) {
    to.push_back(make_stmt(StmtKind::kBreak, place(stmt)));
  } else if (llvm::isa<clang::ContinueStmt>(stmt)) {
    if (!before_continue_.empty())
      to.insert(to.end(), before_continue_.back().begin(), before_continue_.back().end());
    to.push_back(make_stmt(StmtKind::kContinue, place(stmt)));
  } else if (const auto* returned = llvm::dyn_cast<clang::ReturnStmt>(&stmt)) {
    return_statement(*returned, to);
  } else if (const auto* attributed = llvm::dyn_cast<clang::AttributedStmt>(&stmt)) {
    statement(*attributed->getSubStmt(), to);
  } else if (const auto* expr = llvm::dyn_cast<clang::Expr>(&stmt)) {
    expression_statement(*expr, to);
  } else if (llvm::isa<clang::GotoStmt>(stmt) || llvm::isa<clang::LabelStmt>(stmt) ||
             llvm::isa<clang::IndirectGotoStmt>(stmt)) {
    refuse(stmt, "goto: control flow without structure",
           "use loops with break, or a function with return");
  } else if (llvm::isa<clang::CXXTryStmt>(stmt)) {
    refuse(stmt, "exceptions are handled here", "check arguments before the call");
  } else if (const auto* cases = llvm::dyn_cast<clang::SwitchStmt>(&stmt)) {
    switch_statement(*cases, to);
  } else if (llvm::isa<clang::AsmStmt>(stmt)) {
    refuse(stmt, "assembly", "write it in C++");
  } else if (!llvm::isa<clang::NullStmt>(stmt)) {
    refuse(stmt, std::string("a statement of this kind (") + stmt.getStmtClassName() +
                     ") has no counterpart in the language");
  }
  pending_.pop_back();
}

void Translator::declaration(const clang::VarDecl& variable, Block& to) {
  const Place where = place(variable.getLocation());
  const clang::QualType type = variable.getType();
  if (variable.isStaticLocal() && !type.isConstQualified())
    refuse(where, "`" + variable.getNameAsString() + "` keeps its value between calls",
           "pass it as a parameter");
  const clang::Expr* init = variable.getInit();
  if (type->isReferenceType()) {
    Binding binding;
    const clang::Expr* target = init == nullptr ? nullptr : init->IgnoreParenImpCasts();
    if (target == nullptr) refuse(where, "a reference to nothing");
    if (const auto id = scalar_of(*target)) {
      binding.id = *id;
    } else if (container_type(type) || type.getNonReferenceType()->isArrayType()) {
      binding.kind = Binding::Kind::kAddress;
      binding.address = object(*target);
    } else if (target->isLValue()) {
      binding.kind = Binding::Kind::kAddress;
      binding.address = element_of(*target);
    } else {
      const DType number_of = number(type, where);
      binding.id = add_variable(variable.getNameAsString(), number_of, Variable::Kind::kLocal);
      to.push_back(assignment(binding.id, cast_to(value(*init), number_of), where));
    }
    bindings_[&variable] = binding;
    return;
  }
  if (const auto* lambda =
          init ? llvm::dyn_cast<clang::LambdaExpr>(init->IgnoreImplicit()) : nullptr) {
    Binding binding;
    binding.kind = Binding::Kind::kLambda;
    binding.lambda = lambda;
    bindings_[&variable] = binding;
    return;
  }
  if (type->isPointerType()) {
    if (init == nullptr)
      refuse(where, "a pointer without a value", "give it one where it is declared");
    Binding binding;
    binding.kind = Binding::Kind::kAddress;
    binding.address = pointer(*init);
    let_move(variable.getNameAsString(), binding, where, to);
    bindings_[&variable] = binding;
    return;
  }
  if (type->isArrayType()) return array_declaration(variable, type, to);
  if (const auto container = container_type(type)) {
    if (container->kind == ContainerType::Kind::kArray)
      return array_declaration(variable, type, to);
    if (container->kind == ContainerType::Kind::kVector)
      return vector_declaration(variable, *container, to);
    refuse(where, "a local view", "use the array that it shows");
  }
  const auto scalar = number_type(type);
  if (!scalar)
    refuse(where,
           "the type " + type.getAsString() + " of `" + variable.getNameAsString() +
               "` is neither a number nor an array",
           "use numbers, arrays of fixed size or std::vector");
  if ((variable.isConstexpr() || type.isConstQualified()) && init != nullptr) {
    if (ExprPtr known = constant(*init)) {
      Binding binding;
      binding.kind = Binding::Kind::kExpr;
      binding.expr = cast_to(known, *scalar);
      bindings_[&variable] = binding;
      return;
    }
  }
  Binding binding;
  binding.id = add_variable(variable.getNameAsString(), *scalar, Variable::Kind::kLocal);
  bindings_[&variable] = binding;
  if (init != nullptr) to.push_back(assignment(binding.id, cast_to(value(*init), *scalar), where));
}

void Translator::array_declaration(const clang::VarDecl& variable, clang::QualType type,
                                   Block& to) {
  const Place where = place(variable.getLocation());
  std::vector<std::int64_t> sizes;
  const clang::QualType outer = type;
  while (true) {
    if (const auto* array = context_.getAsConstantArrayType(type)) {
      sizes.push_back(array->getSize().getSExtValue());
      type = array->getElementType();
    } else if (const auto container = container_type(type);
               container && container->kind == ContainerType::Kind::kArray) {
      sizes.push_back(*container->size);
      type = container->element;
    } else {
      break;
    }
  }
  if (sizes.empty())
    refuse(where, "the size of the array is not a constant", "use a constant, or std::vector");
  const int id = add_array(variable.getNameAsString(), number(type, where), where);
  ArrayInfo& array = function_.arrays.back();
  array.is_parameter = false;
  for (const std::int64_t size : sizes)
    array.extents.push_back(integer_constant(size, DType::kI64));
  Stmt begin = make_stmt(StmtKind::kArray, where);
  begin.id = id;
  Binding binding;
  binding.kind = Binding::Kind::kAddress;
  binding.address.array = id;
  const auto* plain = context_.getAsConstantArrayType(outer);
  binding.address.element = plain ? plain->getElementType() : container_type(outer)->element;
  bindings_[&variable] = binding;
  const auto* list = variable.getInit()
                         ? llvm::dyn_cast<clang::InitListExpr>(variable.getInit()->IgnoreImplicit())
                         : nullptr;
  const DType dtype = array.type;
  if (list != nullptr) begin.value = integer_constant(0, dtype);
  to.push_back(std::move(begin));
  if (list == nullptr) return;
  // Values in braces, row by row; what is left out is 0.
  const auto fill = [&](const auto& self, const clang::InitListExpr& values,
                        const std::vector<ExprPtr>& outer_subscripts) -> void {
    if (values.getNumInits() == 1 &&
        outer_subscripts.size() < sizes.size()) {  // std::array has an array inside.
      const auto* inner = llvm::dyn_cast<clang::InitListExpr>(values.getInit(0)->IgnoreImplicit());
      if (inner && container_type(values.getType())) return self(self, *inner, outer_subscripts);
    }
    for (unsigned i = 0; i < values.getNumInits(); ++i) {
      std::vector<ExprPtr> subscripts = outer_subscripts;
      subscripts.push_back(integer_constant(i, DType::kI64));
      const clang::Expr& item = *values.getInit(i)->IgnoreImplicit();
      if (const auto* inner = llvm::dyn_cast<clang::InitListExpr>(&item);
          inner && subscripts.size() < sizes.size()) {
        self(self, *inner, subscripts);
        continue;
      }
      if (llvm::isa<clang::ImplicitValueInitExpr>(item)) continue;
      Stmt store = make_stmt(StmtKind::kStore, place(item));
      store.id = id;
      store.value = cast_to(value(*values.getInit(i)), dtype);
      store.subscripts = subscripts;
      to.push_back(std::move(store));
    }
  };
  fill(fill, *list, {});
}

void Translator::vector_declaration(const clang::VarDecl& variable, const ContainerType& type,
                                    Block& to) {
  const Place where = place(variable.getLocation());
  const auto* made =
      variable.getInit()
          ? llvm::dyn_cast<clang::CXXConstructExpr>(variable.getInit()->IgnoreImplicit())
          : nullptr;
  const auto given = made ? made->getNumArgs() : 0U;
  const bool sized = made && given >= 1 && number_type(made->getArg(0)->getType()) &&
                     is_integer(*number_type(made->getArg(0)->getType()));
  if (!sized)
    refuse(where, "a local std::vector that does not begin with a size",
           "write std::vector<T> v(n) or v(n, value)");
  ExprPtr size = cast_to(value(*made->getArg(0)), DType::kI64);
  const int id = add_array(variable.getNameAsString(), number(type.element, where), where);
  ArrayInfo& array = function_.arrays.back();
  array.is_parameter = false;
  array.extents.push_back(size);
  Stmt begin = make_stmt(StmtKind::kArray, where);
  begin.id = id;
  const bool has_value = given >= 2 && number_type(made->getArg(1)->getType()) &&
                         !llvm::isa<clang::CXXDefaultArgExpr>(made->getArg(1));
  begin.value =
      has_value ? cast_to(value(*made->getArg(1)), array.type) : integer_constant(0, array.type);
  Binding binding;
  binding.kind = Binding::Kind::kAddress;
  binding.address.array = id;
  binding.address.element = type.element;
  bindings_[&variable] = binding;
  to.push_back(std::move(begin));
}

void Translator::expression_statement(const clang::Expr& given, Block& to) {
  const clang::Expr& expr = *given.IgnoreParens();
  pending_.push_back(&to);
  if (const auto* wrapped = llvm::dyn_cast<clang::ExprWithCleanups>(&expr)) {
    expression_statement(*wrapped->getSubExpr(), to);
  } else if (const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&expr)) {
    if (op->getOpcode() == clang::BO_Comma) {
      expression_statement(*op->getLHS(), to);
      expression_statement(*op->getRHS(), to);
    } else if (op->isAssignmentOp()) {
      assign_statement(*op, to);
    } else if (expr.HasSideEffects(context_)) {
      refuse(expr, "a statement of this kind", "write it as an assignment");
    }
  } else if (const auto* step = llvm::dyn_cast<clang::UnaryOperator>(&expr);
             step && step->isIncrementDecrementOp()) {
    step_statement(*step, to);
  } else if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(&expr);
             cast && cast->getCastKind() == clang::CK_ToVoid) {
    if (expr.HasSideEffects(context_)) expression_statement(*cast->getSubExpr(), to);
  } else if (const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(&expr);
             choice && choice->getType()->isVoidType()) {
    refuse(expr, "a check that ends the program (assert)",
           "compile with -DNDEBUG, or check before the call");
  } else if (llvm::isa<clang::CXXThrowExpr>(expr)) {
    refuse(expr, "it throws an exception", "check arguments before the call");
  } else if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr)) {
    (void)member_call(*member);
  } else if (const auto* called = llvm::dyn_cast<clang::CallExpr>(&expr)) {
    const auto* shift = llvm::dyn_cast<clang::CXXOperatorCallExpr>(called);
    if (shift &&
        (shift->getOperator() == clang::OO_LessLess ||
         shift->getOperator() == clang::OO_GreaterGreater) &&
        !number_type(shift->getType()))
      refuse(expr, "input or output", "print after the call, or from the caller");
    (void)call(*called);
  } else {
    refuse(expr, std::string("a statement of this kind (") + expr.getStmtClassName() +
                     ") has no counterpart in the language");
  }
  pending_.pop_back();
}

void Translator::return_statement(const clang::ReturnStmt& stmt, Block& to) {
  const clang::Expr* given = stmt.getRetValue();
  if (inlined_.size() > 1) {  // A called function: its value goes into a variable.
    if (given != nullptr && inlined_result_) {
      const DType type = function_.variables[static_cast<std::size_t>(*inlined_result_)].type;
      to.push_back(assignment(*inlined_result_, cast_to(value(*given), type), place(stmt)));
    }
    Stmt marker = make_stmt(StmtKind::kReturn, place(stmt));
    to.push_back(std::move(marker));
    return;
  }
  Stmt made = make_stmt(StmtKind::kReturn, place(stmt));
  if (given != nullptr && function_.has_result)
    made.value = cast_to(value(*given), function_.result);
  to.push_back(std::move(made));
}

}  // namespace sinter::lift
