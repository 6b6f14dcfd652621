#include "frontend/repl/input.h"

#include <algorithm>
#include <array>

#include "frontend/lang/diagnostics.h"

namespace sinter::repl {
namespace {

using lang::Token;
using lang::TokenKind;

TokenKind closing(TokenKind kind) {
  if (kind == TokenKind::LeftParen) return TokenKind::RightParen;
  return kind == TokenKind::LeftBracket ? TokenKind::RightBracket : TokenKind::RightBrace;
}

/// Tokens that an expression or a statement may end with.
bool may_end(TokenKind kind) {
  constexpr std::array kEnds = {TokenKind::Name,     TokenKind::Integer, TokenKind::Float,
                                TokenKind::Text,     TokenKind::True,    TokenKind::False,
                                TokenKind::NewAxis,  TokenKind::Return,  TokenKind::Break,
                                TokenKind::Continue, TokenKind::Ellipsis};
  return closes(kind) || std::ranges::find(kEnds, kind) != kEnds.end();
}

std::string text_of(std::string_view text, const Token& token) {
  return std::string(text.substr(token.span.begin, token.span.end - token.span.begin));
}

bool is_closed_text(std::string_view text) {
  return text.size() >= 2 && text.back() == text.front();
}

/// What an operand may end with. Not `]`: an operand follows the subscript of a reducer.
bool ends_operand(TokenKind kind) { return kind != TokenKind::RightBracket && may_end(kind); }

/// Whether tokens begin a statement, or an operand, but no other part of an expression.
bool begins_statement(const std::vector<Token>& tokens) {
  constexpr std::array kBegins = {
      TokenKind::Name,  TokenKind::Integer,  TokenKind::Float,  TokenKind::Text,  TokenKind::True,
      TokenKind::False, TokenKind::If,       TokenKind::For,    TokenKind::While, TokenKind::Return,
      TokenKind::Break, TokenKind::Continue, TokenKind::Import, TokenKind::Fn};
  return std::ranges::find(kBegins, tokens.front().kind) != kBegins.end();
}

/// The argument of a call that consists of some of its tokens.
HostCall::Argument argument_of(std::string_view text, const std::vector<Token>& tokens,
                               std::size_t first, std::size_t end) {
  HostCall::Argument argument;
  if (end - first > 2 && tokens[first].kind == TokenKind::Name &&
      tokens[first + 1].kind == TokenKind::Assign) {
    argument.keyword = text_of(text, tokens[first]);
    first += 2;
  }
  const std::size_t begin = tokens[first].span.begin;
  argument.code = text.substr(begin, tokens[end - 1].span.end - begin);
  const bool closed = argument.code.size() >= 2 && argument.code.ends_with('"');
  if (end - first == 1 && tokens[first].kind == TokenKind::Text && closed)
    argument.text = argument.code.substr(1, argument.code.size() - 2);
  return argument;
}

/// Where the comment lines right above a place begin.
std::size_t with_comments(std::string_view text, std::size_t begin) {
  while (begin > 0 && text[begin - 1] == '\n') {
    std::size_t line = begin - 1;
    while (line > 0 && text[line - 1] != '\n') --line;
    if (!trimmed(text.substr(line, begin - line)).starts_with('#')) break;
    begin = line;
  }
  return begin;
}

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  const lang::Source source{std::string(text), "<input>"};
  lang::Reporter reporter(source);
  return lang::tokenize(source, reporter);
}

bool opens(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket ||
         kind == TokenKind::LeftBrace;
}

bool closes(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket ||
         kind == TokenKind::RightBrace;
}

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

void LinesSoFar::open(TokenKind kind) {
  if (kind == TokenKind::LeftBrace && !open_.empty() &&
      open_.back().closing != TokenKind::RightBrace && last_ != TokenKind::Else) {
    // Within ( and [ braces follow `if`. Where there is none, as in `fn f(x {`, the bracket was
    // forgotten.
    if (open_.back().ifs > 0) {
      --open_.back().ifs;
    } else {
      is_wrong_ = true;
      while (!open_.empty() && open_.back().closing != TokenKind::RightBrace) open_.pop_back();
    }
  }
  open_.push_back({closing(kind), 0, kind == TokenKind::LeftBracket && may_end(last_)});
}

void LinesSoFar::close(TokenKind kind) {
  if (!open_.empty() && open_.back().closing == kind) return open_.pop_back();
  is_wrong_ = true;
  if (kind != TokenKind::RightBrace) {
    // ] for ), or the other way round.
    if (!open_.empty() && open_.back().closing != TokenKind::RightBrace) open_.pop_back();
    return;
  }
  while (!open_.empty() && open_.back().closing != kind) open_.pop_back();
  if (!open_.empty()) open_.pop_back();
}

void LinesSoFar::add(std::string_view line) {
  const lang::Source source{std::string(line), "<input>"};
  lang::Reporter reporter(source);
  const std::vector<Token> tokens = lang::tokenize(source, reporter);
  if (reporter.has_errors()) {
    is_wrong_ = true;
    if (tokens.size() == 1) is_hopeless_ = true;  // no text at all
  }
  if (is_statement_of_its_own(tokens)) is_hopeless_ = true;  // a bracket was forgotten above
  const bool begins = open_.empty() && (is_empty() || may_end(last_));
  bool is_first = true;
  for (const Token& token : tokens) {
    if (token.kind == TokenKind::EndOfStatement || token.kind == TokenKind::EndOfFile) continue;
    if (token.kind == TokenKind::Text && !is_closed_text(text_of(line, token)))
      is_hopeless_ = true;  // what would close brackets stands in it
    if (opens(token.kind)) open(token.kind);
    if (closes(token.kind)) close(token.kind);
    if (token.kind == TokenKind::If && !open_.empty()) ++open_.back().ifs;
    if (token.kind == TokenKind::At && begins && is_first) is_decorated_ = true;
    if (token.kind == TokenKind::Fn) is_decorated_ = false;
    last_ = token.kind;
    is_first = false;
  }
}

bool LinesSoFar::is_statement_of_its_own(const std::vector<Token>& tokens) const {
  if (open_.empty() || open_.back().closing == TokenKind::RightBrace) return false;
  return begins_statement(tokens) && ends_operand(last_);
}

bool LinesSoFar::ends_before(std::string_view line) const {
  if (open_.empty()) return false;
  const std::vector<Token> tokens = tokens_of(line);
  if (is_statement_of_its_own(tokens)) return true;
  return line.starts_with("fn") && tokens.size() > 1 && tokens[0].kind == TokenKind::Fn &&
         tokens[1].kind == TokenKind::Name;
}

bool LinesSoFar::is_complete() const {
  if (is_hopeless_ || (is_wrong_ && open_.empty())) return true;
  return open_.empty() && !is_decorated_ && (is_empty() || may_end(last_));
}

bool is_complete(std::string_view text) {
  LinesSoFar lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines.is_complete();
}

std::vector<Item> split(std::string_view text) {
  std::vector<Item> items;
  const std::vector<Token> tokens = tokens_of(text);
  int depth = 0;
  bool open = false;       // an item has begun
  bool decorated = false;  // its decorators are still being read
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.kind == TokenKind::EndOfFile) break;
    if (token.kind == TokenKind::EndOfStatement && depth <= 0) {
      if (!decorated) open = false;
      continue;
    }
    if (!open) {
      Item item;
      item.begin = token.span.begin;
      if (token.kind == TokenKind::Import || token.kind == TokenKind::From)
        item.kind = Item::Kind::kImport;
      decorated = token.kind == TokenKind::At;
      if (decorated || token.kind == TokenKind::Fn) {
        item.kind = Item::Kind::kFunction;
        item.begin = with_comments(text, item.begin);
      }
      items.push_back(item);
      open = true;
    }
    if (token.kind == TokenKind::Fn && depth == 0) {
      decorated = false;
      if (items.back().name.empty() && tokens[i + 1].kind == TokenKind::Name)
        items.back().name = text.substr(tokens[i + 1].span.begin,
                                        tokens[i + 1].span.end - tokens[i + 1].span.begin);
    }
    if (opens(token.kind)) ++depth;
    if (closes(token.kind)) --depth;
    items.back().end = token.span.end;
  }
  return items;
}

std::vector<std::string> names_in(std::string_view text) {
  std::vector<std::string> names;
  TokenKind before = TokenKind::EndOfStatement;
  for (const Token& token : tokens_of(text)) {
    if (token.kind == TokenKind::Name && before != TokenKind::Dot)
      names.emplace_back(text.substr(token.span.begin, token.span.end - token.span.begin));
    before = token.kind;
  }
  return names;
}

std::vector<HostCall> host_calls(std::string_view text, const std::vector<std::string>& names) {
  std::vector<HostCall> calls;
  const std::vector<Token> tokens = tokens_of(text);
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].kind != TokenKind::Name || tokens[i + 1].kind != TokenKind::LeftParen) continue;
    if (i > 0 && tokens[i - 1].kind == TokenKind::Dot) continue;
    const std::string word = text_of(text, tokens[i]);
    if (std::ranges::find(names, word) == names.end()) continue;
    HostCall call{word, tokens[i].span.begin, text.size(), {}};
    std::size_t first = i + 2;  // of the argument
    int depth = 0;
    for (++i; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      if (opens(token.kind)) ++depth;
      if (closes(token.kind)) --depth;
      const bool last = depth == 0;
      if (!last && (depth != 1 || token.kind != TokenKind::Comma)) continue;
      if (first < i) call.arguments.push_back(argument_of(text, tokens, first, i));
      first = i + 1;
      if (!last) continue;
      call.end = token.span.end;
      break;
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

std::optional<HostStatement> host_statement(std::string_view text,
                                            const std::vector<std::string>& names) {
  const std::vector<HostCall> calls = host_calls(text, names);
  if (calls.size() != 1) return std::nullopt;
  std::vector<Token> outside = tokens_of(text);
  std::erase_if(outside, [&](const Token& token) {
    return token.kind == TokenKind::EndOfStatement || token.kind == TokenKind::EndOfFile ||
           (token.span.begin >= calls[0].begin && token.span.end <= calls[0].end);
  });
  if (outside.empty()) return HostStatement{{}, calls[0]};
  const bool assigns = outside.size() == 2 && outside[0].kind == TokenKind::Name &&
                       outside[1].kind == TokenKind::Assign;
  if (!assigns) return std::nullopt;
  return HostStatement{text_of(text, outside[0]), calls[0]};
}

}  // namespace sinter::repl
