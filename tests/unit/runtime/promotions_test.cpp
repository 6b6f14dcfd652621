// Which sizes get kernels of their own, the queue that compiles them, and the ledger's rows.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <future>
#include <string>
#include <thread>

#include "runtime/core/background.h"
#include "runtime/core/ledger.h"
#include "runtime/core/promotions.h"
#include "tests/common/sanitizers.h"

namespace sinter::runtime {
namespace {

/// A kernel that is never called.
std::shared_ptr<NativeKernel> some_kernel() { return std::make_shared<NativeKernel>(); }

/// Calls of one millisecond each until a kernel is asked for; 0 when none is in `most` calls.
int calls_until_wanted(Promotions& promotions, const std::string& key, double compile_ms,
                       int most = 10000) {
  for (int call = 1; call <= most; ++call) {
    if (promotions.note(key, false, 1, compile_ms)) return call;
  }
  return 0;
}

TEST(Promotions, AKernelIsAskedForWhenTheExpectedGainHasPaidForIt) {
  Promotions promotions(8);
  EXPECT_EQ(calls_until_wanted(promotions, "a", 5), 50);
  EXPECT_EQ(calls_until_wanted(promotions, "b", 20), 200);
  EXPECT_EQ(calls_until_wanted(promotions, "c", 0.001), Promotions::kTrialCalls);
  EXPECT_EQ(calls_until_wanted(promotions, "a", 5), 0) << "it is being compiled";
  EXPECT_FALSE(promotions.is_settled("a"));
}

TEST(Promotions, KernelsAreKeptWhenTheyAreFasterAndDroppedOtherwise) {
  for (const bool faster : {true, false}) {
    Promotions promotions(8);
    calls_until_wanted(promotions, "a", 5);
    EXPECT_EQ(promotions.find("a"), nullptr);
    promotions.settle("a", some_kernel());
    for (int call = 0; call < Promotions::kTrialCalls; ++call) {
      EXPECT_NE(promotions.find("a"), nullptr);
      EXPECT_FALSE(promotions.is_settled("a"));
      EXPECT_FALSE(promotions.note("a", true, faster ? 0.8 : 0.99, 5));
    }
    EXPECT_TRUE(promotions.is_settled("a"));
    EXPECT_EQ(promotions.find("a") != nullptr, faster);
    EXPECT_EQ(calls_until_wanted(promotions, "a", 5), 0) << "it was tried already";
  }
}

TEST(Promotions, AFailedCompileIsNotTriedAgain) {
  Promotions promotions(8);
  calls_until_wanted(promotions, "a", 5);
  promotions.settle("a", nullptr);
  EXPECT_TRUE(promotions.is_settled("a"));
  EXPECT_EQ(calls_until_wanted(promotions, "a", 5), 0);
}

TEST(Promotions, TheirNumberIsBounded) {
  Promotions promotions(3);
  int wanted = 0;
  for (int shape = 0; shape < 1000; ++shape) {
    const std::string key = std::to_string(shape);
    if (calls_until_wanted(promotions, key, 0.1, 20) == 0) continue;
    ++wanted;
    promotions.settle(key, nullptr);
    if (wanted == 3) break;
  }
  EXPECT_EQ(wanted, 3);
  EXPECT_EQ(calls_until_wanted(promotions, "late", 0.1, 500), 0);
}

TEST(Promotions, IdleKernelsGiveWayToOthers) {
  Promotions promotions(1);
  calls_until_wanted(promotions, "a", 5);
  promotions.settle("a", some_kernel());
  for (int call = 0; call < Promotions::kTrialCalls; ++call) promotions.note("a", true, 0.5, 5);
  const int calls = calls_until_wanted(promotions, "b", 5);
  EXPECT_EQ(calls, static_cast<int>(Promotions::kIdleCalls));
  EXPECT_EQ(promotions.find("a"), nullptr);
}

TEST(Promotions, ShortCallsAreNotWatched) {
  Promotions promotions(8);
  for (int call = 0; call < 1000; ++call) EXPECT_FALSE(promotions.note("a", false, 0.001, 1e-9));
  EXPECT_TRUE(promotions.is_settled("a"));
  EXPECT_FALSE(promotions.note("a", false, 3, 100));  // the first call of a pair of arrays, say
  EXPECT_FALSE(promotions.is_settled("a"));
  EXPECT_FALSE(promotions.note("a", false, 0.001, 100));
  EXPECT_TRUE(promotions.is_settled("a"));
}

TEST(Promotions, ShapesThatComeOnceAreForgotten) {
  Promotions promotions(8);
  for (std::size_t shape = 0; shape < 2 * Promotions::kWatchedShapes; ++shape)
    promotions.note(std::to_string(shape), false, 1, 100);
  EXPECT_TRUE(promotions.is_settled("0")) << "the oldest is not known any more";
  EXPECT_FALSE(promotions.is_settled(std::to_string(2 * Promotions::kWatchedShapes - 1)));
}

TEST(BackgroundQueue, JobsRunInOrderOnAnotherThread) {
  BackgroundQueue queue;
  std::string order;
  const auto here = std::this_thread::get_id();
  for (const char letter : std::string("abc")) {
    EXPECT_TRUE(queue.add(&queue, [&order, letter, here] {
      EXPECT_NE(std::this_thread::get_id(), here);
      order += letter;
    }));
  }
  queue.wait();
  EXPECT_EQ(order, "abc");
}

TEST(BackgroundQueue, ForgettingWaitsForTheJobThatRuns) {
  BackgroundQueue queue;
  const int owner = 0, other = 0;
  std::promise<void> started, go_on;
  std::atomic<int> of_owner{0}, of_other{0};
  queue.add(&owner, [&] {
    started.set_value();
    go_on.get_future().wait();
    ++of_owner;
  });
  for (int i = 0; i < 100; ++i) queue.add(&owner, [&] { ++of_owner; });
  queue.add(&other, [&] { ++of_other; });
  started.get_future().wait();
  std::thread release([&] { go_on.set_value(); });
  queue.forget(&owner);
  release.join();
  const int done = of_owner.load();
  EXPECT_GE(done, 1) << "the job that ran is done";
  queue.wait();
  EXPECT_EQ(of_owner.load(), done) << "no job of the owner runs later";
  EXPECT_EQ(of_other.load(), 1);
}

TEST(BackgroundQueue, WorksInAChildAfterFork) {
  if (test::kThreadSanitizer) GTEST_SKIP() << "ThreadSanitizer starts no threads after fork";
  BackgroundQueue queue;
  std::atomic<int> count{0};
  queue.add(&queue, [&] { ++count; });
  queue.wait();
  const pid_t child = fork();
  if (child == 0) {
    queue.add(&queue, [&] { ++count; });
    queue.wait();
    _exit(count == 2 ? 7 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 7);
}

TEST(BackgroundQueue, DestructionDropsWhatWaits) {
  std::atomic<int> count{0};
  std::promise<void> started;
  {
    BackgroundQueue queue;
    queue.add(&queue, [&] {
      started.set_value();
      ++count;
    });
    started.get_future().wait();
  }
  EXPECT_EQ(count.load(), 1);
}

/// A queue that is never destroyed, and a library whose end (the first handler) must not meet a
/// job.
TEST(BackgroundQueueDeathTest, TheProcessEndsBehindItsJobs) {
  const auto end_while_a_job_runs = [] {
    static std::atomic<bool> done{false};
    std::atexit([] {
      if (!done) _exit(3);
    });
    BackgroundQueue::end_before_what_is_loaded();
    auto* queue = new BackgroundQueue;
    std::promise<void> started;
    queue->add(queue, [&] {
      started.set_value();
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      done = true;
    });
    started.get_future().wait();
    std::exit(0);
  };
  EXPECT_EXIT(end_while_a_job_runs(), testing::ExitedWithCode(0), "");
}

TEST(Ledger, KeepsRowsOfLiveKernelsAndSomeOfTheRest) {
  Ledger ledger;
  const auto alive = std::make_shared<KernelRecord>();
  alive->entry.function = "alive";
  ledger.add(alive);
  for (std::size_t i = 0; i < 2 * Ledger::kMostRows; ++i)
    ledger.add(std::make_shared<KernelRecord>());
  const auto rows = ledger.entries();
  EXPECT_LE(rows.size(), Ledger::kMostRows + 1);
  EXPECT_EQ(rows.front().function, "alive");
  EXPECT_TRUE(rows.front().is_alive);
  EXPECT_FALSE(rows.back().is_alive);
}

}  // namespace
}  // namespace sinter::runtime
