#include "frontend/cli/interrupt.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "frontend/cli/cli.h"
#include "frontend/measure/temporary.h"

namespace sinter::cli {
namespace {

TEST(Interruptible, CancelsTheToken) {
  const CancelToken token;
  {
    const Interruptible interruptible(token, [] { FAIL(); });
    kill(getpid(), SIGINT);
    while (!token.is_cancelled()) std::this_thread::yield();
  }
  EXPECT_TRUE(token.is_cancelled());
}

/// What does not end by itself when it is cancelled.
[[noreturn]] void be_stuck(int signals) {
  const measure::TemporaryFolder folder;
  std::ofstream(folder.path() + "/file") << "something";
  const Interruptible interruptible(CancelToken(), [&] {
    measure::remove_temporary_folders();
    std::fputs(std::filesystem::exists(folder.path()) ? "left" : "kept", stderr);
  });
  for (int i = 0; i < signals; ++i) {
    kill(getpid(), SIGINT);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
}

TEST(Interruptible, WhatIsStuckIsEndedAfterALastWord) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(be_stuck(1), testing::ExitedWithCode(kInterrupted), "kept.*interrupted");
  EXPECT_EXIT(be_stuck(2), testing::ExitedWithCode(kInterrupted), "kept.*interrupted");
}

}  // namespace
}  // namespace sinter::cli
