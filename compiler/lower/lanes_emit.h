// Emits loops whose iterations run side by side in lanes (see lanes.h). Internal to lowering.
#pragma once

#include <functional>
#include <map>
#include <set>

#include "compiler/lower/region_state.h"

namespace sinter::lower {

/// How many iterations run side by side, and how many of those one vector holds.
struct Lanes {
  int side_by_side = 1, one_vector = 1;
};
Lanes lanes_of(const graph::Graph& graph, const graph::Node& loop, int vector_bits);

class LaneLoop {
 public:
  /// `loop`: where each carried value lives. Its registers hold what is carried to the loop.
  LaneLoop(Emitter& emitter, Emitter::RegionState& state, std::size_t position,
           const LoopFacts& facts, Emitter::LoopState& loop);
  /// Iterations begin <= i < end.
  void run(loop::ValueId begin, loop::ValueId end);

 private:
  void number(const graph::Region& region);
  void find_crossing(const graph::Region& region);
  void number_branch(const graph::Node& node);
  void strip(loop::ValueId first, loop::ValueId width);
  void finish();
  void vector(const std::function<void()>& body);
  loop::ValueId value(graph::ValueId v);
  void region(Emitter::RegionState& state);
  void stretch(Emitter::RegionState& state, std::size_t begin, std::size_t end);
  void straight(Emitter::RegionState& state, std::size_t begin, std::size_t end);
  void choose(Emitter::RegionState& state, std::size_t position);
  void bind_held(const std::vector<graph::ValueId>& values);
  void hold(graph::ValueId v, loop::ValueId element);
  Index zeros(graph::ValueId v) const;
  void check_positions(Emitter::RegionState& state, std::size_t begin, std::size_t end);
  loop::ValueId position(const graph::Node& node, std::size_t operand);
  loop::ValueId gather(const graph::Node& node);
  void write(Emitter::RegionState& state, std::size_t position);
  void carry_array(Emitter::RegionState& state, std::size_t position, std::size_t k);
  void inner_loop(Emitter::RegionState& state, std::size_t position);
  void check_places(const graph::Node& node, const graph::Region& body);
  void report(const graph::Node& node);
  int depth() const { return e_.enclosing_loops_ + inner_depth_; }
  /// The loop does not work in place: it will be emitted in another way.
  void refuse() { e_.copying_.lanes.insert(loop_.node.results[0].index); }

  Emitter& e_;
  loop::Builder& b_;
  const graph::Graph& g_;
  Emitter::RegionState& state_;
  std::size_t position_;
  const LoopFacts& facts_;
  Emitter::LoopState& loop_;
  const graph::Region& body_;
  SymbolId index_;
  Lanes all_;
  int lanes_ = 1;  ///< Of the strip that is emitted.
  int run_ = 0;
  int inner_depth_ = 0;
  bool is_first_ = true;  ///< The strip that is emitted first tells people of what is in it.
  loop::ValueId first_, width_;
  loop::ValueId mask_;  ///< Lanes that have chosen the branch at hand; none: all of them.
  std::map<std::uint32_t, int> run_of_;             ///< By value: the vector loop that computes it.
  std::set<std::uint32_t> crossing_;                ///< Values that are used outside of theirs.
  std::map<std::uint32_t, loop::RegisterId> held_;  ///< Where values wait.
  /// Positions that were checked, by the value that they are for and the operand's number.
  std::map<std::pair<std::uint32_t, std::size_t>, loop::ValueId> checked_;
};

}  // namespace sinter::lower
