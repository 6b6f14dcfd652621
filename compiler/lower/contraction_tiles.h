// Tiles of contractions on a GPU: which one, and what of its factors. Internal to lowering.
#pragma once

#include <optional>

#include "compiler/ir/graph.h"
#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

/// Rows and columns of a block's tile, and of each thread's part of it.
struct TileShape {
  std::int64_t rows = 64, columns = 64;
  std::int64_t each_rows = 4, each_columns = 4;
  std::int64_t depth = 16;  ///< Positions that are in shared memory at once; divides 256.
  bool ahead = true;        ///< The next ones wait in registers, of which this leaves some.

  std::int64_t threads_down() const { return rows / each_rows; }
  std::int64_t threads_across() const { return columns / each_columns; }
  int lanes() const { return static_cast<int>(rows * columns); }
};

struct ChosenTile {
  TileShape tile;
  std::int64_t block = order::kContractBlock;  ///< Positions that are added up in a row.
};

/// `units`: see suits_matrix_units(). `blocks`: how many of 256 positions there are, times the
/// contractions side by side. Each is nothing where it is not known.
ChosenTile choose_tile(DType type, std::optional<DType> units, std::optional<std::int64_t> rows,
                       std::optional<std::int64_t> columns, std::optional<std::int64_t> blocks);

/// Pairs of neighbouring positions lie together.
constexpr bool is_paired(std::optional<DType> units) {
  return units == DType::kF16 || units == DType::kBF16;
}

/// What the factors are in matrix units, f32 standing for tf32, where these may add up the
/// products: those of f64 do what fma does, one after another; f32 has to be rounded, and then
/// their order is allowed.
std::optional<DType> suits_matrix_units(const graph::Graph& g, const graph::Node& node, DType type);

/// Whether neighbours along the reduced axis are neighbours in memory.
bool is_along_reduced(const graph::Node& node, bool right, int reduced);

/// The positions of an operand's element.
Index operand_index(const graph::Node& node, std::size_t operand, const Index& indices);

}  // namespace sinter::lower
