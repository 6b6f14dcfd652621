// Elementwise kernels, concatenation and refinement.
#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "compiler/lower/emitter.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using loop::ValueId;

namespace {
constexpr std::int64_t kChunk = 4096;  // elements of one iteration of a parallel loop
constexpr int kLanes = 64;
constexpr std::int64_t kLargeBytes = std::int64_t{16} << 20;  // a result that no cache keeps
}  // namespace

/// Iterations of so many elements and of such a cost each that are worth another thread. Inside of
/// loops, where threads meet again and again, this takes some microseconds of work.
int Emitter::worthwhile(int cost, DType type) const {
  const int each = std::max(1, cost);
  if (loop_depth_ == 0) return std::max(1, 16 / each);
  constexpr int kVectorInstructions = 1 << 14;
  const int vectors =
      static_cast<int>(kChunk) * static_cast<int>(size_of(type)) * 8 / options_.vector_bits;
  return std::max(1, kVectorInstructions / (each * vectors));
}

/// Whether the results of this shape are larger than caches, so that they had best be written past
/// them; none where they are read while they are written, or inside of loops.
ValueId Emitter::bypasses_cache(const Phase& phase, const Shape& shape) {
  if (loop_depth_ > 0 || in_parallel_ || options_.gpu ||
      options_.leaves_out(Choice::kStreamingStores))
    return {};
  std::int64_t bytes = 0;
  for (graph::ValueId root : phase.computed()) {
    if (g_.type(root).shape != shape || of_rows_alone_.contains(root.index)) continue;
    const auto storage = storage_.find(root.index);
    if (storage == storage_.end() || !storage->second.contiguous ||
        reaches_buffer(root, nullptr, storage->second.buffer, true))
      return {};
    bytes += static_cast<std::int64_t>(size_of(g_.type(root).dtype));
  }
  const auto count = product(dims(shape));
  const auto large = b_.i64(kLargeBytes / std::max<std::int64_t>(bytes, 1));
  std::int64_t known = 0;
  if (b_.is_constant(count, &known) && known * bytes < kLargeBytes) return {};
  return b_.op(Op::Ge, count, large);
}

/// Rough cost per element in units of a simple vector instruction, for the grain of parallel loops.
int Emitter::cost(graph::ValueId v) const {
  std::map<std::uint32_t, bool> seen;
  const std::function<int(graph::ValueId, bool)> visit = [&](graph::ValueId u, bool top) -> int {
    if (!seen.emplace(u.index, true).second) return 0;
    if (g_.is_argument(u) || (!top && is_at_hand(u))) return 1;
    const Node& node = g_.def(u);
    int total = is_expensive(node.op) ? 16 : 1;
    for (graph::ValueId operand : node.operands) total += visit(operand, false);
    return total;
  };
  return visit(v, true);
}

void Emitter::parallel_chunks(ValueId count, int grain,
                              const std::function<void(ValueId, ValueId)>& body) {
  parallel(b_.i64(0), b_.ceil_div(count, kChunk), grain, [&](ValueId chunk) {
    Scope scope(*this);
    const auto begin = b_.mul(chunk, b_.i64(kChunk));
    body(begin, b_.min(count, b_.add(begin, b_.i64(kChunk))));
  });
}

/// Whether every array that `v` reads lies in memory as `v` itself does (or is a scalar), so that
/// one loop over all elements serves.
bool Emitter::is_collapsible(graph::ValueId v) const {
  std::set<std::uint32_t> seen;  // values are used more than once
  const std::function<bool(graph::ValueId, bool)> visit = [&](graph::ValueId u, bool top) {
    const Shape& shape = g_.type(u).shape;
    if (shape.empty() || !seen.insert(u.index).second) return true;
    const auto stored = storage_.find(u.index);
    if (stored != storage_.end() && !stored->second.contiguous) return false;
    if (g_.is_argument(u) || (!top && is_at_hand(u))) return true;
    const Node& node = g_.def(u);
    if (node.op == Op::Broadcast)
      return g_.type(node.operands[0]).shape.empty() && visit(node.operands[0], false);
    return is_elementwise(node.op) &&
           std::ranges::all_of(node.operands, [&](graph::ValueId o) { return visit(o, false); });
  };
  return visit(v, true);
}

/// A GPU's loop: every element is an iteration of its own. `flat`: all arrays lie in memory alike.
void Emitter::each_element(const Shape& shape, bool flat,
                           const std::function<void(const Index&)>& body) {
  parallel(b_.i64(0), product(dims(shape)), 1, [&](ValueId i) {
    Scope scope(*this);
    Index index(shape.size(), b_.i64(0));
    index.back() = i;
    body(flat ? index : unflatten(i, shape));
  });
}

void Emitter::elementwise(const Phase& phase) {
  Scope phase_scope(*this);
  const Shape& shape = phase.outer;
  if (shape.empty()) {
    for (graph::ValueId root : phase.roots) store(root, {}, compute(root, {}));
    return;
  }
  int total_cost = 0;
  bool collapsible = true;
  for (graph::ValueId root : phase.roots) {
    total_cost += cost(root);
    collapsible &= is_collapsible(root);
  }
  const auto stores = [&](const Index& index) {
    for (graph::ValueId root : phase.roots) {
      const auto value = compute(root, index);
      store(root, index, value);
      remember(root, index, value);  // for the roots that follow
    }
  };
  const auto hoist_all = [&](const Index& index) {
    for (graph::ValueId root : phase.roots) {
      const Node& node = g_.def(root);
      for (graph::ValueId operand : node.operands) {
        if (is_elementwise(node.op)) hoist(operand, index);
      }
    }
  };
  streaming_ = bypasses_cache(phase, shape);
  std::set<std::uint32_t> seen;
  std::optional<std::size_t> across;
  for (graph::ValueId root : phase.roots) across = across ? across : read_across(root, true, seen);
  if (options_.gpu && !stays_on_thread()) {
    if (across && !collapsible) return each_element_of_tiles(shape, *across, stores);
    return each_element(shape, shape.size() == 1 || collapsible, stores);
  }
  const int grain = worthwhile(total_cost, g_.type(phase.roots.at(0)).dtype);
  constexpr int kLong = 32;  // where the processor's window ends before the next iteration's loads
  if (total_cost >= kLong && (shape.size() == 1 || collapsible))
    bytes_ahead_ = reads_ahead(phase.roots);
  rank_ahead_ = 0;
  const auto done = [&] {
    streaming_ = {};
    bytes_ahead_ = 0;
  };
  if (shape.size() == 1 || collapsible) {
    parallel_chunks(product(dims(shape)), grain, [&](ValueId begin, ValueId end) {
      hoist_all(Index(shape.size()));
      vector_inside(phase.roots, shape.size() - 1, begin, end, [&](ValueId i) {
        Scope scope(*this);
        // All axes but the last at 0: offsets are linear in the last index, so the flat position
        // serves for all of them.
        Index index(shape.size(), b_.i64(0));
        index.back() = i;
        stores(index);
      });
    });
    return done();
  }
  if (const auto axis = short_axis(phase, across)) {
    each_short_row(shape, *axis, grain, hoist_all, stores);
    return done();
  }
  if (across && !(shape.back() == Dim(1)) && !options_.leaves_out(Choice::kTurnedTiles)) {
    each_turned_tile(phase, *across, grain, hoist_all, stores);
    return done();
  }
  // Axes of size 1 at the end would make rows of one element.
  std::size_t inner = shape.size() - 1;
  while (inner > 0 && shape[inner] == Dim(1)) --inner;
  Shape outer = shape;
  outer[inner] = 1;
  const auto last = dim(shape[inner]);
  const auto rows = product(dims(outer));
  const auto group =
      b_.max(b_.i64(1), b_.op(Op::FloorDiv, b_.i64(kChunk), b_.max(last, b_.i64(1))));
  const auto groups = b_.op(Op::FloorDiv, b_.add(rows, b_.sub(group, b_.i64(1))), group);
  parallel(b_.i64(0), groups, grain, [&](ValueId g) {
    const auto first = b_.mul(g, group);
    b_.serial(first, b_.min(rows, b_.add(first, group)), [&](ValueId row) {
      Scope scope(*this);
      Index index = unflatten(row, outer);
      index[inner] = {};
      hoist_all(index);
      vector_inside(phase.roots, inner, b_.i64(0), last, [&](ValueId i) {
        Scope element(*this);
        index[inner] = i;
        stores(index);
      });
    });
  });
  done();
}

/// Parts of a few elements side by side along the last axis, and few in all: rows of the result are
/// stored by whole vectors that go along another axis.
bool Emitter::concat_short_rows(const Node& node) {
  const graph::ValueId v = node.results[0];
  const Shape& shape = g_.type(v).shape;
  const auto last = static_cast<int>(shape.size()) - 1;
  if (options_.gpu || options_.leaves_out(Choice::kShortRows) || last < 1 ||
      shape[static_cast<std::size_t>(last) - 1] == Dim(1) ||
      std::get<graph::AxisAttr>(node.attribute).axis != last)
    return false;
  std::vector<std::pair<graph::ValueId, std::int64_t>> elements;  // of a row
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    const auto size = size_if_known(g_.type(node.operands[k]).shape.back());
    if (!size || *size > kMostOfShortAxis || placed_.contains({v.index, k})) return false;
    for (std::int64_t i = 0; i < *size; ++i) elements.emplace_back(node.operands[k], i);
  }
  const auto count = static_cast<std::int64_t>(elements.size());
  if (count < 2 || count > kMostOfShortAxis) return false;
  const ShortAxis axis{static_cast<std::size_t>(last), static_cast<std::size_t>(last) - 1};
  const auto element = [&](const Index& index) {
    std::int64_t number = 0;
    b_.is_constant(index.back(), &number);
    const auto& [operand, i] = elements[static_cast<std::size_t>(number)];
    Index at = index;
    at.back() = b_.i64(i);
    return std::pair{operand, at};
  };
  int total = 0;
  for (const graph::ValueId operand : node.operands) total += cost(operand);
  each_short_row(
      shape, axis, worthwhile(total, g_.type(v).dtype),
      [&](const Index& index) {
        const auto [operand, at] = element(index);
        hoist(operand, at);
      },
      [&](const Index& index) {
        const auto [operand, at] = element(index);
        store(v, index, eval(operand, at));
      });
  return true;
}

void Emitter::concat(const Phase& phase) {
  const graph::ValueId v = phase.roots.at(0);
  const Node& node = g_.def(v);
  if (concat_short_rows(node)) return;
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  auto start = b_.i64(0);
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    const graph::ValueId operand = node.operands[k];
    if (!placed_.contains({v.index, k})) {
      copy(part_from(storage_.at(v.index), axis, start), g_.type(operand).shape,
           [&](const Index& index) { return eval(operand, index); });
    }
    start = b_.add(start, dim(g_.type(operand).shape[axis]));
  }
}

// Fast values are copied a stretch at a time; only a stretch with one that is not normal is looked
// at again.
void Emitter::refine(graph::ValueId v) {
  const Node& node = g_.def(v);
  const Shape& shape = g_.type(v).shape;
  const auto slow_at = [&](ValueId flat) {
    Scope scope(*this);
    const Index index = unflatten(flat, shape);
    const auto fast = eval(node.operands[0], index);
    b_.rarely(b_.op(Op::Not, b_.op(Op::IsNormal, fast)), [&] {
      Scope slow(*this);
      store(v, index, eval(node.operands[1], index));
    });
  };
  if (shape.empty()) {
    Scope scope(*this);
    store(v, {}, eval(node.operands[0], {}));
    return slow_at(b_.i64(0));
  }
  constexpr std::int64_t kStretch = 64;
  const auto count = product(dims(shape));
  const auto& storage = storage_.at(v.index);
  parallel(b_.i64(0), b_.ceil_div(count, kStretch), 64, [&](ValueId stretch) {
    Scope scope(*this);
    const auto begin = b_.mul(stretch, b_.i64(kStretch));
    const auto end = b_.min(count, b_.add(begin, b_.i64(kStretch)));
    const auto odd = b_.reg("odd", DType::kBool, kLanes);
    b_.set(odd, b_.constant(DType::kBool, 0));
    b_.vector(begin, end, kLanes, [&](ValueId i) {
      Scope element(*this);
      const auto fast = eval(node.operands[0], unflatten(i, shape));
      b_.store(storage.buffer, i, fast);
      b_.set(odd, b_.op(Op::Or, b_.get(odd), b_.op(Op::Not, b_.op(Op::IsNormal, fast))));
    });
    b_.rarely(b_.reduce_lanes(Op::Or, odd), [&] { b_.serial(begin, end, slow_at); });
  });
}

}  // namespace sinter::lower
