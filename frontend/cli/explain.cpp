#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

#include "frontend/cli/commands.h"
#include "frontend/cli/declared.h"

namespace sinter::cli {
namespace {

template <typename... Args>
[[noreturn]] void fail(const char* code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, code, fmt::format(format, std::forward<Args>(args)...));
}

std::int64_t read_size(const std::string& option, std::string_view text) {
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || size < 0) {
    fail("E6107", "--shape {}: '{}' is no size; write B=1024 or x=1024x64", option, text);
  }
  return size;
}

std::vector<std::int64_t> read_shape(const std::string& option, std::string_view text) {
  std::vector<std::int64_t> shape;
  while (true) {
    const std::size_t cross = text.find('x');
    shape.push_back(read_size(option, text.substr(0, cross)));
    if (cross == std::string_view::npos) return shape;
    text.remove_prefix(cross + 1);
  }
}

std::pair<std::string, std::string> split(const char* option, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    fail("E6107", "{} {}: write NAME=VALUE", option, text);
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// Builds what the engine is asked for from `--shape` and `--dtype`.
class Request {
 public:
  explicit Request(const Signature& signature) : signature_(signature) {
    for (const Parameter& parameter : signature.parameters) {
      const Declared declared = parse_declared(parameter.type);
      ArgumentType type;
      type.dtype = declared.dtype.value_or(DType::kF32);
      type.shape.assign(static_cast<std::size_t>(declared.rank.value_or(0)), -1);
      options_.arguments.push_back(type);
    }
  }

  void shape(const std::string& text) {
    const auto [name, value] = split("--shape", text);
    if (std::ranges::find(signature_.dimensions, name) != signature_.dimensions.end()) {
      options_.dimensions.emplace_back(name, read_size(text, value));
    } else if (ArgumentType* const argument = find(name)) {
      argument->shape = read_shape(text, value);
    } else {
      unknown("--shape", name);
    }
  }

  void dtype(const std::string& text) {
    const auto [name, value] = split("--dtype", text);
    const auto dtype = dtype_from_name(value);
    if (!dtype) fail("E6107", "--dtype {}: '{}' is no dtype", text, value);
    ArgumentType* const argument = find(name);
    if (argument != nullptr) {
      argument->dtype = *dtype;
    } else if (!type_variable(name, *dtype)) {
      unknown("--dtype", name);
    }
  }

  const ExplainOptions& options() const { return options_; }

 private:
  ArgumentType* find(const std::string& name) {
    const auto found = std::ranges::find(signature_.parameters, name, &Parameter::name);
    if (found == signature_.parameters.end()) return nullptr;
    return &options_.arguments[static_cast<std::size_t>(found - signature_.parameters.begin())];
  }

  /// `T=f64` sets every parameter declared with the type variable T.
  bool type_variable(const std::string& name, DType dtype) {
    bool found = false;
    for (std::size_t i = 0; i < options_.arguments.size(); ++i) {
      const std::string& type = signature_.parameters[i].type;
      if (type.substr(0, type.find('[')) != name) continue;
      options_.arguments[i].dtype = dtype;
      found = true;
    }
    return found;
  }

  [[noreturn]] void unknown(const char* option, const std::string& name) const {
    std::vector<std::string> names = signature_.dimensions;
    for (const Parameter& parameter : signature_.parameters) names.push_back(parameter.name);
    const std::string hint = closest(name, names);
    fail("E6107", "{}: {} has neither a dimension nor a parameter '{}'{}", option, signature_.text,
         name, hint.empty() ? "" : fmt::format("; did you mean '{}'?", hint));
  }

  const Signature& signature_;
  ExplainOptions options_;
};

Explain what_to_explain(const ExplainCommandOptions& options) {
  if (!options.html.empty()) return Explain::kHtml;
  if (options.passes) return Explain::kPasses;
  if (options.parallel) return Explain::kParallel;
  if (options.ir == "graph") return Explain::kGraph;
  if (options.ir == "loop") return Explain::kLoop;
  if (options.ir == "llvm") return Explain::kLlvm;
  if (options.ir == "asm") return Explain::kAsm;
  return Explain::kPlan;
}

}  // namespace

int explain(const ExplainCommandOptions& options, Terminal& terminal) {
  const Engine engine({}, {options.roots, {}});
  const Function function = engine.compile_file(options.file).function(options.function);
  const Signature signature = function.signature();
  Request request(signature);
  for (const std::string& shape : options.shapes) request.shape(shape);
  for (const std::string& dtype : options.dtypes) request.dtype(dtype);
  std::string text = function.explain(what_to_explain(options), request.options());
  if (!text.ends_with('\n')) text += '\n';
  if (options.html.empty() || options.html == "-") {
    terminal.out << text;
    return kOk;
  }
  std::ofstream file(options.html);
  file << text;
  file.close();
  if (!file) fail("E6107", "--html: cannot write {}", options.html);
  terminal.err << "wrote " << options.html << '\n';
  return kOk;
}

}  // namespace sinter::cli
