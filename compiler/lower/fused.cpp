// Blocks that the program wants to be one kernel.
#include "compiler/lower/fused.h"

#include <algorithm>

#include "compiler/shape/binding.h"
#include "compiler/support/check.h"

namespace sinter::lower {
namespace {

using graph::Node;
using graph::ValueId;

std::vector<std::uint32_t> blocks_of(const graph::Graph& g, const Node& node) {
  std::vector<std::uint32_t> blocks;
  std::ranges::set_intersection(node.locations, g.fused_blocks, std::back_inserter(blocks));
  return blocks;
}

/// The phases in which the values of a segment are computed: their own, or those of what they are
/// used for.
std::map<std::uint32_t, std::set<int>> phases_of(const graph::Graph& g, const Schedule& schedule,
                                                 const Segment& segment) {
  std::map<std::uint32_t, std::set<int>> phases;
  for (auto id = segment.nodes.rbegin(); id != segment.nodes.rend(); ++id) {
    const Node& node = g.node(*id);
    const ValueId v = node.results[0];
    std::set<int>& own = phases[v.index];
    if (schedule.is_stored(v)) own = {schedule.phase_of[v.index]};
    const std::set<int> used = own;
    for (const ValueId operand : node.operands)
      phases[operand.index].insert(used.begin(), used.end());
  }
  return phases;
}

}  // namespace

void FusedBlocks::add(const Schedule& schedule, const Segment& segment) {
  if (g_.fused_blocks.empty()) return;
  const auto phases = phases_of(g_, schedule, segment);
  for (const graph::NodeId id : segment.nodes) {
    const Node& node = g_.node(id);
    if (is_constant(g_, node.results[0])) continue;
    for (const std::uint32_t block : blocks_of(g_, node)) {
      for (const int phase : phases.at(node.results[0].index))
        kernels_[block].emplace(first_ + phase,
                                schedule.phases[static_cast<std::size_t>(phase)].reason);
    }
  }
  first_ += static_cast<int>(schedule.phases.size());
}

void FusedBlocks::add_barrier(const Node& node) {
  if (node.op == Op::BindSize) return;
  for (const std::uint32_t block : blocks_of(g_, node)) {
    kernels_[block].emplace(first_,
                            fmt::format("`{}` is a step of its own", info(node.op).spelling));
  }
  ++first_;
}

void FusedBlocks::check() const {
  for (const auto& [block, kernels] : kernels_) {
    if (kernels.size() < 2) continue;
    std::set<std::string> reasons;
    for (const auto& [number, reason] : kernels) {
      // The first kernel's reason is about what stands before the block, unless it is a step.
      if ((number != kernels.begin()->first || reason.starts_with('`')) && !reason.empty())
        reasons.insert(reason);
    }
    if (reasons.empty()) reasons.insert("they stand on two sides of a step of its own");
    graph::fail_at(ErrorKind::kUser, "E0715",
                   fmt::format("this block became {} kernels, as {}", kernels.size(),
                               fmt::join(reasons, "; ")),
                   g_.locations, {block});
  }
}

}  // namespace sinter::lower
