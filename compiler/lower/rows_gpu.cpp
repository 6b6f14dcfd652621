// Rows on a GPU: a warp per row, which goes through all passes before it takes another one, and
// what the passes give stays in registers. Short rows are one thread's; few long ones are shared.
#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/lower/parts.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kShortRow = 16;  // elements that a thread goes through alone
constexpr std::int64_t kLongRow = 4 * order::kLaneBlock;

}  // namespace

/// Whether a warp goes through all passes of a row, whatever the sizes are that are not known.
bool Emitter::goes_by_warps(const Phase& phase) {
  if (!options_.gpu || phase.kind != PhaseKind::kRows || phase.outer.empty()) return false;
  for (const auto& pass : phase.passes) {
    for (graph::ValueId r : pass) {
      if (finds_position(g_.def(r).op)) return true;
    }
  }
  if (const auto longest = longest_row(phase); longest && *longest <= kShortRow) return false;
  std::int64_t count = 0, width = 0;
  return stays_on_thread() || (b_.is_constant(width_of(phase), &width) && width < kLongRow) ||
         (b_.is_constant(product(dims(phase.outer)), &count) && count >= kFewRows);
}

/// Elements of a row that is reduced first.
ValueId Emitter::width_of(const Phase& phase) {
  const graph::ValueId first = phase.passes.at(0).at(0);
  return dim(g_.type(g_.def(first).operands[0]).shape.back());
}

void Emitter::rows_on_gpu(const Phase& phase) {
  if (goes_by_warps(phase)) return rows_by_warps(phase);
  if (const auto longest = longest_row(phase); longest && *longest <= kShortRow)
    return short_rows(phase);
  const auto count = product(dims(phase.outer)), width = width_of(phase);
  const auto shared = b_.op(Op::And, b_.op(Op::Lt, count, b_.i64(kFewRows)),
                            b_.op(Op::Ge, width, b_.i64(kLongRow)));
  const bool known = b_.is_constant(count) && b_.is_constant(width);
  if (known) return rows_in_parts(phase);
  b_.branch(
      shared,
      [&] {
        Scope scope(*this);
        rows_in_parts(phase);
      },
      [&] {
        Scope scope(*this);
        rows_by_warps(phase);
      });
}

/// A value of a row: in memory where others need it, and at hand for what follows.
void Emitter::keep_row(graph::ValueId v, const Index& row, ValueId value) {
  if (!of_rows_alone_.contains(v.index)) store(v, row, value);
  remember(v, row, value);
}

/// The longest of the rows that the phase reduces or stores, where all sizes are known.
std::optional<std::int64_t> Emitter::longest_row(const Phase& phase) {
  std::int64_t longest = 0;
  const auto look_at = [&](graph::ValueId v) {
    std::int64_t size = 0;
    if (!b_.is_constant(dim(g_.type(v).shape.back()), &size)) return false;
    longest = std::max(longest, size);
    return true;
  };
  for (const auto& pass : phase.passes) {
    for (graph::ValueId r : pass) {
      if (!look_at(g_.def(r).operands[0])) return {};
    }
  }
  for (graph::ValueId root : phase.roots) {
    if (!look_at(root)) return {};
  }
  return longest;
}

/// A thread per row.
void Emitter::short_rows(const Phase& phase) {
  const auto roots = take_roots(phase);
  parallel(b_.i64(0), product(dims(phase.outer)), 1, [&](ValueId r) {
    Scope scope(*this);
    short_row(phase, unflatten(r, phase.outer), roots);
  });
  for (const auto& [v, storage] : roots) storage_.emplace(v, storage);
  for (graph::ValueId v : phase.refined) refine(v);
}

/// All passes over one row, element by element, and what is stored of it.
void Emitter::short_row(const Phase& phase, const Index& row,
                        const std::map<std::uint32_t, Storage>& roots) {
  const auto at = [&](std::int64_t i) {
    Index index = row;
    index.push_back(b_.i64(i));
    return index;
  };
  for (std::size_t pass = 0; pass < phase.passes.size(); ++pass) {
    for (graph::ValueId v : phase.passes[pass]) keep_row(v, row, reduce_short(v, at));
    for (graph::ValueId v : phase.row_values_after(pass)) keep_row(v, row, compute(v, row));
  }
  for (graph::ValueId root : phase.roots) {
    std::int64_t width = 0;
    SINTER_CHECK(b_.is_constant(dim(g_.type(root).shape.back()), &width), "a row of unknown size");
    storage_.emplace(root.index, roots.at(root.index));
    for (std::int64_t i = 0; i < width; ++i) {
      const auto value = compute(root, at(i));
      store(root, at(i), value);
      remember(root, at(i), value);  // for the roots that follow
    }
  }
  for (graph::ValueId root : phase.roots) storage_.erase(root.index);
}

/// Lanes beyond the row hold the identity, which every lane meets at least once when they are
/// combined by halving, and which changes nothing after that.
ValueId Emitter::reduce_short(graph::ValueId reduction,
                              const std::function<Index(std::int64_t)>& at) {
  const Node& node = g_.def(reduction);
  const Accumulator a = accumulator(reduction);
  std::int64_t n = 0;
  SINTER_CHECK(b_.is_constant(dim(g_.type(node.operands[0]).shape.back()), &n),
               "a row of unknown size");
  if (n == 0) return a.identity;
  // The lane that all are combined in, from the last step backwards: few partial results at a time.
  const std::function<ValueId(std::int64_t, std::int64_t)> combined = [&](std::int64_t lane,
                                                                          std::int64_t distance) {
    if (distance < order::kLanes) {
      const auto left = combined(lane, 2 * distance);
      if (lane + distance >= n) return left;
      return combine_values(b_, a.op, left, combined(lane + distance, 2 * distance));
    }
    const auto one = accumulate(node, a.identity, terms_of(reduction, at(lane)));
    return a.ordered() ? combine_values(b_, a.op, one, a.identity) : one;
  };
  return combined(0, 1);
}

/// Every pass over all rows before the next one: blocks of rows in parallel, then what they give.
void Emitter::rows_in_parts(const Phase& phase) {
  const auto count = product(dims(phase.outer));
  const auto roots = take_roots(phase);
  for (std::size_t pass = 0; pass < phase.passes.size(); ++pass) {
    for (const auto& group : by_size(phase.passes[pass])) pass_in_parts(phase, group, count);
    for (graph::ValueId v : phase.row_values_after(pass)) {
      each_element(phase.outer, phase.outer.size() == 1,
                   [&](const Index& row) { store(v, row, compute(v, row)); });
    }
  }
  for (graph::ValueId root : phase.roots) {
    storage_.emplace(root.index, roots.at(root.index));
    each_element(g_.type(root).shape, false,
                 [&](const Index& index) { store(root, index, compute(root, index)); });
  }
  for (graph::ValueId v : phase.refined) refine(v);
}

/// None: the block is full.
ValueId Emitter::end_of_block(ValueId n, ValueId begin) {
  std::int64_t size = 0;
  if (options_.gpu && b_.is_constant(n, &size) && size % order::kLaneBlock == 0) return {};
  return b_.min(n, b_.add(begin, b_.i64(order::kLaneBlock)));
}

/// On a GPU: what very many blocks give would keep one block of threads busy for long. Threads
/// combine 64 of them each before.
Emitter::PartsOfAll Emitter::combine_some_blocks(const std::vector<Accumulator>& accumulators,
                                                 const std::vector<loop::BufferId>& partial,
                                                 ValueId blocks) {
  constexpr std::int64_t kMany = 1024;
  std::vector<std::pair<Op, loop::BufferId>> buffers;
  for (std::size_t k = 0; k < partial.size(); ++k)
    buffers.emplace_back(accumulators[k].op, partial[k]);
  const auto stage = [&] { combine_groups(buffers, blocks, b_.i64(1), kMostPartsWrittenOut); };
  const auto fewer = b_.ceil_div(blocks, kMostPartsWrittenOut);
  const auto distance = b_.i64(kMostPartsWrittenOut);
  std::int64_t known = 0;
  if (b_.is_constant(blocks, &known)) {
    if (known <= kMany) return {blocks, b_.i64(1)};
    stage();
    return {fewer, distance};
  }
  const auto many = b_.op(Op::Gt, blocks, b_.i64(kMany));
  b_.branch(many, stage);
  return {b_.select(many, fewer, blocks), b_.select(many, distance, b_.i64(1))};
}

void Emitter::pass_in_parts(const Phase& phase, const std::vector<graph::ValueId>& reductions,
                            ValueId count) {
  const auto n = dim(g_.type(g_.def(reductions[0]).operands[0]).shape.back());
  const auto blocks = block_count(b_, n, order::kLaneBlock);
  const auto divisor = b_.max(blocks, b_.i64(1));
  std::vector<std::pair<graph::ValueId, loop::BufferId>> partial;
  std::vector<Accumulator> accumulators;
  for (graph::ValueId r : reductions) {
    accumulators.push_back(accumulator(r));
    partial.emplace_back(r, b_.buffer("parts", accumulators.back().type, BufferKind::kLocal));
    b_.alloc(partial.back().second, b_.mul(divisor, count));
  }
  parallel(b_.i64(0), b_.mul(count, blocks), 8, [&](ValueId task) {
    Scope scope(*this);
    const auto r = b_.op(Op::FloorDiv, task, divisor), block = b_.op(Op::Mod, task, divisor);
    Index at = unflatten(r, phase.outer);
    at.emplace_back();
    for (graph::ValueId v : reductions) {
      for (graph::ValueId operand : g_.def(v).operands) hoist(operand, at);
    }
    const auto begin = b_.mul(block, b_.i64(order::kLaneBlock));
    const auto values = reduce_part(reductions, accumulators, at, begin, end_of_block(n, begin));
    for (std::size_t k = 0; k < reductions.size(); ++k)
      b_.store(partial[k].second, b_.add(b_.mul(block, count), r), values[k]);
  });
  store_parts(phase.outer, partial, blocks);
}

/// Whether expensive values of rows are left in memory of the warp for later passes. Where the size
/// of rows is known, loops are unrolled as far as a warp's registers hold a row, and NVIDIA's
/// compiler sees that two passes load and compute the same; longer rows are computed again.
bool Emitter::keeps_rows(const Phase& phase) {
  return !b_.is_constant(width_of(phase)) && phase.passes.size() > 1;
}

void Emitter::rows_by_warps(const Phase& phase) {
  const bool keeps = keeps_rows(phase);
  const auto roots = take_roots(phase);
  parallel(b_.i64(0), product(dims(phase.outer)), 4, [&](ValueId r) {
    Scope scope(*this);
    const Index row = unflatten(r, phase.outer);
    std::vector<KeptValue> kept;
    if (keeps) kept = keep_values(phase, roots, b_.i64(1), r);
    for (std::size_t number = 0; number < phase.passes.size(); ++number) {
      const auto& pass = phase.passes[number];
      to_keep_.clear();
      for (const KeptValue& keep : kept) {
        if (keep.pass == number) to_keep_.push_back(keep);
      }
      const auto values = reduce_rows(pass, row);
      for (std::size_t k = 0; k < pass.size(); ++k) keep_row(pass[k], row, values[k]);
      for (const KeptValue& keep : kept) {
        if (keep.pass == number) storage_[keep.value.index] = keep.storage;
      }
      for (graph::ValueId v : phase.row_values_after(number)) keep_row(v, row, compute(v, row));
    }
    for (graph::ValueId root : phase.roots) {
      if (storage_.emplace(root.index, roots.at(root.index)).second) store_row(root, row);
    }
    for (graph::ValueId v : phase.refined) store(v, row, compute(v, row));
    forget_kept(kept);
  });
}

}  // namespace sinter::lower
