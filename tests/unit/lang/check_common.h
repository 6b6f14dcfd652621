// Helpers for tests of the checker.
#pragma once

#include <algorithm>
#include <map>
#include <sstream>

#include "frontend/lang/module.h"
#include "tests/unit/lang/common.h"

namespace sinter::lang {

/// The types that a function is checked for when a test gives none: f32 for type variables, one
/// axis where the rank is free.
inline std::vector<ArgumentType> default_arguments(const FunctionInfo& function) {
  std::vector<ArgumentType> result;
  for (const ParameterInfo& parameter : function.parameters) {
    const int declared = static_cast<int>(parameter.axes.size());
    result.push_back({parameter.dtype.value_or(DType::kF32),
                      parameter.rank.value_or(declared == 0 ? 1 : declared)});
  }
  return result;
}

/// Files by name ("a/b.sinter"), for programs that import; `self` is the program itself.
class Files final : public ModuleLoader {
 public:
  explicit Files(std::map<std::string, std::string> texts = {}, std::string self = "test.sinter")
      : texts_(std::move(texts)), self_(std::move(self)) {}
  std::optional<File> load(const std::string& path, const std::string&) override {
    if (path == "self") return File{"", self_};
    std::string name = path + ".sinter";
    std::replace(name.begin(), name.end() - 7, '.', '/');
    const auto found = texts_.find(name);
    if (found == texts_.end()) return std::nullopt;
    return File{found->second, name};
  }
  std::string places(const std::string&) const override { return "looked for in the test"; }

 private:
  std::map<std::string, std::string> texts_;
  std::string self_;
};

inline graph::Graph check_text(const std::string& text, const std::string& name,
                               std::vector<ArgumentType> arguments) {
  return check_function(parse_module(text, "test.sinter"), name, arguments);
}

/// The graph of a function without its places.
inline std::string graph_text(const graph::Graph& graph) {
  std::istringstream lines(graph::print(graph));
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  location ")) continue;
    result += line.substr(0, line.rfind(" @")) + "\n";
  }
  return result;
}

inline std::string graph_text(const std::string& text, const std::string& name) {
  const ParsedModule module = parse_module(text, "test.sinter");
  return graph_text(check_function(module, name, default_arguments(module.function(name))));
}

/// The nodes of the function `f` of these parameters with this body, without the header.
inline std::string nodes(const std::string& parameters, const std::string& body) {
  std::istringstream lines(graph_text("fn f(" + parameters + ") {\n" + body + "\n}", "f"));
  std::string result;
  for (std::string line; std::getline(lines, line);) {
    const bool header = line.starts_with("graph") || line.starts_with("  dim ") ||
                        line.find("= parameter") != std::string::npos;
    if (!header) result += line.substr(2) + "\n";
  }
  return result;
}

/// Summary of the errors of a function `f` of these parameters with this body; lines count from 1
/// in the body.
inline std::string errors(const std::string& parameters, const std::string& body) {
  const ParsedModule module =
      parse_module("fn f(" + parameters + ") {" + body + "\n}", "test.sinter");
  const FunctionInfo info = module.function("f");
  return summary(error_of([&] { check_function(module, "f", default_arguments(info)); }));
}

}  // namespace sinter::lang
