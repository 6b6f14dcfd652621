// The clock, and what looking at it costs.
#pragma once

#include <cstdint>

namespace sinter::hardware {

/// Nanoseconds on a monotonic clock.
std::int64_t now_ns();

struct ClockQuality {
  double resolution_ns = 0;  ///< The least step that was seen.
  double overhead_ns = 0;    ///< What one look at the clock takes.
};
ClockQuality clock_quality();

}  // namespace sinter::hardware
