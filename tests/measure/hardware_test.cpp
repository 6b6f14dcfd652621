#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <set>
#include <thread>

#include "frontend/hardware/clock.h"
#include "frontend/hardware/limits.h"
#include "frontend/hardware/processors.h"
#include "frontend/hardware/spin_pool.h"

namespace sinter::hardware {
namespace {

std::set<int> own_processors() {
  std::set<int> found;
  cpu_set_t set;
  CPU_ZERO(&set);
  EXPECT_EQ(sched_getaffinity(0, sizeof set, &set), 0);
  for (int processor = 0; processor < CPU_SETSIZE; ++processor)
    if (CPU_ISSET(processor, &set)) found.insert(processor);
  return found;
}

TEST(Clock, GoesForward) {
  const std::int64_t before = now_ns();
  const ClockQuality quality = clock_quality();
  EXPECT_GT(quality.overhead_ns, 0);
  EXPECT_GT(quality.resolution_ns, 0);
  EXPECT_GT(now_ns(), before);
}

TEST(Processors, AreGivenBack) {
  const std::set<int> before = own_processors();
  EXPECT_EQ(before, std::set<int>(usable_processors().begin(), usable_processors().end()));
  {
    const KeepProcessors keep;
    pin_to_processor(0);
    EXPECT_EQ(own_processors(), std::set<int>{usable_processors()[0]});
  }
  EXPECT_EQ(own_processors(), before);
  {
    const SpinPool pool(2);
    EXPECT_EQ(own_processors().size(), 1U);
  }
  EXPECT_EQ(own_processors(), before);
}

TEST(Processors, ThreadsThatOthersMakeArePinnedAndFreed) {
  const std::set<int> before = own_processors();
  std::atomic<int> stage{0};
  std::set<int> pinned;
  std::set<int> freed;
  std::thread other;
  {
    PinnedThreads threads;
    other = std::thread([&] {
      while (stage == 0) std::this_thread::yield();
      pinned = own_processors();
      stage = 2;
      while (stage == 2) std::this_thread::yield();
      freed = own_processors();
    });
    EXPECT_EQ(threads.pin(), 2);
    EXPECT_EQ(own_processors().size(), 1U);
    stage = 1;
    while (stage == 1) std::this_thread::yield();
  }
  stage = 3;
  other.join();
  EXPECT_EQ(pinned.size(), 1U);
  EXPECT_EQ(freed, before);
  EXPECT_EQ(own_processors(), before);
}

TEST(SpinPool, RunsEachPartOnce) {
  SpinPool pool(3);
  EXPECT_EQ(pool.max_threads(), 3);
  for (const int threads : {1, 2, 3}) {
    std::vector<std::atomic<int>> runs(3);
    pool.run(threads, [&](int thread) { ++runs[static_cast<std::size_t>(thread)]; });
    for (int thread = 0; thread < 3; ++thread)
      EXPECT_EQ(runs[static_cast<std::size_t>(thread)], thread < threads ? 1 : 0);
  }
}

TEST(Limits, AreNumbers) {
  constexpr double kShort = 1e5;
  SpinPool pool(2);
  EXPECT_GT(measure_multiply_adds(pool, 1, false, kShort), 0);
  EXPECT_GT(measure_multiply_adds(pool, 2, true, kShort), 0);
  // The least size, one that no thread's part divides, and one with whole parts.
  for (const std::size_t bytes : {std::size_t{1}, std::size_t{10'000}, std::size_t{1} << 20U}) {
    for (const int threads : {1, 2}) {
      const Bandwidth found = measure_bandwidth(pool, threads, bytes, allocate_aligned, kShort);
      for (const double speed : {found.read, found.write, found.copy, found.triad}) {
        EXPECT_GT(speed, 0);
        EXPECT_LE(speed, found.best());
      }
    }
  }
}

TEST(Limits, UseTheMemoryTheyAreGivenAndNoMore) {
  SpinPool pool(2);
  constexpr std::size_t kGuard = 256;
  std::shared_ptr<void> memory;
  std::size_t size = 0;
  const Allocate guarded = [&](std::size_t bytes) {
    size = bytes;
    memory = allocate_aligned(bytes + kGuard);
    std::fill_n(static_cast<unsigned char*>(memory.get()) + bytes, kGuard, 0xa5);
    return memory;
  };
  measure_bandwidth(pool, 2, 100'000, guarded, 1e5);
  EXPECT_LE(size, 100'000U);
  EXPECT_GT(size, 90'000U);
  const auto* const end = static_cast<unsigned char*>(memory.get()) + size;
  EXPECT_EQ(std::count(end, end + kGuard, 0xa5), static_cast<std::ptrdiff_t>(kGuard));
  // Each float of it was written: all threads' parts together are all of it.
  const auto* const floats = static_cast<float*>(memory.get());
  EXPECT_EQ(std::count(floats, floats + size / sizeof(float), 0.0F), 0);
  EXPECT_EQ(measure_bandwidth(pool, 1, 100, [](std::size_t) { return nullptr; }, 1e5).best(), 0);
}

TEST(Limits, TheBestCounts) {
  Bandwidth one{1, 2, 3, 4};
  one.improve({4, 1, 5, 2});
  EXPECT_EQ(one.read, 4);
  EXPECT_EQ(one.write, 2);
  EXPECT_EQ(one.copy, 5);
  EXPECT_EQ(one.triad, 4);
  EXPECT_EQ(one.best(), 5);
}

}  // namespace
}  // namespace sinter::hardware
