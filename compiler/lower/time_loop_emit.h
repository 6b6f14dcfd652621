// Emits loops in time over stencils (see time_loop.h) in tiles: bands of rows on which several
// steps are made while they are in the cache. Internal to lowering.
#pragma once

#include <vector>

#include "compiler/lower/region_state.h"
#include "compiler/lower/time_loop.h"

namespace sinter::lower {

class TimeTiles {
 public:
  TimeTiles(Emitter& emitter, Emitter::RegionState& state, std::size_t position,
            const TimeLoop& loop);
  void run();
  /// What people are told of the loop beside what every loop that runs in order has.
  static void explain(const TimeLoop& loop, LoopReport& report);

 private:
  /// Sizes that are the same for all tiles.
  struct Plan {
    loop::ValueId rows;             ///< Of the array that has most.
    loop::ValueId first_step;       ///< 1: the first step of the first period is left out.
    loop::ValueId periods;          ///< Of the loop,
    loop::ValueId together;         ///< and those made on a band, at most.
    loop::ValueId tiles, per_tile;  ///< Tiles that do not need each other, and their rows.
    loop::ValueId chunk;            ///< Rows of a statement between those of others.
  };
  /// Rows [left + left_slope * delay, right + right_slope * delay) of a statement.
  struct Tile {
    loop::ValueId left, left_slope, right, right_slope;
  };

  void check_positions(loop::ValueId trips);
  void change_places(loop::ValueId is_odd);
  void take_places();
  Plan plan(loop::ValueId trips);
  loop::ValueId row_bytes();
  loop::ValueId row_work();
  loop::ValueId elements_of_row(const Shape& shape);
  loop::ValueId at_least_one(loop::ValueId v) { return b_.max(v, b_.i64(1)); }
  void period_block(const Plan& plan, loop::ValueId first);
  Tile tile_of(const Plan& plan, loop::ValueId pass, loop::ValueId number);
  void band(const Plan& plan, const Tile& tile, loop::ValueId first, loop::ValueId count);
  void period(const Plan& plan, const Tile& tile, loop::ValueId at, loop::ValueId number,
              loop::ValueId of_block);
  void stage(const TimeStage& stage, loop::ValueId low, loop::ValueId high);
  void element(const TimeStage& stage, const Index& index);
  const Storage& place(std::size_t array, std::size_t half, bool before) const;
  void bind(std::size_t half);
  void tell_plan(const TimeStage& stage);

  std::size_t halves() const { return loop_.delays.size(); }

  Emitter& e_;
  loop::Builder& b_;
  const graph::Graph& g_;
  Emitter::RegionState& state_;
  std::size_t position_;
  const TimeLoop& loop_;
  const graph::Node& node_;
  const graph::Region& body_;
  loop::ValueId begin_;
  std::vector<Storage> homes_, seconds_;  ///< By carried value.
  Storage target_;                        ///< Of the stage at hand: the part that it writes,
  std::uint32_t first_instruction_ = 0, last_instruction_ = 0;  ///< and the code of an element.
};

}  // namespace sinter::lower
