// Scans in the fixed orders of compiler/README.md: along the last axis in groups of lanes, along
// any other one a strip of columns at a time.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

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
  parallel(b_.i64(0), product(dims(outer)), 1, [&](ValueId row) {
    Scope scope(*this);
    Index at = outer.empty() ? Index{} : unflatten(row, outer);
    at.emplace_back();
    scan_row(v, std::move(at), n);
  });
}

/// One row. Where the order does not matter the row is one block.
void Emitter::scan_row(graph::ValueId v, Index at, ValueId n) {
  const Node& node = g_.def(v);
  const Accumulator a = scan_accumulator(node);
  const auto lane_count = static_cast<int>(order::kLanes);
  const auto lanes = b_.reg("scan", a.type, lane_count);
  const auto carry = b_.reg("carry", a.type);
  const auto offset = b_.reg("offset", a.type);
  hoist(node.operands[0], at);
  const auto group = [&](ValueId begin, ValueId end) {
    b_.set(lanes, a.identity);
    b_.vector(begin, end, lane_count, [&](ValueId i) {
      Scope element(*this);
      Index from = at;
      from.back() = i;
      b_.set(lanes, eval(node.operands[0], from));
    });
    b_.scan_lanes(a.op, lanes);
    const auto base = a.ordered() ? b_.op(a.op, b_.get(offset), b_.get(carry)) : b_.get(carry);
    b_.vector(begin, end, lane_count, [&](ValueId i) {
      Scope element(*this);
      Index to = at;
      to.back() = i;
      store(v, to, b_.op(a.op, base, b_.get(lanes)));
    });
    b_.set(carry, b_.op(a.op, b_.get(carry), b_.lane(lanes, b_.i64(order::kLanes - 1))));
  };
  const auto block = [&](ValueId begin, ValueId end) {
    b_.set(carry, a.identity);
    b_.serial(b_.i64(0), b_.ceil_div(b_.sub(end, begin), order::kLanes), [&](ValueId g) {
      Scope group_scope(*this);
      const auto first = b_.add(begin, b_.mul(g, b_.i64(order::kLanes)));
      group(first, b_.min(end, b_.add(first, b_.i64(order::kLanes))));
    });
  };
  if (!a.ordered()) return block(b_.i64(0), n);
  b_.set(offset, a.identity);
  b_.serial(b_.i64(0), block_count(b_, n, order::kScanBlock), [&](ValueId k) {
    Scope block_scope(*this);
    const auto begin = b_.mul(k, b_.i64(order::kScanBlock));
    block(begin, b_.min(n, b_.add(begin, b_.i64(order::kScanBlock))));
    b_.set(offset, b_.op(a.op, b_.get(offset), b_.get(carry)));
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
