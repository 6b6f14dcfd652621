// What kernels cost to get, and what their calls took.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "sinter/engine_options.h"

namespace sinter::runtime {

/// One kernel's row. What the calls took is written by any thread.
struct KernelRecord {
  LedgerEntry entry;  ///< Without calls and time; not changed once the record is in the ledger.
  std::atomic<std::uint64_t> calls{0};
  std::atomic<std::int64_t> nanoseconds{0};
  std::atomic<std::int64_t> fastest{0};  ///< Nanoseconds; 0: no call yet.

  void add_call(std::int64_t ns) noexcept;
};

/// The rows of an engine's kernels, those of freed kernels included while there are few. Any thread
/// may call.
class Ledger {
 public:
  static constexpr std::size_t kMostRows = 4096;  ///< Beyond that rows of freed kernels go.

  void add(std::shared_ptr<KernelRecord> record);
  std::vector<LedgerEntry> entries() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<KernelRecord>> records_;
};

}  // namespace sinter::runtime
