#include "frontend/lang/lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "compiler/support/check.h"

namespace sinter::lang {
namespace {

struct Spelling {
  TokenKind kind;
  std::string_view text;
};
constexpr auto kKeywords = std::to_array<Spelling>({
#define KEYWORD(name, spelling) {TokenKind::name, spelling},
#define PUNCTUATION(name, spelling)
#include "frontend/lang/tokens.def"
#undef KEYWORD
#undef PUNCTUATION
});
constexpr auto kPunctuation = std::to_array<Spelling>({
#define KEYWORD(name, spelling)
#define PUNCTUATION(name, spelling) {TokenKind::name, spelling},
#include "frontend/lang/tokens.def"
#undef KEYWORD
#undef PUNCTUATION
});

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_word(char c) { return is_letter(c) || is_digit(c); }

/// Bytes of the UTF-8 sequence at the start of `text`, 0 when it is not valid.
std::size_t sequence_length(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
  };
  const unsigned lead = at(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and code points above U+10FFFF.
  if ((lead == 0xe0 && at(1) < 0xa0) || (lead == 0xed && at(1) > 0x9f)) return 0;
  if ((lead == 0xf0 && at(1) < 0x90) || (lead == 0xf4 && at(1) > 0x8f)) return 0;
  return length;
}

/// The punctuation that begins with a character, longer spellings first.
const std::vector<Spelling>& marks_by_first(char c) {
  static const auto table = [] {
    std::array<std::vector<Spelling>, 128> result;
    for (const Spelling& mark : kPunctuation) {
      result[static_cast<unsigned char>(mark.text[0])].push_back(mark);
    }
    return result;
  }();
  const auto index = static_cast<unsigned char>(c);
  return table[index < table.size() ? index : 0];
}

class Lexer {
 public:
  Lexer(const Source& source, Reporter& reporter, std::size_t file)
      : text_(source.file_text(file)), begin_(source.file_begin(file)), reporter_(reporter) {}

  std::vector<Token> run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;  // a byte order mark
    while (at_ < text_.size() && !reporter_.full()) {
      if (tokens_.size() >= kMaximumTokens) {
        report(Code::SourceTooLarge, at_, at_ + 1,
               fmt::format("the source has more than {} tokens", kMaximumTokens));
        break;
      }
      step();
    }
    brackets_.clear();
    end_statement(text_.size(), text_.size());
    push(TokenKind::EndOfFile, text_.size(), text_.size());
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void report(Code code, std::size_t begin, std::size_t end, std::string message,
              std::string help = {}) {
    reporter_.report({code, span(begin, end), std::move(message), {}, std::move(help)});
  }
  Span span(std::size_t begin, std::size_t end) const {
    return {begin_ + static_cast<std::uint32_t>(begin), begin_ + static_cast<std::uint32_t>(end)};
  }
  Token& push(TokenKind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({kind, span(begin, end)});
    return tokens_.back();
  }

  void step() {
    const char c = peek();
    if (c == ' ' || c == '\t' || c == '\r') {
      ++at_;
    } else if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
    } else if (c == '\n' || c == ';') {
      if (c == ';' || !inside_expression()) end_statement(at_, at_ + 1);
      ++at_;
    } else if (is_letter(c)) {
      word();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      number();
    } else {
      punctuation();
    }
  }

  /// True where a newline does not end the statement: inside () and [], and after a token that asks
  /// for more.
  bool inside_expression() const {
    if (!brackets_.empty() && brackets_.back() != TokenKind::LeftBrace) return true;
    if (tokens_.empty()) return true;
    switch (tokens_.back().kind) {
      case TokenKind::RightParen:
      case TokenKind::RightBracket:
      case TokenKind::RightBrace:
      case TokenKind::Name:
      case TokenKind::Integer:
      case TokenKind::Float:
      case TokenKind::Text:
      case TokenKind::True:
      case TokenKind::False:
      case TokenKind::NewAxis:
      case TokenKind::Return:
      case TokenKind::Break:
      case TokenKind::Continue:
      case TokenKind::Ellipsis:
        return false;
      default:
        return true;
    }
  }

  void end_statement(std::size_t begin, std::size_t end) {
    if (tokens_.empty() || tokens_.back().kind == TokenKind::EndOfStatement) return;
    push(TokenKind::EndOfStatement, begin, end);
  }

  void word() {
    const std::size_t begin = at_;
    while (is_word(peek())) ++at_;
    const std::string_view found = text_.substr(begin, at_ - begin);
    const auto keyword = std::find_if(kKeywords.begin(), kKeywords.end(),
                                      [&](const Spelling& k) { return k.text == found; });
    const TokenKind kind = keyword == kKeywords.end() ? TokenKind::Name : keyword->kind;
    if (kind == TokenKind::Fn && (begin == 0 || text_[begin - 1] == '\n')) {
      // A function at the start of a line: whatever bracket is still open was forgotten before it.
      const bool open = std::any_of(brackets_.begin(), brackets_.end(),
                                    [](TokenKind k) { return k != TokenKind::LeftBrace; });
      brackets_.clear();
      if (open) end_statement(begin, begin);
    }
    push(kind, begin, at_);
  }

  void punctuation() {
    const std::string_view rest = text_.substr(at_);
    const auto starts = [&](const Spelling& mark) { return rest.starts_with(mark.text); };
    const auto& candidates = marks_by_first(rest[0]);
    const auto found = std::find_if(candidates.begin(), candidates.end(), starts);
    if (found == candidates.end()) return unexpected();
    push(found->kind, at_, at_ + found->text.size());
    at_ += found->text.size();
    if (found->kind == TokenKind::LeftParen || found->kind == TokenKind::LeftBracket ||
        found->kind == TokenKind::LeftBrace) {
      brackets_.push_back(found->kind);
    } else if (found->kind == TokenKind::RightParen || found->kind == TokenKind::RightBracket ||
               found->kind == TokenKind::RightBrace) {
      if (!brackets_.empty()) brackets_.pop_back();
    }
  }

  /// A text ends on its line; one that does not is an error, and stands for a text all the same.
  void quoted() {
    const std::size_t begin = at_;
    const std::size_t end = text_.find_first_of(std::string{text_[begin], '\n'}, begin + 1);
    const bool closed = end != std::string_view::npos && text_[end] == text_[begin];
    at_ = closed ? end + 1 : std::min(end, text_.size());
    if (text_[begin] != '"') {
      report(Code::UnexpectedCharacter, begin, at_,
             fmt::format("unexpected character `{}`", text_[begin]),
             "texts stand in double quotes");
    } else if (!closed) {
      report(Code::UnexpectedCharacter, begin, begin + 1, "a text is not closed on its line",
             "end it with `\"`");
    }
    push(TokenKind::Text, begin, at_);
  }

  void unexpected() {
    if (text_[at_] == '"' || text_[at_] == '\'') return quoted();
    const std::size_t length = sequence_length(text_.substr(at_));
    const std::string_view shown = text_.substr(at_, length);
    const auto value = static_cast<unsigned char>(shown[0]);
    std::string help;
    if (shown == "!") help = "write `not x`, or `a != b`";
    if (shown == "?") help = "an expression that chooses is written: if c { a } else { b }";
    report(Code::UnexpectedCharacter, at_, at_ + length,
           value < 0x20 || value == 0x7f ? fmt::format("unexpected character with code {}", value)
                                         : fmt::format("unexpected character `{}`", shown),
           help);
    at_ += length;
    // One report for a run of such characters.
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) >= 0x80) ++at_;
  }

  void number() {
    const std::size_t begin = at_;
    int base = 10;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'b' || peek(1) == 'o')) {
      base = peek(1) == 'x' ? 16 : peek(1) == 'b' ? 2 : 8;
      at_ += 2;
    }
    bool is_float = false;
    while (true) {
      const char c = peek();
      if (is_word(c)) {
        const bool exponent =
            base == 10 && (c == 'e' || c == 'E') &&
            (is_digit(peek(1)) || ((peek(1) == '+' || peek(1) == '-') && is_digit(peek(2))));
        if (exponent) is_float = true;
        at_ += exponent && !is_digit(peek(1)) ? 2 : 1;
      } else if (c == '.' && base == 10 && !is_float && peek(1) != '.' && !is_letter_after_dot()) {
        is_float = true;  // "1." and "1.5", but "0..n" is a range
        ++at_;
      } else {
        break;
      }
    }
    std::string digits;
    for (char c : text_.substr(begin, at_ - begin)) {
      if (c != '_') digits += c;
    }
    const std::size_t skip = base == 10 ? 0 : 2;
    if (is_float) return float_token(begin, digits);
    std::uint64_t value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data() + skip, last, value, base);
    if (error == std::errc::result_out_of_range && end == last) {
      report(Code::BadNumber, begin, at_, "the integer is larger than 2^64 - 1");
    } else if (error != std::errc() || end != last) {
      report(Code::BadNumber, begin, at_, fmt::format("malformed number `{}`", shortened(begin)));
    }
    push(TokenKind::Integer, begin, at_).integer = value;
  }

  /// `1.e5` and `1.T`: a letter after the dot belongs to the number only as an exponent.
  bool is_letter_after_dot() const {
    const char c = peek(1);
    if (!is_letter(c)) return false;
    return !((c == 'e' || c == 'E') &&
             (is_digit(peek(2)) || ((peek(2) == '+' || peek(2) == '-') && is_digit(peek(3)))));
  }

  void float_token(std::size_t begin, const std::string& digits) {
    double value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    if (error == std::errc::result_out_of_range && end == last) {
      // Too large, or too small to be told from zero; only the first is an error.
      const auto exponent = digits.find_first_of("eE");
      const bool tiny = exponent != std::string::npos && digits[exponent + 1] == '-';
      const bool zero_led = digits[0] == '0' || digits[0] == '.';
      if (!tiny && !(exponent == std::string::npos && zero_led)) {
        report(Code::BadNumber, begin, at_, "the number is larger than any f64");
      }
      value = 0;
    } else if (error != std::errc() || end != last) {
      report(Code::BadNumber, begin, at_, fmt::format("malformed number `{}`", shortened(begin)));
    }
    push(TokenKind::Float, begin, at_).number = value;
  }

  std::string shortened(std::size_t begin) const {
    std::string shown(text_.substr(begin, std::min<std::size_t>(at_ - begin, 40)));
    return at_ - begin > 40 ? shown + "..." : shown;
  }

  std::string_view text_;
  std::uint32_t begin_;  ///< Of the file among the program's files.
  Reporter& reporter_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<TokenKind> brackets_;
};

}  // namespace

std::string_view spelling(TokenKind kind) {
  for (const Spelling& keyword : kKeywords) {
    if (keyword.kind == kind) return keyword.text;
  }
  for (const Spelling& mark : kPunctuation) {
    if (mark.kind == kind) return mark.text;
  }
  switch (kind) {
    case TokenKind::Name:
      return "a name";
    case TokenKind::Integer:
      return "an integer";
    case TokenKind::Float:
      return "a number";
    case TokenKind::Text:
      return "a text";
    case TokenKind::EndOfStatement:
      return "the end of the statement";
    default:
      return "the end of the file";
  }
}

std::vector<Token> tokenize(const Source& source, Reporter& reporter, std::size_t file) {
  const std::string_view text = source.file_text(file);
  const auto give_up = [&](Code code, std::size_t at, std::string message) {
    const auto place = source.file_begin(file) + static_cast<std::uint32_t>(at);
    reporter.report({code, {place, place + 1}, std::move(message)});
    return std::vector<Token>{Token{TokenKind::EndOfFile, {place, place}}};
  };
  if (text.size() > kMaximumSourceBytes) {
    return give_up(Code::SourceTooLarge, 0,
                   fmt::format("the source has {} bytes; at most {} are read", text.size(),
                               kMaximumSourceBytes));
  }
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(text.substr(i, 4));
    if (length == 0) {
      return give_up(Code::InvalidUtf8, i,
                     fmt::format("byte 0x{:02x} at offset {} is not valid UTF-8",
                                 static_cast<unsigned char>(text[i]), i));
    }
    i += length;
  }
  return Lexer(source, reporter, file).run();
}

}  // namespace sinter::lang
