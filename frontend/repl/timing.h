// Robust times of short and long calls, and what the machine can do at most.
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

/// Bytes per second of reading as many bytes over and over, by all threads together: the memory, or
/// the caches that they fit into.
double measure_bandwidth(std::size_t bytes, int threads);
/// Floating-point operations per second in fused multiply-adds of full vectors, f32 or f64.
double measure_arithmetic(bool is_f32, int threads);

}  // namespace sinter::repl
