// Tiles of products for a GPU's matrix units: which of a block's threads has which results, as the
// units' instructions lay them out (PTX, "Warp Level Matrix Multiply-Accumulate Instructions":
// m16n8k8 of tf32, m16n8k16 of f16 and bf16, m8n8k4 of f64). A loop `unrolled(rows)` multiplies
// such a tile: LOOP_IR.md.
//
// The factors lie in shared memory as *words*: numbers of tf32 and f64, or pairs of f16 or bf16 at
// neighbouring positions of the reduced axis. In words, fragments of pairs lie as those of tf32 do.
#pragma once

#include "compiler/support/check.h"
#include "sinter/dtype.h"

namespace sinter::loop {

/// rows x columns results of 256 threads: eight warps, each with a rectangle of fragments. Result r
/// of a thread is number r mod results of fragment r / results, counted along rows of fragments.
struct MatrixTile {
  DType type = DType::kF32;  ///< Of the factors; f32: tf32.
  int rows = 64, columns = 64;
  int positions = 16;  ///< That are in shared memory at once.

  static constexpr int kWarps = 8;
  static constexpr int kFragmentColumns = 8;

  bool is_double() const { return type == DType::kF64; }
  /// Positions in a word.
  int packed() const { return type == DType::kF16 || type == DType::kBF16 ? 2 : 1; }
  int fragment_rows() const { return is_double() ? 8 : 16; }
  int fragment_results() const { return is_double() ? 2 : 4; }  ///< Of a thread.
  /// Words of one instruction, along the positions.
  int depth() const { return is_double() ? 4 : 8; }
  /// Words from one position to the next in shared memory: a warp's reads of eight lines at four
  /// positions fall into different banks.
  int stride(int lines) const { return lines + (is_double() ? 4 : 8); }
  /// The same from one line to the next, where positions lie side by side: they do so where memory
  /// has them side by side, which is then written without conflicts too.
  int line_stride() const { return positions / packed() + 4; }

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
