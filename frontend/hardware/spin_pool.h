// Pinned threads that spin while they wait for the next run, so that waking them up is not
// measured; after some tenths of a millisecond without one they sleep.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace sinter::hardware {

/// Not for production: it burns its processors while it is used.
class SpinPool {
 public:
  /// Pins the calling thread, too, until the pool goes.
  explicit SpinPool(int max_threads);
  ~SpinPool();
  SpinPool(const SpinPool&) = delete;
  SpinPool& operator=(const SpinPool&) = delete;

  /// Runs body(thread) for 0 <= thread < threads; thread 0 is the caller.
  void run(int threads, const std::function<void(int)>& body);
  int max_threads() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sinter::hardware
