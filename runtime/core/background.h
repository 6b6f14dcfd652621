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

  /// Jobs do not throw. False, and nothing added, when the system has no thread, or the process
  /// ends.
  bool add(const void* owner, std::function<void()> job);
  /// Drops an owner's jobs, and returns when none of them runs.
  void forget(const void* owner);
  /// Returns when no job waits or runs.
  void wait();
  /// From here on the process's end waits for the jobs of all queues first. Called when a library
  /// that jobs use has been loaded: its own end must not meet one of them, and the engine may be
  /// static, and end too late for that. Called again after the first compiles: what the library
  /// makes on first use ends at its time, too. What it makes in the very job that runs then still
  /// ends first; EngineOptions::compiler_process keeps all of it out of the process.
  static void end_before_what_is_loaded();

 private:
  struct State;
  void close();
  State& state();
  State* existing() const;
  std::atomic<State*> state_{nullptr};
};

}  // namespace sinter::runtime
