// Many threads, kernels, shapes and scalars: what is compiled how often, and what is left behind.
// The Long ones are the same with larger numbers.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <numeric>
#include <random>
#include <thread>

#include "sinter/sinter.h"

namespace sinter {
namespace {

EngineOptions counting(std::atomic<int>& compiles) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.specialize = Specialize::kSymbolic;
  options.threads = 1;
  options.on_event = [&](const Event& event) { compiles += event.kind == Event::Kind::kCompiled; };
  return options;
}

std::string functions(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += fmt::format("fn key{}(x: f64[N]) -> f64[N] {{ return x * {}.5 }}\n", i, i);
  return text;
}

/// Every thread asks for every kernel, in an order of its own, again and again.
void ask_for_the_same(int threads, int rounds, int keys) {
  std::atomic<int> compiles{0}, wrong{0};
  const Engine engine(counting(compiles));
  const Module module = engine.compile(functions(keys));
  std::vector<Function> all;
  for (int i = 0; i < keys; ++i) all.push_back(module.function(fmt::format("key{}", i)));
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t) {
    running.emplace_back([&, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      std::vector<int> order(static_cast<std::size_t>(keys));
      std::iota(order.begin(), order.end(), 0);
      const Array x = Array::full(DType::kF64, {t + 1}, 2);
      for (int round = 0; round < rounds; ++round) {
        std::shuffle(order.begin(), order.end(), random);
        for (const int i : order)
          wrong += all[static_cast<std::size_t>(i)](x).to_vector<double>().back() != 2 * i + 1;
      }
    });
  }
  for (std::thread& thread : running) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(compiles, keys);
}

TEST(Storm, EachKernelIsCompiledOnce) { ask_for_the_same(8, 3, 40); }
TEST(Storm, LongEachOfAThousandKernelsIsCompiledOnce) { ask_for_the_same(16, 25, 1000); }

std::int64_t resident_bytes() {
  malloc_trim(0);
  std::ifstream statm("/proc/self/statm");
  std::int64_t pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

/// How many mappings there are; none of them may be writable and executable.
int mappings() {
  std::ifstream maps("/proc/self/maps");
  int count = 0;
  for (std::string line; std::getline(maps, line); ++count) {
    const std::string permissions = line.substr(line.find(' ') + 1, 4);
    EXPECT_FALSE(permissions[1] == 'w' && permissions[2] == 'x') << line;
  }
  return count;
}

double run_program(const Engine& engine, int number) {
  const Module module =
      engine.compile(fmt::format("fn f(x: f64[N]) -> f64[N] {{ return x + {} }}\n", number));
  return module.function("f")(Array::full(DType::kF64, {3}, 0.5)).to_vector<double>()[1];
}

/// Compiles, calls and drops programs, each another one.
void compile_and_drop(int rounds) {
  std::atomic<int> compiles{0};
  const Engine engine(counting(compiles));
  const int warm = rounds / 10;
  std::int64_t before = 0;
  int wrong = 0;
  for (int i = 0; i < rounds; ++i) {
    if (i == warm) before = resident_bytes();
    wrong += run_program(engine, i) != i + 0.5;
    if (i % 1000 == 0) mappings();
  }
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(compiles, rounds);
  EXPECT_LT(resident_bytes() - before, 64 << 20);
}

TEST(Storm, DroppedKernelsLeaveNothingBehind) { compile_and_drop(300); }
TEST(Storm, LongAHundredThousandDroppedKernelsLeaveNothingBehind) { compile_and_drop(100000); }

void keep_alive(int kernels) {
  std::atomic<int> compiles{0};
  const Engine engine(counting(compiles));
  std::vector<Function> live;
  (void)run_program(engine, -1);  // Opens LLVM.
  compiles = 0;
  const int before = mappings();
  const Array x = Array::full(DType::kF64, {3}, 0.5);
  for (int i = 0; i < kernels; ++i) {
    const Module module =
        engine.compile(fmt::format("fn f(x: f64[N]) -> f64[N] {{ return x + {} }}\n", i));
    live.push_back(module.function("f"));
    (void)live.back()(x);
  }
  EXPECT_LT(mappings() - before, std::max(kernels / 20, 20));
  int wrong = 0;
  for (int i = 0; i < kernels; ++i)
    wrong += live[static_cast<std::size_t>(i)](x).to_vector<double>()[2] != i + 0.5;
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(compiles, kernels);
}

TEST(Storm, LiveKernelsShareMappings) { keep_alive(200); }
TEST(Storm, LongTwentyThousandLiveKernelsShareMappings) { keep_alive(20000); }

TEST(Storm, ManyShapesOneKernelAndTheBoundedExactOnes) {
  std::atomic<int> compiles{0};
  EngineOptions options = counting(compiles);
  options.specialize = Specialize::kAuto;
  options.effort = Effort::kFull;
  options.max_specializations = 3;
  const Engine engine(options);
  const Module module = engine.compile("fn f(x: f64[A, B]) -> f64[A] { return sum(x, axis=1) }\n");
  const Function f = module.function("f");
  for (int i = 1; i <= 1000; ++i) {
    const Array x = Array::full(DType::kF64, {i % 40 + 1, i / 40 + 1}, 1);
    ASSERT_EQ(f(x).to_vector<double>()[0], i / 40 + 1);
  }
  engine.wait_for_background();
  EXPECT_LE(compiles, 1 + 3);
}

TEST(Storm, AThousandScalarsOneKernel) {
  std::atomic<int> compiles{0};
  const Engine engine(counting(compiles));
  const Module module = engine.compile("fn f(a: f64, x: f64[N]) -> f64[N] { return a * x }\n");
  const Function f = module.function("f");
  const Array x = Array::full(DType::kF64, {5}, 2);
  for (int i = 0; i < 1000; ++i)
    ASSERT_EQ(f(Array::full(DType::kF64, {}, i + 0.25), x).to_vector<double>()[4], 2 * i + 0.5);
  EXPECT_EQ(compiles, 1);
}

}  // namespace
}  // namespace sinter
