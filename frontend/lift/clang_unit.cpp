// Runs Clang over a file and translates the marked functions in it.
#include <clang/AST/Attr.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Tooling/CompilationDatabase.h>
#include <clang/Tooling/Tooling.h>

#include <filesystem>

#include "frontend/lift/translate.h"
#include "frontend/lift/translator.h"

namespace sinter::lift {
namespace {

bool has_mark(const clang::FunctionDecl& function, llvm::StringRef mark) {
  for (const clang::FunctionDecl* declaration : function.redecls()) {
    for (const auto* annotation : declaration->specific_attrs<clang::AnnotateAttr>()) {
      if (annotation->getAnnotation() == mark) return true;
    }
  }
  if (const clang::FunctionDecl* pattern = function.getTemplateInstantiationPattern();
      pattern && pattern != &function)
    return has_mark(*pattern, mark);
  return false;
}

class Finder : public clang::RecursiveASTVisitor<Finder> {
 public:
  bool shouldVisitTemplateInstantiations() const {
    return true;
  }  // NOLINT(readability-identifier-naming)

  bool VisitFunctionDecl(clang::FunctionDecl* function) {  // NOLINT(readability-identifier-naming)
    if (!function->isThisDeclarationADefinition() || !has_mark(*function, "sinter.jit"))
      return true;
    if (function->isDependentContext()) {
      patterns.push_back(function);
    } else {
      found.push_back(function);
    }
    return true;
  }

  std::vector<clang::FunctionDecl*> found, patterns;
};

std::string identifier(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      result += c;
    } else if (!result.empty() && result.back() != '_') {
      result += '_';
    }
  }
  while (!result.empty() && result.back() == '_') result.pop_back();
  return result;
}

/// "f32" for <float>, so that instantiations have names of their own.
std::string arguments_text(const clang::FunctionDecl& function) {
  const auto* arguments = function.getTemplateSpecializationArgs();
  std::string text;
  if (arguments == nullptr) return text;
  for (const clang::TemplateArgument& argument : arguments->asArray()) {
    text += "_";
    if (argument.getKind() == clang::TemplateArgument::Type) {
      const auto dtype = number_type(argument.getAsType());
      text += dtype ? std::string(name(*dtype)) : identifier(argument.getAsType().getAsString());
    } else if (argument.getKind() == clang::TemplateArgument::Integral) {
      text += std::to_string(argument.getAsIntegral().getExtValue());
    }
  }
  return text;
}

Place place_of(const clang::FunctionDecl& function) {
  const auto& sources = function.getASTContext().getSourceManager();
  const auto spelled = sources.getPresumedLoc(sources.getExpansionLoc(function.getLocation()));
  if (spelled.isInvalid()) return {};
  return {spelled.getFilename(), spelled.getLine(), spelled.getColumn()};
}

/// C++ that makes lifted::f the plain function.
std::string forwards(const clang::FunctionDecl& declaration, const Function& function) {
  if (llvm::isa<clang::CXXMethodDecl>(declaration)) return "";
  std::string scope = function.qualified_name.substr(0, function.qualified_name.find('<'));
  scope = scope.size() > function.plain_name.size()
              ? scope.substr(0, scope.size() - function.plain_name.size() - 2)
              : "";
  clang::PrintingPolicy policy(declaration.getASTContext().getLangOpts());
  policy.SuppressTagKeyword = true;
  policy.FullyQualifiedName = true;
  policy.PrintCanonicalTypes = true;
  std::string text, list;
  for (const clang::ParmVarDecl* parameter : declaration.parameters()) {
    std::string declared = parameter->getNameAsString();
    parameter->getType().getAsStringInternal(declared, policy);
    list += (list.empty() ? "" : ", ") + without_dynamic_extent(declared);
  }
  if (function.needs_declaration) {
    const std::string own = declaration.getReturnType().getAsString(policy) + " " +
                            function.plain_name + "(" + list + ")" +
                            (function.is_noexcept ? " noexcept" : "") + ";\n";
    text += scope.empty() ? own : "namespace " + scope + " {\n" + own + "}\n";
  }
  const std::string outer = scope.empty() ? "lifted" : "lifted::" + scope;
  return text + "namespace " + outer + " {\nusing ::" + (scope.empty() ? "" : scope + "::") +
         function.plain_name + ";\n}\n\n";
}

void translate_function(const clang::FunctionDecl& declaration, Translation& to) {
  Function function;
  function.place = place_of(declaration);
  clang::PrintingPolicy policy(declaration.getASTContext().getLangOpts());
  policy.SuppressTagKeyword = true;
  llvm::raw_string_ostream stream(function.qualified_name);
  declaration.getNameForDiagnostic(stream, policy, true);
  const auto* type = declaration.getType()->getAs<clang::FunctionProtoType>();
  function.is_noexcept = type != nullptr && type->isNothrow();
  function.needs_declaration = declaration.isExternallyVisible() && !declaration.isInlined() &&
                               declaration.getTemplateSpecializationArgs() == nullptr &&
                               !declaration.isExternC();
  function.plain_name = declaration.getNameAsString();
  function.name = identifier(function.plain_name) + arguments_text(declaration);
  if (is_taken(function.name)) function.name += "_";
  function.reassociate = has_mark(declaration, "sinter.reassoc");
  for (const Function& other : to.functions) {  // Overloads.
    if (other.name == function.name) function.name += "_" + std::to_string(function.place.line);
  }
  try {
    Translator translator(declaration.getASTContext(), function);
    translator.translate(declaration);
    to.functions.push_back(std::move(function));
  } catch (const Refusal& refusal) {
    to.refused.push_back(
        {function.qualified_name, function.place, refusal.reason, forwards(declaration, function)});
  }
}

class Action : public clang::ASTFrontendAction {
 public:
  Action(Translation& to, const std::string& header) : to_(to), header_(header) {}

 protected:
  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance&, llvm::StringRef)
      override {  // NOLINT(readability-identifier-naming)
    class Consumer : public clang::ASTConsumer {
     public:
      Consumer(Translation& translation, const std::string& header)
          : translation_(translation), header_(header) {}
      void HandleTranslationUnit(
          clang::ASTContext& context) override {  // NOLINT(readability-identifier-naming)
        if (context.getDiagnostics().hasErrorOccurred()) return;
        const clang::SourceManager& sources = context.getSourceManager();
        for (auto file = sources.fileinfo_begin(); file != sources.fileinfo_end(); ++file) {
          const std::string path = file->first.getName().str();
          const clang::FileID id = sources.translateFile(file->first);
          const bool ours =
              id.isValid() && !sources.isInSystemHeader(sources.getLocForStartOfFile(id));
          if (ours && path != header_)
            translation_.dependencies.push_back(std::filesystem::absolute(path).string());
        }
        Finder finder;
        finder.TraverseDecl(context.getTranslationUnitDecl());
        for (const clang::FunctionDecl* function : finder.found)
          translate_function(*function, translation_);
        for (const clang::FunctionDecl* pattern : finder.patterns) {
          bool used = false;
          for (const clang::FunctionDecl* function : finder.found)
            used = used || function->getTemplateInstantiationPattern() == pattern;
          if (used) continue;
          translation_.refused.push_back(
              {pattern->getQualifiedNameAsString(),
               place_of(*pattern),
               {place_of(*pattern), "it is a template, and this file instantiates it for no types",
                "instantiate it: template float f<float>(const float*, int);"},
               ""});
        }
      }

     private:
      Translation& translation_;
      const std::string& header_;
    };
    return std::make_unique<Consumer>(to_, header_);
  }

 private:
  Translation& to_;
  const std::string& header_;
};

class Factory : public clang::tooling::FrontendActionFactory {
 public:
  Factory(Translation& to, std::string header) : to_(to), header_(std::move(header)) {}
  std::unique_ptr<clang::FrontendAction> create() override {
    return std::make_unique<Action>(to_, header_);
  }

 private:
  Translation& to_;
  const std::string header_;
};

class Printer : public clang::DiagnosticConsumer {
 public:
  explicit Printer(Translation& to) : to_(to) {}
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level, const clang::Diagnostic& info)
      override {  // NOLINT(readability-identifier-naming)
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error) return;
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    std::string where;
    if (info.hasSourceManager() && info.getLocation().isValid()) {
      const auto spelled = info.getSourceManager().getPresumedLoc(info.getLocation());
      if (spelled.isValid())
        where = std::string(spelled.getFilename()) + ":" + std::to_string(spelled.getLine()) + ":" +
                std::to_string(spelled.getColumn()) + ": ";
    }
    to_.errors.push_back(where + text.str().str());
  }

 private:
  Translation& to_;
};

}  // namespace

Translation translate_file(const std::string& file, const std::vector<std::string>& flags,
                           bool has_flags, const std::string& database, const std::string& header) {
  Translation translation;
  std::unique_ptr<clang::tooling::CompilationDatabase> commands;
  std::string problem;
  if (!has_flags) {
    commands =
        database.empty()
            ? clang::tooling::CompilationDatabase::autoDetectFromSource(file, problem)
            : clang::tooling::CompilationDatabase::autoDetectFromDirectory(database, problem);
    if (!commands && !database.empty()) {
      translation.errors.push_back(problem);
      return translation;
    }
  }
  if (!commands) {
    std::vector<std::string> own = flags;
    if (!has_flags) own = {"-std=c++20"};
    commands = std::make_unique<clang::tooling::FixedCompilationDatabase>(".", own);
  }
  clang::tooling::ClangTool tool(*commands, {file});
  Printer printer(translation);
  tool.setDiagnosticConsumer(&printer);
  tool.setPrintErrorMessage(false);
  const std::string resources = SINTER_CLANG_RESOURCES;
  tool.appendArgumentsAdjuster(clang::tooling::getInsertArgumentAdjuster(
      {"-DSINTER_LIFTING", "-Wno-everything", "-fno-caret-diagnostics", "-x", "c++",
       "-resource-dir", resources},
      clang::tooling::ArgumentInsertPosition::BEGIN));
  if (!header.empty())
    tool.mapVirtualFile(std::filesystem::absolute(header).string(), "#pragma once\n");
  Factory factory(translation, header.empty() ? "" : std::filesystem::absolute(header).string());
  const int status = tool.run(&factory);
  if (status != 0 && translation.errors.empty())
    translation.errors.push_back(file + ": Clang could not read it");
  return translation;
}

}  // namespace sinter::lift
