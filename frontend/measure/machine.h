// The machine: what it is, how busy it is, and what the process uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// What does not change: names, versions, the clock.
Machine describe_machine();

/// "2026-01-31T12:00:00Z".
std::string utc_now();

/// Measures how busy the machine is while it lives.
class LoadMeter {
 public:
  LoadMeter();
  /// What other processes used since the meter was made.
  Load read() const;

 private:
  double busy_s_ = 0;
  double own_s_ = 0;
  double wall_s_ = 0;
  std::uint64_t switches_ = 0;
};

/// The most memory that the process held at once since reset; nothing where the system does not
/// say.
class PeakMemory {
 public:
  PeakMemory();
  std::optional<std::uint64_t> growth() const;

 private:
  std::optional<std::uint64_t> before_;
};

}  // namespace sinter::measure
