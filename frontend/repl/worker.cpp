#include "frontend/repl/worker.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace sinter::repl {
namespace {

constexpr int kPatience = 80;  ///< Milliseconds: the prompt is back within 100.
constexpr int kPause = 10;     ///< Between two tries to cancel what may only be about to begin.

}  // namespace

Signals::Signals() {
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGINT);
  sigaddset(&wanted, SIGWINCH);
  pthread_sigmask(SIG_BLOCK, &wanted, &before_);
  descriptor_ = signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
  if (descriptor_ < 0) throw Error(ErrorKind::kResource, "E8001", "no file descriptor is left");
}

Signals::~Signals() {
  close(descriptor_);
  pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

Signals::Seen Signals::take() {
  Seen seen;
  signalfd_siginfo signal{};
  while (read(descriptor_, &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal)) {
    if (signal.ssi_signo == SIGINT) seen.interrupt = true;
    if (signal.ssi_signo == SIGWINCH) seen.resize = true;
  }
  return seen;
}

struct Worker::State {
  State() : done(eventfd(0, EFD_CLOEXEC)) {}
  ~State() { close(done); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> work;  ///< What to do next.
  bool ending = false;
  std::exception_ptr error;
  const int done;  ///< Readable when the work is done.
  std::thread thread;
};

void Worker::serve(const std::shared_ptr<State>& state) {
  while (true) {
    std::function<void()> work;
    {
      std::unique_lock lock(state->mutex);
      state->changed.wait(lock, [&] { return state->work || state->ending; });
      if (state->ending) return;
      work = std::exchange(state->work, nullptr);
    }
    try {
      work();
    } catch (...) {
      state->error = std::current_exception();
    }
    work = nullptr;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(state->done, &one, sizeof one);
  }
}

void Worker::run(const std::function<void()>& work, const std::function<void()>& cancel) {
  if (!state_) {
    state_ = std::make_shared<State>();
    state_->thread = std::thread([state = state_] { serve(state); });
  }
  {
    const std::scoped_lock lock(state_->mutex);
    state_->work = work;
  }
  state_->changed.notify_one();
  int left = -1;  // of the patience, from Ctrl-C on
  while (true) {
    pollfd waiting[] = {{state_->done, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}};
    const int ready = poll(waiting, 2, left < 0 ? -1 : kPause);
    if (ready > 0 && waiting[0].revents != 0) break;
    if (ready == 0 && (left -= kPause) > 0) {
      cancel();
    } else if (ready == 0) {
      // The thread keeps its state alive; the next work gets another thread.
      state_->thread.detach();
      state_.reset();
      abandoned_ = true;
      throw Error(ErrorKind::kCancelled, "E6031", kGoesOn);
    }
    if (ready > 0 && signals_.take().interrupt) {
      cancel();
      left = kPatience;
    }
  }
  std::uint64_t count = 0;
  [[maybe_unused]] const auto taken = read(state_->done, &count, sizeof count);
  if (state_->error) std::rethrow_exception(std::exchange(state_->error, nullptr));
}

Worker::~Worker() {
  if (!state_) return;
  {
    const std::scoped_lock lock(state_->mutex);
    state_->ending = true;
  }
  state_->changed.notify_one();
  state_->thread.join();
}

}  // namespace sinter::repl
