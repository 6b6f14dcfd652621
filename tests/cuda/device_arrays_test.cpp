// Arrays on a real GPU through the public interface. Without a GPU every test is skipped, with the
// reason.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter::test {
namespace {

class DeviceArrays : public ::testing::Test {
 protected:
  void SetUp() override {
    const SystemInfo info = Engine().system_info();
    if (info.gpus.empty()) GTEST_SKIP() << info.cuda_driver;
    if (!info.cuda_compiler.starts_with("NVRTC")) GTEST_SKIP() << info.cuda_compiler;
  }
  static Engine gpu_engine() {
    EngineOptions options;
    options.backend = Backend::kCuda;
    options.disk_cache = CachePolicy::kOff;
    return Engine(options);
  }
  static Array numbers(std::int64_t count) {
    std::vector<float> values(static_cast<std::size_t>(count));
    std::iota(values.begin(), values.end(), 1.0f);
    return Array::from(values);
  }
};

TEST_F(DeviceArrays, GoThereAndBack) {
  const Engine engine = gpu_engine();
  const Array x = numbers(1000);
  const Array there = engine.to_device(x);
  EXPECT_EQ(there.device(), (Device{Device::Kind::kCuda, 0}));
  EXPECT_EQ(there.to_host().to_vector<float>(), x.to_vector<float>());
  EXPECT_EQ(there.slice(0, 4, 6).to_host().to_vector<float>(), (std::vector<float>{5, 6}));
}

TEST_F(DeviceArrays, CallsChainWithoutTheHost) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile("fn step(x: f32[N], a: f32) -> f32[N] { return a * x + 1 }");
  const auto step = module.function("step");
  Array x = engine.to_device(numbers(100000));
  for (int n = 0; n < 10; ++n) x = step(x, 0.5f);
  EXPECT_FALSE(x.device().is_cpu());
  std::vector<float> expected = numbers(100000).to_vector<float>();
  for (float& value : expected) {
    for (int n = 0; n < 10; ++n) value = 0.5f * value + 1;
  }
  EXPECT_EQ(x.to_host().to_vector<float>(), expected);
}

TEST_F(DeviceArrays, MisalignedViewsGiveTheSameBits) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile("fn f(x: f32[N]) -> f32[N] { return exp(-x) * x }");
  const auto f = module.function("f");
  const Array x = numbers(5000);
  const Array there = engine.to_device(x);
  for (std::int64_t first : {0, 1, 2, 3, 7}) {
    EXPECT_EQ(f(there.slice(0, first, 5000)).to_host().to_vector<float>(),
              f(x.slice(0, first, 5000)).to_vector<float>())
        << first;
  }
}

TEST_F(DeviceArrays, ResultsGoIntoTheCallersArrays) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile("fn f(x: f32[N]) -> f32[N] { return cumsum(x) }");
  const auto f = module.function("f");
  const Array x = engine.to_device(numbers(2000));
  const Array out = engine.empty_on_device(DType::kF32, {2000});
  const std::vector<Array> arguments{x}, results{out};
  f.call_into(arguments, results);
  EXPECT_EQ(out.to_host().to_vector<float>(), f(numbers(2000)).to_vector<float>());
  const std::vector<Array> same{x};
  f.call_into(arguments, same);
  EXPECT_EQ(x.to_host().to_vector<float>(), out.to_host().to_vector<float>());
  const std::vector<Array> host{Array::empty(DType::kF32, {2000})};
  f.call_into(std::vector<Array>{engine.to_device(numbers(2000))}, host);
  EXPECT_EQ(host[0].to_vector<float>(), out.to_host().to_vector<float>());
}

TEST_F(DeviceArrays, OutOfMemoryLeavesTheEngineUsable) {
  const Engine engine = gpu_engine();
  constexpr std::int64_t kMuch = std::int64_t{1} << 40;
  EXPECT_ERROR(engine.empty_on_device(DType::kF32, {kMuch}), ErrorKind::kResource, "E5220",
               "no more memory");
  const auto module =
      engine.compile("fn f(n: i64) -> f32 { return sum(cumsum(zeros((n, n), f32), axis=0)) }");
  EXPECT_ERROR(module.function("f")(std::int64_t{1} << 20), ErrorKind::kResource, "E5220",
               "memory");
  EXPECT_EQ(engine.to_device(numbers(3)).to_host().to_vector<float>(),
            (std::vector<float>{1, 2, 3}));
}

TEST_F(DeviceArrays, ChecksOfProgramsAreErrors) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile("fn f(x: f32[N], i: i64[M]) -> f32[M] { return x[i] }");
  const auto f = module.function("f");
  const Array x = engine.to_device(numbers(10));
  const auto at = [&](std::int64_t i) {
    return engine.to_device(Array::from(std::vector<std::int64_t>{0, i}));
  };
  EXPECT_ERROR(f(x, at(10)), ErrorKind::kUser, "E0311", "");
  EXPECT_EQ(f(x, at(9)).to_host().to_vector<float>(), (std::vector<float>{1, 10}));
}

TEST_F(DeviceArrays, ManyThreadsShareTheDevice) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile("fn f(x: f32[N], a: f32) -> f32 { return sum(sqrt(x) * a) }");
  const auto f = module.function("f");
  const Array x = engine.to_device(numbers(30000));
  std::vector<float> expected;
  for (int a = 0; a < 8; ++a) expected.push_back(f(x, float(a)).to_host().item<float>());
  std::vector<std::thread> threads;
  std::vector<int> wrong(8, 0);
  for (std::size_t a = 0; a < 8; ++a) {
    threads.emplace_back([&, a] {
      for (int n = 0; n < 50; ++n)
        wrong[a] += f(x, float(a)).to_host().item<float>() != expected[a] ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(8, 0));
}

TEST_F(DeviceArrays, SizesThatComeOftenGetTheirOwnCode) {
  EngineOptions options;
  options.backend = Backend::kCuda;
  options.disk_cache = CachePolicy::kOff;
  options.count_calls = true;
  const Engine engine(options);
  const auto f =
      engine.compile("fn f(x: f32[N, M]) -> f32[N] { return sum(x, axis=1) }").function("f");
  const Array x = engine.to_device(numbers(2000)).reshape({20, 100});
  const auto expected = f(x).to_host().to_vector<float>();
  for (int n = 0; n < 10; ++n) EXPECT_EQ(f(x).to_host().to_vector<float>(), expected);
  engine.wait_for_background();
  EXPECT_EQ(f(x).to_host().to_vector<float>(), expected);
  const auto rows = engine.ledger();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].specialization, "cuda:0, x: f32[N, M] contiguous");
  EXPECT_EQ(rows[1].specialization, "cuda:0, x: f32[20, 100] contiguous");
  EXPECT_EQ(rows[1].origin, LedgerEntry::Origin::kCompiledInBackground);
  EXPECT_EQ(rows[0].calls + rows[1].calls, 12U);
  EXPECT_GE(rows[1].calls, 1U);
  EXPECT_GT(rows[0].llvm_ms, 0);
}

TEST_F(DeviceArrays, AnEndlessLoopOfTheHostCanBeCancelled) {
  const Engine engine = gpu_engine();
  const auto module =
      engine.compile("fn f(x: f32[N]) -> f32[N] { while sum(x) > 0 { x = x * 1 }\n return x }");
  CallOptions options;
  options.time_limit = 0.2;
  const std::vector<Array> arguments{engine.to_device(numbers(100000))};
  EXPECT_ERROR(module.function("f").call(arguments, options), ErrorKind::kResource, "E6032",
               "longer than its limit");
}

/// What runs on the processor too.
class DeviceAndProcessor : public DeviceArrays {
 protected:
  void SetUp() override {
    DeviceArrays::SetUp();
    const std::string problem = Engine().system_info().llvm_problem;
    if (!IsSkipped() && !problem.empty()) GTEST_SKIP() << problem;
  }
};

TEST_F(DeviceAndProcessor, AutoRunsWhereItIsFaster) {
  EngineOptions options;
  options.backend = Backend::kAuto;
  options.disk_cache = CachePolicy::kOff;
  options.threads = 1;
  const Engine engine(options);
  const auto module = engine.compile(R"(
fn cheap(x: f32[N]) -> f32[N] { return x + 1 }
fn dear(x: f32[N]) -> f32 {
    s = f32(0)
    for k in 0..200 { s = s + sum(exp(x * s)) }
    return s
}
)");
  const Array x = numbers(100000);
  const auto cheap = module.function("cheap"), dear = module.function("dear");
  const auto expected = cheap(x).to_vector<float>();
  for (int n = 0; n < 8; ++n) EXPECT_EQ(cheap(x).to_vector<float>(), expected);
  EXPECT_NE(cheap.placement().find("x: f32[100000] contiguous: on the processor: "),
            std::string::npos)
      << cheap.placement();
  EXPECT_NE(cheap.placement().find("moving 800000 bytes to the GPU and back takes"),
            std::string::npos)
      << cheap.placement();
  const auto sum = dear(x).item<float>();
  for (int n = 0; n < 8; ++n) EXPECT_EQ(dear(x).item<float>(), sum);
  EXPECT_NE(dear.placement().find("with transfers"), std::string::npos) << dear.placement();
  const Array there = cheap(engine.to_device(x));  // where the data is
  EXPECT_FALSE(there.device().is_cpu());
  EXPECT_EQ(there.to_host().to_vector<float>(), expected);
}

/// Entropy of rows, its softmax on the processor. Where it is @exact no algebra looks through the
/// softmax, and parts give the bits of the whole.
constexpr const char* kParts = R"(
@exact
fn entropy(x: f32[B, D]) -> f32[B] {
    e = exp(x - max(x, 1)[:, newaxis])
    p = e / sum(e, 1)[:, newaxis]
    h = -sum(p * log(p + 1e-9), 1)
    return h
}
fn softmax(x: f32[B, D]) -> f32[B, D] {
    e = exp(x - max(x, 1)[:, newaxis])
    return e / sum(e, 1)[:, newaxis]
}
@exact
fn distance(x: f32[B, D], y: f32[B, D]) -> f32[B] {
    d = softmax(x) - softmax(y)
    return sum(d * d, 1)
}
fn both(x: f32[B, D], w: f32[D]) -> (f32[B], f32[B, D], i64) {
    m = max(x, 1)
    y = (x - m[:, newaxis]) * w[newaxis, :]
    assert(min(m) > 0)
    print(sum(m))
    return m, y * y + x, sum(i64(y > 0))
}
fn chosen(x: f32[N]) -> f32 {
    some = sqrt(x[x > 3])
    roots = sqrt(x)
    return sum(some) + sum(roots)
}
)";

FunctionPolicy processor(std::vector<std::string> names) {
  FunctionPolicy policy;
  policy.on_processor = std::move(names);
  return policy;
}

TEST_F(DeviceAndProcessor, APartMayRunOnTheProcessor) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile(kParts);
  const Array x = numbers(37 * 300).reshape({37, 300});
  const Array small = Engine().compile("fn f(x) { return sin(x) }").function("f")(x);
  const auto whole = Engine().compile(kParts).function("entropy")(small);
  for (const auto& names : {std::vector<std::string>{"p"}, {"e"}, {"e", "p"}}) {
    const auto entropy = module.function("entropy", processor(names));
    const Array h = entropy(small);
    EXPECT_EQ(h.to_vector<float>(), whole.to_vector<float>());
    EXPECT_TRUE(h.device().is_cpu());
    const Array there = entropy(engine.to_device(small));
    EXPECT_FALSE(there.device().is_cpu()) << "results lie where the arguments lie";
    EXPECT_EQ(there.to_host().to_vector<float>(), whole.to_vector<float>());
  }
  std::vector<std::string> ran;
  for (const LedgerEntry& entry : engine.ledger()) ran.push_back(entry.function);
  EXPECT_NE(std::ranges::find(ran, "entropy.processor"), ran.end());
  EXPECT_NE(std::ranges::find(ran, "entropy.gpu"), ran.end());
  const std::string plan = module.function("entropy", processor({"p"})).explain(Explain::kPlan, {});
  EXPECT_NE(plan.find("# entropy.processor(x: f32[B, D]"), std::string::npos) << plan;
  EXPECT_NE(plan.find("# entropy.gpu(x: f32[B, D]"), std::string::npos) << plan;
  EXPECT_NE(plan.find("crossing_0: f32[B, D]"), std::string::npos) << plan;
}

TEST_F(DeviceAndProcessor, NamesOfFunctionsThatAreCalled) {
  const auto function = gpu_engine().compile(kParts).function("distance", processor({"softmax.e"}));
  const Array x = numbers(60).reshape({4, 15}), y = Array::zeros(DType::kF32, {4, 15});
  const auto whole = Engine().compile(kParts).function("distance")(x, y);
  EXPECT_EQ(function(x, y).to_vector<float>(), whole.to_vector<float>());
  const std::string plan = function.explain(Explain::kPlan, {});
  EXPECT_NE(plan.find("crossing_1: f32[B, D]"), std::string::npos) << "of both calls\n" << plan;
}

TEST_F(DeviceAndProcessor, BothPartsMayHaveResults) {
  std::string printed;
  EngineOptions options;
  options.backend = Backend::kCuda;
  options.disk_cache = CachePolicy::kOff;
  options.on_print = [&](const Printed& one) { printed += one.text(); };
  const Engine engine(options);
  const auto both = engine.compile(kParts).function("both", processor({"m"}));
  const std::vector<Array> arguments{numbers(60).reshape({4, 15}), numbers(15)};
  both.prepare(arguments);
  const std::uint64_t compiles = both.compile_info().compiles;
  const auto found = both.call(arguments);
  EXPECT_EQ(both.compile_info().compiles, compiles) << "prepare compiled both parts";
  EXPECT_EQ(printed, "<source>:22: sum(m) = 150\n");
  EngineOptions here;
  here.on_print = [](const Printed&) {};
  const auto expected = Engine(here).compile(kParts).function("both").call(arguments);
  EXPECT_EQ(found[0].to_vector<float>(), expected[0].to_vector<float>());
  EXPECT_EQ(found[1].to_vector<float>(), expected[1].to_vector<float>());
  EXPECT_EQ(found[2].item(), expected[2].item());
  const std::vector<Array> results{Array::zeros(DType::kF32, {2, 4}).select(0, 1),
                                   Array::zeros(DType::kF32, {15, 4}).transpose(),
                                   Array::zeros(DType::kI64, {})};
  both.call_into(arguments, results);
  EXPECT_EQ(results[1].to_vector<float>(), expected[1].to_vector<float>());
  EXPECT_EQ(results[0].to_vector<float>(), expected[0].to_vector<float>());
  const std::vector<Array> negative{Array::zeros(DType::kF32, {4, 15}), numbers(15)};
  EXPECT_ERROR(both.call(negative), ErrorKind::kUser, "E0340", "min(m) > 0");
}

TEST_F(DeviceAndProcessor, PartsThatCannotBe) {
  const auto module = gpu_engine().compile(kParts);
  const auto call = [&](const std::string& name, std::vector<std::string> values) {
    return module.function(name, processor(std::move(values)))
        .call(std::vector<Array>{name == "chosen" ? numbers(6) : numbers(6).reshape({2, 3})});
  };
  EXPECT_ERROR(
      call("entropy", {"q"}), ErrorKind::kUser, "E6018",
      "entropy computes no value named 'q' outside of its loops and branches; it has e, h, p");
  EXPECT_ERROR(call("entropy", {"x"}), ErrorKind::kUser, "E6018", "no value named 'x'");
  EXPECT_ERROR(call("entropy", {"h"}), ErrorKind::kUser, "E6018", "nothing is left for the GPU");
  EXPECT_ERROR(call("chosen", {"some"}), ErrorKind::kUser, "E6018",
               "the size of this value is known only when it has been computed");
  EXPECT_EQ(call("chosen", {"roots"})[0].item<float>(),
            Engine().compile(kParts).function("chosen")(numbers(6)).item<float>());
  EXPECT_ERROR(
      Engine().compile(kParts).function("entropy", processor({"p"}))(numbers(6).reshape({2, 3})),
      ErrorKind::kUser, "E6018", "the engine's backend has to be kCuda");
}

}  // namespace
}  // namespace sinter::test
