// Which tokens of a line have a space between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/lang/lexer.h"

namespace sinter::lang {

/// Follows the tokens of a program from the left and says where spaces belong.
class Spacing {
 public:
  /// Whether a space stands between the last token and this one.
  bool space_before(const Token& token, std::string_view text) const;
  /// Whether this token is the `=` of an assignment or update.
  bool is_statement_assignment(const std::optional<Token>& token) const;
  void take(const Token& token, std::string_view text);
  /// A new statement begins.
  void restart() { last_ = Last::Start; }

 private:
  struct Bracket {
    TokenKind kind;
    bool reducer;  ///< `[` behind sum, max, ...
  };
  /// What the last token was, as far as spaces go.
  enum class Last : std::uint8_t {
    Start,    ///< Nothing, or what begins anew.
    Operand,  ///< A name, a number, a closing bracket: what follows is binary.
    Binary,   ///< An operator, a keyword, a comma: a space follows.
    Prefix,   ///< A sign, an opening bracket, a dot: no space follows.
    Reducer,  ///< The `]` of `sum[i]`: a space follows, and signs are signs.
  };
  bool inside(TokenKind kind) const { return !brackets_.empty() && brackets_.back().kind == kind; }
  bool is_extremum_assignment(const Token& token) const;

  std::vector<Bracket> brackets_;
  Last last_ = Last::Start;
  Token last_token_;
  std::string last_text_;
  bool operand_before_last_ = false;  ///< `h[k] min= 3`: what stands before `min`.
};

}  // namespace sinter::lang
