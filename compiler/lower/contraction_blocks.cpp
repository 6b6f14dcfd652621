// Contractions on a GPU: a block of threads computes a tile of results, whose factors go through
// its shared memory a few positions of the reduced axis at a time. Where there are few tiles,
// several blocks share the reduced axis of one. The order is that of compiler/README.md.
#include <algorithm>
#include <optional>

#include "compiler/ir/matrix_tile.h"
#include "compiler/ir/reduction_order.h"
#include "compiler/lower/contraction.h"
#include "compiler/lower/contraction_tiles.h"
#include "compiler/lower/parts.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kThreads = 256;   // of a block
constexpr std::int64_t kVector = 4;      // neighbours that a thread takes, rows as well as columns
constexpr std::int64_t kFewTiles = 256;  // that leave a GPU idle
constexpr std::int64_t kStages = 2;      // parts of shared memory: one is filled, one is used

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

/// Emits one contraction as
///
///   tasks: other axes x tiles x parts of the reduced axis
///     blocks of 256 positions of the part
///       some positions at a time: both factors to shared memory, then a thread's results, while
///       the next positions are on their way (for matrix units: to the other half of that memory)
///       merged into the pairwise tree, whose levels live in memory of the task
///     what follows element by element, and the store; or, with parts, the part's result
///   with parts: their results pairwise, what follows, and the store
///
/// Parts are powers of two of blocks: subtrees of the pairwise tree.
class BlockContraction {
 public:
  BlockContraction(Emitter& emitter, const Phase& phase, const ContractionRoles& roles)
      : e_(emitter),
        b_(emitter.b_),
        phase_(phase),
        roles_(roles),
        node_(e_.g_.def(phase.contract)),
        root_(phase.roots.at(0)),
        shape_(e_.g_.type(root_).shape),
        type_(e_.g_.type(phase.contract).dtype),
        units_(suits_matrix_units(e_.g_, node_, type_)) {
    for (int i : roles.rows) row_shape_.push_back(shape_[at(i)]);
    for (int i : roles.others) other_shape_.push_back(shape_[at(i)]);
    rows_ = e_.product(e_.dims(row_shape_));
    for (int i : roles.columns) column_shape_.push_back(shape_[at(i)]);
    columns_ = e_.product(e_.dims(column_shape_));
    others_ = e_.product(e_.dims(other_shape_));
    n_ = e_.reduced_size(node_);
    blocks_ = block_count(b_, n_, block_);
    choose_tile();
    blocks_ = block_count(b_, n_, block_);
    strips_ = b_.max(b_.ceil_div(columns_, tile_.columns), b_.i64(1));
    tiles_ = b_.mul(b_.ceil_div(rows_, tile_.rows), strips_);
  }

  /// Few tiles and a long axis: parts. What is not known is asked when the program runs.
  void emit() {
    const Parts parts = choose_parts(b_, b_.mul(others_, tiles_), blocks_, kFewTiles);
    if (const auto count = known(parts.count)) return *count > 1 ? in_parts(parts) : whole();
    b_.branch(
        b_.op(Op::Gt, parts.count, b_.i64(1)),
        [&] {
          Emitter::Scope scope(e_);
          in_parts(parts);
        },
        [&] {
          Emitter::Scope scope(e_);
          whole();
        });
  }

 private:
  std::optional<std::int64_t> known(ValueId v) const {
    std::int64_t value = 0;
    if (b_.is_constant(v, &value)) return value;
    return {};
  }

  void choose_tile() {
    const auto others = known(others_), blocks = known(blocks_);
    std::optional<std::int64_t> parts;
    if (others && blocks) parts = *others * *blocks;
    const ChosenTile chosen =
        sinter::lower::choose_tile(type_, units_, known(rows_), known(columns_), parts);
    tile_ = chosen.tile;
    block_ = chosen.block;
  }

  void whole() {
    tasks(b_.mul(others_, tiles_), [&](ValueId task) {
      begin_tile(task);
      sum(b_.i64(0), blocks_, blocks_);
      finish();
    });
  }

  void in_parts(const Parts& parts) {
    const auto count = e_.product(e_.dims(shape_));
    const auto partial = b_.buffer("parts", type_, BufferKind::kLocal);
    b_.alloc(partial, b_.mul(parts.count, count));
    const auto strides = e_.row_major(shape_);
    const auto divisor = b_.max(parts.count, b_.i64(1));
    tasks(b_.mul(b_.mul(others_, tiles_), parts.count), [&](ValueId task) {
      const auto part = b_.op(Op::Mod, task, divisor);
      begin_tile(b_.op(Op::FloorDiv, task, divisor));
      const auto first = b_.mul(part, parts.length);
      sum(first, b_.max(b_.i64(0), b_.min(parts.length, b_.sub(blocks_, first))), parts.length);
      each([&](ValueId, ValueId r, ValueId c) {
        const auto row = b_.add(first_row_, r), column = b_.add(first_column_, c);
        const auto place =
            b_.add(b_.mul(part, count), e_.offset(strides, indices(row, column, {})));
        b_.store(partial, place, b_.get(acc_), inside(row, column));
      });
    });
    combine(partial, parts.count, count);
  }

  /// The parts' results, what follows, and the store. Where the number of parts is not known they
  /// are combined in memory first.
  void combine(loop::BufferId partial, ValueId parts, ValueId count) {
    const auto left = e_.leave_few_parts({{Op::Add, partial}}, parts, count);
    e_.each_element(shape_, shape_.size() == 1, [&](const Index& index) {
      const auto place = e_.offset(e_.row_major(shape_), index);
      const Accumulator sum{Op::Add, type_, b_.number(type_, 0)};
      const auto value = left.count >= 0
                             ? combine_parts(b_, sum, partial, left.count, left.distance, place)
                             : b_.load(partial, place);
      e_.bind(phase_.contract, value);
      e_.store(root_, index, root_ == phase_.contract ? value : e_.compute(root_, index));
    });
  }

  void tasks(ValueId count, const std::function<void(ValueId)>& body) {
    e_.parallel(b_.i64(0), count, 1, [&](ValueId task) {
      Emitter::Scope scope(e_);
      body(task);
    });
  }

  void begin_tile(ValueId number) {
    const auto divisor = b_.max(tiles_, b_.i64(1));
    other_index_ = e_.unflatten(b_.op(Op::FloorDiv, number, divisor), other_shape_);
    const auto tile = b_.op(Op::Mod, number, divisor);
    first_row_ = b_.mul(b_.op(Op::FloorDiv, tile, strips_), b_.i64(tile_.rows));
    first_column_ = b_.mul(b_.op(Op::Mod, tile, strips_), b_.i64(tile_.columns));
  }

  Index indices(ValueId row, ValueId column, ValueId k) {
    Index result(shape_.size());
    for (std::size_t i = 0; i < other_index_.size(); ++i)
      result[at(roles_.others[i])] = other_index_[i];
    if (row) {
      const Index split = e_.unflatten(row, row_shape_);
      for (std::size_t i = 0; i < split.size(); ++i) result[at(roles_.rows[i])] = split[i];
    }
    if (column) {
      const Index split = e_.unflatten(column, column_shape_);
      for (std::size_t i = 0; i < split.size(); ++i) result[at(roles_.columns[i])] = split[i];
    }
    if (k) result.push_back(k);
    return result;
  }

  /// Whether all tiles are full in a direction; of size 0 there may be one that is empty.
  bool divides(ValueId size, std::int64_t by) const {
    const auto value = known(size);
    return value && *value > 0 && *value % by == 0;
  }

  /// None: always.
  ValueId inside(ValueId row, ValueId column) {
    ValueId result;
    if (row && !divides(rows_, tile_.rows)) result = b_.op(Op::Lt, row, rows_);
    if (column && !divides(columns_, tile_.columns)) {
      const auto is_inside = b_.op(Op::Lt, column, columns_);
      result = result ? b_.op(Op::And, result, is_inside) : is_inside;
    }
    return result;
  }

  /// The same where matrix units give the results.
  void each_of_matrix(const std::function<void(ValueId, ValueId, ValueId)>& body) {
    const loop::MatrixTile tile = matrix();
    b_.vector(b_.i64(0), b_.i64(tile_.lanes()), tile_.lanes(), [&](ValueId lane) {
      Emitter::Scope element(e_);
      const auto over = [&](ValueId of, std::int64_t by) {
        return b_.op(Op::FloorDiv, of, b_.i64(by));
      };
      const auto rest = [&](ValueId of, std::int64_t by) { return b_.op(Op::Mod, of, b_.i64(by)); };
      const auto sum = [&](ValueId warp, std::int64_t each_warp, ValueId fragment,
                           std::int64_t each_fragment, ValueId inside) {
        return b_.add(
            b_.add(b_.mul(warp, b_.i64(each_warp)), b_.mul(fragment, b_.i64(each_fragment))),
            inside);
      };
      const auto result = over(lane, kThreads), thread = rest(lane, kThreads);
      const auto warp = over(thread, 32), member = rest(thread, 32);
      const auto fragment = over(result, tile.fragment_results());
      const auto part = rest(result, tile.fragment_results());
      const auto row = b_.add(over(member, 4), b_.mul(over(part, 2), b_.i64(8)));
      const auto column = b_.add(b_.mul(rest(member, 4), b_.i64(2)), rest(part, 2));
      body(
          lane,
          sum(over(warp, tile.warps_across()), tile.warp_rows(),
              over(fragment, tile.fragments_across()), tile.fragment_rows(), row),
          sum(rest(warp, tile.warps_across()), tile.warp_columns(),
              rest(fragment, tile.fragments_across()), loop::MatrixTile::kFragmentColumns, column));
    });
  }

  /// Lane l is result l / 256 of thread l mod 256: groups of kVector neighbours each way. A warp's
  /// threads are 4 x 8, so that each of their reads of a line is one access of shared memory.
  void each(const std::function<void(ValueId, ValueId, ValueId)>& body) {
    if (units_) return each_of_matrix(body);
    b_.vector(b_.i64(0), b_.i64(tile_.lanes()), tile_.lanes(), [&](ValueId lane) {
      Emitter::Scope element(e_);
      const auto digit = [&](ValueId of, std::int64_t below, std::int64_t count) {
        return b_.op(Op::Mod, b_.op(Op::FloorDiv, of, b_.i64(below)), b_.i64(count));
      };
      const auto line = [&](ValueId thread, ValueId result, std::int64_t threads) {
        return b_.add(
            b_.mul(b_.op(Op::FloorDiv, result, b_.i64(kVector)), b_.i64(threads * kVector)),
            b_.add(b_.mul(thread, b_.i64(kVector)), b_.op(Op::Mod, result, b_.i64(kVector))));
      };
      const auto result = b_.op(Op::FloorDiv, lane, b_.i64(kThreads));
      const auto thread = b_.op(Op::Mod, lane, b_.i64(kThreads));
      const std::int64_t warps_across = tile_.threads_across() / 8;
      const auto across =
          b_.add(b_.mul(digit(thread, 32, warps_across), b_.i64(8)), digit(thread, 1, 8));
      const auto down =
          b_.add(b_.mul(digit(thread, 32 * warps_across, tile_.threads_down() / 4), b_.i64(4)),
                 digit(thread, 8, 4));
      const auto i = b_.op(Op::FloorDiv, result, b_.i64(tile_.each_columns));
      const auto j = b_.op(Op::Mod, result, b_.i64(tile_.each_columns));
      body(lane, line(down, i, tile_.threads_down()), line(across, j, tile_.threads_across()));
    });
  }

  /// Lines in shared memory; rows of them begin at multiples of a vector, in different banks.
  std::int64_t padded(std::int64_t side) const {
    return units_ ? matrix().stride(static_cast<int>(side)) : side + kVector;
  }

  loop::MatrixTile matrix() const {
    return {*units_, static_cast<int>(tile_.rows), static_cast<int>(tile_.columns),
            static_cast<int>(tile_.depth)};
  }

  /// A factor that lies in memory, vectors of which are copied as they are.
  struct CopiedFactor {
    const Storage* storage = nullptr;
    std::vector<int> axes;    ///< Of the contraction, by the array's.
    bool along = false;       ///< See Side.
    std::int64_t vector = 0;  ///< Elements.
  };

  /// Nothing where it has to be computed, or where vectors would lie across the ends of rows.
  std::optional<CopiedFactor> copied_factor(bool is_right, int line_axis) {
    const auto& attribute = std::get<graph::ContractAttr>(node_.attribute);
    const std::size_t split = at(attribute.split), first = is_right ? split : 0;
    if ((is_right ? node_.operands.size() - split : split) != 1) return {};
    graph::ValueId v = node_.operands[first];
    std::vector<int> axes = attribute.operand_indices[first];
    while (!e_.g_.is_argument(v) && !e_.is_at_hand(v)) {
      const Node& made = e_.g_.def(v);
      if (made.op != Op::Transpose && !graph::rounds_factors(made.op)) return {};
      if (made.op == Op::Transpose) {
        const auto& moved = std::get<graph::AxesAttr>(made.attribute).axes;
        const std::vector<int> before = axes;
        for (std::size_t i = 0; i < before.size(); ++i) axes[at(moved[i])] = before[i];
      }
      v = made.operands[0];
    }
    const auto found = e_.storage_.find(v.index);
    if (found == e_.storage_.end() || !found->second.contiguous || axes.empty()) return {};
    const bool along = axes.back() == static_cast<int>(shape_.size());
    constexpr std::int64_t kVectorBytes = 16;
    const std::int64_t vector = kVectorBytes / static_cast<std::int64_t>(size_of(type_));
    if (!divides(e_.dim(e_.g_.type(v).shape.back()), vector)) return {};
    if (!along && axes.back() != line_axis) return {};
    return CopiedFactor{&found->second, std::move(axes), along, vector};
  }

  /// One factor's part of the tile: where it waits on its way to shared memory, and that memory.
  struct Side {
    bool is_row = false;
    bool along = false;  ///< Neighbours in memory are neighbours along the reduced axis.
    loop::RegisterId ahead;
    loop::BufferId shared;
    std::int64_t lines = 0;
    std::int64_t elements = 0;  ///< In shared memory, at once.
    /// Where it is copied from as it is, a vector at a time; none: by way of registers.
    std::optional<CopiedFactor> copied;
  };

  Side side(bool is_row) {
    const std::int64_t lines = is_row ? tile_.rows : tile_.columns;
    const char* const name = is_row ? "rows" : "columns";
    const bool is_right = is_row != roles_.column_is_right;
    Side made;
    made.is_row = is_row;
    made.along = is_along_reduced(node_, is_right, static_cast<int>(shape_.size()));
    made.lines = lines;
    if (units_ && !is_paired(units_) && divides(n_, tile_.depth)) {
      made.copied = copied_factor(is_right, is_row ? roles_.rows.back() : roles_.columns.back());
      if (made.copied) made.along = made.copied->along;
    }
    if (!made.copied) {
      made.ahead = b_.reg("ahead", type_, static_cast<int>(lines * tile_.depth / packed()),
                          static_cast<int>(packed()));
    }
    made.shared = b_.buffer(name, units_.value_or(type_), BufferKind::kLocal);
    made.elements =
        by_lines(made) ? lines * matrix().line_stride() * packed() : padded(lines) * tile_.depth;
    b_.alloc(made.shared, b_.i64((units_ ? kStages : 1) * made.elements));
    return made;
  }
  /// Positions side by side in shared memory whatever lies side by side else.
  std::int64_t packed() const { return units_ ? matrix().packed() : 1; }

  /// Whether a line's positions lie side by side in shared memory, not a position's lines.
  bool by_lines(const Side& side) const { return units_ && side.along; }
  ValueId place(const Side& side, ValueId depth, ValueId line) {
    const auto word = packed() == 1 ? depth : b_.op(Op::FloorDiv, depth, b_.i64(packed()));
    const auto at = by_lines(side) ? b_.add(b_.mul(line, b_.i64(matrix().line_stride())), word)
                                   : b_.add(b_.mul(word, b_.i64(padded(side.lines))), line);
    if (packed() == 1) return at;
    return b_.add(b_.mul(at, b_.i64(packed())), b_.op(Op::Mod, depth, b_.i64(packed())));
  }

  /// Calls body with every position and line of a side's part, neighbours in memory side by side;
  /// of positions that are packed with the first one.
  void each_of(const Side& of, const std::function<void(ValueId depth, ValueId line)>& body) {
    const bool along = of.along;
    const std::int64_t words = tile_.depth / packed();
    const auto lanes = static_cast<int>(of.lines * words);
    b_.vector(b_.i64(0), b_.i64(lanes), lanes, [&](ValueId i) {
      Emitter::Scope element(e_);
      // Lane i is number i / 256 of thread i mod 256: what belongs to a thread is a distance apart
      // that is known.
      const std::int64_t fast = along ? words : of.lines;
      const auto thread = b_.op(Op::Mod, i, b_.i64(kThreads));
      const auto number = b_.op(Op::FloorDiv, i, b_.i64(kThreads));
      const auto minor = b_.op(Op::Mod, thread, b_.i64(fast));
      const auto major = b_.add(b_.op(Op::FloorDiv, thread, b_.i64(fast)),
                                b_.mul(number, b_.i64(kThreads / fast)));
      const auto word = along ? minor : major;
      body(packed() == 1 ? word : b_.mul(word, b_.i64(packed())), along ? major : minor);
    });
  }

  /// Loads what belongs to positions k0 .. k0 + depth - 1, as far as they lie before `end`.
  void load_ahead(const Side& of, ValueId k0, ValueId end) {
    each_of(of, [&](ValueId depth, ValueId line) {
      for (std::int64_t part = 0; part < packed(); ++part)
        load_ahead(of, b_.add(k0, b_.add(depth, b_.i64(part))), line, end, part);
    });
  }
  void load_ahead(const Side& of, ValueId k, ValueId line, ValueId end, std::int64_t part) {
    const bool is_right = of.is_row != roles_.column_is_right;
    const auto place = b_.add(of.is_row ? first_row_ : first_column_, line);
    const auto before = e_.load_mask_;
    ValueId mask = of.is_row ? inside(place, {}) : inside({}, place);
    if (tile_.ahead || !divides(n_, tile_.depth)) {
      const auto is_there = b_.op(Op::Lt, k, end);
      mask = mask ? b_.op(Op::And, mask, is_there) : is_there;
    }
    e_.load_mask_ = mask;
    const Index index = of.is_row ? indices(place, {}, k) : indices({}, place, k);
    auto value = is_paired(units_) ? unrounded(index, is_right) : e_.factor(node_, index, is_right);
    if (units_ && !divides(n_, tile_.depth))
      value = b_.select(b_.op(Op::Lt, k, end), value, b_.number(type_, of.is_row ? 0.0 : -0.0));
    b_.set(of.ahead, value, part_of(part));
    e_.load_mask_ = before;
  }
  ValueId part_of(std::int64_t part) { return packed() > 1 ? b_.i64(part) : ValueId(); }

  /// A factor that is rounded when it is stored.
  ValueId unrounded(const Index& indices, bool is_right) {
    const std::size_t operand = is_right ? 1 : 0;
    const graph::ValueId value = e_.g_.def(node_.operands[operand]).operands[0];
    return e_.eval(value, operand_index(node_, operand, indices));
  }

  void store_ahead(const Side& of) {
    each_of(of, [&](ValueId depth, ValueId line) {
      b_.store(of.shared, place(of, depth, line), b_.get(of.ahead));
    });
  }

  /// Where the factors of positions from k0 on lie in shared memory.
  ValueId stage(const Side& of, ValueId k0) {
    const auto number =
        b_.op(Op::Mod, b_.op(Op::FloorDiv, k0, b_.i64(tile_.depth)), b_.i64(kStages));
    return b_.mul(number, b_.i64(of.elements));
  }

  /// Begins to fetch what belongs to positions from k0 on; what is copied, to its place.
  void fetch(const Side& of, ValueId k0, ValueId end) {
    if (!of.copied) return load_ahead(of, k0, end);
    const std::int64_t vector = of.copied->vector;
    const auto chunks = of.lines * tile_.depth / vector;
    const auto first = stage(of, k0);
    const auto is_there = b_.op(Op::Lt, k0, end);
    b_.vector(b_.i64(0), b_.i64(chunks), static_cast<int>(kThreads), [&](ValueId i) {
      Emitter::Scope element(e_);
      const auto fast = b_.i64((of.along ? tile_.depth : of.lines) / vector);
      const auto minor = b_.mul(b_.op(Op::Mod, i, fast), b_.i64(vector));
      const auto major = b_.op(Op::FloorDiv, i, fast);
      const auto depth = of.along ? minor : major, line = of.along ? major : minor;
      const auto at_line = b_.add(of.is_row ? first_row_ : first_column_, line);
      const auto k = b_.add(k0, depth);
      const Index index = of.is_row ? indices(at_line, {}, k) : indices({}, at_line, k);
      Index from;
      for (const int axis : of.copied->axes) from.push_back(index[at(axis)]);
      b_.copy_async({of.shared, of.copied->storage->buffer, b_.add(first, place(of, depth, line)),
                     e_.offset(*of.copied->storage, from), static_cast<std::int32_t>(vector),
                     of.is_row ? inside(at_line, {}) : inside({}, at_line), is_there});
    });
  }

  /// What has come by way of registers goes to its place.
  void deliver(const Side& of, ValueId k0) {
    if (of.copied) return;
    const auto first = stage(of, k0);
    each_of(of, [&](ValueId depth, ValueId line) {
      std::vector<ValueId> values;
      for (std::int64_t part = 0; part < packed(); ++part)
        values.push_back(b_.get(of.ahead, part_of(part)));
      const auto to = b_.add(first, place(of, depth, line));
      const auto next = b_.add(to, b_.i64(1));
      for (std::size_t part = 0; part < values.size(); ++part)
        b_.store_async(of.shared, part == 0 ? to : next, values[part]);
    });
  }

  /// The sum over `count` blocks from `first` on, no more than `most`, in acc_.
  void sum(ValueId first, ValueId count, ValueId most) {
    const auto one = b_.i64(1);
    const auto levels = bit_length(b_, most);
    const auto number = known(most);
    const bool single = number && *number <= 1;
    const Side left = side(true), right = side(false);
    acc_ = b_.reg("acc", type_, tile_.lanes());
    b_.set(acc_, b_.number(type_, 0));
    ValueId all_end;
    if (units_) {
      const auto all_begin = b_.mul(first, b_.i64(block_));
      all_end = b_.min(n_, b_.mul(b_.add(first, count), b_.i64(block_)));
      for (const Side* side : {&left, &right}) fetch(*side, all_begin, all_end);
      for (const Side* side : {&left, &right}) deliver(*side, all_begin);
    }
    const auto positions = [&](ValueId block) {
      const auto begin = b_.mul(b_.add(first, block), b_.i64(block_));
      const auto end = b_.min(n_, b_.add(begin, b_.i64(block_)));
      b_.set(acc_, b_.number(type_, 0));
      if (tile_.ahead && !units_) load_sides(left, right, begin, end);
      b_.serial(
          begin, end,
          [&](ValueId k0) {
            units_ ? matrix_step(left, right, k0, all_end) : step(left, right, k0, end);
          },
          tile_.depth);
    };
    if (single) {
      b_.serial(b_.i64(0), count, positions);
      return;
    }
    const auto stack = b_.buffer("levels", type_, BufferKind::kLocal);
    b_.alloc(stack, b_.mul(b_.max(levels, one), b_.i64(tile_.lanes())));
    const auto level = b_.reg("level", DType::kI64);
    const auto slot = [&](ValueId l, ValueId lane) {
      return b_.add(b_.mul(l, b_.i64(tile_.lanes())), lane);
    };
    b_.serial(b_.i64(0), count, [&](ValueId block) {
      positions(block);
      merge_block(
          b_, block, count, levels, level,
          [&](ValueId l) {
            each([&](ValueId lane, ValueId, ValueId) {
              b_.set(acc_, b_.op(Op::Add, b_.load(stack, slot(l, lane)), b_.get(acc_)));
            });
          },
          [&](ValueId l) {
            each([&](ValueId lane, ValueId, ValueId) {
              b_.store(stack, slot(l, lane), b_.get(acc_));
            });
          });
    });
  }

  void load_sides(const Side& left, const Side& right, ValueId k0, ValueId end) {
    load_ahead(left, k0, end);
    load_ahead(right, k0, end);
  }

  void step(const Side& left, const Side& right, ValueId k0, ValueId end) {
    if (!tile_.ahead) load_sides(left, right, k0, end);
    store_ahead(left);
    store_ahead(right);
    if (tile_.ahead) load_sides(left, right, b_.add(k0, b_.i64(tile_.depth)), end);
    const auto product = [&](ValueId k) {
      each([&](ValueId, ValueId row, ValueId column) {
        const auto x = b_.load(left.shared, place(left, k, row));
        const auto y = b_.load(right.shared, place(right, k, column));
        b_.set(acc_, multiply_add(b_, x, y, b_.get(acc_)));
      });
    };
    if (divides(n_, tile_.depth)) return b_.unrolled(tile_.depth, product);
    const auto here = b_.min(b_.i64(tile_.depth), b_.sub(end, k0));
    b_.branch(
        b_.op(Op::Eq, here, b_.i64(tile_.depth)), [&] { b_.unrolled(tile_.depth, product); },
        [&] { b_.serial(b_.i64(0), here, product); });
  }

  /// The next positions are on their way while these are multiplied. Beyond the end the product is
  /// -0: a sum that is -0, by underflow, stays so.
  void matrix_step(const Side& left, const Side& right, ValueId k0, ValueId end) {
    b_.await(0);
    const auto next = b_.add(k0, b_.i64(tile_.depth));
    for (const Side* side : {&left, &right}) fetch(*side, next, end);
    const auto left_stage = stage(left, k0), right_stage = stage(right, k0);
    const auto read = [&](const Side& of, ValueId stage, ValueId k, ValueId line) {
      const auto value = b_.load(of.shared, b_.add(stage, place(of, k, line)));
      return of.copied && units_ == DType::kF32 ? b_.op(Op::RoundTf32, value) : value;
    };
    b_.products(tile_.depth, static_cast<int>(tile_.rows), [&](ValueId k) {
      each([&](ValueId, ValueId row, ValueId column) {
        const auto x = read(left, left_stage, k, row);
        const auto y = read(right, right_stage, k, column);
        b_.set(acc_, multiply_add(b_, x, y, b_.get(acc_)));
      });
    });
    for (const Side* side : {&left, &right}) deliver(*side, next);
  }

  void finish() {
    each([&](ValueId, ValueId r, ValueId c) {
      const auto row = b_.add(first_row_, r), column = b_.add(first_column_, c);
      const auto is_inside = inside(row, column);
      const Index index = indices(row, column, {});
      const auto before = e_.load_mask_;
      e_.load_mask_ = is_inside;
      e_.bind(phase_.contract, b_.get(acc_));
      const auto value = root_ == phase_.contract ? b_.get(acc_) : e_.compute(root_, index);
      e_.store(root_, index, value, is_inside);
      e_.load_mask_ = before;
    });
  }

  Emitter& e_;
  loop::Builder& b_;
  const Phase& phase_;
  const ContractionRoles& roles_;
  const Node& node_;
  graph::ValueId root_;
  const Shape& shape_;
  Shape row_shape_, column_shape_, other_shape_;
  DType type_;
  std::optional<DType> units_;  ///< See suits_matrix_units().
  TileShape tile_;
  std::int64_t block_ = order::kContractBlock;  ///< Positions that are added up in a row.
  ValueId rows_, columns_, others_, n_, blocks_, strips_, tiles_;

  // While a task is emitted.
  Index other_index_;
  ValueId first_row_, first_column_;
  loop::RegisterId acc_;
};

void Emitter::block_contraction(const Phase& phase, const ContractionRoles& roles) {
  BlockContraction(*this, phase, roles).emit();
}

}  // namespace sinter::lower
