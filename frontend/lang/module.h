// The way in: source text to checked graphs. Everything here is pure and may be used from any
// thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/graph.h"
#include "sinter/dtype.h"
#include "sinter/error.h"

namespace sinter::lang {

struct Syntax;

/// Finds the files that a program imports. It is given from outside: nothing here reads files.
class ModuleLoader {
 public:
  struct File {
    std::string text;
    std::string name;  ///< What messages call it; equal names are the same file.
  };
  virtual ~ModuleLoader() = default;
  /// The file that `import a.b` (path "a.b") in the file `importer` means; nothing when there is
  /// none. Throws sinter::Error where it may not be read.
  virtual std::optional<File> load(const std::string& path, const std::string& importer) = 0;
  /// Where files are looked for; for messages.
  virtual std::string places(const std::string& importer) const = 0;
};

inline constexpr std::size_t kMaximumFiles = 256;

/// What a function is compiled for: the type of one argument. Sizes are left symbolic.
struct ArgumentType {
  DType dtype = DType::kF32;
  int rank = 0;
  /// Axes that have size 1 at the call. Only axes without a name of their own in the signature look
  /// at it: there, being 1 is part of what a function is specialized on. May be empty (no axis is
  /// known to be 1).
  std::vector<bool> unit_axes = {};
  bool absent = false;  ///< Not given: the parameter takes its default value.
  friend bool operator==(const ArgumentType&, const ArgumentType&) = default;
};

struct ParameterInfo {
  std::string name;
  std::string type;            ///< As declared: "f32[B, D]", "T[..., D]"; empty where none is.
  std::optional<DType> dtype;  ///< Absent for type variables and undeclared parameters.
  std::optional<int> rank;     ///< Absent where any rank is taken.
  /// One per declared axis: the dimension's name, or its constant size; "..." for any leading axes.
  std::vector<std::string> axes;
  std::string default_value;  ///< As declared; empty where an argument has to be given.
  SourceLocation location;
};

struct FunctionInfo {
  std::string name;
  std::string doc;  ///< The comment above the function.
  std::vector<ParameterInfo> parameters;
  std::vector<std::string> results;     ///< As declared; empty when nothing is.
  std::vector<std::string> dimensions;  ///< Names in the order of their first use.
  std::string text;                     ///< "entropy(x: f32[B, D]) -> f32".
  bool concrete = false;    ///< Every parameter has a dtype and a rank, or a default value.
  SourceLocation location;  ///< Of the name.
};

/// A parsed source file. A cheap handle on immutable data.
class ParsedModule {
 public:
  explicit ParsedModule(std::shared_ptr<const Syntax> syntax) : syntax_(std::move(syntax)) {}
  const Syntax& syntax() const { return *syntax_; }
  std::vector<std::string> function_names() const;  ///< In source order.
  /// An unknown name is a user error (E0202) with the nearest one.
  FunctionInfo function(std::string_view name) const;

 private:
  std::shared_ptr<const Syntax> syntax_;
};

/// Parses a source text, what it imports, and the parts of the standard library that it uses.
/// Throws one Error with all diagnostics (at most 20) when there are any; `file` is what they call
/// the text. Without a loader no import is found. Functions of the host are declared by texts such
/// as "fn rate(x: f64) -> f64" (E6044 where they cannot be called).
ParsedModule parse_module(std::string source, std::string file, ModuleLoader* loader = nullptr,
                          std::span<const std::string> host_functions = {});

/// The argument types of a function whose parameters are all concrete.
std::vector<ArgumentType> declared_arguments(const FunctionInfo& function);

/// Checks one function for these argument types and lowers it to a verified graph, calls inlined.
/// Errors are of the user's, or say what is not available yet; they carry places in the source.
/// With `statements` the graph tells a debugger of each statement (Op::Statement).
graph::Graph check_function(const ParsedModule& module, std::string_view name,
                            std::span<const ArgumentType> arguments, bool statements = false);

/// Checks all functions with concrete types and all constants, those of imported files included,
/// and throws one Error with what is wrong in all of them.
void check_module(const ParsedModule& module);

}  // namespace sinter::lang
