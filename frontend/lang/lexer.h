// Text to tokens. Newlines that end a statement become tokens; the others disappear here.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "frontend/lang/diagnostics.h"

namespace sinter::lang {

enum class TokenKind : std::uint8_t {
#define KEYWORD(name, spelling) name,
#define PUNCTUATION(name, spelling) name,
#include "frontend/lang/tokens.def"
#undef KEYWORD
#undef PUNCTUATION
  Name,
  Integer,
  Float,
  Text,            ///< In double quotes, on one line; there are no escapes.
  EndOfStatement,  ///< A newline or `;`.
  EndOfFile,
  MinAssign,  ///< `min=` and `max=`, put together by the parser.
  MaxAssign,
};

/// The spelling of a keyword or of punctuation; "name", "newline", ... for the others.
std::string_view spelling(TokenKind kind);

struct Token {
  TokenKind kind = TokenKind::EndOfFile;
  Span span;
  std::uint64_t integer = 0;
  double number = 0;
};

inline constexpr std::size_t kMaximumSourceBytes = 4u << 20;
inline constexpr std::size_t kMaximumTokens = 1u << 20;

/// The tokens of one file of a source; the last one is EndOfFile. Problems are reported and skipped
/// over; bad UTF-8 and a source over the limits give one error and no tokens.
std::vector<Token> tokenize(const Source& source, Reporter& reporter, std::size_t file = 0);

}  // namespace sinter::lang
