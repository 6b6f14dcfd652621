// Math functions as sequences of primitive loop IR ops: the same bits on every backend with fma.
// Bounds, domains and special values: README.md and `functions()`, which the tests repeat.
#pragma once

#include <span>
#include <string_view>

#include "compiler/ir/loop_builder.h"

namespace sinter::math {

/// One function of one type. Errors are in ULP of the exact result's binade (of the smallest
/// subnormal below the normal range), over the whole domain.
struct Function {
  Op op;
  DType type;
  double max_ulp;  ///< Bound that tests check.
  int operations;  ///< Primitive ops in the expansion, constants not counted.
  std::string_view domain;
  std::string_view special;  ///< Values at the edges, as C Annex F has them.
  /// For negative arguments, smaller results count as this large.
  double least_below_zero = 0;
};

/// Every expansion that exists.
std::span<const Function> functions();

/// Whether the op becomes a sequence of others (for f32 and f64).
bool has_expansion(Op op);

// Expansions at the builder's position; operands are f32 or f64.
loop::ValueId expand(loop::Builder& builder, Op op, std::span<const loop::ValueId> operands);
inline loop::ValueId expand(loop::Builder& b, Op op, loop::ValueId x) {
  return expand(b, op, std::span(&x, 1));
}
inline loop::ValueId expand_exp(loop::Builder& b, loop::ValueId x) { return expand(b, Op::Exp, x); }
inline loop::ValueId expand_log(loop::Builder& b, loop::ValueId x) { return expand(b, Op::Log, x); }
inline loop::ValueId expand_tanh(loop::Builder& b, loop::ValueId x) {
  return expand(b, Op::Tanh, x);
}

/// Replaces every op that has an expansion by it: every math op has one. Returns how many there
/// were. `kept`: ops of f32 that the backend has itself.
int expand_math(loop::Kernel& kernel, std::span<const Op> kept = {});

}  // namespace sinter::math
