// Statements.
#include <algorithm>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

constexpr int kMostNested = 60;  // Blocks, as the language has it.

Stmt make(StmtKind kind, Place place) {
  Stmt stmt;
  stmt.kind = kind;
  stmt.place = std::move(place);
  return stmt;
}

Stmt assign(int id, ExprPtr value, Place place) {
  Stmt stmt = make(StmtKind::kAssign, std::move(place));
  stmt.id = id;
  stmt.value = std::move(value);
  return stmt;
}

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
      Stmt made = make(StmtKind::kIf, place(stmt));
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
    Stmt made = make(StmtKind::kWhile, place(stmt));
    std::vector<Block*> none;
    std::swap(pending_, none);
    made.value = condition(*repeated->getCond());
    std::swap(pending_, none);
    before_continue_.emplace_back();
    statements_of(repeated->getBody(), made.body);
    before_continue_.pop_back();
    to.push_back(std::move(made));
  } else if (const auto* until = llvm::dyn_cast<clang::DoStmt>(&stmt)) {
    // while true { body; if not c { break } }: a continue would leave the check out.
    Stmt made = make(StmtKind::kWhile, place(stmt));
    made.value = integer_constant(1, DType::kBool);
    Stmt check = make(StmtKind::kIf, place(*until->getCond()));
    check.body.push_back(make(StmtKind::kBreak, place(stmt)));
    std::vector<Block*> none;
    before_continue_.emplace_back();
    statements_of(until->getBody(), made.body);
    before_continue_.pop_back();
    std::swap(pending_, none);
    ExprPtr repeat = condition(*until->getCond());
    std::swap(pending_, none);
    check.value = make_expr(ExprKind::kUnary, DType::kBool, repeat->place, {repeat}, "not");
    if (has_continue(made.body))
      refuse(stmt, "`continue` in a do loop", "write it as a while loop");
    made.body.push_back(std::move(check));
    to.push_back(std::move(made));
  } else if (llvm::isa<clang::BreakStmt>(stmt)) {
    to.push_back(make(StmtKind::kBreak, place(stmt)));
  } else if (llvm::isa<clang::ContinueStmt>(stmt)) {
    if (!before_continue_.empty())
      to.insert(to.end(), before_continue_.back().begin(), before_continue_.back().end());
    to.push_back(make(StmtKind::kContinue, place(stmt)));
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
  } else if (llvm::isa<clang::SwitchStmt>(stmt)) {
    refuse(stmt, "a switch statement", "write it as if and else");
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
      to.push_back(assign(binding.id, cast_to(value(*init), number_of), where));
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
    binding.id =
        add_variable(variable.getNameAsString() + "_offset", DType::kI64, Variable::Kind::kLocal);
    ExprPtr offset =
        binding.address.offset ? binding.address.offset : integer_constant(0, DType::kI64);
    to.push_back(assign(binding.id, cast_to(offset, DType::kI64), where));
    binding.address.offset = make_expr(ExprKind::kScalar, DType::kI64, where, {}, "", binding.id);
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
  if (init != nullptr) to.push_back(assign(binding.id, cast_to(value(*init), *scalar), where));
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
  Stmt begin = make(StmtKind::kArray, where);
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
      Stmt store = make(StmtKind::kStore, place(item));
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
  Stmt begin = make(StmtKind::kArray, where);
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

void Translator::for_loop(const clang::ForStmt& loop, Block& to) {
  if (loop.getConditionVariable())
    refuse(loop, "a variable is declared in a condition", "declare it before");
  if (!counted_loop(loop, to)) general_loop(loop, to);
}

/// for (init; condition; step) as a while loop.
void Translator::general_loop(const clang::ForStmt& loop, Block& to) {
  if (loop.getInit()) statement(*loop.getInit(), to);
  Stmt made = make(StmtKind::kWhile, place(loop));
  std::vector<Block*> none;
  std::swap(pending_, none);
  made.value = loop.getCond() ? condition(*loop.getCond()) : integer_constant(1, DType::kBool);
  std::swap(pending_, none);
  Block step;
  if (loop.getInc()) expression_statement(*loop.getInc(), step);
  before_continue_.push_back(step);
  statements_of(loop.getBody(), made.body);
  before_continue_.pop_back();
  made.body.insert(made.body.end(), step.begin(), step.end());
  to.push_back(std::move(made));
}

namespace {

struct Counter {
  const clang::VarDecl* variable = nullptr;
  const clang::Expr* low = nullptr;
  const clang::Expr* bound = nullptr;
  clang::BinaryOperatorKind relation = clang::BO_LT;
  std::int64_t step = 0;
  bool before_body = false;  ///< for (i = n; i-- > 0;): the step is part of the condition.
};

std::optional<std::int64_t> step_of(const clang::Expr& given, const clang::VarDecl& variable,
                                    const clang::ASTContext& context) {
  const clang::Expr& expr = *given.IgnoreParens();
  if (const auto* cleanup = llvm::dyn_cast<clang::ExprWithCleanups>(&expr))
    return step_of(*cleanup->getSubExpr(), variable, context);
  const auto known = [&](const clang::Expr& e) -> std::optional<std::int64_t> {
    clang::Expr::EvalResult result;
    if (!e.EvaluateAsInt(result, context)) return std::nullopt;
    return result.Val.getInt().getExtValue();
  };
  if (const auto* op = llvm::dyn_cast<clang::UnaryOperator>(&expr)) {
    if (!op->isIncrementDecrementOp() || variable_of(*op->getSubExpr()) != &variable)
      return std::nullopt;
    return op->isIncrementOp() ? 1 : -1;
  }
  const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&expr);
  if (op == nullptr || !op->isAssignmentOp() || variable_of(*op->getLHS()) != &variable)
    return std::nullopt;
  if (op->getOpcode() == clang::BO_AddAssign) return known(*op->getRHS());
  if (op->getOpcode() == clang::BO_SubAssign) {
    const auto found = known(*op->getRHS());
    return found ? std::optional(-*found) : std::nullopt;
  }
  const auto* sum = llvm::dyn_cast<clang::BinaryOperator>(op->getRHS()->IgnoreParenImpCasts());
  if (op->getOpcode() != clang::BO_Assign || sum == nullptr ||
      variable_of(*sum->getLHS()) != &variable)
    return std::nullopt;
  const auto found = known(*sum->getRHS());
  if (!found || (sum->getOpcode() != clang::BO_Add && sum->getOpcode() != clang::BO_Sub))
    return std::nullopt;
  return sum->getOpcode() == clang::BO_Add ? *found : -*found;
}

/// The loop as one that counts; nothing where it is another one.
std::optional<Counter> counter_of(const clang::ForStmt& loop, const clang::Stmt* function_body,
                                  const clang::ASTContext& context) {
  Counter counter;
  if (const auto* declared = llvm::dyn_cast_or_null<clang::DeclStmt>(loop.getInit())) {
    if (!declared->isSingleDecl()) return std::nullopt;
    counter.variable = llvm::dyn_cast<clang::VarDecl>(declared->getSingleDecl());
    if (counter.variable) counter.low = counter.variable->getInit();
  } else if (const auto* init = llvm::dyn_cast_or_null<clang::BinaryOperator>(loop.getInit());
             init && init->getOpcode() == clang::BO_Assign) {
    counter.variable = variable_of(*init->getLHS());
    counter.low = init->getRHS();
    if (counter.variable && !is_loop_only(function_body, *counter.variable)) return std::nullopt;
  }
  if (counter.variable == nullptr || counter.low == nullptr || loop.getCond() == nullptr)
    return std::nullopt;
  const auto type = number_type(counter.variable->getType());
  if (!type || !is_integer(*type) || counter.variable->getType()->isReferenceType())
    return std::nullopt;
  const auto* condition =
      llvm::dyn_cast<clang::BinaryOperator>(loop.getCond()->IgnoreParenImpCasts());
  if (condition == nullptr ||
      (!condition->isRelationalOp() && condition->getOpcode() != clang::BO_NE))
    return std::nullopt;
  counter.relation = condition->getOpcode();
  const auto* taken =
      llvm::dyn_cast<clang::UnaryOperator>(condition->getLHS()->IgnoreParenImpCasts());
  if (loop.getInc() == nullptr && taken && taken->getOpcode() == clang::UO_PostDec &&
      variable_of(*taken->getSubExpr()) == counter.variable) {
    clang::Expr::EvalResult zero;
    const bool to_zero =
        condition->getRHS()->EvaluateAsInt(zero, context) && zero.Val.getInt() == 0;
    if (!to_zero || (counter.relation != clang::BO_GT && counter.relation != clang::BO_NE))
      return std::nullopt;
    counter.before_body = true;
    counter.step = -1;
    counter.bound = condition->getRHS();
  } else {
    if (loop.getInc() == nullptr) return std::nullopt;
    if (variable_of(*condition->getLHS()) == counter.variable) {
      counter.bound = condition->getRHS();
    } else if (variable_of(*condition->getRHS()) == counter.variable) {
      counter.bound = condition->getLHS();
      counter.relation = clang::BinaryOperator::reverseComparisonOp(counter.relation);
    } else {
      return std::nullopt;
    }
    const auto step = step_of(*loop.getInc(), *counter.variable, context);
    if (!step || *step == 0) return std::nullopt;
    counter.step = *step;
    const bool up = counter.relation == clang::BO_LT || counter.relation == clang::BO_LE;
    const bool down = counter.relation == clang::BO_GT || counter.relation == clang::BO_GE;
    if ((up && counter.step < 0) || (down && counter.step > 0)) return std::nullopt;
    if (counter.relation == clang::BO_NE && counter.step != 1 && counter.step != -1)
      return std::nullopt;
  }
  if (may_change(loop.getBody(), *counter.variable)) return std::nullopt;
  for (const clang::VarDecl* used : variables_of(counter.bound)) {
    if (number_type(used->getType()) && may_change(loop.getBody(), *used)) return std::nullopt;
    if (used == counter.variable) return std::nullopt;
  }
  return counter;
}

void collect_loads(const ExprPtr& e, std::set<int>& arrays) {
  if (e->kind == ExprKind::kLoad) arrays.insert(e->id);
  for (const ExprPtr& child : e->children) collect_loads(child, arrays);
}

bool stores_to(const std::vector<Stmt>& body, const std::set<int>& arrays) {
  return std::any_of(body.begin(), body.end(), [&](const Stmt& stmt) {
    if (stmt.kind == StmtKind::kStore && arrays.contains(stmt.id)) return true;
    return stores_to(stmt.body, arrays) || stores_to(stmt.other, arrays);
  });
}

}  // namespace

bool Translator::counted_loop(const clang::ForStmt& loop, Block& to) {
  const clang::Stmt* whole = inlined_.empty() ? nullptr : inlined_.back()->getBody();
  const auto counter = counter_of(loop, whole, context_);
  if (!counter) return false;
  Stmt made = make(StmtKind::kFor, place(loop));
  const DType type = *number_type(counter->variable->getType());
  const auto one = integer_constant(1, DType::kI64);
  const auto plus = [&](ExprPtr a, const char* sign) {
    return make_expr(ExprKind::kBinary, DType::kI64, a->place, {cast_to(a, DType::kI64), one},
                     sign);
  };
  made.low = cast_to(cast_to(value(*counter->low), type), DType::kI64);
  made.high = cast_to(value(*counter->bound), DType::kI64);
  if (counter->before_body) {
    made.low = plus(made.low, "-");
    made.high = integer_constant(-1, DType::kI64);
  } else if (counter->relation == clang::BO_LE) {
    made.high = plus(made.high, "+");
  } else if (counter->relation == clang::BO_GE) {
    made.high = plus(made.high, "-");
    if (is_unsigned_integer(type)) return false;  // i >= 0 is always true.
  }
  made.step = counter->step;
  const int id = add_variable(counter->variable->getNameAsString(), type, Variable::Kind::kIndex);
  made.id = id;
  const auto outside = bindings_.find(counter->variable);
  const auto saved =
      outside == bindings_.end() ? std::optional<Binding>() : std::optional(outside->second);
  Binding binding;
  binding.id = id;
  bindings_[counter->variable] = binding;
  before_continue_.emplace_back();
  statements_of(loop.getBody(), made.body);
  before_continue_.pop_back();
  if (saved) bindings_[counter->variable] = *saved;
  std::set<int> arrays;
  collect_loads(made.high, arrays);
  if (stores_to(made.body, arrays))
    refuse(loop, "the loop changes the array that its own bound is read from",
           "read the bound before the loop");
  to.push_back(std::move(made));
  return true;
}

void Translator::range_loop(const clang::CXXForRangeStmt& loop, Block& to) {
  const clang::Expr& range = *loop.getRangeInit();
  if (!container_type(range.getType()) && !range.getType()->isArrayType())
    refuse(loop, "a range of the type " + range.getType().getAsString(),
           "loop over std::span, std::vector, std::array or by index");
  Address base = object(range);
  const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(base.array)];
  if (array.extents.size() <= base.subscripts.size())
    refuse(loop, "the size of the range is not known", "loop by index");
  Stmt made = make(StmtKind::kFor, place(loop));
  made.low = integer_constant(0, DType::kI64);
  made.high = array.extents[base.subscripts.size()];
  const int id = add_variable("i", DType::kI64, Variable::Kind::kIndex);
  made.id = id;
  base.offset = make_expr(ExprKind::kScalar, DType::kI64, made.place, {}, "", id);
  const clang::VarDecl& variable = *loop.getLoopVariable();
  Binding binding;
  if (variable.getType()->isReferenceType()) {
    binding.kind = Binding::Kind::kAddress;
    binding.address = base;
    if (const auto inner = container_type(variable.getType())) {
      binding.address.subscripts.push_back(base.offset);
      binding.address.offset = nullptr;
      binding.address.element = inner->element;
    }
  } else {
    const DType type = number(variable.getType(), made.place);
    binding.id = add_variable(variable.getNameAsString(), type, Variable::Kind::kLocal);
    made.body.push_back(assign(binding.id, cast_to(load(base, made.place), type), made.place));
  }
  bindings_[&variable] = binding;
  before_continue_.emplace_back();
  statements_of(loop.getBody(), made.body);
  before_continue_.pop_back();
  to.push_back(std::move(made));
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

void Translator::store(const clang::Expr& target, ExprPtr stored, Block& to) {
  const Place where = place(target);
  if (const auto id = scalar_of(target)) {
    const Variable& variable = function_.variables[static_cast<std::size_t>(*id)];
    to.push_back(assign(*id, cast_to(std::move(stored), variable.type), where));
    return;
  }
  const Address address = element_of(target);
  ArrayInfo& array = function_.arrays[static_cast<std::size_t>(address.array)];
  Stmt made = make(StmtKind::kStore, where);
  made.id = address.array;
  made.subscripts = address.subscripts;
  made.subscripts.push_back(address.offset ? address.offset : integer_constant(0, DType::kI64));
  made.value = cast_to(std::move(stored), array.type);
  to.push_back(std::move(made));
}

void Translator::assign_statement(const clang::BinaryOperator& op, Block& to) {
  const clang::Expr& target = *op.getLHS();
  if (target.getType()->isPointerType()) {
    const auto* variable = variable_of(target);
    const Binding* binding = variable ? find(*variable) : nullptr;
    if (!binding || binding->id < 0)
      refuse(op, "a pointer is changed: pointer arithmetic that escapes the analysis",
             "use an index, x[i]");
    const Place where = place(op);
    const ExprPtr old = make_expr(ExprKind::kScalar, DType::kI64, where, {}, "", binding->id);
    if (op.getOpcode() == clang::BO_Assign) {
      const Address from = pointer(*op.getRHS());
      if (from.array != binding->address.array ||
          from.subscripts.size() != binding->address.subscripts.size())
        refuse(op, "a pointer points into several arrays: writes through it would alias",
               "use one pointer for each array");
      to.push_back(
          assign(binding->id,
                 cast_to(from.offset ? from.offset : integer_constant(0, DType::kI64), DType::kI64),
                 where));
    } else {
      const char* sign = op.getOpcode() == clang::BO_AddAssign ? "+" : "-";
      ExprPtr by = cast_to(value(*op.getRHS()), DType::kI64);
      to.push_back(assign(
          binding->id, make_expr(ExprKind::kBinary, DType::kI64, where, {old, by}, sign), where));
    }
    return;
  }
  const auto* chained = llvm::dyn_cast<clang::BinaryOperator>(op.getRHS()->IgnoreParenImpCasts());
  if (chained && chained->isAssignmentOp()) {
    assign_statement(*chained, to);
    ExprPtr copied = cast_to(load(*chained->getLHS()), number(op.getRHS()->getType(), place(op)));
    if (op.getOpcode() != clang::BO_Assign)
      refuse(op, "a compound assignment of an assignment", "make it two statements");
    return store(target, std::move(copied), to);
  }
  const auto* compound = llvm::dyn_cast<clang::CompoundAssignOperator>(&op);
  ExprPtr right = value(*op.getRHS());
  if (compound == nullptr) return store(target, std::move(right), to);
  std::string name = clang::BinaryOperator::getOpcodeStr(op.getOpcode()).str();
  name.pop_back();
  const DType type = number(compound->getComputationLHSType(), place(op));
  ExprPtr left = cast_to(load(target), type);
  right = cast_to(std::move(right), type);
  store(target,
        arithmetic(name, std::move(left), std::move(right), type, place(op.getOperatorLoc())), to);
}

void Translator::step_statement(const clang::UnaryOperator& op, Block& to) {
  const Place where = place(op);
  const char* sign = op.isIncrementOp() ? "+" : "-";
  if (op.getType()->isPointerType()) {
    const auto* variable = variable_of(*op.getSubExpr());
    const Binding* binding = variable ? find(*variable) : nullptr;
    if (!binding || binding->id < 0)
      refuse(op, "a pointer that moves: pointer arithmetic that escapes the analysis",
             "use an index, x[i]");
    const ExprPtr old = make_expr(ExprKind::kScalar, DType::kI64, where, {}, "", binding->id);
    to.push_back(assign(binding->id,
                        make_expr(ExprKind::kBinary, DType::kI64, where,
                                  {old, integer_constant(1, DType::kI64)}, sign),
                        where));
    return;
  }
  const DType type = number(op.getSubExpr()->getType(), where);
  const DType wide = size_of(type) < 4 ? DType::kI32 : type;  // Integer promotion.
  ExprPtr old = cast_to(load(*op.getSubExpr()), wide);
  store(*op.getSubExpr(), arithmetic(sign, old, integer_constant(1, wide), wide, where), to);
}

void Translator::return_statement(const clang::ReturnStmt& stmt, Block& to) {
  const clang::Expr* given = stmt.getRetValue();
  if (inlined_.size() > 1) {  // A called function: its value goes into a variable.
    if (given != nullptr && inlined_result_) {
      const DType type = function_.variables[static_cast<std::size_t>(*inlined_result_)].type;
      to.push_back(assign(*inlined_result_, cast_to(value(*given), type), place(stmt)));
    }
    Stmt marker = make(StmtKind::kReturn, place(stmt));
    to.push_back(std::move(marker));
    return;
  }
  Stmt made = make(StmtKind::kReturn, place(stmt));
  if (given != nullptr && function_.has_result)
    made.value = cast_to(value(*given), function_.result);
  to.push_back(std::move(made));
}

}  // namespace sinter::lift
