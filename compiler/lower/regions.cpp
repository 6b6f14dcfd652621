// Regions are emitted as segments of plain nodes between barriers: control flow, updates, scatter
// and bind_size. A segment is scheduled by itself; what it gives to later nodes is stored, so that
// nothing is computed from memory that a barrier has changed meanwhile.
#include <algorithm>

#include "compiler/lower/plan.h"
#include "compiler/lower/region_state.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;
using loop::BufferKind;

namespace {

bool is_barrier(Op op) {
  return is_control(op) || op == Op::Update || op == Op::Scatter || op == Op::BindSize ||
         is_show(op);
}

bool is_one(const Dim& d) { return d == Dim(1); }

/// The scalar that a value repeats, when it is one; through the nodes of a segment.
ValueId scalar_source(const graph::Graph& g, ValueId v) {
  while (g.type(v).rank() > 0) {
    if (g.is_argument(v)) return {};
    const Node& node = g.def(v);
    const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose ||
                       (node.op == Op::Reshape && is_index_map(g, node));
    if (!moves) return {};
    v = node.operands[0];
  }
  return v;
}

}  // namespace

Emitter::RegionState::RegionState(const Emitter& emitter, const graph::Region& of,
                                  const RegionState* outer, std::size_t position, bool is_loop)
    : region(of), parent(outer), at(position), loop(is_loop) {
  const graph::Graph& g = emitter.g_;
  for (ValueId v : of.results) last_use[v.index] = of.nodes.size();
  std::set<std::uint32_t> only_ranks;
  for (std::size_t i = of.nodes.size(); i-- > 0;) {
    const Node& node = g.node(of.nodes[i]);
    if (const auto mask = emitter.mask_of_positions(of, node)) {
      true_positions.emplace(node.results[0].index, *mask);
      last_use.emplace(mask->index, i);
      emitter.collect_ranks(node.operands[2], only_ranks);
      continue;
    }
    const bool ranks = !node.results.empty() && only_ranks.contains(node.results[0].index);
    if (ranks && !last_use.contains(node.results[0].index)) continue;
    for (ValueId v : node.operands) last_use.emplace(v.index, i);
    for (ValueId v : graph::captures(g, node)) last_use.emplace(v.index, i);
  }
}

void Emitter::find_regions(graph::RegionId id) {
  const graph::Region& region = g_.region(id);
  for (ValueId v : region.arguments) region_of_[v.index] = id;
  for (graph::NodeId n : region.nodes) {
    for (ValueId v : g_.node(n).results) region_of_[v.index] = id;
    for (graph::RegionId inner : g_.node(n).regions) find_regions(inner);
  }
}

void Emitter::run_nodes(RegionState& state) {
  const auto& nodes = state.region.nodes;
  for (std::size_t i = 0; i < nodes.size();) {
    std::size_t end = i;
    while (end < nodes.size() && !is_barrier(g_.node(nodes[end]).op)) ++end;
    if (end > i) {
      run_segment(state, i, end);
      stop_if_failed(state, i, end);
    }
    if (end < nodes.size()) {
      run_barrier(state, end);
      stop_if_failed(state, end, end + 1);
      ++end;
    }
    i = end;
  }
}

/// Ends the call after nodes that may have failed: what comes later relies on what was checked, and
/// a loop might not even end.
void Emitter::stop_if_failed(const RegionState& state, std::size_t begin, std::size_t end) {
  if (end == state.region.nodes.size() && !state.parent) return;
  for (std::size_t i = begin; i < end; ++i) {
    const Node& node = state.node(g_, i);
    if (!is_control(node.op) && may_fail(g_, node)) return b_.stop_if_failed();
  }
}

void Emitter::run_barrier(RegionState& state, std::size_t position) {
  const Node& node = state.node(g_, position);
  const AtPlace place(*this, node);
  fused_.add_barrier(node);
  switch (node.op) {
    case Op::If:
      return run_if(state, position);
    case Op::For:
      return run_for(state, position);
    case Op::While:
      return run_while(state, position);
    case Op::Update:
      return run_update(state, position);
    case Op::Scatter:
      return run_scatter(state, position);
    case Op::Print:
    case Op::Assert:
    case Op::Statement:
      return run_show(state, position);
    case Op::CallHost:
      return run_call_host(state, position);
    default:
      break;
  }
  const auto symbol = std::get<graph::DimAttr>(node.attribute).dim.as_symbol();
  // The caller has computed a size of a result before, and made the memory for it.
  if (!given_sizes_.contains(symbol->index)) symbols_[symbol->index] = scalar(node.operands[0]);
  scalars_[node.results[0].index] = symbols_[symbol->index];
}

/// Whether the value is used at no later place of the region or, where that may be run again or
/// goes on, of those around it.
bool Emitter::is_dead_after(ValueId v, const RegionState* state, std::size_t position) const {
  while (state) {
    const auto use = state->last_use.find(v.index);
    if (use != state->last_use.end() && use->second > position) return false;
    if (&g_.region(region_of_[v.index]) == &state->region) return true;
    if (state->loop) return false;
    position = state->at;
    state = state->parent;
  }
  return true;
}

/// Whether the memory of a value may be written from this position on.
bool Emitter::is_reusable(ValueId v, const RegionState& state, std::size_t position) const {
  const auto storage = storage_.find(v.index);
  if (storage == storage_.end() || !storage->second.contiguous) return false;
  const auto buffer = storage->second.buffer;
  if (result_.kernel.buffers[buffer.index].kind == BufferKind::kInput) return false;
  const auto occupant = occupant_.find(buffer.index);
  return occupant != occupant_.end() && occupant->second == v && is_dead_after(v, &state, position);
}

/// Memory for a whole value: where it had best be, when that is free, else its own.
Storage Emitter::new_array(ValueId v, const graph::Type& type) {
  const auto wish = preferred_.find(v.index);
  if (wish != preferred_.end() && !occupant_.contains(wish->second.buffer.index)) {
    occupant_[wish->second.buffer.index] = v;
    return wish->second;
  }
  const auto buffer = b_.buffer(fmt::format("value{}", v.index), type.dtype, BufferKind::kLocal);
  b_.alloc(buffer, product(dims(type.shape)));
  occupant_[buffer.index] = v;
  return {buffer, row_major(type.shape), {}, true};
}

/// Wishes that a value, and what it is an update of, be stored at a place.
void Emitter::prefer(ValueId v, const Storage& storage) {
  if (g_.is_argument(v)) return;
  const auto& wish = preferred_.emplace(v.index, storage).first->second;
  if (wish.buffer != storage.buffer) return;
  const Node& node = g_.def(v);
  const auto number = g_.value(v).index;
  const auto result = [&](std::size_t region, std::size_t first) {
    return g_.region(node.regions[region]).results[first + number];
  };
  if (node.op == Op::Update || node.op == Op::Scatter) {
    prefer(node.operands[0], storage);
  } else if (node.op == Op::If) {
    prefer(result(0, 0), storage);
  } else if (node.op == Op::For || node.op == Op::While) {
    prefer(node.operands[number], storage);
  }
}

/// Whether a value of the segment that is used after position `end` had better be computed there:
/// it only picks elements, of scalars or of arrays that lie in memory until then. Those are kept
/// for it.
bool Emitter::can_wait(RegionState& state, std::size_t end, ValueId v, Segment& segment) const {
  const std::size_t last = state.last_use.at(v.index);
  if (g_.type(v).shape.empty() || last >= state.region.nodes.size()) return false;
  std::set<std::uint32_t> sources;
  ValueId scalar;
  for (ValueId u = v;;) {
    if (scalars_.contains(u.index)) break;
    if (storage_.contains(u.index)) {
      sources.insert(u.index);
      break;
    }
    if (g_.is_argument(u)) return false;
    const Node& node = g_.def(u);
    const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose ||
                       node.op == Op::Slice || (node.op == Op::Reshape && is_index_map(g_, node));
    if (!moves) {
      if (node.op == Op::Constant || node.op == Op::DimSize || node.op == Op::Iota) break;
      if (!is_made_in(segment, u)) return false;
      const auto& known = segment.outputs;
      const bool stays = std::find(known.begin(), known.end(), u) != known.end();
      if (!g_.type(u).shape.empty()) {
        if (!stays) return false;
        sources.insert(u.index);
      } else if (!stays) {
        scalar = u;
      }
      break;
    }
    u = node.operands[0];
  }
  const auto is_source = [&](ValueId u) { return sources.contains(u.index); };
  for (std::size_t i = end; i <= last; ++i) {
    const Node& node = state.node(g_, i);
    const bool uses =
        std::find(node.operands.begin(), node.operands.end(), v) != node.operands.end();
    if (uses && node.op == Op::Reshape && reads_memory(g_, node)) return false;
    const bool writes = node.op == Op::Update || node.op == Op::Scatter;
    if (writes && (node.operands[0] == v || is_source(node.operands[0]))) return false;
    if (!is_control(node.op)) continue;
    // A branch may change what it captures in its place.
    const auto captured = graph::captures(g_, node);
    if (uses || std::any_of(node.operands.begin(), node.operands.end(), is_source) ||
        std::find(captured.begin(), captured.end(), v) != captured.end() ||
        (node.op == Op::If && std::any_of(captured.begin(), captured.end(), is_source)))
      return false;
  }
  if (scalar) segment.outputs.push_back(scalar);
  for (std::uint32_t u : sources) {
    auto& use = state.last_use[u];
    use = std::max(use, last);
  }
  return true;
}

void Emitter::choose_outputs(RegionState& state, std::size_t begin, std::size_t end,
                             Segment& segment) const {
  const auto& nodes = state.region.nodes;
  segment.nodes.assign(nodes.begin() + static_cast<std::ptrdiff_t>(begin),
                       nodes.begin() + static_cast<std::ptrdiff_t>(end));
  for (std::size_t i = begin; i < end; ++i) {
    const ValueId v = g_.node(nodes[i]).results[0];
    const auto use = state.last_use.find(v.index);
    if (use == state.last_use.end() || use->second < end || is_constant(g_, v)) continue;
    const bool next_only = end < nodes.size() && use->second == end;
    if (next_only && consume_lazily(g_.node(nodes[end]), v, segment)) continue;
    if (can_wait(state, end, v, segment)) continue;
    segment.outputs.push_back(v);
  }
}

bool Emitter::is_made_in(const Segment& segment, ValueId v) const {
  return !g_.is_argument(v) && std::find(segment.nodes.begin(), segment.nodes.end(),
                                         g_.value(v).node) != segment.nodes.end();
}

/// A barrier computes its operand itself, where nothing that it changes is read for that.
bool Emitter::consume_lazily(const Node& next, ValueId v, Segment& segment) const {
  const auto uses = std::count(next.operands.begin(), next.operands.end(), v);
  if (uses != 1 || next.operands[0] == v) return false;
  if (next.op == Op::Update) {
    const ValueId source = scalar_source(g_, v);
    if (!source) return false;
    const bool own = is_made_in(segment, source);
    const auto& known = segment.outputs;
    if (own && !is_constant(g_, source) &&
        std::find(known.begin(), known.end(), source) == known.end())
      segment.outputs.push_back(source);
    segment.lazy_outputs.push_back(v);
    return true;
  }
  if (next.op != Op::Scatter) return false;
  const auto base = storage_.find(next.operands[0].index);
  if (base != storage_.end() && reaches_buffer(v, nullptr, base->second.buffer, true)) return false;
  segment.lazy_outputs.push_back(v);
  return true;
}

void Emitter::run_segment(RegionState& state, std::size_t begin, std::size_t end) {
  Segment segment;
  choose_outputs(state, begin, end, segment);
  for (graph::NodeId n : segment.nodes) {
    const Node& node = g_.node(n);
    if (reads_memory(g_, node) && is_constant(g_, node.operands[0]))
      store_in_memory(node.operands[0]);
  }
  segment.joins_elements = loop_depth_ == 0 && !in_parallel_ && !options_.gpu;
  segment.turns_arrays = segment.joins_elements && !options_.leaves_out(Choice::kTurnedTiles);
  segment.refines_rows = loop_depth_ == 0 && !in_parallel_ && options_.gpu;
  Schedule schedule = make_schedule(g_, segment);
  const bool update = end < state.region.nodes.size() && state.node(g_, end).op == Op::Update;
  if (update) {
    const Node& node = state.node(g_, end);
    const ValueId value = node.operands[1];
    const auto& part = std::get<graph::SliceAttr>(node.attribute);
    const auto& outputs = segment.outputs;
    const auto use = state.last_use.find(value.index);
    if (std::find(outputs.begin(), outputs.end(), value) != outputs.end() && use->second == end &&
        value != node.operands[0] && !is_made_in(segment, node.operands[0])) {
      const Part written{part, g_.type(value).shape, g_.type(node.operands[0]).shape};
      const bool reuse = is_reusable(node.operands[0], state, end);
      const auto buffer = reuse ? storage_.at(node.operands[0].index).buffer : loop::BufferId();
      const int phase = schedule.phase_of[value.index];
      const bool refines =
          phase < 0 || schedule.phases[static_cast<std::size_t>(phase)].kind == PhaseKind::kRefine;
      if (!refines && (!reuse || may_write(schedule, value, buffer, &written))) {
        const Storage whole = update_target(state, end, node, false);
        storage_[value.index] = part_of(whole, part);
        written_[node.results[0].index] = whole;
      }
    }
  }
  bool fixed = !written_.empty();
  const auto outputs = segment.outputs;
  for (ValueId v : outputs) fixed |= replace(state, end, v, segment, schedule, fixed);
  place_values(state, end, segment, schedule);
  view_arguments(state, end, segment, schedule);
  std::vector<PlannedKernel> kernels(schedule.phases.size());
  for (std::size_t p = 0; p < kernels.size(); ++p) {
    of_rows_alone_.clear();
    const bool across = goes_across(schedule.phases[p]) || goes_by_warps(schedule.phases[p]);
    if (across || width_to_ask_for(schedule.phases[p]))
      (across ? of_rows_alone_ : maybe_of_rows_alone_) = values_of_rows_alone(schedule, p, segment);
    declare_locals(schedule.phases[p]);
    kernels[p].first_instruction = b_.instruction_count();
    emit(schedule.phases[p]);
    kernels[p].last_instruction = b_.instruction_count();
  }
  of_rows_alone_.clear();
  fused_.add(schedule, segment);
  for (std::size_t p = 0; p < kernels.size(); ++p)
    plan_kernel(schedule.phases[p], std::move(kernels[p]));
}

/// What the plan says of a phase that has been emitted.
void Emitter::plan_kernel(const Phase& phase, PlannedKernel kernel) {
  PhaseInputs inputs = inputs_of(phase, g_, [&](ValueId v) { return is_at_hand(v); });
  plan_ += print(phase, g_, kernel_number_++, plan_depth_) + print(inputs, g_, plan_depth_);
  kernel.plan_end = plan_.size();
  kernel.depth = plan_depth_;
  kernel.reads = std::move(inputs.reads);
  for (const ValueId v : phase.computed()) {
    if (is_at_hand(v) && !g_.type(v).shape.empty()) kernel.writes.push_back({v, g_.type(v).shape});
  }
  result_.kernels.push_back(std::move(kernel));
}

/// A constant that something reads from memory.
void Emitter::store_in_memory(ValueId v) {
  if (storage_.contains(v.index)) return;
  const auto& type = g_.type(v);
  const auto buffer = b_.buffer("constant", type.dtype, BufferKind::kLocal);
  b_.alloc(buffer, product(dims(type.shape)));
  const Storage storage{buffer, row_major(type.shape), {}, true};
  copy_value(storage, v);
  storage_[v.index] = storage;
}

void Emitter::copy_value(const Storage& to, ValueId v) {
  is_copied(v, to, false);
  copy(
      to, g_.type(v).shape, [&](const Index& index) { return eval(v, index); },
      [&](const Index& index) { hoist(v, index); });
}

/// Copies each value to its place (none: not an array), as if all at once, unless it is there
/// already. A value that lies where another one is about to be written waits elsewhere meanwhile.
void Emitter::move_arrays(const std::vector<ValueId>& values, const std::vector<Storage>& places) {
  const std::size_t count = values.size();
  std::vector<bool> moves(count, false);
  for (std::size_t k = 0; k < count; ++k) {
    if (!places[k].buffer) continue;
    const auto found = storage_.find(values[k].index);
    moves[k] = found == storage_.end() || found->second.buffer != places[k].buffer;
  }
  const auto before = storage_;
  for (std::size_t k = 0; k < count; ++k) {
    const auto found = before.find(values[k].index);
    if (!moves[k] || found == before.end()) continue;
    bool overwritten = false;
    for (std::size_t j = 0; j < count; ++j)
      overwritten |= moves[j] && j != k && places[j].buffer == found->second.buffer;
    if (!overwritten || storage_.at(values[k].index).buffer != found->second.buffer) continue;
    const auto& type = g_.type(values[k]);
    const auto buffer = b_.buffer("waiting", type.dtype, BufferKind::kLocal);
    b_.alloc(buffer, product(dims(type.shape)));
    const Storage storage{buffer, row_major(type.shape), {}, true};
    copy_value(storage, values[k]);
    storage_[values[k].index] = storage;
  }
  for (std::size_t k = 0; k < count; ++k) {
    if (!moves[k]) continue;
    is_copied(values[k], places[k], true);
    copy_value(places[k], values[k]);
  }
  storage_ = before;
}

/// Writes every element of a part of memory.
void Emitter::copy(const Storage& to, const Shape& shape,
                   const std::function<loop::ValueId(const Index&)>& element,
                   const std::function<void(const Index&)>& before_rows) {
  Scope scope(*this);
  const auto write = [&](const Index& index) {
    b_.store(to.buffer, offset(to, index), element(index));
  };
  if (std::all_of(shape.begin(), shape.end(), is_one)) {
    return write(Index(shape.size(), b_.i64(0)));
  }
  // Axes of size 1 at the end would make rows of one element.
  std::size_t inner = shape.size() - 1;
  while (is_one(shape[inner])) --inner;
  Shape outer = shape;
  outer[inner] = 1;
  is_wide_ = !std::all_of(outer.begin(), outer.end(), is_one);
  if (options_.gpu && !stays_on_thread()) return each_element(shape, false, write);
  constexpr std::int64_t kChunk = 4096;
  const int grain = worthwhile(4, result_.kernel.buffers[to.buffer.index].type);
  const auto last = dim(shape[inner]);
  const auto row_loop = [&](Index index, loop::ValueId begin, loop::ValueId end) {
    index[inner] = {};
    if (before_rows) before_rows(index);
    b_.vector(begin, end, 64, [&](loop::ValueId i) {
      Scope lane(*this);
      index[inner] = i;
      write(index);
    });
  };
  if (std::all_of(outer.begin(), outer.end(), is_one)) {
    parallel(b_.i64(0), b_.ceil_div(last, kChunk), grain, [&](loop::ValueId chunk) {
      Scope chunk_scope(*this);
      const auto first = b_.mul(chunk, b_.i64(kChunk));
      row_loop(Index(shape.size(), b_.i64(0)), first, b_.min(last, b_.add(first, b_.i64(kChunk))));
    });
    return;
  }
  const auto rows = product(dims(outer));
  const auto group =
      b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.i64(kChunk), b_.max(last, b_.i64(1))));
  const auto groups = b_.op(Op::FloorDiv, b_.add(rows, b_.sub(group, b_.i64(1))), group);
  parallel(b_.i64(0), groups, grain, [&](loop::ValueId g) {
    const auto first = b_.mul(g, group);
    b_.serial(first, b_.min(rows, b_.add(first, group)), [&](loop::ValueId row) {
      Scope row_scope(*this);
      row_loop(unflatten(row, outer), b_.i64(0), last);
    });
  });
}

}  // namespace sinter::lower
