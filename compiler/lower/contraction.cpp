// Sums of products over index sets. Where one factor owns the last result axis and the other one
// owns another axis, a register-tiled kernel runs over packed panels; everything else takes one
// vector of results at a time. Both follow the order of compiler/README.md: fma-serial blocks of
// 256, combined pairwise.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/contraction.h"
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
  ContractionRoles roles;
  const auto in_side = [&](int index, bool right) {
    for (std::size_t n = 0; n < node.operands.size(); ++n) {
      if ((n >= at(attribute.split)) == right && contains(attribute.operand_indices[n], index))
        return true;
    }
    return false;
  };
  const int last = rank - 1;
  if (in_side(last, true) != in_side(last, false)) {
    roles.column = last;
    roles.column_is_right = in_side(last, true);
    for (int i = 0; i < last; ++i) {
      const bool in_rows = in_side(i, !roles.column_is_right);
      const bool in_columns = in_side(i, roles.column_is_right);
      const bool is_column = options_.gpu && in_columns && !in_rows;
      (in_rows && !in_columns ? roles.rows : is_column ? roles.columns : roles.others).push_back(i);
    }
    roles.columns.push_back(last);
  }
  if (!roles.rows.empty() && contraction_of_few(phase)) return;
  if (!roles.rows.empty() && options_.gpu && !stays_on_thread())
    return block_contraction(phase, roles);
  if (!roles.rows.empty() && !options_.leaves_out(Choice::kTiledProducts))
    return TiledContraction(*this, phase, std::move(roles)).emit();
  simple_contraction(phase);
}

/// A few products of a few columns each (points times a small matrix): vectors go along the rows,
/// and each lane sums the products of its own. False where there are more, or few rows.
bool Emitter::contraction_of_few(const Phase& phase) {
  constexpr std::int64_t kFewRows = 16;
  const Node& node = g_.def(phase.contract);
  const graph::ValueId root = phase.roots.at(0);
  const Shape& shape = g_.type(root).shape;
  const std::size_t last = shape.size() - 1;
  std::int64_t depth = 0;
  if (options_.gpu || options_.leaves_out(Choice::kShortRows) || last == 0) return false;
  const auto columns = size_if_known(shape[last]), rows = size_if_known(shape[last - 1]);
  if (!columns || *columns < 1 || *columns > kMostOfShortAxis || (rows && *rows < kFewRows) ||
      !b_.is_constant(reduced_size(node), &depth) || depth > kMostOfShortAxis)
    return false;
  const auto at_depth = [&](const Index& index, std::int64_t k) {
    Index indices = index;
    indices.push_back(b_.i64(k));
    return indices;
  };
  const DType type = g_.type(phase.contract).dtype;
  const auto& operand_indices = std::get<graph::ContractAttr>(node.attribute).operand_indices;
  const auto hoist_all = [&](const Index& index) {
    for (std::int64_t k = 0; k < depth; ++k) {
      for (std::size_t n = 0; n < node.operands.size(); ++n) {
        Index own;
        for (const int i : operand_indices[n]) own.push_back(at_depth(index, k)[at(i)]);
        hoist(node.operands[n], own);
      }
    }
  };
  each_short_row(shape, ShortAxis{last, last - 1}, worthwhile(cost(root), type), hoist_all,
                 [&](const Index& index) {
                   auto sum = b_.number(type, 0);
                   for (std::int64_t k = 0; k < depth; ++k) {
                     const Index indices = at_depth(index, k);
                     sum = multiply_add(b_, factor(node, indices, false),
                                        factor(node, indices, true), sum);
                   }
                   Scope element(*this);
                   bind(phase.contract, sum);
                   store(root, index, root == phase.contract ? sum : compute(root, index));
                 });
  return true;
}

/// One result at one point, in scalar code.
ValueId Emitter::eval_lazy_contraction(const Node& node, const Index& index) {
  const DType type = g_.type(node.results[0]).dtype;
  const auto n = reduced_size(node);
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

ValueId Emitter::reduced_size(const Node& node) {
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  const int reduced = g_.type(node.results[0]).rank();
  for (std::size_t k = 0; k < node.operands.size(); ++k) {
    for (std::size_t a = 0; a < attribute.operand_indices[k].size(); ++a) {
      if (attribute.operand_indices[k][a] == reduced)
        return dim(g_.type(node.operands[k]).shape[a]);
    }
  }
  SINTER_CHECK(false, "no operand has the reduced index");
}

// One vector of results along the last axis at a time.
void Emitter::simple_contraction(const Phase& phase) {
  const Node& node = g_.def(phase.contract);
  const graph::ValueId root = phase.roots.at(0);
  const Shape& shape = g_.type(root).shape;
  const DType type = g_.type(phase.contract).dtype;
  const int tile =
      options_.gpu ? kWarpColumns : options_.vector_bits / 8 / static_cast<int>(size_of(type)) * 4;
  const auto n = reduced_size(node);
  const Shape outer_shape(shape.begin(), shape.end() - 1);
  const auto last = dim(shape.back());
  const auto tiles = b_.max(b_.ceil_div(last, tile), b_.i64(1));
  const auto blocks = block_count(b_, n, order::kContractBlock);
  const auto levels = bit_length(b_, blocks);
  parallel_tasks(
      b_.mul(product(dims(outer_shape)), tiles), b_.mul(n, b_.i64(4)), [&](ValueId task) {
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
              b_.set(acc, multiply_add(b_, factor(node, indices, false),
                                       factor(node, indices, true), b_.get(acc)));
            });
          });
          const auto slot = [&](ValueId l, ValueId c) {
            return b_.add(b_.mul(l, b_.i64(tile)), c);
          };
          merge_block(
              b_, block, blocks, levels, level,
              [&](ValueId l) {
                each([&](ValueId c) {
                  b_.set(acc, b_.op(Op::Add, b_.load(stack, slot(l, c)), b_.get(acc)));
                });
              },
              [&](ValueId l) {
                each([&](ValueId c) { b_.store(stack, slot(l, c), b_.get(acc)); });
              });
        });
        each([&](ValueId c) {
          Index index = outer;
          index.push_back(b_.add(first, c));
          bind(phase.contract, b_.get(acc));
          store(root, index, root == phase.contract ? b_.get(acc) : compute(root, index));
        });
      });
}

}  // namespace sinter::lower
