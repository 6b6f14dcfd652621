#include "runtime/core/background.h"

#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

namespace sinter::runtime {

struct BackgroundQueue::State {
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::pair<const void*, std::function<void()>>> waiting;
  const void* running = nullptr;  ///< Whose job runs.
  bool ending = false;
  bool closed = false;  ///< The process ends: nothing is added any more.
  pid_t process = getpid();
  std::thread thread;

  void work() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return ending || !waiting.empty(); });
      if (ending) return;
      auto [owner, job] = std::move(waiting.front());
      waiting.pop_front();
      running = owner;
      lock.unlock();
      job();
      job = nullptr;  // what it holds goes before anybody is told that it is done
      lock.lock();
      running = nullptr;
      changed.notify_all();
    }
  }
};

namespace {

/// All queues with a thread, of this process: of a parent's lock nobody knows who holds it. It
/// outlives everything that is static.
struct Queues {
  std::mutex mutex;
  std::set<BackgroundQueue*> living;
  pid_t process = getpid();
};

Queues& queues() {
  static std::atomic<Queues*> all{nullptr};
  Queues* found = all.load(std::memory_order_acquire);
  if (found != nullptr && found->process == getpid()) return *found;
  auto fresh = std::make_unique<Queues>();
  if (!all.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel)) return *found;
  return *fresh.release();
}

}  // namespace

void BackgroundQueue::close() {
  State* const state = existing();
  if (state == nullptr || state->thread.get_id() == std::this_thread::get_id()) return;
  std::unique_lock lock(state->mutex);
  state->closed = true;
  state->waiting.clear();
  state->changed.wait(lock, [&] { return state->running == nullptr; });
}

void BackgroundQueue::end_before_what_is_loaded() {
  constexpr int kMost = 16;  // after so many compiles nothing more is made on first use
  static std::atomic<int> times{0};
  if (times.fetch_add(1) >= kMost) {
    times = kMost;
    return;
  }
  std::atexit([] {
    const std::lock_guard lock(queues().mutex);
    for (BackgroundQueue* queue : queues().living) queue->close();
  });
}

BackgroundQueue::State& BackgroundQueue::state() {
  State* found = existing();
  if (found != nullptr) return *found;
  found = state_.load(std::memory_order_acquire);
  auto fresh = std::make_unique<State>();
  // What a parent left behind is leaked: its lock may be held by a thread that is not there.
  if (!state_.compare_exchange_strong(found, fresh.get(), std::memory_order_acq_rel)) return *found;
  return *fresh.release();
}

BackgroundQueue::State* BackgroundQueue::existing() const {
  State* const found = state_.load(std::memory_order_acquire);
  return found != nullptr && found->process == getpid() ? found : nullptr;
}

BackgroundQueue::~BackgroundQueue() {
  {
    const std::lock_guard lock(queues().mutex);
    queues().living.erase(this);
  }
  State* const state = existing();
  if (state == nullptr) return;
  {
    const std::lock_guard lock(state->mutex);
    state->ending = true;
    state->waiting.clear();
  }
  state->changed.notify_all();
  if (state->thread.joinable()) state->thread.join();
  delete state;
}

bool BackgroundQueue::add(const void* owner, std::function<void()> job) {
  State& s = state();
  {
    const std::lock_guard lock(queues().mutex);
    queues().living.insert(this);
  }
  const std::lock_guard lock(s.mutex);
  if (s.closed) return false;
  if (!s.thread.joinable()) {
    try {
      s.thread = std::thread([&s] { s.work(); });
    } catch (const std::system_error&) {
      return false;
    }
  }
  s.waiting.emplace_back(owner, std::move(job));
  s.changed.notify_all();
  return true;
}

void BackgroundQueue::forget(const void* owner) {
  State* const state = existing();
  if (state == nullptr) return;
  std::unique_lock lock(state->mutex);
  std::erase_if(state->waiting, [&](const auto& job) { return job.first == owner; });
  state->changed.wait(lock, [&] { return state->running != owner; });
}

void BackgroundQueue::wait() {
  State* const state = existing();
  if (state == nullptr) return;
  std::unique_lock lock(state->mutex);
  state->changed.wait(lock, [&] { return state->waiting.empty() && state->running == nullptr; });
}

}  // namespace sinter::runtime
