// Loops for reductions in the fixed orders of compiler/README.md.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "compiler/ir/loop_builder.h"

namespace sinter::lower {

/// One of the results that a reduction loop accumulates.
struct Accumulator {
  Op op = Op::Add;  ///< How lanes and blocks are combined: Add, Mul, Max, Min, And, Or.
  DType type = DType::kF32;
  loop::ValueId identity;  ///< Defined outside of the loop.
  bool any_zero = false;   ///< A largest or least float whose zero has either sign.
  /// Whether the order matters: false for integers, max, min, any, all.
  bool ordered() const { return (op == Op::Add || op == Op::Mul) && is_float(type); }
  /// A largest or least float, for which the sign of a zero matters.
  bool is_float_extremum() const { return (op == Op::Max || op == Op::Min) && is_float(type); }
};

/// Gives the new values of all accumulators for element i, from their current values.
using Step = std::function<std::vector<loop::ValueId>(loop::ValueId i,
                                                      std::span<const loop::ValueId> current)>;

/// Reduces elements begin <= i < end, at most one block, with 64 lanes; one value per accumulator.
std::vector<loop::ValueId> reduce_block(loop::Builder& b, loop::ValueId begin, loop::ValueId end,
                                        std::span<const Accumulator> accumulators,
                                        const Step& step);

/// The same of n elements in any order, however many: the call may end between strips of them, as
/// in the loop of the program with this number (Instruction::poll).
std::vector<loop::ValueId> reduce_in_strips(loop::Builder& b, loop::ValueId n,
                                            std::span<const Accumulator> accumulators,
                                            const Step& step, std::int32_t poll);

/// Reduces elements 0 <= i < n along the last axis: blocks of 4,096, combined pairwise. The call
/// may end between blocks.
std::vector<loop::ValueId> reduce_last_axis(loop::Builder& b, loop::ValueId n,
                                            std::span<const Accumulator> accumulators,
                                            const Step& step, std::int32_t poll = -1);

/// The same for a block that mostly has all of its elements, and always without an `end`: it then
/// has a loop of known size.
std::vector<loop::ValueId> reduce_mostly_full_block(loop::Builder& b, loop::ValueId begin,
                                                    loop::ValueId end,
                                                    std::span<const Accumulator> accumulators,
                                                    const Step& step);

/// The smallest and the largest value of a type: what max and min start from.
loop::ValueId lowest(loop::Builder& b, DType type);
loop::ValueId highest(loop::Builder& b, DType type);

/// Number of blocks of `size` elements that n elements have.
loop::ValueId block_count(loop::Builder& b, loop::ValueId n, std::int64_t size);
/// Bits needed for numbers below n (0 for n <= 1).
loop::ValueId bit_length(loop::Builder& b, loop::ValueId n);

/// The tree of a binary counter over blocks 0..count-1 that are computed one after another. For
/// every block call `merge` with callbacks that combine the running value with what a level holds,
/// and that save it to a level; with `save_last` the last block's, the result, is saved to level 0.
void merge_block(loop::Builder& b, loop::ValueId block, loop::ValueId count, loop::ValueId levels,
                 loop::RegisterId level, const std::function<void(loop::ValueId level)>& combine,
                 const std::function<void(loop::ValueId level)>& save, bool save_last = false);

/// Combines values[0..count-1] pairwise in place; the result is values[0]. `wide`: the pairs of one
/// level in a vector loop.
void combine_pairwise(loop::Builder& b, Op op, loop::BufferId values, loop::ValueId count,
                      bool wide = false);

/// x * y + sum: one rounding for floats, wrapping for integers.
loop::ValueId multiply_add(loop::Builder& b, loop::ValueId x, loop::ValueId y, loop::ValueId sum);

/// combine(a, b) as the reduction's op does it: Max and Min propagate NaN and order zeros.
loop::ValueId combine_values(loop::Builder& b, Op op, loop::ValueId x, loop::ValueId y);

}  // namespace sinter::lower
