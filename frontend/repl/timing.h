// Robust times of short and long calls.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

namespace sinter::repl {

/// Seconds per call. Calls so short that the clock would be seen are timed in batches.
struct Timing {
  double fastest = 0;
  double lower = 0;  ///< A quarter of the samples is below.
  double median = 0;
  double upper = 0;  ///< A quarter of the samples is above.
  std::size_t samples = 0;
  std::size_t batch = 1;  ///< Calls per sample.
};

/// Times `call` for about `seconds`, at least 5 samples.
Timing measure(const std::function<void()>& call, double seconds);
/// The statistics of samples, which are not empty.
Timing statistics(std::vector<double> samples, std::size_t batch);

}  // namespace sinter::repl
