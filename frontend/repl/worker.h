// Ctrl-C, and the thread that does what may take long.
#pragma once

#include <csignal>
#include <functional>
#include <memory>

#include "sinter/sinter.h"

namespace sinter::repl {

/// SIGINT and SIGWINCH as something to wait for, instead of handlers. The signals are blocked in
/// this thread and in those that it starts later.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int descriptor() const { return descriptor_; }
  struct Seen {
    bool interrupt = false;
    bool resize = false;
  };
  /// Those that came since it was last asked. Does not wait.
  Seen take();

 private:
  sigset_t before_{};
  int descriptor_ = -1;
};

/// One thread that works while this one waits for it or for Ctrl-C.
class Worker {
 public:
  explicit Worker(Signals& signals) : signals_(signals) {}
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// The message where work was left to itself.
  static constexpr const char* kGoesOn =
      "interrupted; what cannot be ended at once goes on in the background";

  /// Does the work and throws what it throws. After Ctrl-C `cancel` is called again and again; when
  /// the work has not ended soon after, it is left to itself, and this throws too: an error of kind
  /// kCancelled.
  void run(const std::function<void()>& work, const std::function<void()>& cancel);
  /// Work was left to itself and may still go on: the process must not take down what it uses.
  bool has_abandoned() const { return abandoned_; }

 private:
  struct State;
  static void serve(const std::shared_ptr<State>& state);

  Signals& signals_;
  std::shared_ptr<State> state_;  ///< Shared with the thread; null before the first work.
  bool abandoned_ = false;
};

}  // namespace sinter::repl
