// The timing method: all contestants are measured in turn, block by block, in random order.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// Something whose calls are timed.
struct Contestant {
  /// Calls it so often and returns the nanoseconds that the calls took. What it throws ends its
  /// part, with the message as its problem; E6031 (cancelled) ends everything.
  std::function<double(std::int64_t calls)> run;
  /// Contestants of a group share threads. Before another group's turn there is a pause, in which
  /// threads that wait for work stop to spin.
  int group = 0;
  /// What has to be done before its calls are steady, and is no part of them: compiling, and what
  /// an automatic engine decides. May be empty; what it throws is like what `run` throws.
  std::function<void()> prepare;
};

/// The calls of a contestant.
struct Sampled {
  std::vector<double> blocks;   ///< Nanoseconds per call: the median of each block's batches.
  std::vector<double> batches;  ///< Nanoseconds per call of every batch.
  std::int64_t batch_calls = 0;
  std::string problem;
};

struct SamplerHooks {
  std::function<void()> renew;  ///< Before each block: new memory for the arguments.
  std::function<bool()> is_cancelled;
  /// After each block: the share that is done, from 0 to 1, and what was measured until now.
  std::function<void(double, const std::vector<Sampled>&)> progress;
};

/// Prepares each contestant and warms it up, chooses the calls of a batch from the least time that
/// a call took in a batch of the warm-up, then measures blocks: in each, groups
/// and contestants of a group in random order, one call that does not count and then the batches.
/// What was measured when it is cancelled is returned.
std::vector<Sampled> sample(const std::vector<Contestant>& contestants, const Method& method,
                            double clock_overhead_ns, const SamplerHooks& hooks);

/// The estimate of a contestant's steady time per call in milliseconds: blocks are its samples.
Estimate steady(const Sampled& sampled);

}  // namespace sinter::measure
