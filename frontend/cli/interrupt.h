// Ctrl-C while a function is compiled and called.
#pragma once

#include <csignal>
#include <functional>
#include <thread>

#include "sinter/sinter.h"

namespace sinter::cli {

/// While it lives, SIGINT cancels the token. The process ends with status 130 when the call does
/// not end soon after (it may be compiling), or at a second SIGINT; before, `last` is called on a
/// thread of its own, while the call goes on.
class Interruptible {
 public:
  explicit Interruptible(CancelToken token, std::function<void()> last = {});
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

 private:
  [[noreturn]] void give_up() const;
  void watch() const;
  CancelToken token_;
  std::function<void()> last_;
  sigset_t before_{};  ///< The thread's signal mask, to be restored.
  int signals_ = -1;   ///< Readable when SIGINT came.
  int ending_ = -1;    ///< Readable when the call is done.
  std::thread thread_;
};

}  // namespace sinter::cli
