// Reductions down a few columns side by side (the mean of points, say), on a CPU: a vector across a
// row has mostly nothing to do, and each sum waits for the one before. The order of
// compiler/README.md sums 128 rows at a time: as many blocks of them as a group has lanes are
// summed side by side. What the group reads is turned in registers first, so that the same element
// of all of its blocks lies in one vector.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kMostColumns = 8;
constexpr std::int64_t kGroup = 16;         // blocks, a power of two
constexpr std::int64_t kRowsTogether = 16;  // of each block, that are turned at once
constexpr std::int64_t kGroupRows = kGroup * order::kOuterBlock;
constexpr int kGrain = 4;  // groups that are worth handing out

/// Halving combines lanes l and l + half first: these have to be neighbours in the pairwise order.
std::int64_t block_of_lane(std::int64_t lane) {
  std::int64_t block = 0;
  for (std::int64_t bit = 1; bit < kGroup; bit *= 2) block = 2 * block + lane / bit % 2;
  return block;
}

}  // namespace

struct Emitter::NarrowColumns {
  const Phase& phase;
  std::vector<graph::ValueId> arrays;  ///< Of the shape that is reduced.
  std::int64_t columns;
  ValueId n, groups, blocks, rest;  ///< Rows; whole groups; blocks, and those beyond the groups.
  std::vector<Accumulator> accumulators;               ///< By root.
  std::vector<std::vector<loop::BufferId>> partials;   ///< By root and column: of the groups.
  std::vector<std::vector<loop::BufferId>> blockwise;  ///< The same of the blocks of the rest.
};

/// The arrays that a phase reads element by element, where nothing else of what it computes differs
/// from row to row, nor comes from these arrays: it may take several rows at once. Empty: it does
/// not, or it is no such phase.
std::vector<graph::ValueId> Emitter::narrow_arrays(const Phase& phase) const {
  const Node& front = g_.def(phase.roots.at(0));
  const Shape& shape = g_.type(front.operands[0]).shape;
  const auto columns = shape.back().as_constant();
  if (shape.size() != 2 || !columns || *columns < 2 || *columns > kMostColumns ||
      !phase.along.empty() || options_.leaves_out(Choice::kNarrowColumns) || loop_depth_ > 0)
    return {};
  std::vector<graph::ValueId> arrays;
  std::set<std::uint32_t> seen, elsewhere;
  const std::function<void(graph::ValueId)> note = [&](graph::ValueId v) {
    if (!elsewhere.insert(v.index).second || g_.is_argument(v) || is_at_hand(v)) return;
    for (graph::ValueId operand : g_.def(v).operands) note(operand);
  };
  const std::function<bool(graph::ValueId)> visit = [&](graph::ValueId v) {
    if (g_.type(v).shape.empty() || !seen.insert(v.index).second) return true;
    if (g_.is_argument(v) || is_at_hand(v)) {
      const auto found = storage_.find(v.index);
      if (found == storage_.end() || !found->second.contiguous || found->second.first ||
          size_of(g_.type(v).dtype) < 4 || g_.type(v).dtype == DType::kBool)
        return false;
      arrays.push_back(v);
      return true;
    }
    const Node& node = g_.def(v);
    if (node.op == Op::Broadcast) {
      note(node.operands[0]);
      const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
      return std::ranges::find(axes, 0) == axes.end();
    }
    return is_elementwise(node.op) && std::ranges::all_of(node.operands, visit);
  };
  for (graph::ValueId root : phase.roots) {
    if (!std::ranges::all_of(g_.def(root).operands, visit)) return {};
  }
  // While an element is computed its arrays stand for themselves at that position.
  const bool once =
      std::ranges::none_of(arrays, [&](graph::ValueId v) { return elsewhere.contains(v.index); });
  return once ? arrays : std::vector<graph::ValueId>();
}

/// What each root has become when it has taken in the element at `index`, whose arrays are bound.
void Emitter::take_narrow(const NarrowColumns& c, const Index& index,
                          const std::vector<loop::RegisterId>& sums, ValueId column) {
  for (std::size_t s = 0; s < sums.size(); ++s) {
    const graph::ValueId root = c.phase.roots[s];
    const auto terms = terms_of(root, index);
    const auto before = b_.get(sums[s], column);
    const Accumulator& a = c.accumulators[s];
    // Extrema of floats settle the sign of zeros as they go.
    const auto after = a.is_float_extremum() ? b_.op(a.op, before, terms[0])
                                             : accumulate(g_.def(root), before, terms);
    b_.set(sums[s], after, column);
  }
}

void Emitter::narrow_group(const NarrowColumns& c, ValueId group) {
  std::vector<loop::BufferId> tiles;
  std::vector<loop::RegisterId> sums;
  for (graph::ValueId v : c.arrays) {
    tiles.push_back(b_.buffer("turned", g_.type(v).dtype, BufferKind::kLocal));
    b_.alloc(tiles.back(), b_.i64(kRowsTogether * c.columns * kGroup));
  }
  for (const Accumulator& a : c.accumulators) {
    sums.push_back(b_.reg("acc", a.type, static_cast<int>(kGroup), static_cast<int>(c.columns)));
    for (std::int64_t k = 0; k < c.columns; ++k) b_.set(sums.back(), a.identity, b_.i64(k));
  }
  const std::int64_t together = kRowsTogether * c.columns;  // elements of a block
  const auto first_block = b_.mul(group, b_.i64(kGroup));
  b_.serial(b_.i64(0), b_.i64(order::kOuterBlock / kRowsTogether), [&](ValueId step) {
    Scope scope(*this);
    for (std::size_t a = 0; a < c.arrays.size(); ++a)
      turn_rows(c, c.arrays[a], tiles[a], first_block, b_.mul(step, b_.i64(together)));
    b_.serial(b_.i64(0), b_.i64(kRowsTogether), [&](ValueId row) {
      b_.vector(b_.i64(0), b_.i64(kGroup), static_cast<int>(kGroup), [&](ValueId lane) {
        for (std::int64_t k = 0; k < c.columns; ++k) {
          Scope element(*this);
          const auto at = b_.add(b_.mul(row, b_.i64(c.columns * kGroup)), b_.i64(k * kGroup));
          for (std::size_t a = 0; a < c.arrays.size(); ++a)
            bind(c.arrays[a], b_.load(tiles[a], b_.add(at, lane)));
          take_narrow(c, {b_.i64(0), b_.i64(k)}, sums, b_.i64(k));
        }
      });
    });
  });
  for (std::size_t s = 0; s < sums.size(); ++s) {
    for (std::int64_t k = 0; k < c.columns; ++k) {
      const auto sum = b_.reduce_lanes(c.accumulators[s].op, sums[s], b_.i64(k));
      b_.store(c.partials[s][static_cast<std::size_t>(k)], group, sum);
    }
  }
}

/// Elements `from` to `from` + kRowsTogether * columns of every block of a group, so that those of
/// its lanes follow each other; the same of the next group is asked for.
void Emitter::turn_rows(const NarrowColumns& c, graph::ValueId v, loop::BufferId tile,
                        ValueId first_block, ValueId from) {
  const Storage& array = storage_.at(v.index);
  const std::int64_t side = turned_side(g_.type(v).dtype);
  const std::int64_t block_elements = order::kOuterBlock * c.columns;
  b_.serial(
      b_.i64(0), b_.i64(kRowsTogether * c.columns),
      [&](ValueId element) {
        for (std::int64_t lanes = 0; lanes < kGroup; lanes += side) {
          turn_block(tile, side, [&](ValueId at, ValueId number) {
            std::int64_t lane = 0;
            b_.is_constant(number, &lane);
            const auto block = b_.add(first_block, b_.i64(block_of_lane(lanes + lane)));
            const auto start = b_.add(b_.mul(block, b_.i64(block_elements)), from);
            const auto place = b_.add(start, b_.add(element, at));
            if (!options_.leaves_out(Choice::kReadAhead))
              b_.prefetch(array.buffer, b_.add(place, b_.i64(kGroup * block_elements)));
            const auto line = b_.mul(b_.add(element, at), b_.i64(kGroup));
            return Turned{b_.add(b_.add(line, b_.i64(lanes)), number),
                          b_.load(array.buffer, place)};
          });
        }
      },
      side);
}

/// The blocks beyond the groups, one by one.
void Emitter::narrow_rest(const NarrowColumns& c) {
  std::vector<loop::RegisterId> sums;
  for (const Accumulator& a : c.accumulators)
    sums.push_back(b_.reg("acc", a.type, 1, static_cast<int>(c.columns)));
  const auto first = b_.mul(c.groups, b_.i64(kGroup));
  b_.serial(first, c.blocks, [&](ValueId block) {
    for (std::size_t s = 0; s < sums.size(); ++s) {
      for (std::int64_t k = 0; k < c.columns; ++k)
        b_.set(sums[s], c.accumulators[s].identity, b_.i64(k));
    }
    const auto begin = b_.mul(block, b_.i64(order::kOuterBlock));
    b_.serial(begin, b_.min(c.n, b_.add(begin, b_.i64(order::kOuterBlock))), [&](ValueId row) {
      for (std::int64_t k = 0; k < c.columns; ++k) {
        Scope element(*this);
        take_narrow(c, {row, b_.i64(k)}, sums, b_.i64(k));
      }
    });
    for (std::size_t s = 0; s < sums.size(); ++s) {
      for (std::int64_t k = 0; k < c.columns; ++k)
        b_.store(c.blockwise[s][static_cast<std::size_t>(k)], b_.sub(block, first),
                 b_.get(sums[s], b_.i64(k)));
    }
  });
}

/// Groups are subtrees of the pairwise order; what is left is the last one.
void Emitter::combine_narrow(const NarrowColumns& c) {
  const auto is_rest = b_.op(Op::Gt, c.rest, b_.i64(0));
  const auto count = b_.add(c.groups, b_.select(is_rest, b_.i64(1), b_.i64(0)));
  for (std::size_t s = 0; s < c.accumulators.size(); ++s) {
    const Accumulator& a = c.accumulators[s];
    for (std::int64_t k = 0; k < c.columns; ++k) {
      const auto partial = c.partials[s][static_cast<std::size_t>(k)];
      const auto block = c.blockwise[s][static_cast<std::size_t>(k)];
      combine_pairwise(b_, a.op, block, c.rest);
      b_.branch(is_rest, [&] { b_.store(partial, c.groups, b_.load(block, b_.i64(0))); });
      combine_pairwise(b_, a.op, partial, count);
      store(c.phase.roots[s], {b_.i64(k)}, b_.load(partial, b_.i64(0)));
    }
  }
}

/// Whether the phase was one of narrow columns.
bool Emitter::narrow_columns(const Phase& phase) {
  const std::vector<graph::ValueId> arrays = narrow_arrays(phase);
  if (arrays.empty()) return false;
  Scope scope(*this);
  const Shape& shape = g_.type(g_.def(phase.roots.at(0)).operands[0]).shape;
  NarrowColumns c{phase, arrays, *shape.back().as_constant(), dim(shape[0]), {}, {}, {}, {},
                  {},    {}};
  c.groups = b_.op(Op::FloorDiv, c.n, b_.i64(kGroupRows));
  c.blocks = block_count(b_, c.n, order::kOuterBlock);
  c.rest = b_.sub(c.blocks, b_.mul(c.groups, b_.i64(kGroup)));
  for (graph::ValueId root : phase.roots) {
    Accumulator a = accumulator(root);
    a.any_zero = false;
    c.accumulators.push_back(a);
    c.partials.emplace_back();
    c.blockwise.emplace_back();
    for (std::int64_t k = 0; k < c.columns; ++k) {
      c.partials.back().push_back(b_.buffer("partial", a.type, BufferKind::kLocal));
      b_.alloc(c.partials.back().back(), b_.add(c.groups, b_.i64(1)));
      b_.store(c.partials.back().back(), b_.i64(0), a.identity);
      c.blockwise.back().push_back(b_.buffer("blocks", a.type, BufferKind::kLocal));
      b_.alloc(c.blockwise.back().back(), b_.i64(kGroup + 1));
    }
  }
  for (graph::ValueId root : phase.roots) {
    for (graph::ValueId operand : g_.def(root).operands) hoist(operand, Index(2));
  }
  parallel(b_.i64(0), c.groups, kGrain, [&](ValueId group) {
    Scope task(*this);
    narrow_group(c, group);
  });
  narrow_rest(c);
  combine_narrow(c);
  return true;
}

}  // namespace sinter::lower
