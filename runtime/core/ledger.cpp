#include "runtime/core/ledger.h"

#include <algorithm>
#include <utility>

namespace sinter::runtime {

void KernelRecord::add_call(std::int64_t ns) noexcept {
  calls.fetch_add(1, std::memory_order_relaxed);
  nanoseconds.fetch_add(ns, std::memory_order_relaxed);
  std::int64_t known = fastest.load(std::memory_order_relaxed);
  while ((known == 0 || ns < known) &&
         !fastest.compare_exchange_weak(known, ns, std::memory_order_relaxed)) {
  }
}

void Ledger::add(std::shared_ptr<KernelRecord> record) {
  const std::lock_guard lock(mutex_);
  if (records_.size() >= kMostRows) {
    std::erase_if(records_, [](const auto& kept) { return kept.use_count() == 1; });
  }
  records_.push_back(std::move(record));
}

std::vector<LedgerEntry> Ledger::entries() const {
  const std::lock_guard lock(mutex_);
  std::vector<LedgerEntry> rows;
  rows.reserve(records_.size());
  for (const auto& record : records_) {
    LedgerEntry row = record->entry;
    row.calls = record->calls.load(std::memory_order_relaxed);
    row.run_ms = static_cast<double>(record->nanoseconds.load(std::memory_order_relaxed)) / 1e6;
    row.fastest_ms = static_cast<double>(record->fastest.load(std::memory_order_relaxed)) / 1e6;
    row.is_alive = record.use_count() > 1;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sinter::runtime
