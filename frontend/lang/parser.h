// Tokens to syntax tree: recursive descent with bounded depth, recovering at statements and
// functions.
#pragma once

#include "frontend/lang/ast.h"

namespace sinter::lang {

/// Parses the first file of a source. Problems go to the reporter; what could be parsed is
/// returned.
Syntax parse(std::shared_ptr<const Source> source, Reporter& reporter);
/// Parses the first file of a source that is what a session was typed: definitions and statements,
/// which it gives back.
struct InputSyntax {
  Syntax syntax;
  std::vector<StmtId> statements;
};
InputSyntax parse_input(std::shared_ptr<const Source> source, Reporter& reporter);
/// Parses one more file of the syntax' source; its declarations make a new scope, the last one.
/// Functions of the `host` are declared without a body.
void parse_file(Syntax& syntax, std::size_t file, Reporter& reporter, bool host = false);

/// sum, mean, prod, max, min, any, all, argmax, argmin.
bool is_reducer(std::string_view name);

class Parser {
 public:
  Parser(Syntax& syntax, std::size_t file, Reporter& reporter, bool host);
  void run();
  /// As `run`, of a file that has statements beside its definitions.
  std::vector<StmtId> run_input();

 private:
  // parser.cpp: tokens, recovery, functions.
  const Token& peek(std::size_t ahead = 0) const;
  bool at(TokenKind kind) const { return peek().kind == kind; }
  bool at_name(std::string_view name) const;
  Token take();
  bool accept(TokenKind kind);
  Token expect(TokenKind kind, std::string_view what);
  void close(TokenKind kind, const Token& open);
  [[noreturn]] void unexpected(std::string_view expected);
  const Token* open_bracket() const;
  std::string habit(std::string_view expected) const;
  std::string found() const;
  bool at_file_level_function() const;
  std::string_view text(const Token& token) const { return syntax_.source->text(token.span); }
  static bool is_hopeless(const Error& error);
  void skip_newlines();
  void recover_at_statement();
  void recover_at_function();
  void top_level();
  void constant();
  FunctionDecl function(std::vector<Decorator> decorators);
  std::vector<Decorator> decorators();
  ParameterDecl parameter();
  TypeExpr type();
  void check_parameters(const FunctionDecl& function);
  void declare(std::string_view name, Span span, std::string_view what);
  std::string doc_comment(Span first) const;

  // parser_stmt.cpp
  std::vector<StmtId> block();
  StmtId statement();
  StmtId statement_proper();
  bool at_parallel_loop() const;
  void loop_options(Stmt& stmt);
  StmtId for_statement();
  StmtId while_statement();
  StmtId if_statement();
  StmtId local_function();
  ImportDecl import_statement();
  StmtId assert_statement();
  StmtId assignment_or_expression();
  std::vector<ExprId> targets(ExprId left);
  void check_target(ExprId target);
  StmtId add(Stmt stmt);

  // parser_expr.cpp
  ExprId expression_list();
  ExprId expression();
  ExprId binary(int minimum);
  ExprId unary();
  ExprId power();
  ExprId postfix();
  ExprId primary();
  ExprId if_expression();
  ExprId braced_expression();
  ExprId parenthesized();
  ExprId bracketed();
  ExprId reducer();
  ExprId binder();
  ExprId call(ExprId function, Span begin);
  ExprId subscript(ExprId array, Span begin);
  ExprId subscript_item();
  ExprId binary_node(const Token& op, Span begin, ExprId left, ExprId right);
  /// From a token on to the last one that was taken: parentheses belong to what stands in them.
  Span since(Span begin) const;
  ExprId add(Expr expr);
  ExprId add_name(const Token& token);
  Expr& node(ExprId id) { return syntax_.exprs[id.index]; }

  /// Counts one level of nesting while it lives.
  class Deeper {
   public:
    explicit Deeper(Parser& parser);
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  Scope& scope() { return syntax_.scopes.back(); }

  Syntax& syntax_;
  Reporter& reporter_;
  std::vector<Token> tokens_;
  std::size_t position_ = 0;
  int depth_ = 0;
};

}  // namespace sinter::lang
