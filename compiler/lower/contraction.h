// Register-tiled contractions. Internal to lowering.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

/// What the result's axes are to the tiled kernel. The column factor owns the last axis; the row
/// factor owns the row axes, which are counted as one; the remaining ones both factors may have.
struct ContractionRoles {
  std::vector<int> rows, others;
  int column = -1;
  std::vector<int> columns;  ///< On a GPU: all axes that the column factor owns, counted as one.
  bool column_is_right = true;
};

/// Emits one contraction as
///
///   the row factor in order of rows          (packed once, where it does not depend on the other
///   axes) tasks: other axes x row blocks x strips of columns
///     blocks of the reduced axis
///       the row factor, where it depends on the other axes
///       the column factor of the strip, in panels of a register tile's width
///       register tiles, merged into the pairwise tree, whose levels live in memory of the task
///     what follows element by element, and the store
///
/// Of a matrix times its own transpose only the panels that reach the diagonal or below are
/// computed and the rest is mirrored: products commute, so the bits are the same.
///
/// Which rows and columns a task has never changes results: each element is summed in the order of
/// compiler/README.md.
class TiledContraction {
 public:
  TiledContraction(Emitter& emitter, const Phase& phase, ContractionRoles roles);
  void emit();

 private:
  using ValueId = loop::ValueId;

  static constexpr std::int64_t kBlock = order::kContractBlock;
  static constexpr std::int64_t kStripPanels = 4;  ///< Panels of a task's strip of columns.

  void choose_sizes();
  void pack_all_rows();
  void pack_row(loop::BufferId to, ValueId offset, ValueId row, ValueId k0, ValueId length,
                const Index& others);
  void pack_rows_across(ValueId offset, ValueId first, ValueId k0, ValueId length);
  int innermost_axis(bool right) const;
  std::pair<ValueId, ValueId> place_of(ValueId number);
  void task(ValueId number);
  void task_block(ValueId block, ValueId strip, ValueId panels_here);
  bool takes_others_together() const;
  void pack_task_rows();
  void pack_all_columns();
  void pack_columns(ValueId to, ValueId first, ValueId count, ValueId k0, ValueId length,
                    const Index& others);
  void pack_columns_along(ValueId to, ValueId first, ValueId count, ValueId k0, ValueId length,
                          const Index& others);
  bool is_loaded(bool right) const;
  void evaluate_without_column(const Index& index);
  /// How many tiles of three and of two units a task's rows are.
  struct RowTiles {
    ValueId high, low;
  };
  /// Where a tile's factors come from.
  enum class Factors { kPacked, kRowsInPlace, kColumnsInPlace };

  bool may_make_panels() const;
  void pack_what_tiles_do_not(const RowTiles& rows);
  RowTiles row_tiles() const;
  void tiles(ValueId panel, const RowTiles& rows);
  void multiply(loop::RegisterId acc, ValueId panel, ValueId row, int height, Factors from);
  void tile(ValueId panel, ValueId row, int height, ValueId makes);
  void finish(ValueId panel);
  bool is_symmetric() const;
  bool treats_all_alike(graph::ValueId v) const;
  void mirror();
  ValueId row_offset(ValueId row, ValueId k) const;
  Index indices(const Index& others, ValueId row, ValueId column, ValueId k) const;
  ValueId last_of(ValueId count);

  Emitter& e_;
  loop::Builder& b_;
  const Phase& phase_;
  const graph::Node& node_;
  ContractionRoles roles_;
  graph::ValueId root_;
  Shape row_shape_, other_shape_;
  DType type_;
  int unit_ = 2;  ///< Rows: tiles have 3 or 2 units of them.
  int tile_columns_ = 16;
  bool rows_are_shared_ = false;  ///< The row factor does not depend on the other axes.
  bool columns_are_shared_ = false;
  bool rows_are_rounded_ = false;
  bool may_read_directly_ = false;
  bool columns_lie_along_depth_ = false;  ///< In memory, so that vectors of columns would be picked
  bool rows_lie_across_depth_ = false;    ///< element by element; or of a row's positions.
  bool symmetric_ = false;                ///< What is above the diagonal is copied from below.

  // Sizes of the call.
  ValueId row_count_, column_count_, depth_;
  ValueId blocks_, levels_;          ///< Of the reduced axis.
  ValueId row_blocks_, block_rows_;  ///< Rows of a task, a multiple of the unit.
  ValueId padded_rows_;              ///< Of a task's memory: the tiles may go beyond its rows.
  ValueId strips_, area_;
  ValueId others_count_, others_together_;  ///< Positions of the other axes; those of a task.
  ValueId direct_;                          ///< Too few columns to pay for packing rows.
  ValueId all_rows_;                        ///< Of the packed row factor.
  ValueId all_panels_;                      ///< Of the packed column factor,
  ValueId columns_ahead_;                   ///< which is packed before the tasks start.
  loop::BufferId packed_rows_;

  // While a task is emitted.
  Index others_;
  ValueId first_row_, rows_here_, first_column_, columns_here_;
  ValueId block_, first_k_, length_, first_panel_;
  ValueId made_panels_;  ///< Panels of the strip that its first tiles make; none: it is packed.
  loop::BufferId panels_, stack_;
  ValueId stack_base_;  ///< Where the levels of the task's present position begin.
};

}  // namespace sinter::lower
