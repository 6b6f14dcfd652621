#include "frontend/hardware/spin_pool.h"

#include <atomic>
#include <thread>
#include <vector>

#include "frontend/hardware/processors.h"

namespace sinter::hardware {

namespace {

/// Some tenths of a millisecond: then a thread that has nothing to do leaves its processor to
/// whatever else is measured.
constexpr int kSpins = 10000;

}  // namespace

struct SpinPool::State {
  KeepProcessors caller;
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> generation{0};
  std::atomic<int> running{0};
  std::atomic<bool> stop{false};
  std::atomic<int> active{0};
  bool crowded = false;  ///< More threads than processors: they must give way to each other.
  const std::function<void(int)>* body = nullptr;

  void relax() const {
    if (crowded) {
      std::this_thread::yield();
    } else {
      __builtin_ia32_pause();
    }
  }

  void work(int index) {
    pin_to_processor(index);
    std::int64_t seen = 0;
    while (true) {
      for (int spins = 0; generation.load(std::memory_order_acquire) == seen; ++spins) {
        if (spins < kSpins) {
          relax();
        } else {
          generation.wait(seen, std::memory_order_acquire);
        }
      }
      if (stop.load(std::memory_order_relaxed)) return;
      ++seen;
      if (index < active.load(std::memory_order_relaxed)) (*body)(index);
      running.fetch_sub(1, std::memory_order_release);
    }
  }
};

SpinPool::SpinPool(int max_threads) : state_(std::make_unique<State>()) {
  state_->crowded = max_threads > static_cast<int>(usable_processors().size());
  pin_to_processor(0);
  for (int i = 1; i < max_threads; ++i)
    state_->threads.emplace_back([state = state_.get(), i] { state->work(i); });
}

SpinPool::~SpinPool() {
  state_->stop = true;
  state_->generation.fetch_add(1, std::memory_order_release);
  state_->generation.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

int SpinPool::max_threads() const { return static_cast<int>(state_->threads.size()) + 1; }

void SpinPool::run(int threads, const std::function<void(int)>& body) {
  const int workers = max_threads() - 1;
  if (threads <= 1 || workers == 0) {
    for (int i = 0; i < threads; ++i) body(i);
    return;
  }
  state_->body = &body;
  state_->active.store(threads, std::memory_order_relaxed);
  state_->running.store(workers, std::memory_order_relaxed);
  state_->generation.fetch_add(1, std::memory_order_release);
  state_->generation.notify_all();
  body(0);
  while (state_->running.load(std::memory_order_acquire) != 0) state_->relax();
}

}  // namespace sinter::hardware
