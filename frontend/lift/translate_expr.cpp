// Expressions: values, elements, positions in arrays.
#include <clang/Basic/SourceManager.h>

#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

const clang::Expr& bare(const clang::Expr& expr) { return *expr.IgnoreParens(); }

std::string operator_text(clang::BinaryOperatorKind kind) {
  return clang::BinaryOperator::getOpcodeStr(kind).str();
}

}  // namespace

const Binding* Translator::find(const clang::VarDecl& variable) const {
  const auto found = bindings_.find(&variable);
  return found == bindings_.end() ? nullptr : &found->second;
}

/// The value of an expression that the compiler knows; null where it does not.
ExprPtr Translator::constant(const clang::Expr& expr) {
  // What is called may have none: evaluation finds out.
  if (expr.isValueDependent() || expr.HasSideEffects(context_, false)) return nullptr;
  const auto type = number_type(expr.getType());
  if (!type || expr.isLValue()) return nullptr;
  Expr result;
  result.type = *type;
  result.place = place(expr);
  clang::Expr::EvalResult found;
  if (is_float(*type)) {
    llvm::APFloat number(0.0);
    if (!expr.EvaluateAsFloat(number, context_, clang::Expr::SE_NoSideEffects)) return nullptr;
    bool lost = false;
    number.convert(llvm::APFloat::IEEEdouble(), llvm::APFloat::rmNearestTiesToEven, &lost);
    result.real = number.convertToDouble();
    return std::make_shared<const Expr>(result);
  }
  if (!expr.EvaluateAsInt(found, context_, clang::Expr::SE_NoSideEffects)) return nullptr;
  const llvm::APSInt number = found.Val.getInt();
  result.integer =
      number.isSigned() ? number.getSExtValue() : static_cast<std::int64_t>(number.getZExtValue());
  result.real = number.isSigned() ? static_cast<double>(result.integer)
                                  : static_cast<double>(static_cast<std::uint64_t>(result.integer));
  return std::make_shared<const Expr>(result);
}

ExprPtr Translator::value(const clang::Expr& given) {
  const clang::Expr& expr = bare(given);
  if (ExprPtr known = constant(expr)) return known;
  if (const auto* wrapped = llvm::dyn_cast<clang::ExprWithCleanups>(&expr))
    return value(*wrapped->getSubExpr());
  if (const auto* wrapped = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(&expr))
    return value(*wrapped->getSubExpr());
  if (const auto* wrapped = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(&expr))
    return value(*wrapped->getReplacement());
  if (const auto* wrapped = llvm::dyn_cast<clang::CXXDefaultArgExpr>(&expr))
    return value(*wrapped->getExpr());
  if (const auto* list = llvm::dyn_cast<clang::InitListExpr>(&expr);
      list && list->getNumInits() == 1)
    return value(*list->getInit(0));
  if (const auto* zero = llvm::dyn_cast<clang::CXXScalarValueInitExpr>(&expr))
    return integer_constant(0, number(zero->getType(), place(expr)));
  if (llvm::isa<clang::ImplicitValueInitExpr>(&expr))
    return integer_constant(0, number(expr.getType(), place(expr)));
  if (const auto* functional = llvm::dyn_cast<clang::CXXTemporaryObjectExpr>(&expr))
    refuse(expr, "an object of the type " + functional->getType().getAsString() + " is made here",
           "use numbers and arrays");
  if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(&expr)) return implicit_cast(*cast);
  if (const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&expr)) return binary(*op);
  if (const auto* op = llvm::dyn_cast<clang::UnaryOperator>(&expr)) return unary(*op);
  if (const auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(&expr)) {
    const DType type = number(choice->getType(), place(expr));
    ExprPtr condition_value = condition(*choice->getCond());
    if (condition_value->kind == ExprKind::kConstant)
      return cast_to(
          value(condition_value->integer != 0 ? *choice->getTrueExpr() : *choice->getFalseExpr()),
          type);
    Side yes, no;
    yes.value = value_in(*choice->getTrueExpr(), yes.first, false);
    no.value = value_in(*choice->getFalseExpr(), no.first, false);
    return this->choice(std::move(condition_value), type, std::move(yes), std::move(no),
                        place(expr));
  }
  if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr))
    return member_call(*member);
  if (ExprPtr size = shape_of(expr)) return size;
  if (const auto* called = llvm::dyn_cast<clang::CallExpr>(&expr)) {
    if (expr.isLValue() && number_type(expr.getType()) &&
        llvm::isa<clang::CXXOperatorCallExpr>(expr))
      return load(expr);
    return call(*called);
  }
  if (expr.isLValue()) return load(expr);
  if (llvm::isa<clang::CXXThrowExpr>(expr))
    refuse(expr, "it throws an exception", "check arguments before the call");
  if (llvm::isa<clang::CXXNewExpr>(expr))
    refuse(expr, "memory is allocated here", "use local arrays of fixed size or std::vector");
  refuse(expr, std::string("an expression of this kind (") + expr.getStmtClassName() +
                   ") has no counterpart in the language");
}

/// view.shape()[k]
ExprPtr Translator::shape_of(const clang::Expr& given) {
  const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&bare(given));
  if (op == nullptr || op->getOperator() != clang::OO_Subscript) return nullptr;
  const auto* member =
      llvm::dyn_cast<clang::CXXMemberCallExpr>(op->getArg(0)->IgnoreParenImpCasts());
  if (member == nullptr || member->getMethodDecl()->getNameAsString() != "shape") return nullptr;
  const clang::Expr& view = *member->getImplicitObjectArgument();
  if (!container_type(view.getType())) return nullptr;
  const Address base = object(view);
  const ExprPtr axis = value(*op->getArg(1));
  const Expr* known = constant_integer(axis);
  const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(base.array)];
  if (known == nullptr || known->integer < 0 ||
      std::cmp_greater_equal(known->integer, array.extents.size()))
    refuse(given, "the axis of a view's shape is not a constant of its axes");
  return array.extents[static_cast<std::size_t>(known->integer)];
}

ExprPtr Translator::load(const clang::Expr& lvalue) {
  if (ExprPtr size = shape_of(lvalue)) return size;
  if (const auto id = scalar_of(lvalue)) {
    const Variable& variable = function_.variables[static_cast<std::size_t>(*id)];
    return make_expr(ExprKind::kScalar, variable.type, place(lvalue), {}, "", *id);
  }
  const clang::Expr& expr = bare(lvalue);
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&expr)) {
    if (const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl())) {
      const Binding* binding = find(*variable);
      if (binding && binding->kind == Binding::Kind::kExpr) return binding->expr;
      if (!binding && variable->hasGlobalStorage())
        refuse(expr, "it reads the global variable `" + variable->getNameAsString() + "`",
               "pass it as a parameter, or make it constexpr");
    }
  }
  return load(element_of(lvalue), place(lvalue));
}

ExprPtr Translator::load(const Address& address, Place where) {
  std::vector<ExprPtr> subscripts = address.subscripts;
  subscripts.push_back(address.offset ? address.offset : integer_constant(0, DType::kI64));
  const DType type = function_.arrays[static_cast<std::size_t>(address.array)].type;
  return make_expr(ExprKind::kLoad, type, std::move(where), std::move(subscripts), "",
                   address.array);
}

/// The variable of an lvalue that is one.
std::optional<int> Translator::scalar_of(const clang::Expr& lvalue) {
  const clang::Expr& expr = bare(lvalue);
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&expr);
  const auto* variable = reference ? llvm::dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
  const Binding* binding = variable ? find(*variable) : nullptr;
  if (!binding || binding->kind != Binding::Kind::kScalar) return std::nullopt;
  return binding->id;
}

ExprPtr Translator::offset_sum(const ExprPtr& a, const ExprPtr& b) {
  if (!a) return cast_to(b, DType::kI64);
  if (!b) return a;
  return make_expr(ExprKind::kBinary, DType::kI64, b->place,
                   {cast_to(a, DType::kI64), cast_to(b, DType::kI64)}, "+");
}

/// Moves a position by `index` elements.
Address Translator::at(Address base, ExprPtr index, const clang::Expr&) {
  base.offset = offset_sum(base.offset, cast_to(std::move(index), DType::kI64));
  return base;
}

/// The element that an lvalue of a number names.
Address Translator::element_of(const clang::Expr& lvalue) {
  const clang::Expr& expr = bare(lvalue);
  if (const auto* subscript = llvm::dyn_cast<clang::ArraySubscriptExpr>(&expr)) {
    Address base = pointer(*subscript->getBase());
    return at(std::move(base), value(*subscript->getIdx()), expr);
  }
  if (const auto* op = llvm::dyn_cast<clang::UnaryOperator>(&expr);
      op && op->getOpcode() == clang::UO_Deref)
    return pointer(*op->getSubExpr());
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&expr)) {
    const auto kind = op->getOperator();
    if (kind == clang::OO_Subscript || kind == clang::OO_Call) {
      Address base = object(*op->getArg(0));
      const auto container = container_type(op->getArg(0)->getType());
      const unsigned count = op->getNumArgs() - 1;
      if (container && container->rank > 1) {
        if (std::cmp_not_equal(count, container->rank))
          refuse(expr, "a view is used with another number of subscripts than it has axes");
        for (unsigned i = 1; i < count; ++i)
          base.subscripts.push_back(cast_to(value(*op->getArg(i)), DType::kI64));
        base.offset = cast_to(value(*op->getArg(count)), DType::kI64);
        return base;
      }
      return at(base, value(*op->getArg(1)), expr);
    }
    if (kind == clang::OO_Star) return iterator(*op->getArg(0));
  }
  if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr)) {
    const std::string name = member->getMethodDecl()->getNameAsString();
    const clang::Expr& base = *member->getImplicitObjectArgument();
    if (container_type(base.getType())) {
      if (name == "front") return object(base);
      if (name == "at")
        refuse(expr, "`at` throws an exception where the subscript is too large",
               "use [], which does not");
    }
  }
  if (const Address* named = named_address(expr)) return *named;
  if (llvm::isa<clang::MemberExpr>(expr))
    refuse(expr, "it uses a member of an object",
           "pass the member's value or array as a parameter");
  refuse(expr, std::string("this place in memory (") + expr.getStmtClassName() +
                   ") is no element of a parameter or a local array");
}

/// The elements that a container, or a built-in array, holds.
/// What a variable that is named stands for in memory; null where it is none, or a number.
const Address* Translator::named_address(const clang::Expr& expr) {
  const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&expr);
  if (reference == nullptr) return nullptr;
  const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
  const Binding* binding = variable ? find(*variable) : nullptr;
  if (binding && binding->kind == Binding::Kind::kAddress) return &binding->address;
  if (!binding && variable && variable->hasGlobalStorage())
    refuse(expr, "it uses the global variable `" + variable->getNameAsString() + "`",
           "pass it as a parameter");
  return nullptr;
}

Address Translator::object(const clang::Expr& given) {
  const clang::Expr& expr = bare(*given.IgnoreParenImpCasts());
  if (const auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(&expr)) {
    const auto* variable = llvm::dyn_cast<clang::VarDecl>(reference->getDecl());
    const Binding* binding = variable ? find(*variable) : nullptr;
    if (binding && binding->kind == Binding::Kind::kAddress) return binding->address;
    if (variable && variable->hasGlobalStorage())
      refuse(expr, "it uses the global variable `" + variable->getNameAsString() + "`",
             "pass it as a parameter");
  }
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&expr);
      op && op->getOperator() == clang::OO_Subscript) {
    Address outer = object(*op->getArg(0));
    outer = at(std::move(outer), value(*op->getArg(1)), expr);
    outer.subscripts.push_back(outer.offset ? outer.offset : integer_constant(0, DType::kI64));
    outer.offset = nullptr;
    if (const auto container = container_type(op->getType())) outer.element = container->element;
    return outer;
  }
  if (const auto* subscript = llvm::dyn_cast<clang::ArraySubscriptExpr>(&expr)) {
    Address outer = pointer(*subscript->getBase());
    outer = at(std::move(outer), value(*subscript->getIdx()), expr);
    const auto* array = context_.getAsConstantArrayType(expr.getType());
    if (array == nullptr) refuse(expr, "rows of this type are no arrays of fixed size");
    outer.subscripts.push_back(outer.offset ? outer.offset : integer_constant(0, DType::kI64));
    outer.offset = nullptr;
    outer.element = array->getElementType();
    return outer;
  }
  refuse(expr,
         std::string("this object (") + expr.getStmtClassName() +
             ") is neither a parameter nor a local array",
         "name the array itself");
}

/// Where a pointer points.
Address Translator::pointer(const clang::Expr& given) {
  const clang::Expr& expr = bare(given);
  if (const auto* cast = llvm::dyn_cast<clang::CastExpr>(&expr)) {
    switch (cast->getCastKind()) {
      case clang::CK_ArrayToPointerDecay:
        if (llvm::isa<clang::StringLiteral>(bare(*cast->getSubExpr()))) break;
        return object(*cast->getSubExpr());
      case clang::CK_LValueToRValue:
      case clang::CK_NoOp:
        return pointer(*cast->getSubExpr());
      case clang::CK_BitCast:
        refuse(expr, "a pointer is read as one to another type", "use arrays of one type");
      default:
        break;
    }
  }
  if (const Address* named = named_address(expr)) return *named;
  if (const auto* op = llvm::dyn_cast<clang::BinaryOperator>(&expr); op && op->isAdditiveOp()) {
    const bool left = op->getLHS()->getType()->isPointerType();
    Address base = pointer(left ? *op->getLHS() : *op->getRHS());
    ExprPtr index = cast_to(value(left ? *op->getRHS() : *op->getLHS()), DType::kI64);
    if (op->getOpcode() == clang::BO_Sub)
      index = make_expr(ExprKind::kUnary, DType::kI64, place(expr), {index}, "-");
    return at(base, index, expr);
  }
  if (const auto* op = llvm::dyn_cast<clang::UnaryOperator>(&expr)) {
    if (op->getOpcode() == clang::UO_AddrOf) {
      if (scalar_of(*op->getSubExpr()))
        refuse(expr, "the address of a variable escapes",
               "return the value, or write it to an array");
      return element_of(*op->getSubExpr());
    }
    if (op->isIncrementDecrementOp()) return moved(*op, true, *pending_.back());
  }
  if (const auto* called = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr)) {
    const std::string name = called->getMethodDecl()->getNameAsString();
    if ((name == "data" || name == "data_handle") &&
        container_type(called->getImplicitObjectArgument()->getType()))
      return object(*called->getImplicitObjectArgument());
  }
  if (llvm::isa<clang::ConditionalOperator>(expr))
    refuse(expr, "a pointer that is one of several: writes through it would alias",
           "write the choice into the values");
  if (llvm::isa<clang::CXXReinterpretCastExpr>(expr) || llvm::isa<clang::CStyleCastExpr>(expr))
    refuse(expr, "a pointer is read as one to another type", "use arrays of one type");
  if (llvm::isa<clang::MemberExpr>(expr))
    refuse(expr, "it uses a member of an object", "pass the member's array as a parameter");
  refuse(expr, "pointer arithmetic that escapes the analysis",
         "use a parameter or a local array with a subscript, x[i]");
}

ExprPtr Translator::implicit_cast(const clang::CastExpr& cast) {
  const clang::Expr& inner = *cast.getSubExpr();
  switch (cast.getCastKind()) {
    case clang::CK_LValueToRValue:
      if (bare(inner).isLValue() && !llvm::isa<clang::CallExpr>(bare(inner)) &&
          !llvm::isa<clang::CastExpr>(bare(inner)) &&
          !llvm::isa<clang::BinaryOperator>(bare(inner)) &&
          !llvm::isa<clang::MaterializeTemporaryExpr>(bare(inner)) &&
          !llvm::isa<clang::ConditionalOperator>(bare(inner)) &&
          !(llvm::isa<clang::UnaryOperator>(bare(inner)) &&
            llvm::cast<clang::UnaryOperator>(bare(inner)).isIncrementDecrementOp()))
        return load(inner);
      return value(inner);
    case clang::CK_NoOp:
    case clang::CK_UserDefinedConversion:
    case clang::CK_ConstructorConversion:
      return value(inner);
    case clang::CK_IntegralCast:
    case clang::CK_FloatingCast:
    case clang::CK_IntegralToFloating:
    case clang::CK_FloatingToIntegral:
    case clang::CK_BooleanToSignedIntegral:
      return cast_to(value(inner), number(cast.getType(), place(cast)));
    case clang::CK_IntegralToBoolean:
    case clang::CK_FloatingToBoolean: {
      ExprPtr from = value(inner);
      if (from->kind == ExprKind::kCast && from->children[0]->type == DType::kBool)
        return from->children[0];
      ExprPtr zero = integer_constant(0, from->type);
      return make_expr(ExprKind::kBinary, DType::kBool, place(cast),
                       {std::move(from), std::move(zero)}, "!=");
    }
    default:
      refuse(cast, std::string("a conversion of this kind (") + cast.getCastKindName() +
                       ") has no counterpart in the language");
  }
}

ExprPtr Translator::condition(const clang::Expr& expr) {
  ExprPtr found = value(expr);
  if (found->type == DType::kBool) return found;
  ExprPtr zero = integer_constant(0, found->type);
  const Place where = found->place;
  return make_expr(ExprKind::kBinary, DType::kBool, where, {std::move(found), std::move(zero)},
                   "!=");
}

ExprPtr Translator::arithmetic(const std::string& name, ExprPtr a, ExprPtr b, DType type,
                               Place where) {
  if (type == DType::kBool && (name == "+" || name == "-" || name == "*"))
    refuse(where, "arithmetic of bool");
  return make_expr(ExprKind::kBinary, type, std::move(where), {std::move(a), std::move(b)}, name);
}

/// `p != nullptr` of a parameter: the dispatcher calls plain C++ where it is null, so it is not.
ExprPtr Translator::null_test(const clang::BinaryOperator& op) {
  if (!op.isEqualityOp() || !op.getLHS()->getType()->isPointerType()) return nullptr;
  const auto is_null = [&](const clang::Expr& e) {
    return e.isNullPointerConstant(context_, clang::Expr::NPC_ValueDependentIsNotNull) !=
           clang::Expr::NPCK_NotNull;
  };
  const bool right = is_null(*op.getRHS());
  if (!right && !is_null(*op.getLHS())) return nullptr;
  const Address tested = pointer(right ? *op.getLHS() : *op.getRHS());
  const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(tested.array)];
  if (!array.is_parameter || tested.offset || !tested.subscripts.empty() || !array.inner.empty())
    return nullptr;
  const int given = size_variable(array.name + "_given", "(" + array.cpp + " != nullptr)");
  function_.guards.push_back(
      {Polynomial::variable(given) - Polynomial(1), "`" + array.name + "` is null"});
  return integer_constant(op.getOpcode() == clang::BO_NE ? 1 : 0, DType::kBool);
}

/// Pointers into one array are compared and subtracted as their subscripts.
ExprPtr Translator::offsets(const clang::BinaryOperator& op) {
  const Place where = place(op.getOperatorLoc());
  const bool both = op.getLHS()->getType()->isPointerType() &&
                    op.getRHS()->getType()->isPointerType() &&
                    (op.isComparisonOp() || op.getOpcode() == clang::BO_Sub);
  if (!both) refuse(op, "pointer arithmetic that escapes the analysis", "use indices");
  const Address a = pointer(*op.getLHS());
  const Address b = pointer(*op.getRHS());
  if (a.array != b.array || !a.subscripts.empty() || !b.subscripts.empty())
    refuse(
        op,
        "pointers into several arrays are compared: pointer arithmetic that escapes the analysis",
        "use indices");
  const auto offset = [](const Address& address) {
    return address.offset ? cast_to(address.offset, DType::kI64) : integer_constant(0, DType::kI64);
  };
  return make_expr(ExprKind::kBinary, op.isComparisonOp() ? DType::kBool : DType::kI64, where,
                   {offset(a), offset(b)}, operator_text(op.getOpcode()));
}

ExprPtr Translator::binary(const clang::BinaryOperator& op) {
  const Place where = place(op.getOperatorLoc());
  if (op.isAssignmentOp()) return assigned(op, true, *pending_.back());
  if (op.getOpcode() == clang::BO_Comma) {
    expression_statement(*op.getLHS(), *pending_.back());
    return value(*op.getRHS());
  }
  if (op.isPtrMemOp() || op.getOpcode() == clang::BO_Cmp)
    refuse(op, "the operator " + operator_text(op.getOpcode()) + " has no counterpart");
  if (ExprPtr known = null_test(op)) return known;
  if (op.getLHS()->getType()->isPointerType() || op.getRHS()->getType()->isPointerType())
    return offsets(op);
  if (op.isLogicalOp()) {
    const bool is_and = op.getOpcode() == clang::BO_LAnd;
    ExprPtr left = condition(*op.getLHS());
    Side right, known;
    right.value = value_in(*op.getRHS(), right.first, true);
    if (right.first.empty())
      return make_expr(is_and ? ExprKind::kAnd : ExprKind::kOr, DType::kBool, where,
                       {std::move(left), std::move(right.value)});
    known.value = integer_constant(is_and ? 0 : 1, DType::kBool);
    if (!is_and) std::swap(right, known);
    return choice(std::move(left), DType::kBool, std::move(right), std::move(known), where);
  }
  ExprPtr a = value(*op.getLHS());
  const std::size_t between = pending_.back()->size();
  ExprPtr b = value(*op.getRHS());
  a = kept_before(std::move(a), between);
  const std::string name = operator_text(op.getOpcode());
  if (op.isShiftOp()) b = cast_to(b, a->type);
  if (op.isComparisonOp()) return make_expr(ExprKind::kBinary, DType::kBool, where, {a, b}, name);
  const DType type = number(op.getType(), where);
  if (a->type != type || b->type != type) {  // bool & bool is an int in C++.
    a = cast_to(a, type);
    b = cast_to(b, type);
  }
  return arithmetic(name, a, b, type, where);
}

ExprPtr Translator::unary(const clang::UnaryOperator& op) {
  const Place where = place(op);
  switch (op.getOpcode()) {
    case clang::UO_Plus:
      return value(*op.getSubExpr());
    case clang::UO_Minus:
      return make_expr(ExprKind::kUnary, number(op.getType(), where), where,
                       {value(*op.getSubExpr())}, "-");
    case clang::UO_Not:
      return make_expr(ExprKind::kUnary, number(op.getType(), where), where,
                       {value(*op.getSubExpr())}, "~");
    case clang::UO_LNot:
      return make_expr(ExprKind::kUnary, DType::kBool, where, {condition(*op.getSubExpr())}, "not");
    case clang::UO_Deref:
      return load(op);
    case clang::UO_PostInc:
    case clang::UO_PostDec:
    case clang::UO_PreInc:
    case clang::UO_PreDec:
      return stepped(op, true, *pending_.back());
    default:
      refuse(op, "the operator " + clang::UnaryOperator::getOpcodeStr(op.getOpcode()).str() +
                     " has no counterpart in the language");
  }
}

}  // namespace sinter::lift
