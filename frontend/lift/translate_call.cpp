// Calls: the mathematics of the standard library, members of containers, and other functions, which
// are inlined.
#include <clang/Basic/SourceManager.h>

#include <algorithm>

#include "frontend/lift/ast_queries.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

/// Functions of C and C++ that the language has under the same meaning. Exact: the same bits
/// everywhere.
struct MathFunction {
  const char* cpp;
  const char* name;
  unsigned operands;
  bool exact;
};
constexpr MathFunction kMath[] = {
    {"fabs", "abs", 1, true},
    {"sqrt", "sqrt", 1, true},
    {"floor", "floor", 1, true},
    {"ceil", "ceil", 1, true},
    {"trunc", "trunc", 1, true},
    {"rint", "rint", 1, true},
    {"nearbyint", "rint", 1, true},
    {"fmod", "fmod", 2, true},
    {"fma", "fma", 3, true},
    {"copysign", "copysign", 2, true},
    {"fmin", "fmin", 2, true},
    {"fmax", "fmax", 2, true},
    {"nextafter", "nextafter", 2, true},
    {"exp", "exp", 1, false},
    {"exp2", "exp2", 1, false},
    {"expm1", "expm1", 1, false},
    {"log", "log", 1, false},
    {"log2", "log2", 1, false},
    {"log10", "log10", 1, false},
    {"log1p", "log1p", 1, false},
    {"sin", "sin", 1, false},
    {"cos", "cos", 1, false},
    {"tan", "tan", 1, false},
    {"asin", "asin", 1, false},
    {"acos", "acos", 1, false},
    {"atan", "atan", 1, false},
    {"atan2", "atan2", 2, false},
    {"sinh", "sinh", 1, false},
    {"cosh", "cosh", 1, false},
    {"tanh", "tanh", 1, false},
    {"asinh", "asinh", 1, false},
    {"acosh", "acosh", 1, false},
    {"atanh", "atanh", 1, false},
    {"cbrt", "cbrt", 1, false},
    {"erf", "erf", 1, false},
    {"erfc", "erfc", 1, false},
    {"lgamma", "lgamma", 1, false},
    {"pow", "pow", 2, false},
    {"hypot", "hypot", 2, false},
};

/// "__builtin_sqrtf" -> "sqrt".
std::string plain_math_name(std::string name) {
  if (name.starts_with("__builtin_")) name = name.substr(10);
  for (const MathFunction& function : kMath) {
    if (name == function.cpp) return name;
  }
  if (name.size() > 1 && (name.back() == 'f' || name.back() == 'l')) {
    const std::string shorter = name.substr(0, name.size() - 1);
    for (const MathFunction& function : kMath) {
      if (shorter == function.cpp) return shorter;
    }
  }
  return name;
}

bool is_library(const clang::FunctionDecl& callee, const clang::ASTContext& context) {
  return callee.isInStdNamespace() || callee.getBuiltinID() != 0 ||
         context.getSourceManager().isInSystemHeader(callee.getLocation());
}

bool does_io(const std::string& name) {
  static const std::set<std::string> names{
      "printf", "fprintf", "puts",   "fputs", "putchar", "putc",    "scanf",
      "fscanf", "fopen",   "fclose", "fread", "fwrite",  "getc",    "getchar",
      "read",   "write",   "perror", "print", "println", "sprintf", "snprintf"};
  return names.contains(name);
}

bool returns_inside(const std::vector<Stmt>& body) {
  return std::any_of(body.begin(), body.end(), [](const Stmt& stmt) {
    return stmt.kind == StmtKind::kReturn || returns_inside(stmt.body) ||
           returns_inside(stmt.other);
  });
}

}  // namespace

ExprPtr Translator::math_call(const std::string& given, const clang::CallExpr& call) {
  const std::string name = plain_math_name(given);
  const Place where = place(call);
  const auto type = number_type(call.getType());
  if (!type) return nullptr;
  const auto argument = [&](unsigned i) { return value(*call.getArg(i)); };
  if (name == "abs" || name == "labs" || name == "llabs") {
    if (call.getNumArgs() != 1) return nullptr;
    return make_expr(ExprKind::kCall, *type, where, {cast_to(argument(0), *type)}, "abs");
  }
  if (name == "round" || name == "roundf") {  // Ties go away from zero; the language's go to even.
    ExprPtr x = cast_to(argument(0), *type);
    ExprPtr whole = make_expr(ExprKind::kCall, *type, where, {x}, "trunc");
    ExprPtr rest = make_expr(ExprKind::kCall, *type, where,
                             {make_expr(ExprKind::kBinary, *type, where, {x, whole}, "-")}, "abs");
    Expr half;
    half.type = *type;
    half.real = 0.5;
    ExprPtr far = make_expr(ExprKind::kBinary, DType::kBool, where,
                            {rest, std::make_shared<const Expr>(half)}, ">=");
    ExprPtr one =
        make_expr(ExprKind::kCall, *type, where, {integer_constant(1, *type), x}, "copysign");
    ExprPtr away = make_expr(ExprKind::kBinary, *type, where, {whole, one}, "+");
    return make_expr(ExprKind::kSelect, *type, where, {far, away, whole});
  }
  static const std::set<std::string> tests{"isnan",   "isinf",   "isfinite", "isnormal",
                                           "signbit", "__isnan", "__isinf"};
  if (tests.contains(name)) {
    ExprPtr x = argument(0);
    if (!is_float(x->type)) x = cast_to(x, DType::kF64);
    const std::string own = name.starts_with("__") ? name.substr(2) : name;
    return cast_to(make_expr(ExprKind::kCall, DType::kBool, where, {x}, own), *type);
  }
  if (name == "isnan_sign") return nullptr;
  for (const MathFunction& function : kMath) {
    if (name != function.cpp || call.getNumArgs() != function.operands || !is_float(*type))
      continue;
    std::vector<ExprPtr> arguments;
    for (unsigned i = 0; i < function.operands; ++i)
      arguments.push_back(cast_to(argument(i), *type));
    if (!function.exact) function_.uses_math = true;
    return make_expr(ExprKind::kCall, *type, where, std::move(arguments), function.name);
  }
  return nullptr;
}

/// std::min and std::max as the comparison that C++ says they are, which decides about NaN and -0.
ExprPtr Translator::minmax(const clang::CallExpr& call, const std::string& name) {
  const Place where = place(call);
  const DType type = number(call.getType(), where);
  const auto smaller = [&](const ExprPtr& a, const ExprPtr& b) {
    return make_expr(ExprKind::kBinary, DType::kBool, where, {a, b}, "<");
  };
  const auto choose = [&](const ExprPtr& c, const ExprPtr& a, const ExprPtr& b) {
    return make_expr(ExprKind::kSelect, type, where, {c, a, b}, "");
  };
  std::vector<ExprPtr> arguments;
  for (unsigned i = 0; i < call.getNumArgs() && i < 3; ++i) {
    if (!number_type(call.getArg(i)->getType()))
      refuse(call, "std::" + name + " of a list or with a comparison",
             "write it with two arguments");
    arguments.push_back(cast_to(value(*call.getArg(i)), type));
  }
  if (name == "clamp" && arguments.size() == 3) {
    ExprPtr inner = choose(smaller(arguments[2], arguments[0]), arguments[2], arguments[0]);
    return choose(smaller(arguments[0], arguments[1]), arguments[1], inner);
  }
  if (arguments.size() != 2)
    refuse(call, "std::" + name + " with a comparison of its own", "write it with two arguments");
  if (is_integer(type))
    return make_expr(ExprKind::kCall, type, where, arguments,
                     name == "max" ? "maximum" : "minimum");
  return name == "max" ? choose(smaller(arguments[0], arguments[1]), arguments[1], arguments[0])
                       : choose(smaller(arguments[1], arguments[0]), arguments[1], arguments[0]);
}

ExprPtr Translator::call(const clang::CallExpr& call) {
  const auto* op = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&call);
  if (op && op->getOperator() == clang::OO_Call) {
    if (const auto* variable = variable_of(*op->getArg(0))) {
      const Binding* binding = find(*variable);
      if (binding && binding->kind == Binding::Kind::kLambda) {
        std::vector<ExprPtr> arguments;
        for (unsigned i = 1; i < op->getNumArgs(); ++i) arguments.push_back(value(*op->getArg(i)));
        return lambda_call(*binding->lambda, std::move(arguments), place(call));
      }
    }
  }
  const clang::FunctionDecl* callee = call.getDirectCallee();
  if (callee == nullptr)
    refuse(call, "a function is called through a pointer", "call it by its name, or pass a lambda");
  const std::string name = callee->getNameInfo().getAsString();
  if (does_io(name))
    refuse(call, "input or output (`" + name + "`)", "print after the call, or from the caller");
  if (is_library(*callee, context_)) {
    if (name == "min" || name == "max" || name == "clamp") return minmax(call, name);
    if (name == "move" || name == "forward" || name == "as_const") return value(*call.getArg(0));
    if (name == "size" || name == "ssize") {
      const Address base = object(*call.getArg(0));
      const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(base.array)];
      if (array.extents.size() > base.subscripts.size())
        return cast_to(array.extents[base.subscripts.size()], number(call.getType(), place(call)));
    }
    if (is_algorithm(*callee)) return algorithm(call, *callee);
    if (ExprPtr found = math_call(name, call)) return found;
    if (name == "lerp")
      refuse(call, "std::lerp has no counterpart in the language", "write a + t * (b - a)");
    if (name == "abort" || name == "exit" || name == "terminate" || name == "__assert_fail")
      refuse(call, "`" + name + "` ends the program", "check arguments before the call");
    if (!callee->hasBody() || !callee->isInStdNamespace() ||
        llvm::isa<clang::CXXMethodDecl>(callee))
      refuse(call,
             "`" + callee->getQualifiedNameAsString() + "` has no counterpart in the language");
  }
  if (ExprPtr found = math_call(name, call); found && !callee->hasBody()) return found;
  return lifted_call(call, *callee);
}

ExprPtr Translator::member_call(const clang::CXXMemberCallExpr& call) {
  const clang::CXXMethodDecl& method = *call.getMethodDecl();
  const std::string name = method.getNameAsString();
  const clang::Expr& base = *call.getImplicitObjectArgument();
  if (const auto container = container_type(base.getType())) {
    const Address address = object(base);
    const ArrayInfo& array = function_.arrays[static_cast<std::size_t>(address.array)];
    const auto extent = [&](std::size_t axis) {
      if (array.extents.size() <= address.subscripts.size() + axis)
        refuse(call, "the size of `" + array.name + "` is not known here");
      return cast_to(array.extents[address.subscripts.size() + axis],
                     number(call.getType(), place(call)));
    };
    if (name == "size" && container->rank == 1) return extent(0);
    if (name == "empty" && container->rank == 1)
      return make_expr(ExprKind::kBinary, DType::kBool, place(call),
                       {array.extents[address.subscripts.size()], integer_constant(0, DType::kI64)},
                       "==");
    if (name == "extent" && call.getNumArgs() == 1) {
      const ExprPtr axis = value(*call.getArg(0));
      if (const Expr* known = constant_integer(axis))
        return extent(static_cast<std::size_t>(known->integer));
    }
    if (call.isLValue() && number_type(call.getType())) return load(call);
    refuse(call, "`" + name + "` of `" + array.name + "` has no counterpart in the language",
           "its elements and its size are known");
  }
  refuse(call, "a member function, `" + name + "`, is called",
         "make it a free function of arrays and numbers");
}

ExprPtr Translator::lifted_call(const clang::CallExpr& call, const clang::FunctionDecl& callee) {
  const clang::FunctionDecl* definition = nullptr;
  if (!callee.hasBody(definition))
    refuse(call, "`" + callee.getNameAsString() + "` is called, whose body is not in this file",
           "include its definition");
  if (llvm::isa<clang::CXXMethodDecl>(callee))
    refuse(call, "a member function, `" + callee.getNameAsString() + "`, is called",
           "make it a free function");
  if (std::find(inlined_.begin(), inlined_.end(), definition) != inlined_.end())
    refuse(call, "`" + callee.getNameAsString() + "` calls itself", "write it as a loop");
  const bool numbers =
      number_type(callee.getReturnType()) && !callee.getReturnType()->isReferenceType() &&
      std::all_of(callee.parameters().begin(), callee.parameters().end(),
                  [](const clang::ParmVarDecl* parameter) {
                    const clang::QualType type = parameter->getType();
                    return number_type(type) && (!type->isReferenceType() ||
                                                 type.getNonReferenceType().isConstQualified());
                  });
  return numbers ? scalar_helper(call, *definition) : inline_body(call, *definition);
}

/// A function of numbers is a function of its own in the language, or one expression where it is
/// one.
ExprPtr Translator::scalar_helper(const clang::CallExpr& call, const clang::FunctionDecl& callee) {
  std::vector<ExprPtr> arguments;
  for (unsigned i = 0; i < callee.getNumParams(); ++i) {
    arguments.push_back(
        cast_to(value(*call.getArg(i)), number(callee.getParamDecl(i)->getType(), place(call))));
  }
  auto helper = std::make_shared<Function>();
  helper->place = place(callee.getLocation());
  helper->qualified_name = callee.getQualifiedNameAsString();
  Translator inner(context_, *helper);
  inner.inlined_ = inlined_;
  inner.is_helper_ = true;
  inner.inlined_.clear();
  inner.inlined_.push_back(&callee);
  for (const clang::FunctionDecl* outer : inlined_) {
    if (outer == &callee)
      refuse(call, "`" + callee.getNameAsString() + "` calls itself", "write it as a loop");
  }
  if (inlined_.size() > 20) refuse(call, "calls are nested more than 20 deep");
  inner.translate(callee);
  if (helper->uses_math) function_.uses_math = true;
  std::map<int, ExprPtr> values;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    values[helper->parameters[i].id] = arguments[i];
  if (auto expression = as_expression(helper->body, 0, values, *helper))
    return cast_to(*expression, helper->result);
  for (const auto& other : function_.helpers) {
    if (other->qualified_name == helper->qualified_name && other->result == helper->result &&
        other->place.line == helper->place.line)
      return make_expr(ExprKind::kHelper, helper->result, place(call), std::move(arguments),
                       other->name);
  }
  helper->name = fresh_name(callee.getNameAsString());
  for (const auto& nested : helper->helpers) function_.helpers.push_back(nested);
  helper->helpers.clear();
  function_.helpers.push_back(helper);
  return make_expr(ExprKind::kHelper, helper->result, place(call), std::move(arguments),
                   helper->name);
}

namespace {

ExprPtr substitute(const ExprPtr& e, const std::map<int, ExprPtr>& values) {
  if (e->kind == ExprKind::kScalar) {
    const auto found = values.find(e->id);
    return found == values.end() ? nullptr : found->second;
  }
  if (e->children.empty()) return e;
  Expr copy = *e;
  for (ExprPtr& child : copy.children) {
    child = substitute(child, values);
    if (!child) return nullptr;
  }
  return std::make_shared<const Expr>(std::move(copy));
}

int size_of_tree(const ExprPtr& e, int most) {
  int size = 1;
  for (const ExprPtr& child : e->children) {
    if (size > most) break;
    size += size_of_tree(child, most - size);
  }
  return size;
}

}  // namespace

/// The value that a body of assignments, branches and returns gives; nothing where it has loops.
std::optional<ExprPtr> Translator::as_expression(const std::vector<Stmt>& body, std::size_t from,
                                                 std::map<int, ExprPtr>& values,
                                                 const Function& helper) {
  constexpr int kMostNodes = 60;
  for (std::size_t i = from; i < body.size(); ++i) {
    const Stmt& stmt = body[i];
    if (stmt.kind == StmtKind::kAssign) {
      ExprPtr found = substitute(stmt.value, values);
      if (!found || size_of_tree(found, kMostNodes) >= kMostNodes) return std::nullopt;
      values[stmt.id] = found;
    } else if (stmt.kind == StmtKind::kReturn) {
      if (!stmt.value) return std::nullopt;
      ExprPtr found = substitute(stmt.value, values);
      if (!found || size_of_tree(found, kMostNodes) >= kMostNodes) return std::nullopt;
      return found;
    } else if (stmt.kind == StmtKind::kIf) {
      ExprPtr condition_value = substitute(stmt.value, values);
      if (!condition_value) return std::nullopt;
      // Each side goes on with what follows the branch.
      std::vector<Stmt> yes = stmt.body, no = stmt.other;
      yes.insert(yes.end(), body.begin() + static_cast<std::ptrdiff_t>(i) + 1, body.end());
      no.insert(no.end(), body.begin() + static_cast<std::ptrdiff_t>(i) + 1, body.end());
      auto copied = values;
      const auto a = as_expression(yes, 0, values, helper);
      const auto b = a ? as_expression(no, 0, copied, helper) : std::nullopt;
      if (!b) return std::nullopt;
      ExprPtr chosen = make_expr(ExprKind::kSelect, (*a)->type, stmt.place,
                                 {condition_value, *a, cast_to(*b, (*a)->type)});
      if (size_of_tree(chosen, kMostNodes) >= kMostNodes) return std::nullopt;
      return chosen;
    } else {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool Translator::bind_argument(const clang::ParmVarDecl& parameter, const clang::Expr& argument,
                               const clang::Stmt* body) {
  const clang::QualType type = parameter.getType();
  Binding binding;
  if (type->isPointerType()) {
    binding.kind = Binding::Kind::kAddress;
    binding.address = pointer(argument);
    if (may_change(body, parameter))
      let_move(parameter.getNameAsString(), binding, place(argument), *pending_.back());
  } else if (const auto container = container_type(type)) {
    // A span of a vector is its elements.
    const clang::Expr* inner = argument.IgnoreParenImpCasts();
    while (true) {
      const auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(inner);
      const auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(inner);
      const auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(inner);
      if (made && made->getNumArgs() == 1) {
        inner = made->getArg(0)->IgnoreParenImpCasts();
      } else if (temporary) {
        inner = temporary->getSubExpr()->IgnoreParenImpCasts();
      } else if (bound) {
        inner = bound->getSubExpr()->IgnoreParenImpCasts();
      } else {
        break;
      }
    }
    const bool copies =
        !type->isReferenceType() && (container->kind == ContainerType::Kind::kVector ||
                                     container->kind == ContainerType::Kind::kArray);
    if (copies)
      refuse(argument, "an array is passed by value", "pass it by reference, or a std::span");
    binding.kind = Binding::Kind::kAddress;
    binding.address = object(*inner);
  } else if (type->isReferenceType() && !type.getNonReferenceType().isConstQualified()) {
    if (const auto id = scalar_of(argument)) {
      binding.id = *id;
    } else {
      binding.kind = Binding::Kind::kAddress;
      binding.address = element_of(argument);
    }
  } else if (const auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(argument.IgnoreImplicit())) {
    binding.kind = Binding::Kind::kLambda;
    binding.lambda = lambda;
  } else {
    const DType scalar = number(type, place(argument));
    binding.id = add_variable(parameter.getNameAsString(), scalar, Variable::Kind::kLocal);
    ExprPtr given = cast_to(value(argument), scalar);
    Stmt stmt;
    stmt.kind = StmtKind::kAssign;
    stmt.place = place(argument);
    stmt.id = binding.id;
    stmt.value = std::move(given);
    pending_.back()->push_back(std::move(stmt));
  }
  bindings_[&parameter] = binding;
  return true;
}

/// A function with arrays: its statements stand before the statement of the call.
ExprPtr Translator::inline_body(const clang::CallExpr& call, const clang::FunctionDecl& callee) {
  if (pending_.empty())
    refuse(call,
           "`" + callee.getNameAsString() +
               "` is called in a condition, or where only one side is evaluated",
           "call it in a statement of its own");
  if (inlined_.size() > 20) refuse(call, "calls are nested more than 20 deep");
  for (unsigned i = 0; i < callee.getNumParams(); ++i)
    bind_argument(*callee.getParamDecl(i), *call.getArg(i), callee.getBody());
  const auto saved = inlined_result_;
  inlined_result_.reset();
  if (!callee.getReturnType()->isVoidType()) {
    const DType type = number(callee.getReturnType(), place(call));
    inlined_result_ =
        add_variable(callee.getNameAsString() + "_result", type, Variable::Kind::kLocal);
  }
  inlined_.push_back(&callee);
  Block body;
  statements_of(callee.getBody(), body);
  inlined_.pop_back();
  if (!body.empty() && body.back().kind == StmtKind::kReturn) body.pop_back();
  if (returns_inside(body))
    refuse(call, "`" + callee.getNameAsString() + "`, which is called here, returns in its middle",
           "give it one return at its end");
  pending_.back()->insert(pending_.back()->end(), body.begin(), body.end());
  const auto result = inlined_result_;
  inlined_result_ = saved;
  if (!result) return integer_constant(0, DType::kI32);
  const Variable& variable = function_.variables[static_cast<std::size_t>(*result)];
  return make_expr(ExprKind::kScalar, variable.type, place(call), {}, "", *result);
}

}  // namespace sinter::lift
