// Statements, errors and guards.
#include "frontend/lang/checker.h"

#include <algorithm>

#include "compiler/ir/show.h"
#include "compiler/support/check.h"
#include "frontend/lang/imports.h"

namespace sinter::lang {

graph::Graph check_function(const ParsedModule& module, std::string_view name,
                            std::span<const ArgumentType> arguments, bool statements) {
  const Syntax& syntax = module.syntax();
  const FunctionDecl* function = syntax.find(name);
  if (!function) {
    (void)module.function(name);  // reports the unknown name
    SINTER_CHECK(false, "function {} is known and unknown", name);
  }
  Reporter reporter(*syntax.source);
  Checker checker(syntax, reporter);
  if (statements) checker.tell_statements();
  graph::Graph graph = checker.check(*function, arguments);
  reporter.raise_if_any();
  graph::verify(graph);
  return graph;
}

void check_module(const ParsedModule& module) {
  const Syntax& syntax = module.syntax();
  Reporter reporter(*syntax.source);
  Checker constants(syntax, reporter);  // one for all: a constant is evaluated once
  for (const ConstantDecl& constant : syntax.constants) {
    if (reporter.full()) break;
    constants.check_constant(constant);
  }
  for (const FunctionDecl& function : syntax.functions) {
    if (function.local || syntax.scopes[function.scope].library) continue;
    if (reporter.full() || reporter.at_limit()) break;
    const FunctionInfo info = describe(syntax, function);
    Checker checker(syntax, reporter);
    if (info.concrete) {
      (void)checker.check(function, declared_arguments(info));
    } else {
      checker.check_signature(function);
    }
  }
  reporter.raise_if_any();
}

void Checker::fail(Code code, Span span, std::string message,
                   std::vector<std::pair<Span, std::string>> notes, std::string help) const {
  reporter_.fail({code, span, std::move(message), std::move(notes), std::move(help)});
}

void Checker::unavailable_at(Code code, Span span, std::string_view what) const {
  fail(code, span, fmt::format("{} not available yet", what));
}

std::uint32_t Checker::location(Span span) {
  span = users_place(span);
  const std::uint64_t key = (std::uint64_t{span.begin} << 32) | span.end;
  const auto found = location_cache_.find(key);
  if (found != location_cache_.end()) return found->second;
  const std::uint32_t index = graph_.intern(reporter_.source().locate(span));
  location_cache_.emplace(key, index);
  return index;
}

void Checker::mark(Span span) {
  if (graph_.node_count() > kMaximumGraphNodes) {
    fail(Code::GraphTooLarge, span,
         fmt::format("the program has more than {} operations after inlining its calls",
                     kMaximumGraphNodes));
  }
  graph_.set_locations({location(span)});
}

std::string Checker::quote(ExprId id) const {
  constexpr std::size_t kLongest = 40;
  std::string text;
  for (const char c : syntax_.source->text(node(id).span)) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (space && text.ends_with(' ')) continue;
    text += space ? ' ' : c;
    if (text.size() >= kLongest) return "the array";
  }
  // Such text ends up in messages with {left} and {right}.
  return text.find_first_of("{}") == std::string::npos ? text : "the array";
}

std::vector<std::pair<Span, std::string>> Checker::origins(
    std::initializer_list<const Dim*> dims) const {
  std::vector<std::pair<Span, std::string>> notes;
  for (const Dim* dim : dims) {
    for (const auto& [symbol, coefficient] : dim->terms()) {
      const auto found = symbol_origins_.find(symbol);
      if (found == symbol_origins_.end() || notes.size() >= 4) continue;
      const bool known = std::any_of(notes.begin(), notes.end(), [&](const auto& note) {
        return note.second == found->second.second;
      });
      if (!known) notes.push_back(found->second);
    }
  }
  return notes;
}

bool Checker::holds(const Dim& left, const Dim& right) const {
  const Dim difference = left - right;
  if (graph_.dims.at_least(difference, 0) || graph_.same_size(left, right)) return true;
  const Dim reduced = graph_.reduced(difference);
  const auto follows_from = [&](const Dim& fact) {
    return graph_.dims.at_least(difference - fact, 0) ||
           graph_.dims.at_least(reduced - graph_.reduced(fact), 0);
  };
  if (reduced != difference && graph_.dims.at_least(reduced, 0)) return true;
  if (std::any_of(facts_.begin(), facts_.end(), follows_from)) return true;
  return std::any_of(graph_.guards.begin(), graph_.guards.end(), [&](const graph::Guard& guard) {
    return guard.kind == graph::GuardKind::kAtLeast && follows_from(guard.left - guard.right);
  });
}

bool Checker::never_holds(const Dim& left, const Dim& right) const {
  return graph_.dims.at_least(right - left, 1);
}

void Checker::add_guard(graph::GuardKind kind, const Dim& left, const Dim& right, Code code,
                        std::string message, Span span) {
  if (graph_.dims.is_local(left) || graph_.dims.is_local(right)) {
    const Op op = kind == graph::GuardKind::kEqual ? Op::Eq : Op::Ge;
    return check_size(op, left, right, code, std::move(message), span);
  }
  if (graph_.guards.size() >= kMaximumGuards) {
    fail(Code::GraphTooLarge, span,
         fmt::format("the program has more than {} conditions on sizes", kMaximumGuards));
  }
  graph_.add_guard(
      {kind, left, right, std::string(info(code).code), std::move(message), {location(span)}});
}

/// A condition on sizes that are known only when the program comes by.
void Checker::check_size(Op op, const Dim& left, const Dim& right, Code code, std::string message,
                         Span span) {
  graph::ShowAttr attribute;
  attribute.code = info(code).code;
  attribute.texts = {std::move(message), show(left), show(right)};
  const Value a = to_array(Value::of_size(left), DType::kI64, span);
  const Value b = to_array(Value::of_size(right), DType::kI64, span);
  mark(span);
  const std::vector<graph::ValueId> sizes{a.id, b.id};
  graph_.show(Op::Assert, std::vector{graph_.elementwise(op, sizes), a.id, b.id},
              std::move(attribute));
}

Dim Checker::require_equal(const SizeUse& a, const SizeUse& b, Code code, Span span,
                           const std::string& what,
                           std::vector<std::pair<Span, std::string>> notes) {
  const bool local = graph_.dims.is_local(a.dim) || graph_.dims.is_local(b.dim);
  const Dim size = graph_.dims.is_local(a.dim) ? b.dim : a.dim;
  if (graph_.same_size(a.dim, b.dim)) return size;
  const Dim difference = a.dim - b.dim;
  if (never_holds(a.dim, b.dim) || never_holds(b.dim, a.dim) || difference.is_constant()) {
    for (auto& note : origins({&a.dim, &b.dim})) notes.push_back(std::move(note));
    if (difference.is_constant() && (is_nameless(a.dim) || is_nameless(b.dim))) {
      const std::int64_t more = difference.constant();
      fail(code, span,
           fmt::format("{}: {} is {} {} than {}", what, a.text, more < 0 ? 0 - more : more,
                       more < 0 ? "less" : "more", b.text),
           std::move(notes));
    }
    fail(code, span,
         fmt::format("{}: {} is {}, {} is {}", what, a.text, show(a.dim), b.text, show(b.dim)),
         std::move(notes));
  }
  const auto named = [&](const SizeUse& use) {
    const bool says_nothing =
        use.dim.is_constant() || graph_.dims.is_local(use.dim) || is_nameless(use.dim);
    return says_nothing ? use.text : fmt::format("{} ({})", use.text, show(use.dim));
  };
  std::string message =
      fmt::format("{}: {} is {{left}}, {} is {{right}}", what, named(a), named(b));
  add_guard(graph::GuardKind::kEqual, a.dim, b.dim, code, std::move(message), span);
  if (!local && !graph_.same_size(a.dim, b.dim)) {
    // The equation contradicts earlier ones, whatever the sizes are.
    fail(
        code, span,
        fmt::format("{}: {} is {}, {} is {}, and other conditions on these sizes exclude that they "
                    "are equal",
                    what, a.text, show(a.dim), b.text, show(b.dim)),
        origins({&a.dim, &b.dim}));
  }
  return size;
}

/// `message` may hold {left} and {right}.
void Checker::require_at_least(const Dim& left, const Dim& right, Code code, Span span,
                               const std::string& message, std::string help) {
  if (holds(left, right)) return;
  if (never_holds(left, right)) {
    fail(code, span, graph::fill_sizes(message, show(left), show(right)), origins({&left, &right}),
         std::move(help));
  }
  add_guard(graph::GuardKind::kAtLeast, left, right, code, message, span);
}

/// A size that is an error below 0. What is allocated for one that is known only when the program
/// comes by may be so before its check.
Dim Checker::at_least_zero(const Dim& size, Code code, Span span, const std::string& message) {
  require_at_least(size, 0, code, span, message);
  return graph_.dims.is_local(size) ? graph_.dims.max(size, 0) : size;
}

/// The values that the function of the current frame returns.
std::vector<Value> Checker::run_body() {
  std::optional<std::vector<Value>> results;
  const bool top = frame_->caller == nullptr;
  bool failed = false;
  for (const StmtId id : frame_->function->body) {
    const Stmt& stmt = syntax_[id];
    if (results) {
      fail(Code::MissingReturn, stmt.span, "nothing can follow the return statement");
    }
    frame_->bases.clear();
    mark_statement(stmt);
    const Exits exits = exits_of(id);
    const bool returns_inside = exits.leaves_function && stmt.kind != StmtKind::Return;
    if (!top) {
      run_statement(id, results);
      if (returns_inside) return finish_early(id);
      continue;
    }
    // The function that is checked goes on after an error, to find more of them.
    const int depth = depth_;
    const int conditional = conditional_;
    const auto facts = facts_.size();
    const auto open = graph_.open_regions();
    const Names before = frame_->names;
    try {
      run_statement(id, results);
      if (returns_inside) return finish_early(id);
    } catch (const Poison&) {
      failed = true;
      frame_->names = before;
      poison_targets(stmt);
    } catch (const Error& error) {
      reporter_.report(error, stmt.span);
      failed = true;
      frame_->names = before;
      poison_targets(stmt);
    }
    depth_ = depth;
    conditional_ = conditional;
    facts_.resize(facts);
    graph_.close_regions(open);
    frame_->indices.clear();
    frame_->elements = false;
    if (!results && stmt.kind == StmtKind::Return) results.emplace();
    if (reporter_.full() || reporter_.at_limit()) break;
  }
  if (!results && !failed) {
    fail(Code::MissingReturn, frame_->function->end,
         fmt::format("`{}` does not end with a return statement", frame_->function->name));
  }
  return results.value_or(std::vector<Value>{});
}

void Checker::run_statement(StmtId id, std::optional<std::vector<Value>>& results) {
  const Stmt& stmt = syntax_[id];
  switch (stmt.kind) {
    case StmtKind::Assign:
      return assign(stmt);
    case StmtKind::Return:
      results = return_values(stmt);
      return;
    case StmtKind::Update:
      return run_update(stmt);
    case StmtKind::For:
      return run_for(stmt);
    case StmtKind::While:
      return run_while(stmt);
    case StmtKind::If:
      return run_if(stmt);
    case StmtKind::Fused:
      return run_fused(stmt);
    case StmtKind::Break:
    case StmtKind::Continue:
      fail(Code::OutsideLoop, stmt.mark,
           fmt::format(
               "`{}` stands outside of a loop",
               spelling(stmt.kind == StmtKind::Break ? TokenKind::Break : TokenKind::Continue)));
    case StmtKind::Function:
      return declare_function(stmt);
    case StmtKind::Import:
      fail(Code::BadImport, stmt.span, "imports stand outside of functions");
    case StmtKind::Expression: {
      const Expr& expr = node(stmt.value);
      if (run_show(expr)) return;
      fail(Code::NoEffect, expr.span, "this statement has no effect", {},
           "bind the value to a name or return it; a line that goes on from the one above needs "
           "the operator at the "
           "end of the upper line");
    }
  }
}

void Checker::assign(const Stmt& stmt) {
  if (stmt.targets.size() == 1) {
    const Expr& target = node(stmt.targets[0]);
    if (target.kind == ExprKind::Subscript) {
      if (is_definition(target)) return define(target, stmt.value);
      return update(target, TokenKind::Assign, stmt.value, stmt.mark);
    }
    Value value = eval(stmt.value);
    if (value.kind == Value::Kind::Tuple) {
      fail(Code::ResultCount, stmt.mark, fmt::format("{} values for one name", value.items.size()));
    }
    return bind(stmt.targets[0], std::move(value));
  }
  std::vector<Value> values;
  if (node(stmt.value).kind == ExprKind::Tuple) {
    for (const ExprId item : node(stmt.value).children) values.push_back(eval(item));
  } else {
    Value value = eval(stmt.value);
    values = value.kind == Value::Kind::Tuple ? std::move(value.items)
                                              : std::vector<Value>{std::move(value)};
  }
  if (values.size() != stmt.targets.size()) {
    fail(Code::ResultCount, stmt.mark,
         fmt::format("{} value{} for {} names", values.size(), values.size() == 1 ? "" : "s",
                     stmt.targets.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) bind(stmt.targets[i], std::move(values[i]));
}

void Checker::bind(ExprId target, Value value) {
  const Expr& expr = node(target);
  if (expr.kind != ExprKind::Name) {
    unavailable_at(Code::FeatureUnavailable, expr.span,
                   "assignment of several values to a part of an array is");
  }
  if (const auto dim = frame_->dims.find(expr.name); dim != frame_->dims.end()) {
    fail(Code::DuplicateName, expr.span,
         fmt::format("`{}` is a dimension and cannot be assigned to", expr.name),
         {{dim->second.span, "it is declared here"}});
  }
  require_value(value, expr.span);
  frame_->names[expr.name] = std::move(value);
}

void Checker::poison_targets(const Stmt& stmt) {
  std::set<std::string_view> names;
  assigned_names(std::span(&stmt, 1), names);
  for (const std::string_view name : names) frame_->names[name] = Value();
  if (stmt.kind == StmtKind::Function)
    frame_->names[syntax_.functions[stmt.function].name] = Value();
}

}  // namespace sinter::lang
