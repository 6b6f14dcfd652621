// Loops in time over stencils: each iteration computes rows of arrays from rows nearby. Which loops
// are of this kind, and how far a row of one statement has to stay behind that of another one, so
// that several steps can be made on a band of rows while it is in the cache.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::lower {

/// A statement of a step: rows of one array, each computed from rows at fixed distances.
struct TimeStage {
  graph::ValueId value;   ///< What is stored, element by element,
  graph::ValueId result;  ///< and the array that holds it then; none for copies.
  std::size_t array = 0;  ///< Number of the carried array that is written.
  bool copies = false;    ///< The part of the array as it was before the step, in another place.
  /// Leading axes of the part that the value does not have: a scatter to fixed positions, and how
  /// it combines what is there with the value.
  std::size_t picked = 0;
  graph::ScatterMode mode = graph::ScatterMode::kSet;
  std::vector<Dim> start;  ///< The part that is written: where it begins,
  std::vector<std::int64_t> step;
  Shape shape;
  /// Rows of carried arrays that a row needs.
  struct Read {
    std::size_t array = 0;
    bool before = false;  ///< As the array was before the step.
    std::int64_t distance = 0;
  };
  std::vector<Read> reads;
};

struct TimeLoop {
  std::vector<TimeStage> stages;  ///< In order; none: the loop is not of this kind.
  /// By carried value: steps write an array into a second place, and the two change places.
  std::vector<bool> doubled;
  /// By carried value: the array whose place it has after a step (`u, v = v, u`), its own mostly.
  /// Two steps later every array is where it was.
  std::vector<std::size_t> next_place;
  bool swaps() const;  ///< Whether arrays change places.
  /// Rows behind the first statement, of every statement in a period; and from period to period. A
  /// period is one step, or two where places change.
  std::vector<std::vector<std::int64_t>> delays;  ///< [step of the period][stage]
  std::int64_t delay_of_period = 0;
  std::int64_t longest_delay() const { return delays.back().back(); }
  std::vector<graph::ValueId> others;  ///< Arrays that are read and do not change.
  /// Positions that are the same in all steps, and may be outside of their axis: they are checked
  /// before the first step, in this order.
  struct Check {
    graph::ValueId of;        ///< The gather or scatter,
    graph::ValueId position;  ///< its operand,
    Dim size;                 ///< and the axis.
    int shown = 0;            ///< Its number in the program.
  };
  std::vector<Check> checks;
  std::vector<std::pair<graph::ValueId, Dim>> positions;  ///< Of gathers, counted from the start.
  std::vector<std::pair<SymbolId, Dim>> symbols;          ///< Of bind_size, likewise.
  /// Why a loop over statements on arrays is not of this kind.
  std::string why_not;
};

/// Copies of what a stage does not write of its array: boxes before and behind it along each axis.
std::vector<TimeStage> rest_of(const graph::Graph& graph, graph::ValueId array,
                               const TimeStage& stage);

TimeLoop find_time_loop(const graph::Graph& graph, const graph::Node& loop);

}  // namespace sinter::lower
