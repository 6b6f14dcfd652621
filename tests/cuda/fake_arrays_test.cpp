// Arrays on a GPU through the public interface, on a libcuda whose device is the processor's
// memory: what moves where, and what is refused. Calls need a real one: device_arrays_test.cpp.
#include <gtest/gtest.h>

#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

#include "frontend/api/dlpack_types.h"
#include "sinter/dlpack.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter::test {
namespace {

class FakeArrays : public ::testing::Test {
 protected:
  void SetUp() override { setenv("SINTER_CUDA_DRIVER", SINTER_FAKE_DRIVER, 1); }
  void TearDown() override { unsetenv("SINTER_FAKE_GPU_BYTES"); }

  static Engine gpu_engine() {
    EngineOptions options;
    options.backend = Backend::kCuda;
    options.disk_cache = CachePolicy::kOff;
    return Engine(options);
  }
  static Array numbers(const Array::Shape& shape) {
    Array array = Array::zeros(DType::kF32, shape);
    auto* first = array.data<float>();
    std::iota(first, first + array.size(), 1.0f);
    return array;
  }
};

TEST_F(FakeArrays, ComeBackAsTheyWere) {
  const Engine engine = gpu_engine();
  const Array x = numbers({50, 40});
  const Array there = engine.to_device(x);
  EXPECT_EQ(there.device().text(), "cuda:0");
  EXPECT_EQ(there.type_text(), "f32[50, 40]");
  EXPECT_EQ(x.device().text(), "cpu");
  EXPECT_EQ(there.to_host().to_vector<float>(), x.to_vector<float>());
  EXPECT_EQ(x.to_host().raw_data(), x.raw_data()) << "no copy of what is here";
  EXPECT_EQ(engine.to_device(there).raw_data(), there.raw_data()) << "nor of what is there";
  EXPECT_EQ(engine.to_device(x.transpose()).to_host().to_vector<float>(),
            x.transpose().to_vector<float>());
  EXPECT_EQ(engine.to_device(Array::zeros(DType::kF64, {0, 3})).to_host().size(), 0);
}

TEST_F(FakeArrays, ViewsThereAreViews) {
  const Engine engine = gpu_engine();
  const Array there = engine.to_device(numbers({10, 4}));
  const Array rows = there.slice(0, 2, 5);
  EXPECT_EQ(rows.device(), there.device());
  EXPECT_EQ(rows.to_host().to_vector<float>(), numbers({10, 4}).slice(0, 2, 5).to_vector<float>());
  EXPECT_EQ(there.reshape({40}).select(0, 7).to_host().item<float>(), 8);
  EXPECT_ERROR(there.transpose().to_host(), ErrorKind::kUser, "E4115",
               "strides [1, 4] lies on cuda:0; only arrays without gaps");
  EXPECT_ERROR(there.slice(1, 0, 2).copy(), ErrorKind::kUser, "E4115", "strides [4, 1]");
  EXPECT_ERROR(there.transpose().reshape({40}), ErrorKind::kUser, "E4115", "without gaps");
}

TEST_F(FakeArrays, MemoryOfOthersIsViewedThere) {
  const Engine engine = gpu_engine();
  auto kept = std::make_shared<Array>(engine.to_device(numbers({3, 4})));
  const std::weak_ptr<Array> watched = kept;
  void* const address = kept->raw_data();
  {
    const Array view = engine.view_on_device(address, DType::kF32, {6, 2}, true, std::move(kept));
    EXPECT_EQ(view.device().text(), "cuda:0");
    EXPECT_EQ(view.raw_data(), address);
    EXPECT_EQ(view.to_host().to_vector<float>(), numbers({6, 2}).to_vector<float>());
    view.assign(Array::zeros(DType::kF32, {6, 2}));
    EXPECT_EQ(watched.lock()->to_host().at<float>(2, 3), 0);
    const Array fixed = engine.view_on_device(address, DType::kF32, {2}, false);
    EXPECT_ERROR(fixed.assign(numbers({2})), ErrorKind::kUser, "E4108", "read-only view");
  }
  EXPECT_TRUE(watched.expired()) << "the view keeps it, and nobody else";
}

TEST_F(FakeArrays, ElementsCannotBeReadThere) {
  const Engine engine = gpu_engine();
  const Array there = engine.to_device(numbers({1}));
  const std::string words = "lies on cuda:0; Array::to_host copies it";
  EXPECT_ERROR(there.data<float>(), ErrorKind::kUser, "E4114", words);
  EXPECT_ERROR(there.at<float>(0), ErrorKind::kUser, "E4114", words);
  EXPECT_ERROR(there.item(), ErrorKind::kUser, "E4114", "item(): the array f32[1]");
  EXPECT_ERROR(there.astype(DType::kF64), ErrorKind::kUser, "E4114", words);
  EXPECT_ERROR(there.to_vector<float>(), ErrorKind::kUser, "E4114", words);
  EXPECT_ERROR(save("/nowhere/x.npy", there), ErrorKind::kUser, "E4114", "save: ");
  EXPECT_EQ(there.to_string(), numbers({1}).to_string());
}

TEST_F(FakeArrays, AreAssignedAcross) {
  const Engine engine = gpu_engine();
  const Array x = numbers({6});
  const Array there = engine.empty_on_device(DType::kF32, {6});
  there.assign(x);
  EXPECT_EQ(there.to_host().to_vector<float>(), x.to_vector<float>());
  const Array other = there.copy();
  EXPECT_NE(other.raw_data(), there.raw_data());
  there.assign(Array::zeros(DType::kF32, {6}));
  EXPECT_EQ(other.to_host().to_vector<float>(), x.to_vector<float>());
  const Array target = Array::zeros(DType::kF32, {6, 2}).select(1, 1);
  target.assign(other);  // the host may have gaps
  EXPECT_EQ(target.to_vector<float>(), x.to_vector<float>());
  there.assign(other);
  EXPECT_EQ(there.to_host().to_vector<float>(), x.to_vector<float>());
  EXPECT_ERROR(engine.to_device(numbers({6, 2})).select(1, 1).assign(x), ErrorKind::kUser, "E4115",
               "strides [2]");
  EXPECT_ERROR(there.assign(numbers({5})), ErrorKind::kUser, "E4111", "cannot assign f32[5]");
}

TEST_F(FakeArrays, OutOfMemoryIsAnErrorOfTheArray) {
  const Engine engine = gpu_engine();
  setenv("SINTER_FAKE_GPU_BYTES", "100000", 1);
  EXPECT_ERROR(engine.to_device(numbers({100000})), ErrorKind::kResource, "E5220",
               "no more memory");
  EXPECT_EQ(engine.to_device(numbers({10})).to_host().size(), 10);
}

TEST_F(FakeArrays, OtherBackendsRefuseThem) {
  const Array there = gpu_engine().to_device(numbers({4}));
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  const Engine engine(options);
  const auto module = engine.compile("fn f(x: f32[N], y: f32[N]) -> f32[N] { return x + y }");
  const auto f = module.function("f");
  EXPECT_ERROR(f(numbers({4}), there), ErrorKind::kUser, "E6017",
               "argument 1 of f lies on cuda:0, and the function runs on cpu");
  const std::vector<Array> arguments{numbers({4}), numbers({4})}, results{there};
  EXPECT_ERROR(f.call_into(arguments, results), ErrorKind::kUser, "E6017",
               "result 0 of f lies on cuda:0");
}

TEST_F(FakeArrays, TravelThroughDlpack) {
  const Engine engine = gpu_engine();
  const Array there = engine.to_device(numbers({3, 2}));
  DLManagedTensorVersioned* tensor = to_dlpack(there);
  EXPECT_EQ(tensor->dl_tensor.device.device_type, 2);
  EXPECT_EQ(tensor->dl_tensor.device.device_id, 0);
  const Array back = from_dlpack(tensor);
  EXPECT_EQ(back.device(), there.device());
  EXPECT_EQ(back.raw_data(), there.raw_data());
  EXPECT_EQ(back.to_host().to_vector<float>(), numbers({3, 2}).to_vector<float>());
}

}  // namespace
}  // namespace sinter::test
