// The syntax tree: nodes in arenas, children by id. Depth is bounded by the parser (kMaximumDepth),
// except along the left operands of binary operators, which every walk follows in a loop.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/ids.h"
#include "frontend/lang/diagnostics.h"
#include "frontend/lang/lexer.h"

namespace sinter::lang {

inline constexpr int kMaximumDepth = 160;
inline constexpr std::size_t kMaximumNodes = 400'000;
inline constexpr std::size_t kMaximumFunctions = 10'000;
inline constexpr std::size_t kMaximumParameters = 1'000;
inline constexpr std::size_t kMaximumImports = 1'000;
inline constexpr std::size_t kMaximumRank = 16;  ///< Of arrays, as everywhere in Sinter.

using ExprId = Id<struct ExprTag>;
using StmtId = Id<struct StmtTag>;

enum class ExprKind : std::uint8_t {
  Name,       ///< name
  Integer,    ///< integer
  Float,      ///< number
  Bool,       ///< integer (0 or 1)
  Text,       ///< name: what stands between the quotes; an argument of a function
  NewAxis,    ///< in subscripts
  Ellipsis,   ///< in subscripts and types
  Unary,      ///< op (Minus, Plus, Tilde, Not); children: operand
  Binary,     ///< op; children: left, right
  If,         ///< children: condition, value, other value
  Call,       ///< children: function, arguments (positional first, then Keyword)
  Keyword,    ///< name; children: value
  Subscript,  ///< children: array, subscripts
  Slice,      ///< children: start, stop, step; each may be absent
  Attribute,  ///< name; children: object
  Tuple,      ///< children
  List,       ///< children: `[a, b]`
  Binder,     ///< name; children: none, or lo and hi of `name in lo..hi`
  Reducer,    ///< name (sum, max, ...); children: Binders, body
};

struct Expr {
  ExprKind kind = ExprKind::Name;
  TokenKind op = TokenKind::EndOfFile;
  std::uint16_t height = 1;
  Span span;
  Span mark;  ///< The operator, the name, the opening bracket: where a caret says most.
  std::string_view name;
  std::uint64_t integer = 0;
  double number = 0;
  std::vector<ExprId> children;
};

/// `f32[B, D]`, `T`, `T[..., D]`.
struct TypeExpr {
  Span span;
  std::string_view name;  ///< A dtype or a type variable.
  std::vector<ExprId> axes;
};

enum class StmtKind : std::uint8_t {
  Assign,      ///< targets (Name or Subscript) = value
  Update,      ///< target op= value; op is MinAssign for `min=`, MaxAssign for `max=`
  Expression,  ///< value
  Return,      ///< value (a Tuple for several results); none for a bare return
  For,         ///< targets[0] in value[..upper [by step]] { body }
  While,       ///< value { body }
  If,          ///< value { body } else { otherwise }
  Fused,       ///< fused { body }
  Break,
  Continue,
  Import,    ///< Inside of a function, which is an error.
  Function,  ///< A local function.
};

/// `chunk=64` in `parallel(chunk=64) for`.
struct LoopOption {
  std::string_view name;
  Span span;
  ExprId value;
};

struct Stmt {
  StmtKind kind = StmtKind::Expression;
  TokenKind op = TokenKind::EndOfFile;
  Span span;
  Span mark;  ///< The keyword or the operator.
  std::vector<ExprId> targets;
  ExprId value;
  ExprId upper;                     ///< For: the end of a range.
  ExprId step;                      ///< For: after `by`.
  bool parallel = false;            ///< For: `parallel for`.
  std::vector<LoopOption> options;  ///< For: of `parallel`.
  std::uint32_t function = 0;       ///< Function: its number in Syntax::functions.
  std::vector<StmtId> body;
  std::vector<StmtId> otherwise;
};

struct ParameterDecl {
  std::string_view name;
  Span span;
  std::optional<TypeExpr> type;
  ExprId default_value;  ///< Of `x = 1`; none where an argument has to be given.
};

struct Decorator {
  std::string_view name;
  Span span;
  std::vector<ExprId> arguments;
};

struct FunctionDecl {
  std::string_view name;
  Span name_span;
  Span span;  ///< Of the signature.
  Span end;   ///< The closing brace.
  std::vector<Decorator> decorators;
  std::vector<ParameterDecl> parameters;
  std::vector<TypeExpr> results;
  std::vector<StmtId> body;
  std::string doc;          ///< The comment lines directly above, without `#`.
  std::uint32_t scope = 0;  ///< The file that it stands in.
  bool local = false;       ///< Declared inside of another function.
  bool host = false;        ///< Of the host program: it has no body.
};

/// `name = value` outside of functions.
struct ConstantDecl {
  std::string_view name;
  Span span;  ///< Of the name.
  ExprId value;
  std::uint32_t scope = 0;
  std::string doc;
};

/// `import a.b as c`, `from a.b import f as g, h`.
struct ImportDecl {
  struct Name {
    std::string_view name;
    std::string_view alias;  ///< The name itself where no other is given.
    Span span;
  };
  Span span;
  Span path_span;
  std::vector<std::string_view> path;
  std::string_view alias;   ///< Of `import ... as`; empty where there is none.
  std::vector<Name> names;  ///< Of `from`.
  std::string dotted() const;
};

/// What the functions of one file see by name: what it declares and what it imports.
struct Scope {
  std::size_t file = 0;
  bool library = false;  ///< A part of the standard library, or of the host.
  bool host = false;     ///< Declarations of functions of the host program.
  std::map<std::string_view, std::uint32_t> functions;        ///< Numbers in Syntax::functions.
  std::map<std::string_view, std::uint32_t> constants;        ///< Numbers in Syntax::constants.
  std::map<std::string, std::uint32_t, std::less<>> modules;  ///< "a.b" or its alias: a scope.
  std::vector<ImportDecl> imports;
};

struct Syntax {
  std::shared_ptr<const Source> source;
  std::vector<Expr> exprs;
  std::vector<Stmt> stmts;
  std::vector<FunctionDecl> functions;
  std::vector<ConstantDecl> constants;
  std::vector<Scope> scopes;  ///< Of the program itself first.
  /// Functions of the host, and of the parts of the standard library that the program uses.
  std::map<std::string_view, std::uint32_t> library;
  std::set<std::string> made_names;  ///< Names that no file has, which rewriting made.

  const Expr& operator[](ExprId id) const { return exprs[id.index]; }
  const Stmt& operator[](StmtId id) const { return stmts[id.index]; }
  /// A function that a file declares or imports.
  const FunctionDecl* find(std::string_view name, std::size_t scope = 0) const;
};

/// As s-expressions, one function per line group; for tests and for looking at.
std::string print(const Syntax& syntax);
std::string print(const Syntax& syntax, ExprId expr);

/// "f32[B, D]" as it is declared.
std::string print_type(const Syntax& syntax, const TypeExpr& type);

}  // namespace sinter::lang
