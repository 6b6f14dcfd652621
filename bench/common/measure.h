// Measuring kernels against each other: every contestant runs once per round, rounds are
// interleaved, medians are compared. Absolute times move from machine to machine and from run to
// run; ratios inside one run are what counts. Threads are pinned (a kernel of the operating system
// may pack two of them onto one core) and spin while a measurement lasts, so that waking up is not
// measured.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "frontend/hardware/clock.h"
#include "frontend/hardware/processors.h"
#include "frontend/hardware/spin_pool.h"

namespace sinter::bench {

using hardware::now_ns;
using hardware::pin_to_processor;
using hardware::SpinPool;

/// [begin, end) of part `index` of `parts` of `count` items; inner boundaries are multiples of
/// `grain`.
struct Range {
  std::int64_t begin, end;
};
Range split(std::int64_t count, std::int64_t grain, int index, int parts);

struct Contestant {
  std::string name;
  std::function<void()> run;
};

struct Timing {
  std::string name;
  double median_ns;  ///< Per call.
  double best_ns;
};

struct MeasureOptions {
  int rounds = 11;
  double round_ns = 2e6;      ///< Calls are repeated until a round takes about this long.
  std::int64_t pause_ns = 0;  ///< Before a contestant's calls: longer than threads of another spin.
};

/// Interleaved medians, after one warm-up round that also chooses the repetitions.
std::vector<Timing> measure(const std::vector<Contestant>& contestants,
                            const MeasureOptions& options = {});

/// What the machine can do, measured now: with `threads` pinned threads of the pool.
struct Limits {
  double fma_f32_gflops;  ///< Widest vectors that the CPU has.
  double read_l1_gbs, read_l2_gbs, read_dram_gbs;
  double copy_dram_gbs;  ///< Bytes read plus bytes written.
};
Limits measure_limits(SpinPool& pool, int threads);

}  // namespace sinter::bench
