// Loops whose iterations go over the same arrays, which are longer than the caches: several
// iterations take a block of the arrays before the next block is fetched.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::lower {

/// Interchanges every serial loop that allows it with the loop over blocks inside it:
///
///     for k { before(k); for b { block(k, b) } after(k) }
///
/// becomes, for groups of iterations,
///
///     for k { before(k) }  for b { for k { block(k, b) } }  for k { after(k) }
///
/// so that what all blocks read is fetched once per group. Each iteration does the same operations
/// in the same order: results keep their bits. Allowed is it where the blocks read the same
/// elements in all iterations, and where what they write is memory of the iteration alone (which
/// each of the group is given). Returns how many loops it changed.
int interchange_loops(loop::Kernel& kernel);

/// The numbers (loop::Instruction::poll) of the loops of the program that it would change.
std::vector<std::int32_t> interchangeable_loops(const loop::Kernel& kernel);

}  // namespace sinter::lower
