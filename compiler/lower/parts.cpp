#include "compiler/lower/parts.h"

#include <vector>

namespace sinter::lower {

using loop::Builder;
using loop::ValueId;

namespace {

constexpr std::int64_t kWidth = 32;  // places that a block of threads works on together
constexpr int kLanesOfBlock = 1024;  // more than a warp has: the loop is a block's

/// The left side of a pairwise tree is the largest power of two that is less than all.
ValueId tree(Builder& b, Op op, std::int64_t first, std::int64_t count,
             const std::function<ValueId(std::int64_t)>& leaf) {
  if (count == 1) return leaf(first);
  std::int64_t left = 1;
  while (left * 2 < count) left *= 2;
  const auto x = tree(b, op, first, left, leaf);
  return combine_values(b, op, x, tree(b, op, first + left, count - left, leaf));
}

/// The tree over those that are there, which come first; its result is values[0].
void combine_in_pairs(Builder& b, Op op, std::vector<ValueId>& values,
                      const std::vector<ValueId>& there) {
  for (std::size_t stride = 1; stride < values.size(); stride *= 2) {
    for (std::size_t n = 0; n + stride < values.size(); n += 2 * stride) {
      const auto both = combine_values(b, op, values[n], values[n + stride]);
      values[n] = b.select(there[n + stride], both, values[n]);
    }
  }
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

void combine_some_parts(Builder& b, Op op, loop::BufferId buffer, std::int64_t most, ValueId left,
                        ValueId count, ValueId place) {
  std::vector<ValueId> values, there;
  for (std::int64_t n = 0; n < most; ++n) {
    there.push_back(b.op(Op::Lt, b.i64(n), left));
    values.push_back(b.load(buffer, b.add(place, b.mul(b.i64(n), count)), there.back()));
  }
  combine_in_pairs(b, op, values, there);
  b.store(buffer, place, values[0], there[0]);
}

ValueId combine_in_block(Builder& b, const Accumulator& accumulator, loop::BufferId buffer,
                         ValueId count, ValueId distance) {
  const auto one = b.i64(1);
  std::int64_t known = 0;
  if (b.is_constant(count, &known) && known <= kMostPartsWrittenOut)
    return combine_parts(b, accumulator, buffer, known, distance, b.i64(0));
  constexpr std::int64_t kTogether = 8, kLevels = 3;
  const auto rounds =
      b.op(Op::FloorDiv, b.add(bit_length(b, count), b.i64(kLevels - 1)), b.i64(kLevels));
  b.serial(b.i64(0), rounds, [&](ValueId round) {
    const auto shift = b.mul(round, b.i64(kLevels));
    const auto span = b.op(Op::Shl, b.i64(kTogether), shift);  // of one result
    const auto results =
        b.op(Op::Shr, b.add(count, b.sub(span, one)), b.add(shift, b.i64(kLevels)));
    b.vector(b.i64(0), results, kLanesOfBlock, [&](ValueId i) {
      const auto first = b.op(Op::Shl, i, b.add(shift, b.i64(kLevels)));
      const auto place = [&](std::int64_t n) {
        return b.add(first, b.op(Op::Shl, b.i64(n), shift));
      };
      std::vector<ValueId> values, there;
      for (std::int64_t n = 0; n < kTogether; ++n) {
        there.push_back(b.op(Op::Lt, place(n), count));
        values.push_back(b.load(buffer, b.mul(place(n), distance), there.back()));
      }
      combine_in_pairs(b, accumulator.op, values, there);
      b.store(buffer, b.mul(first, distance), values[0]);
    });
  });
  const auto some = b.op(Op::Gt, count, b.i64(0));
  return b.select(some, b.load(buffer, b.i64(0), some), accumulator.identity);
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
