// Packing the factors of a register-tiled contraction: rows one after another, columns in panels.
#include <algorithm>

#include "compiler/lower/contraction.h"

namespace sinter::lower {

using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kPackedRows = 16;  // rows that are packed together

}  // namespace

/// One row of the row factor at positions k0 .. k0 + length - 1, one after another.
void TiledContraction::pack_row(loop::BufferId to, ValueId offset, ValueId row, ValueId k0,
                                ValueId length, const Index& others) {
  Emitter::Scope scope(e_);
  b_.vector(b_.i64(0), length, 64, [&](ValueId k) {
    Emitter::Scope element(e_);
    const Index index = indices(others, row, {}, b_.add(k0, k));
    b_.store(to, b_.add(offset, k), e_.factor(node_, index, !roles_.column_is_right));
  });
}

/// [block of the reduced axis][row][position in the block]; rows beyond the last one repeat it.
void TiledContraction::pack_all_rows() {
  packed_rows_ = b_.buffer("rows", type_, BufferKind::kLocal);
  const auto groups = b_.ceil_div(all_rows_, kPackedRows);
  const auto count =
      b_.select(b_.op(Op::Gt, row_count_, b_.i64(0)), b_.mul(groups, blocks_), b_.i64(0));
  const auto needed = b_.select(direct_, b_.i64(0), count);
  b_.alloc(packed_rows_,
           b_.select(direct_, b_.i64(1), b_.mul(b_.mul(blocks_, all_rows_), b_.i64(kBlock))));
  e_.parallel(b_.i64(0), needed, 8, [&](ValueId number) {
    Emitter::Scope scope(e_);
    const auto block = b_.op(Op::FloorDiv, number, groups);
    const auto first = b_.mul(b_.op(Op::Mod, number, groups), b_.i64(kPackedRows));
    const auto k0 = b_.mul(block, b_.i64(kBlock));
    const auto length = b_.min(b_.i64(kBlock), b_.sub(depth_, k0));
    const auto end = b_.min(all_rows_, b_.add(first, b_.i64(kPackedRows)));
    const auto offset_of = [&](ValueId row) {
      return b_.mul(b_.add(b_.mul(block, all_rows_), row), b_.i64(kBlock));
    };
    const auto one_by_one = [&] {
      b_.serial(first, end, [&](ValueId row) {
        pack_row(packed_rows_, offset_of(row), b_.min(row, last_of(row_count_)), k0, length, {});
      });
    };
    if (!rows_lie_across_depth_) return one_by_one();
    const auto whole = b_.op(Op::Le, b_.add(first, b_.i64(kPackedRows)), row_count_);
    b_.branch(whole, [&] { pack_rows_across(offset_of(first), first, k0, length); }, one_by_one);
  });
}

/// Rows that lie across the reduced axis: of each position in it, a few of them side by side.
void TiledContraction::pack_rows_across(ValueId offset, ValueId first, ValueId k0, ValueId length) {
  // `more` positions on: that number is told apart from the place, for blocks that are turned.
  const auto element = [&](ValueId r, ValueId k, ValueId more) {
    const Index index = indices({}, b_.add(first, r), {}, b_.add(b_.add(k0, k), more));
    const auto place = b_.add(b_.add(offset, b_.mul(r, b_.i64(kBlock))), k);
    return Emitter::Turned{b_.add(place, more), e_.factor(node_, index, !roles_.column_is_right)};
  };
  const auto pack = [&](ValueId r, ValueId k) {
    const Emitter::Turned packed = element(r, k, b_.i64(0));
    b_.store(packed_rows_, packed.place, packed.value);
  };
  auto turned = b_.i64(0);
  if (is_loaded(!roles_.column_is_right)) {
    const std::int64_t side = e_.turned_side(type_);
    const auto lines = b_.op(Op::FloorDiv, length, b_.i64(side));
    b_.serial(b_.i64(0), lines, [&](ValueId line) {
      for (std::int64_t r = 0; r < kPackedRows; r += side) {
        e_.turn_block(packed_rows_, side, [&](ValueId lane, ValueId number) {
          return element(b_.add(lane, b_.i64(r)), b_.mul(line, b_.i64(side)), number);
        });
      }
    });
    turned = b_.mul(lines, b_.i64(side));
  }
  b_.serial(turned, length, [&](ValueId k) {
    Emitter::Scope scope(e_);
    if (rows_are_rounded_) {
      b_.vector(b_.i64(0), b_.i64(kPackedRows), static_cast<int>(kPackedRows), [&](ValueId r) {
        Emitter::Scope lane(e_);
        pack(r, k);
      });
      return;
    }
    for (std::int64_t r = 0; r < kPackedRows; ++r) pack(b_.i64(r), k);
  });
}

void TiledContraction::pack_task_rows() {
  b_.branch(b_.op(Op::Not, direct_), [&] {
    b_.serial(b_.i64(0), rows_here_, [&](ValueId r) {
      pack_row(packed_rows_, b_.mul(r, b_.i64(kBlock)), b_.add(first_row_, r), first_k_, length_,
               others_);
    });
  });
}

/// [block of the reduced axis][panel][position in the block][column of the panel]. Where every
/// column is used by one task only, the task packs it when it is needed, and one block's memory
/// serves for all.
void TiledContraction::pack_all_columns() {
  panels_ = b_.buffer("panels", type_, BufferKind::kLocal);
  const auto memory = b_.mul(b_.select(columns_ahead_, blocks_, b_.i64(1)), all_panels_);
  b_.alloc(panels_, b_.mul(memory, b_.i64(tile_columns_ * kBlock)));
  const auto groups = b_.ceil_div(column_count_, kStripPanels * tile_columns_);
  const auto count = b_.select(columns_ahead_, b_.mul(groups, blocks_), b_.i64(0));
  e_.parallel(b_.i64(0), count, 1, [&](ValueId number) {
    Emitter::Scope scope(e_);
    const auto block = b_.op(Op::FloorDiv, number, groups);
    const auto panel = b_.mul(b_.op(Op::Mod, number, groups), b_.i64(kStripPanels));
    const auto k0 = b_.mul(block, b_.i64(kBlock));
    const auto first = b_.mul(panel, b_.i64(tile_columns_));
    pack_columns(b_.add(b_.mul(block, all_panels_), panel), first,
                 b_.min(b_.i64(kStripPanels * tile_columns_), b_.sub(column_count_, first)), k0,
                 b_.min(b_.i64(kBlock), b_.sub(depth_, k0)), {});
  });
}

/// `count` columns from `first` on, at most a strip of them, into the panels from number `to` on:
/// all panels of a whole strip at once, else two at a time.
void TiledContraction::pack_columns(ValueId to, ValueId first, ValueId count, ValueId k0,
                                    ValueId length, const Index& others) {
  if (columns_lie_along_depth_) return pack_columns_along(to, first, count, k0, length, others);
  const auto pack = [&](ValueId panel, int panels, ValueId width) {
    b_.serial(b_.i64(0), length, [&](ValueId k) {
      Emitter::Scope packing(e_);
      const auto offset = b_.add(b_.mul(b_.add(to, panel), b_.i64(tile_columns_ * kBlock)),
                                 b_.mul(k, b_.i64(tile_columns_)));
      const auto column = b_.add(first, b_.mul(panel, b_.i64(tile_columns_)));
      evaluate_without_column(indices(others, {}, {}, b_.add(k0, k)));
      for (int p = 0; p < panels; ++p) {
        b_.vector(b_.i64(0), width, tile_columns_, [&](ValueId c) {
          Emitter::Scope element(e_);
          const auto place = b_.add(c, b_.i64(p * tile_columns_));
          const Index index = indices(others, {}, b_.add(column, place), b_.add(k0, k));
          b_.store(panels_, b_.add(b_.add(offset, c), b_.i64(p * tile_columns_ * kBlock)),
                   e_.factor(node_, index, roles_.column_is_right));
        });
      }
    });
  };
  const auto all = b_.i64(tile_columns_);
  b_.branch(
      b_.op(Op::Eq, count, b_.i64(kStripPanels * tile_columns_)),
      [&] { pack(b_.i64(0), static_cast<int>(kStripPanels), all); },
      [&] {
        const auto pairs = b_.op(Op::FloorDiv, count, b_.i64(2 * tile_columns_));
        const auto whole = b_.op(Op::FloorDiv, count, all);
        b_.serial(b_.i64(0), pairs, [&](ValueId pair) { pack(b_.mul(pair, b_.i64(2)), 2, all); });
        b_.serial(b_.mul(pairs, b_.i64(2)), whole, [&](ValueId panel) { pack(panel, 1, all); });
        b_.serial(whole, b_.ceil_div(count, tile_columns_),
                  [&](ValueId panel) { pack(panel, 1, b_.sub(count, b_.mul(panel, all))); });
      });
}

/// Columns that lie along the reduced axis: a few at a time, of each a cache line of positions.
void TiledContraction::pack_columns_along(ValueId to, ValueId first, ValueId count, ValueId k0,
                                          ValueId length, const Index& others) {
  const std::int64_t side = is_loaded(roles_.column_is_right) ? e_.turned_side(type_) : kPackedRows;
  const auto group = b_.i64(side);
  const auto place_of = [&](ValueId c) {
    const auto panel = b_.op(Op::FloorDiv, c, b_.i64(tile_columns_));
    return b_.add(b_.mul(b_.add(to, panel), b_.i64(tile_columns_ * kBlock)),
                  b_.op(Op::Mod, c, b_.i64(tile_columns_)));
  };
  const auto value_at = [&](ValueId c, ValueId k) {
    const Index index = indices(others, {}, b_.add(first, c), b_.add(k0, k));
    return e_.factor(node_, index, roles_.column_is_right);
  };
  const auto copy = [&](ValueId c, ValueId k, std::int64_t positions) {
    Emitter::Scope scope(e_);
    const auto place = place_of(c);
    for (std::int64_t more = 0; more < positions; ++more) {
      const auto position = b_.add(k, b_.i64(more));
      b_.store(panels_, b_.add(place, b_.mul(position, b_.i64(tile_columns_))),
               value_at(c, position));
    }
  };
  const auto turn = [&](ValueId c, ValueId k) {
    const auto place = place_of(c);
    e_.turn_block(panels_, side, [&](ValueId lane, ValueId number) {
      const auto position = b_.add(k, lane);
      const auto line = b_.add(place, b_.mul(position, b_.i64(tile_columns_)));
      return Emitter::Turned{b_.add(line, number), value_at(b_.add(c, number), position)};
    });
  };
  const auto lines = b_.op(Op::FloorDiv, length, group);
  b_.serial(b_.i64(0), b_.ceil_div(count, side), [&](ValueId number) {
    const auto begin = b_.mul(number, group);
    const auto end = b_.min(count, b_.add(begin, group));
    const auto by_columns = [&] {
      b_.serial(b_.i64(0), lines, [&](ValueId line) {
        b_.serial(begin, end, [&](ValueId c) { copy(c, b_.mul(line, group), side); });
      });
    };
    if (is_loaded(roles_.column_is_right)) {
      b_.branch(
          b_.op(Op::Le, b_.add(begin, group), count),
          [&] {
            b_.serial(b_.i64(0), lines, [&](ValueId line) { turn(begin, b_.mul(line, group)); });
          },
          by_columns);
    } else {
      by_columns();
    }
    b_.serial(begin, end, [&](ValueId c) {
      b_.serial(b_.mul(lines, group), length, [&](ValueId k) { copy(c, k, 1); });
    });
  });
}

/// Whether a factor's elements are loaded as they are, so that a vector of them is one load.
bool TiledContraction::is_loaded(bool right) const {
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  const auto split = static_cast<std::size_t>(attribute.split);
  if ((right ? node_.operands.size() - split : split) != 1 || size_of(type_) < 4) return false;
  graph::ValueId v = node_.operands[right ? split : 0];
  while (!e_.g_.is_argument(v) && !e_.is_at_hand(v)) {
    if (e_.g_.def(v).op != Op::Transpose) return false;
    v = e_.g_.def(v).operands[0];
  }
  return true;
}

/// What the column factor has that is the same for all columns.
void TiledContraction::evaluate_without_column(const Index& index) {
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  for (std::size_t n = 0; n < node_.operands.size(); ++n) {
    const auto& own = attribute.operand_indices[n];
    const bool is_right = n >= static_cast<std::size_t>(attribute.split);
    if (is_right != roles_.column_is_right || std::ranges::find(own, roles_.column) != own.end())
      continue;
    Index place;
    for (int i : own) place.push_back(index[static_cast<std::size_t>(i)]);
    e_.eval(node_.operands[n], place);
  }
}

}  // namespace sinter::lower
