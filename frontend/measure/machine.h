// The machine: what it is, how busy it is, which processors there are, and what the process uses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// What does not change: names, versions, the clock.
Machine describe_machine();

/// "2026-01-31T12:00:00Z".
std::string utc_now();

/// The processors that the process may use, as the system numbers them.
std::vector<int> usable_processors();

/// Pins the calling thread to one of those (index modulo their number). Best effort.
void pin_to_processor(int index);

/// While it lives, the threads of this process that keep() did not name stay on one processor each:
/// the calling thread on the first one, the others on the following ones in the order in which they
/// were made. Threads that come later are pinned by pin().
class PinnedThreads {
 public:
  /// Remembers the threads there are, which are left alone, but for the calling one.
  PinnedThreads();
  ~PinnedThreads();
  PinnedThreads(const PinnedThreads&) = delete;
  PinnedThreads& operator=(const PinnedThreads&) = delete;

  /// Pins what there is; returns how many threads are pinned.
  int pin();

 private:
  std::vector<int> processors_;
  std::vector<int> left_alone_;
};

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
