#include "frontend/repl/input.h"

#include <algorithm>
#include <array>
#include <memory>

#include "frontend/lang/parser.h"

namespace sinter::repl {
namespace {

using lang::ExprKind;
using lang::StmtKind;
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

void add_once(std::vector<std::string>& names, std::string_view name) {
  if (std::ranges::find(names, name) == names.end()) names.emplace_back(name);
}

/// Collects the names that statements assign.
class Assigned {
 public:
  Assigned(const lang::Syntax& syntax, const std::vector<std::string>& values)
      : syntax_(syntax), known_(values) {}

  std::vector<std::string> of(const std::vector<lang::StmtId>& body, bool outermost) {
    std::vector<std::string> found;
    for (const lang::StmtId id : body) {
      const lang::Stmt& statement = syntax_[id];
      if (statement.kind == StmtKind::Assign || statement.kind == StmtKind::Update) {
        for (const lang::ExprId target : statement.targets) add_once(found, target_name(target));
      }
      std::vector<std::string> inner = of(statement.body, false);
      const std::vector<std::string> other = of(statement.otherwise, false);
      const bool both = statement.kind == StmtKind::If && !statement.otherwise.empty();
      for (const std::string& name : inner) {
        const bool always = both && std::ranges::find(other, name) != other.end();
        if (always || is_known(name) || std::ranges::find(found, name) != found.end())
          add_once(found, name);
      }
      for (const std::string& name : other)
        if (is_known(name)) add_once(found, name);
      if (outermost) known_.insert(known_.end(), found.begin(), found.end());
    }
    return found;
  }

 private:
  bool is_known(const std::string& name) const {
    return std::ranges::find(known_, name) != known_.end();
  }
  std::string_view target_name(lang::ExprId id) const {
    const lang::Expr* target = &syntax_[id];
    while (target->kind == ExprKind::Subscript) target = &syntax_[target->children[0]];
    return target->name;
  }

  const lang::Syntax& syntax_;
  std::vector<std::string> known_;
};

bool is_literal(const lang::Syntax& syntax, lang::ExprId id) {
  const lang::Expr* value = &syntax[id];
  if (value->kind == ExprKind::Unary) value = &syntax[value->children[0]];
  return value->kind == ExprKind::Integer || value->kind == ExprKind::Float;
}

/// Expressions that compute nothing: print and assert.
bool is_procedure(const lang::Syntax& syntax, lang::ExprId id) {
  const lang::Expr& value = syntax[id];
  if (value.kind != ExprKind::Call) return false;
  const std::string_view name = syntax[value.children[0]].name;
  return name == "print" || name == "assert";
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

bool is_complete(std::string_view text) {
  std::vector<TokenKind> open;  // what has to be closed
  bool decorated = false;
  TokenKind last = TokenKind::EndOfStatement;
  const lang::Source source{std::string(text), "<input>"};
  lang::Reporter reporter(source);
  const std::vector<Token> tokens = lang::tokenize(source, reporter);
  if (reporter.has_errors()) return true;  // such as a text without its end
  for (const Token& token : tokens) {
    if (opens(token.kind)) open.push_back(closing(token.kind));
    if (closes(token.kind)) {
      if (open.empty() || open.back() != token.kind) return true;  // nothing can mend it
      open.pop_back();
    }
    if (token.kind == TokenKind::At && last == TokenKind::EndOfStatement) decorated = true;
    if (token.kind == TokenKind::Fn) decorated = false;
    if (token.kind != TokenKind::EndOfStatement && token.kind != TokenKind::EndOfFile)
      last = token.kind;
  }
  if (!open.empty() || decorated) return false;
  return last == TokenKind::EndOfStatement || may_end(last);
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
    const auto word = text.substr(tokens[i].span.begin, tokens[i].span.end - tokens[i].span.begin);
    if (tokens[i].kind != TokenKind::Name || tokens[i + 1].kind != TokenKind::LeftParen) continue;
    if (i > 0 && tokens[i - 1].kind == TokenKind::Dot) continue;
    if (std::ranges::find(names, word) == names.end()) continue;
    HostCall call{std::string(word), tokens[i].span.begin, text.size(), {}};
    std::size_t start = tokens[i + 1].span.end;
    int depth = 0;
    for (++i; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      if (opens(token.kind)) ++depth;
      if (closes(token.kind)) --depth;
      const bool last = depth == 0;
      if (!last && (depth != 1 || token.kind != TokenKind::Comma)) continue;
      const std::string argument(text.substr(start, token.span.begin - start));
      if (argument.find_first_not_of(" \t\n") != std::string::npos)
        call.arguments.push_back(argument);
      start = token.span.end;
      if (!last) continue;
      call.end = token.span.end;
      break;
    }
    calls.push_back(std::move(call));
  }
  return calls;
}

Effect effect_of(const std::string& statement, const std::vector<std::string>& values) {
  const auto source =
      std::make_shared<const lang::Source>("fn input() {\n" + statement + "\n}\n", "<input>");
  lang::Reporter reporter(*source);
  const lang::Syntax syntax = lang::parse(source, reporter);
  Effect effect;
  if (syntax.functions.empty()) return effect;
  const std::vector<lang::StmtId>& body = syntax.functions.back().body;
  effect.assigned = Assigned(syntax, values).of(body, true);
  if (body.empty()) return effect;
  const lang::Stmt& last = syntax[body.back()];
  effect.has_value = last.kind == StmtKind::Expression && !is_procedure(syntax, last.value);
  effect.literal = last.kind == StmtKind::Assign && last.targets.size() == 1 &&
                   syntax[last.targets[0]].kind == ExprKind::Name && is_literal(syntax, last.value);
  return effect;
}

}  // namespace sinter::repl
