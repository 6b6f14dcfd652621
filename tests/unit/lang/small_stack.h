// Runs code on a thread with little stack, to show that recursion is bounded.
#pragma once

#include <gtest/gtest.h>
#include <pthread.h>

#include <ctime>
#include <functional>

#include "tests/common/sanitizers.h"

namespace sinter::lang {

/// Runs `action` with a stack of 512 KiB (sanitizers' frames: 4 MiB) and returns the seconds it
/// took.
inline double on_small_stack(const std::function<void()>& action) {
  constexpr std::size_t kStack = (test::kSanitized ? 4096 : 512) * 1024;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStack);
  const auto run = [](void* given) -> void* {
    (*static_cast<const std::function<void()>*>(given))();
    return nullptr;
  };
  const std::clock_t start = std::clock();
  pthread_t thread{};
  EXPECT_EQ(pthread_create(&thread, &attributes, run, const_cast<std::function<void()>*>(&action)),
            0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace sinter::lang
