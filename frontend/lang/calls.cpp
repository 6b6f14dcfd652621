// Calls of built-in functions: the table, and the matching of arguments.
#include <algorithm>
#include <array>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/functions.h"
#include "frontend/lang/habits.h"
#include "frontend/lang/standard_library.h"

namespace sinter::lang {

/// The functions of arrays. Elementwise functions come from the op table, casts from the dtypes.
struct BuiltinTable {
  struct Row {
    std::string_view name;
    std::string_view parameters;  ///< `x?` may be absent, `*x` takes the rest.
    Value (Checker::*function)(const Arguments&);
  };
  static constexpr auto kRows = std::to_array<Row>({
      {"sum", "x, axis?, keepdims?", &Checker::call_reducer},
      {"mean", "x, axis?, keepdims?", &Checker::call_reducer},
      {"prod", "x, axis?, keepdims?", &Checker::call_reducer},
      {"max", "x, axis?, keepdims?", &Checker::call_reducer},
      {"min", "x, axis?, keepdims?", &Checker::call_reducer},
      {"any", "x, axis?, keepdims?", &Checker::call_reducer},
      {"all", "x, axis?, keepdims?", &Checker::call_reducer},
      {"argmax", "x, axis?, keepdims?", &Checker::call_reducer},
      {"argmin", "x, axis?, keepdims?", &Checker::call_reducer},
      {"transpose", "x, axes?", &Checker::call_transpose},
      {"reshape", "x, *shape", &Checker::call_reshape},
      {"concatenate", "arrays, axis?", &Checker::call_concatenate},
      {"stack", "arrays, axis?", &Checker::call_stack},
      {"broadcast_to", "x, *shape", &Checker::call_broadcast_to},
      {"expand_dims", "x, axis", &Checker::call_expand_dims},
      {"squeeze", "x, axis?", &Checker::call_squeeze},
      {"matmul", "a, b", &Checker::call_matmul},
  });
  static const Row* find(std::string_view name) {
    const auto row =
        std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.name == name; });
    return row == kRows.end() ? nullptr : &*row;
  }
};

std::string_view builtin_parameters(std::string_view name) {
  if (const BuiltinTable::Row* row = BuiltinTable::find(name)) return row->parameters;
  const auto rows = Functions::rows();
  const auto found = std::ranges::find(rows, name, &Functions::Row::name);
  return found == rows.end() ? std::string_view() : found->parameters;
}

Value Checker::eval_call(const Expr& expr) {
  const Expr& callee = node(expr.children[0]);
  if (callee.kind == ExprKind::Attribute) {
    if (const FunctionDecl* function = member_function(callee))
      return call_function(Closure{function}, expr);
    call_attribute(callee);
  }
  if (callee.kind != ExprKind::Name)
    fail(Code::NotCallable, callee.span, "only functions can be called");
  if (const auto local = frame_->names.find(callee.name);
      local != frame_->names.end() && local->second.kind == Value::Kind::Function) {
    const auto closure = local->second.closure;
    return call_function(*closure, expr);
  }
  if (const FunctionDecl* function = find_function(callee.name))
    return call_function(Closure{function}, expr);

  if (const auto type = frame_->types.find(callee.name); type != frame_->types.end())
    return call_cast(expr, type->second);
  if (find_index(callee.name) || frame_->names.contains(callee.name) ||
      frame_->dims.contains(callee.name)) {
    fail(Code::NotCallable, callee.span,
         fmt::format("`{}` is a value, not a function", callee.name), {},
         fmt::format("elements are named in square brackets: {}[...]", callee.name));
  }
  if (is_builtin(callee.name)) return call_builtin(expr, callee.name);
  if (const FunctionDecl* function = find_library_function(callee.name))
    return call_function(Closure{function}, expr);
  if (is_for_later(callee.name)) {
    unavailable_at(Code::FeatureUnavailable, callee.span, fmt::format("`{}` is", callee.name));
  }
  std::vector<std::string_view> names(builtin_function_names().begin(),
                                      builtin_function_names().end());
  const auto library = library_function_names();
  names.insert(names.end(), library.begin(), library.end());
  for (const auto& [name, number] : syntax_.library) names.push_back(name);  // the host's too
  for (const auto& [name, number] : syntax_.scopes[frame_->scope].functions) names.push_back(name);
  std::string help = habit_of_function(callee.name);
  fail(Code::UnknownFunction, callee.span, fmt::format("unknown function `{}`", callee.name), {},
       help.empty() ? suggestion(callee.name, names) : std::move(help));
}

/// `x.sum()` of an array that is there is NumPy's method; `np.sum(x)` a function of a module.
void Checker::call_attribute(const Expr& callee) const {
  const Expr& object = node(callee.children[0]);
  const bool module = dotted(object).has_value() && !find_constant(object.name);
  const auto library = library_function_names();
  const bool known =
      is_builtin(callee.name) || std::ranges::find(library, callee.name) != library.end();
  if (!module) {
    fail(Code::UnknownAttribute, callee.mark,
         fmt::format("arrays have no methods such as `{}`", callee.name), {},
         known ? fmt::format("call the function: {}(...)", callee.name)
               : habit_of_function(callee.name));
  }
  if (object.name == "np" || object.name == "numpy") {
    fail(Code::UnknownFunction, callee.span,
         fmt::format("unknown function `{}.{}`", object.name, callee.name), {},
         known ? fmt::format("functions need no prefix: {}(...)", callee.name)
               : habit_of_function(callee.name));
  }
  std::vector<std::string_view> modules;
  for (const auto& [name, scope] : syntax_.scopes[frame_->scope].modules) modules.push_back(name);
  fail(Code::UnknownName, object.span, fmt::format("unknown name `{}`", quote(callee.children[0])),
       {}, suggestion(object.name, modules));
}

Value Checker::call_builtin(const Expr& expr, std::string_view name) {
  if (const auto dtype = dtype_from_name(name)) return call_cast(expr, *dtype);
  if (const BuiltinTable::Row* row = BuiltinTable::find(name)) {
    return (this->*row->function)(match(expr, row->parameters));
  }
  if (auto made = call_array_function(expr, name)) return std::move(*made);
  if (auto made = call_ufunc(expr, name)) return std::move(*made);
  const auto op = op_from_spelling(name);
  SINTER_CHECK(op && info(*op).callable, "{} is reserved for nothing", name);
  return call_elementwise(expr, *op);
}

/// The arguments of an elementwise function, which takes no keywords.
std::vector<Value> Checker::operands_of(const Expr& call, std::string_view name,
                                        std::size_t arity) {
  std::vector<Value> operands;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const Expr& argument = node(call.children[i]);
    if (argument.kind == ExprKind::Keyword) {
      fail(Code::BadKeyword, argument.mark, fmt::format("`{}` takes no keyword arguments", name));
    }
    if (i > arity) break;
    operands.push_back(eval(call.children[i]));
    require_value(operands.back(), argument.span);
  }
  if (call.children.size() - 1 != arity) {
    fail(Code::ArgumentCount, call.span,
         fmt::format("`{}` takes {} argument{}, got {}", name, arity, arity == 1 ? "" : "s",
                     call.children.size() - 1));
  }
  return operands;
}

Value Checker::call_elementwise(const Expr& expr, Op op) {
  std::vector<Value> operands =
      operands_of(expr, info(op).spelling, static_cast<std::size_t>(info(op).arity));
  const Span span = node(expr.children[0]).span;
  if ((op == Op::Max || op == Op::Min) && operands[0].is_size() && operands[1].is_size()) {
    // Sizes stay sizes, so that they can bound slices and ranges.
    const auto fit = [](const Value& v) { return !v.is_integer() || fits(v.integer, DType::kI64); };
    if (fit(operands[0]) && fit(operands[1])) {
      const Dim a = size_expression(expr.children[1]);
      const Dim b = size_expression(expr.children[2]);
      return Value::of_size(op == Op::Max ? graph_.dims.max(a, b) : graph_.dims.min(a, b));
    }
  }
  return elementwise(op, std::move(operands), span, info(op).spelling);
}

Value Checker::call_cast(const Expr& expr, DType dtype) {
  if (expr.children.size() != 2 || node(expr.children[1]).kind == ExprKind::Keyword) {
    fail(Code::ArgumentCount, expr.span, fmt::format("`{}` converts one value", name(dtype)));
  }
  require_available(dtype, node(expr.children[0]).span);
  const Value value = eval(expr.children[1]);
  require_value(value, node(expr.children[1]).span);
  // A converted constant is no longer weak; conversions wrap and saturate as they do at run time.
  if (value.is_integer() && !is_float(dtype) && dtype != DType::kBool &&
      !fits(value.integer, dtype)) {
    if (!fits(value.integer, DType::kI64))
      fail(Code::ConstantRange, expr.span, "the integer constant does not fit in 64 bits");
    return cast(to_array(value, DType::kI64, expr.span), dtype, expr.span);
  }
  return cast(value, dtype, node(expr.children[0]).span);
}

Arguments Checker::match(const Expr& call, std::string_view parameters) {
  const std::string_view function = node(call.children[0]).name;
  struct Parameter {
    std::string_view name;
    bool optional;
    bool rest;
  };
  std::vector<Parameter> declared;
  for (std::string_view left = parameters; !left.empty();) {
    const std::size_t comma = std::min(left.find(','), left.size());
    std::string_view one = left.substr(0, comma);
    left.remove_prefix(std::min(comma + 2, left.size()));
    Parameter parameter{one, one.ends_with('?'), one.starts_with('*')};
    if (parameter.optional) parameter.name.remove_suffix(1);
    if (parameter.rest) parameter.name.remove_prefix(1);
    declared.push_back(parameter);
  }
  Arguments result;
  result.call = &call;
  result.given.resize(declared.size());
  std::size_t positional = 0;
  const auto wrong_count = [&] {
    std::string help;
    if (function == "max" || function == "min") {
      help = fmt::format("the {} of two values is {}imum(a, b)",
                         function == "max" ? "larger" : "smaller", function);
    } else if (parameters.starts_with("shape") && call.children.size() > 3) {
      help = fmt::format("a shape is a tuple: {}(({}, {}), ...)", function, quote(call.children[1]),
                         quote(call.children[2]));
    }
    fail(Code::ArgumentCount, call.span,
         fmt::format("wrong number of arguments: {}({})", function, parameters), {},
         std::move(help));
  };
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const Expr& argument = node(call.children[i]);
    if (argument.kind != ExprKind::Keyword) {
      if (positional < declared.size() && !declared[positional].rest) {
        result.given[positional++] = call.children[i];
      } else if (!declared.empty() && declared.back().rest) {
        result.rest.push_back(call.children[i]);
      } else {
        wrong_count();
      }
      continue;
    }
    const auto named = std::find_if(declared.begin(), declared.end(),
                                    [&](const Parameter& p) { return p.name == argument.name; });
    const auto slot = static_cast<std::size_t>(named - declared.begin());
    if (named == declared.end() || result.given[slot]) {
      std::vector<std::string_view> names;
      for (const Parameter& parameter : declared) names.push_back(parameter.name);
      fail(Code::BadKeyword, argument.mark,
           named == declared.end()
               ? fmt::format("`{}` has no parameter `{}`", function, argument.name)
               : fmt::format("`{}` is given twice", argument.name),
           {}, suggestion(argument.name, names));
    }
    if (named->rest) {
      result.rest.push_back(argument.children[0]);
    } else {
      result.given[slot] = argument.children[0];
    }
  }
  for (std::size_t i = 0; i < declared.size(); ++i) {
    if (declared[i].rest ? result.rest.empty() : !declared[i].optional && !result.given[i])
      wrong_count();
  }
  return result;
}

bool Checker::constant_bool(ExprId id, std::string_view what) {
  const Value value = eval_outside_elements(id);
  if (value.kind != Value::Kind::Boolean) {
    fail(Code::BadArgument, node(id).span, fmt::format("{} is `true` or `false`", what));
  }
  return value.integer != 0;
}

std::optional<Wide> Checker::constant_integer(const Value& value) const {
  return value.is_integer() ? std::optional(value.integer) : std::nullopt;
}

int Checker::normalize_axis(Wide axis, int rank, Span span, std::string help) const {
  if (axis < -rank || axis >= rank) {
    const auto shown = static_cast<std::int64_t>(std::clamp<Wide>(axis, INT64_MIN, INT64_MAX));
    fail(Code::BadAxis, span,
         fmt::format("there is no axis {}: the array has {}", shown, axes_text(rank)), {},
         std::move(help));
  }
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

/// An axis or a tuple of axes: sorted, each once. `help` stands below errors.
std::vector<int> Checker::axes_argument(ExprId id, int rank, bool several,
                                        const std::string& help) {
  const Value value = eval_outside_elements(id);
  const Span span = node(id).span;
  std::vector<Value> items{value};
  if (value.has_items() && several) items = value.items;
  std::vector<int> axes;
  for (const Value& item : items) {
    const auto axis = constant_integer(item);
    if (!axis) {
      fail(Code::BadArgument, span,
           several ? "an axis is a constant integer, or a tuple of them"
                   : "an axis is a constant integer",
           {}, help);
    }
    axes.push_back(normalize_axis(*axis, rank, span, help));
  }
  std::sort(axes.begin(), axes.end());
  if (std::adjacent_find(axes.begin(), axes.end()) != axes.end()) {
    fail(Code::BadAxis, span, "an axis is given twice");
  }
  return axes;
}

}  // namespace sinter::lang
