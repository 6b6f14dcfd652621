// Calls on a GPU again and again: with other sizes, numbers and places of the arrays the bits are
// the interpreter's. Without a GPU every test is skipped, with the reason.
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <thread>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter::test {
namespace {

constexpr const char* kPrograms = R"(
fn heat(u: f64[H, W], steps: i64) -> f64[H, W] {
    for t in 0..steps {
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    }
    return u
}
fn step(x: f32[N], batch: f32[N], a: f32) -> f32[N] { return a * x + sqrt(batch) }
fn several(x: f32[N], y: f32[N], z: f32[N]) -> (f32[N], f32[N], f32[N], f32) {
    a = sqrt(x) * 2
    b = y / sum(y)
    c = z / sum(b * z)
    return a, b, c, sum(c * a)
}
fn checked(x: f32[N], i: i64[M], rounds: i64) -> f32[M] {
    s = x[i]
    for k in 0..rounds { s = s + x[i] / f32(k + 1) }
    return s
}
fn until(x: f32[N]) -> f32[N] {
    while sum(x) > 1 { x = x * 0.5 }
    return x
}
fn prefix(x: f32[N], n: i64) -> f32 { return sum(x[:n]) + x[n] }
)";

class DeviceCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    const SystemInfo info = Engine().system_info();
    if (info.gpus.empty()) GTEST_SKIP() << info.cuda_driver;
    if (!info.cuda_compiler.starts_with("NVRTC")) GTEST_SKIP() << info.cuda_compiler;
    engine_ = engine_of(Backend::kCuda);
    interpreter_ = engine_of(Backend::kInterpreter);
  }
  static Engine engine_of(Backend backend) {
    EngineOptions options;
    options.backend = backend;
    options.disk_cache = CachePolicy::kOff;
    options.specialize = Specialize::kSymbolic;
    return Engine(options);
  }
  Function on_gpu(const std::string& name) const {
    return engine_.compile(kPrograms).function(name);
  }
  std::vector<Array> expected(const std::string& name, const std::vector<Array>& arguments) const {
    return interpreter_.compile(kPrograms).function(name).call(arguments);
  }
  static Array random(std::int64_t count, unsigned seed, DType dtype = DType::kF32) {
    std::mt19937_64 numbers(seed);
    Array array = Array::empty(DType::kF32, {count});
    auto* first = array.data<float>();
    for (std::int64_t n = 0; n < count; ++n)
      first[n] = static_cast<float>(numbers() % 100000) / 1024;
    return array.astype(dtype);
  }
  template <typename T>
  static void expect_same(const std::vector<Array>& found, const std::vector<Array>& wanted) {
    ASSERT_EQ(found.size(), wanted.size());
    for (std::size_t n = 0; n < found.size(); ++n)
      EXPECT_TRUE(found[n].to_host().to_vector<T>() == wanted[n].to_vector<T>()) << "result " << n;
  }

  Engine engine_, interpreter_;
};

TEST_F(DeviceCalls, LoopsOfKnownLengthsAgainAndAgain) {
  const auto heat = on_gpu("heat");
  const Array u = random(400, 1, DType::kF64).reshape({20, 20}), there = engine_.to_device(u);
  for (const std::int64_t steps : {20, 3, 0, 20, 7}) {
    const auto wanted = expected("heat", {u, steps});
    for (int n = 0; n < 5; ++n) {
      const std::vector<Array> on_host{u, steps}, on_device{there, steps};
      expect_same<double>(heat.call(on_device), wanted);
      expect_same<double>(heat.call(on_host), wanted);
    }
    const std::vector<Array> all{there, engine_.to_device(Array(steps))};
    expect_same<double>(heat.call(all), wanted);
  }
}

TEST_F(DeviceCalls, ResultsThatAreKeptLieElsewhere) {
  const auto heat = on_gpu("heat");
  const Array u = random(400, 2, DType::kF64).reshape({20, 20});
  std::vector<Array> kept;
  const auto wanted = expected("heat", {u, std::int64_t{6}});
  for (int n = 0; n < 12; ++n) {
    const std::vector<Array> arguments{engine_.to_device(u), std::int64_t{6}};
    kept.push_back(heat.call(arguments)[0]);
  }
  for (const Array& result : kept) expect_same<double>({result}, wanted);
}

TEST_F(DeviceCalls, AResultIsTheNextArgument) {
  const auto heat = on_gpu("heat");
  const Array u = random(900, 3, DType::kF64).reshape({30, 30});
  Array x = engine_.to_device(u);
  for (int n = 0; n < 10; ++n) x = heat(x, std::int64_t{5});
  expect_same<double>({x}, expected("heat", {u, std::int64_t{50}}));
}

TEST_F(DeviceCalls, MoreNumbersThanPlans) {
  const auto heat = on_gpu("heat");
  const Array u = random(100, 4, DType::kF64).reshape({10, 10}), there = engine_.to_device(u);
  for (int round = 0; round < 2; ++round) {
    for (std::int64_t steps = 0; steps < 24; ++steps) {
      const std::vector<Array> arguments{there, steps};
      expect_same<double>(heat.call(arguments), expected("heat", {u, steps}));
    }
  }
}

TEST_F(DeviceCalls, BatchesOfTheHostChain) {
  const auto step = on_gpu("step");
  constexpr std::int64_t kCount = 400000;
  Array x = random(kCount, 5), on_gpu = engine_.to_device(x);
  for (unsigned n = 0; n < 6; ++n) {
    Array batch = random(kCount, 6 + n);
    on_gpu = step(on_gpu, batch, 0.5f);
    EXPECT_FALSE(on_gpu.device().is_cpu());
    x = expected("step", {x, batch.copy(), 0.5f})[0];
    batch.assign(Array::zeros(DType::kF32, {kCount}));  // it may be used again at once
  }
  expect_same<float>({on_gpu}, {x});
}

TEST_F(DeviceCalls, LargeArraysOfTheHost) {
  const auto several = on_gpu("several");
  for (const std::int64_t count : {300000, 70000, 1500000, 1}) {
    const std::vector<Array> arguments{random(count, 1), random(count, 2), random(count, 3)};
    const auto wanted = expected("several", arguments);
    for (int n = 0; n < 3; ++n) expect_same<float>(several.call(arguments), wanted);
    const std::vector<Array> mixed{arguments[0], engine_.to_device(arguments[1]), arguments[2]};
    expect_same<float>(several.call(mixed), wanted);
  }
}

TEST_F(DeviceCalls, ResultsGoIntoArraysOfTheHost) {
  const auto several = on_gpu("several");
  constexpr std::int64_t kCount = 500000;
  const std::vector<Array> arguments{random(kCount, 1), random(kCount, 2), random(kCount, 3)};
  const auto wanted = expected("several", arguments);
  const std::vector<Array> results{
      Array::empty(DType::kF32, {kCount}), engine_.empty_on_device(DType::kF32, {kCount}),
      Array::empty(DType::kF32, {kCount}), Array::empty(DType::kF32, {})};
  for (int n = 0; n < 3; ++n) {
    several.call_into(arguments, results);
    expect_same<float>(results, wanted);
  }
}

TEST_F(DeviceCalls, ChecksFailAndPassInTurn) {
  const auto checked = on_gpu("checked");
  const Array x = random(50, 7);
  for (int n = 0; n < 4; ++n) {
    for (const std::int64_t last : {49, 50}) {
      const Array i = Array::from(std::vector<std::int64_t>{0, 7, last});
      const std::vector<Array> arguments{n % 2 == 0 ? x : engine_.to_device(x), i, std::int64_t{8}};
      if (last == 50) {
        EXPECT_ERROR(checked.call(arguments), ErrorKind::kUser, "E0311", "50");
      } else {
        expect_same<float>(checked.call(arguments), expected("checked", {x, i, std::int64_t{8}}));
      }
    }
  }
}

TEST_F(DeviceCalls, PositionsOfTheHostThatAreOutside) {
  const auto prefix = on_gpu("prefix");
  const Array x = random(50, 8);
  for (int n = 0; n < 3; ++n) {
    for (const std::int64_t count : {49, 7, 50, 1000000}) {
      const std::vector<Array> arguments{x, count};
      if (count >= 50) {
        EXPECT_ERROR(prefix.call(arguments), ErrorKind::kUser, "E0311", "");
      } else {
        expect_same<float>(prefix.call(arguments), expected("prefix", arguments));
      }
    }
  }
}

TEST_F(DeviceCalls, LoopsThatWaitForTheDevice) {
  const auto until = on_gpu("until");
  const Array x = random(1000, 9);
  const auto wanted = expected("until", {x});
  for (int n = 0; n < 3; ++n) {
    expect_same<float>({until(x)}, wanted);
    expect_same<float>({until(engine_.to_device(x))}, wanted);
  }
}

TEST_F(DeviceCalls, ThreadsCallTheSameFunction) {
  const auto heat = on_gpu("heat"), several = on_gpu("several");
  const Array u = random(400, 10, DType::kF64).reshape({20, 20});
  const std::vector<Array> large{random(200000, 1), random(200000, 2), random(200000, 3)};
  const auto heated = expected("heat", {u, std::int64_t{9}})[0].to_vector<double>();
  const auto third = expected("several", large)[2].to_vector<float>();
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      const Array there = engine_.to_device(u);
      const std::vector<Array> arguments{there, std::int64_t{9}};
      for (int n = 0; n < 8; ++n) {
        wrong[t] += heat.call(arguments)[0].to_host().to_vector<double>() == heated ? 0 : 1;
        if (n % 4 == 0) wrong[t] += several.call(large)[2].to_vector<float>() == third ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST_F(DeviceCalls, EmptyArrays) {
  const auto step = on_gpu("step");
  const Array none = Array::zeros(DType::kF32, {0});
  for (int n = 0; n < 3; ++n) {
    EXPECT_EQ(step(none, none, 1.0f).size(), 0);
    EXPECT_EQ(step(engine_.to_device(none), none, 1.0f).to_host().size(), 0);
  }
}

}  // namespace
}  // namespace sinter::test
