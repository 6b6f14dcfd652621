#include "frontend/lang/documentation.h"

#include <algorithm>
#include <sstream>

#include "compiler/ir/ops.h"
#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/imports.h"
#include "frontend/lang/parser.h"
#include "frontend/lang/standard_library.h"

namespace sinter::lang {
namespace {

constexpr std::string_view kExample = "example: ";
constexpr std::string_view kGives = "gives: ";

/// "x=[1, 2] y=3  f(x, y)": arguments and expression stand two blanks apart.
DocumentedExample parse_example(std::string_view line) {
  DocumentedExample result;
  const std::size_t gap = line.find("  ");
  SINTER_CHECK(gap != std::string_view::npos, "an example without an expression: {}", line);
  result.expression = line.substr(gap + 2);
  std::string_view left = line.substr(0, gap);
  int depth = 0;
  std::string one;
  for (const char c : left) {
    depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c == ' ' && depth == 0) {
      result.arguments.push_back(std::exchange(one, {}));
    } else {
      one += c;
    }
  }
  if (!one.empty()) result.arguments.push_back(one);
  return result;
}

/// A comment without its examples, and these.
void take_apart(const std::string& comment, LibraryFunction& function) {
  std::istringstream lines(comment);
  bool result = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kExample)) {
      function.examples.push_back(parse_example(std::string_view(line).substr(kExample.size())));
    } else if (line.starts_with(kGives)) {
      SINTER_CHECK(!function.examples.empty(), "a result without an example: {}", line);
      function.examples.back().gives = line.substr(kGives.size());
      result = true;
      continue;
    } else if (result && line.starts_with("       ")) {
      function.examples.back().gives += "\n" + line.substr(kGives.size());  // more rows
      continue;
    } else {
      function.text += line + "\n";
    }
    result = false;
  }
  while (function.text.ends_with("\n\n") || function.text == "\n") function.text.pop_back();
}

std::string indented(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string result;
  for (std::string line; std::getline(lines, line);) result += "  " + line + "\n";
  return result;
}

std::string describe(const LibraryFunction& function) {
  std::string text = fmt::format("{}\n\n{}", function.signature, function.text);
  for (const DocumentedExample& example : function.examples) {
    const std::string arguments = fmt::format("{}", fmt::join(example.arguments, " "));
    text += fmt::format("\nExample:{}{}\n  {}\n", arguments.empty() ? "" : " ", arguments,
                        example.expression);
    text += indented(example.gives);
  }
  return text + (function.file.empty() ? "\nBuilt in\n"
                                       : fmt::format("\nStandard library, {}\n", function.file));
}

struct BuiltinRow {
  std::string_view name, parameters, meaning, arguments, expression, gives;
};

constexpr BuiltinRow kBuiltins[] = {
#define BUILTIN(...) BuiltinRow{__VA_ARGS__},
#include "frontend/lang/builtin_docs.def"
#undef BUILTIN
};

constexpr DocumentedWord kWords[] = {
#define WORD(...) DocumentedWord{__VA_ARGS__},
#include "frontend/lang/word_docs.def"
#undef WORD
};

std::string describe(const DocumentedWord& word) {
  return fmt::format("{}\n\n{}\n\nExample:\n{}{}{}\nPart of the language\n", word.usage, word.text,
                     indented(word.program), indented(word.expression), indented(word.gives));
}

LibraryFunction describe_builtin(const BuiltinRow& row) {
  LibraryFunction function;
  function.name = row.name;
  function.text = fmt::format("{}\n", row.meaning);
  std::string_view parameters = row.parameters;
  if (const auto op = op_from_spelling(row.name); op && info(*op).callable) {
    static constexpr std::string_view kOperands[] = {"", "x", "a, b", "a, b, c"};
    parameters = kOperands[info(*op).arity];
    function.text = fmt::format("Elementwise: {}\n", info(*op).semantics);
  }
  if (parameters.empty()) parameters = builtin_parameters(row.name);
  if (parameters.empty()) parameters = "x";  // dtypes
  function.signature = fmt::format("{}({})", row.name, parameters);
  if (!row.expression.empty()) {
    function.examples.push_back(
        parse_example(fmt::format("{}  {}", row.arguments, row.expression)));
    function.examples.back().gives = row.gives;
  }
  return function;
}

}  // namespace

std::vector<LibraryFunction> library_functions() {
  std::vector<LibraryFunction> result;
  for (const LibraryFile& file : library_files()) {
    const auto source =
        std::make_shared<const Source>(std::string(file.text), std::string(file.name));
    Reporter reporter(*source);
    const Syntax syntax = parse(source, reporter);
    reporter.raise_if_any();
    for (const FunctionDecl& declared : syntax.functions) {
      if (declared.local) continue;
      LibraryFunction function;
      function.name = declared.name;
      function.file = file.name;
      function.signature = describe(syntax, declared).text;
      take_apart(declared.doc, function);
      result.push_back(std::move(function));
    }
  }
  return result;
}

std::span<const DocumentedWord> documented_words() { return kWords; }

std::vector<LibraryFunction> builtin_functions() {
  std::vector<LibraryFunction> result;
  for (const BuiltinRow& row : kBuiltins) result.push_back(describe_builtin(row));
  return result;
}

/// The comment at the head of a file, without the marks.
std::string title_of(std::string_view text) {
  std::istringstream lines{std::string(text)};
  std::string result;
  for (std::string line; std::getline(lines, line) && line.starts_with("# ");)
    result += (result.empty() ? "" : " ") + line.substr(2);
  return result;
}

std::string library_reference() {
  std::string text =
      "# The standard library\n\nFunctions that are written in the language itself. Programs call "
      "them by name, without import; a program's own functions and names come first. `sinter doc "
      "NAME` "
      "prints the entry of one. This file is what `sinter doc --library` prints.\n";
  const auto functions = library_functions();
  for (const LibraryFile& file : library_files()) {
    text += fmt::format("\n## {}\n\n{}\n", file.name, title_of(file.text));
    for (const LibraryFunction& function : functions) {
      if (function.file != file.name) continue;
      text += fmt::format("\n### `{}`\n{}", function.signature, function.text);
      for (const DocumentedExample& example : function.examples) {
        text += fmt::format("```text\n{}, {}\n{}\n```\n", example.expression,
                            fmt::join(example.arguments, ", "), example.gives);
      }
    }
  }
  return text;
}

std::string documentation(std::string_view name) {
  for (const LibraryFunction& function : library_functions()) {
    if (function.name == name) return describe(function);
  }
  for (const BuiltinRow& row : kBuiltins) {
    if (row.name == name) return describe(describe_builtin(row));
  }
  for (const DocumentedWord& word : kWords) {
    if (word.name == name) return describe(word);
  }
  if (is_for_later(name)) unavailable("E0806", "`{}`", name);
  std::vector<std::string_view> names(builtin_function_names().begin(),
                                      builtin_function_names().end());
  const auto library = library_function_names();
  names.insert(names.end(), library.begin(), library.end());
  for (const DocumentedWord& word : kWords) names.push_back(word.name);
  const std::string help = suggestion(name, names);
  user_error("E0202", "there is no function or word `{}`{}", name.substr(0, 40),
             help.empty() ? "; `sinter doc` lists them" : " (" + help + ")");
}

std::vector<std::string> documented_names() {
  std::vector<std::string> result(library_function_names().begin(), library_function_names().end());
  result.insert(result.end(), builtin_function_names().begin(), builtin_function_names().end());
  for (const DocumentedWord& word : kWords) result.emplace_back(word.name);
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace sinter::lang
