#include "bench/common/measure.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace sinter::bench {

Range split(std::int64_t count, std::int64_t grain, int index, int parts) {
  const std::int64_t grains = (count + grain - 1) / grain;
  const std::int64_t begin = grains * index / parts, end = grains * (index + 1) / parts;
  return {std::min(begin * grain, count), std::min(end * grain, count)};
}

std::vector<Timing> measure(const std::vector<Contestant>& contestants,
                            const MeasureOptions& options) {
  std::vector<std::int64_t> repetitions;
  for (const Contestant& c : contestants) {  // warm-up, and how often a round calls it
    c.run();
    std::int64_t calls = 1;
    while (true) {
      const std::int64_t start = now_ns();
      for (std::int64_t i = 0; i < calls; ++i) c.run();
      const double elapsed = static_cast<double>(now_ns() - start);
      if (elapsed >= options.round_ns / 4 || calls > (std::int64_t{1} << 30)) {
        const double per_call = elapsed / static_cast<double>(calls);
        repetitions.push_back(std::max<std::int64_t>(
            1, static_cast<std::int64_t>(options.round_ns / std::max(per_call, 1.0))));
        break;
      }
      calls *= 4;
    }
  }
  std::vector<std::vector<double>> samples(contestants.size());
  for (int round = 0; round < options.rounds; ++round)
    for (std::size_t k = 0; k < contestants.size(); ++k) {
      // Threads of the one before stop to spin.
      if (options.pause_ns > 0)
        std::this_thread::sleep_for(std::chrono::nanoseconds(options.pause_ns));
      contestants[k].run();  // brings its data back into the cache
      const std::int64_t start = now_ns();
      for (std::int64_t i = 0; i < repetitions[k]; ++i) contestants[k].run();
      samples[k].push_back(static_cast<double>(now_ns() - start) /
                           static_cast<double>(repetitions[k]));
    }
  std::vector<Timing> timings;
  for (std::size_t k = 0; k < contestants.size(); ++k) {
    std::sort(samples[k].begin(), samples[k].end());
    timings.push_back({contestants[k].name, samples[k][samples[k].size() / 2], samples[k].front()});
  }
  return timings;
}

}  // namespace sinter::bench
