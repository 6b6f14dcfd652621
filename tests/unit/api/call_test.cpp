// Calls from many threads, into the caller's memory, with the host's own executor.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

constexpr const char* kProgram = R"(
fn rows(x: f64[B, D]) -> f64[B] {
    return sum(exp(x), axis=1)
}
fn plus(x, y) {
    return x + y
}
fn pair(x: f32[N]) -> (f32[N], f32) {
    return x + 1, sum(x)
}
)";

Array ramp(std::int64_t rows, std::int64_t columns) {
  const Array a = Array::empty(DType::kF64, {rows, columns});
  for (std::int64_t i = 0; i < a.size(); ++i)
    a.data<double>()[i] = static_cast<double>(i % 17) / 16;
  return a;
}

TEST(Calls, OneCompileForManyThreadsAndDifferentOnesInParallel) {
  const Engine engine;
  const Module module = engine.compile(kProgram);
  const Function rows = module.function("rows");
  const Function plus = module.function("plus");
  const Array x = ramp(200, 40);
  const std::vector<double> expected = module.function("rows")(x).to_vector<double>();
  constexpr int kThreads = 6;
  std::barrier start(kThreads);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        start.arrive_and_wait();
        for (int i = 0; i < 10; ++i) {
          wrong += rows(x).to_vector<double>() == expected ? 0 : 1;
          const auto dtype = t % 2 == 0 ? DType::kF32 : DType::kI32;
          const Array two = Array::full(dtype, {5}, 2);
          wrong += plus(two, two).to_vector<double>() == std::vector<double>(5, 4.0) ? 0 : 1;
        }
      });
    }
  }
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(rows.compile_info().compiles, 1u);
  EXPECT_EQ(plus.compile_info().compiles, 2u);
}

TEST(Calls, SeveralResults) {
  const Function pair = Engine().compile(kProgram).function("pair");
  const std::vector<Array> arguments{Array::from<float>({1, 2}, {2})};
  const auto results = pair.call(arguments);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].to_vector<float>(), (std::vector<float>{2, 3}));
  EXPECT_EQ(results[1].item(), 3);
  EXPECT_ERROR(pair(arguments[0]), ErrorKind::kUser, "E6003", "gives 2 results");
}

TEST(Calls, IntoTheCallersMemory) {
  const Function plus = Engine().compile(kProgram).function("plus");
  std::vector<float> memory{1, 2, 3, 4, 5};
  const auto view = [&](std::int64_t from) { return Array::view(memory.data() + from, {4}); };
  plus.call_into(std::vector{view(0), view(0)}, std::vector{view(1)});  // overlaps what it reads
  EXPECT_EQ(memory, (std::vector<float>{1, 2, 4, 6, 8}));
  EXPECT_ERROR(plus.call_into(std::vector{view(0), view(0)}, std::vector{view(0), view(1)}),
               ErrorKind::kUser, "E6011", "1 result");
}

TEST(Calls, TheHostsExecutorIsUsed) {
  struct Counting final : Executor {
    int concurrency() const override { return 3; }
    void run(int tasks, void (*task)(void*, int), void* context) override {
      runs += 1;
      std::vector<std::jthread> threads;
      for (int i = 1; i < tasks; ++i) threads.emplace_back([=] { task(context, i); });
      task(context, 0);
    }
    std::atomic<int> runs{0};
  };
  const auto executor = std::make_shared<Counting>();
  EngineOptions options;
  options.executor = executor;
  const Array x = ramp(4000, 100);
  const auto found = Engine(options).compile(kProgram).function("rows")(x).to_vector<double>();
  EXPECT_GT(executor->runs.load(), 0);
  options.executor = nullptr;
  options.threads = 1;
  EXPECT_EQ(Engine(options).compile(kProgram).function("rows")(x).to_vector<double>(), found);
}

TEST(Calls, OptionsAreCheckedAndKept) {
  EngineOptions options;
  options.threads = 2;
  options.disabled_passes = {"factor"};
  EXPECT_EQ(Engine(options).options().threads, 2);
  EXPECT_EQ(Engine(options).options().disabled_passes.front(), "factor");
  options.vector_bits = 100;
  EXPECT_ERROR(Engine(options), ErrorKind::kUser, "E6001", "vector_bits is 100");
}

}  // namespace
}  // namespace sinter
