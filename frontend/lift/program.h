// A marked C++ function as a small structured program: statements over scalars and arrays, every
// type and conversion in the open. What Clang knows ends here: everything behind translate.h works
// on this alone.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "frontend/lift/polynomial.h"
#include "sinter/dtype.h"

namespace sinter::lift {

/// Where something stands in the C++ source. Line 0: nowhere.
struct Place {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

/// Why something was not lifted, or not raised to array expressions, and what would help.
struct Reason {
  Place place;
  std::string why;
  std::string help;
};

/// Thrown where a function cannot be lifted.
struct Refusal {
  Reason reason;
};

enum class ExprKind : std::uint8_t {
  kConstant,  ///< `integer` or `real`, by type.
  kScalar,    ///< The variable `id`: a parameter, a local, or the index of a loop.
  kLoad,      ///< An element of the array `id`; the children are subscripts.
  kUnary,     ///< `name` is "-", "~" or "not".
  kBinary,    ///< `name` is a C++ operator; both children have the type that it computes in.
  kAnd,       ///< && and ||: the right side is evaluated only where it decides.
  kOr,
  kSelect,  ///< c ? a : b: one side is evaluated.
  kCall,    ///< A function of the language.
  kHelper,  ///< The lifted function `name` of numbers.
  kCast,
  kAffine,  ///< `polynomial`, as a subscript or a bound.
};

struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

struct Expr {
  ExprKind kind = ExprKind::kConstant;
  DType type = DType::kI32;
  Place place;
  std::int64_t integer = 0;
  double real = 0;
  int id = -1;
  std::string name;
  std::vector<ExprPtr> children;
  std::shared_ptr<const Polynomial> polynomial;
};

ExprPtr integer_constant(std::int64_t value, DType type);
ExprPtr affine_expr(Polynomial polynomial);
ExprPtr make_expr(ExprKind kind, DType type, Place place, std::vector<ExprPtr> children,
                  std::string name = "", int id = -1);
/// `value` in another type; itself where it has that type.
ExprPtr cast_to(ExprPtr value, DType type);
/// Whether two expressions are written the same way.
bool same_expr(const ExprPtr& a, const ExprPtr& b);
/// A constant integer without the casts around it; nothing (null) where it is none.
const Expr* constant_integer(const ExprPtr& e);

enum class StmtKind : std::uint8_t {
  kAssign,  ///< Variable `id` = value.
  kStore,   ///< Array `id` at `subscripts` = value.
  kArray,   ///< The local array `id` begins; its elements are `value`, or not set.
  kFor,     ///< `id` from `low` by `step` while below `high` (above it, for a step below 0).
  kWhile,
  kIf,
  kBreak,
  kContinue,
  kReturn,  ///< `value` may be null.
};

struct Stmt {
  StmtKind kind = StmtKind::kAssign;
  Place place;
  int id = -1;
  ExprPtr value;  ///< Of conditions, too.
  std::vector<ExprPtr> subscripts;
  ExprPtr low, high;
  std::int64_t step = 1;
  bool any_order = false;  ///< Of loops: std::reduce and its kin let the terms have any order.
  std::vector<Stmt> body, other;
};

Stmt make_stmt(StmtKind kind, Place place);
/// Variable `id` = value.
Stmt assignment(int id, ExprPtr value, Place place);

/// A number: parameter, local, or loop index.
struct Variable {
  enum class Kind : std::uint8_t { kParameter, kLocal, kIndex, kSize, kDerived };
  std::string name;
  DType type = DType::kI32;
  Kind kind = Kind::kLocal;
  std::string cpp;         ///< How the dispatcher says it: "n", "x.size()".
  ExprPtr value;           ///< kDerived: what it is, of parameters alone.
  bool is_result = false;  ///< A parameter by reference that is written.
};

struct ArrayInfo {
  std::string name;
  DType type = DType::kF64;
  bool is_parameter = true;
  bool is_const = false;  ///< The C++ type does not allow writing.
  std::string cpp;        ///< An expression for the first element's address.
  // What shapes.cpp finds: the part of the C++ array that is used, which the language's array is.
  std::vector<Polynomial> low, size, stride;
  std::vector<ExprPtr> extents;      ///< As far as they are known: all of them, or none.
  std::vector<std::string> strides;  ///< C++ text, where the type has strides of its own.
  std::vector<std::int64_t> inner;   ///< Sizes behind the first axis, where the type fixes them.
  bool has_limit = false;  ///< The extents are the C++ object's size: views may be smaller.
  Place place;
};

struct Parameter {
  bool is_array = false;
  int id = -1;
  std::string name;
  std::string declaration;  ///< In C++: "const float* x".
};

/// A condition of the call: not below 0, or plain C++ is called.
struct Guard {
  Polynomial value;
  std::string why;
};

struct Function {
  std::string name;            ///< In the Sinter source: "gemm_f32".
  std::string qualified_name;  ///< In C++: "linear::gemm<float>".
  std::string plain_name;      ///< Without namespaces and arguments.
  std::string file;
  Place place;
  bool reassociate = false;
  bool has_result = false;
  bool uses_math = false;  ///< Math functions, whose last bits differ from the C++ library's.
  DType result = DType::kF64;
  std::string cpp_result = "void";
  std::vector<Parameter> parameters;
  std::vector<Variable> variables;
  std::vector<ArrayInfo> arrays;
  std::vector<Stmt> body;
  std::vector<std::shared_ptr<Function>> helpers;
  std::vector<Guard> guards;
  std::vector<ExprPtr> early;      ///< Conditions on parameters under which plain C++ is called.
  std::set<int> symbols;           ///< Integers that the shapes are proved with: not below 0.
  bool needs_declaration = false;  ///< The generated header may declare it.
  bool is_noexcept = false;
  bool narrows_sizes = false;  ///< A size is kept in an int.
};

}  // namespace sinter::lift
