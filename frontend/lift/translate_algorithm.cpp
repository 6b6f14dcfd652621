// The algorithms of <algorithm> and <numeric> over arrays, and lambdas, as the loops that they are.
#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
bool Translator::is_algorithm(const clang::FunctionDecl& callee) const {
  static const std::set<std::string> names{"transform",
                                           "reduce",
                                           "inner_product",
                                           "transform_reduce",
                                           "accumulate",
                                           "fill",
                                           "copy",
                                           "fill_n",
                                           "copy_n",
                                           "for_each",
                                           "count",
                                           "count_if",
                                           "max_element_value",
                                           "partial_sum",
                                           "inclusive_scan",
                                           "iota"};
  return callee.isInStdNamespace() && names.contains(callee.getNameAsString());
}

/// Where an iterator stands.
Address Translator::iterator(const clang::Expr& given) {
  const clang::Expr* at_expr = given.IgnoreParenImpCasts();
  while (true) {  // Conversions between iterators and const iterators, and temporaries.
    const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(at_expr);
    const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(at_expr);
    const auto* cleanup = llvm::dyn_cast<clang::ExprWithCleanups>(at_expr);
    if (made && made->getNumArgs() >= 1) {
      at_expr = made->getArg(0)->IgnoreParenImpCasts();
    } else if (temporary) {
      at_expr = temporary->getSubExpr()->IgnoreParenImpCasts();
    } else if (cleanup) {
      at_expr = cleanup->getSubExpr()->IgnoreParenImpCasts();
    } else {
      break;
    }
  }
  const clang::Expr& expr = *at_expr;
  if (expr.getType()->isPointerType()) return pointer(expr);
  const auto of = [&](const std::string& name,
                      const clang::Expr& container) -> std::optional<Address> {
    if (name == "begin" || name == "cbegin" || name == "data") return object(container);
    if (name != "end" && name != "cend") return std::nullopt;
    Address last = object(container);
    const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(last.array)];
    if (array.extents.size() <= last.subscripts.size())
      refuse(expr, "the size of `" + array.name + "` is not known here");
    last.offset = array.extents[last.subscripts.size()];
    return last;
  };
  if (const auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(&expr)) {
    if (auto found =
            of(member->getMethodDecl()->getNameAsString(), *member->getImplicitObjectArgument()))
      return *found;
  }
  if (const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&expr)) {
    if ((op->getOperator() == clang::OO_Plus || op->getOperator() == clang::OO_Minus) &&
        op->getNumArgs() == 2) {
      Address base = iterator(*op->getArg(0));
      ExprPtr index = cast_to(value(*op->getArg(1)), DType::kI64);
      if (op->getOperator() == clang::OO_Minus)
        index = make_expr(ExprKind::kUnary, DType::kI64, place(expr), {index}, "-");
      return at(base, index, expr);
    }
  } else if (const auto* called = llvm::dyn_cast<clang::CallExpr>(&expr)) {
    const clang::FunctionDecl* callee = called->getDirectCallee();
    if (callee && callee->isInStdNamespace() && called->getNumArgs() == 1) {
      if (auto found = of(callee->getNameAsString(), *called->getArg(0))) return *found;
    }
    if (callee && callee->isInStdNamespace() && callee->getNameAsString() == "next" &&
        called->getNumArgs() >= 1) {
      ExprPtr by =
          called->getNumArgs() == 2 ? value(*called->getArg(1)) : integer_constant(1, DType::kI64);
      return at(iterator(*called->getArg(0)), by, expr);
    }
  }
  refuse(expr,
         "an iterator that is not begin() or end() of an array, or one that is moved by a number",
         "use begin(), end() and + n");
}

ExprPtr Translator::length(const Address& first, const Address& last, Place where) {
  if (first.array != last.array || first.subscripts.size() != last.subscripts.size())
    refuse(where, "the two iterators are of different arrays",
           "give begin() and end() of one array");
  ExprPtr end = last.offset ? last.offset : integer_constant(0, DType::kI64);
  if (!first.offset) return cast_to(end, DType::kI64);
  return make_expr(ExprKind::kBinary, DType::kI64, where,
                   {cast_to(end, DType::kI64), cast_to(first.offset, DType::kI64)}, "-");
}

ExprPtr Translator::lambda_call(const clang::LambdaExpr& lambda, std::vector<ExprPtr> arguments,
                                Place where) {
  const clang::CXXMethodDecl* method = lambda.getCallOperator();
  if (method == nullptr) refuse(where, "a lambda without a call operator");
  if (lambda.isGenericLambda()) {
    // The instantiation for these types.
    const clang::FunctionTemplateDecl* generic = lambda.getDependentCallOperator();
    method = nullptr;
    for (const clang::FunctionDecl* candidate : generic->specializations()) {
      bool fits = candidate->hasBody() && candidate->getNumParams() == arguments.size();
      for (unsigned i = 0; fits && i < arguments.size(); ++i)
        fits = number_type(candidate->getParamDecl(i)->getType()) == arguments[i]->type;
      if (fits) method = llvm::dyn_cast<clang::CXXMethodDecl>(candidate);
    }
    if (method == nullptr) refuse(where, "a generic lambda that is not used with these types");
  }
  if (method->getNumParams() != arguments.size())
    refuse(where, "a lambda is called with another number of arguments");
  if (pending_.empty())
    refuse(where, "a lambda is called where only one side is evaluated",
           "call it in a statement of its own");
  Block& to = *pending_.back();
  for (unsigned i = 0; i < arguments.size(); ++i) {
    const clang::ParmVarDecl& parameter_decl = *method->getParamDecl(i);
    const clang::QualType type = parameter_decl.getType();
    if (type->isReferenceType() && !type.getNonReferenceType().isConstQualified() &&
        !type->isRValueReferenceType())
      refuse(place(parameter_decl.getLocation()), "a lambda that changes its argument",
             "use std::transform");
    const DType scalar = number(type, where);
    Binding binding;
    binding.id = add_variable(parameter_decl.getNameAsString(), scalar, Variable::Kind::kLocal);
    bindings_[&parameter_decl] = binding;
    to.push_back(assignment(binding.id, cast_to(arguments[i], scalar), where));
  }
  const auto saved = inlined_result_;
  inlined_result_.reset();
  if (!method->getReturnType()->isVoidType())
    inlined_result_ =
        add_variable("result", number(method->getReturnType(), where), Variable::Kind::kLocal);
  inlined_.push_back(method);
  Block body;
  statements_of(method->getBody(), body);
  inlined_.pop_back();
  if (!body.empty() && body.back().kind == StmtKind::kReturn) body.pop_back();
  for (const Stmt& stmt : body) {
    if (stmt.kind == StmtKind::kReturn || stmt.kind == StmtKind::kIf) {
      const auto returns = [](const auto& self, const std::vector<Stmt>& list) -> bool {
        for (const Stmt& inner : list) {
          if (inner.kind == StmtKind::kReturn || self(self, inner.body) || self(self, inner.other))
            return true;
        }
        return false;
      };
      if (returns(returns, {stmt}))
        refuse(where, "a lambda that returns in its middle", "use ?: and one return");
    }
  }
  to.insert(to.end(), body.begin(), body.end());
  const auto result = inlined_result_;
  inlined_result_ = saved;
  if (!result) return integer_constant(0, DType::kI32);
  return make_expr(ExprKind::kScalar, function_.variables[static_cast<std::size_t>(*result)].type,
                   where, {}, "", *result);
}

/// What a function object makes of numbers: a lambda, or std::plus and its kin.
ExprPtr Translator::apply(const clang::Expr& callable, std::vector<ExprPtr> arguments,
                          Place where) {
  const clang::Expr* at_expr = callable.IgnoreParenImpCasts();
  while (true) {
    const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(at_expr);
    const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(at_expr);
    if (made && made->getNumArgs() == 1) {
      at_expr = made->getArg(0)->IgnoreParenImpCasts();
    } else if (temporary) {
      at_expr = temporary->getSubExpr()->IgnoreParenImpCasts();
    } else {
      break;
    }
  }
  if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(at_expr))
    return lambda_call(*lambda, std::move(arguments), where);
  if (const auto* variable = variable_of(*at_expr)) {
    const Binding* binding = find(*variable);
    if (binding && binding->kind == Binding::Kind::kLambda)
      return lambda_call(*binding->lambda, std::move(arguments), where);
  }
  const auto* record = at_expr->getType()->getAsCXXRecordDecl();
  const std::string name = record && record->isInStdNamespace() ? record->getNameAsString() : "";
  static const std::map<std::string, std::string> operators{
      {"plus", "+"}, {"minus", "-"}, {"multiplies", "*"}, {"divides", "/"}};
  if (const auto found = operators.find(name); found != operators.end() && arguments.size() == 2) {
    const auto* special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record);
    const auto fixed = special->getTemplateArgs().size() > 0
                           ? number_type(special->getTemplateArgs()[0].getAsType())
                           : std::nullopt;
    DType type = fixed ? *fixed : arguments[0]->type;
    if (!fixed && arguments[0]->type != arguments[1]->type)
      refuse(where, "std::" + name + "<> of two types", "give it the type");
    const DType wide = is_integer(type) && size_of(type) < 4 ? DType::kI32 : type;
    ExprPtr a = cast_to(cast_to(arguments[0], type), wide),
            b = cast_to(cast_to(arguments[1], type), wide);
    return cast_to(arithmetic(found->second, a, b, wide, where), type);
  }
  if (name == "negate" && arguments.size() == 1)
    return make_expr(ExprKind::kUnary, arguments[0]->type, where, arguments, "-");
  refuse(callable, "a function object that is neither a lambda nor std::plus and its kin",
         "use a lambda");
}

ExprPtr Translator::algorithm(const clang::CallExpr& call, const clang::FunctionDecl& callee) {
  const std::string name = callee.getNameAsString();
  const Place where = place(call);
  if (pending_.empty())
    refuse(call, "std::" + name + " where only one side is evaluated",
           "call it in a statement of its own");
  Block& to = *pending_.back();
  const unsigned count = call.getNumArgs();
  const auto is_iterator = [&](unsigned i) {
    const clang::QualType type = call.getArg(i)->getType();
    if (number_type(type)) return false;
    if (type->isPointerType()) return true;
    const auto* record = type->getAsCXXRecordDecl();
    return record != nullptr && !record->isLambda() &&
           record->getNameAsString().find("iterator") != std::string::npos;
  };
  if (count < 2 || !is_iterator(0))
    refuse(call, "std::" + name + " with an execution policy or a range",
           "give it begin() and end(); Sinter uses threads anyway");
  Stmt loop;
  loop.kind = StmtKind::kFor;
  loop.place = where;
  loop.low = integer_constant(0, DType::kI64);
  loop.id = add_variable("i", DType::kI64, Variable::Kind::kIndex);
  const ExprPtr index = make_expr(ExprKind::kScalar, DType::kI64, where, {}, "", loop.id);
  const Address first = iterator(*call.getArg(0));
  const bool counted = name == "fill_n" || name == "copy_n";
  loop.high = counted ? cast_to(value(*call.getArg(1)), DType::kI64)
                      : length(first, iterator(*call.getArg(1)), where);
  const auto item = [&](const Address& base) { return load(at(base, index, call), where); };
  const auto put = [&](const Address& base, ExprPtr stored) {
    const Address target = at(base, index, call);
    Stmt store_stmt;
    store_stmt.kind = StmtKind::kStore;
    store_stmt.place = where;
    store_stmt.id = target.array;
    store_stmt.subscripts = target.subscripts;
    store_stmt.subscripts.push_back(target.offset);
    store_stmt.value =
        cast_to(std::move(stored), function_.arrays[static_cast<std::size_t>(target.array)].type);
    loop.body.push_back(std::move(store_stmt));
  };
  const auto within = [&](const auto& work) {
    pending_.push_back(&loop.body);
    work();
    pending_.pop_back();
    to.push_back(std::move(loop));
    return integer_constant(0, DType::kI32);
  };
  if (name == "fill" || name == "fill_n")
    return within([&] { put(first, value(*call.getArg(2))); });
  if (name == "copy" || name == "copy_n")
    return within([&] { put(iterator(*call.getArg(2)), item(first)); });
  if (name == "transform") {
    return within([&] {
      const bool two = count == 5;
      if (count != 4 && count != 5) refuse(call, "std::transform in this form");
      std::vector<ExprPtr> arguments{item(first)};
      if (two) arguments.push_back(item(iterator(*call.getArg(2))));
      put(iterator(*call.getArg(count - 2)), apply(*call.getArg(count - 1), arguments, where));
    });
  }
  if (name == "for_each" || name == "partial_sum" || name == "inclusive_scan" || name == "iota")
    refuse(call, "std::" + name + " has no counterpart in the language", "write it as a loop");
  // What is left gives one number.
  const bool counts = name == "count" || name == "count_if";
  const DType type = number(call.getType(), where);
  const int sum = add_variable(counts ? "count" : "total", type, Variable::Kind::kLocal);
  const ExprPtr total = make_expr(ExprKind::kScalar, type, where, {}, "", sum);
  const auto is_value = [&](unsigned i) {
    return i < count && number_type(call.getArg(i)->getType()).has_value();
  };
  const auto combine = [&](const clang::Expr* callable, ExprPtr b) {
    if (callable) return apply(*callable, {total, std::move(b)}, where);
    const DType common =
        b->type == type
            ? type
            : (is_float(b->type) && (!is_float(type) || size_of(b->type) > size_of(type)) ? b->type
                                                                                          : type);
    return arithmetic("+", cast_to(total, common), cast_to(std::move(b), common), common, where);
  };
  ExprPtr start = integer_constant(0, type);
  loop.any_order = name == "reduce" || name == "transform_reduce";
  unsigned init = 2;
  const bool two_ranges = name == "inner_product" || (name == "transform_reduce" && is_iterator(2));
  if (two_ranges) init = 3;
  if (!counts && is_value(init)) start = cast_to(value(*call.getArg(init)), type);
  to.push_back(assignment(sum, start, where));
  pending_.push_back(&loop.body);
  ExprPtr term = item(first);
  if (counts) {
    ExprPtr hit = name == "count"
                      ? make_expr(ExprKind::kBinary, DType::kBool, where,
                                  {term, cast_to(value(*call.getArg(2)), term->type)}, "==")
                      : apply(*call.getArg(2), {term}, where);
    term = cast_to(hit, type);
  } else if (two_ranges) {
    ExprPtr other = item(iterator(*call.getArg(2)));
    const bool own = count == 6;
    const DType common = term->type == other->type ? term->type : DType::kF64;
    term = own ? apply(*call.getArg(5), {term, other}, where)
               : arithmetic("*", cast_to(term, common), cast_to(other, common), common, where);
  } else if (name == "transform_reduce") {
    if (count != 5) refuse(call, "std::transform_reduce in this form");
    term = apply(*call.getArg(4), {term}, where);
  }
  const bool has_operator = name == "transform_reduce"
                                ? count >= 5
                                : (two_ranges ? count == 6 : count == init + 2) && !counts;
  const clang::Expr* callable = has_operator ? call.getArg(two_ranges ? 4 : 3) : nullptr;
  ExprPtr combined = cast_to(combine(callable, term), type);
  loop.body.push_back(assignment(sum, combined, where));
  pending_.pop_back();
  to.push_back(std::move(loop));
  return total;
}

}  // namespace sinter::lift
