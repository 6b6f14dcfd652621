#include "runtime/core/once_map.h"

#include <atomic>
#include <barrier>
#include <thread>
#include <vector>

#include "tests/unit/runtime/expect_error.h"

namespace sinter::runtime {
namespace {

using Map = OnceMap<int>;

TEST(OnceMap, MakesOncePerKeyForManyThreads) {
  Map map;
  constexpr int kThreads = 8;
  constexpr int kKeys = 20;
  std::atomic<int> made{0};
  std::atomic<int> wrong{0};
  std::barrier start(kThreads);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&] {
        for (int key = 0; key < kKeys; ++key) {
          start.arrive_and_wait();
          const auto value = map.get(std::to_string(key), [&] {
            ++made;
            std::this_thread::yield();
            return std::make_shared<int>(key);
          });
          wrong += *value == key ? 0 : 1;
        }
      });
    }
  }
  EXPECT_EQ(made.load(), kKeys);
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(map.size(), static_cast<std::size_t>(kKeys));
}

TEST(OnceMap, FailuresAreSharedThenTriedAgain) {
  Map map;
  std::atomic<int> attempts{0};
  std::atomic<int> failures{0};
  std::atomic<int> waiting{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        ++waiting;
        try {
          map.get("k", [&]() -> Map::Pointer {
            ++attempts;
            while (waiting < 4) std::this_thread::yield();
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
            throw Error(ErrorKind::kResource, "E0000", "no");
          });
        } catch (const Error&) {
          ++failures;
        }
      });
    }
  }
  EXPECT_EQ(failures.load(), 4);
  EXPECT_LE(attempts.load(), 4);
  EXPECT_EQ(map.size(), 0u);
  EXPECT_EQ(map.find("k"), nullptr);
  EXPECT_EQ(*map.get("k", [] { return std::make_shared<int>(3); }), 3);
  EXPECT_EQ(*map.find("k"), 3);
}

TEST(OnceMap, DifferentKeysAreMadeInParallel) {
  Map map;
  std::barrier both(2);  // would never be passed if one waited for the other
  std::jthread a([&] {
    map.get("a", [&] {
      both.arrive_and_wait();
      return std::make_shared<int>(1);
    });
  });
  std::jthread b([&] {
    map.get("b", [&] {
      both.arrive_and_wait();
      return std::make_shared<int>(2);
    });
  });
}

}  // namespace
}  // namespace sinter::runtime
