// Contractions on a GPU: a block of threads computes a square of results, whose factors go through
// its shared memory a few positions of the reduced axis at a time. The order is that of
// compiler/README.md.
#include <algorithm>

#include "compiler/ir/reduction_order.h"
#include "compiler/lower/contraction.h"

namespace sinter::lower {

using graph::Node;
using loop::BufferKind;
using loop::ValueId;

namespace {

constexpr std::int64_t kSide = 64;           // rows and columns of a block's square
constexpr std::int64_t kDepth = 16;          // positions that are in shared memory at once
constexpr std::int64_t kThreads = 16;        // of the block along each side; each has 4 x 4 results
constexpr std::int64_t kPadded = kSide + 1;  // so that rows lie in different banks
constexpr int kSquare = static_cast<int>(kSide * kSide);

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Whether neighbours along the reduced axis are neighbours in memory.
bool is_along_reduced(const Node& node, bool right, int reduced) {
  const auto& attribute = std::get<graph::ContractAttr>(node.attribute);
  bool along = true;
  for (std::size_t n = 0; n < node.operands.size(); ++n) {
    if ((n >= at(attribute.split)) != right || attribute.operand_indices[n].empty()) continue;
    along &= attribute.operand_indices[n].back() == reduced;
  }
  return along;
}

}  // namespace

void Emitter::block_contraction(const Phase& phase, const ContractionRoles& roles) {
  const Node& node = g_.def(phase.contract);
  const graph::ValueId root = phase.roots.at(0);
  const Shape& shape = g_.type(root).shape;
  const DType type = g_.type(phase.contract).dtype;
  Shape row_shape, other_shape;
  for (int i : roles.rows) row_shape.push_back(shape[at(i)]);
  for (int i : roles.others) other_shape.push_back(shape[at(i)]);
  const auto rows = product(dims(row_shape)), columns = dim(shape[at(roles.column)]);
  const auto n = reduced_size(node);
  const auto blocks = block_count(b_, n, order::kContractBlock), levels = bit_length(b_, blocks);
  const auto one = b_.i64(1);
  const auto strips = b_.max(b_.ceil_div(columns, kSide), one);
  const auto squares = b_.mul(b_.ceil_div(rows, kSide), strips);
  parallel(b_.i64(0), b_.mul(product(dims(other_shape)), squares), 1, [&](ValueId task) {
    Scope scope(*this);
    const auto divisor = b_.max(squares, one);
    const Index others = unflatten(b_.op(Op::FloorDiv, task, divisor), other_shape);
    const auto square = b_.op(Op::Mod, task, divisor);
    const auto first_row = b_.mul(b_.op(Op::FloorDiv, square, strips), b_.i64(kSide));
    const auto first_column = b_.mul(b_.op(Op::Mod, square, strips), b_.i64(kSide));
    const auto indices = [&](ValueId row, ValueId column, ValueId k) {
      Index result(shape.size());
      for (std::size_t i = 0; i < others.size(); ++i) result[at(roles.others[i])] = others[i];
      if (row) {
        const Index split = unflatten(row, row_shape);
        for (std::size_t i = 0; i < split.size(); ++i) result[at(roles.rows[i])] = split[i];
      }
      result[at(roles.column)] = column;
      if (k) result.push_back(k);
      return result;
    };
    const auto left = b_.buffer("rows", type, BufferKind::kLocal);
    const auto right = b_.buffer("columns", type, BufferKind::kLocal);
    const auto stack = b_.buffer("levels", type, BufferKind::kLocal);
    b_.alloc(left, b_.i64(kPadded * kDepth));
    b_.alloc(right, b_.i64(kPadded * kDepth));
    b_.alloc(stack, b_.mul(b_.max(levels, one), b_.i64(kSquare)));
    const auto acc = b_.reg("acc", type, kSquare);
    const auto level = b_.reg("level", DType::kI64);
    // Lane l is result l / 256 of thread l mod 256.
    const auto each = [&](const std::function<void(ValueId, ValueId, ValueId)>& body) {
      b_.vector(b_.i64(0), b_.i64(kSquare), kSquare, [&](ValueId lane) {
        Scope element(*this);
        const auto digit = [&](std::int64_t below) {
          return b_.op(Op::Mod, b_.op(Op::FloorDiv, lane, b_.i64(below)), b_.i64(kThreads));
        };
        const auto result = b_.op(Op::FloorDiv, lane, b_.i64(kThreads * kThreads));
        constexpr std::int64_t kEach = kSide / kThreads;
        const auto row = b_.add(
            digit(kThreads), b_.mul(b_.op(Op::FloorDiv, result, b_.i64(kEach)), b_.i64(kThreads)));
        const auto column =
            b_.add(digit(1), b_.mul(b_.op(Op::Mod, result, b_.i64(kEach)), b_.i64(kThreads)));
        body(lane, row, column);
      });
    };
    // One factor's part of the square at positions k0 .. k0 + kDepth - 1.
    const auto fetch = [&](loop::BufferId to, bool is_row, ValueId k0, ValueId end) {
      const bool is_right = is_row != roles.column_is_right;
      const bool along = is_along_reduced(node, is_right, static_cast<int>(shape.size()));
      b_.vector(b_.i64(0), b_.i64(kSide * kDepth), 64, [&](ValueId i) {
        Scope element(*this);
        const auto fast = b_.i64(along ? kDepth : kSide);
        const auto minor = b_.op(Op::Mod, i, fast), major = b_.op(Op::FloorDiv, i, fast);
        const auto depth = along ? minor : major, line = along ? major : minor;
        const auto place = b_.add(is_row ? first_row : first_column, line);
        const auto k = b_.add(k0, depth);
        const auto before = load_mask_;
        load_mask_ =
            b_.op(Op::And, b_.op(Op::Lt, k, end), b_.op(Op::Lt, place, is_row ? rows : columns));
        const Index index = is_row ? indices(place, {}, k) : indices({}, place, k);
        const auto value = factor(node, index, is_right);
        load_mask_ = before;
        b_.store(to, b_.add(b_.mul(depth, b_.i64(kPadded)), line), value);
      });
    };
    b_.set(acc, b_.number(type, 0));
    b_.serial(b_.i64(0), blocks, [&](ValueId block) {
      const auto begin = b_.mul(block, b_.i64(order::kContractBlock));
      const auto end = b_.min(n, b_.add(begin, b_.i64(order::kContractBlock)));
      b_.set(acc, b_.number(type, 0));
      b_.serial(
          begin, end,
          [&](ValueId k0) {
            fetch(left, true, k0, end);
            fetch(right, false, k0, end);
            const auto here = b_.min(b_.i64(kDepth), b_.sub(end, k0));
            b_.serial(b_.i64(0), here, [&](ValueId k) {
              const auto line = b_.mul(k, b_.i64(kPadded));
              each([&](ValueId, ValueId row, ValueId column) {
                const auto x = b_.load(left, b_.add(line, row));
                const auto y = b_.load(right, b_.add(line, column));
                b_.set(acc, multiply_add(b_, x, y, b_.get(acc)));
              });
            });
          },
          kDepth);
      const auto slot = [&](ValueId l, ValueId lane) {
        return b_.add(b_.mul(l, b_.i64(kSquare)), lane);
      };
      merge_block(
          b_, block, blocks, levels, level,
          [&](ValueId l) {
            each([&](ValueId lane, ValueId, ValueId) {
              b_.set(acc, b_.op(Op::Add, b_.load(stack, slot(l, lane)), b_.get(acc)));
            });
          },
          [&](ValueId l) {
            each([&](ValueId lane, ValueId, ValueId) {
              b_.store(stack, slot(l, lane), b_.get(acc));
            });
          });
    });
    each([&](ValueId, ValueId r, ValueId c) {
      const auto row = b_.add(first_row, r), column = b_.add(first_column, c);
      const auto inside = b_.op(Op::And, b_.op(Op::Lt, row, rows), b_.op(Op::Lt, column, columns));
      const Index index = indices(row, column, {});
      const auto before = load_mask_;
      load_mask_ = inside;
      bind(phase.contract, b_.get(acc));
      const auto value = root == phase.contract ? b_.get(acc) : compute(root, index);
      store(root, index, value, inside);
      load_mask_ = before;
    });
  });
}

}  // namespace sinter::lower
