// Loops: those that count, those that go over a range, and all others.
#include <algorithm>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {

void Translator::for_loop(const clang::ForStmt& loop, Block& to) {
  if (loop.getConditionVariable())
    refuse(loop, "a variable is declared in a condition", "declare it before");
  if (!counted_loop(loop, to)) general_loop(loop, to);
}

/// if not c { break }
void Translator::end_unless(const clang::Expr& given, Block& to) {
  pending_.push_back(&to);
  const ExprPtr repeat = condition(given);
  pending_.pop_back();
  Stmt check = make_stmt(StmtKind::kIf, place(given));
  check.body.push_back(make_stmt(StmtKind::kBreak, place(given)));
  check.value = make_expr(ExprKind::kUnary, DType::kBool, repeat->place, {repeat}, "not");
  to.push_back(std::move(check));
}

/// while c; while true { ...; if not c { break } } where c changes something.
Stmt Translator::while_stmt(const clang::Expr& given, Place where) {
  Stmt made = make_stmt(StmtKind::kWhile, std::move(where));
  Block first;
  pending_.push_back(&first);
  made.value = condition(given);
  pending_.pop_back();
  if (first.empty()) return made;
  made.value = integer_constant(1, DType::kBool);
  end_unless(given, made.body);
  return made;
}

/// for (init; condition; step) as a while loop.
void Translator::general_loop(const clang::ForStmt& loop, Block& to) {
  if (loop.getInit()) statement(*loop.getInit(), to);
  Stmt made = make_stmt(StmtKind::kWhile, place(loop));
  if (loop.getCond()) {
    made = while_stmt(*loop.getCond(), place(loop));
  } else {
    made.value = integer_constant(1, DType::kBool);
  }
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
  if (changes_something(counter.bound)) return std::nullopt;
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
  Stmt made = make_stmt(StmtKind::kFor, place(loop));
  const DType type = *number_type(counter->variable->getType());
  if (counter->relation == clang::BO_GE && !counter->before_body && is_unsigned_integer(type))
    return false;  // i >= 0 is always true.
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
  Stmt made = make_stmt(StmtKind::kFor, place(loop));
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
    made.body.push_back(assignment(binding.id, cast_to(load(base, made.place), type), made.place));
  }
  bindings_[&variable] = binding;
  before_continue_.emplace_back();
  statements_of(loop.getBody(), made.body);
  before_continue_.pop_back();
  to.push_back(std::move(made));
}

}  // namespace sinter::lift
