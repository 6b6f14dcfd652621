#include "runtime/core/cancel.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <system_error>
#include <thread>

#include "compiler/support/check.h"
#include "runtime/core/call_state.h"

namespace sinter {

CancelToken::CancelToken() : state_(std::make_shared<detail::CancelState>()) {}

void CancelToken::cancel() const noexcept {
  const std::lock_guard lock(state_->mutex);
  state_->cancelled.store(true, std::memory_order_relaxed);
  for (runtime::CallState* call : state_->calls) call->stop(abi::kCancelled);
}

bool CancelToken::is_cancelled() const noexcept {
  return state_->cancelled.load(std::memory_order_relaxed);
}

namespace runtime {

Cancellable::Cancellable(const CancelToken* token, CallState& call)
    : state_(token == nullptr ? nullptr : &detail::CancelState::of(*token)), call_(call) {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex);
  state_->calls.push_back(&call_);
  if (state_->cancelled.load(std::memory_order_relaxed)) call_.stop(abi::kCancelled);
}

Cancellable::~Cancellable() {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex);
  std::erase(state_->calls, &call_);
}

struct Watchdog::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::multimap<Clock::time_point, CallState*> calls;  ///< By when they end.
  bool ending = false;
  pid_t process = getpid();
  std::thread thread;

  void watch() {
    std::unique_lock lock(mutex);
    while (!ending) {
      if (calls.empty()) {
        changed.wait(lock);
      } else if (const auto first = calls.begin(); first->first <= Clock::now()) {
        first->second->stop(abi::kOutOfTime);
        calls.erase(first);
      } else {
        const auto until = first->first;  // the entry may be gone while we wait
        changed.wait_until(lock, until);
      }
    }
  }
};

Watchdog::State& Watchdog::state() {
  State* found = state_.load(std::memory_order_acquire);
  if (found != nullptr && found->process == getpid()) return *found;
  auto fresh = std::make_unique<State>();
  // What a parent left behind is leaked: its lock may be held by a thread that is not there.
  if (!state_.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel)) return *found;
  return *fresh.release();
}

Watchdog::~Watchdog() {
  State* const state = state_.load(std::memory_order_acquire);
  if (state == nullptr || state->process != getpid()) return;
  {
    const std::lock_guard lock(state->mutex);
    state->ending = true;
  }
  state->changed.notify_one();
  if (state->thread.joinable()) state->thread.join();
  delete state;
}

TimeLimit::TimeLimit(Watchdog& watchdog, double seconds, CallState& call) : call_(call) {
  if (seconds == 0) return;
  using std::chrono::duration;
  constexpr double kForever = 1e9;  // some thirty years, which the clock can still add
  const auto end = Watchdog::Clock::now() + std::chrono::duration_cast<Watchdog::Clock::duration>(
                                                duration<double>(std::min(seconds, kForever)));
  Watchdog::State& state = watchdog.state();
  const std::lock_guard lock(state.mutex);
  if (!state.thread.joinable()) {
    try {
      state.thread = std::thread([&state] { state.watch(); });
    } catch (const std::system_error& error) {
      throw Error(ErrorKind::kResource, "E5004",
                  fmt::format("the system has no thread for a time limit: {}", error.what()));
    }
  }
  state.calls.emplace(end, &call_);
  state_ = &state;
  state.changed.notify_one();
}

TimeLimit::~TimeLimit() {
  if (state_ == nullptr) return;
  const std::lock_guard lock(state_->mutex);
  std::erase_if(state_->calls, [&](const auto& entry) { return entry.second == &call_; });
}

}  // namespace runtime
}  // namespace sinter
