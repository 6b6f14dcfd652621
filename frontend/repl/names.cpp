#include "frontend/repl/names.h"

#include <algorithm>
#include <memory>
#include <set>
#include <utility>

#include "frontend/lang/parser.h"

namespace sinter::repl {
namespace {

using lang::Expr;
using lang::ExprId;
using lang::ExprKind;
using lang::Stmt;
using lang::StmtId;
using lang::StmtKind;

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

/// Walks through statements in the order in which they are carried out.
class Walk {
 public:
  /// `exists` tells of values and constants outside, and whether there may be arrays among them.
  Walk(const lang::Syntax& syntax, const Exists& exists, bool has_arrays, std::size_t begin)
      : syntax_(syntax), exists_(exists), has_arrays_(has_arrays), begin_(begin) {}

  void statements(const std::vector<StmtId>& body) {
    for (const StmtId id : body) statement(syntax_[id]);
  }
  void function(const lang::FunctionDecl& function) {
    const std::set<std::string_view> sure = sure_;
    const std::size_t bound = bound_.size();
    for (const lang::ParameterDecl& parameter : function.parameters) {
      if (parameter.default_value) expression(parameter.default_value);
      if (parameter.type) axes(*parameter.type);
    }
    for (const lang::ParameterDecl& parameter : function.parameters)
      bound_.push_back(parameter.name);
    for (const lang::TypeExpr& result : function.results) axes(result);
    statements(function.body);
    bound_.resize(bound);
    sure_ = sure;
  }
  /// Names that statements may have left as they were, which therefore matter.
  void keep(const std::vector<std::string>& assigned) {
    for (const std::string& name : assigned)
      if (!sure_.contains(name)) add_once(reads, name);
  }

  std::vector<std::string> reads;
  std::vector<Use> uses;
  std::vector<std::string> indices;

 private:
  bool is_bound(std::string_view name) const {
    return std::ranges::find(bound_, name) != bound_.end();
  }
  bool is_known(std::string_view name) const {
    return is_bound(name) || sure_.contains(name) || exists_(name);
  }

  void bind_index(const Expr& index) {
    bound_.push_back(index.name);
    add_once(indices, index.name);
  }
  void use(const Expr& name) { uses.push_back({std::string(name.name), name.span.begin - begin_}); }
  void read(const Expr& name) {
    if (is_bound(name.name)) return;
    use(name);
    if (!sure_.contains(name.name)) add_once(reads, name.name);
  }

  /// The name of a function, which is no value.
  void call(const Expr& name) {
    if (!is_bound(name.name) && !sure_.contains(name.name)) add_once(reads, name.name);
  }

  /// Sizes in types: names of dimensions, or of constants.
  void axes(const lang::TypeExpr& type) {
    for (const ExprId axis : type.axes) expression(axis);
  }

  void expression(ExprId id) {
    std::vector<ExprId> rights;  // of a sum, which may be long
    while (syntax_[id].kind == ExprKind::Binary) {
      rights.push_back(syntax_[id].children[1]);
      id = syntax_[id].children[0];
    }
    operand(syntax_[id]);
    for (auto right = rights.rbegin(); right != rights.rend(); ++right) expression(*right);
  }
  void operand(const Expr& expr) {
    if (expr.kind == ExprKind::Name) return read(expr);
    const std::size_t bound = bound_.size();
    std::size_t first = 0;
    if (expr.kind == ExprKind::Call && syntax_[expr.children[0]].kind == ExprKind::Name) {
      call(syntax_[expr.children[0]]);
      first = 1;
    }
    if (expr.kind == ExprKind::Reducer) {
      for (const ExprId child : expr.children) {
        const Expr& binder = syntax_[child];
        if (binder.kind == ExprKind::Binder) bind_index(binder);
      }
    }
    for (std::size_t i = first; i < expr.children.size(); ++i)
      if (expr.children[i]) expression(expr.children[i]);
    bound_.resize(bound);
  }

  void statement(const Stmt& statement) {
    switch (statement.kind) {
      case StmtKind::Assign:
        return assignment(statement);
      case StmtKind::Update:
        if (statement.value) expression(statement.value);
        return update(syntax_[statement.targets[0]]);
      case StmtKind::Expression:
      case StmtKind::Return:
        if (statement.value) expression(statement.value);
        return;
      case StmtKind::If:
        return branches(statement);
      case StmtKind::Fused:
        return statements(statement.body);
      case StmtKind::For:
      case StmtKind::While:
        return loop(statement);
      case StmtKind::Function:
        return function(syntax_.functions[statement.function]);
      case StmtKind::Break:
      case StmtKind::Continue:
      case StmtKind::Import:
        return;
    }
  }

  void branches(const Stmt& statement) {
    expression(statement.value);
    const std::set<std::string_view> before = sure_;
    statements(statement.body);
    const std::set<std::string_view> then = std::exchange(sure_, before);
    statements(statement.otherwise);
    std::erase_if(sure_, [&](std::string_view name) { return !then.contains(name); });
  }

  void loop(const Stmt& statement) {
    for (const lang::LoopOption& option : statement.options) expression(option.value);
    for (const ExprId part : {statement.value, statement.upper, statement.step})
      if (part) expression(part);
    const std::set<std::string_view> before = sure_;
    const std::size_t bound = bound_.size();
    for (const ExprId target : statement.targets) bound_.push_back(syntax_[target].name);
    statements(statement.body);
    bound_.resize(bound);
    sure_ = before;
  }

  /// `a[i, j] = ...`, where these are new names: a new value of `a`.
  bool is_definition(const Expr& target) const {
    const std::string_view array = syntax_[target.children[0]].name;
    const bool is_new =
        !is_bound(array) && !sure_.contains(array) && !(has_arrays_ && exists_(array));
    return std::all_of(target.children.begin() + 1, target.children.end(), [&](ExprId id) {
      const Expr& item = syntax_[id];
      return item.kind == ExprKind::Binder ||
             (item.kind == ExprKind::Name && (is_new || !is_known(item.name)));
    });
  }
  void update(const Expr& target) {
    if (target.kind == ExprKind::Subscript) {
      for (std::size_t i = 1; i < target.children.size(); ++i) expression(target.children[i]);
      return update(syntax_[target.children[0]]);
    }
    read(target);
    sure_.insert(target.name);
  }
  void assignment(const Stmt& statement) {
    const std::size_t bound = bound_.size();
    std::vector<const Expr*> updated;
    std::vector<const Expr*> made;
    for (const ExprId id : statement.targets) {
      const Expr& target = syntax_[id];
      if (target.kind == ExprKind::Name) {
        made.push_back(&target);
      } else if (!is_definition(target)) {
        updated.push_back(&target);
      } else {
        made.push_back(&syntax_[target.children[0]]);
        for (std::size_t i = 1; i < target.children.size(); ++i) {
          const Expr& index = syntax_[target.children[i]];
          for (const ExprId bounds : index.children) expression(bounds);
          bind_index(index);
        }
      }
    }
    expression(statement.value);
    bound_.resize(bound);
    for (const Expr* target : updated) update(*target);
    for (const Expr* name : made) {
      if (is_bound(name->name)) continue;  // a loop's variable
      use(*name);
      sure_.insert(name->name);
    }
  }

  const lang::Syntax& syntax_;
  const Exists& exists_;
  bool has_arrays_;
  std::size_t begin_;                    ///< Of the text, in the source.
  std::vector<std::string_view> bound_;  ///< Indices, loop variables, parameters.
  std::set<std::string_view> sure_;      ///< Names that have been assigned, whatever happened.
};

/// Collects the names that statements assign.
class Assigned {
 public:
  Assigned(const lang::Syntax& syntax, const Exists& exists) : syntax_(syntax), exists_(exists) {}

  std::vector<std::string> of(const std::vector<StmtId>& body, bool outermost) {
    std::vector<std::string> found;
    for (const StmtId id : body) {
      const Stmt& statement = syntax_[id];
      if (statement.kind == StmtKind::Assign || statement.kind == StmtKind::Update) {
        for (const ExprId target : statement.targets) add_once(found, target_name(target));
      }
      const std::vector<std::string> inner = of(statement.body, false);
      const std::vector<std::string> other = of(statement.otherwise, false);
      const bool both = statement.kind == StmtKind::If && !statement.otherwise.empty();
      for (const std::string& name : inner) {
        const bool always = both && std::ranges::find(other, name) != other.end();
        if (always || is_known(name) || std::ranges::find(found, name) != found.end())
          add_once(found, name);
      }
      for (const std::string& name : other)
        if (is_known(name)) add_once(found, name);
      if (outermost) made_.insert(found.begin(), found.end());
    }
    return found;
  }

 private:
  bool is_known(const std::string& name) const { return made_.contains(name) || exists_(name); }
  std::string_view target_name(ExprId id) const {
    const Expr* target = &syntax_[id];
    while (target->kind == ExprKind::Subscript) target = &syntax_[target->children[0]];
    return target->name;
  }

  const lang::Syntax& syntax_;
  const Exists& exists_;
  std::set<std::string> made_;
};

bool is_number(const lang::Syntax& syntax, ExprId id) {
  const Expr* value = &syntax[id];
  if (value->kind == ExprKind::Unary) value = &syntax[value->children[0]];
  return value->kind == ExprKind::Integer || value->kind == ExprKind::Float;
}

/// Expressions that compute nothing: print and assert.
bool is_procedure(const lang::Syntax& syntax, ExprId id) {
  const Expr& value = syntax[id];
  if (value.kind != ExprKind::Call) return false;
  const std::string_view name = syntax[value.children[0]].name;
  return name == "print" || name == "assert";
}

}  // namespace

Effect effect_of(const std::string& statement, const Exists& exists) {
  const std::string header = "fn input() {\n";
  const auto source = std::make_shared<const lang::Source>(header + statement + "\n}\n", "<input>");
  lang::Reporter reporter(*source);
  const lang::Syntax syntax = lang::parse(source, reporter);
  Effect effect;
  if (syntax.functions.empty()) return effect;
  const std::vector<StmtId>& body = syntax.functions.back().body;
  effect.assigned = Assigned(syntax, exists).of(body, true);
  Walk walk(syntax, exists, true, header.size());
  walk.statements(body);
  walk.keep(effect.assigned);
  effect.reads = std::move(walk.reads);
  effect.uses = std::move(walk.uses);
  std::ranges::sort(effect.uses, {}, &Use::begin);
  if (body.empty()) return effect;
  const Stmt& last = syntax[body.back()];
  effect.has_value = last.kind == StmtKind::Expression && !is_procedure(syntax, last.value);
  if (last.kind == StmtKind::Assign && last.targets.size() == 1 &&
      syntax[last.targets[0]].kind == ExprKind::Name && is_number(syntax, last.value))
    effect.number = source->text(syntax[last.value].span);
  return effect;
}

FunctionNames names_of_functions(const std::string& text) {
  const auto source = std::make_shared<const lang::Source>(text, "<input>");
  lang::Reporter reporter(*source);
  const lang::Syntax syntax = lang::parse(source, reporter);
  const Exists any = [](std::string_view /*name*/) { return true; };
  FunctionNames names;
  for (const lang::FunctionDecl& function : syntax.functions) {
    if (function.local) continue;
    Walk walk(syntax, any, false, 0);
    walk.function(function);
    for (const std::string& name : walk.reads) add_once(names.reads, name);
    for (const std::string& name : walk.indices) add_once(names.indices, name);
  }
  return names;
}

}  // namespace sinter::repl
