// Names of a file: constants, local functions, and what other files declare.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"
#include "frontend/lang/standard_library.h"

namespace sinter::lang {

/// A function of the file, or one that it imports.
const FunctionDecl* Checker::find_function(std::string_view name) const {
  return syntax_.find(name, frame_->scope);
}

const FunctionDecl* Checker::find_library_function(std::string_view name) const {
  const auto found = syntax_.library.find(name);
  return found == syntax_.library.end() ? nullptr : &syntax_.functions[found->second];
}

const ConstantDecl* Checker::find_constant(std::string_view name) const {
  const auto& constants = syntax_.scopes[frame_->scope].constants;
  const auto found = constants.find(name);
  return found == constants.end() ? nullptr : &syntax_.constants[found->second];
}

/// "a.b" of a name or of attributes of one, where it is bound to nothing else.
std::optional<std::string> Checker::dotted(const Expr& expr) const {
  if (expr.kind == ExprKind::Name) {
    if (bound_elsewhere(expr.name)) return std::nullopt;
    return std::string(expr.name);
  }
  if (expr.kind != ExprKind::Attribute) return std::nullopt;
  auto object = dotted(node(expr.children[0]));
  if (object) *object += "." + std::string(expr.name);
  return object;
}

/// The imported file that the object of `a.b.name` stands for.
std::optional<std::uint32_t> Checker::module_of(const Expr& attribute) const {
  const auto object = dotted(node(attribute.children[0]));
  const auto& modules = syntax_.scopes[frame_->scope].modules;
  const auto found = object ? modules.find(*object) : modules.end();
  if (found == modules.end()) return std::nullopt;
  return found->second;
}

/// The function that `module.name` stands for; null where the object is no module.
const FunctionDecl* Checker::member_function(const Expr& attribute) const {
  const auto module = module_of(attribute);
  if (!module) return nullptr;
  const Scope& scope = syntax_.scopes[*module];
  const auto found = scope.functions.find(attribute.name);
  if (found != scope.functions.end()) return &syntax_.functions[found->second];
  std::vector<std::string_view> names;
  for (const auto& [name, number] : scope.functions) names.push_back(name);
  fail(Code::UnknownFunction, attribute.mark,
       fmt::format("{} has no function `{}`", reporter_.source().file_name(scope.file),
                   attribute.name),
       {}, suggestion(attribute.name, names));
}

const ConstantDecl* Checker::member_constant(const Expr& attribute) const {
  const auto module = module_of(attribute);
  if (!module) return nullptr;
  const Scope& scope = syntax_.scopes[*module];
  const auto found = scope.constants.find(attribute.name);
  if (found != scope.constants.end()) return &syntax_.constants[found->second];
  if (scope.functions.contains(attribute.name)) {
    fail(Code::NotAValue, attribute.mark,
         fmt::format("`{}` is a function, not a value", attribute.name), {},
         fmt::format("call it: {}(...)", attribute.name));
  }
  std::vector<std::string_view> names;
  for (const auto& [name, number] : scope.constants) names.push_back(name);
  fail(Code::UnknownName, attribute.mark,
       fmt::format("{} has no constant `{}`", reporter_.source().file_name(scope.file),
                   attribute.name),
       {}, suggestion(attribute.name, names));
}

Value Checker::constant_value(const ConstantDecl& constant, Span use) {
  if (const auto known = constants_.find(&constant); known != constants_.end())
    return known->second;
  const auto open = std::find(open_constants_.begin(), open_constants_.end(), &constant);
  if (open != open_constants_.end()) {
    std::string path;
    for (auto at = open; at != open_constants_.end(); ++at)
      path += fmt::format("`{}` needs ", (*at)->name);
    fail(Code::ConstantCycle, use,
         fmt::format("constants need each other: {}`{}`", path, constant.name),
         {{constant.span, fmt::format("`{}` is declared here", constant.name)}});
  }
  Frame frame;
  frame.caller = frame_;
  frame.scope = constant.scope;
  frame.call = use;
  struct Restore {
    Checker& checker;
    Frame* saved;
    ~Restore() {
      checker.frame_ = saved;
      checker.open_constants_.pop_back();
    }
  };
  open_constants_.push_back(&constant);
  const Restore restore{*this, frame_};
  frame_ = &frame;
  const Value value = eval(constant.value);
  require_value(value, constant.span);
  // Values of the graph belong to the region that they are computed in.
  if (!value.is_array()) constants_.emplace(&constant, value);
  return value;
}

void Checker::check_constant(const ConstantDecl& constant) {
  Frame frame;
  frame.scope = constant.scope;
  frame_ = &frame;
  try {
    (void)constant_value(constant, constant.span);
  } catch (const Error& error) {
    reporter_.report(error, constant.span);
  }
  frame_ = nullptr;
}

/// A function inside of a function sees the names that are bound before it, with their values
/// there.
void Checker::declare_function(const Stmt& stmt) {
  const FunctionDecl& function = syntax_.functions[stmt.function];
  if (const auto bound = bound_elsewhere(function.name)) {
    fail(Code::DuplicateName, function.name_span,
         fmt::format("`{}` is bound already and cannot be a local function", function.name),
         {{*bound, "it is bound here"}});
  }
  Closure closure{&function, {}, frame_->dims, frame_->types};
  for (const auto& [name, value] : frame_->names) {
    if (!name.starts_with('<')) closure.names.emplace(name, value);
  }
  frame_->names[function.name] =
      Value::function(std::make_shared<const Closure>(std::move(closure)));
}

/// The place that a program's author knows: calls of the standard library stand for what is inside.
Span Checker::users_place(Span span) const {
  for (const Frame* frame = frame_; frame && is_library(*frame); frame = frame->caller)
    span = frame->call;
  return span;
}

}  // namespace sinter::lang
