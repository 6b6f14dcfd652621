#include "frontend/repl/timing.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "frontend/hardware/clock.h"

namespace sinter::repl {
namespace {

constexpr double kShortest = 20e-6;  ///< Of a sample.
constexpr double kLooks = 200;       ///< Looks at the clock that take less than a sample.

double seconds_since(std::int64_t start) {
  return static_cast<double>(hardware::now_ns() - start) * 1e-9;
}

}  // namespace

Timing statistics(std::vector<double> samples, std::size_t batch) {
  std::ranges::sort(samples);
  const auto at = [&](double part) {
    const double place = std::round(part * static_cast<double>(samples.size() - 1));
    return samples[static_cast<std::size_t>(place)];
  };
  return {samples.front(), at(0.25), at(0.5), at(0.75), samples.size(), batch};
}

Timing measure(const std::function<void()>& call, double seconds) {
  // Far more than a look at the clock takes.
  const double shortest =
      std::max(kShortest, kLooks * hardware::clock_quality().overhead_ns * 1e-9);
  const auto batch_time = [&](std::size_t batch) {
    const std::int64_t start = hardware::now_ns();
    for (std::size_t i = 0; i < batch; ++i) call();
    return seconds_since(start);
  };
  std::size_t batch = 1;
  while (batch_time(batch) < shortest && batch < 4096) batch *= 2;
  constexpr std::size_t kFewest = 5;
  constexpr std::size_t kMost = 10000;
  std::vector<double> samples;
  const std::int64_t start = hardware::now_ns();
  while (samples.size() < kFewest || (seconds_since(start) < seconds && samples.size() < kMost))
    samples.push_back(batch_time(batch) / static_cast<double>(batch));
  return statistics(std::move(samples), batch);
}

}  // namespace sinter::repl
