#include "compiler/lower/parts.h"

namespace sinter::lower {

using loop::Builder;
using loop::ValueId;

namespace {

constexpr std::int64_t kWidth = 32;     // places that a block of threads works on together
constexpr int kLanesOfBlock = 1024;     // more than a warp has: the loop is a block's

/// The left side of a pairwise tree is the largest power of two that is less than all.
ValueId tree(Builder& b, Op op, std::int64_t first, std::int64_t count,
             const std::function<ValueId(std::int64_t)>& leaf) {
  if (count == 1) return leaf(first);
  std::int64_t left = 1;
  while (left * 2 < count) left *= 2;
  const auto x = tree(b, op, first, left, leaf);
  return combine_values(b, op, x, tree(b, op, first + left, count - left, leaf));
}

}  // namespace

Parts choose_parts(Builder& b, ValueId tasks, ValueId blocks, std::int64_t few) {
  const auto wanted = b.ceil_div(b.mul(tasks, blocks), few);
  std::int64_t known_wanted = 0, known_blocks = 0;
  if (b.is_constant(wanted, &known_wanted) && b.is_constant(blocks, &known_blocks)) {
    std::int64_t length = 1;
    while (length < known_wanted) length *= 2;
    return {b.i64(length), b.i64((known_blocks + length - 1) / length)};
  }
  const auto length = b.op(Op::Shl, b.i64(1), bit_length(b, wanted));
  return {length, b.op(Op::FloorDiv, b.add(blocks, b.sub(length, b.i64(1))), length)};
}

ValueId combine_parts(Builder& b, const Accumulator& accumulator, loop::BufferId buffer,
                      std::int64_t parts, ValueId count, ValueId place) {
  if (parts <= 0) return accumulator.identity;
  return tree(b, accumulator.op, 0, parts, [&](std::int64_t part) {
    return b.load(buffer, b.add(b.mul(b.i64(part), count), place));
  });
}

void halve_parts(Builder& b, Op op, loop::BufferId buffer, ValueId parts, ValueId count,
                 ValueId first, ValueId width) {
  const auto one = b.i64(1);
  b.serial(b.i64(0), bit_length(b, parts), [&](ValueId level) {
    const auto stride = b.op(Op::Shl, one, level), shift = b.add(level, one);
    const auto pairs =
        b.op(Op::Shr, b.add(b.sub(parts, stride), b.sub(b.op(Op::Shl, one, shift), one)), shift);
    b.vector(b.i64(0), b.mul(pairs, b.i64(kWidth)), kLanesOfBlock, [&](ValueId i) {
      const auto column = b.op(Op::Mod, i, b.i64(kWidth));
      const auto left = b.op(Op::Shl, b.op(Op::FloorDiv, i, b.i64(kWidth)), shift);
      const auto inside = b.op(Op::Lt, column, width);
      const auto place = [&](ValueId part) {
        return b.add(b.mul(part, count), b.add(first, column));
      };
      const auto sum = combine_values(b, op, b.load(buffer, place(left), inside),
                                      b.load(buffer, place(b.add(left, stride)), inside));
      b.store(buffer, place(left), sum, inside);
    });
  });
}

}  // namespace sinter::lower
