// What was typed, taken apart: is it complete, what does it define, what does it compute.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/lang/lexer.h"

namespace sinter::repl {

/// Without blanks at its ends.
std::string trimmed(std::string_view text);

/// The tokens of a text; mistakes in it are skipped over.
std::vector<lang::Token> tokens_of(std::string_view text);
bool opens(lang::TokenKind kind);  ///< A bracket or brace.
bool closes(lang::TokenKind kind);

/// An input that comes line by line. It is complete unless a bracket or a brace is open, or the
/// last line ends with an operator, a comma, `=` or `->`, or decorators still wait for their
/// function. Where something is wrong with it, it ends where its brackets do, as far as they can
/// be told.
class LinesSoFar {
 public:
  void add(std::string_view line);
  bool is_complete() const;
  /// Nothing yet that means anything.
  bool is_empty() const {
    return last_ == lang::TokenKind::EndOfStatement && !is_hopeless_ && !is_wrong_;
  }
  /// Whether the input has ended, wrong as it is, before a line: `fn` at its beginning starts a
  /// function of its own, whatever is still open, and no statement begins behind an operand in ( or
  /// [.
  bool ends_before(std::string_view line) const;
  /// Whether it can go on with a line that begins with a colon, as commands do: in a subscript.
  bool admits_colon() const { return !open_.empty() && open_.back().is_subscript; }

 private:
  struct Bracket {
    lang::TokenKind closing;
    int ifs = 0;  ///< In it, without their braces so far.
    bool is_subscript = false;
  };
  void open(lang::TokenKind kind);
  void close(lang::TokenKind kind);
  /// Whether the tokens of a line cannot go on with what is open, but begin a statement.
  bool is_statement_of_its_own(const std::vector<lang::Token>& tokens) const;

  std::vector<Bracket> open_;  ///< What has to be closed.
  bool is_decorated_ = false;
  bool is_hopeless_ = false;  ///< Nothing that follows can mend it.
  bool is_wrong_ = false;     ///< It is complete where no bracket is open.
  lang::TokenKind last_ = lang::TokenKind::EndOfStatement;
};
/// The same of a whole text.
bool is_complete(std::string_view text);

/// A piece of an input: a definition of a program or a statement.
struct Item {
  enum class Kind { kFunction, kImport, kStatement };
  Kind kind = Kind::kStatement;
  std::size_t begin = 0;  ///< Byte offsets in the input.
  std::size_t end = 0;
  std::string name;  ///< Of a function.
};

/// The pieces of a complete input, in order. An input that has no tokens gives none.
std::vector<Item> split(std::string_view text);

/// All names in a text, in order and as often as they stand there. Names after a dot are left out.
std::vector<std::string> names_in(std::string_view text);

/// `name(...)` of a function that the session itself carries out.
struct HostCall {
  struct Argument {
    std::string keyword;              ///< Of `seed=3`; else empty.
    std::string code;                 ///< The expression, as it is written.
    std::optional<std::string> text;  ///< What stands between its quotes, where that is all.
  };
  std::string function;
  std::size_t begin = 0;  ///< Byte offsets of the whole call.
  std::size_t end = 0;
  std::vector<Argument> arguments;
};

/// The calls of functions of `names` in a text, innermost parts left to their arguments.
std::vector<HostCall> host_calls(std::string_view text, const std::vector<std::string>& names);

/// `f(...)` or `x = f(...)`, with nothing else in the statement.
struct HostStatement {
  std::string target;  ///< Empty where there is none.
  HostCall call;
};
std::optional<HostStatement> host_statement(std::string_view text,
                                            const std::vector<std::string>& names);

}  // namespace sinter::repl
