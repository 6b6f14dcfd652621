// Values that are computed where they are needed: what a reshape is made of lies where the reshape
// lies, and what a concatenation is made of lies in its part of it, instead of being copied there.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/lower/emitter.h"
#include "compiler/lower/region_state.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

namespace {

bool is_moved_as_a_whole(const graph::Graph& g, const Node& node) {
  return node.op == Op::Reshape && !is_index_map(g, node);
}

/// Takes a value from what a phase stores of the full shape; false where the phase is of another
/// kind.
bool leave_out(Phase& phase, ValueId v) {
  const bool simple = phase.kind == PhaseKind::kElementwise || phase.kind == PhaseKind::kRows;
  return simple && std::erase(phase.roots, v) > 0;
}

void remove_empty_phases(Schedule& schedule) {
  std::vector<int> number;
  std::vector<Phase> left;
  for (Phase& phase : schedule.phases) {
    const bool empty = phase.computed().empty();
    number.push_back(empty ? -1 : static_cast<int>(left.size()));
    if (!empty) left.push_back(std::move(phase));
  }
  schedule.phases = std::move(left);
  for (int& phase : schedule.phase_of)
    if (phase >= 0) phase = number[static_cast<std::size_t>(phase)];
}

}  // namespace

/// Whether the segment computes a value in memory of its own, and alone uses it.
bool Emitter::may_lie_elsewhere(ValueId v, const RegionState& state, std::size_t end,
                                const Schedule& schedule) const {
  if (g_.is_argument(v) || !schedule.is_stored(v) || schedule.lazy[v.index]) return false;
  if (g_.type(v).shape.empty() || storage_.contains(v.index) || preferred_.contains(v.index))
    return false;
  const auto last = state.last_use.find(v.index);
  if (last == state.last_use.end() || last->second >= end) return false;
  const auto number = static_cast<std::size_t>(schedule.phase_of[v.index]);
  return schedule.phases[number].kind != PhaseKind::kRefine;
}

/// What of a concatenation is computed where it lies there: the operand, or what is the same but
/// for axes of size 1 (of other shape, where the parts are `dense`); nothing where it is copied.
/// Memory with gaps is read by nobody else.
ValueId Emitter::placed_part(ValueId operand, bool dense, const RegionState& state, std::size_t end,
                             const Segment& segment, const Schedule& schedule) const {
  ValueId v = operand;
  for (;; v = g_.def(v).operands[0]) {
    std::ptrdiff_t users = 0;
    for (const graph::NodeId n : segment.nodes) users += std::ranges::count(g_.node(n).operands, v);
    if (users != 1 || g_.is_argument(v)) return {};
    if (schedule.is_stored(v)) break;
    const auto last = state.last_use.find(v.index);
    const Node& node = g_.def(v);
    if (node.op != Op::Reshape || last->second >= end) return {};
    if (!dense && !is_index_map(g_, node)) return {};
  }
  return may_lie_elsewhere(v, state, end, schedule) ? v : ValueId();
}

/// Where `v` lies if `operand`, which is reshapes of it, lies at `place`.
Storage Emitter::before_reshapes(ValueId operand, ValueId v, Storage place) {
  for (; operand != v; operand = g_.def(operand).operands[0]) {
    const Node& node = g_.def(operand);
    const Shape& from = g_.type(node.operands[0]).shape;
    const Shape& to = g_.type(operand).shape;
    if (!is_index_map(g_, node)) {
      place.strides = row_major(from);
      continue;
    }
    const Index strides = std::move(place.strides);
    place.strides.assign(from.size(), b_.i64(0));
    std::size_t at = 0;
    for (std::size_t i = 0; i < from.size(); ++i) {
      if (from[i] == Dim(1)) continue;
      while (to[at] == Dim(1)) ++at;
      place.strides[i] = strides[at++];
    }
  }
  return place;
}

/// Where the part of a concatenation that begins at `start` along its axis lies.
Storage Emitter::part_from(const Storage& whole, std::size_t axis, loop::ValueId start) {
  Storage part = whole;
  part.contiguous = false;
  part.first = b_.add(whole.first ? whole.first : b_.i64(0), b_.mul(start, whole.strides[axis]));
  return part;
}

/// Gives parts of a concatenation their places; true where none is left to be copied.
bool Emitter::place_parts(const Node& node, const RegionState& state, std::size_t end,
                          const Segment& segment, const Schedule& schedule) {
  const ValueId whole = node.results[0];
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  const auto found = storage_.find(whole.index);
  const bool dense = axis == 0 && (found == storage_.end() || found->second.contiguous);
  std::vector<ValueId> parts;
  for (const ValueId operand : node.operands)
    parts.push_back(placed_part(operand, dense, state, end, segment, schedule));
  if (std::ranges::none_of(parts, [](ValueId v) { return static_cast<bool>(v); })) return false;
  if (found == storage_.end()) storage_[whole.index] = new_array(whole, g_.type(whole));
  const Storage place = storage_.at(whole.index);
  auto start = b_.i64(0);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const ValueId operand = node.operands[k];
    if (parts[k]) {
      storage_[parts[k].index] = before_reshapes(operand, parts[k], part_from(place, axis, start));
      placed_.insert({whole.index, k});
      tell_place(parts[k], whole);
    }
    start = b_.add(start, dim(g_.type(operand).shape[axis]));
  }
  return std::ranges::all_of(parts, [](ValueId v) { return static_cast<bool>(v); });
}

void Emitter::tell_place(ValueId v, ValueId whole) {
  plan_ += fmt::format("{}%{} is computed where %{} lies\n",
                       std::string(static_cast<std::size_t>(2 * plan_depth_), ' '), v.index,
                       whole.index);
}

/// An argument in another shape, which the segment alone reads as memory, is the argument's memory:
/// nothing ever writes to that.
void Emitter::view_arguments(const RegionState& state, std::size_t end, const Segment& segment,
                             Schedule& schedule) {
  for (const graph::NodeId n : segment.nodes) {
    const Node& node = g_.node(n);
    if (!is_moved_as_a_whole(g_, node)) continue;
    const ValueId v = node.results[0], whole = node.operands[0];
    const auto found = storage_.find(whole.index);
    if (!is_parameter(whole) || found == storage_.end() || !found->second.contiguous) continue;
    if (!may_lie_elsewhere(v, state, end, schedule)) continue;
    auto& phase = schedule.phases[static_cast<std::size_t>(schedule.phase_of[v.index])];
    if (!leave_out(phase, v)) continue;
    storage_[v.index] = {found->second.buffer, row_major(g_.type(v).shape), {}, true};
  }
  remove_empty_phases(schedule);
}

bool Emitter::is_parameter(ValueId v) const {
  const auto& parameters = g_.body().arguments;
  return std::ranges::find(parameters, v) != parameters.end();
}

/// Of a segment that ends before position `end`. The last nodes first: what a value is made of may
/// be made of others in turn. What a barrier computes itself may read what it overwrites.
void Emitter::place_values(const RegionState& state, std::size_t end, const Segment& segment,
                           Schedule& schedule) {
  if (loop_depth_ > 0 || in_parallel_ || options_.leaves_out(Choice::kPlacedParts) ||
      !segment.lazy_outputs.empty())
    return;
  std::set<std::uint32_t> here;
  for (auto n = segment.nodes.rbegin(); n != segment.nodes.rend(); ++n) {
    const Node& node = g_.node(*n);
    const ValueId v = node.results[0];
    if (!schedule.is_stored(v) || schedule.lazy[v.index]) continue;
    const bool is_new = !storage_.contains(v.index);
    Phase& phase = schedule.phases[static_cast<std::size_t>(schedule.phase_of[v.index])];
    if (node.op == Op::Concat && (is_new || here.contains(v.index))) {
      if (place_parts(node, state, end, segment, schedule)) phase.roots.clear();
    } else if (is_moved_as_a_whole(g_, node) && is_new) {
      const ValueId operand = node.operands[0];
      if (!may_lie_elsewhere(operand, state, end, schedule) || !leave_out(phase, v)) continue;
      const Storage place = new_array(v, g_.type(v));
      storage_[v.index] = place;
      storage_[operand.index] = {place.buffer, row_major(g_.type(operand).shape), {}, true};
      here.insert(operand.index);
      tell_place(operand, v);
    }
  }
  remove_empty_phases(schedule);
}

}  // namespace sinter::lower
