// Reduced axes that several groups of a GPU's threads share: each takes a part, and what the parts
// give is combined in the order of compiler/README.md.
#pragma once

#include "compiler/lower/reduce.h"

namespace sinter::lower {

/// `count` parts of `length` blocks each; the last one may be shorter. The length is a power of
/// two, so that a part is a subtree of the pairwise tree over all blocks.
struct Parts {
  loop::ValueId length, count;
};

/// As many parts for each of `tasks` that there are about `few` of them together, and no more than
/// blocks.
Parts choose_parts(loop::Builder& b, loop::ValueId tasks, loop::ValueId blocks, std::int64_t few);

inline constexpr std::int64_t kMostPartsWrittenOut = 64;
inline constexpr std::int64_t kFewRows = 512;  ///< That leave a GPU idle, a warp each.

/// Combines elements `place`, `place + count`, ... of the buffer, one per part, in registers.
loop::ValueId combine_parts(loop::Builder& b, const Accumulator& accumulator, loop::BufferId buffer,
                            std::int64_t parts, loop::ValueId count, loop::ValueId place);

/// Combines elements `place`, `place + count`, ..., no more than `most` of them nor than there are
/// (`left` parts), and leaves the result at `place`. `most` is a power of two.
void combine_some_parts(loop::Builder& b, Op op, loop::BufferId buffer, std::int64_t most,
                        loop::ValueId left, loop::ValueId count, loop::ValueId place);

/// Combines elements 0, distance, 2 distance, ... of the buffer, `count` of them, by all threads of
/// a block: three levels of the tree at a time, in registers. The result is where the first of them
/// was; with none it is the identity.
loop::ValueId combine_in_block(loop::Builder& b, const Accumulator& accumulator,
                               loop::BufferId buffer, loop::ValueId count, loop::ValueId distance);

/// Combines them in memory for places first .. first + width - 1, at most 32: the pairs of one
/// level of the tree by all threads of a block. The results are in the first part.
void halve_parts(loop::Builder& b, Op op, loop::BufferId buffer, loop::ValueId parts,
                 loop::ValueId count, loop::ValueId first, loop::ValueId width);

}  // namespace sinter::lower
