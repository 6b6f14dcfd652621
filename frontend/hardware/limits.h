// What the machine can do at most, measured now: floating-point operations and bytes per second.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "frontend/hardware/spin_pool.h"

namespace sinter::hardware {

/// Gigabytes per second of arrays that are used over and over, by several ways to use them.
struct Bandwidth {
  double read = 0;
  double write = 0;
  double copy = 0;   ///< a = b: bytes read and written.
  double triad = 0;  ///< a = b + 3c: bytes read and written.

  double best() const;
  /// The better of both, way by way: what limits a program is the best that was seen.
  void improve(const Bandwidth& other);
};

/// Memory of so many bytes that begins at a multiple of 64; a null pointer where there is none.
using Allocate = std::function<std::shared_ptr<void>(std::size_t bytes)>;
/// From malloc. What programs compute with lies on other pages: see Array::empty.
std::shared_ptr<void> allocate_aligned(std::size_t bytes);

/// How long a probe takes, about.
inline constexpr double kUsualProbeNs = 3e7;

/// Gigaflops of fused multiply-adds (each counts two) of the widest vectors that the processor has,
/// on the first `threads` threads of the pool. Without fused ones: of a product and a sum.
double measure_multiply_adds(SpinPool& pool, int threads, bool is_double,
                             double probe_ns = kUsualProbeNs);

/// The bandwidths of arrays that take so many bytes together, each thread's part its own: of the
/// memory, or of the caches that they fit into. What is written goes past the caches where that is
/// faster. Zeros where there is no memory.
Bandwidth measure_bandwidth(SpinPool& pool, int threads, std::size_t bytes,
                            const Allocate& allocate = allocate_aligned,
                            double probe_ns = kUsualProbeNs);

}  // namespace sinter::hardware
