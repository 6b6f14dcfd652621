// The processors of the machine, and which thread runs on which.
#pragma once

#include <vector>

namespace sinter::hardware {

/// The processors that the process may use, as the system numbers them. Looked up once: a thread
/// that is pinned would see its own alone.
const std::vector<int>& usable_processors();

/// Pins the calling thread to one of those (index modulo their number). Best effort: a thread that
/// is not pinned is only noisier.
void pin_to_processor(int index);

/// While it lives, the calling thread may be pinned; afterwards it runs where it ran before.
class KeepProcessors {
 public:
  KeepProcessors();
  ~KeepProcessors();
  KeepProcessors(const KeepProcessors&) = delete;
  KeepProcessors& operator=(const KeepProcessors&) = delete;

 private:
  int thread_;
  std::vector<int> before_;
};

/// While it lives, the threads of this process stay on one processor each: the calling thread on
/// the first one, those made since on the following ones in the order in which they were made.
class PinnedThreads {
 public:
  /// Remembers the threads there are, which are left alone, but for the calling one.
  PinnedThreads();
  ~PinnedThreads();
  PinnedThreads(const PinnedThreads&) = delete;
  PinnedThreads& operator=(const PinnedThreads&) = delete;

  /// Pins what there is now; returns how many threads are pinned.
  int pin();

 private:
  std::vector<int> left_alone_;
};

}  // namespace sinter::hardware
