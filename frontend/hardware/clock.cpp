#include "frontend/hardware/clock.h"

#include <time.h>

#include <algorithm>

namespace sinter::hardware {

std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

ClockQuality clock_quality() {
  constexpr int kLooks = 20'000;
  std::int64_t least = 1'000'000'000;
  const std::int64_t start = now_ns();
  std::int64_t before = start;
  for (int i = 0; i < kLooks; ++i) {
    const std::int64_t now = now_ns();
    if (now > before) least = std::min(least, now - before);
    before = now;
  }
  return {static_cast<double>(least), static_cast<double>(before - start) / kLooks};
}

}  // namespace sinter::hardware
