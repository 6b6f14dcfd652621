// The loop IR: text form, builder, verifier, widening plan.
#include <gtest/gtest.h>

#include "compiler/codegen/widen.h"
#include "compiler/ir/loop_builder.h"

namespace sinter::loop {
namespace {

constexpr DType kF32 = DType::kF32;

/// out[i] = 2 * x[i] + sum of x, to have a bit of everything.
Kernel example() {
  Kernel kernel;
  kernel.name = "example";
  Builder b(kernel);
  const auto n = b.integer("n");
  const auto x = b.buffer("x", kF32, BufferKind::kInput);
  const auto out = b.buffer("out", kF32, BufferKind::kOutput);
  const auto acc = b.reg("acc", kF32, 64);
  b.set(acc, b.number(kF32, 0));
  b.vector(b.i64(0), n, 64,
           [&](ValueId i) { b.set(acc, b.op(Op::Add, b.get(acc), b.load(x, i))); });
  const auto sum = b.reduce_lanes(Op::Add, acc);
  const auto largest = b.reduce_lanes(Op::Max, acc, {}, true);
  b.branch(b.op(Op::Gt, b.op(Op::Add, sum, largest), b.number(kF32, 0)), [&] {
    b.parallel(b.i64(0), b.max(b.threads(), b.ceil_div(n, 4096)), 2, [&](ValueId chunk) {
      const auto begin = b.mul(chunk, b.i64(4096));
      b.vector(begin, b.min(n, b.add(begin, b.i64(4096))), 64, [&](ValueId i) {
        b.store(out, i, b.op(Op::Fma, b.number(kF32, 2), b.load(x, i), sum));
      });
    });
  });
  return kernel;
}

std::string failure(const Kernel& kernel) {
  try {
    verify(kernel);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInternal);
    return error.what();
  }
  return "no failure";
}

#define EXPECT_FAILS_WITH(kernel, words) \
  EXPECT_NE(failure(kernel).find(words), std::string::npos) << failure(kernel)

TEST(LoopIr, TextRoundTrips) {
  const Kernel kernel = example();
  verify(kernel);
  const std::string text = print(kernel);
  EXPECT_EQ(print(parse_kernel(text)), text);
  EXPECT_NE(text.find("for vector(64)"), std::string::npos) << text;
  EXPECT_NE(text.find("reduce_lanes add f32 @0"), std::string::npos) << text;
  EXPECT_NE(text.find("reduce_lanes.any_zero maximum f32 @0"), std::string::npos) << text;
  EXPECT_NE(text.find("= threads\n"), std::string::npos) << text;
}

TEST(LoopIr, BadTextNamesItsLine) {
  const std::string text = print(example());
  for (const auto& [from, to] :
       {std::pair<std::string, std::string>{"for vector(64)", "for sideways(64)"},
        {"load f32 $0", "load f32 $9"},
        {"fma f32", "fnord f32"},
        {"const i64 0x0", "const i64 zero"}}) {
    std::string bad = text;
    bad.replace(bad.find(from), from.size(), to);
    try {
      parse_kernel(bad);
      ADD_FAILURE() << "accepted: " << to;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("loop IR text, line"), std::string::npos)
          << error.what();
    }
  }
  for (std::size_t length = 0; length < text.size() - 1; ++length) {
    EXPECT_THROW(parse_kernel(text.substr(0, length)), Error) << "truncated to " << length;
  }
}

TEST(LoopBuilder, HoistsAndSharesPureInstructions) {
  Kernel kernel;
  Builder b(kernel);
  const auto n = b.integer("n");
  const auto x = b.buffer("x", kF32, BufferKind::kOutput);
  ValueId inside, again;
  b.serial(b.i64(0), n, [&](ValueId i) {
    inside = b.mul(n, b.i64(3));
    again = b.mul(n, b.i64(3));
    b.store(x, b.add(i, inside), b.number(kF32, 1));
  });
  EXPECT_EQ(inside, again);
  EXPECT_EQ(kernel[inside].parent, kernel.body());
  verify(kernel);
}

TEST(LoopVerifier, WantsOperandsThatAreDefined) {
  Kernel kernel = example();
  std::swap(kernel.block(kernel.body()).instructions.front(),
            kernel.block(kernel.body()).instructions.back());
  EXPECT_FAILS_WITH(kernel, "an operand is not defined here");
}

TEST(LoopVerifier, WantsTypesThatFit) {
  Kernel kernel = example();
  for (auto& i : kernel.instructions) {
    if (i.code == Code::kOp && i.op == Op::Fma) i.type = DType::kF64;
  }
  EXPECT_FAILS_WITH(kernel, "operand types");
}

TEST(LoopVerifier, WantsLanesThatMatch) {
  Kernel kernel = example();
  kernel.registers[0].lanes = 32;
  EXPECT_FAILS_WITH(kernel, "lanes");
}

TEST(LoopVerifier, KeepsInputsUnchanged) {
  Kernel kernel = example();
  kernel.buffers[1].kind = BufferKind::kInput;
  EXPECT_FAILS_WITH(kernel, "stores to an input");
}

TEST(LoopVerifier, WantsToKnowWhetherStoresBypassTheCache) {
  Kernel kernel = example();
  for (auto& i : kernel.instructions) {
    if (i.code == Code::kStore) i.streaming = true;
  }
  EXPECT_FAILS_WITH(kernel, "wrong number of operands");
}

TEST(LoopVerifier, WantsAtomicStoresOfCertainOpsWithABound) {
  Kernel kernel = example();
  for (auto& i : kernel.instructions) {
    if (i.code == Code::kStore) i.atomic = true;
  }
  EXPECT_FAILS_WITH(kernel, "wrong number of operands");
  for (auto& i : kernel.instructions) {
    if (i.code != Code::kStore) continue;
    i.operands.push_back(i.operands[0]);
    i.op = Op::Sub;
  }
  EXPECT_FAILS_WITH(kernel, "an op that is not atomic");
}

TEST(LoopText, AtomicStoresAndTilesOfProductsAreRead) {
  Kernel kernel;
  Builder b(kernel);
  const auto counts = b.buffer("counts", DType::kI32, BufferKind::kOutput);
  b.parallel(b.i64(0), b.i64(100), 1, [&](ValueId i) {
    const auto value = b.cast(i, DType::kI32);
    b.combine_at(counts, i, value, b.i64(100), Op::Add);
    b.combine_at(counts, i, value, b.i64(100), Op::Max, b.op(Op::Lt, i, b.i64(50)));
    b.products(16, 64, [&](ValueId) {});
  });
  b.parallel_ordered(b.i64(0), b.i64(100),
                     [&](ValueId i) { b.serial_ordered(i, [&](ValueId) {}); });
  verify(kernel);
  const std::string text = print(kernel);
  EXPECT_NE(text.find("for serial.ordered"), std::string::npos) << text;
  EXPECT_NE(text.find("store.atomic(add) $0"), std::string::npos) << text;
  EXPECT_NE(text.find("store.masked.atomic(maximum) $0"), std::string::npos) << text;
  EXPECT_NE(text.find("for unrolled(64)"), std::string::npos) << text;
  EXPECT_EQ(print(parse_kernel(text)), text);
}

/// What a GPU copies to memory that threads share, one half of it f16.
Kernel copying() {
  Kernel kernel;
  Builder b(kernel);
  const auto x = b.buffer("x", DType::kF32, BufferKind::kInput);
  b.parallel(b.i64(0), b.i64(100), 1, [&](ValueId i) {
    const auto shared = b.buffer("shared", DType::kF32, BufferKind::kLocal);
    const auto halves = b.buffer("halves", DType::kF16, BufferKind::kLocal);
    b.alloc(shared, b.i64(256));
    b.alloc(halves, b.i64(256));
    b.vector(b.i64(0), b.i64(64), 64, [&](ValueId lane) {
      const auto place = b.mul(lane, b.i64(4));
      const auto there = b.op(Op::Lt, i, b.i64(50));
      b.copy_async({shared, x, place, place, 4, there, there});
      b.store_async(halves, lane, b.load(x, lane));
    });
    b.await(1);
    b.vector(b.i64(0), b.i64(64), 64,
             [&](ValueId lane) { b.store(shared, lane, b.load(halves, lane)); });
  });
  return kernel;
}

TEST(LoopText, AsynchronousCopiesAreRead) {
  const Kernel kernel = copying();
  verify(kernel);
  const std::string text = print(kernel);
  for (const char* part : {"load.masked.async(4) f32 $0", "store.masked.async(4) $1",
                           "store.async(1) $2", "await 1", "load f32 $2"})
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  EXPECT_EQ(print(parse_kernel(text)), text);
}

TEST(LoopVerifier, OrdersFailuresInParallelLoops) {
  Kernel kernel;
  Builder b(kernel);
  b.parallel(b.i64(0), b.i64(100), 1, [&](ValueId i) { b.serial_ordered(i, [&](ValueId) {}); });
  EXPECT_FAILS_WITH(kernel, "only parallel loops order failures, and serial ones in them");
}

TEST(LoopVerifier, WantsCopiesOfVectors) {
  Kernel kernel = copying();
  for (auto& i : kernel.instructions) {
    if (i.async && i.lanes == 4) i.lanes = 3;
  }
  EXPECT_FAILS_WITH(kernel, "what is copied is no vector that is loaded for it");
  kernel = copying();
  for (auto& i : kernel.instructions) {
    if (i.code == Code::kLoad) i.async = false;
  }
  EXPECT_FAILS_WITH(kernel, "what is copied is no vector that is loaded for it");
}

TEST(LoopVerifier, WantsMemoryBeforeUse) {
  Kernel kernel = example();
  kernel.buffers[1].kind = BufferKind::kLocal;
  EXPECT_FAILS_WITH(kernel, "the buffer has no memory here");
}

TEST(LoopVerifier, KeepsRegistersInsideParallelLoops) {
  Kernel kernel;
  Builder b(kernel);
  const auto r = b.reg("r", kF32);
  b.set(r, b.number(kF32, 0));
  b.parallel(b.i64(0), b.i64(8), 1, [&](ValueId) { b.set(r, b.number(kF32, 1)); });
  EXPECT_FAILS_WITH(kernel, "crosses the boundary of a parallel loop");
}

TEST(LoopVerifier, RefusesLoopsInsideVectorLoops) {
  Kernel kernel;
  Builder b(kernel);
  b.vector(b.i64(0), b.i64(8), 8, [&](ValueId) { b.serial(b.i64(0), b.i64(2), [](ValueId) {}); });
  EXPECT_FAILS_WITH(kernel, "a serial loop inside a vector loop");
  Kernel branches;
  Builder c(branches);
  c.vector(c.i64(0), c.i64(8), 8, [&](ValueId i) { c.branch(c.op(Op::Eq, i, c.i64(0)), [] {}); });
  EXPECT_FAILS_WITH(branches, "inside a vector loop");
}

TEST(LoopVerifier, RefusesNestedParallelLoops) {
  Kernel kernel;
  Builder b(kernel);
  b.parallel(b.i64(0), b.i64(8), 1,
             [&](ValueId) { b.parallel(b.i64(0), b.i64(2), 1, [](ValueId) {}); });
  EXPECT_FAILS_WITH(kernel, "a parallel loop inside a parallel");
}

TEST(Widening, FollowsTheWidestElementAndTheRegisterFile) {
  const Kernel kernel = example();
  for (const int bits : {128, 256, 512}) {
    const auto plan = codegen::plan_widening(kernel, bits);
    for (const auto& [id, loop] : plan.loops) EXPECT_EQ(loop.width, bits / 32);
    EXPECT_EQ(plan.register_in_memory[0], bits == 128)
        << "64 lanes of f32 are 16 vectors of 128 bits, too many for 16 registers";
  }
}

TEST(Widening, LoopsThatShareARegisterShareItsWidth) {
  Kernel kernel;
  Builder b(kernel);
  const auto x = b.buffer("x", DType::kF64, BufferKind::kInput);
  const auto acc = b.reg("acc", kF32, 64);
  b.set(acc, b.number(kF32, 0));
  b.vector(b.i64(0), b.i64(64), 64, [&](ValueId i) { b.set(acc, b.cast(b.load(x, i), kF32)); });
  b.vector(b.i64(0), b.i64(64), 64, [&](ValueId) { b.set(acc, b.op(Op::Neg, b.get(acc))); });
  const auto plan = codegen::plan_widening(kernel, 512);
  for (const auto& [id, loop] : plan.loops) EXPECT_EQ(loop.width, 8);
}

}  // namespace
}  // namespace sinter::loop
