// Statements and blocks.
#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/parser.h"

namespace sinter::lang {

namespace {

bool begins_condition(TokenKind kind) {
  switch (kind) {
    case TokenKind::Name:
    case TokenKind::Integer:
    case TokenKind::Float:
    case TokenKind::True:
    case TokenKind::False:
    case TokenKind::Not:
      return true;
    default:
      return false;
  }
}

}  // namespace

StmtId Parser::add(Stmt stmt) {
  if (syntax_.stmts.size() >= kMaximumNodes) {
    reporter_.fail({Code::SourceTooLarge, stmt.span,
                    fmt::format("the source has more than {} statements", kMaximumNodes)});
  }
  stmt.span.end = tokens_[position_ > 0 ? position_ - 1 : 0].span.end;
  syntax_.stmts.push_back(std::move(stmt));
  return StmtId(syntax_.stmts.size() - 1);
}

std::vector<StmtId> Parser::block() {
  const Deeper deeper(*this);
  const Token open = expect(TokenKind::LeftBrace, "`{`");
  std::vector<StmtId> result;
  for (skip_newlines(); !at(TokenKind::RightBrace); skip_newlines()) {
    if (at(TokenKind::EndOfFile) || at_file_level_function() || reporter_.full()) break;
    const int depth = depth_;
    const std::size_t before = position_;
    try {
      result.push_back(statement());
    } catch (const Error& error) {
      if (is_hopeless(error)) throw;
      reporter_.report(error, peek().span);
      depth_ = depth;
      if (position_ == before) take();
      recover_at_statement();
    }
  }
  if (!accept(TokenKind::RightBrace)) {
    reporter_.fail({Code::UnclosedBracket,
                    open.span,
                    "`{` is never closed",
                    {{peek().span, fmt::format("{} comes before its `}}`", found())}}});
  }
  return result;
}

StmtId Parser::statement() {
  const StmtId result = statement_proper();
  if (!at(TokenKind::EndOfStatement) && !at(TokenKind::RightBrace) && !at(TokenKind::EndOfFile)) {
    unexpected("the end of the statement");
  }
  return result;
}

StmtId Parser::statement_proper() {
  Stmt stmt;
  stmt.span = stmt.mark = peek().span;
  switch (peek().kind) {
    case TokenKind::For:
      return for_statement();
    case TokenKind::While:
      return while_statement();
    case TokenKind::If:
      return if_statement();
    case TokenKind::Fn:
    case TokenKind::At:
      return local_function();
    case TokenKind::Import:
    case TokenKind::From:
      (void)import_statement();
      stmt.kind = StmtKind::Import;
      return add(std::move(stmt));
    case TokenKind::Break:
      take();
      stmt.kind = StmtKind::Break;
      return add(std::move(stmt));
    case TokenKind::Continue:
      take();
      stmt.kind = StmtKind::Continue;
      return add(std::move(stmt));
    case TokenKind::Return:
      take();
      stmt.kind = StmtKind::Return;
      if (!at(TokenKind::EndOfStatement) && !at(TokenKind::RightBrace))
        stmt.value = expression_list();
      return add(std::move(stmt));
    default:
      if (at_name("assert") && begins_condition(peek(1).kind)) return assert_statement();
      if (at_name("fused") && peek(1).kind == TokenKind::LeftBrace) {
        stmt.kind = StmtKind::Fused;
        take();
        stmt.body = block();
        return add(std::move(stmt));
      }
      if (at_parallel_loop()) return for_statement();
      return assignment_or_expression();
  }
}

/// `parallel for`, or `parallel(...) for`: otherwise it is a name like any other.
bool Parser::at_parallel_loop() const {
  if (!at_name("parallel")) return false;
  if (peek(1).kind != TokenKind::LeftParen) return peek(1).kind == TokenKind::For;
  int depth = 0;
  for (std::size_t ahead = 1;; ++ahead) {
    const TokenKind kind = peek(ahead).kind;
    if (kind == TokenKind::EndOfFile || kind == TokenKind::EndOfStatement) return false;
    depth += kind == TokenKind::LeftParen ? 1 : kind == TokenKind::RightParen ? -1 : 0;
    if (depth == 0) return peek(ahead + 1).kind == TokenKind::For;
  }
}

/// The options of `parallel(chunk=64, threads=2)`, which the checker knows.
void Parser::loop_options(Stmt& stmt) {
  if (!accept(TokenKind::LeftParen)) return;
  while (!at(TokenKind::RightParen)) {
    const Token name = expect(TokenKind::Name, "an option, `chunk` or `threads`");
    expect(TokenKind::Assign, "`=`");
    stmt.options.push_back({text(name), name.span, expression()});
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightParen, "`)`");
}

StmtId Parser::for_statement() {
  Stmt stmt;
  stmt.kind = StmtKind::For;
  stmt.span = stmt.mark = peek().span;
  if (at_name("parallel")) {
    stmt.parallel = true;
    take();
    loop_options(stmt);
  }
  stmt.mark = expect(TokenKind::For, "`for`").span;
  stmt.targets.push_back(add_name(expect(TokenKind::Name, "the loop variable")));
  expect(TokenKind::In, "`in`");
  stmt.value = expression();
  if (accept(TokenKind::Range)) {
    stmt.upper = expression();
    if (at_name("by")) {
      take();
      stmt.step = expression();
    }
  }
  stmt.body = block();
  return add(std::move(stmt));
}

StmtId Parser::while_statement() {
  Stmt stmt;
  stmt.kind = StmtKind::While;
  stmt.span = stmt.mark = take().span;
  stmt.value = expression();
  stmt.body = block();
  return add(std::move(stmt));
}

StmtId Parser::if_statement() {
  const Deeper deeper(*this);
  Stmt stmt;
  stmt.kind = StmtKind::If;
  stmt.span = stmt.mark = take().span;
  stmt.value = expression();
  stmt.body = block();
  std::size_t ahead = 0;
  while (peek(ahead).kind == TokenKind::EndOfStatement) ++ahead;
  if (peek(ahead).kind == TokenKind::Else) {
    skip_newlines();
    take();
    stmt.otherwise = at(TokenKind::If) ? std::vector<StmtId>{if_statement()} : block();
  }
  return add(std::move(stmt));
}

/// `assert x > 0`, as Python writes `assert(x > 0)`.
StmtId Parser::assert_statement() {
  Stmt stmt;
  Expr call;
  call.kind = ExprKind::Call;
  const Token word = take();
  call.span = call.mark = word.span;
  call.children.push_back(add_name(word));
  do {
    call.children.push_back(expression());
  } while (accept(TokenKind::Comma));
  call.span.end = tokens_[position_ - 1].span.end;
  stmt.span = stmt.mark = call.span;
  stmt.kind = StmtKind::Expression;
  stmt.value = add(std::move(call));
  return add(std::move(stmt));
}

StmtId Parser::local_function() {
  Stmt stmt;
  stmt.kind = StmtKind::Function;
  stmt.span = peek().span;
  FunctionDecl declared = function(decorators());
  declared.local = true;
  check_parameters(declared);
  if (is_reserved(declared.name)) {
    reporter_.fail(
        {Code::ReservedName,
         declared.name_span,
         fmt::format("`{}` is the name of a {}", declared.name, reserved_as(declared.name)),
         {},
         "choose another name"});
  }
  stmt.mark = declared.name_span;
  stmt.function = static_cast<std::uint32_t>(syntax_.functions.size());
  syntax_.functions.push_back(std::move(declared));
  return add(std::move(stmt));
}

ImportDecl Parser::import_statement() {
  ImportDecl result;
  result.span = peek().span;
  const bool from = take().kind == TokenKind::From;
  result.path_span = peek().span;
  do {
    result.path.push_back(text(expect(TokenKind::Name, "a module's name")));
  } while (accept(TokenKind::Dot));
  result.path_span.end = tokens_[position_ - 1].span.end;
  const auto alias = [&](std::string_view name) {
    return accept(TokenKind::As) ? text(expect(TokenKind::Name, "a name")) : name;
  };
  if (from) {
    expect(TokenKind::Import, "`import`");
    do {
      const Token name = expect(TokenKind::Name, "a name to import");
      ImportDecl::Name imported{text(name), {}, name.span};
      imported.alias = alias(imported.name);
      result.names.push_back(imported);
    } while (accept(TokenKind::Comma));
  } else {
    result.alias = alias({});
  }
  if (!at(TokenKind::EndOfStatement) && !at(TokenKind::EndOfFile))
    unexpected("the end of the statement");
  result.span.end = tokens_[position_ - 1].span.end;
  return result;
}

StmtId Parser::assignment_or_expression() {
  Stmt stmt;
  stmt.span = peek().span;
  const ExprId left = expression_list();
  stmt.mark = peek().span;
  TokenKind next = peek().kind;
  // `min=` and `max=` are two tokens each.
  const bool extremum = (at_name("min") || at_name("max")) && peek(1).kind == TokenKind::Assign &&
                        peek(1).span.begin == peek().span.end;
  if (extremum) {
    next = at_name("min") ? TokenKind::MinAssign : TokenKind::MaxAssign;
    take();
  }
  if (next == TokenKind::Assign) {
    stmt.kind = StmtKind::Assign;
    stmt.targets = targets(left);
    take();
    stmt.value = expression_list();
    if (at(TokenKind::Assign)) unexpected("the end of the statement (assignments do not chain)");
  } else if (extremum || (next >= TokenKind::PowerAssign && next <= TokenKind::CaretAssign &&
                          next != TokenKind::Ellipsis)) {
    stmt.kind = StmtKind::Update;
    stmt.op = next;
    check_target(left);
    stmt.targets = {left};
    take();
    stmt.value = expression();
  } else {
    stmt.kind = StmtKind::Expression;
    stmt.value = left;
    stmt.mark = node(left).span;
  }
  return add(std::move(stmt));
}

std::vector<ExprId> Parser::targets(ExprId left) {
  std::vector<ExprId> result{left};
  if (node(left).kind == ExprKind::Tuple) result = node(left).children;
  for (const ExprId target : result) check_target(target);
  return result;
}

void Parser::check_target(ExprId target) {
  const Expr& expr = node(target);
  const Expr* base = &expr;
  if (expr.kind == ExprKind::Subscript) base = &node(expr.children[0]);
  if (base->kind != ExprKind::Name) {
    reporter_.fail({Code::BadTarget,
                    expr.span,
                    "cannot assign to this expression",
                    {},
                    "the left side is a name, a name with subscripts, or several names"});
  }
  if (is_reserved(base->name)) {
    reporter_.fail({Code::ReservedName,
                    base->span,
                    fmt::format("`{}` is the name of a {}", base->name, reserved_as(base->name)),
                    {},
                    "choose another name"});
  }
}

}  // namespace sinter::lang
