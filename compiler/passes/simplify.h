// The rows of `simplify`. A row replaces a node by something with the same bits (NaNs compare as
// one): it holds for strict IEEE arithmetic, for signed zeros, infinities and NaN, and for wrapping
// integers.
//
// Rules for rules: the replacement is never larger than the pattern; it has the node's type; rows
// do not undo each other; an operand that falls away may still fail, so it is left to dce, which
// keeps it then.
#pragma once

#include <span>

#include "compiler/passes/rewrite.h"

namespace sinter::passes {

/// A node under inspection, whose operands are already simplified.
struct Match {
  graph::Graph& to;
  const graph::Node& node;
  const graph::Type& type;

  graph::ValueId operand(std::size_t i) const { return node.operands[i]; }
  DType dtype(std::size_t i = 0) const { return to.type(operand(i)).dtype; }
  /// The node that defines operand i when its op is `op`.
  std::optional<graph::Node> operand_is(std::size_t i, Op op) const {
    return defined_by(to, operand(i), op);
  }
  /// Operand i is the constant `number`, the sign of zero included.
  bool is(std::size_t i, double number) const;
  /// Operand i is an integer or bool constant with all bits set.
  bool is_all_ones(std::size_t i) const;
  /// The constant with the node's shape.
  graph::ValueId constant(std::uint64_t bits) const;
};

struct Row {
  Op op;
  const char* rule;
  graph::ValueId (*apply)(
      const Match&);  ///< The replacement, or none where the row does not apply.
};

std::span<const Row> arithmetic_rows();
std::span<const Row> shape_rows();
std::span<const Row> scaled_rows();

/// The bits of an elementwise op on constants, where they do not depend on a math library: integers
/// and logic, comparisons, casts, and + - * / sqrt fma and the like. Nothing for ops that may fail.
std::optional<std::uint64_t> fold(Op op, std::span<const Constant> operands, DType result);

}  // namespace sinter::passes
