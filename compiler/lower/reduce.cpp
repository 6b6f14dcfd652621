#include "compiler/lower/reduce.h"

#include <limits>

#include "compiler/ir/reduction_order.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using loop::Builder;
using loop::RegisterId;
using loop::ValueId;

namespace {

std::vector<RegisterId> declare(Builder& b, std::span<const Accumulator> accumulators, int lanes) {
  std::vector<RegisterId> registers;
  for (const Accumulator& a : accumulators) registers.push_back(b.reg("acc", a.type, lanes));
  return registers;
}

void lanes_loop(Builder& b, ValueId begin, ValueId end, const std::vector<RegisterId>& registers,
                const Step& step) {
  b.vector(begin, end, static_cast<int>(order::kLanes), [&](ValueId i) {
    std::vector<ValueId> current;
    for (RegisterId r : registers) current.push_back(b.get(r));
    const auto next = step(i, current);
    SINTER_CHECK(next.size() == registers.size(), "{} values for {} accumulators", next.size(),
                 registers.size());
    for (std::size_t n = 0; n < next.size(); ++n) b.set(registers[n], next[n]);
  });
}

}  // namespace

ValueId lowest(Builder& b, DType type) {
  if (is_float(type)) return b.number(type, -std::numeric_limits<double>::infinity());
  if (!is_signed_integer(type)) return b.constant(type, 0);
  return b.constant(type, std::uint64_t{1} << (8 * size_of(type) - 1));
}

ValueId highest(Builder& b, DType type) {
  if (is_float(type)) return b.number(type, std::numeric_limits<double>::infinity());
  const auto bits = 8 * size_of(type) - (is_signed_integer(type) ? 1 : 0);
  return b.constant(type, bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1);
}

ValueId combine_values(Builder& b, Op op, ValueId x, ValueId y) { return b.op(op, x, y); }

ValueId multiply_add(Builder& b, ValueId x, ValueId y, ValueId sum) {
  if (is_float(b.type(x))) return b.op(Op::Fma, x, y, sum);
  return b.op(Op::Add, sum, b.op(Op::Mul, x, y));
}

namespace {

ValueId combine_lanes(Builder& b, const Accumulator& a, RegisterId lanes) {
  return b.reduce_lanes(a.op, lanes, {}, a.any_zero);
}

}  // namespace

std::vector<ValueId> reduce_block(Builder& b, ValueId begin, ValueId end,
                                  std::span<const Accumulator> accumulators, const Step& step) {
  const auto registers = declare(b, accumulators, static_cast<int>(order::kLanes));
  for (std::size_t n = 0; n < registers.size(); ++n) b.set(registers[n], accumulators[n].identity);
  lanes_loop(b, begin, end, registers, step);
  std::vector<ValueId> results;
  for (std::size_t n = 0; n < registers.size(); ++n) {
    results.push_back(combine_lanes(b, accumulators[n], registers[n]));
  }
  return results;
}

std::vector<ValueId> reduce_mostly_full_block(Builder& b, ValueId begin, ValueId end,
                                              std::span<const Accumulator> accumulators,
                                              const Step& step) {
  const auto registers = declare(b, accumulators, static_cast<int>(order::kLanes));
  for (std::size_t n = 0; n < registers.size(); ++n) b.set(registers[n], accumulators[n].identity);
  const auto full = [&] {
    lanes_loop(b, b.i64(0), b.i64(order::kLaneBlock), registers,
               [&](ValueId i, std::span<const ValueId> current) {
                 return step(b.add(begin, i), current);
               });
  };
  if (!end) {
    full();
  } else {
    b.branch(b.op(Op::Eq, b.sub(end, begin), b.i64(order::kLaneBlock)), full,
             [&] { lanes_loop(b, begin, end, registers, step); });
  }
  std::vector<ValueId> results;
  for (std::size_t n = 0; n < registers.size(); ++n)
    results.push_back(combine_lanes(b, accumulators[n], registers[n]));
  return results;
}

std::vector<ValueId> reduce_in_strips(Builder& b, ValueId n,
                                      std::span<const Accumulator> accumulators, const Step& step,
                                      std::int32_t poll) {
  constexpr std::int64_t kStrip = 1 << 16;
  std::int64_t size = 0;
  if (b.is_constant(n, &size) && size <= kStrip)
    return reduce_block(b, b.i64(0), n, accumulators, step);
  const auto registers = declare(b, accumulators, static_cast<int>(order::kLanes));
  for (std::size_t k = 0; k < registers.size(); ++k) b.set(registers[k], accumulators[k].identity);
  b.poll(poll);
  b.serial(b.i64(0), b.ceil_div(n, kStrip), [&](ValueId strip) {
    const ValueId begin = b.mul(strip, b.i64(kStrip));
    lanes_loop(b, begin, b.min(n, b.add(begin, b.i64(kStrip))), registers, step);
  });
  std::vector<ValueId> results;
  for (std::size_t k = 0; k < registers.size(); ++k)
    results.push_back(combine_lanes(b, accumulators[k], registers[k]));
  return results;
}

ValueId block_count(Builder& b, ValueId n, std::int64_t size) { return b.ceil_div(n, size); }

// The exponent of n - 1 as a double, plus one; sizes are far below 2^53.
ValueId bit_length(Builder& b, ValueId n) {
  std::int64_t value = 0;
  if (b.is_constant(n, &value)) {
    std::int64_t bits = 0;
    while ((std::int64_t{1} << bits) < value) ++bits;
    return b.i64(bits);
  }
  const ValueId last = b.sub(n, b.i64(1));
  const ValueId exponent =
      b.op(Op::Shr, b.bitcast(b.cast(last, DType::kF64), DType::kI64), b.i64(52));
  return b.select(b.op(Op::Gt, last, b.i64(0)), b.sub(exponent, b.i64(1022)), b.i64(0));
}

void merge_block(Builder& b, ValueId block, ValueId count, ValueId levels, RegisterId level,
                 const std::function<void(ValueId)>& combine,
                 const std::function<void(ValueId)>& save, bool save_last) {
  const ValueId one = b.i64(1);
  const ValueId last = b.op(Op::Eq, block, b.sub(count, one));
  const ValueId trailing_ones = b.op(Op::And, block, b.op(Op::BitNot, b.add(block, one)));
  const ValueId mask = b.select(last, block, trailing_ones);
  b.set(level, b.i64(0));
  b.branch(b.op(Op::Ne, mask, b.i64(0)), [&] {
    b.serial(b.i64(0), levels, [&](ValueId l) {
      b.branch(b.op(Op::Ne, b.op(Op::And, b.op(Op::Shr, mask, l), one), b.i64(0)), [&] {
        combine(l);
        b.set(level, b.add(b.get(level), one));
      });
    });
  });
  if (save_last) return save(b.select(last, b.i64(0), b.get(level)));
  b.branch(b.op(Op::Not, last), [&] { save(b.get(level)); });
}

std::vector<ValueId> reduce_last_axis(Builder& b, ValueId n,
                                      std::span<const Accumulator> accumulators, const Step& step,
                                      std::int32_t poll) {
  bool ordered = false;
  for (const Accumulator& a : accumulators) ordered |= a.ordered();
  std::int64_t size = 0;
  if (!ordered || (b.is_constant(n, &size) && size <= order::kLaneBlock)) {
    return reduce_block(b, b.i64(0), n, accumulators, step);
  }
  constexpr std::int64_t kLevels = 48;
  const auto lanes = declare(b, accumulators, static_cast<int>(order::kLanes));
  const auto totals = declare(b, accumulators, 1);
  const RegisterId level = b.reg("level", DType::kI64);
  std::vector<loop::BufferId> stacks;
  for (std::size_t k = 0; k < accumulators.size(); ++k) {
    b.set(totals[k], accumulators[k].identity);
    if (!accumulators[k].ordered()) b.set(lanes[k], accumulators[k].identity);
    stacks.push_back(b.buffer("levels", accumulators[k].type, loop::BufferKind::kLocal));
    if (accumulators[k].ordered()) b.alloc(stacks[k], b.i64(kLevels));
  }
  const ValueId count = block_count(b, n, order::kLaneBlock);
  const ValueId levels = bit_length(b, count);
  b.poll(poll);
  b.serial(b.i64(0), count, [&](ValueId block) {
    const ValueId begin = b.mul(block, b.i64(order::kLaneBlock));
    const ValueId end = b.min(n, b.add(begin, b.i64(order::kLaneBlock)));
    for (std::size_t k = 0; k < accumulators.size(); ++k) {
      if (accumulators[k].ordered()) b.set(lanes[k], accumulators[k].identity);
    }
    lanes_loop(b, begin, end, lanes, step);
    for (std::size_t k = 0; k < accumulators.size(); ++k) {
      if (accumulators[k].ordered()) b.set(totals[k], combine_lanes(b, accumulators[k], lanes[k]));
    }
    merge_block(
        b, block, count, levels, level,
        [&](ValueId l) {
          for (std::size_t k = 0; k < accumulators.size(); ++k) {
            if (!accumulators[k].ordered()) continue;
            b.set(totals[k],
                  combine_values(b, accumulators[k].op, b.load(stacks[k], l), b.get(totals[k])));
          }
        },
        [&](ValueId l) {
          for (std::size_t k = 0; k < accumulators.size(); ++k) {
            if (accumulators[k].ordered()) b.store(stacks[k], l, b.get(totals[k]));
          }
        });
  });
  std::vector<ValueId> results;
  for (std::size_t k = 0; k < accumulators.size(); ++k) {
    results.push_back(accumulators[k].ordered() ? b.get(totals[k])
                                                : combine_lanes(b, accumulators[k], lanes[k]));
  }
  return results;
}

void combine_pairwise(Builder& b, Op op, loop::BufferId values, ValueId count, bool wide) {
  const ValueId one = b.i64(1);
  b.serial(b.i64(0), bit_length(b, count), [&](ValueId l) {
    const ValueId stride = b.op(Op::Shl, one, l);
    const ValueId shift = b.add(l, one);
    const ValueId pairs =
        b.op(Op::Shr, b.add(b.sub(count, stride), b.sub(b.op(Op::Shl, one, shift), one)), shift);
    const auto combine = [&](ValueId pair) {
      const ValueId left = b.op(Op::Shl, pair, shift);
      const ValueId right = b.add(left, stride);
      b.store(values, left, combine_values(b, op, b.load(values, left), b.load(values, right)));
    };
    if (wide) return b.vector(b.i64(0), pairs, static_cast<int>(order::kLanes), combine);
    b.serial(b.i64(0), pairs, combine);
  });
}

}  // namespace sinter::lower
