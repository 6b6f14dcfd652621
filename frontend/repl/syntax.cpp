#include "frontend/repl/syntax.h"

#include <memory>
#include <vector>

#include "frontend/lang/parser.h"

namespace sinter::repl {
namespace {

/// Statements of a session are those of no function: none can return.
void refuse_returns(const lang::Syntax& syntax, const std::vector<lang::StmtId>& body,
                    lang::Reporter& reporter) {
  for (const lang::StmtId id : body) {
    const lang::Stmt& statement = syntax[id];
    if (statement.kind == lang::StmtKind::Return) {
      reporter.report({lang::Code::UnexpectedToken,
                       statement.mark,
                       "`return` stands in functions",
                       {},
                       "an expression alone shows its value"});
    }
    if (statement.kind == lang::StmtKind::Function) continue;
    refuse_returns(syntax, statement.body, reporter);
    refuse_returns(syntax, statement.otherwise, reporter);
  }
}

}  // namespace

void check_syntax(const std::string& text, const std::string& name) {
  // Without the empty lines at its end: what is missing is missing behind the last character.
  const std::string typed = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
  const auto source = std::make_shared<const lang::Source>(typed, name);
  lang::Reporter reporter(*source);
  static_cast<void>(lang::tokenize(*source, reporter));
  reporter.raise_if_any();  // what the parser says where a character is left out is noise
  const lang::InputSyntax input = lang::parse_input(source, reporter);
  reporter.raise_if_any();
  refuse_returns(input.syntax, input.statements, reporter);
  reporter.raise_if_any();
}

void refuse_last_value(const std::string& text, const std::string& name, const Item& function) {
  const lang::Source source(text, name);
  lang::Reporter reporter(source);
  lang::Span place{static_cast<std::uint32_t>(function.begin),
                   static_cast<std::uint32_t>(function.end)};
  for (const lang::Token& token : lang::tokenize(source, reporter)) {
    const bool is_inside = token.span.begin >= function.begin && token.span.end <= function.end;
    if (is_inside && token.kind == lang::TokenKind::Name && source.text(token.span) == "_")
      place = token.span;  // the last one: the first may be a loop's own
  }
  reporter.report({lang::Code::UnknownName,
                   place,
                   "functions do not see `_`, which is another value after every expression",
                   {},
                   "make it a parameter, or give the number a name: n = 3"});
  reporter.raise_if_any();
}

}  // namespace sinter::repl
