// Elementwise phases that read arrays across: along another axis than the last one of their result.
// Tiles of elements use what comes from memory both ways. And those with an axis of a few elements,
// where vectors along it would be mostly empty.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/choices.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

/// An axis of the result other than the last one along which an array is read that lies in memory
/// along it.
std::optional<std::size_t> Emitter::read_across(graph::ValueId v, bool top,
                                                std::set<std::uint32_t>& seen) const {
  if (g_.is_argument(v) || (!top && is_at_hand(v)) || !seen.insert(v.index).second) return {};
  const Node& node = g_.def(v);
  if (node.op == Op::Transpose) {
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    const auto last = static_cast<int>(axes.size()) - 1;
    const auto found = std::find(axes.begin(), axes.end(), last);
    if (found != axes.end() && found - axes.begin() != last)
      return static_cast<std::size_t>(found - axes.begin());
  }
  if (!is_elementwise(node.op)) return {};
  for (graph::ValueId operand : node.operands) {
    if (const auto across = read_across(operand, false, seen)) return across;
  }
  return {};
}

namespace {

/// Row and column in a tile of iteration `inside`. Where tiles are full, four iterations in a row
/// are those of a thread, and four rows: read along them they are one vector, and a warp's threads
/// are 32 columns.
std::pair<ValueId, ValueId> place_in_tile(loop::Builder& b, ValueId inside, std::int64_t side,
                                          bool full) {
  const auto over = [&](ValueId v, std::int64_t by) { return b.op(Op::FloorDiv, v, b.i64(by)); };
  const auto rest = [&](ValueId v, std::int64_t by) { return b.op(Op::Mod, v, b.i64(by)); };
  if (!full) return {over(inside, side), rest(inside, side)};
  constexpr std::int64_t kRows = 4;
  return {b.add(b.mul(over(inside, kRows * side), b.i64(kRows)), rest(inside, kRows)),
          rest(over(inside, kRows), side)};
}

}  // namespace

/// A GPU's loop where arrays are read along another axis than the last one: a block of threads
/// takes 16 x 16 elements, so that 64 bytes in a row are used both ways, or 32 x 32 where nothing
/// is left over.
void Emitter::each_element_of_tiles(const Shape& shape, std::size_t across,
                                    const std::function<void(const Index&)>& body) {
  Shape outer = shape;
  outer[across] = 1;
  outer.back() = 1;
  const auto rows = dim(shape[across]), columns = dim(shape.back());
  constexpr std::int64_t kLargeSide = 32, kSmallSide = 16;
  std::int64_t known_rows = 0, known_columns = 0;
  const bool full = b_.is_constant(rows, &known_rows) && b_.is_constant(columns, &known_columns) &&
                    known_rows * known_columns > 0 && known_rows % kLargeSide == 0 &&
                    known_columns % kLargeSide == 0;
  const std::int64_t side = full ? kLargeSide : kSmallSide;
  const auto strips = b_.max(b_.ceil_div(columns, side), b_.i64(1));
  const auto tiles = b_.mul(b_.ceil_div(rows, side), strips);
  const auto divisor = b_.max(tiles, b_.i64(1));
  const auto count = b_.mul(b_.mul(product(dims(outer)), tiles), b_.i64(side * side));
  parallel(b_.i64(0), count, 1, [&](ValueId i) {
    Scope scope(*this);
    const auto tile = b_.op(Op::FloorDiv, i, b_.i64(side * side));
    const auto inside = b_.op(Op::Mod, i, b_.i64(side * side));
    Index index = unflatten(b_.op(Op::FloorDiv, tile, divisor), outer);
    const auto place = b_.op(Op::Mod, tile, divisor);
    const auto [row, column] = place_in_tile(b_, inside, side, full);
    index[across] = b_.add(b_.mul(b_.op(Op::FloorDiv, place, strips), b_.i64(side)), row);
    index.back() = b_.add(b_.mul(b_.op(Op::Mod, place, strips), b_.i64(side)), column);
    if (full) {
      Scope element(*this);
      return body(index);
    }
    const auto is_there =
        b_.op(Op::And, b_.op(Op::Lt, index[across], rows), b_.op(Op::Lt, index.back(), columns));
    b_.branch(is_there, [&] {
      Scope element(*this);
      body(index);
    });
  });
}

/// Elements of a vector: the side of blocks that are turned in registers.
std::int64_t Emitter::turned_side(DType type) const {
  return options_.vector_bits / 8 / static_cast<std::int64_t>(size_of(type));
}

/// A square block of elements, neighbours of which are read along the lanes and stored along
/// `number`: the code generator turns it in registers (codegen/llvm_transpose.h).
void Emitter::turn_block(loop::BufferId to, std::int64_t side,
                         const std::function<Turned(ValueId lane, ValueId number)>& element) {
  b_.vector(b_.i64(0), b_.i64(side), static_cast<int>(side), [&](ValueId lane) {
    Scope block(*this);
    for (std::int64_t number = 0; number < side; ++number) {
      const Turned turned = element(lane, b_.i64(number));
      b_.store(to, turned.place, turned.value);
    }
  });
}

/// The transposes whose array lies in memory along the result's axis `across`, and which elements
/// need at their own position only: not through slices and the like.
std::vector<graph::ValueId> Emitter::read_along(std::size_t across,
                                                const std::vector<graph::ValueId>& roots) const {
  std::vector<graph::ValueId> found;
  std::set<std::uint32_t> here, elsewhere;
  const auto is_leaf = [&](graph::ValueId v, bool top) {
    return g_.is_argument(v) || (!top && is_at_hand(v));
  };
  const std::function<void(graph::ValueId)> move = [&](graph::ValueId v) {
    if (is_leaf(v, false) || !elsewhere.insert(v.index).second) return;
    for (graph::ValueId operand : g_.def(v).operands) move(operand);
  };
  const std::function<void(graph::ValueId, bool)> visit = [&](graph::ValueId v, bool top) {
    if (is_leaf(v, top) || !here.insert(v.index).second) return;
    const Node& node = g_.def(v);
    if (is_elementwise(node.op)) {
      for (graph::ValueId operand : node.operands) visit(operand, false);
      return;
    }
    for (graph::ValueId operand : node.operands) move(operand);
    if (node.op != Op::Transpose) return;
    const graph::ValueId turned = node.operands[0];
    const bool is_part = !is_leaf(turned, false) && g_.def(turned).op == Op::Slice;
    if (is_part && std::get<graph::SliceAttr>(g_.def(turned).attribute).step.back() != 1) return;
    if (!is_leaf(is_part ? g_.def(turned).operands[0] : turned, false)) return;
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    if (axes[across] == static_cast<int>(axes.size()) - 1) found.push_back(v);
  };
  for (graph::ValueId root : roots) visit(root, true);
  std::erase_if(found, [&](graph::ValueId v) { return elsewhere.contains(v.index); });
  return found;
}

/// Gives the part of a transposed array that a tile reads memory of its own, row by row as the
/// result needs it. `first`, `count`: of the tile, along `across` and along the last axis.
Storage Emitter::turn_tile(graph::ValueId v, std::size_t across, const Index& first,
                           const Index& count, std::int64_t tile_side) {
  const Node& node = g_.def(v);
  const DType type = g_.type(v).dtype;
  const auto tile = b_.buffer("turned", type, BufferKind::kLocal);
  b_.alloc(tile, b_.i64(tile_side * tile_side));
  // `more` columns on: that number is told apart from the place, for blocks that are turned.
  const auto element = [&](ValueId row, ValueId column, ValueId more) {
    Index index = first;
    index[across] = b_.add(first[across], row);
    index.back() = b_.add(first.back(), b_.add(column, more));
    const auto place = b_.add(b_.mul(row, b_.i64(tile_side)), column);
    return Turned{b_.add(place, more), eval(node.operands[0], operand_index(node, index))};
  };
  const auto copy = [&](ValueId row, ValueId column) {
    Scope scope(*this);
    const Turned turned = element(row, column, b_.i64(0));
    b_.store(tile, turned.place, turned.value);
  };
  const auto rows = count[across], columns = count.back();
  std::int64_t side = turned_side(type);
  for (const Dim& d : {g_.type(v).shape[across], g_.type(v).shape.back()}) {
    const auto known = d.as_constant();
    while (known && *known > 0 && side > *known) side /= 2;
  }
  auto turned_rows = b_.i64(0), turned_columns = b_.i64(0);
  if (size_of(type) >= 4 && side >= 4) {
    const auto whole = [&](ValueId n) {
      return b_.mul(b_.op(Op::FloorDiv, n, b_.i64(side)), b_.i64(side));
    };
    turned_rows = whole(rows);
    turned_columns = whole(columns);
    const auto turn = [&](ValueId row, ValueId column) {
      turn_block(tile, side, [&](ValueId lane, ValueId number) {
        return element(b_.add(row, lane), column, number);
      });
    };
    b_.serial(
        b_.i64(0), turned_columns,
        [&](ValueId column) {
          b_.serial(b_.i64(0), turned_rows, [&](ValueId row) { turn(row, column); }, side);
        },
        side);
  }
  b_.serial(b_.i64(0), turned_columns, [&](ValueId column) {
    b_.serial(turned_rows, rows, [&](ValueId row) { copy(row, column); });
  });
  b_.serial(turned_columns, columns, [&](ValueId column) {
    b_.serial(b_.i64(0), rows, [&](ValueId row) { copy(row, column); });
  });
  Storage storage{tile, Index(first.size(), b_.i64(0)), {}, false};
  storage.strides[across] = b_.i64(tile_side);
  storage.strides.back() = b_.i64(1);
  storage.first = b_.sub(b_.i64(0), offset(storage.strides, first));
  return storage;
}

std::optional<std::int64_t> Emitter::size_if_known(const Dim& size) {
  std::int64_t known = 0;
  return b_.is_constant(dim(size), &known) ? std::optional(known) : std::nullopt;
}

/// An axis of so few elements that vectors go along another one: lanes that lie a few elements
/// apart are read and written by whole vectors. It is the last one, or the one that arrays are read
/// along.
std::optional<Emitter::ShortAxis> Emitter::short_axis(const Phase& phase,
                                                      std::optional<std::size_t> across) {
  const Shape& shape = phase.outer;
  const std::size_t last = shape.size() - 1;
  const auto is_short = [&](std::size_t axis) {
    const auto size = size_if_known(shape[axis]);
    return size && *size >= 2 && *size <= kMostOfShortAxis;
  };
  if (last == 0 || options_.leaves_out(Choice::kShortRows)) return {};
  if (!is_short(last)) {
    if (!across || !is_short(*across) || shape[last] == Dim(1)) return {};
    return ShortAxis{*across, last};
  }
  const std::size_t lanes = across.value_or(last - 1);
  if (shape[lanes] == Dim(1)) return {};
  std::set<std::uint32_t> seen;
  const std::function<bool(graph::ValueId, bool)> visit = [&](graph::ValueId v, bool top) {
    if (g_.type(v).shape.empty() || !seen.insert(v.index).second) return true;
    if (g_.is_argument(v) || (!top && is_at_hand(v))) return true;
    const Node& node = g_.def(v);
    if (node.op == Op::Broadcast) return true;
    return (is_elementwise(node.op) || node.op == Op::Transpose) &&
           std::ranges::all_of(node.operands, [&](graph::ValueId o) { return visit(o, false); });
  };
  const bool near =
      std::ranges::all_of(phase.roots, [&](graph::ValueId root) { return visit(root, true); });
  return near ? std::optional(ShortAxis{last, lanes}) : std::nullopt;
}

/// Of the short axis each element is a vector of its own.
void Emitter::each_short_row(const Shape& shape, const ShortAxis& axis, int grain,
                             const std::function<void(const Index&)>& hoist_all,
                             const std::function<void(const Index&)>& stores) {
  constexpr std::int64_t kTask = 1024;  // elements along the lanes
  Shape outer = shape;
  outer[axis.lanes] = 1;
  outer[axis.few] = 1;
  const auto count = dim(shape[axis.lanes]);
  const auto parts = b_.max(b_.ceil_div(count, kTask), b_.i64(1));
  parallel(b_.i64(0), b_.mul(product(dims(outer)), parts), grain, [&](ValueId number) {
    Scope scope(*this);
    Index index = unflatten(b_.op(Op::FloorDiv, number, parts), outer);
    const auto begin = b_.mul(b_.op(Op::Mod, number, parts), b_.i64(kTask));
    const auto each_element = [&](const std::function<void(const Index&)>& body) {
      for (std::int64_t n = 0; n < *size_if_known(shape[axis.few]); ++n) {
        index[axis.few] = b_.i64(n);
        body(index);
      }
    };
    index[axis.lanes] = {};
    each_element(hoist_all);
    const auto end = b_.min(count, b_.add(begin, b_.i64(kTask)));
    b_.vector(begin, end, static_cast<int>(order::kLanes), [&](ValueId lane) {
      Scope element(*this);
      index[axis.lanes] = lane;
      each_element(stores);
    });
  });
}

/// A processor's loop: tiles of the result, for which the arrays that are read across are turned
/// first, block by block in registers.
void Emitter::each_turned_tile(const Phase& phase, std::size_t across, int grain,
                               const std::function<void(const Index&)>& hoist_all,
                               const std::function<void(const Index&)>& stores) {
  const Shape& shape = phase.outer;
  const std::vector<graph::ValueId> arrays = read_along(across, phase.roots);
  std::size_t widest = 1;
  for (graph::ValueId v : arrays) widest = std::max(widest, size_of(g_.type(v).dtype));
  const std::int64_t side = widest > 4 ? 32 : 64;  // 8 or 16 KB: in the nearest cache
  Shape outer = shape;
  outer[across] = 1;
  outer.back() = 1;
  const auto rows = dim(shape[across]), columns = dim(shape.back());
  const auto strips = b_.max(b_.ceil_div(columns, side), b_.i64(1));
  const auto tiles = b_.mul(b_.ceil_div(rows, side), strips);
  const auto divisor = b_.max(tiles, b_.i64(1));
  parallel(b_.i64(0), b_.mul(product(dims(outer)), tiles), grain, [&](ValueId number) {
    Scope scope(*this);
    const auto place = b_.op(Op::Mod, number, divisor);
    Index first = unflatten(b_.op(Op::FloorDiv, number, divisor), outer);
    first[across] = b_.mul(b_.op(Op::FloorDiv, place, strips), b_.i64(side));
    first.back() = b_.mul(b_.op(Op::Mod, place, strips), b_.i64(side));
    Index count(first.size(), b_.i64(1));
    count[across] = b_.min(b_.i64(side), b_.sub(rows, first[across]));
    count.back() = b_.min(b_.i64(side), b_.sub(columns, first.back()));
    for (graph::ValueId v : arrays)
      turned_.insert_or_assign(v.index, turn_tile(v, across, first, count, side));
    b_.serial(b_.i64(0), count[across], [&](ValueId row) {
      Scope row_scope(*this);
      Index index = first;
      index[across] = b_.add(first[across], row);
      index.back() = {};
      hoist_all(index);
      const auto end = b_.add(first.back(), count.back());
      vector_inside(phase.roots, shape.size() - 1, first.back(), end, [&](ValueId i) {
        Scope element(*this);
        index.back() = i;
        stores(index);
      });
    });
    for (graph::ValueId v : arrays) turned_.erase(v.index);
  });
}

}  // namespace sinter::lower
