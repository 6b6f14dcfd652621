#include "frontend/lang/parser.h"

#include <algorithm>
#include <array>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/habits.h"

namespace sinter::lang {

const FunctionDecl* Syntax::find(std::string_view name, std::size_t scope) const {
  const auto& visible = scopes[scope].functions;
  const auto found = visible.find(name);
  return found == visible.end() ? nullptr : &functions[found->second];
}

std::string ImportDecl::dotted() const { return fmt::format("{}", fmt::join(path, ".")); }

Syntax parse(std::shared_ptr<const Source> source, Reporter& reporter) {
  Syntax syntax;
  syntax.source = std::move(source);
  parse_file(syntax, 0, reporter);
  return syntax;
}

InputSyntax parse_input(std::shared_ptr<const Source> source, Reporter& reporter) {
  InputSyntax input;
  input.syntax.source = std::move(source);
  input.statements = Parser(input.syntax, 0, reporter, false).run_input();
  return input;
}

void parse_file(Syntax& syntax, std::size_t file, Reporter& reporter, bool host) {
  Parser(syntax, file, reporter, host).run();
}

Parser::Parser(Syntax& syntax, std::size_t file, Reporter& reporter, bool host)
    : syntax_(syntax), reporter_(reporter) {
  syntax_.scopes.emplace_back();
  scope().file = file;
  scope().host = scope().library = host;
  tokens_ = tokenize(*syntax_.source, reporter, file);
  if (reporter.at_limit()) tokens_.erase(tokens_.begin(), tokens_.end() - 1);
}

/// A limit was reached: what would be said about the rest is noise.
bool Parser::is_hopeless(const Error& error) { return error.kind() == ErrorKind::kResource; }

Parser::Deeper::Deeper(Parser& parser) : parser_(parser) {
  if (parser_.depth_ >= kMaximumDepth) {
    parser_.reporter_.fail({Code::TooDeep,
                            parser_.peek().span,
                            fmt::format("nested more than {} levels deep", kMaximumDepth),
                            {},
                            "give parts of the expression a name"});
  }
  ++parser_.depth_;
}

const Token& Parser::peek(std::size_t ahead) const {
  return tokens_[std::min(position_ + ahead, tokens_.size() - 1)];
}

bool Parser::at_name(std::string_view name) const {
  return at(TokenKind::Name) && text(peek()) == name;
}

Token Parser::take() {
  const Token token = peek();
  if (position_ + 1 < tokens_.size()) ++position_;
  return token;
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  take();
  return true;
}

/// `fn` at the beginning of a line starts a function of the file, wherever braces are missing.
bool Parser::at_file_level_function() const {
  return at(TokenKind::Fn) && (depth_ == 0 || syntax_.source->locate(peek().span).column == 1);
}

std::string Parser::found() const {
  switch (peek().kind) {
    case TokenKind::Name:
    case TokenKind::Integer:
    case TokenKind::Float:
    case TokenKind::Text:
      return fmt::format("`{}`", text(peek()).substr(0, 40));
    case TokenKind::EndOfStatement:
    case TokenKind::EndOfFile:
      return std::string(spelling(peek().kind));
    default:
      return fmt::format("`{}`", spelling(peek().kind));
  }
}

void Parser::unexpected(std::string_view expected) {
  std::vector<std::pair<Span, std::string>> notes;
  const bool ended = at(TokenKind::EndOfFile) || at(TokenKind::EndOfStatement);
  if (const Token* const open = ended ? open_bracket() : nullptr)
    notes.emplace_back(open->span, fmt::format("`{}` was opened here", spelling(open->kind)));
  reporter_.fail({Code::UnexpectedToken, peek().span,
                  fmt::format("expected {}, found {}", expected, found()), std::move(notes),
                  habit(expected)});
}

/// The innermost ( or [ around the place; null outside of them.
const Token* Parser::open_bracket() const {
  int closed = 0;
  for (std::size_t i = position_; i-- > 0;) {
    switch (tokens_[i].kind) {
      case TokenKind::RightParen:
      case TokenKind::RightBracket:
        ++closed;
        break;
      case TokenKind::LeftParen:
      case TokenKind::LeftBracket:
        if (closed-- == 0) return &tokens_[i];
        break;
      case TokenKind::LeftBrace:
      case TokenKind::RightBrace:
        return nullptr;
      default:
        break;
    }
  }
  return nullptr;
}

/// What people who come from another language may have meant.
std::string Parser::habit(std::string_view expected) const {
  const auto before = [&](std::size_t back) -> const Token& {
    return tokens_[position_ >= back ? position_ - back : 0];
  };
  const TokenKind now = peek().kind;
  const TokenKind last = before(1).kind;
  if (now == TokenKind::Name) {
    if (const auto help = habit_of_word(text(peek())); !help.empty()) return std::string(help);
  }
  if (last == TokenKind::Name && position_ > 0) {
    if (const auto help = habit_of_word(text(before(1))); !help.empty()) return std::string(help);
  }
  if (now == TokenKind::If && expected == "the end of the statement")
    return std::string(habit_of_word("?"));
  if (now == TokenKind::Ampersand && last == TokenKind::Ampersand)
    return "conditions are joined by `and`";
  if (now == TokenKind::Pipe && last == TokenKind::Pipe) return "conditions are joined by `or`";
  if (last == TokenKind::Plus && before(2).kind == TokenKind::Plus) return "write x += 1";
  if (last == TokenKind::Minus && before(2).kind == TokenKind::Minus &&
      now == TokenKind::EndOfStatement)
    return "write x -= 1";
  const bool comment =
      now == TokenKind::FloorDiv || (now == TokenKind::Slash && peek(1).kind == TokenKind::Star);
  if (comment && expected == "an expression") return "comments go from # to the end of the line";
  if (now == TokenKind::Colon && last == TokenKind::RightParen)
    return "the type of the result stands behind `->`, and blocks in braces: { ... }";
  if (now == TokenKind::Colon && expected == "`{`")
    return "blocks stand in braces, { ... }; a range is written lo..hi";
  if (expected == "`in`" || expected == "the loop variable")
    return "a loop is written: for i in 0..n { ... }";
  if (last == TokenKind::Dot) return "operators work on elements as they are, without a dot";
  if (expected == "`{`") return "the body of a function or a block stands in braces: { ... }";
  if (last == TokenKind::RightBrace && expected == "the end of the statement")
    return "a statement ends with its line or with `;`";
  return {};
}

Token Parser::expect(TokenKind kind, std::string_view what) {
  if (!at(kind)) unexpected(what);
  return take();
}

void Parser::close(TokenKind kind, const Token& open) {
  if (accept(kind)) return;
  const std::string_view opened = spelling(open.kind);
  const auto at_semicolon = [&] { return at(TokenKind::EndOfStatement) && text(peek()) == ";"; };
  if (at_semicolon() && kind == TokenKind::RightBracket) {
    const Span semicolon = peek().span;
    // The other rows are part of the mistake.
    while (at_semicolon() || !(at(TokenKind::EndOfStatement) || at(TokenKind::EndOfFile))) {
      if (take().kind == kind) break;
    }
    reporter_.fail({Code::UnexpectedToken,
                    semicolon,
                    "expected `]`, found `;`",
                    {{open.span, fmt::format("`{}` was opened here", opened)}},
                    "rows are lists in a list: [[1, 2], [3, 4]]"});
  }
  const bool ended = at(TokenKind::EndOfFile) || at(TokenKind::EndOfStatement);
  const bool typed = kind == TokenKind::RightParen && at(TokenKind::Name) &&
                     tokens_[position_ - 1].kind == TokenKind::Name;
  reporter_.fail(
      {ended ? Code::UnclosedBracket : Code::UnexpectedToken,
       ended ? open.span : peek().span,
       ended ? fmt::format("`{}` is never closed", opened)
             : fmt::format("expected `{}`, found {}", spelling(kind), found()),
       {{open.span, fmt::format("`{}` was opened here", opened)}},
       typed ? "a comma is missing; parameters are written with the type behind: x: f32" : ""});
}

void Parser::skip_newlines() {
  while (accept(TokenKind::EndOfStatement)) {
  }
}

void Parser::recover_at_statement() {
  int depth = 0;
  while (!at(TokenKind::EndOfFile) && !at_file_level_function()) {
    if (at(TokenKind::LeftBrace)) ++depth;
    if (at(TokenKind::RightBrace) && --depth < 0) return;
    if (at(TokenKind::EndOfStatement) && depth == 0) return;
    take();
  }
}

void Parser::recover_at_function() {
  // Decorators come before `fn`, so stop at `@` where a line begins with it.
  while (!at(TokenKind::EndOfFile)) {
    const bool line_start =
        position_ > 0 && tokens_[position_ - 1].kind == TokenKind::EndOfStatement;
    if (at_file_level_function() || (line_start && at(TokenKind::At))) return;
    take();
  }
}

void Parser::run() {
  for (skip_newlines(); !at(TokenKind::EndOfFile) && !reporter_.full(); skip_newlines()) {
    const std::size_t before = position_;
    try {
      top_level();
    } catch (const Error& error) {
      reporter_.report(error, peek().span);
      if (is_hopeless(error)) break;
      depth_ = 0;
      if (position_ == before) take();
      recover_at_function();
    }
  }
}

std::vector<StmtId> Parser::run_input() {
  std::vector<StmtId> statements;
  for (skip_newlines(); !at(TokenKind::EndOfFile) && !reporter_.full(); skip_newlines()) {
    const bool defines =
        at(TokenKind::Fn) || at(TokenKind::At) || at(TokenKind::Import) || at(TokenKind::From);
    const std::size_t before = position_;
    try {
      if (defines) {
        top_level();
      } else {
        statements.push_back(statement());
      }
    } catch (const Error& error) {
      reporter_.report(error, peek().span);
      if (is_hopeless(error)) break;
      depth_ = 0;
      if (position_ == before) take();
      if (defines) {
        recover_at_function();
      } else {
        recover_at_statement();
      }
    }
  }
  return statements;
}

void Parser::top_level() {
  if (at(TokenKind::Import) || at(TokenKind::From)) {
    scope().imports.push_back(import_statement());
    if (scope().imports.size() > kMaximumImports) {
      reporter_.fail({Code::SourceTooLarge, scope().imports.back().span,
                      fmt::format("the file has more than {} imports", kMaximumImports)});
    }
    return;
  }
  if (at(TokenKind::Name) && peek(1).kind == TokenKind::Assign) return constant();
  std::vector<Decorator> found_decorators = decorators();
  if (!at(TokenKind::Fn)) unexpected("`fn`");
  if (syntax_.functions.size() >= kMaximumFunctions) {
    reporter_.fail({Code::SourceTooLarge, peek().span,
                    fmt::format("the source has more than {} functions", kMaximumFunctions)});
  }
  FunctionDecl declared = function(std::move(found_decorators));
  declare(declared.name, declared.name_span, "function");
  check_parameters(declared);
  scope().functions.emplace(declared.name, static_cast<std::uint32_t>(syntax_.functions.size()));
  syntax_.functions.push_back(std::move(declared));
}

void Parser::constant() {
  const Token name = take();
  take();
  ConstantDecl declared{text(name), name.span, expression(),
                        static_cast<std::uint32_t>(syntax_.scopes.size() - 1),
                        doc_comment(name.span)};
  if (!at(TokenKind::EndOfStatement) && !at(TokenKind::EndOfFile))
    unexpected("the end of the statement");
  declare(declared.name, declared.span, "constant");
  scope().constants.emplace(declared.name, static_cast<std::uint32_t>(syntax_.constants.size()));
  syntax_.constants.push_back(std::move(declared));
}

std::vector<Decorator> Parser::decorators() {
  std::vector<Decorator> result;
  while (at(TokenKind::At)) {
    const Token mark = take();
    const Token name = expect(TokenKind::Name, "a decorator's name");
    Decorator decorator{text(name), join(mark.span, name.span), {}};
    if (decorator.name != "exact" && decorator.name != "fastmath") {
      constexpr std::array<std::string_view, 2> kNames{"exact", "fastmath"};
      reporter_.report({Code::UnknownDecorator,
                        decorator.span,
                        fmt::format("unknown decorator @{}", decorator.name),
                        {},
                        suggestion(decorator.name, kNames)});
    }
    if (at(TokenKind::LeftParen)) {
      const Token open = take();
      while (!at(TokenKind::RightParen)) {
        decorator.arguments.push_back(expression());
        if (!accept(TokenKind::Comma)) break;
      }
      close(TokenKind::RightParen, open);
    }
    result.push_back(std::move(decorator));
    skip_newlines();
  }
  return result;
}

FunctionDecl Parser::function(std::vector<Decorator> found_decorators) {
  const Token keyword = expect(TokenKind::Fn, "`fn`");
  FunctionDecl result;
  result.scope = static_cast<std::uint32_t>(syntax_.scopes.size() - 1);
  result.doc = doc_comment(found_decorators.empty() ? keyword.span : found_decorators[0].span);
  result.decorators = std::move(found_decorators);
  const Token name = expect(TokenKind::Name, "the function's name");
  result.name = text(name);
  result.name_span = name.span;
  if (!at(TokenKind::LeftParen)) unexpected("`(`");
  const Token open = take();
  while (!at(TokenKind::RightParen)) {
    result.parameters.push_back(parameter());
    if (result.parameters.size() > kMaximumParameters) {
      reporter_.fail(
          {Code::SourceTooLarge, result.parameters.back().span,
           fmt::format("`{}` has more than {} parameters", result.name, kMaximumParameters)});
    }
    if (!accept(TokenKind::Comma)) break;
  }
  close(TokenKind::RightParen, open);
  if (accept(TokenKind::Arrow)) {
    if (at(TokenKind::LeftParen)) {
      const Token paren = take();
      do {
        result.results.push_back(type());
      } while (accept(TokenKind::Comma) && !at(TokenKind::RightParen));
      close(TokenKind::RightParen, paren);
    } else {
      result.results.push_back(type());
    }
  }
  result.span = join(keyword.span, tokens_[position_ - 1].span);
  if (scope().host) {
    result.host = true;
    result.end = result.span;
    return result;
  }
  skip_newlines();
  if (!at(TokenKind::LeftBrace)) unexpected("`{`");
  result.body = block();
  result.end = tokens_[position_ - 1].span;
  return result;
}

ParameterDecl Parser::parameter() {
  const Token name = expect(TokenKind::Name, "a parameter's name");
  ParameterDecl result{text(name), name.span, std::nullopt, {}};
  if (accept(TokenKind::Colon)) result.type = type();
  if (accept(TokenKind::Assign)) result.default_value = expression();
  return result;
}

TypeExpr Parser::type() {
  const Token name = expect(TokenKind::Name, "a type");
  TypeExpr result{name.span, text(name), {}};
  // Taken for a type variable, it would fit any dtype: the opposite of what was meant.
  if (const std::string_view dtype = dtype_elsewhere(result.name); !dtype.empty()) {
    reporter_.report({Code::UnknownType,
                      name.span,
                      fmt::format("`{}` is no dtype", result.name),
                      {},
                      fmt::format("did you mean {}?", dtype)});
  }
  if (at(TokenKind::LeftBracket)) {
    const Token open = take();
    while (!at(TokenKind::RightBracket)) {
      if (at(TokenKind::Ellipsis)) {
        const Token dots = take();
        Expr expr;
        expr.kind = ExprKind::Ellipsis;
        expr.span = expr.mark = dots.span;
        result.axes.push_back(add(std::move(expr)));
      } else {
        result.axes.push_back(expression());
      }
      if (result.axes.size() > kMaximumRank + 1) {
        reporter_.fail({Code::RankMismatch, open.span,
                        fmt::format("arrays have at most {} axes", kMaximumRank)});
      }
      if (!accept(TokenKind::Comma)) break;
    }
    close(TokenKind::RightBracket, open);
    result.span = join(result.span, tokens_[position_ - 1].span);
  }
  return result;
}

/// Reports a name of the file that is reserved or taken.
void Parser::declare(std::string_view name, Span span, std::string_view what) {
  if (is_reserved(name)) {
    reporter_.report({Code::ReservedName,
                      span,
                      fmt::format("`{}` is the name of a {}", name, reserved_as(name)),
                      {},
                      "choose another name"});
  }
  const auto constant = scope().constants.find(name);
  const FunctionDecl* function = syntax_.find(name, syntax_.scopes.size() - 1);
  if (!function && constant == scope().constants.end()) return;
  const Span first = function ? function->name_span : syntax_.constants[constant->second].span;
  reporter_.report({Code::DuplicateName,
                    span,
                    fmt::format("{} `{}` is declared twice", what, name),
                    {{first, "the first declaration is here"}}});
}

void Parser::check_parameters(const FunctionDecl& function) {
  const auto reserved = [&](std::string_view name, Span span) {
    if (!is_reserved(name)) return;
    reporter_.report({Code::ReservedName,
                      span,
                      fmt::format("`{}` is the name of a {}", name, reserved_as(name)),
                      {},
                      "choose another name"});
  };
  bool defaults = false;
  for (std::size_t i = 0; i < function.parameters.size(); ++i) {
    const ParameterDecl& parameter = function.parameters[i];
    reserved(parameter.name, parameter.span);
    if (defaults && !parameter.default_value) {
      reporter_.report({Code::UnexpectedToken,
                        parameter.span,
                        fmt::format("parameter `{}` needs a default value", parameter.name),
                        {},
                        "parameters with default values come last"});
    }
    defaults = defaults || parameter.default_value;
    for (std::size_t j = 0; j < i; ++j) {
      if (function.parameters[j].name != parameter.name) continue;
      reporter_.report({Code::DuplicateName,
                        parameter.span,
                        fmt::format("parameter `{}` is declared twice", parameter.name),
                        {{function.parameters[j].span, "the first declaration is here"}}});
    }
  }
}

std::string Parser::doc_comment(Span first) const {
  const Source& source = *syntax_.source;
  std::vector<std::string_view> lines;
  const SourceLocation place = source.locate(first);
  for (std::uint32_t number = place.line - 1; number > 0; --number) {
    std::string_view line = source.line(place, number);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with('#')) break;
    line.remove_prefix(1);
    if (line.starts_with(' ')) line.remove_prefix(1);
    lines.push_back(line);
  }
  std::string text;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!text.empty()) text += '\n';
    text += *line;
  }
  return text;
}

}  // namespace sinter::lang
