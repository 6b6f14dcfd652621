// Reductions along an axis that is not the last one, on a CPU: a strip of columns, as wide as the
// nearest cache has room for its sums, several rows before these go back there. Rows are read along
// memory, each by a stream of its own that the processor sees coming; narrow strips would visit a
// page for a few cache lines. The order is that of compiler/README.md.
#include <algorithm>
#include <bit>
#include <utility>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::size_t kSumBytes = 16 << 10;  // of a strip
constexpr std::int64_t kNarrowest = 64;      // columns
constexpr int kTogether = 8;                 // rows

}  // namespace

struct Emitter::WideStrip {
  const std::vector<graph::ValueId>& values;
  std::ptrdiff_t axis;
  Index outer;
  ValueId first, width;
  std::int64_t widest;  ///< Columns that the memory of sums and levels has room for.
  std::vector<Accumulator> accumulators;
  std::vector<loop::BufferId> sums;    ///< By value and column.
  std::vector<loop::BufferId> levels;  ///< Of the pairwise trees, where the order matters.
  const std::map<std::uint32_t, Storage>& along;
  bool exact = false;  ///< Extrema of floats settle the sign of zeros as they go.

  Index at(ValueId k, ValueId column) const {
    const auto before = std::min(axis, static_cast<std::ptrdiff_t>(outer.size()));
    Index index(outer.begin(), outer.begin() + before);
    index.push_back(k);
    index.insert(index.end(), outer.begin() + before, outer.end());
    index.push_back(column);
    return index;
  }
};

void Emitter::each_column(const WideStrip& strip, const std::function<void(ValueId)>& body) {
  b_.vector(b_.i64(0), strip.width, static_cast<int>(order::kLanes), [&](ValueId c) {
    Scope element(*this);
    body(c);
  });
}

/// Takes rows k, k + 1, ... into the strip's sums, in that order.
void Emitter::take_rows(const WideStrip& strip, ValueId k, int together) {
  Scope rows(*this);
  for (int more = 0; more < together; ++more) {
    const Index at = strip.at(b_.add(k, b_.i64(more)), {});
    for (graph::ValueId v : strip.values) {
      for (graph::ValueId operand : g_.def(v).operands) hoist(operand, at);
    }
    for (const auto& [v, storage] : strip.along) {
      for (graph::ValueId operand : g_.def(graph::ValueId(v)).operands) hoist(operand, at);
    }
  }
  each_column(strip, [&](ValueId c) {
    std::vector<ValueId> sums;
    for (const loop::BufferId sum : strip.sums) sums.push_back(b_.load(sum, c));
    for (int more = 0; more < together; ++more) {
      const Index at = strip.at(b_.add(k, b_.i64(more)), b_.add(strip.first, c));
      for (std::size_t s = 0; s < sums.size(); ++s) {
        const auto terms = terms_of(strip.values[s], at);
        sums[s] = strip.exact ? b_.op(strip.accumulators[s].op, sums[s], terms[0])
                              : accumulate(g_.def(strip.values[s]), sums[s], terms);
      }
      store_on_the_way(strip.along, at);
    }
    for (std::size_t s = 0; s < sums.size(); ++s) b_.store(strip.sums[s], c, sums[s]);
  });
}

/// Rows begin <= k < end, as many at once as are worth it.
void Emitter::take_block(const WideStrip& strip, ValueId begin, ValueId end, int together) {
  const auto several = b_.i64(together);
  const auto groups = b_.op(Op::FloorDiv, b_.max(b_.sub(end, begin), b_.i64(0)), several);
  // Where much is computed of each row, fewer streams and the processor's window end before the
  // rows that come next.
  if (together < kTogether && strip.axis == static_cast<std::ptrdiff_t>(strip.outer.size()) &&
      !options_.leaves_out(Choice::kReadAhead))
    rows_ahead_ = several;
  b_.serial(b_.i64(0), groups, [&](ValueId group) {
    take_rows(strip, b_.add(begin, b_.mul(group, several)), together);
  });
  rows_ahead_ = {};
  if (together == 1) return;
  b_.serial(b_.add(begin, b_.mul(groups, several)), end,
            [&](ValueId k) { take_rows(strip, k, 1); });
}

void Emitter::wide_strip(const WideStrip& strip, ValueId n, int together) {
  const auto each_sum = [&](bool ordered_only, const auto& body) {
    each_column(strip, [&](ValueId c) {
      for (std::size_t s = 0; s < strip.sums.size(); ++s) {
        if (!ordered_only || strip.accumulators[s].ordered()) body(s, c);
      }
    });
  };
  const auto clear = [&](bool ordered_only) {
    each_sum(ordered_only, [&](std::size_t s, ValueId c) {
      b_.store(strip.sums[s], c, strip.accumulators[s].identity);
    });
  };
  clear(false);
  const bool ordered = std::ranges::any_of(strip.accumulators, &Accumulator::ordered);
  if (!ordered) return take_block(strip, b_.i64(0), n, together);
  const auto blocks = block_count(b_, n, order::kOuterBlock);
  const auto level = b_.reg("level", DType::kI64);
  const auto slot = [&](ValueId l, ValueId c) {
    return b_.add(b_.mul(l, b_.i64(strip.widest)), c);
  };
  b_.serial(b_.i64(0), blocks, [&](ValueId block) {
    const auto begin = b_.mul(block, b_.i64(order::kOuterBlock));
    b_.branch(b_.op(Op::Gt, block, b_.i64(0)), [&] { clear(true); });
    take_block(strip, begin, b_.min(n, b_.add(begin, b_.i64(order::kOuterBlock))), together);
    merge_block(
        b_, block, blocks, bit_length(b_, blocks), level,
        [&](ValueId l) {
          each_sum(true, [&](std::size_t s, ValueId c) {
            const auto earlier = b_.load(strip.levels[s], slot(l, c));
            b_.store(strip.sums[s], c,
                     b_.op(strip.accumulators[s].op, earlier, b_.load(strip.sums[s], c)));
          });
        },
        [&](ValueId l) {
          each_sum(true, [&](std::size_t s, ValueId c) {
            b_.store(strip.levels[s], slot(l, c), b_.load(strip.sums[s], c));
          });
        });
  });
}

/// Settles the sign of zero extrema by a second, exact way down the strip, which only strips with
/// zero results take.
void Emitter::order_zeros_of_columns(const WideStrip& strip, ValueId n, int together) {
  const std::map<std::uint32_t, Storage> nothing;
  std::vector<graph::ValueId> extrema;
  for (std::size_t s = 0; s < strip.values.size(); ++s) {
    if (strip.accumulators[s].is_float_extremum()) extrema.push_back(strip.values[s]);
  }
  if (extrema.empty()) return;
  WideStrip again{extrema, strip.axis, strip.outer, strip.first, strip.width, strip.widest,
                  {},      {},         {},          nothing,     true};
  for (std::size_t s = 0; s < strip.values.size(); ++s) {
    if (!strip.accumulators[s].is_float_extremum()) continue;
    again.accumulators.push_back(strip.accumulators[s]);
    again.sums.push_back(strip.sums[s]);
  }
  const auto lanes = b_.reg("zero", DType::kBool, static_cast<int>(order::kLanes));
  b_.set(lanes, b_.constant(DType::kBool, 0));
  each_column(again, [&](ValueId c) {
    auto zero = b_.get(lanes);
    for (std::size_t s = 0; s < extrema.size(); ++s) {
      const auto is_zero =
          b_.op(Op::Eq, b_.load(again.sums[s], c), b_.number(again.accumulators[s].type, 0));
      zero = b_.op(Op::Or, zero, is_zero);
    }
    b_.set(lanes, zero);
  });
  b_.rarely(b_.reduce_lanes(Op::Or, lanes), [&] {
    Scope rare(*this);
    each_column(again, [&](ValueId c) {
      for (std::size_t s = 0; s < extrema.size(); ++s)
        b_.store(again.sums[s], c, again.accumulators[s].identity);
    });
    take_block(again, b_.i64(0), n, together);
  });
}

void Emitter::wide_columns(const Phase& phase) {
  const Node& node = g_.def(phase.roots.at(0));
  const Shape& shape = g_.type(phase.roots.at(0)).shape;
  const auto axis = std::get<graph::AxisAttr>(node.attribute).axis;
  const auto n = dim(g_.type(node.operands[0]).shape[static_cast<std::size_t>(axis)]);
  const Shape outer_shape(shape.begin(), shape.end() - 1);
  const auto last = dim(shape.back());
  int all_cost = 0;
  for (graph::ValueId v : phase.computed()) all_cost += cost(v);
  const int together = std::clamp(4 * kTogether / std::max(all_cost, 1), 1, kTogether);
  std::size_t sum_bytes = 0;
  for (graph::ValueId root : phase.roots) sum_bytes += size_of(accumulator(root).type);
  const auto widest = static_cast<std::int64_t>(
      std::max<std::size_t>(std::bit_floor(kSumBytes / sum_bytes), kNarrowest));
  // Strips of one width for every thread, in whole groups of lanes.
  const auto one = b_.i64(1);
  const auto least = b_.max(b_.ceil_div(last, widest), b_.threads());
  const auto share = b_.op(Op::FloorDiv, b_.add(last, b_.sub(least, one)), least);
  const auto width =
      b_.max(b_.mul(b_.ceil_div(share, kNarrowest), b_.i64(kNarrowest)), b_.i64(kNarrowest));
  const auto strips = b_.op(Op::FloorDiv, b_.add(last, b_.sub(width, one)), width);
  const auto divisor = b_.max(strips, one);
  const auto blocks = block_count(b_, n, order::kOuterBlock);
  const auto levels = b_.max(bit_length(b_, blocks), b_.i64(1));
  const auto work = b_.mul(n, b_.op(Op::Shr, width, b_.i64(3)));
  if (!phase.along.empty()) streaming_ = bypasses_cache(phase, g_.type(phase.along[0]).shape);
  const auto along = take_roots(phase);
  parallel_tasks(b_.mul(product(dims(outer_shape)), strips), work, [&](ValueId task) {
    Scope scope(*this);
    const auto first = b_.mul(b_.op(Op::Mod, task, divisor), width);
    WideStrip strip{phase.roots,
                    axis,
                    unflatten(b_.op(Op::FloorDiv, task, divisor), outer_shape),
                    first,
                    b_.min(width, b_.sub(last, first)),
                    widest,
                    {},
                    {},
                    {},
                    along};
    for (graph::ValueId root : phase.roots) {
      const Accumulator a = accumulator(root);
      strip.accumulators.push_back(a);
      strip.sums.push_back(b_.buffer("sums", a.type, BufferKind::kLocal));
      b_.alloc(strip.sums.back(), b_.i64(widest));
      strip.levels.push_back(b_.buffer("levels", a.type, BufferKind::kLocal));
      if (a.ordered()) b_.alloc(strip.levels.back(), b_.mul(levels, b_.i64(widest)));
    }
    wide_strip(strip, n, together);
    order_zeros_of_columns(strip, n, together);
    const ValueId streams = std::exchange(streaming_, {});
    Index index = strip.outer;
    index.emplace_back();
    each_column(strip, [&](ValueId c) {
      index.back() = b_.add(first, c);
      for (std::size_t s = 0; s < phase.roots.size(); ++s)
        store(phase.roots[s], index, b_.load(strip.sums[s], c));
    });
    streaming_ = streams;
  });
  streaming_ = {};
  for (const auto& [v, storage] : along) storage_.emplace(v, storage);
}

}  // namespace sinter::lower
