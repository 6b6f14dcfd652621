// Copies to a device and back on a driver that puts off what it can: what is used too early is not
// there, and what is overwritten too early is gone.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/run.h"
#include "tests/common/expect_error.h"
#include "tests/cuda/fake_driver.h"

namespace sinter::test {
namespace {

using runtime::cuda::DeviceAddress;
using runtime::cuda::DeviceMemory;
using runtime::cuda::Driver;
using runtime::cuda::DriverDevice;

using Bytes = std::vector<std::byte>;

constexpr std::size_t kMiB = std::size_t{1} << 20;
constexpr std::size_t kLarge = 3 * kMiB + 17;

template <typename Function>
Function of_the_fake(const char* name) {
  void* const library = dlopen(SINTER_FAKE_DRIVER, RTLD_NOW);
  return reinterpret_cast<Function>(dlsym(library, name));
}

std::size_t calls_of(const char* name) {
  return of_the_fake<sinter_fake_count_function>("sinter_fake_count")(name);
}

std::size_t pending() { return of_the_fake<sinter_fake_pending_function>("sinter_fake_pending")(); }

void fail(const char* call, int result, int after = 1) {
  of_the_fake<sinter_fake_fail_function>("sinter_fake_fail")(call, result, after);
}

Bytes random_bytes(std::size_t count, unsigned seed) {
  std::mt19937_64 random(seed);
  Bytes bytes(count);
  for (std::byte& one : bytes) one = static_cast<std::byte>(random());
  return bytes;
}

class Copies : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("SINTER_CUDA_DRIVER", SINTER_FAKE_DRIVER, 1);
    setenv("SINTER_FAKE_GPU_COUNT", "2", 1);
    device_ = DriverDevice::open(0);
  }
  void TearDown() override {
    fail(nullptr, 0);
    device_.reset();
    unsetenv("SINTER_FAKE_GPU_PINNED_BYTES");
  }
  Bytes read(DeviceAddress from, std::size_t bytes) const {
    Bytes found(bytes);
    device_->read(found.data(), from, bytes);
    return found;
  }
  std::shared_ptr<DriverDevice> device_;
};

TEST_F(Copies, OfAllSizesComeBack) {
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{4096}, std::size_t{4097}, std::size_t{256} << 10,
        (std::size_t{256} << 10) + 1, kMiB, 4 * kMiB - 1, 4 * kMiB, 9 * kMiB + 12345}) {
    const Bytes sent = random_bytes(bytes, static_cast<unsigned>(bytes));
    const DeviceMemory written(*device_, bytes);
    device_->write(written.address(), sent.data(), bytes);
    const auto uploaded = DeviceMemory::holding(*device_, sent.data(), bytes);
    EXPECT_TRUE(read(written.address(), bytes) == sent) << bytes;
    EXPECT_TRUE(read(uploaded.address(), bytes) == sent) << bytes;
  }
}

TEST_F(Copies, TheSourceMayBeUsedAgainAtOnce) {
  for (const std::size_t bytes : {std::size_t{100}, std::size_t{100000}, kLarge, 8 * kMiB}) {
    const Bytes sent = random_bytes(bytes, 1);
    Bytes source = sent;
    const auto first = DeviceMemory::holding(*device_, source.data(), bytes);
    std::memset(source.data(), 0, bytes);
    const auto second = DeviceMemory::holding(*device_, source.data(), bytes);
    EXPECT_TRUE(read(first.address(), bytes) == sent) << bytes;
    EXPECT_TRUE(read(second.address(), bytes) == source) << bytes;
  }
}

TEST_F(Copies, ManySmallOnesShareABuffer) {
  constexpr std::size_t kBytes = 60000;
  std::vector<DeviceMemory> memory;
  for (unsigned n = 0; n < 100; ++n) {
    const Bytes sent = random_bytes(kBytes, n);
    memory.push_back(DeviceMemory::holding(*device_, sent.data(), kBytes));
  }
  for (unsigned n = 0; n < 100; ++n)
    EXPECT_TRUE(read(memory[n].address(), kBytes) == random_bytes(kBytes, n)) << n;
}

/// What was launched before uses the memory as it was.
TEST_F(Copies, WaitForEarlierUsesOfTheMemory) {
  const Bytes before = random_bytes(kLarge, 1), after = random_bytes(kLarge, 2);
  const DeviceMemory memory(*device_, kLarge), copy(*device_, kLarge);
  device_->write(memory.address(), before.data(), kLarge);
  device_->copy(copy.address(), memory.address(), kLarge);
  device_->write(memory.address(), after.data(), kLarge);
  EXPECT_TRUE(read(memory.address(), kLarge) == after);
  EXPECT_TRUE(read(copy.address(), kLarge) == before);
}

/// Memory that was released is still in use by what was launched.
TEST_F(Copies, WaitForUsesOfReleasedMemory) {
  const Bytes sent = random_bytes(kLarge, 3);
  {
    const DeviceMemory one(*device_, kLarge), other(*device_, kLarge), third(*device_, kLarge);
    for (const DeviceMemory* memory : {&one, &other, &third})
      device_->clear(memory->address(), kLarge);
  }
  const auto uploaded = DeviceMemory::holding(*device_, sent.data(), kLarge);
  EXPECT_NE(pending(), 0U);
  EXPECT_TRUE(read(uploaded.address(), kLarge) == sent);
}

/// Two at a time: the second does not wait for what uses the first one's memory.
TEST_F(Copies, TakeMemoryThatNobodyUses) {
  const Bytes sent = random_bytes(kLarge, 3);
  DeviceAddress first = 0;
  {
    const auto one = DeviceMemory::holding(*device_, sent.data(), kLarge);
    first = one.address();
    device_->clear(one.address(), kLarge);
  }
  device_->mark();
  {
    const auto two = DeviceMemory::holding(*device_, sent.data(), kLarge);
    EXPECT_NE(two.address(), first) << "a use of it is under way";
    device_->wait();
  }
  const auto three = DeviceMemory::holding(*device_, sent.data(), kLarge);
  EXPECT_EQ(three.address(), first) << "no use of it is under way";
}

TEST_F(Copies, BackDoNotWaitForWhatComesLater) {
  for (const std::size_t bytes : {std::size_t{1000}, kLarge}) {
    const Bytes sent = random_bytes(bytes, 4);
    const DeviceMemory memory(*device_, bytes);
    device_->write(memory.address(), sent.data(), bytes);
    const auto mark = device_->mark();
    device_->clear(memory.address(), bytes);
    Bytes found(bytes);
    device_->read_after(mark, found.data(), memory.address(), bytes);
    EXPECT_TRUE(found == sent) << bytes;
    EXPECT_NE(pending(), 0U) << "the later use has not run";
    EXPECT_TRUE(read(memory.address(), bytes) == Bytes(bytes));
  }
}

TEST_F(Copies, OldMarksAreWaitedForToo) {
  const Bytes sent = random_bytes(kLarge, 5);
  const DeviceMemory memory(*device_, kLarge), other(*device_, 100);
  device_->write(memory.address(), sent.data(), kLarge);
  const auto mark = device_->mark();
  for (int n = 0; n < 100; ++n) {
    device_->clear(other.address(), 100);
    device_->mark();
  }
  Bytes found(kLarge);
  device_->read_after(mark, found.data(), memory.address(), kLarge);
  EXPECT_TRUE(found == sent);
}

TEST_F(Copies, FromAndToPinnedMemoryAreDirect) {
  const Bytes sent = random_bytes(8 * kMiB, 6);
  Bytes found(sent.size());
  const auto pin = of_the_fake<sinter_fake_pin_function>("sinter_fake_pin");
  pin(sent.data(), sent.size());
  pin(found.data(), found.size());
  const std::size_t up = calls_of("cuMemcpyHtoDAsync_v2"), down = calls_of("cuMemcpyDtoHAsync_v2");
  const auto uploaded = DeviceMemory::holding(*device_, sent.data(), sent.size());
  device_->read(found.data(), uploaded.address(), found.size());
  EXPECT_TRUE(found == sent);
  EXPECT_EQ(calls_of("cuMemcpyHtoDAsync_v2"), up + 1);
  EXPECT_EQ(calls_of("cuMemcpyDtoHAsync_v2"), down + 1);
  pin(sent.data(), 0);
  pin(found.data(), 0);
}

TEST_F(Copies, NeedNoPinnedMemory) {
  setenv("SINTER_FAKE_GPU_PINNED_BYTES", "0", 1);
  for (const std::size_t bytes : {std::size_t{100}, std::size_t{100000}, 6 * kMiB}) {
    const Bytes sent = random_bytes(bytes, 7);
    const auto uploaded = DeviceMemory::holding(*device_, sent.data(), bytes);
    EXPECT_TRUE(read(uploaded.address(), bytes) == sent) << bytes;
  }
}

TEST_F(Copies, OfManyThreads) {
  std::vector<std::thread> threads;
  std::vector<int> wrong(6, 0);
  for (unsigned t = 0; t < wrong.size(); ++t) {
    threads.emplace_back([&, t] {
      for (unsigned n = 0; n < 6; ++n) {
        const std::size_t bytes = n % 2 == 0 ? 5 * kMiB + t : 50000 + t;
        const Bytes sent = random_bytes(bytes, 10 * t + n);
        const auto uploaded = DeviceMemory::holding(*device_, sent.data(), bytes);
        wrong[t] += read(uploaded.address(), bytes) == sent ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(6, 0));
}

/// A fork has none of the threads that share large copies, and neither waits for them nor ends
/// them.
TEST_F(Copies, GoOnInAFork) {
  const Bytes sent = random_bytes(8 * kMiB, 9);
  const DeviceMemory memory(*device_, sent.size());
  device_->write(memory.address(), sent.data(), sent.size());
  device_->wait();
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    device_->write(memory.address(), sent.data(), sent.size());
    const bool same = read(memory.address(), sent.size()) == sent;
    device_.reset();
    _exit(same ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(Copies, FailuresNameTheCall) {
  const Bytes sent(6 * kMiB);
  Bytes found(sent.size());
  const DeviceMemory memory(*device_, sent.size());
  const auto write = [&] { device_->write(memory.address(), sent.data(), sent.size()); };
  const auto upload = [&] {
    const auto uploaded = DeviceMemory::holding(*device_, sent.data(), sent.size());
  };
  const auto read_back = [&] { device_->read(found.data(), memory.address(), found.size()); };
  const auto expect = [&](const char* call, const char* named, const auto& body) {
    fail(call, 1);
    EXPECT_ERROR(body(), ErrorKind::kResource, "E5222", named);
    body();  // The next one does not fail.
  };
  write();
  expect("cuMemcpyHtoDAsync_v2", "cuMemcpyHtoDAsync: invalid (CUDA_ERROR_FAKE)", write);
  expect("cuMemcpyHtoDAsync_v2", "cuMemcpyHtoDAsync", upload);
  expect("cuMemcpyDtoHAsync_v2", "cuMemcpyDtoHAsync", read_back);
  expect("cuEventSynchronize", "cuEventSynchronize", read_back);
  expect("cuEventRecord", "cuEventRecord", write);
  expect("cuStreamWaitEvent", "cuStreamWaitEvent", write);
  expect("cuMemsetD8Async", "cuMemsetD8Async", [&] { device_->clear(memory.address(), 5); });
  expect("cuMemcpyDtoDAsync_v2", "cuMemcpyDtoDAsync",
         [&] { device_->copy(memory.address(), memory.address() + 512, 5); });
  expect("cuStreamSynchronize", "cuStreamSynchronize", [&] { device_->wait(); });
}

TEST_F(Copies, PinnedMemoryThatCannotBeHadForAnotherReason) {
  const Bytes sent(100000);
  const DeviceMemory memory(*device_, sent.size());
  fail("cuMemHostAlloc", 1);
  EXPECT_ERROR(device_->write(memory.address(), sent.data(), sent.size()), ErrorKind::kResource,
               "E5222", "cuMemHostAlloc");
  device_->write(memory.address(), sent.data(), sent.size());
}

TEST_F(Copies, AStickyErrorSaysThatTheGpuIsOfNoUse) {
  const DeviceMemory memory(*device_, 100);
  char byte = 0;
  fail("cuMemcpyHtoDAsync_v2", 700);
  EXPECT_ERROR(device_->write(memory.address(), &byte, 1), ErrorKind::kResource, "E5222",
               "cuMemcpyHtoDAsync: invalid (CUDA_ERROR_FAKE); the GPU is of no use to this process "
               "any more: start it again");
  EXPECT_ERROR(device_->wait(), ErrorKind::kResource, "E5222", "start it again");
  fail("cuMemcpyHtoDAsync_v2", 1);  // Another error does not say that.
  fail(nullptr, 0);
  device_->wait();
  fail("cuStreamSynchronize", 701);  // Nor does one that is only of a launch.
  try {
    device_->wait();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(std::string(error.what()).find("start it again"), std::string::npos);
  }
}

TEST_F(Copies, BetweenDevices) {
  ASSERT_EQ(Driver::instance().device_count(), 2);
  const auto other = DriverDevice::open(1);
  const Bytes sent = random_bytes(kLarge, 8), later(kLarge);
  const DeviceMemory from(*device_, kLarge), to(*other, kLarge);
  device_->write(from.address(), sent.data(), kLarge);
  other->clear(to.address(), kLarge);
  ASSERT_TRUE(other->receive(to.address(), *device_, from.address(), kLarge));
  device_->clear(from.address(), kLarge);  // does not overtake the copy
  Bytes found(kLarge);
  other->read(found.data(), to.address(), kLarge);
  EXPECT_TRUE(found == sent);
  EXPECT_TRUE(read(from.address(), kLarge) == later);
  EXPECT_FALSE(device_->receive(from.address(), *device_, from.address(), kLarge));
  fail("cuMemcpyPeerAsync", 1);
  EXPECT_ERROR(other->receive(to.address(), *device_, from.address(), kLarge), ErrorKind::kResource,
               "E5222", "cuMemcpyPeerAsync");
}

}  // namespace
}  // namespace sinter::test
