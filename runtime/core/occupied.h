// Where the threads of a run are. Included by executor.cpp and tests.
#pragma once

#include <sched.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace sinter::runtime {

/// Processors that threads of one run are on. The system may leave two of them on one, each in the
/// other's way for whole time slices, as long as runs are shorter than what it looks at.
class Occupied {
 public:
  /// Notes the calling thread's processor; where another thread of the run is on it, moves to one
  /// that is free. What the thread may run on stays what it was.
  void take_place() noexcept {
    const int here = sched_getcpu();
    if (here < 0 || here >= kMost || claim(here)) return;
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
    cpu_set_t free = allowed;
    for (int cpu = 0; cpu < kMost; ++cpu) {
      if (is_claimed(cpu)) CPU_CLR(cpu, &free);
    }
    if (CPU_COUNT(&free) == 0 || sched_setaffinity(0, sizeof free, &free) != 0) return;
    sched_setaffinity(0, sizeof allowed, &allowed);
    if (const int now = sched_getcpu(); now >= 0 && now < kMost) claim(now);
  }

 private:
  static constexpr int kMost = CPU_SETSIZE;

  bool claim(int cpu) noexcept {
    const std::uint64_t bit = std::uint64_t{1} << (cpu % 64);
    return (words_[static_cast<std::size_t>(cpu / 64)].fetch_or(bit, std::memory_order_relaxed) &
            bit) == 0;
  }
  bool is_claimed(int cpu) const noexcept {
    return ((words_[static_cast<std::size_t>(cpu / 64)].load(std::memory_order_relaxed) >>
             (cpu % 64)) &
            1) != 0;
  }

  std::array<std::atomic<std::uint64_t>, kMost / 64> words_{};
};

}  // namespace sinter::runtime
