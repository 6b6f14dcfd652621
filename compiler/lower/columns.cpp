// Reductions along another axis than the last one: strips of columns that stay in registers. What a
// processor mostly does instead is in wide_columns.cpp and narrow_columns.cpp.
#include <algorithm>
#include <bit>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

// A strip of columns in registers, down the reduced axis; several reductions share the way.
void Emitter::columns(const Phase& phase) {
  if (options_.gpu && columns_in_parts(phase)) return;
  if (!options_.gpu && !finds_position(g_.def(phase.roots.at(0)).op)) {
    if (!narrow_columns(phase)) wide_columns(phase);
    return;
  }
  const graph::ValueId v = phase.roots.at(0);
  const Shape& shape = g_.type(v).shape;
  std::size_t width = finds_position(g_.def(v).op) ? 8 : 4;
  for (graph::ValueId root : phase.roots)
    width = std::max(width, size_of(g_.type(g_.def(root).operands[0]).dtype));
  const int vectors = (options_.vector_bits == 512 ? 16 : 8) /
                      std::bit_ceil(static_cast<unsigned>(phase.roots.size()));
  const int tile = options_.gpu
                       ? kWarpColumns
                       : std::max(16, options_.vector_bits / 8 / static_cast<int>(width) * vectors);
  const Shape outer_shape(shape.begin(), shape.end() - 1);
  const auto last = dim(shape.back());
  const auto tiles = b_.ceil_div(last, tile);
  const Node& node = g_.def(phase.roots.at(0));
  const auto axis = static_cast<std::size_t>(std::get<graph::AxisAttr>(node.attribute).axis);
  const auto n = dim(g_.type(node.operands[0]).shape[axis]);
  const auto work = b_.mul(n, b_.i64(8));
  const auto all_blocks = block_count(b_, n, order::kOuterBlock);
  const ColumnPart all{
      b_.i64(0), all_blocks, bit_length(b_, all_blocks), n,
      [&](graph::ValueId root, const Index& index, ValueId result) { store(root, index, result); }};
  parallel_tasks(b_.mul(product(dims(outer_shape)), tiles), work, [&](ValueId task) {
    Scope scope(*this);
    const auto strip = b_.op(Op::Mod, task, b_.max(tiles, b_.i64(1)));
    const Index outer = unflatten(b_.op(Op::FloorDiv, task, b_.max(tiles, b_.i64(1))), outer_shape);
    const auto first = b_.mul(strip, b_.i64(tile));
    const auto left = b_.sub(last, first);
    b_.branch(
        b_.op(Op::Ge, left, b_.i64(tile)),
        [&] {
          Scope full(*this);
          column_strip(phase.roots, outer, first, b_.i64(tile), tile, all);
        },
        [&] {
          Scope rest(*this);
          column_strip(phase.roots, outer, first, left, tile, all);
        });
  });
}

/// What one reduction down a strip of columns keeps.
struct Emitter::ColumnState {
  graph::ValueId value;
  const Node* node;
  Accumulator accumulator;
  loop::RegisterId acc;
  loop::BufferId stack;  ///< Levels of the pairwise tree, where the order matters.
};

void Emitter::column_strip(const std::vector<graph::ValueId>& values, const Index& outer,
                           ValueId first, ValueId width, int tile, const ColumnPart& part) {
  const Node& front = g_.def(values[0]);
  const auto axis = static_cast<std::ptrdiff_t>(std::get<graph::AxisAttr>(front.attribute).axis);
  const bool arg = finds_position(front.op);
  std::vector<ColumnState> states;
  for (graph::ValueId v : values) {
    const Accumulator a = accumulator(v);
    states.push_back({v, &g_.def(v), a, b_.reg("acc", a.type, tile), {}});
  }
  const auto best_at = b_.reg("position", DType::kI64, tile);
  const auto each = [&](const std::function<void(ValueId)>& body) {
    b_.vector(b_.i64(0), width, tile, [&](ValueId c) {
      Scope element(*this);
      body(c);
    });
  };
  const auto at = [&](ValueId k, ValueId c) {
    Index index(
        outer.begin(),
        outer.begin() + std::min<std::ptrdiff_t>(axis, static_cast<std::ptrdiff_t>(outer.size())));
    index.push_back(k);
    index.insert(index.end(), outer.begin() + axis, outer.end());
    index.push_back(c);
    return index;
  };
  const auto step = [&](ValueId k) {
    Scope row(*this);
    for (const ColumnState& s : states) {
      for (graph::ValueId operand : s.node->operands) hoist(operand, at(k, {}));
    }
    each([&](ValueId c) {
      for (const ColumnState& s : states) {
        std::vector<ValueId> terms;
        for (graph::ValueId operand : s.node->operands)
          terms.push_back(eval(operand, at(k, b_.add(first, c))));
        if (arg) {
          column_position(s, best_at, k, terms[0]);
        } else {
          b_.set(s.acc, accumulate_column(s, b_.get(s.acc), terms));
        }
      }
    });
  };
  const auto finish = [&] {
    Index index = outer;
    index.emplace_back();
    each([&](ValueId c) {
      index.back() = b_.add(first, c);
      for (const ColumnState& s : states) part.store(s.value, index, b_.get(arg ? best_at : s.acc));
    });
  };
  bool ordered = false;
  for (const ColumnState& s : states) {
    b_.set(s.acc, s.accumulator.identity);
    ordered |= s.accumulator.ordered();
  }
  if (arg) b_.set(best_at, b_.i64(0));
  const auto row_of = [&](ValueId block) {
    return b_.mul(b_.add(part.first_block, block), b_.i64(order::kOuterBlock));
  };
  if (!ordered) {
    b_.serial(row_of(b_.i64(0)), part.end, step);
    return finish();
  }
  const auto level = b_.reg("level", DType::kI64);
  const auto blocks = part.blocks;
  const auto levels = part.levels;
  for (ColumnState& s : states) {
    if (!s.accumulator.ordered()) continue;
    s.stack = b_.buffer("levels", s.accumulator.type, BufferKind::kLocal);
    b_.alloc(s.stack, b_.mul(b_.max(levels, b_.i64(1)), b_.i64(tile)));
  }
  const auto each_ordered = [&](ValueId l,
                                const std::function<void(const ColumnState&, ValueId)>& body) {
    const auto base = b_.mul(l, b_.i64(tile));
    each([&](ValueId c) {
      for (const ColumnState& s : states) {
        if (s.accumulator.ordered()) body(s, b_.add(base, c));
      }
    });
  };
  b_.serial(b_.i64(0), blocks, [&](ValueId block) {
    const auto begin = row_of(block);
    for (const ColumnState& s : states) {
      if (s.accumulator.ordered()) b_.set(s.acc, s.accumulator.identity);
    }
    if (part.blocks_are_full) {
      b_.serial(b_.i64(0), b_.i64(order::kOuterBlock), [&](ValueId k) { step(b_.add(begin, k)); });
    } else {
      b_.serial(begin, b_.min(part.end, b_.add(begin, b_.i64(order::kOuterBlock))), step);
    }
    merge_block(
        b_, block, blocks, levels, level,
        [&](ValueId l) {
          each_ordered(l, [&](const ColumnState& s, ValueId place) {
            b_.set(s.acc, b_.op(s.accumulator.op, b_.load(s.stack, place), b_.get(s.acc)));
          });
        },
        [&](ValueId l) {
          each_ordered(l, [&](const ColumnState& s, ValueId place) {
            b_.store(s.stack, place, b_.get(s.acc));
          });
        });
  });
  finish();
}

ValueId Emitter::accumulate_column(const ColumnState& s, ValueId current,
                                   const std::vector<ValueId>& terms) {
  if (s.accumulator.is_float_extremum()) return b_.op(s.accumulator.op, current, terms[0]);
  return accumulate(*s.node, current, terms);
}

void Emitter::column_position(const ColumnState& s, loop::RegisterId best_at, ValueId k,
                              ValueId term) {
  const auto current = b_.get(s.acc);
  auto better = b_.op(s.node->op == Op::ReduceArgMax ? Op::Gt : Op::Lt, term, current);
  if (is_float(s.accumulator.type)) {
    const auto first_nan =
        b_.op(Op::And, b_.op(Op::IsNan, term), b_.op(Op::Not, b_.op(Op::IsNan, current)));
    better = b_.op(Op::Or, better, first_nan);
  }
  better = b_.op(Op::Or, better, b_.op(Op::Eq, k, b_.i64(0)));
  b_.set(best_at, b_.select(better, k, b_.get(best_at)));
  b_.set(s.acc, b_.select(better, term, current));
}

}  // namespace sinter::lower
