// Expressions: precedence climbing, with NumPy's (Python's) levels.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/builtin_names.h"
#include "frontend/lang/parser.h"

namespace sinter::lang {
namespace {

// Binding strength of binary operators; a higher level binds tighter. `not` stands between And and
// Compare, unary operators between Product and `**`.
constexpr int kOr = 1;
constexpr int kAnd = 2;
constexpr int kCompare = 4;
constexpr int kProduct = 10;

int level(TokenKind kind) {
  switch (kind) {
    case TokenKind::Or:
      return kOr;
    case TokenKind::And:
      return kAnd;
    case TokenKind::Less:
    case TokenKind::LessEqual:
    case TokenKind::Greater:
    case TokenKind::GreaterEqual:
    case TokenKind::Equal:
    case TokenKind::NotEqual:
      return kCompare;
    case TokenKind::Pipe:
      return 5;
    case TokenKind::Caret:
      return 6;
    case TokenKind::Ampersand:
      return 7;
    case TokenKind::ShiftLeft:
    case TokenKind::ShiftRight:
      return 8;
    case TokenKind::Plus:
    case TokenKind::Minus:
      return 9;
    case TokenKind::Star:
    case TokenKind::Slash:
    case TokenKind::FloorDiv:
    case TokenKind::Percent:
    case TokenKind::At:
      return kProduct;
    default:
      return 0;
  }
}

}  // namespace

ExprId Parser::add(Expr expr) {
  if (syntax_.exprs.size() >= kMaximumNodes) {
    reporter_.fail({Code::SourceTooLarge, expr.span,
                    fmt::format("the source has more than {} expressions", kMaximumNodes)});
  }
  int height = 0;
  for (std::size_t i = 0; i < expr.children.size(); ++i) {
    if (!expr.children[i]) continue;
    const int child = node(expr.children[i]).height;
    // Left operands of binary operators are followed in loops, so a long sum is not deep.
    const bool spine =
        expr.kind == ExprKind::Binary && i == 0 && node(expr.children[0]).kind == ExprKind::Binary;
    height = std::max(height, spine ? child : child + 1);
  }
  if (height > kMaximumDepth) {
    reporter_.fail({Code::TooDeep,
                    expr.mark,
                    fmt::format("nested more than {} levels deep", kMaximumDepth),
                    {},
                    "give parts of the expression a name"});
  }
  expr.height = static_cast<std::uint16_t>(std::max(height, 1));
  syntax_.exprs.push_back(std::move(expr));
  return ExprId(syntax_.exprs.size() - 1);
}

ExprId Parser::add_name(const Token& token) {
  Expr expr;
  expr.span = expr.mark = token.span;
  expr.name = text(token);
  return add(std::move(expr));
}

Span Parser::since(Span begin) const { return join(begin, tokens_[position_ - 1].span); }

ExprId Parser::expression_list() {
  const Span begin = peek().span;
  const ExprId first = expression();
  if (!at(TokenKind::Comma)) return first;
  Expr tuple;
  tuple.kind = ExprKind::Tuple;
  tuple.children = {first};
  tuple.mark = peek().span;
  while (accept(TokenKind::Comma)) {
    if (at(TokenKind::EndOfStatement) || at(TokenKind::Assign)) break;
    tuple.children.push_back(expression());
  }
  tuple.span = since(begin);
  return add(std::move(tuple));
}

ExprId Parser::expression() {
  const Deeper deeper(*this);
  return at(TokenKind::If) ? if_expression() : binary(kOr);
}

ExprId Parser::binary_node(const Token& op, Span begin, ExprId left, ExprId right) {
  Expr expr;
  expr.kind = ExprKind::Binary;
  expr.op = op.kind;
  expr.mark = op.span;
  expr.span = since(begin);
  expr.children = {left, right};
  return add(std::move(expr));
}

ExprId Parser::binary(int minimum) {
  const Span begin = peek().span;
  ExprId left;
  if (at(TokenKind::Not) && minimum <= kCompare) {
    const Deeper deeper(*this);
    Expr expr;
    expr.kind = ExprKind::Unary;
    expr.op = TokenKind::Not;
    expr.mark = take().span;
    const ExprId operand = binary(kCompare - 1);
    expr.span = since(expr.mark);
    expr.children = {operand};
    left = add(std::move(expr));
  } else {
    left = unary();
  }
  for (int found = level(peek().kind); found >= minimum && found > 0; found = level(peek().kind)) {
    const Token op = take();
    const Deeper deeper(*this);
    const ExprId right = binary(found + 1);
    left = binary_node(op, begin, left, right);
    if (found == kCompare && level(peek().kind) == kCompare) {
      reporter_.fail({Code::ChainedComparison,
                      peek().span,
                      "comparisons do not chain",
                      {},
                      "write `a < b and b < c`"});
    }
  }
  return left;
}

ExprId Parser::unary() {
  if (!at(TokenKind::Minus) && !at(TokenKind::Plus) && !at(TokenKind::Tilde)) return power();
  const Deeper deeper(*this);
  const Token op = take();
  const ExprId operand = unary();
  Expr expr;
  expr.kind = ExprKind::Unary;
  expr.op = op.kind;
  expr.mark = op.span;
  expr.span = since(op.span);
  expr.children = {operand};
  return add(std::move(expr));
}

ExprId Parser::power() {
  const Span begin = peek().span;
  const ExprId base = postfix();
  if (!at(TokenKind::Power)) return base;
  const Deeper deeper(*this);
  const Token op = take();
  return binary_node(op, begin, base, unary());
}

ExprId Parser::postfix() {
  const Span begin = peek().span;
  ExprId result = primary();
  // A reducer's body ends where a product ends; nothing is applied to the whole.
  if (node(result).kind == ExprKind::Reducer) return result;
  while (true) {
    if (at(TokenKind::LeftParen)) {
      result = call(result, begin);
    } else if (at(TokenKind::LeftBracket)) {
      result = subscript(result, begin);
    } else if (at(TokenKind::Dot)) {
      take();
      const Token name = expect(TokenKind::Name, "an attribute's name");
      Expr expr;
      expr.kind = ExprKind::Attribute;
      expr.name = text(name);
      expr.mark = name.span;
      expr.span = since(begin);
      expr.children = {result};
      result = add(std::move(expr));
    } else {
      return result;
    }
  }
}

ExprId Parser::primary() {
  const Token token = peek();
  Expr expr;
  expr.span = expr.mark = token.span;
  switch (token.kind) {
    case TokenKind::Name:
      if (is_reducer(text(token)) && peek(1).kind == TokenKind::LeftBracket) return reducer();
      return add_name(take());
    case TokenKind::Integer:
      expr.kind = ExprKind::Integer;
      expr.integer = token.integer;
      break;
    case TokenKind::Float:
      expr.kind = ExprKind::Float;
      expr.number = token.number;
      break;
    case TokenKind::Text:
      expr.kind = ExprKind::Text;
      expr.name = text(token).substr(1);
      if (expr.name.ends_with('"')) expr.name.remove_suffix(1);
      break;
    case TokenKind::True:
    case TokenKind::False:
      expr.kind = ExprKind::Bool;
      expr.integer = token.kind == TokenKind::True;
      break;
    case TokenKind::LeftParen:
      return parenthesized();
    case TokenKind::If:
      return if_expression();
    case TokenKind::LeftBracket:
      return bracketed();
    default:
      unexpected("an expression");
  }
  take();
  return add(std::move(expr));
}

ExprId Parser::if_expression() {
  const Deeper deeper(*this);
  Expr expr;
  expr.kind = ExprKind::If;
  expr.mark = take().span;
  expr.children.push_back(expression());
  expr.children.push_back(braced_expression());
  std::size_t ahead = 0;
  while (peek(ahead).kind == TokenKind::EndOfStatement) ++ahead;
  if (peek(ahead).kind != TokenKind::Else) unexpected("`else` (an if expression has both values)");
  skip_newlines();
  take();
  expr.children.push_back(at(TokenKind::If) ? if_expression() : braced_expression());
  expr.span = since(expr.mark);
  return add(std::move(expr));
}

ExprId Parser::braced_expression() {
  const Token open = expect(TokenKind::LeftBrace, "`{`");
  skip_newlines();
  const ExprId value = expression();
  skip_newlines();
  close(TokenKind::RightBrace, open);
  return value;
}

ExprId Parser::parenthesized() {
  const Token open = take();
  Expr tuple;
  tuple.kind = ExprKind::Tuple;
  tuple.mark = open.span;
  bool comma = false;
  while (!at(TokenKind::RightParen)) {
    tuple.children.push_back(expression());
    if (!accept(TokenKind::Comma)) break;
    comma = true;
  }
  close(TokenKind::RightParen, open);
  if (tuple.children.size() == 1 && !comma) return tuple.children[0];
  tuple.span = since(open.span);
  return add(std::move(tuple));
}

ExprId Parser::bracketed() {
  const Deeper deeper(*this);
  const Token open = take();
  Expr list;
  list.kind = ExprKind::List;
  list.mark = open.span;
  while (!at(TokenKind::RightBracket)) {
    list.children.push_back(expression());
    if (!accept(TokenKind::Comma)) break;
  }
  close(TokenKind::RightBracket, open);
  list.span = since(open.span);
  return add(std::move(list));
}

ExprId Parser::reducer() {
  const Deeper deeper(*this);
  const Token name = take();
  const Token open = take();
  Expr expr;
  expr.kind = ExprKind::Reducer;
  expr.name = text(name);
  expr.mark = name.span;
  while (!at(TokenKind::RightBracket)) {
    expr.children.push_back(binder());
    if (!accept(TokenKind::Comma)) break;
  }
  if (expr.children.empty()) unexpected("an index");
  close(TokenKind::RightBracket, open);
  const ExprId body = binary(kProduct);
  expr.children.push_back(body);
  expr.span = since(name.span);
  return add(std::move(expr));
}

ExprId Parser::binder() {
  const Token name = expect(TokenKind::Name, "an index");
  Expr expr;
  expr.kind = ExprKind::Binder;
  expr.name = text(name);
  expr.mark = expr.span = name.span;
  if (accept(TokenKind::In)) {
    expr.children.push_back(expression());
    expect(TokenKind::Range, "`..`");
    expr.children.push_back(expression());
    expr.span = since(name.span);
  }
  return add(std::move(expr));
}

ExprId Parser::call(ExprId function, Span begin) {
  const Token open = take();
  Expr expr;
  expr.kind = ExprKind::Call;
  expr.mark = open.span;
  expr.children = {function};
  bool keywords = false;
  while (!at(TokenKind::RightParen)) {
    if (at(TokenKind::Name) && peek(1).kind == TokenKind::Assign) {
      const Token name = take();
      take();
      Expr keyword;
      keyword.kind = ExprKind::Keyword;
      keyword.name = text(name);
      keyword.mark = name.span;
      keyword.children = {expression()};
      keyword.span = since(name.span);
      expr.children.push_back(add(std::move(keyword)));
      keywords = true;
    } else {
      if (keywords) unexpected("a keyword argument (positional ones come first)");
      expr.children.push_back(expression());
    }
    if (!accept(TokenKind::Comma)) break;
  }
  close(TokenKind::RightParen, open);
  expr.span = since(begin);
  return add(std::move(expr));
}

ExprId Parser::subscript(ExprId array, Span begin) {
  const Token open = take();
  Expr expr;
  expr.kind = ExprKind::Subscript;
  expr.mark = open.span;
  expr.children = {array};
  while (!at(TokenKind::RightBracket)) {
    expr.children.push_back(subscript_item());
    if (!accept(TokenKind::Comma)) break;
  }
  if (expr.children.size() == 1) unexpected("a subscript");
  close(TokenKind::RightBracket, open);
  expr.span = since(begin);
  return add(std::move(expr));
}

ExprId Parser::subscript_item() {
  Expr expr;
  expr.span = expr.mark = peek().span;
  if (at(TokenKind::Ellipsis) || at(TokenKind::NewAxis)) {
    expr.kind = at(TokenKind::Ellipsis) ? ExprKind::Ellipsis : ExprKind::NewAxis;
    take();
    return add(std::move(expr));
  }
  if (at(TokenKind::Name) && peek(1).kind == TokenKind::In) return binder();
  const auto bound = [&] {
    const bool absent = at(TokenKind::Colon) || at(TokenKind::Comma) || at(TokenKind::RightBracket);
    return absent ? ExprId() : expression();
  };
  const ExprId start = bound();
  if (!at(TokenKind::Colon)) {
    if (!start) unexpected("a subscript");
    return start;
  }
  expr.kind = ExprKind::Slice;
  expr.mark = take().span;
  expr.children = {start, bound(), ExprId()};
  if (accept(TokenKind::Colon)) expr.children[2] = bound();
  expr.span.end = tokens_[position_ - 1].span.end;
  return add(std::move(expr));
}

}  // namespace sinter::lang
