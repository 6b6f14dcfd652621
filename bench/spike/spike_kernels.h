// Three kernels built by hand in loop IR, before any lowering existed: they fixed what the loop IR
// has to express, and stay as the smallest programs that show its speed.
#pragma once

#include <cstdint>
#include <optional>

#include "compiler/ir/loop.h"

namespace sinter::spike {

/// Sizes that are known when the kernel is built; the others are read from the call.
struct Sizes {
  std::optional<std::int64_t> rows, columns;
};

/// out[0] = -mean over rows of sum(p^2), p the softmax of a row. Buffers x [rows, columns], out
/// [1]; integers rows, columns.
loop::Kernel entropy(const Sizes& sizes);

/// out[i, j, k] = mean over n of fx[n, i] fy[n, j] fz[n, k], 32 features each. Buffers fx, fy, fz
/// [n, 32], out [32, 32, 32]; integers rows (n). `row_tile` x `column_tile` is the register tile.
loop::Kernel tensor_mean(const Sizes& sizes, int row_tile, int column_tile);

/// out[c] = sum over r of x[r, c]. Buffers x [rows, columns], out [columns]; integers rows,
/// columns. `tile` columns at a time.
loop::Kernel column_sums(const Sizes& sizes, int tile);

}  // namespace sinter::spike
