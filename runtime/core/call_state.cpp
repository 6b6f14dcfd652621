#include "runtime/core/call_state.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

#include "compiler/support/check.h"
#include "runtime/core/fp_state.h"
#include "runtime/core/show.h"

namespace sinter::runtime {

const abi::Runtime CallState::kRuntime{&parallel_for_entry, &allocate_entry,         &release_entry,
                                       &fail_entry,         &parallel_ordered_entry, &show_entry};

namespace {

/// The chunk of an ordered loop that this thread is running.
thread_local std::int64_t current_chunk = 0;

struct OrderedBody {
  abi::ParallelBody body;
  void* captured;

  static void run(void* self, std::int64_t begin, std::int64_t end) {
    const auto* ordered = static_cast<const OrderedBody*>(self);
    const std::int64_t outer = std::exchange(current_chunk, begin);
    ordered->body(ordered->captured, begin, end);
    current_chunk = outer;
  }
};

}  // namespace

CallState::CallState(Pool& pool, Executor& executor, int most_threads)
    : abi::Call{&kRuntime, nullptr, nullptr},
      pool_(pool),
      executor_(executor),
      lowest_site_(std::numeric_limits<std::int64_t>::max()) {
  threads = std::max(most_threads, 1);
}

void CallState::limit(const CallOptions& options, std::size_t bytes) {
  memory_limit_ = options.memory_limit;
  memory_ = bytes;
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (options.iteration_limit != 0)
    iterations = static_cast<std::int64_t>(std::min(options.iteration_limit, kMost));
}

void CallState::stop(abi::StopReason reason) noexcept {
  std::int64_t running = abi::kRunning;
  std::atomic_ref(stopped).compare_exchange_strong(running, reason);
}

abi::StopReason CallState::stop_reason() const noexcept {
  return static_cast<abi::StopReason>(
      std::atomic_ref(const_cast<std::int64_t&>(stopped)).load(std::memory_order_relaxed));
}

void CallState::run(abi::Kernel kernel, std::span<void* const> buffer_table,
                    std::span<const std::int64_t> integer_table) {
  buffers = buffer_table.data();
  integers = integer_table.data();
  {
    const FpStateGuard fp;
    kernel(this);
  }
  const std::int64_t bytes = missing_bytes_.load();
  if (bytes == -1) return;
  if (std::string_view(missing_reason_.load()) == "call") {
    throw Error(ErrorKind::kResource, "E6034",
                fmt::format("the call may hold {} bytes, which does not allow a temporary of {} "
                            "bytes on top of {}",
                            memory_limit_, bytes, memory_.load()));
  }
  if (std::string_view(missing_reason_.load()) == "limit") {
    throw Error(
        ErrorKind::kResource, "E5002",
        fmt::format("the engine's memory limit of {} bytes does not allow a temporary of {} bytes",
                    pool_.limit(), bytes));
  }
  if (std::string_view(missing_reason_.load()) == "alignment") misaligned();
  throw Error(ErrorKind::kResource, "E5001",
              fmt::format("the system has no memory for a temporary of {} bytes", bytes));
}

bool CallState::run_simple(abi::Kernel kernel, std::span<void* const> buffer_table,
                           std::span<const std::int64_t> integer_table) noexcept {
  buffers = buffer_table.data();
  integers = integer_table.data();
  {
    const FpStateGuard fp;
    kernel(this);
  }
  return std::atomic_ref(failed).load(std::memory_order_relaxed) == 0;
}

bool CallState::is_abandoned() const noexcept {
  return std::atomic_ref(const_cast<std::int64_t&>(abandoned)).load(std::memory_order_relaxed) != 0;
}

void CallState::restart(const CallOptions& options) {
  const std::lock_guard lock(mutex_);
  failed = 0;
  abandoned = 0;
  failure_.reset();
  lowest_site_ = std::numeric_limits<std::int64_t>::max();
  limit(options, memory_);
}

std::optional<CallState::Failure> CallState::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void CallState::parallel_for_entry(abi::Call* call, abi::ParallelBody body, void* captured,
                                   std::int64_t begin, std::int64_t end,
                                   std::int64_t grain) noexcept {
  auto* self = static_cast<CallState*>(call);
  parallel_for(self->executor_, static_cast<int>(self->threads), body, captured, begin, end, grain);
}

void CallState::parallel_ordered_entry(abi::Call* call, abi::ParallelBody body, void* captured,
                                       std::int64_t begin, std::int64_t end,
                                       std::int64_t grain) noexcept {
  auto* self = static_cast<CallState*>(call);
  OrderedBody ordered{body, captured};
  parallel_for(self->executor_, static_cast<int>(self->threads), &OrderedBody::run, &ordered, begin,
               end, grain);
}

void* CallState::allocate_entry(abi::Call* call, std::int64_t bytes) noexcept {
  auto* self = static_cast<CallState*>(call);
  const char* reason = "system";
  const auto wanted = static_cast<std::size_t>(std::max<std::int64_t>(bytes, 0));
  void* memory = nullptr;
  if (self->memory_limit_ != 0 &&
      (wanted > self->memory_limit_ ||
       self->memory_.fetch_add(wanted) > self->memory_limit_ - wanted)) {
    if (wanted <= self->memory_limit_) self->memory_.fetch_sub(wanted);
    reason = "call";
  } else if (bytes >= 0) {
    memory = self->pool_.try_allocate(wanted, reason);
  }
  if (memory == nullptr) {
    self->missing_reason_.store(reason);
    self->missing_bytes_.store(bytes < 0 ? std::numeric_limits<std::int64_t>::max() : bytes);
    std::atomic_ref(self->failed).store(1, std::memory_order_relaxed);
  }
  return memory;
}

void CallState::release_entry(abi::Call* call, void* memory, std::int64_t bytes) noexcept {
  auto* self = static_cast<CallState*>(call);
  if (self->memory_limit_ != 0) self->memory_.fetch_sub(static_cast<std::size_t>(bytes));
  self->pool_.release(memory, static_cast<std::size_t>(bytes));
}

void CallState::show_entry(abi::Call* call, std::int64_t site, std::int64_t item, const void* data,
                           const std::int64_t* sizes) noexcept {
  auto* self = static_cast<CallState*>(call);
  if (self->sink_ != nullptr && !self->sink_->item(static_cast<std::size_t>(site),
                                                   static_cast<std::size_t>(item), data, sizes))
    std::atomic_ref(self->failed).store(1, std::memory_order_relaxed);
}

void CallState::fail_entry(abi::Call* call, std::int64_t site, std::int64_t index,
                           std::int64_t axis, std::int64_t position, std::int64_t size) noexcept {
  auto* self = static_cast<CallState*>(call);
  std::atomic_ref(self->failed).store(1, std::memory_order_relaxed);
  const std::int64_t chunk = current_chunk;
  // Many elements may fail.
  if (chunk == 0 && site > self->lowest_site_.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(self->mutex_);
  auto& kept = self->failure_;
  if (!kept ||
      std::tuple(chunk, site, index) < std::tuple(self->failed_chunk_, kept->site, kept->index)) {
    kept = Failure{site, index, axis, position, size};
    self->failed_chunk_ = chunk;
  }
  // Of a later chunk nothing follows for the first one.
  if (self->failed_chunk_ == 0) self->lowest_site_.store(kept->site, std::memory_order_relaxed);
}

}  // namespace sinter::runtime
