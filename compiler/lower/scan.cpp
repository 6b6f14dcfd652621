// Scans in the fixed orders of compiler/README.md: along the last axis in groups of lanes, along
// any other one a strip of columns at a time.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/lower/parts.h"

namespace sinter::lower {

using graph::Node;
using loop::ValueId;

Accumulator Emitter::scan_accumulator(const Node& node) {
  const DType type = g_.type(node.operands[0]).dtype;
  switch (node.op) {
    case Op::ScanSum:
      return {Op::Add, type, b_.number(type, 0)};
    case Op::ScanProd:
      return {Op::Mul, type, b_.number(type, 1)};
    case Op::ScanMax:
      return {Op::Max, type, lowest(b_, type)};
    default:
      return {Op::Min, type, highest(b_, type)};
  }
}

/// What a thread or warp keeps of the row that it scans.
struct Emitter::ScanRow {
  ScanRow(Emitter& e, graph::ValueId scanned, Index index, bool adds_offset)
      : v(scanned),
        a(e.scan_accumulator(e.g_.def(scanned))),
        at(std::move(index)),
        has_offset(adds_offset),
        lanes(e.b_.reg("scan", a.type, static_cast<int>(order::kLanes))),
        carry(e.b_.reg("carry", a.type)),
        offset(e.b_.reg("offset", a.type)) {
    at.emplace_back();
    e.hoist(e.g_.def(v).operands[0], at);
  }
  graph::ValueId v;
  Accumulator a;
  Index at;         ///< Its last entry is the position.
  bool has_offset;  ///< What comes before the block is added.
  loop::RegisterId lanes, carry, offset;
};

/// One block of a row: groups of lanes one after another, which leave their sum in `carry`.
void Emitter::scan_block(const ScanRow& row, ValueId begin, ValueId end, bool stores) {
  const Node& node = g_.def(row.v);
  const Op op = row.a.op;
  constexpr auto kLanes = static_cast<int>(order::kLanes);
  // Without an end the block is full: its loops have a known size.
  const bool full = !end;
  const auto lanes_of = [&](ValueId first, ValueId last, const std::function<void(ValueId)>& body) {
    if (!full) return b_.vector(first, last, kLanes, body);
    b_.vector(b_.i64(0), b_.i64(kLanes), kLanes, [&](ValueId i) { body(b_.add(first, i)); });
  };
  const auto group = [&](ValueId first, ValueId last) {
    if (!full) b_.set(row.lanes, row.a.identity);
    lanes_of(first, last, [&](ValueId i) {
      Scope element(*this);
      Index from = row.at;
      from.back() = i;
      b_.set(row.lanes, eval(node.operands[0], from));
    });
    b_.scan_lanes(op, row.lanes);
    if (stores) {
      const auto base =
          row.has_offset ? b_.op(op, b_.get(row.offset), b_.get(row.carry)) : b_.get(row.carry);
      lanes_of(first, last, [&](ValueId i) {
        Scope element(*this);
        Index to = row.at;
        to.back() = i;
        store(row.v, to, b_.op(op, base, b_.get(row.lanes)));
      });
    }
    b_.set(row.carry, b_.op(op, b_.get(row.carry), b_.lane(row.lanes, b_.i64(kLanes - 1))));
  };
  b_.set(row.carry, row.a.identity);
  if (!row.has_offset) b_.poll(poll_);  // the row is one block
  const auto groups = full ? b_.i64(order::kScanBlock / order::kLanes)
                           : b_.ceil_div(b_.sub(end, begin), order::kLanes);
  b_.serial(b_.i64(0), groups, [&](ValueId g) {
    Scope group_scope(*this);
    const auto first = b_.add(begin, b_.mul(g, b_.i64(order::kLanes)));
    const auto last = b_.add(first, b_.i64(order::kLanes));
    group(first, full ? last : b_.min(end, last));
  });
}

void Emitter::scan(const Phase& phase) {
  const graph::ValueId v = phase.roots.at(0);
  const int axis = std::get<graph::AxisAttr>(g_.def(v).attribute).axis;
  if (axis + 1 == g_.type(v).rank()) {
    scan_rows(v);
  } else {
    scan_columns(v, static_cast<std::size_t>(axis));
  }
}

void Emitter::scan_rows(graph::ValueId v) {
  const Shape& shape = g_.type(v).shape;
  const Shape outer(shape.begin(), shape.end() - 1);
  const auto n = dim(shape.back());
  const auto count = product(dims(outer));
  const auto by_rows = [&] {
    parallel(b_.i64(0), count, 1, [&](ValueId row) {
      Scope scope(*this);
      scan_row(v, outer.empty() ? Index{} : unflatten(row, outer), n);
    });
  };
  if (!options_.gpu || stays_on_thread()) return by_rows();
  const auto few = b_.op(Op::And, b_.op(Op::Lt, count, b_.i64(kFewRows)),
                         b_.op(Op::Gt, n, b_.i64(order::kScanBlock)));
  std::int64_t known_count = 0, known_n = 0;
  if (b_.is_constant(count, &known_count) && known_count >= kFewRows) return by_rows();
  if (b_.is_constant(n, &known_n) && known_n <= order::kScanBlock) return by_rows();
  b_.branch(
      few,
      [&] {
        Scope scope(*this);
        scan_in_parts(v, outer, n);
      },
      [&] {
        Scope scope(*this);
        by_rows();
      });
}

/// Few long rows on a GPU: what each block adds up to, what comes before each of them, and then the
/// blocks once more, the last ones first, as they may still be in the cache.
void Emitter::scan_in_parts(graph::ValueId v, const Shape& outer, ValueId n) {
  const Accumulator a = scan_accumulator(g_.def(v));
  const auto blocks = block_count(b_, n, order::kScanBlock);
  const auto divisor = b_.max(blocks, b_.i64(1));
  const auto count = product(dims(outer));
  const auto sums = b_.buffer("sums", a.type, loop::BufferKind::kLocal);
  const auto before = b_.buffer("before", a.type, loop::BufferKind::kLocal);
  b_.alloc(sums, b_.mul(count, divisor));
  b_.alloc(before, b_.mul(count, divisor));
  const auto each_block = [&](bool stores) {
    const auto tasks = b_.mul(count, blocks);
    parallel(b_.i64(0), tasks, 1, [&](ValueId number) {
      Scope scope(*this);
      const auto task = stores ? b_.sub(b_.sub(tasks, b_.i64(1)), number) : number;
      const ScanRow row(*this, v, unflatten(b_.op(Op::FloorDiv, task, divisor), outer), stores);
      if (stores) b_.set(row.offset, b_.load(before, task));
      const auto begin = b_.mul(b_.op(Op::Mod, task, divisor), b_.i64(order::kScanBlock));
      std::int64_t size = 0;
      const bool full = b_.is_constant(n, &size) && size % order::kScanBlock == 0;
      const auto end = full ? ValueId() : b_.min(n, b_.add(begin, b_.i64(order::kScanBlock)));
      scan_block(row, begin, end, stores);
      if (!stores) b_.store(sums, task, b_.get(row.carry));
    });
  };
  each_block(false);
  scan_sums(a, sums, before, count, blocks);
  each_block(true);
}

/// What comes before each of a row's blocks, one after another: a warp fetches some sums together,
/// and takes them from its own memory.
void Emitter::scan_sums(const Accumulator& a, loop::BufferId sums, loop::BufferId before,
                        ValueId rows, ValueId blocks) {
  constexpr std::int64_t kTogether = 256, kAhead = 64;  // in memory, in registers
  constexpr auto kLanes = static_cast<int>(order::kLanes);
  parallel(b_.i64(0), rows, 1, [&](ValueId row) {
    Scope scope(*this);
    const auto from = b_.buffer("from", a.type, loop::BufferKind::kLocal);
    const auto to = b_.buffer("to", a.type, loop::BufferKind::kLocal);
    b_.alloc(from, b_.i64(kTogether));
    b_.alloc(to, b_.i64(kTogether));
    const auto sum = b_.reg("offset", a.type);
    b_.set(sum, a.identity);
    const auto begin = b_.mul(row, blocks), end = b_.add(begin, blocks);
    b_.serial(
        begin, end,
        [&](ValueId first) {
          const auto here = b_.min(b_.i64(kTogether), b_.sub(end, first));
          b_.vector(b_.i64(0), here, kLanes,
                    [&](ValueId i) { b_.store(from, i, b_.load(sums, b_.add(first, i))); });
          // Behind the last one there is nothing that is used.
          b_.serial(
              b_.i64(0), here,
              [&](ValueId some) {
                std::vector<ValueId> terms;
                for (std::int64_t i = 0; i < kAhead; ++i)
                  terms.push_back(b_.load(from, b_.add(some, b_.i64(i))));
                for (std::int64_t i = 0; i < kAhead; ++i) {
                  b_.store(to, b_.add(some, b_.i64(i)), b_.get(sum));
                  b_.set(sum, b_.op(a.op, b_.get(sum), terms[static_cast<std::size_t>(i)]));
                }
              },
              kAhead);
          b_.vector(b_.i64(0), here, kLanes,
                    [&](ValueId i) { b_.store(before, b_.add(first, i), b_.load(to, i)); });
        },
        kTogether);
  });
}

/// One row. Where the order does not matter the row is one block.
void Emitter::scan_row(graph::ValueId v, const Index& outer, ValueId n) {
  const bool ordered = scan_accumulator(g_.def(v)).ordered();
  const ScanRow row(*this, v, outer, ordered);
  if (!ordered) return scan_block(row, b_.i64(0), n, true);
  b_.set(row.offset, row.a.identity);
  b_.poll(poll_);
  b_.serial(b_.i64(0), block_count(b_, n, order::kScanBlock), [&](ValueId k) {
    Scope block_scope(*this);
    const auto begin = b_.mul(k, b_.i64(order::kScanBlock));
    scan_block(row, begin, b_.min(n, b_.add(begin, b_.i64(order::kScanBlock))), true);
    b_.set(row.offset, b_.op(row.a.op, b_.get(row.offset), b_.get(row.carry)));
  });
}

void Emitter::scan_columns(graph::ValueId v, std::size_t axis) {
  const Shape& shape = g_.type(v).shape;
  const auto type = g_.type(v).dtype;
  const auto width = static_cast<int>(std::max<std::size_t>(size_of(type), 4));
  const int tile =
      options_.gpu
          ? kWarpColumns
          : std::max(16, options_.vector_bits / 8 / width * (options_.vector_bits == 512 ? 8 : 4));
  Shape outer_shape(shape.begin(), shape.end() - 1);
  outer_shape.erase(outer_shape.begin() + static_cast<std::ptrdiff_t>(axis));
  const auto last = dim(shape.back());
  const auto tiles = b_.ceil_div(last, tile);
  const auto divisor = b_.max(tiles, b_.i64(1));
  parallel(b_.i64(0), b_.mul(product(dims(outer_shape)), tiles), 1, [&](ValueId task) {
    Scope scope(*this);
    const Index outer = unflatten(b_.op(Op::FloorDiv, task, divisor), outer_shape);
    const auto first = b_.mul(b_.op(Op::Mod, task, divisor), b_.i64(tile));
    const auto left = b_.sub(last, first);
    b_.branch(
        b_.op(Op::Ge, left, b_.i64(tile)),
        [&] {
          Scope full(*this);
          scan_strip(v, axis, outer, first, b_.i64(tile), tile);
        },
        [&] {
          Scope rest(*this);
          scan_strip(v, axis, outer, first, left, tile);
        });
  });
}

void Emitter::scan_strip(graph::ValueId v, std::size_t axis, const Index& outer, ValueId first,
                         ValueId columns, int tile) {
  const Node& node = g_.def(v);
  const auto n = dim(g_.type(v).shape[axis]);
  const Accumulator a = scan_accumulator(node);
  const auto sum = b_.reg("sum", a.type, tile);
  const auto offset = b_.reg("offset", a.type, tile);
  const auto each = [&](const std::function<void(ValueId)>& body) {
    b_.vector(b_.i64(0), columns, tile, [&](ValueId c) {
      Scope element(*this);
      body(c);
    });
  };
  const auto step = [&](ValueId k) {
    Scope row(*this);
    Index at(outer.begin(), outer.begin() + static_cast<std::ptrdiff_t>(axis));
    at.push_back(k);
    at.insert(at.end(), outer.begin() + static_cast<std::ptrdiff_t>(axis), outer.end());
    at.emplace_back();
    hoist(node.operands[0], at);
    each([&](ValueId c) {
      Index here = at;
      here.back() = b_.add(first, c);
      const auto next = b_.op(a.op, b_.get(sum), eval(node.operands[0], here));
      b_.set(sum, next);
      store(v, here, a.ordered() ? b_.op(a.op, b_.get(offset), next) : next);
    });
  };
  b_.set(sum, a.identity);
  b_.poll(poll_);
  if (!a.ordered()) return b_.serial(b_.i64(0), n, step);
  b_.set(offset, a.identity);
  b_.serial(b_.i64(0), block_count(b_, n, order::kOuterScanBlock), [&](ValueId block) {
    const auto begin = b_.mul(block, b_.i64(order::kOuterScanBlock));
    b_.set(sum, a.identity);
    b_.serial(begin, b_.min(n, b_.add(begin, b_.i64(order::kOuterScanBlock))), step);
    each([&](ValueId) { b_.set(offset, b_.op(a.op, b_.get(offset), b_.get(sum))); });
  });
}

}  // namespace sinter::lower
