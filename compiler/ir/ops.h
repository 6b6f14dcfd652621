// The op table of both IRs, generated from elementwise_ops.def and array_ops.def.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sinter/dtype.h"

namespace sinter {

enum class Op : std::uint8_t {
#define ELEMENTWISE(name, ...) name,
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
#define ARRAY_OP(name, ...) name,
#include "compiler/ir/array_ops.def"
#undef ARRAY_OP
};

enum class TypeRule : std::uint8_t {
  Numeric,
  Float,
  Math,
  Integer,
  Bitwise,
  Compare,
  FloatTest,
  Logical,
  Select,
  Cast,
  Bits,
  Scale,
  None  ///< Array ops: the shape and type rule is the op's own.
};

enum class AttributeKind : std::uint8_t {
  None,
  Constant,
  Dim,
  Axis,
  Axes,
  Slice,
  Contract,
  Scatter,
  Show,
  Loop
};

struct OpInfo {
  std::string_view name;      ///< "ReduceSum"
  std::string_view spelling;  ///< "reduce_sum"
  int arity;                  ///< -1: any number.
  TypeRule rule;
  AttributeKind attribute;
  bool elementwise;
  bool callable;  ///< Programs call it by its spelling.
  bool may_fail;  ///< On integers, as `fails_on` says of the last operand; floats never fail.
  std::string_view semantics;
};

const OpInfo& info(Op op);
std::optional<Op> op_from_spelling(std::string_view spelling);
inline bool is_elementwise(Op op) { return info(op).elementwise; }
/// A math function: within a stated bound instead of exact, and many instructions long.
inline bool is_math(Op op) { return info(op).rule == TypeRule::Math; }
/// Whether an elementwise op that may fail does so where its last operand, of this integer type,
/// has these bits.
bool fails_on(Op op, DType type, std::uint64_t bits);
/// The error that such a failure is.
struct Failure {
  const char* code;
  const char* message;
};
Failure failure_of(Op op);
/// One more call waits for another one than the stack of a recursion has room for.
inline constexpr Failure kTooManyCalls{
    "E0314", "the recursion is too deep: more than 4,096 calls wait for another one"};
/// What E0311 says: "position 12 is outside axis 0 of size 10". A position of u64 that is no i64 is
/// told as the negative number that it was made of.
std::string outside_axis(std::int64_t position, std::int64_t axis, std::int64_t size);
inline bool is_reduction(Op op) { return op >= Op::ReduceSum && op <= Op::ReduceArgMin; }
/// Reductions whose result is where the extremum stands.
inline bool finds_position(Op op) { return op == Op::ReduceArgMax || op == Op::ReduceArgMin; }
inline bool is_scan(Op op) { return op >= Op::ScanSum && op <= Op::ScanMin; }
/// Gather in any of its modes; only `gather` itself fails on positions outside of the axis.
inline bool is_gather(Op op) { return op >= Op::Gather && op <= Op::GatherFill; }
/// What goes out to the host program: neither removed nor shared, even where operands and places
/// are equal.
inline constexpr bool is_show(Op op) { return op >= Op::Print && op <= Op::CallHost; }
/// Structured control flow: nodes with regions.
inline bool is_control(Op op) { return op == Op::If || op == Op::For || op == Op::While; }
int op_count();

}  // namespace sinter
