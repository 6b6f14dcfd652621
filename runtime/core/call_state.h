// The runtime's side of a kernel call: what kernels reach through abi::Call.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>

#include "compiler/codegen/kernel_abi.h"
#include "runtime/core/allocator.h"
#include "runtime/core/executor.h"
#include "sinter/call_options.h"

namespace sinter::runtime {

class ShowSink;

/// Lives for one call. Kernels may use it from any number of threads.
class CallState : public abi::Call {
 public:
  struct Failure {
    std::int64_t site = 0;
    std::int64_t index = 0;
    std::int64_t axis = 0, position = 0, size = 0;  ///< See abi::Runtime::fail.
  };

  CallState(Pool& pool, Executor& executor, int most_threads);
  /// Before run: what the call may use, of which `bytes` are used already.
  void limit(const CallOptions& options, std::size_t bytes);
  /// Where print and assert go; before run.
  void show_to(ShowSink& sink) { sink_ = &sink; }
  /// Ends the call soon, from any thread; the first reason stays.
  void stop(abi::StopReason reason) noexcept;
  abi::StopReason stop_reason() const noexcept;

  /// Runs a kernel under Sinter's floating-point state. Throws the resource error of a failed
  /// allocation; checked run-time errors are left in failure(), and why the call was ended early in
  /// stop_reason().
  void run(abi::Kernel kernel, std::span<void* const> buffer_table,
           std::span<const std::int64_t> integer_table);
  /// The same without errors: false when the kernel failed, whatever it failed by.
  bool run_simple(abi::Kernel kernel, std::span<void* const> buffer_table,
                  std::span<const std::int64_t> integer_table) noexcept;
  /// The failure with the lowest site, then index; of failures in an ordered loop, that of the
  /// earliest chunk.
  std::optional<Failure> failure() const;
  /// Whether quick code has left the call to full code; nothing else is to be said of it then.
  bool is_abandoned() const noexcept;
  /// As before the first run, for another kernel. Not while a kernel runs.
  void restart(const CallOptions& options);

 private:
  static void parallel_for_entry(abi::Call*, abi::ParallelBody, void*, std::int64_t, std::int64_t,
                                 std::int64_t) noexcept;
  static void parallel_ordered_entry(abi::Call*, abi::ParallelBody, void*, std::int64_t,
                                     std::int64_t, std::int64_t) noexcept;
  static void* allocate_entry(abi::Call*, std::int64_t bytes) noexcept;
  static void release_entry(abi::Call*, void* memory, std::int64_t bytes) noexcept;
  static void fail_entry(abi::Call*, std::int64_t site, std::int64_t index, std::int64_t axis,
                         std::int64_t position, std::int64_t size) noexcept;
  static void show_entry(abi::Call*, std::int64_t site, std::int64_t item, const void* data,
                         const std::int64_t* sizes) noexcept;
  static const abi::Runtime kRuntime;

  Pool& pool_;
  Executor& executor_;
  ShowSink* sink_ = nullptr;
  std::size_t memory_limit_ = 0;  ///< Of the call; 0: none.
  std::atomic<std::size_t> memory_{0};
  mutable std::mutex mutex_;
  std::atomic<std::int64_t> lowest_site_;
  std::optional<Failure> failure_;
  std::int64_t failed_chunk_ = 0;                ///< Where the failure happened.
  std::atomic<std::int64_t> missing_bytes_{-1};  ///< Size of a failed allocation.
  std::atomic<const char*> missing_reason_{nullptr};
};

}  // namespace sinter::runtime
