#include "frontend/lang/module.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/imports.h"
#include "frontend/lang/parser.h"
#include "frontend/lang/recursion.h"

namespace sinter::lang {
namespace {

void add_dimension(std::vector<std::string>& dimensions, const Expr& axis) {
  if (axis.kind != ExprKind::Name) return;
  if (std::find(dimensions.begin(), dimensions.end(), axis.name) == dimensions.end()) {
    dimensions.emplace_back(axis.name);
  }
}

ParameterInfo describe(const Syntax& syntax, const ParameterDecl& parameter) {
  ParameterInfo result;
  result.name = parameter.name;
  result.location = syntax.source->locate(parameter.span);
  if (parameter.default_value)
    result.default_value = syntax.source->text(syntax[parameter.default_value].span);
  if (!parameter.type) return result;
  const TypeExpr& type = *parameter.type;
  result.type = print_type(syntax, type);
  result.dtype = dtype_from_name(type.name);
  result.rank = static_cast<int>(type.axes.size());
  for (const ExprId id : type.axes) {
    if (syntax[id].kind == ExprKind::Ellipsis) result.rank.reset();
    result.axes.emplace_back(syntax.source->text(syntax[id].span));
  }
  return result;
}

}  // namespace

ParsedModule parse_module(std::string source, std::string file, ModuleLoader* loader,
                          std::span<const std::string> host_functions) {
  const auto input = std::make_shared<Source>(std::move(source), std::move(file));
  Reporter reporter(*input);
  auto syntax = std::make_shared<Syntax>(parse(input, reporter));
  load_imports(*syntax, *input, loader, reporter);
  reporter.raise_if_any();
  load_host(*syntax, *input, host_functions, reporter);
  reporter.raise_if_any();
  load_library(*syntax, *input, reporter);
  flatten_recursion(*syntax, reporter);
  reporter.raise_if_any();
  return ParsedModule(std::move(syntax));
}

std::vector<std::string> ParsedModule::function_names() const {
  std::vector<std::string> result;
  for (const FunctionDecl& function : syntax_->functions) {
    if (function.scope == 0 && !function.local) result.emplace_back(function.name);
  }
  return result;
}

FunctionInfo describe(const Syntax& syntax, const FunctionDecl& function) {
  FunctionInfo result;
  result.name = function.name;
  result.doc = function.doc;
  result.location = syntax.source->locate(function.name_span);
  result.concrete = true;
  result.text = result.name + "(";
  for (const ParameterDecl& declared : function.parameters) {
    ParameterInfo parameter = describe(syntax, declared);
    const bool typed = parameter.dtype && parameter.rank;
    result.concrete = result.concrete && (typed || !parameter.default_value.empty());
    if (!result.parameters.empty()) result.text += ", ";
    result.text += parameter.name + (parameter.type.empty() ? "" : ": " + parameter.type);
    if (!parameter.default_value.empty()) result.text += " = " + parameter.default_value;
    if (declared.type) {
      for (const ExprId axis : declared.type->axes) add_dimension(result.dimensions, syntax[axis]);
    }
    result.parameters.push_back(std::move(parameter));
  }
  result.text += ")";
  for (const TypeExpr& type : function.results) result.results.push_back(print_type(syntax, type));
  if (result.results.size() == 1) result.text += " -> " + result.results[0];
  if (result.results.size() > 1)
    result.text += fmt::format(" -> ({})", fmt::join(result.results, ", "));
  return result;
}

FunctionInfo ParsedModule::function(std::string_view name) const {
  const FunctionDecl* found = syntax_->find(name);
  if (!found) {
    std::vector<std::string_view> names;
    for (const auto& [known, number] : syntax_->scopes[0].functions) names.push_back(known);
    const std::string help = suggestion(name, names);
    user_error("E0202", "{} has no function `{}`{}; it has: {}", syntax_->source->file(), name,
               help.empty() ? "" : " (" + help + ")",
               names.empty() ? "none" : fmt::format("{}", fmt::join(function_names(), ", ")));
  }
  return describe(*syntax_, *found);
}

std::vector<ArgumentType> declared_arguments(const FunctionInfo& function) {
  std::vector<ArgumentType> result;
  for (const ParameterInfo& parameter : function.parameters) {
    if (parameter.dtype && parameter.rank) {
      result.push_back({*parameter.dtype, *parameter.rank});
      continue;
    }
    SINTER_CHECK(!parameter.default_value.empty(), "{} is generic", function.name);
    result.push_back({DType::kF64, 0, {}, true});
  }
  return result;
}

}  // namespace sinter::lang
