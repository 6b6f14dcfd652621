// Sums of products over index sets. Where one factor owns the last result axis and the other one
// owns another axis, a register-tiled kernel runs over packed panels; everything else takes one
// vector of results at a time. Both follow the order of compiler/README.md: fma-serial blocks of
// 256, combined pairwise.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/emitter.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

bool contains(const std::vector<int>& indices, int index) {
  return std::find(indices.begin(), indices.end(), index) != indices.end();
}

std::size_t at(int i) { return static_cast<std::size_t>(i); }

}  // namespace

/// Roles of the result's axes in the tiled kernel.
struct Emitter::ContractionShape {
  int row = -1;     ///< Result axis along which the register tile has rows; the row factor owns it.
  int column = -1;  ///< The last result axis; the column factor owns it.
  bool column_is_right = true;
  std::vector<int> others;  ///< The remaining result axes.
};

/// The product of the operands on one side at the given indices (result axes, then the reduced
/// one).
ValueId Emitter::factor(const Node& node, const Index& indices, bool right) {
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  const auto begin = right ? at(attribute.split) : 0;
  const auto end = right ? node.operands.size() : at(attribute.split);
  ValueId result;
  for (std::size_t n = begin; n < end; ++n) {
    Index index;
    for (int i : attribute.operand_indices[n]) index.push_back(indices[at(i)]);
    const auto value = eval(node.operands[n], index);
    result = result ? b_.op(Op::Mul, result, value) : value;
  }
  if (!result) result = b_.number(g_.type(node.results[0]).dtype, 1);
  return result;
}

void Emitter::contraction(const Phase& phase) {
  const Node& node = g_.def(phase.contract);
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  const int rank = g_.type(phase.contract).rank();
  if (rank == 0) {
    Scope scope(*this);
    bind(phase.contract, eval_lazy_contraction(node, {}));
    const graph::ValueId root = phase.roots.at(0);
    return store(root, {}, root == phase.contract ? eval(root, {}) : compute(root, {}));
  }
  ContractionShape shape;
  const auto in_side = [&](int index, bool right) {
    for (std::size_t n = 0; n < node.operands.size(); ++n) {
      if ((n >= at(attribute.split)) == right && contains(attribute.operand_indices[n], index))
        return true;
    }
    return false;
  };
  const int last = rank - 1;
  if (in_side(last, true) != in_side(last, false)) {
    shape.column = last;
    shape.column_is_right = in_side(last, true);
    for (int i = rank - 2; i >= 0 && shape.row < 0; --i) {
      if (in_side(i, !shape.column_is_right) && !in_side(i, shape.column_is_right)) shape.row = i;
    }
  }
  for (int i = 0; i < rank; ++i) {
    if (i != shape.row && i != last) shape.others.push_back(i);
  }
  if (shape.row >= 0) return tiled_contraction(phase, shape);
  simple_contraction(phase);
}

/// One result at one point, in scalar code.
ValueId Emitter::eval_lazy_contraction(const Node& node, const Index& index) {
  const DType type = g_.type(node.results[0]).dtype;
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  const int reduced = g_.type(node.results[0]).rank();
  ValueId n;
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    for (std::size_t a = 0; a < attribute.operand_indices[k].size(); ++a) {
      if (attribute.operand_indices[k][a] == reduced) n = dim(g_.type(node.operands[k]).shape[a]);
    }
  }
  const auto blocks = block_count(b_, n, order::kContractBlock);
  const auto partial = b_.buffer("partial", type, BufferKind::kLocal);
  b_.alloc(partial, b_.add(blocks, b_.i64(1)));
  b_.store(partial, b_.i64(0), b_.number(type, 0));
  b_.serial(b_.i64(0), blocks, [&](ValueId block) {
    const auto acc = b_.reg("acc", type);
    const auto begin = b_.mul(block, b_.i64(order::kContractBlock));
    b_.set(acc, b_.number(type, 0));
    b_.serial(begin, b_.min(n, b_.add(begin, b_.i64(order::kContractBlock))), [&](ValueId k) {
      Scope scope(*this);
      Index indices = index;
      indices.push_back(k);
      b_.set(acc, multiply_add(b_, factor(node, indices, false), factor(node, indices, true),
                               b_.get(acc)));
    });
    b_.store(partial, block, b_.get(acc));
  });
  combine_pairwise(b_, Op::Add, partial, blocks);
  return b_.load(partial, b_.i64(0));
}

namespace {

ValueId reduced_size(const graph::Graph& g, const Node& node,
                     const std::function<ValueId(const Dim&)>& dim) {
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  const int reduced = g.type(node.results[0]).rank();
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    for (std::size_t a = 0; a < attribute.operand_indices[k].size(); ++a) {
      if (attribute.operand_indices[k][a] == reduced) return dim(g.type(node.operands[k]).shape[a]);
    }
  }
  SINTER_CHECK(false, "no operand has the reduced index");
}

}  // namespace

// One vector of results along the last axis at a time.
void Emitter::simple_contraction(const Phase& phase) {
  const Node& node = g_.def(phase.contract);
  const graph::ValueId root = phase.roots.at(0);
  const Shape& shape = g_.type(root).shape;
  const DType type = g_.type(phase.contract).dtype;
  const int tile = options_.vector_bits / 8 / static_cast<int>(size_of(type)) * 4;
  const auto n = reduced_size(g_, node, [&](const Dim& d) { return dim(d); });
  const Shape outer_shape(shape.begin(), shape.end() - 1);
  const auto last = dim(shape.back());
  const auto tiles = b_.max(b_.ceil_div(last, tile), b_.i64(1));
  const auto blocks = block_count(b_, n, order::kContractBlock);
  const auto levels = bit_length(b_, blocks);
  parallel(b_.i64(0), b_.mul(product(dims(outer_shape)), tiles), 1, [&](ValueId task) {
    Scope scope(*this);
    const auto first = b_.mul(b_.op(Op::Mod, task, tiles), b_.i64(tile));
    const Index outer = unflatten(b_.op(Op::FloorDiv, task, tiles), outer_shape);
    const auto width = b_.min(b_.i64(tile), b_.sub(last, first));
    const auto acc = b_.reg("acc", type, tile);
    const auto level = b_.reg("level", DType::kI64);
    const auto stack = b_.buffer("levels", type, BufferKind::kLocal);
    b_.alloc(stack, b_.mul(b_.max(levels, b_.i64(1)), b_.i64(tile)));
    const auto each = [&](const std::function<void(ValueId)>& body) {
      b_.vector(b_.i64(0), width, tile, [&](ValueId c) {
        Scope element(*this);
        body(c);
      });
    };
    b_.set(acc, b_.number(type, 0));
    b_.serial(b_.i64(0), blocks, [&](ValueId block) {
      const auto begin = b_.mul(block, b_.i64(order::kContractBlock));
      b_.set(acc, b_.number(type, 0));
      b_.serial(begin, b_.min(n, b_.add(begin, b_.i64(order::kContractBlock))), [&](ValueId k) {
        each([&](ValueId c) {
          Index indices = outer;
          indices.push_back(b_.add(first, c));
          indices.push_back(k);
          b_.set(acc, multiply_add(b_, factor(node, indices, false), factor(node, indices, true),
                                   b_.get(acc)));
        });
      });
      const auto slot = [&](ValueId l, ValueId c) { return b_.add(b_.mul(l, b_.i64(tile)), c); };
      merge_block(
          b_, block, blocks, levels, level,
          [&](ValueId l) {
            each([&](ValueId c) {
              b_.set(acc, b_.op(Op::Add, b_.load(stack, slot(l, c)), b_.get(acc)));
            });
          },
          [&](ValueId l) { each([&](ValueId c) { b_.store(stack, slot(l, c), b_.get(acc)); }); });
    });
    each([&](ValueId c) {
      Index index = outer;
      index.push_back(b_.add(first, c));
      bind(phase.contract, b_.get(acc));
      store(root, index, root == phase.contract ? b_.get(acc) : compute(root, index));
    });
  });
}

// Tasks are blocks of rows x columns of the result. Per block of the reduced axis the column factor
// is packed into panels of one tile's width (in L2), the row factor is read as scalars, and each
// register tile is merged into the pairwise tree, whose levels live in memory of the task.
void Emitter::tiled_contraction(const Phase& phase, const ContractionShape& roles) {
  const Node& node = g_.def(phase.contract);
  const graph::ValueId root = phase.roots.at(0);
  const Shape& shape = g_.type(root).shape;
  const DType type = g_.type(phase.contract).dtype;
  const int vector = options_.vector_bits / 8 / static_cast<int>(size_of(type));
  const int tile_rows = options_.vector_bits == 512 ? 8 : 4;
  const int tile_columns = 2 * vector;
  constexpr std::int64_t kBlock = order::kContractBlock;
  constexpr std::int64_t kTaskRows = 128;
  const std::int64_t task_columns = 8 * tile_columns;

  const auto n = reduced_size(g_, node, [&](const Dim& d) { return dim(d); });
  const auto row_count = dim(shape[at(roles.row)]);
  const auto column_count = dim(shape[at(roles.column)]);
  Shape others_shape;
  for (int i : roles.others) others_shape.push_back(shape[at(i)]);
  const auto row_blocks = b_.max(b_.ceil_div(row_count, kTaskRows), b_.i64(1));
  const auto column_blocks = b_.max(b_.ceil_div(column_count, task_columns), b_.i64(1));
  const auto blocks = block_count(b_, n, kBlock);
  const auto levels = bit_length(b_, blocks);
  const auto zero = b_.number(type, 0);
  // Memory of a task is as large as the task: tiles are whole, so sizes are rounded up to them.
  const auto round_up = [&](ValueId size, std::int64_t limit, int step) {
    return b_.min(b_.i64(limit), b_.mul(b_.ceil_div(size, step), b_.i64(step)));
  };
  const auto area_columns = round_up(column_count, task_columns, tile_columns);
  const auto area = b_.mul(round_up(row_count, kTaskRows, tile_rows), area_columns);

  const auto tasks = b_.mul(product(dims(others_shape)), b_.mul(row_blocks, column_blocks));
  parallel(b_.i64(0), tasks, 1, [&](ValueId task) {
    Scope scope(*this);
    const auto column0 = b_.mul(b_.op(Op::Mod, task, column_blocks), b_.i64(task_columns));
    const auto rest = b_.op(Op::FloorDiv, task, column_blocks);
    const auto row0 = b_.mul(b_.op(Op::Mod, rest, row_blocks), b_.i64(kTaskRows));
    const Index others = unflatten(b_.op(Op::FloorDiv, rest, row_blocks), others_shape);
    const auto row_end = b_.min(row_count, b_.add(row0, b_.i64(kTaskRows)));
    const auto column_end = b_.min(column_count, b_.add(column0, b_.i64(task_columns)));
    const auto panels = b_.buffer("panels", type, BufferKind::kLocal);
    const auto partial = b_.buffer("levels", type, BufferKind::kLocal);
    b_.alloc(panels, b_.mul(area_columns, b_.i64(kBlock)));
    b_.alloc(partial, b_.mul(b_.max(levels, b_.i64(1)), area));
    const auto level = b_.reg("level", DType::kI64);
    const auto indices_at = [&](ValueId row, ValueId column, ValueId k) {
      Index indices(shape.size() + 1);
      for (std::size_t i = 0; i < others.size(); ++i) indices[at(roles.others[i])] = others[i];
      indices[at(roles.row)] = row;
      indices[at(roles.column)] = column;
      indices.back() = k;
      return indices;
    };
    const auto for_tile = [&](const std::function<void(ValueId i, ValueId c)>& body) {
      b_.vector(b_.i64(0), b_.i64(tile_columns), tile_columns, [&](ValueId c) {
        b_.unrolled(tile_rows, [&](ValueId i) {
          Scope element(*this);
          body(i, c);
        });
      });
    };
    b_.serial(b_.i64(0), b_.max(blocks, b_.i64(1)), [&](ValueId block) {
      const auto k0 = b_.mul(block, b_.i64(kBlock));
      const auto length = b_.min(b_.i64(kBlock), b_.sub(n, k0));
      // Panels: [column tile][k][column of the tile].
      b_.serial(
          column0, column_end,
          [&](ValueId c0) {
            const auto width = b_.min(b_.i64(tile_columns), b_.sub(column_end, c0));
            const auto panel = b_.mul(b_.sub(c0, column0), b_.i64(kBlock));
            b_.serial(b_.i64(0), length, [&](ValueId k) {
              Scope packing(*this);
              const auto to = b_.add(panel, b_.mul(k, b_.i64(tile_columns)));
              const auto pack = [&](ValueId count) {
                b_.vector(b_.i64(0), count, tile_columns, [&](ValueId c) {
                  Scope element(*this);
                  const Index indices = indices_at({}, b_.add(c0, c), b_.add(k0, k));
                  b_.store(panels, b_.add(to, c), factor(node, indices, roles.column_is_right));
                });
              };
              b_.branch(
                  b_.op(Op::Eq, width, b_.i64(tile_columns)), [&] { pack(b_.i64(tile_columns)); },
                  [&] { pack(width); });
            });
          },
          tile_columns);

      const auto last_row = b_.sub(row_count, b_.i64(1));
      // A whole tile needs no masks; at the edges rows beyond the last one repeat it and are not
      // stored.
      const auto tile = [&](ValueId r0, ValueId c0, bool whole) {
        const auto panel = b_.mul(b_.sub(c0, column0), b_.i64(kBlock));
        const auto acc = b_.reg("acc", type, tile_columns, tile_rows);
        b_.unrolled(tile_rows, [&](ValueId i) { b_.set(acc, zero, i); });
        b_.serial(b_.i64(0), length, [&](ValueId k) {
          const auto from = b_.add(panel, b_.mul(k, b_.i64(tile_columns)));
          b_.vector(b_.i64(0), b_.i64(tile_columns), tile_columns, [&](ValueId c) {
            const auto column = b_.load(panels, b_.add(from, c));
            b_.unrolled(tile_rows, [&](ValueId i) {
              Scope lane(*this);
              const auto r = b_.add(r0, i);
              const Index indices = indices_at(whole ? r : b_.min(r, last_row), {}, b_.add(k0, k));
              const auto row = factor(node, indices, !roles.column_is_right);
              b_.set(acc, multiply_add(b_, row, column, b_.get(acc, i)), i);
            });
          });
        });
        const auto slot = [&](ValueId l, ValueId i, ValueId c) {
          const auto row = b_.add(b_.sub(r0, row0), i);
          return b_.add(b_.add(b_.mul(l, area), b_.mul(row, area_columns)),
                        b_.add(b_.sub(c0, column0), c));
        };
        merge_block(
            b_, block, blocks, levels, level,
            [&](ValueId l) {
              for_tile([&](ValueId i, ValueId c) {
                b_.set(acc, b_.op(Op::Add, b_.load(partial, slot(l, i, c)), b_.get(acc, i)), i);
              });
            },
            [&](ValueId l) {
              for_tile(
                  [&](ValueId i, ValueId c) { b_.store(partial, slot(l, i, c), b_.get(acc, i)); });
            });
        b_.branch(b_.op(Op::Ge, b_.add(block, b_.i64(1)), blocks), [&] {
          for_tile([&](ValueId i, ValueId c) {
            const auto row = b_.add(r0, i);
            const auto column = b_.add(c0, c);
            const auto value = b_.get(acc, i);
            bind(phase.contract, value);
            const auto result_index = [&](ValueId r, ValueId q) {
              Index index = indices_at(r, q, b_.i64(0));
              index.pop_back();
              return index;
            };
            const Index index = result_index(row, column);
            if (whole)
              return store(root, index, root == phase.contract ? value : compute(root, index));
            const auto inside =
                b_.op(Op::And, b_.op(Op::Lt, row, row_count), b_.op(Op::Lt, column, column_count));
            // What follows the contraction may load: positions outside of the result read its edge.
            const Index safe = result_index(b_.min(row, last_row),
                                            b_.min(column, b_.sub(column_count, b_.i64(1))));
            store(root, index, root == phase.contract ? value : compute(root, safe), inside);
          });
        });
      };
      b_.serial(
          row0, row_end,
          [&](ValueId r0) {
            b_.serial(
                column0, column_end,
                [&](ValueId c0) {
                  std::int64_t rows_known = 1, columns_known = 1;
                  const bool known = b_.is_constant(row_count, &rows_known) &&
                                     b_.is_constant(column_count, &columns_known);
                  if (known && rows_known % tile_rows == 0 && columns_known % tile_columns == 0)
                    return tile(r0, c0, true);
                  const auto fits =
                      b_.op(Op::And, b_.op(Op::Le, b_.add(r0, b_.i64(tile_rows)), row_count),
                            b_.op(Op::Le, b_.add(c0, b_.i64(tile_columns)), column_count));
                  b_.branch(
                      fits,
                      [&] {
                        Scope whole(*this);
                        tile(r0, c0, true);
                      },
                      [&] {
                        Scope edge(*this);
                        tile(r0, c0, false);
                      });
                },
                tile_columns);
          },
          tile_rows);
    });
  });
}

}  // namespace sinter::lower
