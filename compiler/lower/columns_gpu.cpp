// Reductions down columns on a GPU: where a warp per strip of columns leaves it idle, several warps
// share the reduced axis of one. A part is a power of two of blocks: a subtree of the pairwise tree
// of compiler/README.md.
#include <utility>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/lower/parts.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kFewWarps = 4096;  // that leave a GPU idle

}  // namespace

/// False: nothing was emitted, a warp goes down the whole axis.
bool Emitter::columns_in_parts(const Phase& phase) {
  const Node& front = g_.def(phase.roots.at(0));
  if (stays_on_thread()) return false;
  for (graph::ValueId root : phase.roots) {
    if (finds_position(g_.def(root).op)) return false;
  }
  const Shape& shape = g_.type(phase.roots.at(0)).shape;
  const Shape outer_shape(shape.begin(), shape.end() - 1);
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(front.attribute).axis);
  const auto n = dim(g_.type(front.operands[0]).shape[axis]);
  const auto blocks = block_count(b_, n, order::kOuterBlock);
  const auto last = dim(shape.back());
  const auto strips = b_.ceil_div(last, kWarpColumns);
  const auto all = b_.mul(product(dims(outer_shape)), strips);
  const Parts parts = choose_parts(b_, all, blocks, kFewWarps);
  std::int64_t known = 0;
  if (b_.is_constant(parts.count, &known) && known <= 1) return false;

  const auto count = product(dims(shape));
  std::vector<std::pair<graph::ValueId, loop::BufferId>> partial;
  for (graph::ValueId root : phase.roots) {
    partial.emplace_back(root, b_.buffer("parts", accumulator(root).type, BufferKind::kLocal));
    b_.alloc(partial.back().second, b_.mul(parts.count, count));
  }
  const auto strides = row_major(shape);
  const auto levels = bit_length(b_, parts.length);
  const auto one = b_.i64(1);
  std::int64_t columns = 0;
  const bool all_strips_are_full =
      b_.is_constant(last, &columns) && columns > 0 && columns % kWarpColumns == 0;
  std::int64_t rows = 0;
  const bool all_blocks_are_full = b_.is_constant(n, &rows) && rows % order::kOuterBlock == 0;
  parallel(b_.i64(0), b_.mul(all, parts.count), 1, [&](ValueId task) {
    Scope scope(*this);
    const auto part = b_.op(Op::Mod, task, b_.max(parts.count, one));
    const auto strip = b_.op(Op::FloorDiv, task, b_.max(parts.count, one));
    const auto first = b_.mul(b_.op(Op::Mod, strip, b_.max(strips, one)), b_.i64(kWarpColumns));
    const Index outer = unflatten(b_.op(Op::FloorDiv, strip, b_.max(strips, one)), outer_shape);
    const auto first_block = b_.mul(part, parts.length);
    const auto here = b_.max(b_.i64(0), b_.min(parts.length, b_.sub(blocks, first_block)));
    const auto width = all_strips_are_full ? b_.i64(kWarpColumns)
                                           : b_.min(b_.i64(kWarpColumns), b_.sub(last, first));
    const auto end = b_.min(n, b_.mul(b_.add(first_block, here), b_.i64(order::kOuterBlock)));
    const ColumnPart range{first_block,
                           here,
                           levels,
                           end,
                           [&](graph::ValueId v, const Index& index, ValueId result) {
                             for (const auto& [root, buffer] : partial) {
                               if (root != v) continue;
                               const auto place =
                                   b_.add(b_.mul(part, count), offset(strides, index));
                               b_.store(buffer, place, result);
                             }
                           },
                           all_blocks_are_full};
    column_strip(phase.roots, outer, first, width, kWarpColumns, range);
  });
  store_parts(shape, partial, parts.count);
  return true;
}

/// A thread combines `some` parts of a result in a row; what they give lies where the first of them
/// did.
void Emitter::combine_groups(const std::vector<std::pair<Op, loop::BufferId>>& partial,
                             ValueId parts, ValueId count, std::int64_t some) {
  parallel(b_.i64(0), b_.mul(count, b_.ceil_div(parts, some)), 1, [&](ValueId task) {
    Scope scope(*this);
    const auto divisor = b_.max(count, b_.i64(1));
    const auto first = b_.mul(b_.op(Op::FloorDiv, task, divisor), b_.i64(some));
    const auto place = b_.add(b_.mul(first, count), b_.op(Op::Mod, task, divisor));
    for (const auto& [op, buffer] : partial)
      combine_some_parts(b_, op, buffer, some, b_.sub(parts, first), count, place);
  });
}

/// Where the number of parts is known and small, a thread combines those of its result; where it is
/// known and not too large, after each of several threads has combined some of them. Else blocks of
/// threads halve them in memory, for 32 results each, until one is left.
Emitter::PartsLeft Emitter::leave_few_parts(
    const std::vector<std::pair<Op, loop::BufferId>>& partial, ValueId parts, ValueId count) {
  std::int64_t known = 0;
  const bool is_known = b_.is_constant(parts, &known);
  if (is_known && known <= kMostPartsWrittenOut) return {known, count};
  if (is_known && known <= kMostPartsWrittenOut * kMostPartsWrittenOut) {
    const std::int64_t some = known > kMostPartsWrittenOut * kMostPartsWrittenOut / 2
                                  ? kMostPartsWrittenOut
                                  : kMostPartsWrittenOut / 2;
    combine_groups(partial, parts, count, some);
    return {(known + some - 1) / some, b_.mul(count, b_.i64(some))};
  }
  parallel(b_.i64(0), b_.ceil_div(count, kWarpColumns), 1, [&](ValueId strip) {
    Scope scope(*this);
    const auto first = b_.mul(strip, b_.i64(kWarpColumns));
    const auto width = b_.min(b_.i64(kWarpColumns), b_.sub(count, first));
    for (const auto& [op, buffer] : partial)
      halve_parts(b_, op, buffer, parts, count, first, width);
  });
  return {-1, count};
}

/// Combines what the parts of reductions of one shape gave, part by part in memory, and stores it.
void Emitter::store_parts(const Shape& shape,
                          const std::vector<std::pair<graph::ValueId, loop::BufferId>>& partial,
                          ValueId parts) {
  const auto count = product(dims(shape));
  const auto strides = row_major(shape);
  std::vector<std::pair<Op, loop::BufferId>> buffers;
  for (const auto& [value, buffer] : partial) buffers.emplace_back(accumulator(value).op, buffer);
  const PartsLeft left = leave_few_parts(buffers, parts, count);
  each_element(shape, shape.size() == 1, [&](const Index& index) {
    const auto place = offset(strides, index);
    const auto some = b_.op(Op::Gt, parts, b_.i64(0));
    for (const auto& [value, buffer] : partial) {
      const Accumulator a = accumulator(value);
      store(value, index,
            left.count >= 0 ? combine_parts(b_, a, buffer, left.count, left.distance, place)
                            : b_.select(some, b_.load(buffer, place, some), a.identity));
    }
  });
}

}  // namespace sinter::lower
