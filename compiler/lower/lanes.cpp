#include "compiler/lower/lanes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/lower/schedule.h"

namespace sinter::lower {

using graph::Node;
using graph::Region;
using graph::ValueId;

bool is_one_element(const graph::Graph& graph, ValueId v) {
  const Shape& shape = graph.type(v).shape;
  return std::all_of(shape.begin(), shape.end(), [](const Dim& d) { return d == Dim(1); });
}

std::optional<Dim> named_position(const graph::Graph& graph, ValueId v) {
  if (graph.type(v).rank() != 0 || graph.is_argument(v)) return {};
  const Node& node = graph.def(v);
  if (node.op == Op::DimSize) return std::get<graph::DimAttr>(node.attribute).dim;
  if (node.op != Op::Constant || graph.type(v).dtype != DType::kI64) return {};
  return Dim(static_cast<std::int64_t>(std::get<graph::ConstantAttr>(node.attribute).bits));
}

bool is_inside(const graph::Graph& graph, const Dim& position, const Dim& size) {
  const Dim left = size - 1 - position;
  return graph.dims.at_least(position, 0) &&
         (graph.dims.at_least(left, 0) || graph.dims.at_least(graph.reduced(left), 0));
}

namespace {

constexpr std::int64_t kFewTrips = 8;  // of a loop whose vectors would be nearly empty
constexpr int kLargeBody = 256;        // nodes: their code would be several times that of the loop
constexpr int kLargeBranch = 48;       // nodes: taking one side alone would be cheaper

/// How the element that an access touches moves from one iteration of a loop to the next.
enum class Motion : std::uint8_t { kStays, kNext, kElsewhere };

class Candidate {
 public:
  Candidate(const graph::Graph& graph, const Node& loop)
      : g_(graph), loop_(loop), index_(std::get<graph::LoopAttr>(loop.attribute).index) {}

  /// What vectors across the iterations are worth more than those along the inner loops; none where
  /// the iterations cannot run side by side.
  std::optional<int> gain() {
    const auto trips = (g_.dims[index_].b - g_.dims[index_].a).as_constant();
    if (trips && *trips < kFewTrips) return {};
    if (!fits(g_.region(loop_.regions[0])) || !has_loops_) return {};
    score(g_.region(loop_.regions[0]));
    return gain_;
  }

 private:
  bool fits(const Region& region) {
    return std::ranges::all_of(region.nodes, [&](graph::NodeId id) { return fits(g_.node(id)); });
  }

  bool fits(const Node& node) {
    if (++nodes_ > kLargeBody) return false;
    switch (node.op) {
      case Op::If:
        return branch_fits(node);
      case Op::For: {
        if (in_branch_) return false;
        const auto& attribute = std::get<graph::LoopAttr>(node.attribute);
        const Symbol& symbol = g_.dims[attribute.index];
        has_loops_ = true;
        return !attribute.stops && !mentions(symbol.a, index_) && !mentions(symbol.b, index_) &&
               fits(g_.region(node.regions[0]));
      }
      case Op::Update:
      case Op::Scatter: {
        const auto place = accessed(node);
        return place && moves_with_index(*place);
      }
      case Op::Gather: {
        const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
        return is_one_element(g_, node.results[0]) &&
               fails_alike(node.operands[1], g_.type(node.operands[0]).shape[axis]);
      }
      case Op::Slice:
      case Op::Transpose:
        return true;
      case Op::Reshape:
        return is_index_map(g_, node);
      case Op::Constant:
      case Op::DimSize:
      case Op::Broadcast:
        break;
      default:
        if (!is_elementwise(node.op) || may_fail(g_, node)) return false;
    }
    return is_one_element(g_, node.results[0]);
  }

  /// Both sides of a branch are computed, and each lane takes what its own condition chooses: they
  /// have to be short, and nothing in them can fail.
  bool branch_fits(const Node& node) {
    const bool outer = std::exchange(in_branch_, true);
    const int before = nodes_;
    const bool all = std::ranges::all_of(
        node.regions, [&](graph::RegionId side) { return fits(g_.region(side)); });
    in_branch_ = outer;
    return all && nodes_ - before <= kLargeBranch;
  }

  /// Whether a position is inside of its axis in all iterations or in none.
  bool fails_alike(ValueId v, const Dim& size) const {
    const auto position = named_position(g_, v);
    if (in_branch_) return position && is_inside(g_, *position, size);
    return position && (is_inside(g_, *position, size) ||
                        !(mentions(*position, index_) || mentions(size, index_)));
  }

  /// The one element that a slice, update or scatter touches, or the first of a slice; none where
  /// it is not known, or a position may be outside in some iterations only.
  std::optional<std::vector<Dim>> accessed(const Node& node) const {
    if (node.op == Op::Slice || node.op == Op::Update) {
      if (node.op == Op::Update && !is_one_element(g_, node.operands[1])) return {};
      return std::get<graph::SliceAttr>(node.attribute).start;
    }
    const Shape& shape = g_.type(node.operands[0]).shape;
    if (node.operands.size() != shape.size() + 2 || g_.type(node.operands[1]).rank() != 0)
      return {};
    std::vector<Dim> start;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      const ValueId v = node.operands[axis + 2];
      if (!fails_alike(v, shape[axis])) return {};
      start.push_back(*named_position(g_, v));
    }
    return start;
  }

  /// What is written is another element in each iteration, at a distance that vectors can have.
  bool moves_with_index(const std::vector<Dim>& start) const {
    return std::ranges::any_of(start, [&](const Dim& dim) {
      return std::ranges::any_of(dim.terms(),
                                 [&](const auto& term) { return term.first == index_; });
    });
  }

  /// Whether a size changes with an index. The range of another index is no part of its value.
  bool mentions(const Dim& dim, SymbolId index) const {
    return std::ranges::any_of(dim.terms(), [&](const auto& term) {
      if (term.first == index) return true;
      const Symbol& symbol = g_.dims[term.first];
      const bool named = symbol.op == DimOp::kIndex || symbol.op == DimOp::kValue ||
                         symbol.op == DimOp::kParameter;
      return !named && (mentions(symbol.a, index) || mentions(symbol.b, index));
    });
  }

  Motion motion(const std::vector<Dim>& start, SymbolId index) const {
    for (std::size_t axis = 0; axis < start.size(); ++axis) {
      const Dim& dim = start[axis];
      if (!mentions(dim, index)) continue;
      const bool is_last = axis + 1 == start.size();
      const bool by_one =
          std::ranges::find(dim.terms(), std::pair(index, std::int64_t{1})) != dim.terms().end();
      return is_last && by_one ? Motion::kNext : Motion::kElsewhere;
    }
    return Motion::kStays;
  }

  /// Adds up what the innermost loops gain.
  void score(const Region& region) {
    for (const graph::NodeId id : region.nodes) {
      const Node& node = g_.node(id);
      if (node.op != Op::For) continue;
      const Region& body = g_.region(node.regions[0]);
      const bool innermost = std::ranges::none_of(
          body.nodes, [&](graph::NodeId inner) { return g_.node(inner).op == Op::For; });
      if (!innermost) {
        score(body);
        continue;
      }
      const LoopFacts facts = analyze_loop(g_, node);
      const bool vectors_of_its_own = facts.independent() && !facts.scatters();
      gain_ += across(node, vectors_of_its_own);
      if (vectors_of_its_own) gain_ -= along(node);
    }
  }

  /// One for each access that vectors along `index` make as cheap as its arithmetic, less for
  /// those that they take apart. Accesses that stay where they are in the inner loop are made once.
  int worth(const Node& inner, SymbolId index, bool is_slow) const {
    const SymbolId own = std::get<graph::LoopAttr>(inner.attribute).index;
    return worth(g_.region(inner.regions[0]), own, index, is_slow);
  }

  int worth(const Region& region, SymbolId own, SymbolId index, bool is_slow) const {
    int sum = 0;
    for (const graph::NodeId id : region.nodes) {
      const Node& node = g_.node(id);
      for (const graph::RegionId side : node.regions)
        sum += worth(g_.region(side), own, index, is_slow);
      if (node.op != Op::Slice && node.op != Op::Update && node.op != Op::Scatter) continue;
      const auto place = accessed(node);
      if (!place || motion(*place, own) == Motion::kStays) continue;
      sum += motion(*place, index) != Motion::kElsewhere ? 1 : is_slow ? 0 : -2;
    }
    return sum;
  }

  int across(const Node& inner, bool independent) const {
    // A chain of operations that wait for each other hides what it costs to put vectors together.
    const bool is_slow = !independent && is_expensive_body(inner);
    return (independent ? 0 : 1) + worth(inner, index_, is_slow);
  }

  int along(const Node& inner) const {
    return worth(inner, std::get<graph::LoopAttr>(inner.attribute).index, false);
  }

  bool is_expensive_body(const Node& inner) const {
    return std::ranges::any_of(g_.region(inner.regions[0]).nodes, [&](graph::NodeId id) {
      const Op op = g_.node(id).op;
      return op == Op::Div || op == Op::Sqrt || is_expensive(op);
    });
  }

  const graph::Graph& g_;
  const Node& loop_;
  SymbolId index_;
  bool has_loops_ = false;
  bool in_branch_ = false;
  int nodes_ = 0;
  int gain_ = 0;
};

/// What lanes can combine at the end of the loop.
bool can_reduce(const LoopFacts& facts) {
  return !facts.scatters() && std::ranges::none_of(facts.carried, [](const Carried& c) {
    return c.kind == Carry::kReduction && c.op == Op::Xor;
  });
}

/// The best gain of a loop further in, whose iterations may then run side by side.
int best_inside(const graph::Graph& graph, const Region& region) {
  int best = 0;
  for (const graph::NodeId id : region.nodes) {
    const Node& node = graph.node(id);
    if (node.op != Op::For) continue;
    const auto gain = Candidate(graph, node).gain();
    if (gain && *gain > best) {
      const LoopFacts facts = analyze_loop(graph, node);
      if (facts.independent() && can_reduce(facts)) best = *gain;
    }
    best = std::max(best, best_inside(graph, graph.region(node.regions[0])));
  }
  return best;
}

}  // namespace

bool runs_in_lanes(const graph::Graph& graph, const Node& loop, const LoopFacts& facts) {
  if (!facts.independent() || !can_reduce(facts) || !graph.fused_blocks.empty()) return false;
  const auto gain = Candidate(graph, loop).gain();
  return gain && *gain > best_inside(graph, graph.region(loop.regions[0]));
}

}  // namespace sinter::lower
