// The binary interface between compiled kernels and the runtime. A kernel has no external symbols:
// everything it needs is reached through its one argument. Plain C layout; compiled code uses the
// offsets below.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sinter::abi {

/// Bumped whenever the layout or the meaning of anything here changes; part of every cache key.
inline constexpr std::uint32_t kVersion = 5;

struct Call;

/// One chunk [begin, end) of a parallel loop.
using ParallelBody = void (*)(void* captured, std::int64_t begin, std::int64_t end);

/// The entry points that the runtime hands to kernels.
struct Runtime {
  /// Runs body over [begin, end) in chunks whose sizes are multiples of `grain` (the last one
  /// excepted), in any order, on any threads; returns when all are done. Small ranges run on the
  /// calling thread.
  void (*parallel_for)(Call* call, ParallelBody body, void* captured, std::int64_t begin,
                       std::int64_t end, std::int64_t grain);
  /// 64-byte-aligned memory, not zeroed; null when there is none, and then the failure is already
  /// recorded in the call and the kernel returns at once. Called from any thread.
  void* (*allocate)(Call* call, std::int64_t bytes);
  void (*release)(Call* call, void* memory, std::int64_t bytes);
  /// Records a checked run-time error at a site (a number in the kernel's site table) for the
  /// element `index` (row-major position). Of several failures the one with the lowest site, then
  /// the lowest index, is kept. Called from any thread. Where it is about a position that is none
  /// in its axis: which axis, the position as the program gave it, and the axis's size; else zeros.
  void (*fail)(Call* call, std::int64_t site, std::int64_t index, std::int64_t axis,
               std::int64_t position, std::int64_t size);
  /// Like parallel_for, for a loop of the program, whose chunks end at their first failure: of
  /// failures in several chunks the one of the earliest chunk is kept.
  void (*parallel_ordered)(Call* call, ParallelBody body, void* captured, std::int64_t begin,
                           std::int64_t end, std::int64_t grain);
  /// Hands an item of a print or assert of the program to the host: a scalar (sizes null), or
  /// row-major elements with as many sizes as the item has axes.
  void (*show)(Call* call, std::int64_t site, std::int64_t item, const void* data,
               const std::int64_t* sizes);
};

/// The kernel's argument. The runtime's own state follows it in a derived struct.
struct Call {
  const Runtime* runtime;
  void* const* buffers;  ///< First element of every array: inputs, then outputs.
  const std::int64_t*
      integers;  ///< Sizes and strides (in elements), as the kernel's signature lists them.
  std::int64_t failed = 0;  ///< Not 0 once a failure or missing memory has been recorded.
  /// Not 0 once the call is to end early: cancelled, or beyond a limit. Written by any thread at
  /// any time; loops look at it and return.
  std::int64_t stopped = 0;
  /// Number (loop::Instruction::poll) of a loop that saw it; -1: none.
  std::int64_t stopped_in = -1;
  /// Iterations that loops may still begin; kernels that count them end the call below 0.
  std::int64_t iterations = 0;
  /// Not 0 once quick code has met what it leaves to full code: the call is to be made again there.
  std::int64_t abandoned = 0;
  std::int64_t threads = 1;  ///< That parallel loops have at most.
};

using Kernel = void (*)(Call* call);

static_assert(offsetof(Call, runtime) == 0 && offsetof(Call, buffers) == 8 &&
              offsetof(Call, integers) == 16 && offsetof(Call, failed) == 24 &&
              offsetof(Call, stopped) == 32 && offsetof(Call, stopped_in) == 40 &&
              offsetof(Call, iterations) == 48 && offsetof(Call, abandoned) == 56 &&
              offsetof(Call, threads) == 64);
/// Values of `stopped`.
enum StopReason : std::int64_t {
  kRunning = 0,
  kCancelled = 1,
  kOutOfTime = 2,
  kOutOfIterations = 3
};

static_assert(sizeof(Runtime) == 48);

}  // namespace sinter::abi
