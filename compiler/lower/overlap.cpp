// What is read from memory that is about to be written.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "compiler/lower/region_state.h"

namespace sinter::lower {

using graph::Node;
using graph::ValueId;

namespace {

/// The least and the greatest position that a slice of so many elements names; meaningless when it
/// has none.
std::pair<Dim, Dim> ends(const Dim& start, std::int64_t step, const Dim& size) {
  const Dim last = start + (size - 1) * step;
  return step > 0 ? std::pair(start, last) : std::pair(last, start);
}

}  // namespace

/// Whether a node takes a slice of the buffer's array that has no element of the part.
bool Emitter::is_disjoint(const Node& node, loop::BufferId buffer, const Part& part) const {
  if (node.op != Op::Slice) return false;
  const auto storage = storage_.find(node.operands[0].index);
  if (storage == storage_.end() || storage->second.buffer != buffer ||
      !storage->second.contiguous || g_.type(node.operands[0]).shape != part.whole)
    return false;
  const auto& slice = std::get<graph::SliceAttr>(node.attribute);
  const Shape& shape = g_.type(node.results[0]).shape;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const auto [low, high] = ends(slice.start[axis], slice.step[axis], shape[axis]);
    const auto [part_low, part_high] =
        ends(part.slice.start[axis], part.slice.step[axis], part.shape[axis]);
    if (g_.dims.at_least(part_low - high, 1) || g_.dims.at_least(low - part_high, 1)) return true;
  }
  return false;
}

/// Whether evaluating a value (of a segment, under its schedule when it is made) reads a buffer, or
/// what a part of it may share with what is read.
bool Emitter::reaches_buffer(ValueId v, const Schedule* schedule, loop::BufferId buffer, bool top,
                             const Part* part) const {
  std::set<std::uint32_t> seen;
  std::vector<std::pair<ValueId, bool>> pending{{v, top}};
  while (!pending.empty()) {
    const auto [u, first] = pending.back();
    pending.pop_back();
    if (!seen.insert(u.index).second) continue;
    const auto storage = storage_.find(u.index);
    if (!first && storage != storage_.end()) {
      if (storage->second.buffer == buffer) return true;
      continue;
    }
    if (g_.is_argument(u) ||
        (!first && (scalars_.contains(u.index) || (schedule && schedule->is_stored(u)))))
      continue;
    const Node& node = g_.def(u);
    if (part && is_disjoint(node, buffer, *part)) continue;
    for (ValueId operand : node.operands) pending.emplace_back(operand, false);
  }
  return false;
}

/// Whether each element of `root` is computed from nothing of the buffer but that same element (of
/// the part that `root` replaces).
bool Emitter::reads_in_place(ValueId root, const Schedule& schedule, loop::BufferId buffer,
                             const Part* part) const {
  const auto is_buffer = [&](ValueId u) {
    const auto storage = storage_.find(u.index);
    return storage != storage_.end() && storage->second.buffer == buffer;
  };
  std::set<std::uint32_t> seen;  // values are used more than once
  const std::function<bool(ValueId)> visit = [&](ValueId v) {
    if (!seen.insert(v.index).second) return true;
    if (v != root) {
      if (is_buffer(v)) return part == nullptr;
      if (g_.is_argument(v) || is_at_hand(v) || schedule.is_stored(v)) return true;
    }
    const Node& node = g_.def(v);
    if (node.op == Op::Slice && is_buffer(node.operands[0])) {
      if (!part) return false;
      return is_disjoint(node, buffer, *part) ||
             (std::get<graph::SliceAttr>(node.attribute) == part->slice &&
              g_.type(v).shape == g_.type(root).shape);
    }
    const bool follows = is_elementwise(node.op) ||
                         (node.op == Op::Reshape && is_index_map(g_, node)) ||
                         node.operands.empty();
    if (!follows) return !reaches_buffer(v, &schedule, buffer, true, part);
    return std::ranges::all_of(node.operands, visit);
  };
  return visit(root);
}

/// Whether the phase that computes `v` may write to the buffer while the segment runs: nothing
/// computed then or later reads what it overwrites.
bool Emitter::may_write(const Schedule& schedule, ValueId v, loop::BufferId buffer,
                        const Part* part) const {
  const int own = schedule.phase_of[v.index];
  if (own < 0) return false;
  for (std::size_t p = static_cast<std::size_t>(own); p < schedule.phases.size(); ++p) {
    const Phase& phase = schedule.phases[p];
    const bool here = p == static_cast<std::size_t>(own);
    if (here && phase.kind == PhaseKind::kRefine) return false;
    for (ValueId start : phase.computed()) {
      if (!reaches_buffer(start, &schedule, buffer, true, part)) continue;
      const bool own_elements =
          phase.kind == PhaseKind::kElementwise || phase.kind == PhaseKind::kContraction;
      const bool in_place =
          here && start == v && own_elements && reads_in_place(v, schedule, buffer, part);
      if (!in_place) return false;
    }
  }
  return true;
}

/// Slices of a buffer's array that are one element thin along an axis: cheap to keep while the
/// array is overwritten.
std::vector<ValueId> Emitter::thin_slices(const Segment& segment, loop::BufferId buffer) const {
  std::vector<ValueId> result;
  for (graph::NodeId n : segment.nodes) {
    const Node& node = g_.node(n);
    if (node.op != Op::Slice) continue;
    const auto storage = storage_.find(node.operands[0].index);
    if (storage == storage_.end() || storage->second.buffer != buffer) continue;
    const Shape& from = g_.type(node.operands[0]).shape;
    const Shape& to = g_.type(node.results[0]).shape;
    bool thin = false;
    for (std::size_t axis = 0; axis < to.size(); ++axis)
      thin |= to[axis] == Dim(1) && from[axis] != Dim(1);
    if (thin) result.push_back(node.results[0]);
  }
  return result;
}

/// Whether a value of the segment had best be written where its name was carried to, over a value
/// that nobody reads any more; what it still reads of that in other places is kept by the schedule
/// that then takes the place of the old one, unless that is `fixed` because others rely on it.
bool Emitter::replace(const RegionState& state, std::size_t end, ValueId v, Segment& segment,
                      Schedule& schedule, bool fixed) {
  const auto wish = preferred_.find(v.index);
  if (wish == preferred_.end() || storage_.contains(v.index)) return false;
  const loop::BufferId buffer = wish->second.buffer;
  const auto occupant = occupant_.find(buffer.index);
  if (occupant == occupant_.end() || !storage_.contains(occupant->second.index) ||
      !is_reusable(occupant->second, state, end - 1))
    return false;
  if (!may_write(schedule, v, buffer, nullptr)) {
    const auto thin = thin_slices(segment, buffer);
    if (thin.empty() || fixed) return false;
    Segment with_slices = segment;
    with_slices.outputs.insert(with_slices.outputs.end(), thin.begin(), thin.end());
    Schedule other = make_schedule(g_, with_slices);
    if (!may_write(other, v, buffer, nullptr)) return false;
    segment = std::move(with_slices);
    schedule = std::move(other);
  }
  storage_[v.index] = wish->second;
  occupant_[buffer.index] = v;
  plan_ += fmt::format("{}%{} over what it was before\n",
                       std::string(static_cast<std::size_t>(2 * plan_depth_), ' '), v.index);
  return true;
}

}  // namespace sinter::lower
