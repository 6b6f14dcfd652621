#include "runtime/core/executor.h"

#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include "runtime/core/fp_state.h"
#include "runtime/core/occupied.h"

namespace sinter {

Executor::~Executor() = default;

namespace runtime {
namespace {

/// Counts forks, so that a child knows that threads made before are not there.
std::atomic<unsigned> fork_count{0};

unsigned forks() {
  static std::once_flag once;
  std::call_once(once, [] { pthread_atfork(nullptr, nullptr, [] { fork_count.fetch_add(1); }); });
  return fork_count.load(std::memory_order_relaxed);
}

class OpenMpExecutor final : public Executor {
 public:
  explicit OpenMpExecutor(int threads)
      : threads_(threads > 0 ? threads : available_processors()), forks_(forks()) {}

  int concurrency() const override { return threads_; }

  void run(int tasks, void (*task)(void*, int), void* context) override {
    const int team = std::min(tasks, threads_);
    if (team <= 1 || fork_count.load(std::memory_order_relaxed) != forks_) {
      for (int i = 0; i < tasks; ++i) task(context, i);
      return;
    }
    Occupied occupied;
    occupied.take_place();
#pragma omp parallel for num_threads(team) schedule(static, 1)
    for (int i = 0; i < tasks; ++i) {
      if (i > 0 && i < team) occupied.take_place();
      task(context, i);
    }
  }

 private:
  int threads_;
  unsigned forks_;
};

thread_local bool in_parallel_loop = false;

/// Pieces that one worker begins with, in order.
struct alignas(64) Share {
  std::atomic<std::int64_t> next{0};
  std::int64_t end = 0;
};

constexpr int kMostShares = 64;

/// A parallel loop under way. Each piece is done by exactly one thread. A worker goes through a
/// share of its own first, the same one whenever the same loop is run again: what it left in its
/// caches is there then. After that it helps the others.
struct Loop {
  LoopBody body;
  void* captured;
  std::int64_t begin, end;
  std::int64_t piece;  ///< Iterations per piece, a multiple of the grain.
  std::int64_t pieces;
  int share_count;
  std::atomic<std::int64_t> done{0};
  std::array<Share, kMostShares> shares{};

  void divide() noexcept {
    for (int n = 0; n < share_count; ++n) {
      shares[static_cast<std::size_t>(n)].next.store(pieces * n / share_count,
                                                     std::memory_order_relaxed);
      shares[static_cast<std::size_t>(n)].end = pieces * (n + 1) / share_count;
    }
  }

  void work(int worker) noexcept {
    for (int n = 0; n < share_count; ++n) {
      Share& share = shares[static_cast<std::size_t>((worker + n) % share_count)];
      if (share.next.load(std::memory_order_relaxed) < share.end) work_on(share);
    }
  }

  void work_on(Share& share) noexcept {
    const FpStateGuard fp;
    const bool outer = std::exchange(in_parallel_loop, true);
    for (std::int64_t i = share.next.fetch_add(1, std::memory_order_acq_rel); i < share.end;
         i = share.next.fetch_add(1, std::memory_order_acq_rel)) {
      const std::int64_t from = begin + i * piece;
      body(captured, from, i + 1 == pieces ? end : from + piece);
      done.fetch_add(1, std::memory_order_acq_rel);
    }
    in_parallel_loop = outer;
  }
};

constexpr std::int64_t kPiecesPerThread =
    8;  ///< Enough to even out threads that are slowed down by others.

}  // namespace

int available_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
  return static_cast<int>(std::max(std::thread::hardware_concurrency(), 1u));
}

const char* openmp_name() { return SINTER_OPENMP_NAME; }

std::shared_ptr<Executor> make_openmp_executor(int threads) {
  return std::make_shared<OpenMpExecutor>(threads);
}

void parallel_for(Executor& executor, int threads, LoopBody body, void* captured,
                  std::int64_t begin, std::int64_t end, std::int64_t grain) noexcept {
  if (begin >= end) return;
  // Of one chunk: the call's own floating-point state holds, and nothing is to be divided.
  if (threads <= 1 || end - begin <= grain) return body(captured, begin, end);
  const FpStateGuard fp;  // what OpenMP computes for itself sets the host's flags, too
  grain = std::max<std::int64_t>(grain, 1);
  const std::int64_t chunks = (end - begin - 1) / grain + 1;
  const std::int64_t workers = in_parallel_loop ? 1 : std::min<std::int64_t>(threads, chunks);
  if (workers <= 1) return body(captured, begin, end);
  const std::int64_t wanted = std::min(chunks, workers * kPiecesPerThread);
  const std::int64_t chunks_per_piece = (chunks - 1) / wanted + 1;
  const std::int64_t pieces = (chunks - 1) / chunks_per_piece + 1;
  const auto shares = static_cast<int>(std::min<std::int64_t>(workers, kMostShares));
  Loop loop{body, captured, begin, end, chunks_per_piece * grain, pieces, shares};
  loop.divide();
  try {
    executor.run(
        static_cast<int>(workers),
        [](void* context, int worker) { static_cast<Loop*>(context)->work(worker); }, &loop);
  } catch (...) {  // a host's executor: whatever it did not run is done here
  }
  loop.work(0);
  while (loop.done.load(std::memory_order_acquire) != loop.pieces) std::this_thread::yield();
}

}  // namespace runtime
}  // namespace sinter
