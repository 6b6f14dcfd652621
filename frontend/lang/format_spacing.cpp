#include "frontend/lang/format_spacing.h"

#include "frontend/lang/parser.h"

namespace sinter::lang {
namespace {

/// How tokens of a kind stand. The switch names every kind: a new one does not compile before
/// somebody has decided.
enum class Stand : std::uint8_t {
  Operand,
  Sign,    ///< Binary behind an operand, otherwise a sign.
  At,      ///< Binary behind an operand, otherwise the mark of a decorator.
  Spaced,  ///< A space on both sides: binary operators, keywords.
  Tight,   ///< No space on either side.
  Open,
  Close,
  Brace,
  CloseBrace,
  Comma,
  Colon,
  Assign,
  Separator,
};

Stand stand_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::Name:
    case TokenKind::Integer:
    case TokenKind::Float:
    case TokenKind::Text:
    case TokenKind::True:
    case TokenKind::False:
    case TokenKind::NewAxis:
    case TokenKind::Ellipsis:
    case TokenKind::Break:
    case TokenKind::Continue:
      return Stand::Operand;
    case TokenKind::Plus:
    case TokenKind::Minus:
    case TokenKind::Tilde:
      return Stand::Sign;
    case TokenKind::At:
      return Stand::At;
    case TokenKind::Fn:
    case TokenKind::Return:
    case TokenKind::For:
    case TokenKind::In:
    case TokenKind::While:
    case TokenKind::If:
    case TokenKind::Else:
    case TokenKind::Import:
    case TokenKind::From:
    case TokenKind::As:
    case TokenKind::And:
    case TokenKind::Or:
    case TokenKind::Not:
    case TokenKind::PowerAssign:
    case TokenKind::FloorDivAssign:
    case TokenKind::ShiftLeftAssign:
    case TokenKind::ShiftRightAssign:
    case TokenKind::PlusAssign:
    case TokenKind::MinusAssign:
    case TokenKind::StarAssign:
    case TokenKind::SlashAssign:
    case TokenKind::PercentAssign:
    case TokenKind::AtAssign:
    case TokenKind::AmpersandAssign:
    case TokenKind::PipeAssign:
    case TokenKind::CaretAssign:
    case TokenKind::Arrow:
    case TokenKind::Power:
    case TokenKind::FloorDiv:
    case TokenKind::ShiftLeft:
    case TokenKind::ShiftRight:
    case TokenKind::Equal:
    case TokenKind::NotEqual:
    case TokenKind::LessEqual:
    case TokenKind::GreaterEqual:
    case TokenKind::Less:
    case TokenKind::Greater:
    case TokenKind::Star:
    case TokenKind::Slash:
    case TokenKind::Percent:
    case TokenKind::Ampersand:
    case TokenKind::Pipe:
    case TokenKind::Caret:
      return Stand::Spaced;
    case TokenKind::Range:
    case TokenKind::Dot:
      return Stand::Tight;
    case TokenKind::LeftParen:
    case TokenKind::LeftBracket:
      return Stand::Open;
    case TokenKind::RightParen:
    case TokenKind::RightBracket:
      return Stand::Close;
    case TokenKind::LeftBrace:
      return Stand::Brace;
    case TokenKind::RightBrace:
      return Stand::CloseBrace;
    case TokenKind::Comma:
      return Stand::Comma;
    case TokenKind::Colon:
      return Stand::Colon;
    case TokenKind::Assign:
      return Stand::Assign;
    case TokenKind::MinAssign:  // Only the parser makes these.
    case TokenKind::MaxAssign:
    case TokenKind::EndOfStatement:
    case TokenKind::EndOfFile:
      return Stand::Separator;
  }
  return Stand::Separator;
}

bool is_number(TokenKind kind) { return kind == TokenKind::Integer || kind == TokenKind::Float; }

}  // namespace

/// `min=` and `max=` are a name and `=` without a space.
bool Spacing::is_extremum_assignment(const Token& token) const {
  return operand_before_last_ && token.kind == TokenKind::Assign &&
         (last_text_ == "min" || last_text_ == "max") && token.span.begin == last_token_.span.end;
}

bool Spacing::is_statement_assignment(const std::optional<Token>& token) const {
  if (!token || inside(TokenKind::LeftParen) || inside(TokenKind::LeftBracket)) return false;
  return token->kind == TokenKind::Assign && !is_extremum_assignment(*token);
}

bool Spacing::space_before(const Token& token, std::string_view text) const {
  // Digits and dots that would run together.
  if (is_number(last_token_.kind) && text.starts_with('.') &&
      (last_token_.kind == TokenKind::Float || token.kind == TokenKind::Ellipsis)) {
    return true;
  }
  if (last_text_.ends_with('.') && text.starts_with('.')) return true;
  const bool operand = last_ == Last::Operand;
  const bool after = last_ == Last::Operand || last_ == Last::Binary || last_ == Last::Reducer;
  switch (stand_of(token.kind)) {
    case Stand::Close:
    case Stand::Comma:
    case Stand::Tight:
    case Stand::Separator:
      return false;
    case Stand::Colon:
      return last_ == Last::Binary && inside(TokenKind::LeftBracket);
    case Stand::Assign:
      return inside(TokenKind::LeftParen) || is_extremum_assignment(token) ? false : after;
    case Stand::Open:
      return after && !operand;
    case Stand::CloseBrace:
      return last_token_.kind != TokenKind::LeftBrace;
    case Stand::Brace:
      return last_ != Last::Start;
    case Stand::Operand:
    case Stand::Sign:
    case Stand::At:
    case Stand::Spaced:
      return after;
  }
  return false;
}

void Spacing::take(const Token& token, std::string_view text) {
  const bool operand = last_ == Last::Operand;
  Last next = Last::Binary;
  switch (stand_of(token.kind)) {
    case Stand::Operand:  // A name right behind an operand is a word of a statement: `by`, `min=`.
      next = operand && token.kind == TokenKind::Name ? Last::Binary : Last::Operand;
      break;
    case Stand::Sign:
      next = operand && token.kind != TokenKind::Tilde ? Last::Binary : Last::Prefix;
      break;
    case Stand::At:
      next = operand ? Last::Binary : Last::Prefix;
      break;
    case Stand::Tight:
      next = Last::Prefix;
      break;
    case Stand::Open:
      brackets_.push_back({token.kind, token.kind == TokenKind::LeftBracket &&
                                           last_token_.kind == TokenKind::Name &&
                                           is_reducer(last_text_)});
      next = Last::Prefix;
      break;
    case Stand::Close:
    case Stand::CloseBrace:
      next = !brackets_.empty() && brackets_.back().reducer ? Last::Reducer : Last::Operand;
      if (!brackets_.empty()) brackets_.pop_back();
      break;
    case Stand::Brace:
      brackets_.push_back({token.kind, false});
      break;
    case Stand::Colon:
      next = inside(TokenKind::LeftBracket) ? Last::Prefix : Last::Binary;
      break;
    case Stand::Assign:
      next = inside(TokenKind::LeftParen) ? Last::Prefix : Last::Binary;
      break;
    case Stand::Spaced:
    case Stand::Comma:
    case Stand::Separator:
      break;
  }
  operand_before_last_ = operand;
  last_ = next;
  last_token_ = token;
  last_text_ = text;
}

}  // namespace sinter::lang
