// Calls of functions of the program and of the standard library, which are inlined, and of the
// host.
#include <algorithm>
#include <utility>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {

/// Which argument stands for which parameter; none where the default value is taken.
std::vector<ExprId> Checker::match_call(const FunctionDecl& function, const Expr& call) {
  const std::size_t count = function.parameters.size();
  std::vector<ExprId> given(count);
  std::size_t positional = 0;
  for (std::size_t i = 1; i < call.children.size(); ++i) {
    const Expr& argument = node(call.children[i]);
    std::size_t slot = positional;
    if (argument.kind == ExprKind::Keyword) {
      const auto named =
          std::find_if(function.parameters.begin(), function.parameters.end(),
                       [&](const ParameterDecl& p) { return p.name == argument.name; });
      slot = static_cast<std::size_t>(named - function.parameters.begin());
      if (slot == count || given[slot]) {
        std::vector<std::string_view> names;
        for (const ParameterDecl& parameter : function.parameters) names.push_back(parameter.name);
        fail(Code::BadKeyword, argument.mark,
             slot == count ? fmt::format("`{}` has no parameter `{}`", function.name, argument.name)
                           : fmt::format("`{}` is given twice", argument.name),
             {{function.name_span, "the function is declared here"}},
             suggestion(argument.name, names));
      }
    } else {
      ++positional;
    }
    if (slot < count)
      given[slot] = argument.kind == ExprKind::Keyword ? argument.children[0] : call.children[i];
  }
  std::size_t needed = 0;
  const ParameterDecl* missing = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    if (function.parameters[i].default_value) continue;
    ++needed;
    if (!given[i] && missing == nullptr) missing = &function.parameters[i];
  }
  if (missing != nullptr && call.children.size() > needed) {
    fail(Code::ArgumentCount, call.span,
         fmt::format("no argument is given for `{}` of {}", missing->name, function.name),
         {{missing->span, fmt::format("`{}` is declared here", missing->name)}});
  }
  if (missing != nullptr || positional > count) {
    const std::string takes = needed == count
                                  ? fmt::format("{} argument{}", count, count == 1 ? "" : "s")
                                  : fmt::format("{} to {} arguments", needed, count);
    fail(Code::ArgumentCount, call.span,
         fmt::format("`{}` takes {}, got {}", function.name, takes, call.children.size() - 1),
         {{function.span, "the function is declared here"}});
  }
  return given;
}

/// Functions and tuples may be handed over where the parameter has no type.
Value Checker::argument(ExprId id, const ParameterDecl& parameter) {
  const Expr& expr = node(id);
  if (!parameter.type && expr.kind == ExprKind::Name && !bound_elsewhere(expr.name)) {
    if (const FunctionDecl* function = find_function(expr.name))
      return Value::function(std::make_shared<const Closure>(Closure{function}));
  }
  // An element stays one; an array is an array: functions take both.
  Value value = eval_outside_elements(id);
  if (value.kind == Value::Kind::Poisoned) throw Poison{};
  if (parameter.type) require_value(value, expr.span);
  return value;
}

/// Evaluated where the function is declared, for every call anew.
Value Checker::default_value(const Closure& callee, const ParameterDecl& parameter) {
  Frame frame;
  frame.function = callee.function;
  frame.caller = frame_;
  frame.scope = callee.function->scope;
  frame.names = callee.names;
  frame.dims = callee.dims;
  Frame* const caller = std::exchange(frame_, &frame);
  struct Restore {
    Frame*& current;
    Frame* saved;
    ~Restore() { current = saved; }
  } const restore{frame_, caller};
  return eval(parameter.default_value);
}

std::vector<Value> Checker::call_values(const Closure& callee, const Expr& call) {
  const FunctionDecl& function = *callee.function;
  const std::vector<ExprId> given = match_call(function, call);
  std::vector<Value> values;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const ParameterDecl& parameter = function.parameters[i];
    values.push_back(given[i] ? argument(given[i], parameter) : default_value(callee, parameter));
  }
  return values;
}

Value Checker::adapt_argument(const FunctionDecl& function, const ParameterDecl& parameter,
                              Value value, Span span, Frame& callee) {
  if (!parameter.type) return value;
  const TypeExpr& type = *parameter.type;
  const std::pair<Span, std::string> declared{parameter.span,
                                              fmt::format("`{}` is declared here", parameter.name)};
  const int rank = rank_of(value);
  const int wanted = declared_rank(type);
  if (takes_any_rank(type) ? rank < wanted : rank != wanted) {
    fail(Code::RankMismatch, span,
         fmt::format("`{}` of {} is {}, but the argument has {}", parameter.name, function.name,
                     print_type(syntax_, type), axes_text(rank)),
         {declared});
  }
  CommonType common;
  add_to(common, value);
  DType dtype = common.dtype();
  const auto named = dtype_from_name(type.name);
  const auto bound = named ? callee.types.end() : callee.types.find(type.name);
  const bool known = named || bound != callee.types.end();
  const DType expected = named ? *named : known ? bound->second : dtype;
  if (known && expected != dtype) {
    const bool adapts =
        common.weak() && expected != DType::kBool && (dtype == DType::kI64 || is_float(expected));
    if (!adapts) {
      fail(Code::TypeMismatch, span,
           fmt::format("`{}` of {} is {}, but the argument is {}", parameter.name, function.name,
                       name(expected), name(dtype)),
           {declared}, fmt::format("convert it: {}(...)", name(expected)));
    }
    dtype = expected;
  }
  if (!named) callee.types.emplace(type.name, dtype);
  return to_array(value, dtype, span);
}

/// Strong arguments decide type variables before weak ones adapt to them.
std::vector<Value> Checker::adapt_arguments(const FunctionDecl& function, std::vector<Value> values,
                                            Span span, Frame& callee) {
  for (const bool weak : {false, true}) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      CommonType common;
      add_to(common, values[i]);
      if (common.weak() == weak)
        values[i] = adapt_argument(function, function.parameters[i], values[i], span, callee);
    }
  }
  return values;
}

void Checker::bind_axis(const ParameterDecl& parameter, ExprId axis, int position, const Dim& dim,
                        const std::string& owner) {
  const Expr& expr = node(axis);
  const SizeUse use{dim, fmt::format("axis {} of {}", position, parameter.name)};
  if (expr.kind == ExprKind::Integer) {
    const auto size = static_cast<std::int64_t>(std::min<std::uint64_t>(expr.integer, INT64_MAX));
    require_equal(use, {Dim(size), "the declared size"}, Code::SizeMismatch, expr.span,
                  fmt::format("wrong size in the call of {}", owner));
    return;
  }
  if (!is_plain_size(axis)) {
    declared_sizes_.push_back({axis, use});
    return;
  }
  const auto [bound, fresh] = frame_->dims.emplace(expr.name, NamedSize{dim, use.text, expr.span});
  if (fresh) return;
  bound->second.dim =
      require_equal({bound->second.dim, bound->second.origin}, use, Code::SizeMismatch, expr.span,
                    fmt::format("dimension {} of {} has two sizes", expr.name, owner),
                    {{bound->second.span, fmt::format("{} is first used here", expr.name)}});
}

/// In the callee's frame: the value under the sizes that its parameter declares, which were found
/// to be its own.
Value Checker::with_declared_sizes(const Value& value, const TypeExpr& type) {
  const Shape own = shape_of(value);
  Shape declared = own;
  const std::size_t dots = takes_any_rank(type) ? 1 : 0;
  const std::size_t skipped = own.size() - static_cast<std::size_t>(declared_rank(type));
  for (std::size_t k = 0; k + dots < type.axes.size(); ++k) {
    if (graph_.dims.is_local(own[skipped + k]))
      declared[skipped + k] = size_expression(type.axes[k + dots]);
  }
  return resized(value, own, declared);
}

/// In the callee's frame: parameters get their values, and dimensions their sizes.
void Checker::bind_arguments(const FunctionDecl& function, std::vector<Value> values) {
  const std::string owner(function.name);
  const auto outer = std::exchange(declared_sizes_, {});
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ParameterDecl& parameter = function.parameters[i];
    if (parameter.type) {
      const Shape shape = shape_of(values[i]);
      const int skipped = static_cast<int>(shape.size()) - declared_rank(*parameter.type);
      const std::size_t dots = takes_any_rank(*parameter.type) ? 1 : 0;
      for (std::size_t k = 0; k + dots < parameter.type->axes.size(); ++k) {
        const int position = skipped + static_cast<int>(k);
        bind_axis(parameter, parameter.type->axes[k + dots], position,
                  shape[static_cast<std::size_t>(position)], owner);
      }
    }
  }
  for (const DeclaredSize& declared : std::exchange(declared_sizes_, outer)) solve(declared, owner);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const ParameterDecl& parameter = function.parameters[i];
    frame_->names[parameter.name] =
        parameter.type ? with_declared_sizes(values[i], *parameter.type) : std::move(values[i]);
  }
}

/// An error inside of a called function, with the calls that led there. What goes wrong inside of
/// the standard library is shown at the program's own call.
Error Checker::explained(const Error& error, const FunctionDecl& function, Span call) const {
  const Source& source = reporter_.source();
  const SourceLocation place = source.locate(call);
  const bool enters_library = syntax_.scopes[function.scope].library && !is_library(*frame_);
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.location.line == 0) diagnostic.location = place;
    if (enters_library) {
      diagnostic.help.clear();  // it is about the library's text
      const SourceLocation inside = std::exchange(diagnostic.location, place);
      diagnostic.notes.insert(diagnostic.notes.begin(),
                              {inside, fmt::format("inside of {}", function.name)});
    } else if (diagnostic.notes.size() < 6) {
      diagnostic.notes.emplace_back(place, fmt::format("in this call of {}", function.name));
    }
  }
  return {error.kind(), std::move(diagnostics), error.what()};
}

/// A result of a function of the host, in the callee's frame.
graph::Type Checker::host_result(const TypeExpr& declared, const std::vector<LabelId>& labels) {
  const auto named = dtype_from_name(declared.name);
  if (!named && !frame_->types.contains(declared.name)) {
    fail(Code::UnknownType, declared.span,
         fmt::format("type variable {} of the result follows from no parameter", declared.name));
  }
  graph::Type type{named ? *named : frame_->types.at(declared.name), {}};
  for (const LabelId label : labels) type.shape.push_back(labels_[label].extent);
  for (const ExprId axis : declared.axes) {
    type.shape.push_back(at_least_zero(size_expression(axis), Code::NegativeSize, node(axis).span,
                                       "the size of the result would be {left}"));
  }
  return type;
}

/// In the callee's frame: the function of the host, once for each index of its arguments. The first
/// node makes the call and gives the first result, each other one gives another result.
std::vector<Value> Checker::call_host(const FunctionDecl& function, Span span) {
  std::vector<Value> arguments;
  std::vector<LabelId> labels;
  graph::ShowAttr about;
  about.function = function.name;
  for (const ParameterDecl& parameter : function.parameters) {
    arguments.push_back(frame_->names.at(parameter.name));
    about.texts.emplace_back(parameter.name);
    std::vector<LabelId> merged;
    std::ranges::set_union(labels, arguments.back().labels, std::back_inserter(merged));
    labels = std::move(merged);
  }
  std::vector<graph::Type> types;
  for (const TypeExpr& declared : function.results) types.push_back(host_result(declared, labels));
  about.batch_axes = static_cast<int>(labels.size());
  std::vector<graph::ValueId> operands;
  for (const Value& argument : arguments)
    operands.push_back(broadcast_to(argument, labels, shape_of(argument)).id);
  for (std::size_t i = 1; i < types.size(); ++i) {
    about.further.push_back({types[i].dtype, types[i].rank() - about.batch_axes});
    for (std::size_t axis = labels.size(); axis < types[i].shape.size(); ++axis) {
      operands.push_back(graph_.dim_size(types[i].shape[axis]));
      about.texts.emplace_back();
    }
  }
  std::vector<Value> results;
  for (graph::Type& type : types) {
    graph::ShowAttr own = about;
    if (!results.empty()) {
      own.texts.clear();
      own.further.clear();
      own.kept = static_cast<int>(results.size());
      operands.clear();
    }
    mark(span);
    results.push_back(
        Value::array(graph_.call_host(operands, std::move(own), std::move(type)), labels));
  }
  return results;
}

Value Checker::call_function(const Closure& callee, const Expr& call) {
  const FunctionDecl& function = *callee.function;
  for (const Frame* frame = frame_; frame; frame = frame->caller) {
    if (frame->function == &function) {
      unavailable_at(Code::RecursionUnavailable, call.span,
                     fmt::format("recursion (`{}` calls itself) is", function.name));
    }
  }
  if (++calls_ > kMaximumCalls) {
    fail(Code::GraphTooLarge, call.span,
         fmt::format("the program has more than {} calls after inlining", kMaximumCalls));
  }
  std::vector<Value> values = call_values(callee, call);
  Frame frame;
  frame.function = &function;
  frame.caller = frame_;
  frame.scope = function.scope;
  frame.call = call.span;
  frame.names = callee.names;
  frame.dims = callee.dims;
  frame.types = callee.types;
  Frame* const caller = frame_;
  try {
    values = adapt_arguments(function, std::move(values), call.span, frame);
    frame_ = &frame;
    if (!check_signature(function)) throw Poison{};
    const FastMath own = fastmath_of(function);
    frame.fastmath.contract = caller->fastmath.contract || own.contract;
    frame.fastmath.reciprocal = caller->fastmath.reciprocal || own.reciprocal;
    frame.fastmath.finite = caller->fastmath.finite || own.finite;
    bind_arguments(function, std::move(values));
    std::vector<Value> results = function.host ? call_host(function, call.span) : run_body();
    const auto exact = [](const Decorator& decorator) { return decorator.name == "exact"; };
    if (std::any_of(function.decorators.begin(), function.decorators.end(), exact))
      graph_.exact = true;
    frame_ = caller;
    return results.size() == 1 ? std::move(results[0]) : Value::tuple(std::move(results));
  } catch (const Error& error) {
    frame_ = caller;
    if (error.kind() == ErrorKind::kInternal) throw;
    throw explained(error, function, call.span);
  } catch (...) {
    frame_ = caller;
    throw;
  }
}

}  // namespace sinter::lang
