// Threads: the default executor, and how a parallel loop is cut into tasks.
#pragma once

#include <cstdint>
#include <memory>

#include "sinter/engine_options.h"

namespace sinter::runtime {

/// Runs on OpenMP's threads, which start with the first parallel loop and never when a library is
/// loaded. `threads` 0: one per processor that the process may use. In a child after fork the
/// threads are gone and everything runs on the caller.
std::shared_ptr<Executor> make_openmp_executor(int threads);

/// Processors that the process may use.
int available_processors();
/// "libomp" or "libgomp".
const char* openmp_name();

/// Body of a parallel loop over [begin, end).
using LoopBody = void (*)(void* captured, std::int64_t begin, std::int64_t end);

/// Runs body over [begin, end) in pieces that are multiples of `grain` (the last one excepted) on
/// at most `threads` threads; returns when all are done. One piece, one thread or a call from
/// within another parallel loop runs on the caller. Every thread runs with Sinter's floating-point
/// state. An exception of the executor's does not get out: the caller does what is left.
void parallel_for(Executor& executor, int threads, LoopBody body, void* captured,
                  std::int64_t begin, std::int64_t end, std::int64_t grain) noexcept;

}  // namespace sinter::runtime
