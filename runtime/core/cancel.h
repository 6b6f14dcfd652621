// Ending calls from outside: by a token, or by the clock.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "sinter/call_options.h"

namespace sinter {

namespace runtime {
class CallState;
}

/// Behind a token: the calls that it ends.
struct detail::CancelState {
  std::atomic<bool> cancelled{false};
  std::mutex mutex;
  std::vector<runtime::CallState*> calls;

  static CancelState& of(const CancelToken& token) { return *token.state_; }
};

namespace runtime {

/// While it lives, a token (or none) ends a call.
class Cancellable {
 public:
  Cancellable(const CancelToken* token, CallState& call);
  ~Cancellable();
  Cancellable(const Cancellable&) = delete;
  Cancellable& operator=(const Cancellable&) = delete;

 private:
  detail::CancelState* state_;
  CallState& call_;
};

/// Ends calls whose time is up, from a thread of its own that starts with the first of them. In a
/// child after fork, where that thread is not, another one starts.
class Watchdog {
 public:
  using Clock = std::chrono::steady_clock;

  Watchdog() = default;
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  friend class TimeLimit;
  struct State;
  State& state();
  std::atomic<State*> state_{nullptr};
};

/// While it lives, a call is ended `seconds` after its beginning; 0: never.
class TimeLimit {
 public:
  TimeLimit(Watchdog& watchdog, double seconds, CallState& call);
  ~TimeLimit();
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

 private:
  Watchdog::State* state_ = nullptr;
  CallState& call_;
};

}  // namespace runtime
}  // namespace sinter
