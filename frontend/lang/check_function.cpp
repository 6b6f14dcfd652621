// Signatures, calls of functions of the program, and results.
#include <algorithm>
#include <utility>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

std::string plural(std::size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

void Checker::require_available(DType dtype, Span span) const {
  if (!is_computable(dtype)) {
    unavailable_at(Code::TypeUnavailable, span, fmt::format("computing with {} is", name(dtype)));
  }
}

bool Checker::takes_any_rank(const TypeExpr& type) const {
  return !type.axes.empty() && node(type.axes[0]).kind == ExprKind::Ellipsis;
}

/// Axes that are declared, without the ellipsis.
int Checker::declared_rank(const TypeExpr& type) const {
  return static_cast<int>(type.axes.size()) - (takes_any_rank(type) ? 1 : 0);
}

/// What can be said without argument types; false when something was reported.
bool Checker::check_signature(const FunctionDecl& function) {
  bool good = true;
  const auto report = [&](const Problem& problem) {
    reporter_.report(problem);
    good = false;
  };
  std::map<std::string_view, Span> dims;
  std::map<std::string_view, Span> types;
  const auto visit = [&](const TypeExpr& type) {
    const auto dtype = dtype_from_name(type.name);
    if (dtype && !is_computable(*dtype)) {
      report({Code::TypeUnavailable, type.span,
              fmt::format("computing with {} is not available yet", type.name)});
    }
    if (!dtype) types.emplace(type.name, type.span);
    for (std::size_t i = 0; i < type.axes.size(); ++i) {
      const Expr& axis = node(type.axes[i]);
      if (axis.kind == ExprKind::Name) {
        dims.emplace(axis.name, axis.span);
        if (is_reserved(axis.name)) {
          report({Code::ReservedName, axis.span,
                  fmt::format("`{}` is the name of a {}", axis.name, reserved_as(axis.name))});
        }
      } else if (axis.kind == ExprKind::Ellipsis && i > 0) {
        report({Code::UnexpectedToken, axis.span, "`...` stands first in a type"});
      }
    }
  };
  for (const ParameterDecl& parameter : function.parameters) {
    if (parameter.type) visit(*parameter.type);
  }
  for (const TypeExpr& type : function.results) visit(type);
  for (const auto& [name, span] : dims) {
    if (types.contains(name)) {
      report({Code::DuplicateName,
              span,
              fmt::format("`{}` cannot be both a dimension and a type variable", name),
              {{types.at(name), "it is a type here"}}});
    }
    for (const ParameterDecl& parameter : function.parameters) {
      if (parameter.name != name) continue;
      report({Code::DuplicateName,
              span,
              fmt::format("`{}` cannot be both a dimension and a parameter", name),
              {{parameter.span, "it is a parameter here"}}});
    }
  }
  return check_fastmath(function) && good;
}

graph::Graph Checker::check(const FunctionDecl& function, std::span<const ArgumentType> arguments) {
  graph_.name = function.name;
  Frame frame;
  frame.function = &function;
  frame.scope = function.scope;
  frame.fastmath = fastmath_of(function);
  frame_ = &frame;
  graph_.factor_rounding = frame.fastmath.factor_rounding;
  const auto exact = [](const Decorator& decorator) { return decorator.name == "exact"; };
  graph_.exact = std::any_of(function.decorators.begin(), function.decorators.end(), exact);
  try {
    if (!check_signature(function)) return std::move(graph_);
    if (arguments.size() != function.parameters.size()) {
      fail(Code::ArgumentCount, function.name_span,
           fmt::format("`{}` takes {}, got {}", function.name,
                       plural(function.parameters.size(), "argument"), arguments.size()));
    }
    for (std::size_t i = 0; i < arguments.size(); ++i)
      bind_parameter(function.parameters[i], arguments[i]);
    for (const DeclaredSize& declared : std::exchange(declared_sizes_, {}))
      solve(declared, function.name);
    std::vector<graph::ValueId> results;
    for (const Value& value : run_body()) results.push_back(value.id);
    graph_.set_results(std::move(results));
  } catch (const Poison&) {
  } catch (const Error& error) {
    reporter_.report(error, function.name_span);
  }
  frame_ = nullptr;
  return std::move(graph_);
}

DType Checker::bind_dtype(const ParameterDecl& parameter, DType found) {
  const TypeExpr& type = *parameter.type;
  if (const auto declared = dtype_from_name(type.name)) {
    require_available(*declared, type.span);
    if (*declared != found) {
      fail(Code::TypeMismatch, parameter.span,
           fmt::format("parameter `{}` is declared {}, but the argument is {}", parameter.name,
                       type.name, name(found)),
           {},
           fmt::format("convert the argument to {}, or declare {}: T{}, which takes any dtype",
                       type.name, parameter.name,
                       print_type(syntax_, type).substr(type.name.size())));
    }
    return found;
  }
  const auto [bound, fresh] = frame_->types.emplace(type.name, found);
  if (!fresh && bound->second != found) {
    fail(Code::TypeMismatch, parameter.span,
         fmt::format("type variable {} is {} from an earlier parameter, but {} from `{}`",
                     type.name, name(bound->second), name(found), parameter.name),
         {}, "equal type variables are equal dtypes; convert one of the arguments");
  }
  return found;
}

/// The size of one axis of a parameter of the function that is compiled.
Dim Checker::parameter_axis(const ParameterDecl& parameter, int axis, int rank, bool unit) {
  const int declared = parameter.type ? declared_rank(*parameter.type) : 0;
  const bool any = !parameter.type || takes_any_rank(*parameter.type);
  const int position = axis - (rank - declared);
  const std::string origin = fmt::format("axis {} of {}", axis, parameter.name);
  if (any && position < 0) {
    if (unit) return 1;
    const SymbolId symbol = graph_.dims.parameter(fmt::format("{}.{}", parameter.name, axis));
    symbol_origins_.emplace(
        symbol,
        std::pair{parameter.span, fmt::format("{}.{} is {}", parameter.name, axis, origin)});
    return Dim(symbol);
  }
  const ExprId id = parameter.type->axes[static_cast<std::size_t>(position + (any ? 1 : 0))];
  const Expr& expr = node(id);
  if (expr.kind == ExprKind::Integer) {
    if (expr.integer > INT64_MAX)
      fail(Code::ConstantRange, expr.span, "the size does not fit in 64 bits");
    return Dim(static_cast<std::int64_t>(expr.integer));
  }
  if (!is_plain_size(id)) {
    if (expr.kind == ExprKind::Name) return size_expression(id);  // a constant of the file
    const SymbolId symbol = graph_.dims.parameter(fmt::format("{}.{}", parameter.name, axis));
    symbol_origins_.emplace(
        symbol, std::pair{expr.span, fmt::format("{}.{} is {}", parameter.name, axis, origin)});
    declared_sizes_.push_back({id, {Dim(symbol), origin}});
    return Dim(symbol);
  }
  const SymbolId symbol = graph_.dims.parameter(std::string(expr.name));
  symbol_origins_.emplace(symbol, std::pair{expr.span, fmt::format("{} is {}", expr.name, origin)});
  frame_->dims.emplace(expr.name, NamedSize{Dim(symbol), origin, expr.span});
  return Dim(symbol);
}

void Checker::bind_parameter(const ParameterDecl& parameter, const ArgumentType& argument) {
  if (argument.absent) return bind_default(parameter);
  require_available(argument.dtype, parameter.span);
  const DType dtype = parameter.type ? bind_dtype(parameter, argument.dtype) : argument.dtype;
  if (parameter.type) {
    const int declared = declared_rank(*parameter.type);
    const bool any = takes_any_rank(*parameter.type);
    if (any ? argument.rank < declared : argument.rank != declared) {
      fail(Code::RankMismatch, parameter.span,
           fmt::format("parameter `{}` is declared {}, but the argument has {}", parameter.name,
                       print_type(syntax_, *parameter.type), axes_text(argument.rank)));
    }
  }
  graph::Type type{dtype, {}};
  for (int axis = 0; axis < argument.rank; ++axis) {
    const auto i = static_cast<std::size_t>(axis);
    const bool unit = i < argument.unit_axes.size() && argument.unit_axes[i];
    type.shape.push_back(parameter_axis(parameter, axis, argument.rank, unit));
  }
  mark(parameter.span);
  frame_->names[parameter.name] =
      Value::array(graph_.add_parameter(std::string(parameter.name), std::move(type)));
}

/// The parameter of a call that gives no argument for it.
void Checker::bind_default(const ParameterDecl& parameter) {
  const FunctionDecl& function = *frame_->function;
  if (!parameter.default_value) {
    fail(Code::ArgumentCount, parameter.span,
         fmt::format("`{}` of {} has no default value", parameter.name, function.name));
  }
  const Span span = node(parameter.default_value).span;
  Value value = default_value(Closure{&function}, parameter);
  if (parameter.type) {
    require_value(value, span);
    value = adapt_argument(function, parameter, std::move(value), span, *frame_);
    const Shape shape = shape_of(value);
    const int declared = declared_rank(*parameter.type);
    const std::size_t dots = takes_any_rank(*parameter.type) ? 1 : 0;
    for (int k = 0; k < declared; ++k) {
      const int position = static_cast<int>(shape.size()) - declared + k;
      bind_axis(parameter, parameter.type->axes[static_cast<std::size_t>(k) + dots], position,
                shape[static_cast<std::size_t>(position)], std::string(function.name));
    }
  }
  frame_->names[parameter.name] = std::move(value);
}

/// The size of the result's axis: the declared one.
Dim Checker::conform_axis(const Dim& found, ExprId axis, int position, Span span) {
  const Expr& expr = node(axis);
  const bool plain = expr.kind == ExprKind::Name && is_plain_size(axis);
  // A new name stands for a size that the program computes.
  if (plain && graph_.dims.is_local(found))
    frame_->dims.try_emplace(expr.name, NamedSize{found, std::string(expr.name), expr.span});
  if (plain && !frame_->dims.contains(expr.name)) {
    std::vector<std::string_view> names;
    for (const auto& [name, size] : frame_->dims) names.push_back(name);
    fail(Code::UnknownDimension, expr.span,
         fmt::format("dimension {} of the result follows from no parameter", expr.name), {},
         suggestion(expr.name, names));
  }
  const Dim declared = plain ? frame_->dims.at(expr.name).dim : size_expression(axis);
  return require_equal(
      {found, fmt::format("axis {} of the result", position)}, {declared, "the declared size"},
      Code::SizeMismatch, span,
      fmt::format("the result of {} has another size than declared", frame_->function->name),
      {{expr.span, "declared here"}});
}

/// The value as a result of the declared type.
Value Checker::conform(Value value, const TypeExpr& type, Span span) {
  const std::pair<Span, std::string> note{type.span, "the result is declared here"};
  const auto named = dtype_from_name(type.name);
  if (!named && !frame_->types.contains(type.name)) {
    fail(Code::UnknownType, type.span,
         fmt::format("type variable {} of the result follows from no parameter", type.name));
  }
  const DType declared = named ? *named : frame_->types.at(type.name);
  require_available(declared, type.span);
  const int rank = rank_of(value);
  const int wanted = declared_rank(type);
  if (takes_any_rank(type) ? rank < wanted : rank != wanted) {
    fail(Code::RankMismatch, span,
         fmt::format("the result is declared {}, but the value has {}", print_type(syntax_, type),
                     axes_text(rank)),
         {note});
  }
  CommonType common;
  add_to(common, value);
  const DType found = common.dtype();
  const bool adapts =
      common.weak() && declared != DType::kBool && (found == DType::kI64 || is_float(declared));
  if (found != declared && !adapts && promote(found, declared) != declared) {
    fail(Code::NeedsCast, span,
         named ? fmt::format("the result is declared {}, but the value is {}", name(declared),
                             name(found))
               : fmt::format("the result is declared {}, which is {} here, but the value is {}",
                             type.name, name(declared), name(found)),
         {note},
         named ? fmt::format("convert it in the open: {}(...)", name(declared))
               : fmt::format("{} follows from the arguments: is one of them meant to be {}?",
                             type.name, name(found)));
  }
  value = to_array(value, declared, span);
  const std::size_t dots = takes_any_rank(type) ? 1 : 0;
  const Shape own = shape_of(value);
  Shape sizes = own;
  for (std::size_t k = 0; k + dots < type.axes.size(); ++k) {
    const int position = rank - wanted + static_cast<int>(k);
    Dim& size = sizes[static_cast<std::size_t>(position)];
    size = conform_axis(size, type.axes[k + dots], position, span);
  }
  return resized(value, own, sizes);
}

std::vector<Value> Checker::conform_results(std::vector<Value> values, Span span) {
  const FunctionDecl& function = *frame_->function;
  if (!function.results.empty() && function.results.size() != values.size()) {
    fail(Code::ResultCount, span,
         fmt::format("`{}` declares {}, but returns {}", function.name,
                     plural(function.results.size(), "result"), values.size()),
         {{function.results[0].span, "the results are declared here"}});
  }
  if (values.empty())
    fail(Code::ResultCount, span, fmt::format("`{}` returns nothing", function.name));
  const bool top = frame_->caller == nullptr;
  for (std::size_t i = 0; i < values.size(); ++i) {
    require_value(values[i], span);
    if (!function.results.empty()) {
      values[i] = conform(std::move(values[i]), function.results[i], span);
    } else if (top) {
      values[i] = to_array(values[i], span);
    }
  }
  return values;
}

}  // namespace sinter::lang
