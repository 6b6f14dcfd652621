#include "frontend/cli/interrupt.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cstdint>
#include <string_view>
#include <utility>

#include "frontend/cli/cli.h"

namespace sinter::cli {
namespace {

constexpr int kPatience = 1000;  ///< Milliseconds that a cancelled call may take to end.

[[noreturn]] void end_process() {
  constexpr std::string_view kText = "sinter: interrupted\n";
  [[maybe_unused]] const auto written = write(STDERR_FILENO, kText.data(), kText.size());
  _exit(kInterrupted);
}

}  // namespace

// The signal is blocked here and, by inheritance, in threads that start later; it is read from a
// descriptor instead.
Interruptible::Interruptible(CancelToken token, std::function<void()> last)
    : token_(std::move(token)), last_(std::move(last)) {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  pthread_sigmask(SIG_BLOCK, &interrupt, &before_);
  signals_ = signalfd(-1, &interrupt, SFD_CLOEXEC);
  ending_ = eventfd(0, EFD_CLOEXEC);
  if (signals_ >= 0 && ending_ >= 0) {
    thread_ = std::thread([this] { watch(); });
  } else {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);  // Ctrl-C ends the process at once
  }
}

void Interruptible::give_up() const {
  try {
    if (last_) last_();
  } catch (...) {  // whatever it is: the process ends
  }
  end_process();
}

void Interruptible::watch() const {
  for (int timeout = -1;;) {
    pollfd waiting[] = {{signals_, POLLIN, 0}, {ending_, POLLIN, 0}};
    const int ready = ::poll(waiting, 2, timeout);
    if (ready > 0 && waiting[1].revents != 0) return;
    if (ready == 0) give_up();
    if (ready < 0 || waiting[0].revents == 0) continue;
    if (token_.is_cancelled()) give_up();
    signalfd_siginfo signal{};
    [[maybe_unused]] const auto taken = read(signals_, &signal, sizeof signal);
    token_.cancel();
    timeout = kPatience;
  }
}

Interruptible::~Interruptible() {
  if (thread_.joinable()) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(ending_, &one, sizeof one);
    thread_.join();
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  if (signals_ >= 0) close(signals_);
  if (ending_ >= 0) close(ending_);
}

}  // namespace sinter::cli
