// The memory pool, the executor and what kernels see of the runtime.
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xmmintrin.h>

#include <atomic>
#include <cstring>
#include <numeric>
#include <set>
#include <stdexcept>
#include <thread>

#include "runtime/core/allocator.h"
#include "runtime/core/call_state.h"
#include "runtime/core/fp_state.h"
#include "runtime/core/occupied.h"
#include "tests/common/sanitizers.h"
#include "tests/unit/runtime/expect_error.h"

namespace sinter::runtime {
namespace {

using test::expect_error;

TEST(Pool, RoundsToFourClassesPerOctaveAndAligns) {
  Pool pool;
  std::size_t last = 0;
  for (std::size_t bytes = 0; bytes < 5000; ++bytes) {
    const std::size_t rounded = Pool::rounded(bytes);
    EXPECT_GE(rounded, std::max<std::size_t>(bytes, 64));
    EXPECT_EQ(rounded % 64, 0u);
    if (bytes > 256) {
      EXPECT_LE(rounded, bytes + bytes / 4);
    }
    EXPECT_GE(rounded, last);
    EXPECT_EQ(Pool::rounded(rounded), rounded);
    last = rounded;
  }
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{1000}, Pool::kHugeBlock + 1}) {
    void* memory = pool.allocate(bytes);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0u);
    if (bytes > Pool::kHugeBlock) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % (2 << 20), 0u);
    }
    std::memset(memory, 1, bytes);
    pool.release(memory, bytes);
  }
}

TEST(Pool, ReusesBlocksAndBoundsItsCache) {
  Pool pool(0, 1 << 20);
  void* first = pool.allocate(1000);
  pool.release(first, 1000);
  EXPECT_EQ(pool.bytes_cached(), 1024u);
  EXPECT_EQ(pool.allocate(1020), first) << "the same size class";
  pool.release(first, 1020);
  for (const std::size_t bytes : {600u << 10, 500u << 10, 300u << 10, 2u << 20}) {
    pool.release(pool.allocate(bytes), bytes);
    EXPECT_LE(pool.bytes_cached(), 1u << 20);
  }
  pool.trim();
  EXPECT_EQ(pool.bytes_cached(), 0u);
  EXPECT_EQ(pool.bytes_in_use(), 0u);
}

TEST(Pool, LimitAndExhaustionAreResourceErrors) {
  const auto pool = std::make_shared<Pool>(1 << 20);
  const Block held(pool, 600 << 10);
  expect_error(
      "E5002", "memory limit of 1048576 bytes does not allow 600000 more",
      [&] { Block(pool, 600000); }, ErrorKind::kResource);
  expect_error(
      "E5001", "no memory for 1152921504606846976 bytes",
      [] { Pool().allocate(std::size_t{1} << 60); }, ErrorKind::kResource);
  expect_error(
      "E5001", "no memory", [] { Pool().allocate(std::size_t{1} << 45); }, ErrorKind::kResource);
  EXPECT_NO_THROW(Block(pool, 1000));
}

TEST(Pool, ManyThreads) {
  const auto pool = std::make_shared<Pool>(0, 1 << 16);
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < 500; ++i) {
        const Block block(pool, 64 + (i * 37 + static_cast<std::size_t>(t)) % 9000);
        std::memset(block.data(), t, 64);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(pool->bytes_in_use(), 0u);
}

/// Counts how often each index was visited, and remembers what the threads looked like.
struct Visits {
  explicit Visits(std::size_t n) : counts(n) {}
  std::vector<std::atomic<int>> counts;
  std::atomic<int> pieces{0};
  std::atomic<int> bad_pieces{0};
  std::atomic<int> bad_state{0};
  std::int64_t grain = 1;
  std::int64_t end = 0;

  static void body(void* captured, std::int64_t begin, std::int64_t end) {
    auto& self = *static_cast<Visits*>(captured);
    self.pieces.fetch_add(1);
    if (begin % self.grain != 0 || (end != self.end && end % self.grain != 0))
      self.bad_pieces.fetch_add(1);
    if (_mm_getcsr() != FpStateGuard::kDefault) self.bad_state.fetch_add(1);
    for (std::int64_t i = begin; i < end; ++i)
      self.counts[static_cast<std::size_t>(i)].fetch_add(1);
  }
};

TEST(Executor, VisitsEveryIndexOnceInMultiplesOfTheGrain) {
  const auto executor = make_openmp_executor(3);
  EXPECT_EQ(executor->concurrency(), 3);
  for (const std::int64_t n : {0, 1, 7, 100, 1001}) {
    for (const std::int64_t grain : {1, 3, 64, 5000}) {
      for (const int threads : {1, 2, 3}) {
        Visits visits(static_cast<std::size_t>(n));
        visits.grain = grain;
        visits.end = n;
        parallel_for(*executor, threads, &Visits::body, &visits, 0, n, grain);
        for (auto& count : visits.counts) ASSERT_EQ(count.load(), 1);
        EXPECT_EQ(visits.bad_pieces.load(), 0);
        if (n <= grain || threads == 1) {
          EXPECT_EQ(visits.pieces.load(), n == 0 ? 0 : 1) << "small work is not cut";
        }
      }
    }
  }
}

TEST(Executor, FloatingPointStateIsSetAndRestored) {
  const auto executor = make_openmp_executor(2);
  const unsigned host = 0x1f80 | 0x8040 | 0x6000;  // flush to zero, round towards zero
  const unsigned before = _mm_getcsr();
  for (const int threads : {2, 3}) {  // a loop of one chunk runs in the state of its call
    Visits visits(1000);
    _mm_setcsr(host);
    parallel_for(*executor, threads, &Visits::body, &visits, 0, 1000, 1);
    const unsigned after = _mm_getcsr();
    _mm_setcsr(before);
    EXPECT_EQ(after, host);
    EXPECT_EQ(visits.bad_state.load(), 0);
  }
}

TEST(Executor, AThreadMovesAwayFromTheProcessorOfAnother) {
  cpu_set_t allowed;
  ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
  if (CPU_COUNT(&allowed) < 2) GTEST_SKIP() << "one processor";
  Occupied occupied;
  std::atomic<int> first{-1};
  std::atomic<bool> stop{false};
  std::thread keeps_busy([&] {
    cpu_set_t here;
    CPU_ZERO(&here);
    CPU_SET(sched_getcpu(), &here);
    sched_setaffinity(0, sizeof here, &here);
    occupied.take_place();
    first = sched_getcpu();
    while (!stop) {
    }
  });
  while (first < 0) std::this_thread::yield();
  std::thread moves([&] {
    cpu_set_t there;
    CPU_ZERO(&there);
    CPU_SET(first, &there);
    ASSERT_EQ(sched_setaffinity(0, sizeof there, &there), 0);
    sched_setaffinity(0, sizeof allowed, &allowed);
    occupied.take_place();
    EXPECT_NE(sched_getcpu(), first);
    cpu_set_t after;
    ASSERT_EQ(sched_getaffinity(0, sizeof after, &after), 0);
    EXPECT_TRUE(CPU_EQUAL(&after, &allowed));
  });
  moves.join();
  stop = true;
  keeps_busy.join();
}

TEST(Executor, NestedLoopsRunInline) {
  static const auto executor = make_openmp_executor(2);
  static std::atomic<int> inner_pieces;
  static std::atomic<int> outer_pieces;
  inner_pieces = outer_pieces = 0;
  parallel_for(
      *executor, 2,
      [](void*, std::int64_t, std::int64_t) {
        outer_pieces.fetch_add(1);
        parallel_for(
            *executor, 2, [](void*, std::int64_t, std::int64_t) { inner_pieces.fetch_add(1); },
            nullptr, 0, 100, 1);
      },
      nullptr, 0, 100, 1);
  EXPECT_EQ(inner_pieces.load(), outer_pieces.load());
}

TEST(Executor, CallsFromManyThreads) {
  const auto executor = make_openmp_executor(2);
  std::vector<std::jthread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) {
        Visits visits(200);
        parallel_for(*executor, 2, &Visits::body, &visits, 0, 200, 1);
        for (auto& count : visits.counts) wrong += count.load() == 1 ? 0 : 1;
      }
    });
  }
  threads.clear();
  EXPECT_EQ(wrong.load(), 0);
}

TEST(Executor, AHostsExecutorThatGivesUpIsMadeUpFor) {
  struct Tired final : Executor {
    int concurrency() const override { return 4; }
    void run(int, void (*task)(void*, int), void* context) override {
      if (++calls % 2 == 0) task(context, 0);
      throw std::runtime_error("no threads today");
    }
    int calls = 0;
  } tired;
  for (int i = 0; i < 2; ++i) {
    Visits visits(100);
    parallel_for(tired, 4, &Visits::body, &visits, 0, 100, 1);
    for (auto& count : visits.counts) EXPECT_EQ(count.load(), 1);
  }
}

TEST(Executor, AChildAfterForkRunsAlone) {
  if (test::kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer does not follow threads over fork";
  const auto executor = make_openmp_executor(2);
  Visits warm(100);
  parallel_for(*executor, 2, &Visits::body, &warm, 0, 100, 1);
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);
    Visits visits(100);
    parallel_for(*executor, 2, &Visits::body, &visits, 0, 100, 1);
    int total = 0;
    for (auto& count : visits.counts) total += count.load();
    _exit(total == 100 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

struct CallFixture : testing::Test {
  Pool pool{1 << 20};
  std::shared_ptr<Executor> executor = make_openmp_executor(2);
  CallState call{pool, *executor, 2};
};

TEST_F(CallFixture, KernelsReachTheirTables) {
  float x[2] = {1, 2};
  void* const buffers[] = {x};
  const std::int64_t integers[] = {2};
  call.run(
      [](abi::Call* c) {
        auto* data = static_cast<float*>(c->buffers[0]);
        for (std::int64_t i = 0; i < c->integers[0]; ++i) data[i] += 1;
      },
      buffers, integers);
  EXPECT_EQ(x[1], 3);
  EXPECT_FALSE(call.failure().has_value());
}

TEST_F(CallFixture, TheLowestFailureIsKept) {
  call.run(
      [](abi::Call* c) {
        c->runtime->parallel_for(
            c,
            [](void* captured, std::int64_t begin, std::int64_t end) {
              auto* inner = static_cast<abi::Call*>(captured);
              for (std::int64_t i = end; i-- > begin;) {
                if (i >= 10) inner->runtime->fail(inner, 1 + i % 2, i, 0, 0, 0);
              }
            },
            c, 0, 1000, 1);
      },
      {}, {});
  ASSERT_TRUE(call.failure().has_value());
  EXPECT_EQ(call.failure()->site, 1);
  EXPECT_EQ(call.failure()->index, 10);
}

TEST_F(CallFixture, FailedAllocationsAreResourceErrors) {
  const auto kernel = [](abi::Call* c) {
    void* small = c->runtime->allocate(c, 100);
    EXPECT_NE(small, nullptr);
    c->runtime->release(c, small, 100);
    EXPECT_EQ(c->runtime->allocate(c, 2 << 20), nullptr);
  };
  expect_error(
      "E5002", "does not allow a temporary of 2097152 bytes", [&] { call.run(kernel, {}, {}); },
      ErrorKind::kResource);
  CallState other(pool, *executor, 2);
  expect_error(
      "E5001", "no memory for a temporary",
      [&] { other.run([](abi::Call* c) { c->runtime->allocate(c, -1); }, {}, {}); },
      ErrorKind::kResource);
  EXPECT_EQ(pool.bytes_in_use(), 0u);
}

}  // namespace
}  // namespace sinter::runtime
