#include "bench/common/measure.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>

#include <algorithm>
#include <atomic>
#include <thread>

namespace sinter::bench {

std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<std::int64_t>(t.tv_sec) * 1'000'000'000 + t.tv_nsec;
}

namespace {

/// The CPUs that the process may use, looked up before any thread is pinned.
const std::vector<int>& usable_cpus() {
  static const std::vector<int> cpus = [] {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> found;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
      for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &set)) found.push_back(cpu);
    if (found.empty()) found.push_back(0);
    return found;
  }();
  return cpus;
}

}  // namespace

void pin_to_cpu(int index) {
  const std::vector<int>& cpus = usable_cpus();
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpus[static_cast<std::size_t>(index) % cpus.size()], &set);
  pthread_setaffinity_np(pthread_self(), sizeof set,
                         &set);  // best effort: unpinned is only noisier
}

struct SpinPool::State {
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> generation{0};
  std::atomic<int> running{0};
  std::atomic<bool> stop{false};
  std::atomic<int> active{0};
  const std::function<void(int)>* body = nullptr;

  /// More threads than CPUs must give way to each other.
  static void relax(bool crowded) {
    if (crowded)
      std::this_thread::yield();
    else
      __builtin_ia32_pause();
  }

  void work(int index, bool crowded) {
    pin_to_cpu(index);
    std::int64_t seen = 0;
    while (true) {
      while (generation.load(std::memory_order_acquire) == seen) {
        if (stop.load(std::memory_order_relaxed)) return;
        relax(crowded);
      }
      ++seen;
      if (index < active.load(std::memory_order_relaxed)) (*body)(index);
      running.fetch_sub(1, std::memory_order_release);
    }
  }
};

SpinPool::SpinPool(int max_threads) : state_(new State) {
  const bool crowded = max_threads > static_cast<int>(usable_cpus().size());
  pin_to_cpu(0);
  for (int i = 1; i < max_threads; ++i)
    state_->threads.emplace_back([s = state_, i, crowded] { s->work(i, crowded); });
}

SpinPool::~SpinPool() {
  state_->stop = true;
  for (std::thread& t : state_->threads) t.join();
  delete state_;
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
  body(0);
  const bool crowded = max_threads() > static_cast<int>(usable_cpus().size());
  while (state_->running.load(std::memory_order_acquire) != 0) State::relax(crowded);
}

Range split(std::int64_t count, std::int64_t grain, int index, int parts) {
  const std::int64_t grains = (count + grain - 1) / grain;
  const std::int64_t begin = grains * index / parts, end = grains * (index + 1) / parts;
  return {std::min(begin * grain, count), std::min(end * grain, count)};
}

std::vector<Timing> measure(const std::vector<Contestant>& contestants,
                            const MeasureOptions& options) {
  std::vector<std::int64_t> repetitions;
  for (const Contestant& c : contestants) {  // warm-up, and how often a round calls it
    c.run();
    std::int64_t calls = 1;
    while (true) {
      const std::int64_t start = now_ns();
      for (std::int64_t i = 0; i < calls; ++i) c.run();
      const double elapsed = static_cast<double>(now_ns() - start);
      if (elapsed >= options.round_ns / 4 || calls > (std::int64_t{1} << 30)) {
        const double per_call = elapsed / static_cast<double>(calls);
        repetitions.push_back(std::max<std::int64_t>(
            1, static_cast<std::int64_t>(options.round_ns / std::max(per_call, 1.0))));
        break;
      }
      calls *= 4;
    }
  }
  std::vector<std::vector<double>> samples(contestants.size());
  for (int round = 0; round < options.rounds; ++round)
    for (std::size_t k = 0; k < contestants.size(); ++k) {
      contestants[k].run();  // brings its data back into the cache
      const std::int64_t start = now_ns();
      for (std::int64_t i = 0; i < repetitions[k]; ++i) contestants[k].run();
      samples[k].push_back(static_cast<double>(now_ns() - start) /
                           static_cast<double>(repetitions[k]));
    }
  std::vector<Timing> timings;
  for (std::size_t k = 0; k < contestants.size(); ++k) {
    std::sort(samples[k].begin(), samples[k].end());
    timings.push_back({contestants[k].name, samples[k][samples[k].size() / 2], samples[k].front()});
  }
  return timings;
}

}  // namespace sinter::bench
