// Values of rows that two passes need and that cost more to compute than to load (the exponentials
// of a softmax): the first pass leaves them in memory of the group of rows, which stays in cache.
// What passes need of that which the phase stores, they leave where it is stored.
#include <algorithm>

#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;

namespace {

/// Where the expensive values of rows are used: by stage, a pass or (last) what the phase stores.
class RowUses {
 public:
  RowUses(const graph::Graph& graph, const std::vector<graph::ValueId>& roots,
          const std::function<bool(graph::ValueId)>& is_at_hand)
      : g_(graph), roots_(roots), is_at_hand_(is_at_hand) {}

  /// The operands of `v` at the row's own positions.
  void visit_operands(graph::ValueId v, std::size_t stage, bool in_place) {
    for (graph::ValueId operand : g_.def(v).operands) visit(operand, stage, in_place);
  }

  struct Use {
    std::size_t first = 0, last = 0;
    bool in_place = true;  ///< Always at the same position as what it is used for.
  };
  const std::map<std::uint32_t, Use>& uses() const { return uses_; }
  bool is_root(graph::ValueId v) const { return std::ranges::find(roots_, v) != roots_.end(); }

 private:
  void visit(graph::ValueId v, std::size_t stage, bool in_place) {
    if (g_.is_argument(v) || is_at_hand_(v)) return;
    if (!seen_.emplace(v.index, stage, in_place).second) return;
    const Node& node = g_.def(v);
    if (is_elementwise(node.op) && (is_expensive(node.op) || is_root(v))) {
      Use& use = uses_.try_emplace(v.index, Use{stage, stage, true}).first->second;
      use.last = stage;
      use.in_place &= in_place;
      if (use.in_place && use.first < stage)
        return;  // it is loaded, and what it is made of is not needed
    }
    visit_operands(v, stage, in_place && is_elementwise(node.op));
  }

  const graph::Graph& g_;
  const std::vector<graph::ValueId>& roots_;
  const std::function<bool(graph::ValueId)>& is_at_hand_;
  std::set<std::tuple<std::uint32_t, std::size_t, bool>> seen_;
  std::map<std::uint32_t, Use> uses_;
};

}  // namespace

/// What the phase stores is no memory to load from before it is stored.
std::map<std::uint32_t, Storage> Emitter::take_roots(const Phase& phase) {
  std::map<std::uint32_t, Storage> taken;
  const auto& stored = phase.kind == PhaseKind::kColumns ? phase.along : phase.roots;
  for (const graph::ValueId root : stored) taken.insert(storage_.extract(root.index));
  return taken;
}

std::vector<Emitter::KeptValue> Emitter::keep_values(const Phase& phase,
                                                     const std::map<std::uint32_t, Storage>& roots,
                                                     loop::ValueId group, loop::ValueId first) {
  const std::function<bool(graph::ValueId)> at_hand = [&](graph::ValueId v) {
    return is_at_hand(v);
  };
  RowUses uses(g_, phase.roots, at_hand);
  for (std::size_t stage = 0; stage < phase.passes.size(); ++stage) {
    for (graph::ValueId r : phase.passes[stage])
      uses.visit_operands(r, stage, !finds_position(g_.def(r).op));
  }
  for (graph::ValueId root : phase.roots)
    uses.visit_operands(root, phase.passes.size(), is_elementwise(g_.def(root).op));
  std::vector<KeptValue> kept;
  for (const auto& [number, use] : uses.uses()) {
    const graph::ValueId v(number);
    const auto& type = g_.type(v);
    if (!use.in_place || type.rank() != static_cast<int>(phase.outer.size()) + 1) continue;
    if (const auto root = roots.find(number); root != roots.end()) {
      if (use.first < phase.passes.size()) kept.push_back({v, use.first, root->second, true});
      continue;
    }
    if (use.first == use.last || options_.leaves_out(Choice::kKeptRows)) continue;
    const auto width = dim(type.shape.back());
    Storage storage{b_.buffer("kept", type.dtype, loop::BufferKind::kLocal), row_major(type.shape),
                    b_.op(Op::Neg, b_.mul(first, width)), false};
    b_.alloc(storage.buffer, b_.mul(group, width));
    kept.push_back({v, use.first, std::move(storage), false});
  }
  return kept;
}

/// Of the values that the pass is to keep those that these reductions compute; each is taken once.
std::vector<Emitter::KeptValue> Emitter::take_kept(const std::vector<graph::ValueId>& reductions) {
  const std::function<bool(graph::ValueId)> at_hand = [&](graph::ValueId v) {
    return is_at_hand(v);
  };
  std::vector<graph::ValueId> wanted;
  for (const KeptValue& keep : to_keep_) wanted.push_back(keep.value);
  RowUses uses(g_, wanted, at_hand);
  for (graph::ValueId r : reductions) uses.visit_operands(r, 0, true);
  std::vector<KeptValue> taken;
  std::erase_if(to_keep_, [&](const KeptValue& keep) {
    if (!uses.uses().contains(keep.value.index)) return false;
    taken.push_back(keep);
    return true;
  });
  return taken;
}

/// After the phase: what it stores stays where it is.
void Emitter::forget_kept(const std::vector<KeptValue>& kept) {
  for (const KeptValue& keep : kept) {
    if (!keep.is_root) storage_.erase(keep.value.index);
  }
}

}  // namespace sinter::lower
