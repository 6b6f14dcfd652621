// The driver's layer on a fake libcuda: devices, memory, errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <span>
#include <string>

#include "runtime/cuda/driver_device.h"
#include "tests/common/expect_error.h"

namespace sinter::test {
namespace {

using runtime::cuda::Driver;
using runtime::cuda::DriverDevice;

/// The library is opened once in a process: the first test that asks decides which.
class FakeDriver : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("SINTER_CUDA_DRIVER", SINTER_FAKE_DRIVER, 1);
    setenv("SINTER_FAKE_GPU_COUNT", "2", 1);
    std::string reason;
    ASSERT_TRUE(Driver::is_available(&reason)) << reason;
  }
  void TearDown() override { unsetenv("SINTER_FAKE_GPU_BYTES"); }
};

TEST(NoDriver, SaysWhatWasLookedFor) {
  setenv("SINTER_CUDA_DRIVER", "/nowhere/libcuda.so.1", 1);
  EXPECT_ERROR(Driver::instance(), ErrorKind::kUnavailable, "E5221",
               "no CUDA driver: /nowhere/libcuda.so.1 not found");
  setenv("SINTER_CUDA_DRIVER", "libc.so.6", 1);
  EXPECT_ERROR(Driver::instance(), ErrorKind::kUnavailable, "E5221", "libc.so.6 lacks cuInit");
}

TEST_F(FakeDriver, DescribesItsDevices) {
  ASSERT_EQ(Driver::instance().device_count(), 2);
  const auto device = DriverDevice::open(0);
  EXPECT_EQ(device->info().name, "Fake");
  EXPECT_EQ(device->info().architecture, 90);
  EXPECT_GT(device->busy_blocks(), 0);
  EXPECT_EQ(DriverDevice::open(0), device) << "one object per device";
  EXPECT_NE(DriverDevice::open(1), device);
  EXPECT_ERROR(DriverDevice::open(2), ErrorKind::kUnavailable, "E5221",
               "no CUDA device 2: there are 2");
}

TEST_F(FakeDriver, CopiesAndReusesMemory) {
  const auto device = DriverDevice::open(0);
  const double numbers[] = {1, 2, 3};
  double back[3] = {};
  const auto first = device->allocate(sizeof numbers);
  device->write(first, numbers, sizeof numbers);
  device->read(back, first, sizeof numbers);
  EXPECT_TRUE(std::equal(std::begin(numbers), std::end(numbers), std::begin(back)));
  device->clear(first, sizeof numbers);
  device->read(back, first, sizeof numbers);
  EXPECT_EQ(back[2], 0);
  device->release(first, sizeof numbers);
  EXPECT_EQ(device->allocate(400), first) << "one size class";
  device->release(first, 400);
}

TEST_F(FakeDriver, RunningOutOfMemoryLeavesTheDeviceUsable) {
  setenv("SINTER_FAKE_GPU_BYTES", "1000000", 1);
  const auto device = DriverDevice::open(0);
  const auto kept = device->allocate(600000);
  device->release(kept, 600000);
  const auto other = device->allocate(900000);  // what is kept for reuse is given back for it
  EXPECT_ERROR(device->allocate(600000), ErrorKind::kResource, "E5220",
               "no more memory: cuMemAlloc");
  device->release(other, 900000);
  device->release(device->allocate(100000), 100000);
}

TEST_F(FakeDriver, SaysWhichCallFailed) {
  const auto device = DriverDevice::open(0);
  const char code[] = "/nowhere/kernels.so";
  EXPECT_ERROR(device->load({}, std::as_bytes(std::span(code))), ErrorKind::kResource, "E5222",
               "cuModuleLoadData");
}

}  // namespace
}  // namespace sinter::test
