// What changes variables, elements and pointers, also inside of expressions: there the statement
// stands before the one that the expression is part of, and the value that C++ gives the
// expression is kept in a variable.
#include <algorithm>
#include <utility>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

/// Whether statements change what an expression reads.
bool change(const std::vector<Stmt>& body, const ExprPtr& e) {
  const bool here = std::any_of(body.begin(), body.end(), [&](const Stmt& stmt) {
    const bool scalar = stmt.kind == StmtKind::kAssign && e->kind == ExprKind::kScalar;
    const bool element = stmt.kind == StmtKind::kStore && e->kind == ExprKind::kLoad;
    return ((scalar || element) && stmt.id == e->id) || change(stmt.body, e) ||
           change(stmt.other, e);
  });
  return here || std::any_of(e->children.begin(), e->children.end(),
                             [&](const ExprPtr& child) { return change(body, child); });
}

}  // namespace

Target Translator::target_of(const clang::Expr& lvalue) {
  Target target;
  target.place = place(lvalue);
  target.scalar = scalar_of(lvalue);
  if (target.scalar) {
    target.type = function_.variables[static_cast<std::size_t>(*target.scalar)].type;
    return target;
  }
  target.address = element_of(lvalue);
  target.type = function_.arrays[static_cast<std::size_t>(target.address.array)].type;
  return target;
}

ExprPtr Translator::load(const Target& target) {
  if (target.scalar)
    return make_expr(ExprKind::kScalar, target.type, target.place, {}, "", *target.scalar);
  return load(target.address, target.place);
}

void Translator::store(const Target& target, ExprPtr stored, Block& to) {
  stored = cast_to(std::move(stored), target.type);
  if (target.scalar) {
    to.push_back(assignment(*target.scalar, std::move(stored), target.place));
    return;
  }
  const Address& address = target.address;
  Stmt made = make_stmt(StmtKind::kStore, target.place);
  made.id = address.array;
  made.subscripts = address.subscripts;
  made.subscripts.push_back(address.offset ? address.offset : integer_constant(0, DType::kI64));
  made.value = std::move(stored);
  to.push_back(std::move(made));
}

/// A value in a variable of its own, so that what changes from here on does not change it.
ExprPtr Translator::kept(const ExprPtr& value, Block& to) {
  if (value->kind == ExprKind::kConstant) return value;
  const int id = add_variable("value", value->type, Variable::Kind::kLocal);
  to.push_back(assignment(id, value, value->place));
  return make_expr(ExprKind::kScalar, value->type, value->place, {}, "", id);
}

/// The same where another part of the expression has added statements behind the first `before`
/// that change it: C++ computes this value before them.
ExprPtr Translator::kept_before(ExprPtr value, std::size_t before) {
  Block& to = *pending_.back();
  const Block added(to.begin() + static_cast<std::ptrdiff_t>(before), to.end());
  if (!change(added, value)) return value;
  Block first;
  ExprPtr copy = kept(value, first);
  to.insert(to.begin() + static_cast<std::ptrdiff_t>(before), std::move(first[0]));
  return copy;
}

/// A value whose statements go into a block of their own, because they do not always run.
ExprPtr Translator::value_in(const clang::Expr& expr, Block& own, bool as_condition) {
  pending_.push_back(&own);
  ExprPtr found = as_condition ? condition(expr) : value(expr);
  pending_.pop_back();
  return found;
}

/// One of two values; what each needs first runs where it is chosen.
ExprPtr Translator::choice(ExprPtr chosen, DType type, Side yes, Side no, const Place& where) {
  yes.value = cast_to(std::move(yes.value), type);
  no.value = cast_to(std::move(no.value), type);
  if (yes.first.empty() && no.first.empty())
    return make_expr(ExprKind::kSelect, type, where,
                     {std::move(chosen), std::move(yes.value), std::move(no.value)});
  const int id = add_variable("chosen", type, Variable::Kind::kLocal);
  Stmt made = make_stmt(StmtKind::kIf, where);
  made.value = std::move(chosen);
  yes.first.push_back(assignment(id, std::move(yes.value), where));
  no.first.push_back(assignment(id, std::move(no.value), where));
  made.body = std::move(yes.first);
  made.other = std::move(no.first);
  pending_.back()->push_back(std::move(made));
  return make_expr(ExprKind::kScalar, type, where, {}, "", id);
}

/// The offset variable of a pointer that moves.
const Binding& Translator::moving_pointer(const clang::Expr& pointer_expr,
                                          const clang::Expr& whole) {
  const auto* variable = variable_of(pointer_expr);
  const Binding* binding = variable ? find(*variable) : nullptr;
  if (!binding || binding->kind != Binding::Kind::kAddress || binding->id < 0)
    refuse(whole, "a pointer is changed: pointer arithmetic that escapes the analysis",
           "use an index, x[i]");
  return *binding;
}

/// Gives a pointer a variable that says how far it has moved from `binding.address`.
void Translator::let_move(const std::string& name, Binding& binding, const Place& where,
                          Block& to) {
  binding.id = add_variable(name + "_offset", DType::kI64, Variable::Kind::kLocal);
  const ExprPtr offset =
      binding.address.offset ? binding.address.offset : integer_constant(0, DType::kI64);
  to.push_back(assignment(binding.id, cast_to(offset, DType::kI64), where));
  binding.address.offset = make_expr(ExprKind::kScalar, DType::kI64, where, {}, "", binding.id);
}

void Translator::assign_pointer(const clang::BinaryOperator& op, Block& to) {
  const Binding& binding = moving_pointer(*op.getLHS(), op);
  const Place where = place(op);
  if (op.getOpcode() == clang::BO_Assign) {
    const Address from = pointer(*op.getRHS());
    if (from.array != binding.address.array ||
        from.subscripts.size() != binding.address.subscripts.size())
      refuse(op, "a pointer points into several arrays: writes through it would alias",
             "use one pointer for each array");
    const ExprPtr offset = from.offset ? from.offset : integer_constant(0, DType::kI64);
    to.push_back(assignment(binding.id, cast_to(offset, DType::kI64), where));
    return;
  }
  const char* sign = op.getOpcode() == clang::BO_AddAssign ? "+" : "-";
  const ExprPtr by = cast_to(value(*op.getRHS()), DType::kI64);
  to.push_back(assignment(
      binding.id,
      make_expr(ExprKind::kBinary, DType::kI64, where, {binding.address.offset, by}, sign), where));
}

/// An assignment, and what the target holds after it where it is a value: both have it from one
/// variable then.
ExprPtr Translator::assigned(const clang::BinaryOperator& op, bool is_value, Block& to) {
  pending_.push_back(&to);
  ExprPtr right = value(*op.getRHS());  // First, says C++.
  const std::size_t before = to.size();
  const Target target = target_of(*op.getLHS());
  right = kept_before(std::move(right), before);
  if (const auto* compound = llvm::dyn_cast<clang::CompoundAssignOperator>(&op)) {
    std::string name = clang::BinaryOperator::getOpcodeStr(op.getOpcode()).str();
    name.pop_back();
    const DType type = number(compound->getComputationLHSType(), place(op));
    right = arithmetic(name, cast_to(load(target), type), cast_to(std::move(right), type), type,
                       place(op.getOperatorLoc()));
  }
  pending_.pop_back();
  right = cast_to(std::move(right), target.type);
  if (is_value) right = kept(right, to);
  store(target, right, to);
  return right;
}

void Translator::assign_statement(const clang::BinaryOperator& op, Block& to) {
  if (op.getLHS()->getType()->isPointerType()) {
    assign_pointer(op, to);
  } else {
    (void)assigned(op, false, to);
  }
}

/// `x++` and its kin as a statement, and what the expression gives: the new value, or the old one.
ExprPtr Translator::stepped(const clang::UnaryOperator& op, bool is_value, Block& to) {
  const Place where = place(op);
  const char* sign = op.isIncrementOp() ? "+" : "-";
  pending_.push_back(&to);
  const Target target = target_of(*op.getSubExpr());
  pending_.pop_back();
  const DType type = number(op.getSubExpr()->getType(), where);
  const DType wide = size_of(type) < 4 ? DType::kI32 : type;  // Integer promotion.
  const bool first = is_value && op.isPostfix();
  const ExprPtr old = first ? kept(load(target), to) : load(target);
  store(target,
        arithmetic(sign, cast_to(load(target), wide), integer_constant(1, wide), wide, where), to);
  return first || !is_value ? old : kept(load(target), to);
}

/// `p++` and its kin; where the expression points.
Address Translator::moved(const clang::UnaryOperator& op, bool is_value, Block& to) {
  const Place where = place(op);
  const Binding& binding = moving_pointer(*op.getSubExpr(), op);
  Address result = binding.address;
  const ExprPtr offset = result.offset;
  if (is_value && op.isPostfix()) result.offset = kept(offset, to);
  to.push_back(assignment(
      binding.id,
      make_expr(ExprKind::kBinary, DType::kI64, where, {offset, integer_constant(1, DType::kI64)},
                op.isIncrementOp() ? "+" : "-"),
      where));
  if (is_value && op.isPrefix()) result.offset = kept(offset, to);
  return result;
}

void Translator::step_statement(const clang::UnaryOperator& op, Block& to) {
  if (op.getType()->isPointerType()) {
    (void)moved(op, false, to);
  } else {
    (void)stepped(op, false, to);
  }
}

}  // namespace sinter::lift
