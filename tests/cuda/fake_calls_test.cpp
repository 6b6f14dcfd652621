// What calls ask of the driver, on a GPU that is not there: how often, and what becomes of its
// failures.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/cuda/fake_driver.h"

namespace sinter::test {
namespace {

constexpr const char* kPrograms = R"(
fn heat(u: f64[H, W], steps: i64) -> f64[H, W] {
    for t in 0..steps {
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    }
    return u
}
fn plus(x: f32[N], a: f32) -> f32[N] { return x + a }
fn sums(x: f32[N], y: f32[N], i: i64[M]) -> (f32, f32[M]) { return sum(x * y), y[i] }
fn two(x: f32[N], y: f32[N]) -> (f32[N], f32[N]) { return x / max(x), y / max(y) }
)";

template <typename Function>
Function of_the_fake(const char* name) {
  return reinterpret_cast<Function>(dlsym(dlopen(SINTER_FAKE_DRIVER, RTLD_NOW), name));
}

std::size_t calls_of(const char* name) {
  return of_the_fake<sinter_fake_count_function>("sinter_fake_count")(name);
}

void fail(const char* call, int result, int after = 1) {
  of_the_fake<sinter_fake_fail_function>("sinter_fake_fail")(call, result, after);
}

class FakeCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("SINTER_CUDA_DRIVER", SINTER_FAKE_DRIVER, 1);
    setenv("SINTER_NVRTC", SINTER_FAKE_NVRTC, 1);
    setenv("SINTER_FAKE_GPU_COUNT", "2", 1);
  }
  void TearDown() override {
    fail(nullptr, 0);
    unsetenv("SINTER_CUDA_GRAPHS");
    unsetenv("SINTER_FAKE_GPU_BYTES");
  }
  static Engine gpu_engine(int device = 0) {
    EngineOptions options;
    options.backend = Backend::kCuda;
    options.device = device;
    options.disk_cache = CachePolicy::kOff;
    options.specialize = Specialize::kSymbolic;
    return Engine(options);
  }
  static Array numbers(const Array::Shape& shape, DType dtype = DType::kF32) {
    Array array = Array::zeros(DType::kF32, shape);
    auto* first = array.data<float>();
    std::iota(first, first + array.size(), 1.0f);
    return array.astype(dtype);
  }
};

TEST_F(FakeCalls, LoopsBecomeGraphs) {
  const Engine engine = gpu_engine();
  const auto heat = engine.compile(kPrograms).function("heat");
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  const auto wanted = heat.call(arguments)[0].to_host().to_vector<double>();
  heat.call(arguments)[0].to_host();
  const std::size_t launches = calls_of("cuLaunchKernel"), graphs = calls_of("cuGraphLaunch");
  EXPECT_GE(launches, 20U);
  for (int n = 0; n < 5; ++n)
    EXPECT_EQ(heat.call(arguments)[0].to_host().to_vector<double>(), wanted);
  EXPECT_EQ(calls_of("cuLaunchKernel"), launches) << "all of them are the graph's";
  EXPECT_EQ(calls_of("cuGraphLaunch"), graphs + 5);
}

TEST_F(FakeCalls, AskTheDriverForLittle) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile(kPrograms);
  const auto plus = module.function("plus"), sums = module.function("sums");
  const Array x = engine.to_device(numbers({1000}));
  const auto counts = [] {
    std::vector<std::size_t> list;
    for (const char* name :
         {"cuLaunchKernel", "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuMemsetD8Async",
          "cuEventSynchronize", "cuStreamSynchronize", "cuMemAlloc_v2"})
      list.push_back(calls_of(name));
    return list;
  };
  const auto asked = [&](const std::function<void()>& call) {
    for (int n = 0; n < 12; ++n) call();
    const auto before = counts();
    call();
    auto after = counts();
    for (std::size_t n = 0; n < after.size(); ++n) after[n] -= before[n];
    return after;
  };
  using Counts = std::vector<std::size_t>;
  EXPECT_EQ(asked([&] { plus(x, 2.0f); }), (Counts{1, 0, 0, 0, 0, 0, 0}))
      << "the number is there already";
  float number = 0;
  EXPECT_EQ(asked([&] { plus(x, number += 1); }), (Counts{1, 1, 0, 0, 0, 0, 0}));
  const Array i = engine.to_device(Array::from(std::vector<std::int64_t>{3, 4}));
  const std::vector<Array> arguments{x, x, i};
  const std::vector<Array> results{Array::empty(DType::kF32, {}), Array::empty(DType::kF32, {2})};
  const auto found = asked([&] { sums.call_into(arguments, results); });
  EXPECT_EQ(results[1].to_vector<float>(), (std::vector<float>{4, 5}));
  EXPECT_EQ(Counts(found.begin() + 1, found.end()), (Counts{0, 3, 0, 1, 0, 0}))
      << "two results and the check, with one wait";
}

TEST_F(FakeCalls, GraphsCanBeSwitchedOff) {
  setenv("SINTER_CUDA_GRAPHS", "off", 1);
  const Engine engine = gpu_engine();
  const auto heat = engine.compile(kPrograms).function("heat");
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  const std::size_t graphs = calls_of("cuGraphLaunch");
  for (int n = 0; n < 4; ++n) heat.call(arguments)[0].to_host();
  EXPECT_EQ(calls_of("cuGraphLaunch"), graphs);
}

TEST_F(FakeCalls, GraphsChangeTheirAddresses) {
  const Engine engine = gpu_engine();
  const auto heat = engine.compile(kPrograms).function("heat");
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  std::vector<Array> kept;  // so that every result lies elsewhere
  const std::size_t made = calls_of("cuGraphInstantiateWithFlags");
  const std::size_t changed = calls_of("cuGraphExecKernelNodeSetParams_v2");
  for (int n = 0; n < 13; ++n) kept.push_back(heat.call(arguments)[0]);
  const auto wanted = kept[0].to_host().to_vector<double>();
  for (const Array& result : kept) EXPECT_EQ(result.to_host().to_vector<double>(), wanted);
  EXPECT_EQ(calls_of("cuGraphInstantiateWithFlags"), made + 1);
  EXPECT_GE(calls_of("cuGraphExecKernelNodeSetParams_v2"), changed + 200);
}

TEST_F(FakeCalls, AGraphThatCannotBeChangedIsMadeAnew) {
  const Engine engine = gpu_engine();
  const auto heat = engine.compile(kPrograms).function("heat");
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  std::vector<Array> kept;
  for (int n = 0; n < 5; ++n) kept.push_back(heat.call(arguments)[0]);
  const auto wanted = kept[0].to_host().to_vector<double>();
  fail("cuGraphExecKernelNodeSetParams_v2", 1, 5);
  EXPECT_ERROR(heat.call(arguments), ErrorKind::kResource, "E5222",
               "cuGraphExecKernelNodeSetParams");
  for (int n = 0; n < 6; ++n) {
    kept.push_back(heat.call(arguments)[0]);
    EXPECT_EQ(kept.back().to_host().to_vector<double>(), wanted);
  }
}

TEST_F(FakeCalls, WithoutMemoryForAGraphKernelsAreLaunchedOneByOne) {
  const Engine engine = gpu_engine();
  const auto heat = engine.compile(kPrograms).function("heat");
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  fail("cuGraphInstantiateWithFlags", 2);
  const auto wanted = heat.call(arguments)[0].to_host().to_vector<double>();
  for (int n = 0; n < 4; ++n)
    EXPECT_EQ(heat.call(arguments)[0].to_host().to_vector<double>(), wanted);
}

TEST_F(FakeCalls, FailuresNameTheCall) {
  const Engine engine = gpu_engine();
  const auto module = engine.compile(kPrograms);
  const auto heat = module.function("heat"), plus = module.function("plus");
  plus(numbers({5}), 1.0f);
  fail("cuLaunchKernel", 1);
  EXPECT_ERROR(plus(numbers({5}), 1.0f), ErrorKind::kResource, "E5222",
               "cuLaunchKernel: invalid (CUDA_ERROR_FAKE)");
  EXPECT_EQ(plus(numbers({2}), 1.0f).to_vector<float>(), (std::vector<float>{2, 3}));
  const std::vector<Array> arguments{engine.to_device(numbers({8, 8}, DType::kF64)),
                                     std::int64_t{20}};
  const auto wanted = heat.call(arguments)[0].to_host().to_vector<double>();
  fail("cuGraphCreate", 1);
  EXPECT_ERROR(heat.call(arguments), ErrorKind::kResource, "E5222", "cuGraphCreate");
  fail("cuGraphAddKernelNode_v2", 1, 3);
  EXPECT_ERROR(heat.call(arguments), ErrorKind::kResource, "E5222", "cuGraphAddKernelNode");
  fail("cuGraphInstantiateWithFlags", 1);
  EXPECT_ERROR(heat.call(arguments), ErrorKind::kResource, "E5222", "cuGraphInstantiate");
  fail("cuGraphLaunch", 1);
  EXPECT_ERROR(heat.call(arguments), ErrorKind::kResource, "E5222", "cuGraphLaunch");
  EXPECT_EQ(heat.call(arguments)[0].to_host().to_vector<double>(), wanted);
}

TEST_F(FakeCalls, AStickyErrorIsReportedAsSuch) {
  const Engine engine = gpu_engine();
  const auto plus = engine.compile(kPrograms).function("plus");
  plus(numbers({5}), 1.0f);
  fail("cuStreamSynchronize", 719);
  EXPECT_ERROR(engine.wait_for_device(), ErrorKind::kResource, "E5222",
               "the GPU is of no use to this process any more: start it again");
  EXPECT_ERROR(plus(numbers({5}), 1.0f), ErrorKind::kResource, "E5222", "start it again");
}

TEST_F(FakeCalls, OutOfMemoryInACallLeavesTheEngineUsable) {
  const Engine engine = gpu_engine();
  const auto two = engine.compile(kPrograms).function("two");
  setenv("SINTER_FAKE_GPU_BYTES", "3000000", 1);
  const Array large = numbers({400000}), small = numbers({1000});
  for (int n = 0; n < 3; ++n) {
    EXPECT_ERROR(two.call(std::vector<Array>{large, large}), ErrorKind::kResource, "E5220",
                 "the device has no more memory: cuMemAlloc: out of memory");
    EXPECT_EQ(two.call(std::vector<Array>{small, small})[0].at<float>(499), 0.5f);
  }
}

TEST_F(FakeCalls, TwoGpusInAProcess) {
  const Engine first = gpu_engine(0), second = gpu_engine(1);
  const auto plus = first.compile(kPrograms).function("plus");
  const auto plus_there = second.compile(kPrograms).function("plus");
  const Array x = first.to_device(numbers({1000})), y = second.to_device(numbers({1000}));
  EXPECT_EQ(y.device().text(), "cuda:1");
  const Array a = plus(x, 1.0f), b = plus_there(y, 2.0f);
  EXPECT_EQ(a.device().text(), "cuda:0");
  EXPECT_EQ(b.device().text(), "cuda:1");
  EXPECT_EQ(a.to_host().at<float>(0), 2);
  EXPECT_EQ(b.to_host().at<float>(999), 1002);
  EXPECT_ERROR(plus(y, 1.0f), ErrorKind::kUser, "E6017", "lies on cuda:1");
  const Array moved = first.to_device(b);  // from one to the other
  EXPECT_EQ(moved.device().text(), "cuda:0");
  EXPECT_EQ(plus(moved, 1.0f).to_host().at<float>(999), 1003);
  EXPECT_EQ(b.to_host().at<float>(999), 1002) << "it is a copy";
  y.assign(moved);
  EXPECT_EQ(y.to_host().at<float>(0), 3);
  EXPECT_ERROR(second.to_device(x.reshape({10, 100}).transpose()), ErrorKind::kUser, "E4115",
               "without gaps");
  EXPECT_EQ(plus_there(numbers({3}), 1.0f).to_vector<float>(), (std::vector<float>{2, 3, 4}));
}

TEST_F(FakeCalls, LargeArraysMoveBetweenGpusWhileBothCompute) {
  const Engine first = gpu_engine(0), second = gpu_engine(1);
  const auto here = first.compile(kPrograms).function("plus");
  const auto there = second.compile(kPrograms).function("plus");
  Array x = first.to_device(numbers({300000}));
  for (int n = 0; n < 4; ++n) {
    const Array y = there(second.to_device(here(x, 1.0f)), 1.0f);
    x = first.to_device(y);
  }
  EXPECT_EQ(x.to_host().at<float>(0), 9);
  EXPECT_EQ(x.to_host().at<float>(299999), 300008);
}

TEST_F(FakeCalls, AResultIsFetchedWhileOthersAreComputed) {
  const Engine engine = gpu_engine();
  const auto two = engine.compile(kPrograms).function("two");
  const std::vector<Array> arguments{numbers({200000}), numbers({200000})};
  const auto wanted = two.call(arguments);
  const std::size_t waits = calls_of("cuStreamWaitEvent"), marks = calls_of("cuEventRecord");
  const auto found = two.call(arguments);
  EXPECT_EQ(found[0].to_vector<float>(), wanted[0].to_vector<float>());
  EXPECT_EQ(found[1].to_vector<float>(), wanted[1].to_vector<float>());
  EXPECT_GT(calls_of("cuStreamWaitEvent"), waits);
  EXPECT_GT(calls_of("cuEventRecord"), marks);
}

}  // namespace
}  // namespace sinter::test
