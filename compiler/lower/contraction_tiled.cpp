#include "compiler/lower/contraction.h"

#include <algorithm>

#include "compiler/support/check.h"

namespace sinter::lower {

using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kRowBytes =
    128 << 10;                           // of packed rows that a task goes through again and again
constexpr std::int64_t kLeastRows = 64;  // of a task, where there are enough rows
constexpr std::int64_t kNearBytes =
    8 << 20;  // of packed rows that a strip of columns meets one after the other
constexpr std::int64_t kWantedTasks = 8;
constexpr std::int64_t kMadeBytes = 512 << 10;  // of a block's rows, of which a tile makes a panel
// Of the other axes, positions that a task takes through as many blocks of the reduced axis at a
// time as the second cache keeps of all factors.
constexpr std::int64_t kOthersTogether = 4, kBlocksTogether = 4;

std::size_t at(int i) { return static_cast<std::size_t>(i); }

bool contains(const std::vector<int>& list, int i) {
  return std::find(list.begin(), list.end(), i) != list.end();
}

}  // namespace

TiledContraction::TiledContraction(Emitter& emitter, const Phase& phase, ContractionRoles roles)
    : e_(emitter),
      b_(emitter.b_),
      phase_(phase),
      node_(emitter.g_.def(phase.contract)),
      roles_(std::move(roles)),
      root_(phase.roots.at(0)),
      type_(emitter.g_.type(phase.contract).dtype) {
  const Shape& shape = e_.g_.type(root_).shape;
  for (int i : roles_.rows) row_shape_.push_back(shape[at(i)]);
  for (int i : roles_.others) other_shape_.push_back(shape[at(i)]);
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  rows_are_shared_ = columns_are_shared_ = true;
  int row_operands = 0;
  const auto is_rounded = [&](graph::ValueId v) {
    return !e_.g_.is_argument(v) && graph::rounds_factors(e_.g_.def(v).op);
  };
  for (std::size_t n = 0; n < node_.operands.size(); ++n) {
    const bool is_row = (n >= at(attribute.split)) != roles_.column_is_right;
    row_operands += is_row ? 1 : 0;
    rows_are_rounded_ |= is_row && is_rounded(node_.operands[n]);
    for (int i : attribute.operand_indices[n])
      (is_row ? rows_are_shared_ : columns_are_shared_) &= !contains(roles_.others, i);
  }
  // What is rounded is rounded once, and by vectors.
  may_read_directly_ = row_operands == 1 && !rows_are_rounded_;
  const int depth = e_.g_.type(phase_.contract).rank();
  columns_lie_along_depth_ = innermost_axis(roles_.column_is_right) == depth;
  rows_lie_across_depth_ =
      roles_.rows.size() == 1 && innermost_axis(!roles_.column_is_right) == roles_.rows.front();
  symmetric_ = is_symmetric();
}

/// The index along which a factor's only operand lies in memory; -1 where it has several.
int TiledContraction::innermost_axis(bool right) const {
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  const auto split = at(attribute.split);
  const std::size_t first = right ? split : 0;
  if ((right ? node_.operands.size() - split : split) != 1) return -1;
  const std::function<int(graph::ValueId)> last_in_memory = [&](graph::ValueId v) {
    const int last = e_.g_.type(v).rank() - 1;
    if (e_.g_.is_argument(v) || e_.is_at_hand(v) || e_.g_.def(v).op != Op::Transpose) return last;
    const graph::Node& node = e_.g_.def(v);
    const auto& axes = std::get<graph::AxesAttr>(node.attribute).axes;
    const int inner = last_in_memory(node.operands[0]);
    return static_cast<int>(std::ranges::find(axes, inner) - axes.begin());
  };
  return attribute.operand_indices[first][at(last_in_memory(node_.operands[first]))];
}

/// Whether the result at [i, j] and at [j, i] is one sum of the same products, and what follows
/// makes the same of both.
bool TiledContraction::is_symmetric() const {
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  if (e_.g_.type(phase_.contract).rank() != 2 || node_.operands.size() != 2 ||
      node_.operands[0] != node_.operands[1] || attribute.split != 1)
    return false;
  std::vector<int> turned = attribute.operand_indices[0];
  for (int& i : turned) i = i == 0 ? 1 : i == 1 ? 0 : i;
  return turned == attribute.operand_indices[1] && treats_all_alike(root_);
}

/// Whether elements of `v` depend on the contraction's at their own position and on scalars alone.
bool TiledContraction::treats_all_alike(graph::ValueId v) const {
  if (v == phase_.contract) return true;
  if (e_.g_.is_argument(v)) return e_.g_.type(v).rank() == 0;
  const graph::Node& node = e_.g_.def(v);
  if (node.op == Op::Broadcast) return e_.g_.type(node.operands[0]).rank() == 0;
  if (e_.g_.type(v).rank() == 0) return true;
  return is_elementwise(node.op) && std::ranges::all_of(node.operands, [&](graph::ValueId operand) {
           return treats_all_alike(operand);
         });
}

void TiledContraction::emit() {
  choose_sizes();
  if (rows_are_shared_) pack_all_rows();
  if (columns_are_shared_) pack_all_columns();
  const auto groups = b_.op(
      Op::FloorDiv, b_.add(others_count_, b_.sub(others_together_, b_.i64(1))), others_together_);
  const auto tasks = b_.mul(groups, b_.mul(row_blocks_, strips_));
  e_.parallel(b_.i64(0), tasks, 1, [&](ValueId number) {
    Emitter::Scope scope(e_);
    task(number);
  });
  if (symmetric_) mirror();
}

/// A few rows at a time, so that what is read down a column is read by cache lines.
void TiledContraction::mirror() {
  constexpr std::int64_t kRows = 16, kColumns = 64;
  const Storage result = e_.storage_.at(root_.index);
  e_.parallel(b_.i64(0), b_.ceil_div(row_count_, kRows), 4, [&](ValueId group) {
    Emitter::Scope scope(e_);
    const auto first = b_.mul(group, b_.i64(kRows));
    const auto end = b_.min(row_count_, b_.add(first, b_.i64(kRows)));
    const auto strips = b_.ceil_div(b_.sub(column_count_, first), kColumns);
    b_.serial(b_.i64(0), strips, [&](ValueId strip) {
      const auto from = b_.add(first, b_.mul(strip, b_.i64(kColumns)));
      const auto to = b_.min(column_count_, b_.add(from, b_.i64(kColumns)));
      b_.serial(first, end, [&](ValueId row) {
        b_.vector(b_.max(from, b_.add(row, b_.i64(1))), to, static_cast<int>(kColumns),
                  [&](ValueId column) {
                    Emitter::Scope element(e_);
                    const auto below = b_.load(result.buffer, e_.offset(result, {column, row}));
                    b_.store(result.buffer, e_.offset(result, {row, column}), below);
                  });
      });
    });
  });
}

void TiledContraction::choose_sizes() {
  const int bits = e_.options_.vector_bits;
  unit_ = bits == 512 ? 4 : 2;
  tile_columns_ = 2 * bits / 8 / static_cast<int>(size_of(type_));
  const Shape& shape = e_.g_.type(root_).shape;
  row_count_ = e_.product(e_.dims(row_shape_));
  column_count_ = e_.dim(shape[at(roles_.column)]);
  depth_ = e_.reduced_size(node_);
  blocks_ = block_count(b_, depth_, kBlock);
  levels_ = bit_length(b_, blocks_);

  const auto one = b_.i64(1);
  strips_ = b_.max(b_.ceil_div(column_count_, kStripPanels * tile_columns_), one);
  const auto others = e_.product(e_.dims(other_shape_));
  others_count_ = others;
  const std::int64_t most_rows = kRowBytes / kBlock / static_cast<std::int64_t>(size_of(type_));
  const auto columns = b_.max(b_.mul(others, strips_), one);
  row_blocks_ = b_.max(b_.max(b_.ceil_div(row_count_, most_rows), one),
                       b_.min(b_.ceil_div(row_count_, kLeastRows),
                              b_.op(Op::FloorDiv, b_.i64(kWantedTasks), columns)));
  others_together_ = one;
  if (takes_others_together()) {
    const auto most =
        b_.op(Op::FloorDiv, b_.mul(b_.mul(others, strips_), row_blocks_), b_.i64(kWantedTasks));
    others_together_ = b_.select(b_.op(Op::Gt, blocks_, b_.i64(kBlocksTogether)),
                                 b_.max(b_.min(most, b_.i64(kOthersTogether)), one), one);
  }
  const auto even = b_.op(Op::FloorDiv, b_.add(row_count_, b_.sub(row_blocks_, one)), row_blocks_);
  block_rows_ = b_.max(b_.mul(b_.ceil_div(even, unit_), b_.i64(unit_)), b_.i64(unit_));
  padded_rows_ = b_.add(block_rows_, b_.i64(unit_));
  area_ = b_.mul(padded_rows_, b_.i64(kStripPanels * tile_columns_));
  all_rows_ = b_.add(b_.mul(row_blocks_, block_rows_), b_.i64(unit_));
  all_panels_ = b_.mul(strips_, b_.i64(kStripPanels));
  columns_ahead_ = b_.op(Op::Gt, b_.mul(others, row_blocks_), one);

  // A row that is used for a few panels only is not worth packing.
  auto uses = column_count_;
  if (rows_are_shared_) uses = b_.mul(uses, b_.max(others, one));
  direct_ = may_read_directly_ ? b_.op(Op::Le, uses, b_.i64(kStripPanels * tile_columns_))
                               : b_.constant(DType::kBool, 0);
}

/// The last valid position of `count`.
ValueId TiledContraction::last_of(ValueId count) { return b_.sub(count, b_.i64(1)); }

Index TiledContraction::indices(const Index& others, ValueId row, ValueId column, ValueId k) const {
  Index result(row_shape_.size() + other_shape_.size() + 2);
  for (std::size_t i = 0; i < others.size(); ++i) result[at(roles_.others[i])] = others[i];
  if (row) {
    const Index rows = e_.unflatten(row, row_shape_);
    for (std::size_t i = 0; i < rows.size(); ++i) result[at(roles_.rows[i])] = rows[i];
  }
  result[at(roles_.column)] = column;
  result.back() = k;
  return result;
}

/// The block of rows and the strip of columns of a task. Several blocks of rows, as many as the
/// last cache keeps easily, meet a strip before the next one: factors that are larger than that
/// cache come from memory once for so many rows.
std::pair<loop::ValueId, loop::ValueId> TiledContraction::place_of(ValueId number) {
  const auto row_bytes =
      b_.max(b_.mul(b_.mul(block_rows_, depth_), b_.i64(static_cast<std::int64_t>(size_of(type_)))),
             b_.i64(1));
  const auto near = b_.max(b_.op(Op::FloorDiv, b_.i64(kNearBytes), row_bytes), b_.i64(1));
  const auto tasks = b_.mul(near, strips_);
  const auto first = b_.mul(b_.op(Op::FloorDiv, number, tasks), near);
  const auto here = b_.max(b_.min(near, b_.sub(row_blocks_, first)), b_.i64(1));
  const auto rest = b_.op(Op::Mod, number, tasks);
  return {b_.add(first, b_.op(Op::Mod, rest, here)), b_.op(Op::FloorDiv, rest, here)};
}

void TiledContraction::task(ValueId number) {
  const auto of_each = b_.mul(row_blocks_, strips_);
  const auto first_other = b_.mul(b_.op(Op::FloorDiv, number, of_each), others_together_);
  const auto [row_block, strip] = place_of(b_.op(Op::Mod, number, of_each));
  first_row_ = b_.mul(row_block, block_rows_);
  rows_here_ = b_.max(b_.min(block_rows_, b_.sub(row_count_, first_row_)), b_.i64(0));
  first_column_ = b_.mul(strip, b_.i64(kStripPanels * tile_columns_));
  columns_here_ =
      b_.min(b_.i64(kStripPanels * tile_columns_), b_.sub(column_count_, first_column_));
  stack_ = b_.buffer("levels", type_, BufferKind::kLocal);
  if (!columns_are_shared_) {
    panels_ = b_.buffer("panels", type_, BufferKind::kLocal);
    b_.alloc(panels_, b_.i64(kStripPanels * tile_columns_ * kBlock));
  }
  const auto stack_size = b_.mul(b_.max(levels_, b_.i64(1)), area_);
  b_.alloc(stack_, b_.mul(stack_size, others_together_));
  if (!rows_are_shared_) {
    packed_rows_ = b_.buffer("rows", type_, BufferKind::kLocal);
    b_.alloc(packed_rows_, b_.mul(padded_rows_, b_.i64(kBlock)));
  }
  auto blocks = b_.max(blocks_, b_.i64(1));
  auto panels_here = b_.ceil_div(columns_here_, tile_columns_);
  if (symmetric_) {
    const auto reached = b_.max(b_.sub(b_.add(first_row_, rows_here_), first_column_), b_.i64(0));
    panels_here = b_.min(panels_here, b_.ceil_div(reached, tile_columns_));
    blocks = b_.select(b_.op(Op::Gt, panels_here, b_.i64(0)), blocks, b_.i64(0));
  }
  const auto one_block = [&](ValueId block) { task_block(block, strip, panels_here); };
  if (!takes_others_together()) {
    others_ = e_.unflatten(first_other, other_shape_);
    stack_base_ = b_.i64(0);
    return b_.serial(b_.i64(0), blocks, one_block);
  }
  const auto others_here = b_.min(others_together_, b_.sub(others_count_, first_other));
  b_.serial(b_.i64(0), b_.ceil_div(blocks, kBlocksTogether), [&](ValueId chunk) {
    const auto first = b_.mul(chunk, b_.i64(kBlocksTogether));
    const auto end = b_.min(blocks, b_.add(first, b_.i64(kBlocksTogether)));
    b_.serial(b_.i64(0), others_here, [&](ValueId other) {
      Emitter::Scope scope(e_);
      others_ = e_.unflatten(b_.add(first_other, other), other_shape_);
      stack_base_ = b_.mul(other, stack_size);
      b_.serial(first, end, one_block);
    });
  });
}

/// Whether tasks take several positions of the other axes: the row factor is the same for all of
/// them, and comes from memory once for so many.
bool TiledContraction::takes_others_together() const {
  return rows_are_shared_ && !columns_are_shared_ && !other_shape_.empty() && !symmetric_;
}

/// All tiles of a task over one block of the reduced axis.
void TiledContraction::task_block(ValueId block, ValueId strip, ValueId panels_here) {
  Emitter::Scope scope(e_);
  block_ = block;
  first_k_ = b_.mul(block, b_.i64(kBlock));
  length_ = b_.min(b_.i64(kBlock), b_.sub(depth_, first_k_));
  if (!rows_are_shared_) pack_task_rows();
  const auto pack_strip = [&](ValueId to) {
    pack_columns(to, first_column_, columns_here_, first_k_, length_, others_);
  };
  const RowTiles rows = row_tiles();
  made_panels_ = {};
  if (columns_are_shared_) {
    const auto strip0 = b_.mul(strip, b_.i64(kStripPanels));
    b_.branch(b_.op(Op::Not, columns_ahead_), [&] { pack_strip(strip0); });
    first_panel_ = b_.add(b_.select(columns_ahead_, b_.mul(block, all_panels_), b_.i64(0)), strip0);
  } else {
    first_panel_ = b_.i64(0);
    if (may_make_panels()) {
      pack_what_tiles_do_not(rows);
    } else {
      pack_strip(first_panel_);
    }
  }
  b_.serial(b_.i64(0), panels_here, [&](ValueId panel) {
    Emitter::Scope panel_scope(e_);
    tiles(panel, rows);
    b_.branch(b_.op(Op::Ge, b_.add(block, b_.i64(1)), blocks_), [&] { finish(panel); });
  });
}

/// Whether the first tile over a panel can make it while it multiplies: its own positions are used
/// by no other task, and a vector of it is a few loads and products.
bool TiledContraction::may_make_panels() const {
  if (!takes_others_together() || columns_lie_along_depth_) return false;
  const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
  for (std::size_t n = 0; n < node_.operands.size(); ++n) {
    const graph::ValueId v = node_.operands[n];
    if ((n >= at(attribute.split)) != roles_.column_is_right) continue;
    if (!e_.g_.is_argument(v) && !e_.is_at_hand(v)) return false;
  }
  return true;
}

/// The panels of the strip that are not full; and the others, where no tile makes them.
void TiledContraction::pack_what_tiles_do_not(const RowTiles& rows) {
  const auto row_bytes =
      b_.mul(column_count_, b_.i64(kBlock * static_cast<std::int64_t>(size_of(type_))));
  auto makes = b_.op(Op::And, b_.op(Op::Gt, rows.high, b_.i64(0)),
                     b_.op(Op::Le, row_bytes, b_.i64(kMadeBytes)));
  if (may_read_directly_) makes = b_.op(Op::And, makes, b_.op(Op::Not, direct_));
  const auto width = b_.i64(tile_columns_);
  made_panels_ = b_.select(makes, b_.op(Op::FloorDiv, columns_here_, width), b_.i64(0));
  const auto made = b_.mul(made_panels_, width);
  pack_columns(b_.add(first_panel_, made_panels_), b_.add(first_column_, made),
               b_.sub(columns_here_, made), first_k_, length_, others_);
}

/// Tiles of three units, then up to two of two units, so that no tile is mostly padding.
TiledContraction::RowTiles TiledContraction::row_tiles() const {
  const auto units = b_.ceil_div(rows_here_, unit_);
  const auto rest = b_.op(Op::Mod, units, b_.i64(3));
  auto low = b_.select(b_.op(Op::Eq, rest, b_.i64(1)), b_.i64(2),
                       b_.select(b_.op(Op::Eq, rest, b_.i64(0)), b_.i64(0), b_.i64(1)));
  low = b_.min(low, b_.ceil_div(units, 2));
  const auto high =
      b_.op(Op::FloorDiv, b_.max(b_.sub(units, b_.mul(low, b_.i64(2))), b_.i64(0)), b_.i64(3));
  return {high, low};
}

/// All rows of the task over one panel.
void TiledContraction::tiles(ValueId panel, const RowTiles& rows) {
  b_.serial(b_.i64(0), rows.high, [&](ValueId t) {
    ValueId makes;
    if (made_panels_)
      makes = b_.op(Op::And, b_.op(Op::Eq, t, b_.i64(0)), b_.op(Op::Lt, panel, made_panels_));
    tile(panel, b_.mul(t, b_.i64(3 * unit_)), 3 * unit_, makes);
  });
  const auto first = b_.mul(rows.high, b_.i64(3 * unit_));
  b_.serial(b_.i64(0), rows.low, [&](ValueId t) {
    tile(panel, b_.add(first, b_.mul(t, b_.i64(2 * unit_))), 2 * unit_, {});
  });
}

/// Of the packed row factor; `row` counts in the task.
ValueId TiledContraction::row_offset(ValueId row, ValueId k) const {
  auto line = row;
  if (rows_are_shared_) line = b_.add(b_.add(b_.mul(block_, all_rows_), first_row_), row);
  return b_.add(b_.mul(line, b_.i64(kBlock)), k);
}

/// The tile's products over the block, added to `acc`.
void TiledContraction::multiply(loop::RegisterId acc, ValueId panel, ValueId row, int height,
                                Factors from) {
  const bool direct = from == Factors::kRowsInPlace;
  const auto panel_base = b_.mul(b_.add(first_panel_, panel), b_.i64(tile_columns_ * kBlock));
  b_.serial(b_.i64(0), length_, [&](ValueId k) {
    Emitter::Scope position(e_);
    const auto place = b_.add(panel_base, b_.mul(k, b_.i64(tile_columns_)));
    const auto next_rows = b_.add(row_offset(row, b_.i64(0)), b_.i64(height * kBlock));
    const auto packed = direct ? ValueId() : b_.add(row_offset(row, b_.i64(0)), k);
    const auto first = b_.add(first_column_, b_.mul(panel, b_.i64(tile_columns_)));
    const auto at_k = b_.add(first_k_, k);
    if (from == Factors::kColumnsInPlace) evaluate_without_column(indices(others_, {}, {}, at_k));
    b_.vector(b_.i64(0), b_.i64(tile_columns_), tile_columns_, [&](ValueId c) {
      Emitter::Scope element(e_);
      ValueId column;
      if (from == Factors::kColumnsInPlace) {
        column =
            e_.factor(node_, indices(others_, {}, b_.add(first, c), at_k), roles_.column_is_right);
        b_.store(panels_, b_.add(place, c), column);
      } else {
        column = b_.load(panels_, b_.add(place, c));
      }
      if (!direct) b_.prefetch(packed_rows_, b_.add(next_rows, b_.mul(k, b_.i64(height))));
      for (int i = 0; i < height; ++i) {
        Emitter::Scope lane(e_);
        ValueId value;
        if (direct) {
          const auto r = b_.min(b_.add(b_.add(first_row_, row), b_.i64(i)), last_of(row_count_));
          value = e_.factor(node_, indices(others_, r, {}, at_k), !roles_.column_is_right);
        } else {
          value = b_.load(packed_rows_, b_.add(packed, b_.i64(i * kBlock)));
        }
        b_.set(acc, multiply_add(b_, value, column, b_.get(acc, b_.i64(i))), b_.i64(i));
      }
    });
  });
}

/// `makes`: whether the tile makes the panel; none: never.
void TiledContraction::tile(ValueId panel, ValueId row, int height, ValueId makes) {
  Emitter::Scope scope(e_);
  const auto acc = b_.reg("acc", type_, tile_columns_, height);
  const auto level = b_.reg("level", DType::kI64);
  const auto zero = b_.number(type_, 0);
  for (int i = 0; i < height; ++i) b_.set(acc, zero, b_.i64(i));
  const auto from = [&](Factors factors) {
    return [=, this] { multiply(acc, panel, row, height, factors); };
  };
  auto packed = std::function<void()>(from(Factors::kPacked));
  if (makes)
    packed = [&] { b_.branch(makes, from(Factors::kColumnsInPlace), from(Factors::kPacked)); };
  if (may_read_directly_) {
    b_.branch(direct_, from(Factors::kRowsInPlace), packed);
  } else {
    packed();
  }
  const auto each = [&](ValueId l, const std::function<void(ValueId i, ValueId offset)>& body) {
    const auto base =
        b_.add(b_.add(stack_base_, b_.mul(l, area_)),
               b_.mul(b_.add(b_.mul(panel, padded_rows_), row), b_.i64(tile_columns_)));
    b_.vector(b_.i64(0), b_.i64(tile_columns_), tile_columns_, [&](ValueId c) {
      for (int i = 0; i < height; ++i)
        body(b_.i64(i), b_.add(b_.add(base, c), b_.i64(i * tile_columns_)));
    });
  };
  merge_block(
      b_, block_, blocks_, levels_, level,
      [&](ValueId l) {
        each(l, [&](ValueId i, ValueId offset) {
          b_.set(acc, b_.op(Op::Add, b_.load(stack_, offset), b_.get(acc, i)), i);
        });
      },
      [&](ValueId l) {
        each(l, [&](ValueId i, ValueId offset) { b_.store(stack_, offset, b_.get(acc, i)); });
      },
      true);
}

/// What follows the contraction, row by row, from the lowest level of the tree.
void TiledContraction::finish(ValueId panel) {
  const auto c0 = b_.mul(panel, b_.i64(tile_columns_));
  const auto width = b_.min(b_.i64(tile_columns_), b_.sub(columns_here_, c0));
  b_.serial(b_.i64(0), rows_here_, [&](ValueId r) {
    Emitter::Scope scope(e_);
    const auto base =
        b_.add(stack_base_, b_.mul(b_.add(b_.mul(panel, padded_rows_), r), b_.i64(tile_columns_)));
    const auto index_at = [&](ValueId c) {
      Index index = indices(others_, b_.add(first_row_, r), c, {});
      index.pop_back();
      return index;
    };
    if (root_ != phase_.contract) {
      for (graph::ValueId operand : e_.g_.def(root_).operands) {
        if (operand != phase_.contract) e_.hoist(operand, index_at({}));
      }
    }
    b_.vector(b_.i64(0), width, tile_columns_, [&](ValueId c) {
      Emitter::Scope element(e_);
      const auto value = b_.load(stack_, b_.add(base, c));
      e_.bind(phase_.contract, value);
      const Index index = index_at(b_.add(b_.add(first_column_, c0), c));
      e_.store(root_, index, root_ == phase_.contract ? value : e_.compute(root_, index));
    });
  });
}

}  // namespace sinter::lower
