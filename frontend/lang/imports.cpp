#include "frontend/lang/imports.h"

#include <algorithm>
#include <set>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/parser.h"
#include "frontend/lang/standard_library.h"

namespace sinter::lang {
namespace {

/// Imports, file by file: all files are parsed first, then names are bound, the files that import
/// nothing first.
class Imports {
 public:
  Imports(Syntax& syntax, Source& source, ModuleLoader* loader, Reporter& reporter)
      : syntax_(syntax), source_(source), loader_(loader), reporter_(reporter) {}

  void run() {
    for (std::size_t scope = 0; scope < syntax_.scopes.size() && !reporter_.full(); ++scope) {
      targets_.emplace_back();
      for (std::size_t i = 0; i < syntax_.scopes[scope].imports.size(); ++i)
        targets_[scope].push_back(load(scope, i));
    }
    if (reporter_.has_errors()) return;
    state_.resize(syntax_.scopes.size());
    visit(0);
  }

 private:
  enum class State : std::uint8_t { kNew, kOpen, kDone };

  const std::string& file_of(std::size_t scope) const {
    return source_.file_name(syntax_.scopes[scope].file);
  }

  /// The scope of an imported file; that of the importing one where there was an error.
  std::size_t load(std::size_t scope, std::size_t number) {
    const ImportDecl import = syntax_.scopes[scope].imports[number];
    const std::string path = import.dotted();
    const auto bad = [&](std::string message, std::string help = {}) {
      reporter_.report(
          {Code::BadImport, import.path_span, std::move(message), {}, std::move(help)});
      return scope;
    };
    if (!loader_) {
      return bad(fmt::format("there is no module `{}`: this program may not import files", path));
    }
    std::optional<ModuleLoader::File> file;
    try {
      file = loader_->load(path, file_of(scope));
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kInternal) throw;
      return bad(error.diagnostics().front().message);
    }
    if (!file) {
      return bad(fmt::format("there is no module `{}`", path), loader_->places(file_of(scope)));
    }
    for (std::size_t known = 0; known < syntax_.scopes.size(); ++known) {
      if (file_of(known) == file->name) return known;
    }
    if (syntax_.scopes.size() >= kMaximumFiles)
      return bad(fmt::format("the program imports more than {} files", kMaximumFiles));
    parse_file(syntax_, source_.add(std::move(file->text), std::move(file->name)), reporter_);
    return syntax_.scopes.size() - 1;
  }

  /// Binds the names that a file imports, after those of the files that it imports.
  void visit(std::size_t scope) {
    state_[scope] = State::kOpen;
    open_.push_back(scope);
    for (std::size_t i = 0; i < targets_[scope].size(); ++i) {
      const std::size_t target = targets_[scope][i];
      if (state_[target] == State::kOpen) {
        cycle(syntax_.scopes[scope].imports[i], target);
        continue;
      }
      if (state_[target] == State::kNew) visit(target);
      bind(scope, syntax_.scopes[scope].imports[i], target);
    }
    open_.pop_back();
    state_[scope] = State::kDone;
  }

  void cycle(const ImportDecl& import, std::size_t target) {
    std::string path;
    const auto first = std::find(open_.begin(), open_.end(), target);
    for (auto at = first; at != open_.end(); ++at) path += file_of(*at) + " imports ";
    reporter_.report({Code::ImportCycle,
                      import.path_span,
                      fmt::format("files import each other: {}{}", path, file_of(target)),
                      {},
                      "move what both need into a file of its own"});
  }

  void bind(std::size_t scope, const ImportDecl& import, std::size_t target) {
    Scope& importer = syntax_.scopes[scope];
    if (import.names.empty()) {
      const std::string name = import.alias.empty() ? import.dotted() : std::string(import.alias);
      if (!importer.modules.emplace(name, static_cast<std::uint32_t>(target)).second)
        duplicate(import.path_span, name);
      return;
    }
    const Scope& imported = syntax_.scopes[target];
    for (const ImportDecl::Name& name : import.names) {
      const auto function = imported.functions.find(name.name);
      const auto constant = imported.constants.find(name.name);
      const bool is_function = function != imported.functions.end();
      if (!is_function && constant == imported.constants.end()) {
        missing(name, target);
        continue;
      }
      const bool taken =
          importer.functions.contains(name.alias) || importer.constants.contains(name.alias);
      if (taken) {
        duplicate(name.span, std::string(name.alias));
      } else if (is_function) {
        importer.functions.emplace(name.alias, function->second);
      } else {
        importer.constants.emplace(name.alias, constant->second);
      }
    }
  }

  void duplicate(Span span, const std::string& name) {
    reporter_.report({Code::DuplicateName,
                      span,
                      fmt::format("`{}` is declared or imported already", name),
                      {},
                      "import it under another name: ... as name"});
  }

  void missing(const ImportDecl::Name& name, std::size_t target) {
    std::vector<std::string_view> names;
    for (const auto& [known, number] : syntax_.scopes[target].functions) names.push_back(known);
    for (const auto& [known, number] : syntax_.scopes[target].constants) names.push_back(known);
    reporter_.report({Code::BadImport,
                      name.span,
                      fmt::format("{} has no `{}`", file_of(target), name.name),
                      {},
                      suggestion(name.name, names)});
  }

  Syntax& syntax_;
  Source& source_;
  ModuleLoader* loader_;
  Reporter& reporter_;
  std::vector<std::vector<std::size_t>> targets_;  ///< Per scope and import: the imported scope.
  std::vector<State> state_;
  std::vector<std::size_t> open_;  ///< From the program to the file that is visited.
};

}  // namespace

void load_imports(Syntax& syntax, Source& source, ModuleLoader* loader, Reporter& reporter) {
  Imports(syntax, source, loader, reporter).run();
}

namespace {

/// What the declaration of a function of the host lacks; empty: nothing.
std::string missing_in(const Syntax& syntax, const FunctionDecl& function) {
  const auto any_rank = [&](const TypeExpr& type) {
    return !type.axes.empty() && syntax[type.axes[0]].kind == ExprKind::Ellipsis;
  };
  if (is_reserved(function.name) || is_builtin(function.name))
    return fmt::format("`{}` is the name of a built-in function", function.name);
  if (!function.decorators.empty()) return "it has no decorators";
  for (const ParameterDecl& parameter : function.parameters) {
    if (!parameter.type) return fmt::format("parameter `{}` needs a type", parameter.name);
    if (any_rank(*parameter.type))
      return fmt::format("parameter `{}` needs a rank", parameter.name);
  }
  if (function.results.empty()) return "it has a result, whose type is declared";
  for (const TypeExpr& result : function.results) {
    if (any_rank(result)) return "its result needs a rank";
  }
  return {};
}

}  // namespace

void load_host(Syntax& syntax, Source& source, std::span<const std::string> declarations,
               Reporter& reporter) {
  for (const std::string& declaration : declarations) {
    const auto first = static_cast<std::uint32_t>(syntax.functions.size());
    parse_file(syntax, source.add(declaration, "host function"), reporter, true);
    if (reporter.has_errors()) return;
    if (syntax.functions.size() != first + 1 || !syntax.scopes.back().imports.empty() ||
        !syntax.scopes.back().constants.empty()) {
      user_error("E6044", "'{}' has to declare one function and nothing else", declaration);
    }
    const FunctionDecl& function = syntax.functions[first];
    if (const std::string missing = missing_in(syntax, function); !missing.empty())
      user_error("E6044", "the host function '{}' cannot be called: {}", declaration, missing);
    if (!syntax.library.emplace(function.name, first).second)
      user_error("E6044", "there are two host functions `{}`", function.name);
  }
}

void load_library(Syntax& syntax, Source& source, Reporter& reporter) {
  std::set<const LibraryFile*> loaded;
  // Parts of the library may call others: what is parsed here is looked through too.
  for (std::size_t i = 0; i < syntax.exprs.size(); ++i) {
    if (syntax.exprs[i].kind != ExprKind::Call) continue;
    const Expr& callee = syntax[syntax.exprs[i].children[0]];
    if (callee.kind != ExprKind::Name) continue;
    const LibraryFile* file = library_file_of(callee.name);
    if (!file || !loaded.insert(file).second) continue;
    const auto first = static_cast<std::uint32_t>(syntax.functions.size());
    parse_file(syntax, source.add(std::string(file->text), std::string(file->name)), reporter);
    syntax.scopes.back().library = true;
    for (std::uint32_t k = first; k < syntax.functions.size(); ++k) {
      if (!syntax.functions[k].local) syntax.library.emplace(syntax.functions[k].name, k);
    }
  }
}

}  // namespace sinter::lang
