// Work that nobody waits for: compiles for sizes that have become frequent.
#pragma once

#include <atomic>
#include <functional>

namespace sinter::runtime {

/// Jobs, one after another, on a thread of their own that starts with the first of them. In a child
/// after fork, where that thread is not, another one starts; jobs of the parent are not done there.
class BackgroundQueue {
 public:
  BackgroundQueue() = default;
  /// Drops what waits, and returns when the job that runs is done.
  ~BackgroundQueue();
  BackgroundQueue(const BackgroundQueue&) = delete;
  BackgroundQueue& operator=(const BackgroundQueue&) = delete;

  /// Jobs do not throw. False, and nothing added, when the system has no thread.
  bool add(const void* owner, std::function<void()> job);
  /// Drops an owner's jobs, and returns when none of them runs.
  void forget(const void* owner);
  /// Returns when no job waits or runs.
  void wait();

 private:
  struct State;
  State& state();
  State* existing() const;
  std::atomic<State*> state_{nullptr};
};

}  // namespace sinter::runtime
