// Helpers for tests of the language.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "frontend/lang/parser.h"

namespace sinter::lang {

inline std::shared_ptr<const Source> source(std::string text) {
  return std::make_shared<const Source>(std::move(text), "test.sinter");
}

inline Syntax parse_text(std::string text) {
  const auto input = source(std::move(text));
  Reporter reporter(*input);
  Syntax syntax = parse(input, reporter);
  reporter.raise_if_any();
  return syntax;
}

/// The s-expression of one expression.
inline std::string expr(const std::string& text) {
  const Syntax syntax = parse_text("fn f() { return " + text + " }");
  return print(syntax, syntax[syntax.functions[0].body[0]].value);
}

/// The body of a function as s-expressions, a line each.
inline std::string body(const std::string& text) {
  const std::string printed = print(parse_text("fn f() {\n" + text + "\n}"));
  const auto start = printed.find('\n');
  return start == std::string::npos ? "" : printed.substr(start + 1, printed.size() - start - 3);
}

/// Runs `action`, which must fail, and returns its error.
template <typename Action>
Error error_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorKind::kInternal, "", "no error");
}

/// "E0101 2:5 message" of each diagnostic, a line each.
inline std::string summary(const Error& error) {
  std::string text;
  for (const Diagnostic& d : error.diagnostics()) {
    text += d.code + " " + std::to_string(d.location.line) + ":" +
            std::to_string(d.location.column) + " " + d.message + "\n";
  }
  return text;
}

inline std::string syntax_errors(const std::string& text) {
  return summary(error_of([&] { parse_text(text); }));
}

}  // namespace sinter::lang
