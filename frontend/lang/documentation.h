// What `sinter doc` prints: of the standard library, its own comments; of built-in functions, the
// op table and the table of array functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::lang {

/// An example of a function's comment: `example: x=[1, 2]  mean(x)` and `gives: 1.5  f64`.
struct DocumentedExample {
  std::vector<std::string> arguments;  ///< "x=[1, 2]"
  std::string expression;
  std::string gives;
};

/// Signature, meaning and examples of a function or of a word of the language; an unknown name is a
/// user error (E0202).
std::string documentation(std::string_view name);

/// The whole standard library as Markdown: docs/stdlib.md.
std::string library_reference();

/// The functions of the standard library and of the language and its words, sorted.
std::vector<std::string> documented_names();

/// A function of the standard library: its signature, the text of its comment, its examples.
struct LibraryFunction {
  std::string name;
  std::string file;
  std::string signature;
  std::string text;
  std::vector<DocumentedExample> examples;
};

/// All of them, in the order of the files.
std::vector<LibraryFunction> library_functions();
/// The same of the functions that are built in; they have no file.
std::vector<LibraryFunction> builtin_functions();

/// A word of the language, or a name in it that is no function: `for`, `print`, `pi`.
struct DocumentedWord {
  std::string_view name;
  std::string_view usage;  ///< How it is written, a line for each way.
  std::string_view text;
  std::string_view program;  ///< Of the example; may be empty.
  std::string_view expression;
  std::string_view gives;
};
std::span<const DocumentedWord> documented_words();

}  // namespace sinter::lang
