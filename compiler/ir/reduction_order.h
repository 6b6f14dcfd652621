// The order of reductions, which is part of the language's meaning: see "Reductions" in
// compiler/README.md. Changing a constant changes the bits of results; the interpreter and every
// backend read them from here.
#pragma once

#include <cstdint>

namespace sinter::order {

/// Along the last axis: lane l of a block takes elements l, l + kLanes, ... and lanes are combined
/// by halving.
inline constexpr std::int64_t kLanes = 64;
/// Elements per block along the last axis.
inline constexpr std::int64_t kLaneBlock = 4096;
/// Elements per serial block along any other axis.
inline constexpr std::int64_t kOuterBlock = 128;
/// Products per fma-serial block of a contraction.
inline constexpr std::int64_t kContractBlock = 256;

/// Elements per block of a scan along the last axis, whose groups of kLanes are scanned by
/// doubling.
inline constexpr std::int64_t kScanBlock = 4096;
/// Elements per serial block of a scan along any other axis.
inline constexpr std::int64_t kOuterScanBlock = 128;

}  // namespace sinter::order
