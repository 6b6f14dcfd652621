// Reductions: rows (along the last axis, several reductions and passes over the same rows) and
// whole arrays.
#include <algorithm>
#include <limits>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/lower/parts.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kGroupRows = 16;        // rows per trip through L1, at most
constexpr std::int64_t kGroupElements = 4096;  // and elements
constexpr int kBlocksAtOnce = 8;               // of whole arrays, that a thread takes
constexpr int kExactBlocks = 4;  // of the order, reduced as one where the order does not matter

bool is_maximum(Op op) { return op == Op::ReduceMax || op == Op::ReduceArgMax; }

/// The better of two floats, NaN first; which sign a zero has is left open (order_zeros settles
/// it). A best that is NaN stays, as no comparison with it holds: the chain from one element to the
/// next is one maximum of the machine, and whether x is NaN is found out beside it.
loop::ValueId quick_extremum(loop::Builder& b, bool maximum, loop::ValueId best, loop::ValueId x) {
  const auto better = b.select(b.op(maximum ? Op::Gt : Op::Lt, x, best), x, best);
  return b.select(b.op(Op::Ne, x, x), x, better);
}

}  // namespace

Accumulator Emitter::accumulator(graph::ValueId reduction) {
  const Node& node = g_.def(reduction);
  const DType type = g_.type(node.operands[0]).dtype;
  switch (node.op) {
    case Op::ReduceSum:
    case Op::ReduceDot:
      return {Op::Add, type, b_.number(type, 0)};
    case Op::ReduceProd:
      return {Op::Mul, type, b_.number(type, 1)};
    case Op::ReduceMax:
    case Op::ReduceArgMax:
      return {Op::Max, type, lowest(b_, type), is_float(type) && !options_.gpu};
    case Op::ReduceMin:
    case Op::ReduceArgMin:
      return {Op::Min, type, highest(b_, type), is_float(type) && !options_.gpu};
    case Op::ReduceAny:
      return {Op::Or, type, b_.constant(type, 0)};
    default:
      return {Op::And, type, b_.constant(type, 1)};
  }
}

ValueId Emitter::accumulate(const Node& node, ValueId current, const std::vector<ValueId>& terms) {
  const DType type = b_.type(current);
  switch (node.op) {
    case Op::ReduceSum:
      return b_.op(Op::Add, current, terms[0]);
    case Op::ReduceDot:
      return multiply_add(b_, terms[0], terms[1], current);
    case Op::ReduceProd:
      return b_.op(Op::Mul, current, terms[0]);
    case Op::ReduceAny:
      return b_.op(Op::Or, current, terms[0]);
    case Op::ReduceAll:
      return b_.op(Op::And, current, terms[0]);
    default:
      // A GPU has an exact maximum of floats.
      if (is_float(type) && !options_.gpu)
        return quick_extremum(b_, is_maximum(node.op), current, terms[0]);
      return b_.op(is_maximum(node.op) ? Op::Max : Op::Min, current, terms[0]);
  }
}

/// Settles the sign of a zero extremum by a second, exact pass, which only zero results take.
ValueId Emitter::order_zeros(graph::ValueId reduction, ValueId best,
                             const std::function<ValueId(ValueId)>& element, ValueId n) {
  Accumulator a = accumulator(reduction);
  if (!a.is_float_extremum() || options_.gpu) return best;
  a.any_zero = false;
  const auto reg = b_.reg("extremum", a.type);
  b_.set(reg, best);
  b_.rarely(b_.op(Op::Eq, best, b_.number(a.type, 0)), [&] {
    const auto exact =
        reduce_block(b_, b_.i64(0), n, {&a, 1}, [&](ValueId i, std::span<const ValueId> current) {
          return std::vector{b_.op(a.op, current[0], element(i))};
        });
    b_.set(reg, exact[0]);
  });
  return b_.get(reg);
}

/// What a reduction takes in at a position of its operands.
std::vector<ValueId> Emitter::terms_of(graph::ValueId reduction, const Index& at) {
  std::vector<ValueId> values;
  for (graph::ValueId operand : g_.def(reduction).operands) values.push_back(eval(operand, at));
  return values;
}

/// Reductions along axes of one size, which may share a loop.
std::vector<std::vector<graph::ValueId>> Emitter::by_size(
    const std::vector<graph::ValueId>& reductions) const {
  const auto size = [&](graph::ValueId r) -> const Dim& {
    return g_.type(g_.def(r).operands[0]).shape.back();
  };
  std::vector<std::vector<graph::ValueId>> groups;
  for (graph::ValueId r : reductions) {
    auto it = std::find_if(groups.begin(), groups.end(),
                           [&](const auto& group) { return size(group[0]) == size(r); });
    if (it == groups.end()) it = groups.insert(groups.end(), std::vector<graph::ValueId>{});
    it->push_back(r);
  }
  return groups;
}

/// What a sum of i64 counts, if that is all it does: how often a bool holds.
graph::ValueId Emitter::counted(graph::ValueId reduction) const {
  const Node& node = g_.def(reduction);
  if (node.op != Op::ReduceSum || g_.type(node.operands[0]).dtype != DType::kI64 ||
      g_.is_argument(node.operands[0]))
    return {};
  const Node& term = g_.def(node.operands[0]);
  const bool counts = term.op == Op::Cast && g_.type(term.operands[0]).dtype == DType::kBool;
  return counts ? term.operands[0] : graph::ValueId();
}

/// Elements begin <= i < end of the row at `at`, whose last entry is open; at most one block. What
/// is counted in a block fits i32, whose vectors have the width that the elements mostly have.
std::vector<ValueId> Emitter::reduce_part(const std::vector<graph::ValueId>& reductions,
                                          std::span<const Accumulator> accumulators,
                                          const Index& at, ValueId begin, ValueId end,
                                          const std::map<std::uint32_t, Storage>& roots) {
  std::vector<Accumulator> narrow(accumulators.begin(), accumulators.end());
  std::vector<graph::ValueId> counts(reductions.size());
  for (std::size_t k = 0; k < reductions.size() && !options_.gpu; ++k) {
    counts[k] = counted(reductions[k]);
    if (counts[k]) narrow[k] = {Op::Add, DType::kI32, b_.number(DType::kI32, 0)};
  }
  const auto step = [&](ValueId i, std::span<const ValueId> current) {
    Scope element(*this);
    Index here = at;
    here.back() = i;
    std::vector<ValueId> next;
    for (std::size_t k = 0; k < reductions.size(); ++k) {
      const auto terms = counts[k] ? std::vector{b_.cast(eval(counts[k], here), DType::kI32)}
                                   : terms_of(reductions[k], here);
      next.push_back(accumulate(g_.def(reductions[k]), current[k], terms));
    }
    store_on_the_way(roots, here);
    return next;
  };
  if (options_.gpu) return reduce_mostly_full_block(b_, begin, end, narrow, step);
  bytes_ahead_ = reads_ahead(g_.def(reductions[0]).operands);
  rank_ahead_ = at.size();
  auto values = reduce_block(b_, begin, end, narrow, step);
  bytes_ahead_ = 0;
  for (std::size_t k = 0; k < values.size(); ++k)
    if (counts[k]) values[k] = b_.cast(values[k], DType::kI64);
  return values;
}

/// How far in front of its place a pass over arrays of these sizes asks memory for what it reads,
/// in bytes. The processor asks for little by itself: its window of instructions is short beside a
/// reduction's loop, and taken by what a long chain computes, and it does not look across pages.
/// Arrays that are known to be small are in the nearest cache.
std::int64_t Emitter::reads_ahead(std::span<const graph::ValueId> values) const {
  constexpr std::int64_t kAhead = 8192, kSmall = std::int64_t{1} << 15;
  if (options_.gpu || loop_depth_ > 0 || options_.leaves_out(Choice::kReadAhead)) return 0;
  std::int64_t bytes = 0;
  for (const graph::ValueId v : values) {
    std::int64_t size = static_cast<std::int64_t>(size_of(g_.type(v).dtype));
    for (const Dim& dim : g_.type(v).shape) {
      const auto known = dim.as_constant();
      if (!known || *known > kSmall) return kAhead;
      size *= *known;
    }
    bytes += size;
  }
  return bytes > kSmall ? kAhead : 0;
}

/// What a phase stores while it reduces.
void Emitter::store_on_the_way(const std::map<std::uint32_t, Storage>& roots, const Index& at) {
  for (const auto& [number, storage] : roots)
    b_.store(storage.buffer, offset(storage, at), eval(graph::ValueId(number), at), {}, streaming_);
}

/// All reductions of one pass at one row; those along axes of the same size share a loop.
std::vector<ValueId> Emitter::reduce_rows(const std::vector<graph::ValueId>& reductions,
                                          const Index& row) {
  std::vector<ValueId> results(reductions.size());
  std::vector<bool> done(reductions.size(), false);
  for (std::size_t first = 0; first < reductions.size(); ++first) {
    if (done[first]) continue;
    if (finds_position(g_.def(reductions[first]).op)) {
      results[first] = arg_reduce(reductions[first], row);
      continue;
    }
    const Dim& n = g_.type(g_.def(reductions[first]).operands[0]).shape.back();
    std::vector<std::size_t> members;
    std::vector<graph::ValueId> together;
    for (std::size_t k = first; k < reductions.size(); ++k) {
      const Node& node = g_.def(reductions[k]);
      if (done[k] || finds_position(node.op) || g_.type(node.operands[0]).shape.back() != n)
        continue;
      done[k] = true;
      members.push_back(k);
      together.push_back(reductions[k]);
    }
    const auto values = reduce_together(together, row);
    for (std::size_t k = 0; k < members.size(); ++k) results[members[k]] = values[k];
  }
  return results;
}

std::vector<ValueId> Emitter::reduce_together(const std::vector<graph::ValueId>& reductions,
                                              const Index& row) {
  Index inner = row;
  inner.emplace_back();
  for (graph::ValueId r : reductions) {
    for (graph::ValueId operand : g_.def(r).operands) hoist(operand, inner);
  }
  std::vector<Accumulator> accumulators;
  for (graph::ValueId r : reductions) accumulators.push_back(accumulator(r));
  const auto n = dim(g_.type(g_.def(reductions[0]).operands[0]).shape.back());
  const auto terms = [&](graph::ValueId r, ValueId i) {
    Index at = row;
    at.push_back(i);
    return terms_of(r, at);
  };
  const auto kept = take_kept(reductions);
  auto values = reduce_last_axis(
      b_, n, accumulators,
      [&](ValueId i, std::span<const ValueId> current) {
        Scope scope(*this);
        std::vector<ValueId> next;
        for (std::size_t k = 0; k < reductions.size(); ++k) {
          next.push_back(accumulate(g_.def(reductions[k]), current[k], terms(reductions[k], i)));
        }
        for (const KeptValue& keep : kept) {
          Index at = row;
          at.push_back(i);
          b_.store(keep.storage.buffer, offset(keep.storage, at), eval(keep.value, at), {},
                   keep.is_root ? streaming_ : ValueId());
        }
        return next;
      },
      poll_);
  for (std::size_t k = 0; k < reductions.size(); ++k) {
    values[k] = order_zeros(
        reductions[k], values[k],
        [&](ValueId i) {
          Scope scope(*this);
          return terms(reductions[k], i)[0];
        },
        n);
  }
  return values;
}

/// Whether an element is the extremum, or NaN, which comes before all numbers.
ValueId Emitter::is_extremum(ValueId x, ValueId extremum) {
  const auto found = b_.op(Op::Eq, x, extremum);
  return is_float(b_.type(x)) ? b_.op(Op::Or, found, b_.op(Op::IsNan, x)) : found;
}

/// First the extremum, then the first position that holds it (or the first NaN).
ValueId Emitter::arg_reduce(graph::ValueId reduction, const Index& row) {
  const Node& node = g_.def(reduction);
  const graph::ValueId operand = node.operands[0];
  const auto n = dim(g_.type(operand).shape.back());
  const auto element = [&](ValueId i) {
    Index at = row;
    at.push_back(i);
    return eval(operand, at);
  };
  const Accumulator best = accumulator(reduction);
  // A row may be all that there is, and long: strips of it look whether the call is to end.
  const auto over_row = [&](const Accumulator& a,
                            const std::function<ValueId(ValueId i, ValueId current)>& next) {
    const auto step = [&](ValueId i, std::span<const ValueId> current) {
      Scope scope(*this);
      return std::vector{next(i, current[0])};
    };
    if (options_.gpu) return reduce_block(b_, b_.i64(0), n, {&a, 1}, step)[0];
    return reduce_in_strips(b_, n, {&a, 1}, step, poll_)[0];
  };
  const auto extremum = over_row(
      best, [&](ValueId i, ValueId current) { return accumulate(node, current, {element(i)}); });
  // Where positions are known to fit, twice as many lie in a vector.
  std::int64_t known = 0;
  const bool narrow = !options_.gpu && b_.is_constant(n, &known) &&
                      known <= std::numeric_limits<std::int32_t>::max();
  const DType type = narrow ? DType::kI32 : DType::kI64;
  const Accumulator first{Op::Min, type, highest(b_, type)};
  const auto found = over_row(first, [&](ValueId i, ValueId current) {
    const auto position = b_.cast(i, type);
    return b_.select(is_extremum(element(i), extremum), b_.op(Op::Min, current, position), current);
  });
  return b_.cast(found, DType::kI64);
}

/// The same of a whole array: the extremum of each block, in parallel, and then the search in the
/// first block alone that has the best one.
ValueId Emitter::whole_position(graph::ValueId reduction) {
  const Node& node = g_.def(reduction);
  const graph::ValueId operand = node.operands[0];
  const auto n = dim(g_.type(operand).shape.back());
  const Accumulator best = accumulator(reduction);
  const Accumulator first{Op::Min, DType::kI64, highest(b_, DType::kI64)};
  const std::int64_t size = kExactBlocks * order::kLaneBlock;
  const auto blocks = block_count(b_, n, size);
  const auto extrema = b_.buffer("extrema", best.type, BufferKind::kLocal);
  b_.alloc(extrema, b_.max(blocks, b_.i64(1)));
  hoist(operand, Index(1));
  const auto end_of = [&](ValueId begin) { return b_.min(n, b_.add(begin, b_.i64(size))); };
  parallel(b_.i64(0), blocks, kBlocksAtOnce / kExactBlocks, [&](ValueId block) {
    Scope scope(*this);
    const auto begin = b_.mul(block, b_.i64(size));
    b_.store(extrema, block,
             reduce_part({reduction}, {&best, 1}, Index(1), begin, end_of(begin), {})[0]);
  });
  // The first position, as the loop goes, of what an element is of all.
  const auto search = [&](ValueId begin, ValueId end, ValueId extremum,
                          const std::function<ValueId(ValueId i)>& element) {
    return reduce_block(
        b_, begin, end, {&first, 1}, [&](ValueId i, std::span<const ValueId> current) {
          Scope scope(*this);
          const auto found = is_extremum(element(i), extremum);
          return std::vector{b_.select(found, b_.op(Op::Min, current[0], i), current[0])};
        })[0];
  };
  const auto of_block = [&](ValueId block) { return b_.load(extrema, block); };
  const auto extremum = reduce_block(
      b_, b_.i64(0), blocks, {&best, 1}, [&](ValueId block, std::span<const ValueId> current) {
        return std::vector{accumulate(node, current[0], {of_block(block)})};
      })[0];
  const auto block = search(b_.i64(0), blocks, extremum, of_block);
  const auto begin =
      b_.mul(b_.min(block, b_.max(b_.sub(blocks, b_.i64(1)), b_.i64(0))), b_.i64(size));
  return search(begin, end_of(begin), extremum, [&](ValueId i) { return eval(operand, {i}); });
}

/// A reduction that only the slow side of a refine needs: computed at one point, in scalar code.
ValueId Emitter::eval_lazy_reduction(graph::ValueId v, const Node& node, const Index& index) {
  const int axis = std::get<graph::AxisAttr>(node.attribute).axis;
  const Shape& shape = g_.type(node.operands[0]).shape;
  const auto n = dim(shape[static_cast<std::size_t>(axis)]);
  const auto at = [&](ValueId i) {
    Index inner(index.begin(), index.begin() + axis);
    inner.push_back(i);
    inner.insert(inner.end(), index.begin() + axis, index.end());
    return inner;
  };
  const bool last = axis + 1 == static_cast<int>(shape.size());
  bool nested = false;
  for (graph::ValueId operand : node.operands) nested |= reaches_lazy_reduction(operand);
  if (last && !nested) return reduce_rows({v}, index)[0];
  SINTER_CHECK(!finds_position(node.op), "{} on the slow side of a refine", info(node.op).spelling);

  // The terms first, one by one, then their sum in the order of the axis.
  std::vector<loop::BufferId> terms;
  for (graph::ValueId operand : node.operands) {
    terms.push_back(b_.buffer("terms", g_.type(operand).dtype, BufferKind::kLocal));
    b_.alloc(terms.back(), n);
  }
  b_.serial(b_.i64(0), n, [&](ValueId i) {
    Scope scope(*this);
    for (std::size_t k = 0; k < terms.size(); ++k)
      b_.store(terms[k], i, eval(node.operands[k], at(i)));
  });
  const Accumulator a = accumulator(v);
  const auto step = [&](ValueId i, ValueId current) {
    std::vector<ValueId> values;
    for (auto buffer : terms) values.push_back(b_.load(buffer, i));
    return accumulate(node, current, values);
  };
  if (last) {
    return reduce_last_axis(b_, n, {&a, 1}, [&](ValueId i, std::span<const ValueId> current) {
      return std::vector{step(i, current[0])};
    })[0];
  }
  const auto blocks = block_count(b_, n, order::kOuterBlock);
  const auto partial = b_.buffer("partial", a.type, BufferKind::kLocal);
  b_.alloc(partial, b_.add(blocks, b_.i64(1)));
  b_.store(partial, b_.i64(0), a.identity);
  b_.serial(b_.i64(0), blocks, [&](ValueId block) {
    const auto acc = b_.reg("acc", a.type);
    const auto begin = b_.mul(block, b_.i64(order::kOuterBlock));
    b_.set(acc, a.identity);
    b_.serial(begin, b_.min(n, b_.add(begin, b_.i64(order::kOuterBlock))),
              [&](ValueId i) { b_.set(acc, step(i, b_.get(acc))); });
    b_.store(partial, block, b_.get(acc));
  });
  combine_pairwise(b_, a.op, partial, blocks);
  return b_.load(partial, b_.i64(0));
}

// Rows in groups that stay in L1: a pass over all rows of a group before the next pass, so that the
// latency of combining lanes is hidden. Results per row wait in their arrays, which are small.
void Emitter::rows_one_by_one(const Phase& phase) {
  const auto count = product(dims(phase.outer));
  const graph::ValueId first_reduction = phase.passes.at(0).at(0);
  const auto width =
      b_.max(dim(g_.type(g_.def(first_reduction).operands[0]).shape.back()), b_.i64(1));
  const auto group = b_.max(
      b_.i64(1), b_.min(b_.i64(kGroupRows), b_.op(Op::FloorDiv, b_.i64(kGroupElements), width)));
  const auto groups = b_.op(Op::FloorDiv, b_.add(count, b_.sub(group, b_.i64(1))), group);
  // What one pass stores is not read again.
  ValueId streams;
  if (phase.passes.size() == 1 && !phase.roots.empty())
    streams = bypasses_cache(phase, g_.type(phase.roots[0]).shape);
  const auto roots = take_roots(phase);
  parallel(b_.i64(0), groups, 4, [&](ValueId g) {
    Scope scope(*this);
    const auto first = b_.mul(g, group);
    const auto here = b_.min(group, b_.sub(count, first));
    std::vector<KeptValue> kept = keep_values(phase, roots, group, first);
    for (std::size_t number = 0; number < phase.passes.size(); ++number) {
      const auto& pass = phase.passes[number];
      to_keep_.clear();
      for (const KeptValue& keep : kept) {
        if (keep.pass == number) to_keep_.push_back(keep);
      }
      // The last of several passes computes most; the next group arrives from memory meanwhile.
      const bool last = number > 0 && number + 1 == phase.passes.size();
      if (last && !options_.leaves_out(Choice::kReadAhead)) rows_ahead_ = group;
      streaming_ = streams;
      b_.serial(b_.i64(0), here, [&](ValueId r) {
        Scope row_scope(*this);
        const Index row = unflatten(b_.add(first, r), phase.outer);
        if (phase.passes.size() == 1) bytes_ahead_ = reads_ahead(g_.def(pass[0]).operands);
        rank_ahead_ = row.size() + 1;
        const auto values = reduce_rows(pass, row);
        bytes_ahead_ = 0;
        for (std::size_t k = 0; k < pass.size(); ++k) store(pass[k], row, values[k]);
      });
      rows_ahead_ = {};
      streaming_ = {};
      for (const KeptValue& keep : kept) {
        if (keep.pass == number) storage_[keep.value.index] = keep.storage;
      }
      row_values(phase, number, first, here);
    }
    for (graph::ValueId root : phase.roots) {
      if (!storage_.emplace(root.index, roots.at(root.index)).second) continue;  // by a pass
      b_.serial(b_.i64(0), here, [&](ValueId r) {
        Scope row_scope(*this);
        store_row(root, unflatten(b_.add(first, r), phase.outer));
      });
    }
    forget_kept(kept);
  });
}

/// One row of a value of the full shape.
void Emitter::store_row(graph::ValueId root, const Index& row) {
  Index at = row;
  at.emplace_back();
  if (is_elementwise(g_.def(root).op)) {
    for (graph::ValueId operand : g_.def(root).operands) hoist(operand, at);
  }
  b_.vector(b_.i64(0), dim(g_.type(root).shape.back()), static_cast<int>(order::kLanes),
            [&](ValueId i) {
              Scope element(*this);
              at.back() = i;
              store(root, at, compute(root, at));
            });
}

/// What follows per row from a pass, for all rows of a group: as vectors where rows are numbered by
/// one axis.
void Emitter::row_values(const Phase& phase, std::size_t pass, ValueId first, ValueId count) {
  for (graph::ValueId v : phase.row_values_after(pass)) {
    const auto one = [&](ValueId r) {
      Scope row(*this);
      const Index at = unflatten(b_.add(first, r), phase.outer);
      store(v, at, compute(v, at));
    };
    if (phase.outer.size() == 1 && phase.outer[0] != Dim(1)) {
      b_.vector(b_.i64(0), count, static_cast<int>(kGroupRows), one);
    } else {
      b_.serial(b_.i64(0), count, one);
    }
  }
}

void Emitter::whole_rows(const Phase& phase) {
  std::map<std::uint32_t, ValueId> streams;
  for (graph::ValueId root : phase.roots)
    streams[root.index] = bypasses_cache(phase, g_.type(root).shape);
  auto roots = take_roots(phase);
  for (const auto& pass : phase.passes) {
    if (loop_depth_ >= 2) {  // on the thread that it is on, without memory for partial results
      Scope scope(*this);
      const auto values = reduce_rows(pass, {});
      for (std::size_t k = 0; k < pass.size(); ++k) store(pass[k], {}, values[k]);
      continue;
    }
    std::vector<graph::ValueId> blockwise;
    for (graph::ValueId r : pass) {
      if (!finds_position(g_.def(r).op)) {
        blockwise.push_back(r);
        continue;
      }
      Scope scope(*this);
      store(r, {}, options_.gpu ? arg_reduce(r, {}) : whole_position(r));
    }
    for (const auto& group : by_size(blockwise)) {
      const Shape& shape = g_.type(g_.def(group[0]).operands[0]).shape;
      std::map<std::uint32_t, Storage> here;
      for (graph::ValueId root : phase.roots) {
        if (g_.type(root).shape != shape || !roots.contains(root.index)) continue;
        here.insert(roots.extract(root.index));
        streaming_ = streams.at(root.index);
      }
      whole_pass(group, here);
      streaming_ = {};
      storage_.merge(here);
    }
  }
  SINTER_CHECK(roots.empty(), "what the rows were to store is not stored");
}

/// Blocks of the axis in parallel, then their results pairwise. `roots` are stored on the way.
void Emitter::whole_pass(const std::vector<graph::ValueId>& reductions,
                         const std::map<std::uint32_t, Storage>& roots) {
  Scope scope(*this);
  const auto n = dim(g_.type(g_.def(reductions[0]).operands[0]).shape.back());
  std::vector<Accumulator> accumulators;
  for (graph::ValueId r : reductions) accumulators.push_back(accumulator(r));
  const bool ordered = std::ranges::any_of(accumulators, &Accumulator::ordered);
  const int at_once = ordered || options_.gpu ? 1 : kExactBlocks;
  const std::int64_t size = at_once * order::kLaneBlock;
  const auto blocks = block_count(b_, n, size);
  std::vector<loop::BufferId> partial;
  for (graph::ValueId r : reductions) {
    for (graph::ValueId operand : g_.def(r).operands) hoist(operand, Index(1));
    const Accumulator& a = accumulators[partial.size()];
    partial.push_back(b_.buffer("partial", a.type, BufferKind::kLocal));
    b_.alloc(partial.back(), b_.add(blocks, b_.i64(1)));
    if (!options_.gpu) b_.store(partial.back(), b_.i64(0), a.identity);
  }
  for (const auto& [root, storage] : roots) {
    for (graph::ValueId operand : g_.def(graph::ValueId(root)).operands) hoist(operand, Index(1));
  }
  parallel(b_.i64(0), blocks, kBlocksAtOnce / at_once, [&](ValueId block) {
    Scope block_scope(*this);
    const auto begin = b_.mul(block, b_.i64(size));
    const auto end = options_.gpu ? end_of_block(n, begin) : b_.min(n, b_.add(begin, b_.i64(size)));
    const auto values = reduce_part(reductions, accumulators, Index(1), begin, end, roots);
    for (std::size_t k = 0; k < reductions.size(); ++k) b_.store(partial[k], block, values[k]);
  });
  const auto left =
      options_.gpu ? combine_some_blocks(accumulators, partial, blocks) : PartsOfAll{};
  for (std::size_t k = 0; k < reductions.size(); ++k) {
    ValueId value;
    if (options_.gpu) {
      value = combine_in_block(b_, accumulators[k], partial[k], left.count, left.distance);
    } else {
      combine_pairwise(b_, accumulators[k].op, partial[k], blocks);
      value = b_.load(partial[k], b_.i64(0));
    }
    value = order_zeros(
        reductions[k], value,
        [&](ValueId i) {
          Scope element(*this);
          return terms_of(reductions[k], {i})[0];
        },
        n);
    store(reductions[k], {}, value);
  }
}

}  // namespace sinter::lower
