// Tiles of products for a GPU's matrix units: which of a block's threads has which results, as the
// units' instructions lay them out (PTX, "Warp Level Matrix Multiply-Accumulate Instructions":
// m16n8k8 of tf32, m8n8k4 of f64). A loop `unrolled(rows)` multiplies such a tile: LOOP_IR.md.
#pragma once

#include "compiler/support/check.h"
#include "sinter/dtype.h"

namespace sinter::loop {

/// rows x columns results of 256 threads: eight warps, each with a rectangle of fragments. Result r
/// of a thread is number r mod results of fragment r / results, counted along rows of fragments.
struct MatrixTile {
  DType type = DType::kF32;
  int rows = 64, columns = 64;

  static constexpr int kWarps = 8;
  static constexpr int kFragmentColumns = 8;
  static constexpr int kMostDepth = 16;  ///< Positions that are in shared memory at once.

  bool single() const { return type == DType::kF32; }
  int fragment_rows() const { return single() ? 16 : 8; }
  int fragment_results() const { return single() ? 4 : 2; }  ///< Of a thread.
  int depth() const { return single() ? 8 : 4; }             ///< Positions of one instruction.
  /// Elements from one position to the next in shared memory: a warp's reads of eight lines at four
  /// positions fall into different banks.
  int stride(int lines) const { return lines + (single() ? 8 : 4); }
  /// The same from one line to the next, where positions lie side by side: they do so where memory
  /// has them side by side, which is then written without conflicts too.
  static constexpr int kLineStride = kMostDepth + 4;

  /// Warps above each other: the rectangles that read least.
  int warps_down() const {
    int best = 0, least = 0;
    for (int down = 1; down <= kWarps; down *= 2) {
      const int across = kWarps / down;
      if (rows % (down * fragment_rows()) != 0 || columns % (across * kFragmentColumns) != 0)
        continue;
      const int read = rows / down + columns / across;
      if (best != 0 && read >= least) continue;
      best = down;
      least = read;
    }
    SINTER_CHECK(best != 0, "a tile of {} x {} results for matrix units", rows, columns);
    return best;
  }
  int warps_across() const { return kWarps / warps_down(); }
  int warp_rows() const { return rows / warps_down(); }
  int warp_columns() const { return columns / warps_across(); }
  int fragments_down() const { return warp_rows() / fragment_rows(); }
  int fragments_across() const { return warp_columns() / kFragmentColumns; }
};

}  // namespace sinter::loop
