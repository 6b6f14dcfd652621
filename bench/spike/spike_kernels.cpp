#include "bench/spike/spike_kernels.h"

#include <cmath>
#include <limits>

#include "compiler/ir/loop_builder.h"
#include "compiler/ir/reduction_order.h"
#include "compiler/lower/reduce.h"
#include "compiler/math/math.h"

namespace sinter::spike {
namespace {

using loop::BufferKind;
using loop::Builder;
using loop::ValueId;
using lower::Accumulator;

constexpr DType kF32 = DType::kF32;
constexpr std::int64_t kGroup = 16;  // rows of 1 KiB that share a trip through L1
constexpr std::int64_t kLine = 16;   // floats in a cache line

ValueId size(Builder& b, const char* name, const std::optional<std::int64_t>& known) {
  const ValueId symbolic = b.integer(name);
  return known ? b.i64(*known) : symbolic;
}

/// Propagates NaN; the sign of a zero result is either one.
ValueId quick_max(Builder& b, ValueId best, ValueId x) {
  const ValueId larger = b.select(b.op(Op::Gt, best, x), best, x);
  return b.select(b.op(Op::Ne, best, best), best, larger);
}

}  // namespace

loop::Kernel entropy(const Sizes& sizes) {
  loop::Kernel kernel;
  kernel.name = "spike_entropy";
  Builder b(kernel);
  const ValueId rows = size(b, "rows", sizes.rows);
  const ValueId columns = size(b, "columns", sizes.columns);
  const auto x = b.buffer("x", kF32, BufferKind::kInput);
  const auto out = b.buffer("out", kF32, BufferKind::kOutput);
  const auto per_row = b.buffer("per_row", kF32, BufferKind::kLocal);
  const ValueId zero = b.number(kF32, 0);
  const Accumulator largest{Op::Max, kF32,
                            b.number(kF32, -std::numeric_limits<double>::infinity())};
  const Accumulator sum{Op::Add, kF32, zero};
  b.alloc(per_row, rows);
  // Rows in groups that stay in L1: a pass over all rows of a group before the next pass, so that
  // the latency of combining lanes is hidden; values per row wait in small local arrays.
  b.parallel(b.i64(0), b.ceil_div(rows, kGroup), 1, [&](ValueId group) {
    const auto maxima = b.buffer("maxima", kF32, BufferKind::kLocal);
    const auto sums_memory = b.buffer("sums", kF32, BufferKind::kLocal);
    const auto squares_memory = b.buffer("squares", kF32, BufferKind::kLocal);
    for (const auto buffer : {maxima, sums_memory, squares_memory}) b.alloc(buffer, b.i64(kGroup));
    const ValueId first = b.mul(group, b.i64(kGroup));
    const ValueId count = b.min(b.i64(kGroup), b.sub(rows, first));
    b.serial(b.i64(0), count, [&](ValueId r) {
      const ValueId base = b.mul(b.add(first, r), columns);
      const auto m = lower::reduce_last_axis(
          b, columns, {&largest, 1}, [&](ValueId i, std::span<const ValueId> a) {
            return std::vector{quick_max(b, a[0], b.load(x, b.add(base, i)))};
          });
      b.store(maxima, r, m[0]);
    });
    b.serial(b.i64(0), count, [&](ValueId r) {
      const ValueId base = b.mul(b.add(first, r), columns);
      const ValueId ahead = b.add(base, b.mul(columns, b.i64(kGroup)));
      const ValueId m = b.load(maxima, r);
      const Accumulator sums[] = {sum, sum};
      const auto s =
          lower::reduce_last_axis(b, columns, sums, [&](ValueId i, std::span<const ValueId> a) {
            for (std::int64_t line = 0; line < order::kLanes; line += kLine)
              b.prefetch(x, b.add(ahead, b.add(i, b.i64(line))));
            const ValueId e = math::expand_exp(b, b.op(Op::Sub, b.load(x, b.add(base, i)), m));
            return std::vector{b.op(Op::Add, a[0], e), b.op(Op::Fma, e, e, a[1])};
          });
      b.store(sums_memory, r, s[0]);
      b.store(squares_memory, r, s[1]);
    });
    b.vector(b.i64(0), count, kGroup, [&](ValueId r) {
      const ValueId s = b.load(sums_memory, r);
      b.store(per_row, b.add(first, r),
              b.op(Op::Div, b.load(squares_memory, r), b.op(Op::Mul, s, s)));
    });
  });
  const ValueId total =
      lower::reduce_last_axis(b, rows, {&sum, 1}, [&](ValueId i, std::span<const ValueId> a) {
        return std::vector{b.op(Op::Add, a[0], b.load(per_row, i))};
      })[0];
  b.store(out, b.i64(0), b.op(Op::Neg, b.op(Op::Div, total, b.cast(rows, kF32))));
  return kernel;
}

loop::Kernel tensor_mean(const Sizes& sizes, int row_tile, int column_tile) {
  constexpr std::int64_t kD = 32;
  constexpr std::int64_t kBlock = order::kContractBlock;
  loop::Kernel kernel;
  kernel.name = "spike_tensor_mean";
  Builder b(kernel);
  const ValueId n = size(b, "rows", sizes.rows);
  const auto fx = b.buffer("fx", kF32, BufferKind::kInput);
  const auto fy = b.buffer("fy", kF32, BufferKind::kInput);
  const auto fz = b.buffer("fz", kF32, BufferKind::kInput);
  const auto out = b.buffer("out", kF32, BufferKind::kOutput);
  const auto panel = b.buffer("panel", kF32, BufferKind::kLocal);
  const auto levels_memory = b.buffer("levels", kF32, BufferKind::kLocal);
  const ValueId blocks = lower::block_count(b, n, kBlock);
  const ValueId levels = lower::bit_length(b, blocks);
  const ValueId count = b.cast(n, kF32);
  // Partial results of the binary counter: [level][i][j][k].
  b.alloc(levels_memory, b.mul(levels, b.i64(kD * kD * kD)));
  b.parallel(b.i64(0), b.i64(kD), 1, [&](ValueId j) {
    b.alloc(panel, b.i64(kBlock * kD));
    const auto acc = b.reg("acc", kF32, column_tile, row_tile);
    const auto level = b.reg("level", DType::kI64);
    b.serial(b.i64(0), blocks, [&](ValueId block) {
      const ValueId n0 = b.mul(block, b.i64(kBlock));
      const ValueId length = b.min(b.i64(kBlock), b.sub(n, n0));
      b.serial(b.i64(0), length, [&](ValueId k) {  // the Khatri-Rao panel, in L1
        const ValueId row = b.mul(b.add(n0, k), b.i64(kD));
        const ValueId f = b.load(fy, b.add(row, j));
        b.vector(b.i64(0), b.i64(kD), static_cast<int>(kD), [&](ValueId c) {
          b.store(panel, b.add(b.mul(k, b.i64(kD)), c),
                  b.op(Op::Mul, f, b.load(fz, b.add(row, c))));
        });
      });
      const auto tile = [&](ValueId i0, ValueId c0) {
        const auto for_tile =
            [&](const std::function<void(ValueId i, ValueId c, ValueId offset)>& body) {
              b.vector(b.i64(0), b.i64(column_tile), column_tile, [&](ValueId c) {
                b.unrolled(row_tile, [&](ValueId i) {
                  const ValueId row = b.mul(b.add(i0, i), b.i64(kD * kD));
                  body(i, c, b.add(b.add(b.add(row, b.mul(j, b.i64(kD))), c0), c));
                });
              });
            };
        b.unrolled(row_tile, [&](ValueId i) { b.set(acc, b.number(kF32, 0), i); });
        b.serial(b.i64(0), length, [&](ValueId k) {
          const ValueId row = b.add(b.mul(b.add(n0, k), b.i64(kD)), i0);
          b.vector(b.i64(0), b.i64(column_tile), column_tile, [&](ValueId c) {
            const ValueId right = b.load(panel, b.add(b.add(b.mul(k, b.i64(kD)), c0), c));
            b.unrolled(row_tile, [&](ValueId i) {
              b.set(acc, b.op(Op::Fma, b.load(fx, b.add(row, i)), right, b.get(acc, i)), i);
            });
          });
        });
        const auto at_level = [&](ValueId l, ValueId offset) {
          return b.add(b.mul(l, b.i64(kD * kD * kD)), offset);
        };
        lower::merge_block(
            b, block, blocks, levels, level,
            [&](ValueId l) {
              for_tile([&](ValueId i, ValueId, ValueId offset) {
                b.set(acc, b.op(Op::Add, b.load(levels_memory, at_level(l, offset)), b.get(acc, i)),
                      i);
              });
            },
            [&](ValueId l) {
              for_tile([&](ValueId i, ValueId, ValueId offset) {
                b.store(levels_memory, at_level(l, offset), b.get(acc, i));
              });
            });
        b.branch(b.op(Op::Eq, block, b.sub(blocks, b.i64(1))), [&] {
          for_tile([&](ValueId i, ValueId, ValueId offset) {
            b.store(out, offset, b.op(Op::Div, b.get(acc, i), count));
          });
        });
      };
      b.serial(
          b.i64(0), b.i64(kD),
          [&](ValueId i0) {
            b.serial(b.i64(0), b.i64(kD), [&](ValueId c0) { tile(i0, c0); }, column_tile);
          },
          row_tile);
    });
  });
  return kernel;
}

loop::Kernel column_sums(const Sizes& sizes, int tile) {
  loop::Kernel kernel;
  kernel.name = "spike_column_sums";
  Builder b(kernel);
  const ValueId rows = size(b, "rows", sizes.rows);
  const ValueId columns = size(b, "columns", sizes.columns);
  const auto x = b.buffer("x", kF32, BufferKind::kInput);
  const auto out = b.buffer("out", kF32, BufferKind::kOutput);
  const auto stack = b.buffer("levels", kF32, BufferKind::kLocal);
  const ValueId blocks = lower::block_count(b, rows, order::kOuterBlock);
  const ValueId levels = lower::bit_length(b, blocks);
  const ValueId tiles = b.ceil_div(columns, tile);
  b.parallel(b.i64(0), tiles, 1, [&](ValueId t) {
    const ValueId c0 = b.mul(t, b.i64(tile));
    const auto strip = [&](ValueId width) {
      const auto acc = b.reg("acc", kF32, tile);
      const auto level = b.reg("level", DType::kI64);
      const auto each = [&](const std::function<void(ValueId)>& body) {
        b.vector(b.i64(0), width, tile, body);
      };
      b.set(acc, b.number(kF32, 0));
      b.serial(b.i64(0), blocks, [&](ValueId block) {
        const ValueId r0 = b.mul(block, b.i64(order::kOuterBlock));
        b.set(acc, b.number(kF32, 0));
        b.serial(r0, b.min(rows, b.add(r0, b.i64(order::kOuterBlock))), [&](ValueId r) {
          const ValueId base = b.add(b.mul(r, columns), c0);
          each(
              [&](ValueId c) { b.set(acc, b.op(Op::Add, b.get(acc), b.load(x, b.add(base, c)))); });
        });
        lower::merge_block(
            b, block, blocks, levels, level,
            [&](ValueId l) {
              const ValueId base = b.mul(l, b.i64(tile));
              each([&](ValueId c) {
                b.set(acc, b.op(Op::Add, b.load(stack, b.add(base, c)), b.get(acc)));
              });
            },
            [&](ValueId l) {
              const ValueId base = b.mul(l, b.i64(tile));
              each([&](ValueId c) { b.store(stack, b.add(base, c), b.get(acc)); });
            });
      });
      each([&](ValueId c) { b.store(out, b.add(c0, c), b.get(acc)); });
    };
    b.alloc(stack, b.mul(b.max(levels, b.i64(1)), b.i64(tile)));
    const ValueId left = b.sub(columns, c0);
    b.branch(b.op(Op::Ge, left, b.i64(tile)), [&] { strip(b.i64(tile)); }, [&] { strip(left); });
  });
  return kernel;
}

}  // namespace sinter::spike
