// Branches and loops. Carried scalars are registers; a carried array has one place in memory for
// all iterations, where its updates happen.
#include <algorithm>
#include <limits>
#include <utility>

#include "compiler/lower/dependence.h"
#include "compiler/lower/lanes_emit.h"
#include "compiler/lower/region_state.h"
#include "compiler/lower/time_loop_emit.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

/// Where the chain of updates that gives `v` began, outside of a node's regions; none when it is a
/// new array.
ValueId Emitter::outer_source(ValueId v, const Node& node) const {
  const auto inside = [&](ValueId u) {
    const auto region = region_of_[u.index];
    return std::find(node.regions.begin(), node.regions.end(), region) != node.regions.end();
  };
  while (inside(v)) {
    if (g_.is_argument(v)) return {};
    const Node& made = g_.def(v);
    if (made.op == Op::Update || made.op == Op::Scatter) {
      v = made.operands[0];
    } else if (made.op == Op::For || made.op == Op::While) {
      v = made.operands[g_.value(v).index];
    } else if (made.op == Op::If) {
      const auto number = g_.value(v).index;
      const ValueId a = outer_source(g_.region(made.regions[0]).results[number], made);
      const ValueId b = outer_source(g_.region(made.regions[1]).results[number], made);
      if (!a || a != b) return {};
      v = a;
    } else {
      return {};
    }
  }
  return v;
}

void Emitter::run_if(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const graph::Region& then = g_.region(node.regions[0]);
  const graph::Region& otherwise = g_.region(node.regions[1]);
  const std::size_t count = node.results.size();
  std::vector<loop::RegisterId> registers(count);
  std::vector<Storage> arrays(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto& type = g_.type(node.results[k]);
    if (type.rank() == 0) {
      registers[k] = b_.reg("chosen", type.dtype);
      continue;
    }
    const ValueId source = outer_source(then.results[k], node);
    const bool same = source && source == outer_source(otherwise.results[k], node);
    // Of several results that began as one array, one has its memory.
    const auto is_taken = [&](const Storage& storage) {
      return std::any_of(arrays.begin(), arrays.end(),
                         [&](const Storage& s) { return s.buffer == storage.buffer; });
    };
    const bool reuse =
        same && is_reusable(source, state, position) && !is_taken(storage_.at(source.index));
    arrays[k] = reuse ? storage_.at(source.index) : new_array(node.results[k], type);
  }
  const auto side = [&](const graph::Region& region) {
    Scope scope(*this);
    RegionState inner(*this, region, &state, position, false);
    const auto occupants = occupant_;
    run_nodes(inner);
    std::vector<loop::ValueId> values(count);
    for (std::size_t k = 0; k < count; ++k) {
      if (registers[k]) values[k] = scalar(region.results[k]);
    }
    move_arrays(region.results, arrays);
    for (std::size_t k = 0; k < count; ++k) {
      if (registers[k]) b_.set(registers[k], values[k]);
    }
    occupant_ = occupants;
  };
  const auto condition = scalar(node.operands[0]);
  b_.branch(condition, [&] { side(then); }, [&] { side(otherwise); });
  for (std::size_t k = 0; k < count; ++k) {
    if (registers[k]) {
      scalars_[node.results[k].index] = b_.get(registers[k]);
    } else {
      storage_[node.results[k].index] = arrays[k];
      occupant_[arrays[k].buffer.index] = node.results[k];
    }
  }
}

/// The place of a carried array, holding its initial value.
Storage Emitter::carried_place(RegionState& state, std::size_t position, std::size_t k) {
  const Node& node = state.node(g_, position);
  const ValueId initial = node.operands[k];
  const auto captured = graph::captures(g_, node);
  const bool once = std::count(node.operands.begin(), node.operands.end(), initial) == 1 &&
                    std::find(captured.begin(), captured.end(), initial) == captured.end();
  if (once && is_reusable(initial, state, position)) return storage_.at(initial.index);
  const Storage place = new_array(node.results[k], g_.type(node.results[k]));
  copy_value(place, initial);
  return place;
}

Emitter::LoopState Emitter::begin_loop(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  LoopState loop{node, {}, {}};
  loop.registers.resize(node.operands.size());
  loop.arrays.resize(node.operands.size());
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    const ValueId initial = node.operands[k];
    const auto& type = g_.type(node.results[k]);
    if (type.rank() == 0) {
      loop.registers[k] = b_.reg("carried", type.dtype);
      b_.set(loop.registers[k], scalar(initial));
      continue;
    }
    loop.arrays[k] = carried_place(state, position, k);
  }
  return loop;
}

void Emitter::bind_arguments(LoopState& loop, const graph::Region& region, std::size_t first) {
  for (std::size_t k = 0; k < loop.registers.size(); ++k) {
    const ValueId argument = region.arguments[first + k];
    if (loop.registers[k]) {
      scalars_[argument.index] = b_.get(loop.registers[k]);
    } else if (!loop.arrays[k].buffer) {
      scalars_[argument.index] = scalar(loop.node.operands[k]);
    } else {
      storage_[argument.index] = loop.arrays[k];
      occupant_[loop.arrays[k].buffer.index] = argument;
    }
  }
}

/// The results of an iteration had best be where they are carried.
void Emitter::prefer_results(const LoopState& loop, const std::vector<ValueId>& results) {
  const std::size_t first = results.size() - loop.arrays.size();  // whether it stops comes before
  for (std::size_t k = 0; k < loop.arrays.size(); ++k) {
    if (loop.arrays[k].buffer) prefer(results[first + k], loop.arrays[k]);
  }
}

/// What the body gave becomes what the next iteration takes.
void Emitter::end_iteration(LoopState& loop, const std::vector<ValueId>& results) {
  std::vector<loop::ValueId> values(results.size());
  for (std::size_t k = 0; k < results.size(); ++k) {
    if (loop.registers[k]) values[k] = scalar(results[k]);
  }
  move_arrays(results, loop.arrays);
  for (std::size_t k = 0; k < results.size(); ++k) {
    if (loop.registers[k]) b_.set(loop.registers[k], values[k]);
  }
}

void Emitter::end_loop(LoopState& loop) {
  for (std::size_t k = 0; k < loop.registers.size(); ++k) {
    const ValueId result = loop.node.results[k];
    if (loop.registers[k]) {
      scalars_[result.index] = b_.get(loop.registers[k]);
    } else {
      storage_[result.index] = loop.arrays[k];
      occupant_[loop.arrays[k].buffer.index] = result;
    }
  }
}

/// One iteration of a counted loop, for the index given.
void Emitter::iteration(RegionState& state, std::size_t position, LoopState& loop,
                        loop::ValueId index, loop::RegisterId stop) {
  const auto& attribute = std::get<graph::LoopAttr>(loop.node.attribute);
  const graph::Region& region = g_.region(loop.node.regions[0]);
  Scope scope(*this);
  count_iteration(state.region.nodes[position]);
  ++loop_depth_, ++plan_depth_;
  symbols_[attribute.index.index] = index;
  scalars_[region.arguments[0].index] = index;
  bind_arguments(loop, region, 1);
  prefer_results(loop, region.results);
  RegionState inner(*this, region, &state, position, true);
  run_nodes(inner);
  std::vector<ValueId> results = region.results;
  if (attribute.stops) {
    b_.set(stop, scalar(results[0]));
    results.erase(results.begin());
  }
  end_iteration(loop, results);
  --loop_depth_, --plan_depth_;
}

void Emitter::run_for(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
  const Symbol& symbol = g_.dims[attribute.index];
  const LoopFacts facts = analyze_loop(g_, node);
  plan_ += std::string(static_cast<std::size_t>(2 * plan_depth_), ' ') + head_of(node);
  const auto outer_poll = std::exchange(poll_, loop_number_.at(state.region.nodes[position].index));
  const bool lanes = in_lanes(node, facts);
  const bool parallel = runs_parallel(node, facts, lanes);
  result_.loops.back().number = poll_;
  if (!parallel && !lanes && run_in_tiles(state, position)) {
    poll_ = outer_poll;
    return;
  }
  result_.kernel.scalar_loops = true;
  if (parallel) {
    run_parallel_for(state, position, facts, lanes);
    poll_ = outer_poll;
    return;
  }
  plan_ += lanes ? ": side by side\n" : "\n";
  ++enclosing_loops_;
  LoopState loop = begin_loop(state, position);
  const loop::RegisterId stop = attribute.stops ? b_.reg("stop", DType::kBool) : loop::RegisterId();
  const auto body = [&](loop::ValueId index) { iteration(state, position, loop, index, stop); };
  const auto begin = dim(symbol.a);
  const auto end = dim(symbol.b);
  b_.poll(poll_);
  if (lanes) {
    LaneLoop(*this, state, position, facts, loop).run(begin, end);
  } else if (attribute.stops) {
    b_.serial_until(begin, end, stop, body);
  } else {
    b_.serial(begin, end, body);
  }
  poll_ = outer_poll;
  end_loop(loop);
  --enclosing_loops_;
}

/// A loop in time over stencils, several steps at a time, if it is one.
bool Emitter::run_in_tiles(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  // Iterations that are counted are counted one by one; a GPU keeps arrays in its cache as a whole.
  if (options_.gpu || options_.counts_iterations || !g_.fused_blocks.empty() ||
      options_.leaves_out(Choice::kTimeTiles))
    return false;
  const TimeLoop loop = find_time_loop(g_, node);
  LoopReport& report = result_.loops.back();
  if (loop.stages.empty()) {
    if (!loop.why_not.empty())
      report.notes.push_back(
          {fmt::format("its steps are made one by one: {}", loop.why_not), {}, {}});
    return false;
  }
  TimeTiles::explain(loop, report);
  plan_ += ": several steps at a time\n";
  TimeTiles(*this, state, position, loop).run();
  return true;
}

/// The condition is computed before the loop and at the end of each iteration.
void Emitter::run_while(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const graph::Region& test = g_.region(node.regions[0]);
  const graph::Region& region = g_.region(node.regions[1]);
  LoopState loop = begin_loop(state, position);
  const auto stop = b_.reg("stop", DType::kBool);
  result_.kernel.scalar_loops = true;
  plan_ += fmt::format("{}while\n", std::string(static_cast<std::size_t>(2 * plan_depth_), ' '));
  result_.loops.push_back({node.locations, "while", enclosing_loops_, "serial", {}});
  result_.loops.back().notes.push_back({"its iterations are not counted beforehand", {}, {}});
  ++enclosing_loops_;
  const auto condition = [&] {
    Scope scope(*this);
    bind_arguments(loop, test, 0);
    RegionState inner(*this, test, &state, position, true);
    run_nodes(inner);
    return scalar(test.results[0]);
  };
  ++loop_depth_, ++plan_depth_;
  const graph::NodeId id = state.region.nodes[position];
  const auto outer_poll = std::exchange(poll_, loop_number_.at(id.index));
  b_.branch(condition(), [&] {
    poll(id);
    const auto forever = b_.i64(std::numeric_limits<std::int64_t>::max());
    b_.serial_until(b_.i64(0), forever, stop, [&](loop::ValueId) {
      {
        Scope scope(*this);
        count_iteration(id);
        bind_arguments(loop, region, 0);
        prefer_results(loop, region.results);
        RegionState inner(*this, region, &state, position, true);
        run_nodes(inner);
        end_iteration(loop, region.results);
      }
      b_.set(stop, b_.op(Op::Not, condition()));
    });
  });
  --loop_depth_, --plan_depth_;
  poll_ = outer_poll;
  --enclosing_loops_;
  end_loop(loop);
}

}  // namespace sinter::lower
