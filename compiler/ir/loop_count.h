// How many operations a kernel carries out.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/ir/loop.h"

namespace sinter::loop {

struct Operations {
  std::uint64_t floats = 0;  ///< Of f32 and f64; fma counts as two.
  std::uint64_t steps = 0;   ///< Instructions of any kind, one per lane of vector loops.
  bool is_open = false;      ///< Data decide how often some loop runs.
  bool at_least = false;     ///< Loops or branches depend on data, and count as if not taken.
};

/// Whether arrays live in registers: the tiles of contractions.
bool has_register_tiles(const Kernel& kernel);

/// Counts what the kernel does for given sizes and strides (one for each of its integers).
Operations count_operations(const Kernel& kernel, std::span<const std::int64_t> integers);

/// About the same without walking through iterations: the one in the middle stands for all of a
/// loop. Takes as long as reading the kernel once.
Operations estimate_operations(const Kernel& kernel, std::span<const std::int64_t> integers);

/// Instructions by number, [first, last).
struct InstructionRange {
  std::uint32_t first = 0, last = 0;
};
/// The same for each of the ranges, which do not overlap, each time that it runs: loops and
/// branches around ranges count as if every side ran once. Instructions from number `added` on,
/// which expanding math has made, belong to the range of the one before them in their block.
std::vector<Operations> count_operations(const Kernel& kernel,
                                         std::span<const std::int64_t> integers,
                                         std::span<const InstructionRange> ranges,
                                         std::size_t added);

}  // namespace sinter::loop
