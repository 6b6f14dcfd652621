// What changes nothing when an op combines it with a number: where sums, products and extrema
// start.
#pragma once

#include <cstdint>

#include "compiler/ir/ops.h"
#include "sinter/dtype.h"

namespace sinter {

/// The bits of the identity of add, mul, min, max, and, or, xor.
std::uint64_t identity_bits(Op op, DType type);

}  // namespace sinter
