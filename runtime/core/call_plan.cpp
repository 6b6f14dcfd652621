#include "runtime/core/call_plan.h"

#include <algorithm>

#include "runtime/core/array_state.h"
#include "runtime/core/call_state.h"
#include "runtime/core/stopwatch.h"

namespace sinter::runtime {
namespace {

/// Of a hash whose products do not wait for each other.
constexpr std::array<std::uint64_t, 8> kOdd{
    0x9e3779b97f4a7c15U, 0xbf58476d1ce4e5b9U, 0x94d049bb133111ebU, 0xd6e8feb86659fd93U,
    0xa0761d6478bd642fU, 0xe7037ed1a0b428dbU, 0x8ebc6af09c88c6e3U, 0x589965cc75374cc3U};

/// Keys of one table have one length, and are too short to be worth a call. (Sizes have just been
/// written one by one: wide loads would wait for them, which an early end of the loop excludes.)
bool same(const std::vector<std::int64_t>& known, std::span<const std::int64_t> key) {
  const std::int64_t* const numbers = known.data();
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (numbers[i] != key[i]) return false;
  }
  return true;
}

}  // namespace

CallPlan::CallPlan(std::shared_ptr<const EngineCore> core,
                   std::shared_ptr<const NativeKernel> kernel, std::vector<std::int64_t> integers,
                   std::span<const Array> arguments, std::span<const Array> results, Watch watch)
    : core_(std::move(core)),
      kernel_(std::move(kernel)),
      entry_(kernel_->entry()),
      integers_(std::move(integers)),
      key_(key_of(arguments, results)),
      arguments_(arguments.size()),
      watch_(std::move(watch)),
      watched_(watch_ != nullptr) {
  const auto add = [&](const Array& array) {
    const auto bytes = static_cast<std::int64_t>(size_of(array.dtype()));
    Extent extent;
    extent.alignment = static_cast<std::uintptr_t>(bytes) - 1;
    if (array.size() != 0) {
      for (std::size_t axis = 0; axis < array.shape().size(); ++axis) {
        const std::int64_t reach = (array.shape()[axis] - 1) * array.strides()[axis] * bytes;
        (reach < 0 ? extent.low : extent.high) += reach;
      }
      extent.high += bytes;
    }
    extents_.push_back(extent);
  };
  std::ranges::for_each(arguments, add);
  std::ranges::for_each(results, add);
}

std::vector<std::int64_t> CallPlan::key_of(std::span<const Array> arguments,
                                           std::span<const Array> results) {
  std::vector<std::int64_t> key;
  const auto add = [&](const Array& array) {
    key.insert(key.end(), array.shape().begin(), array.shape().end());
    key.insert(key.end(), array.strides().begin(), array.strides().end());
  };
  std::ranges::for_each(arguments, add);
  std::ranges::for_each(results, add);
  return key;
}

bool CallPlan::suits(std::span<void* const> data) const {
  for (std::size_t i = 0; i < extents_.size(); ++i) {
    const auto at = reinterpret_cast<std::uintptr_t>(data[i]);
    if ((at & extents_[i].alignment) != 0 || (at == 0 && extents_[i].high != extents_[i].low))
      return false;
  }
  for (std::size_t i = arguments_; i < extents_.size(); ++i) {
    const auto result = reinterpret_cast<std::intptr_t>(data[i]);
    for (std::size_t k = 0; k < i; ++k) {
      const auto other = reinterpret_cast<std::intptr_t>(data[k]);
      if (result + extents_[i].low < other + extents_[k].high &&
          other + extents_[k].low < result + extents_[i].high)
        return false;
    }
  }
  return true;
}

/// Calls that run meanwhile may still be on the first kernel, which stays.
void CallPlan::replace(std::shared_ptr<const NativeKernel> better) const {
  std::call_once(replaced_, [&] {
    better_ = std::move(better);
    entry_.store(better_->entry(), std::memory_order_release);
  });
}

bool CallPlan::run(std::span<void* const> data) const {
  if (!suits(data)) return false;
  const abi::Kernel entry = entry_.load(std::memory_order_acquire);
  CallState call(*core_->pool(), core_->executor(), core_->threads());
  if (!watched_.load(std::memory_order_relaxed)) [[likely]]
    return call.run_simple(entry, data, integers_);
  Stopwatch watch;
  const bool done = call.run_simple(entry, data, integers_);
  if (!done) return false;
  std::shared_ptr<const NativeKernel> better;
  const Verdict verdict = watch_(watch.lap(), better);
  if (better != nullptr) replace(std::move(better));
  if (verdict != Verdict::kGoOn) watched_.store(false, std::memory_order_relaxed);
  if (verdict == Verdict::kRetire) retired_.store(true, std::memory_order_relaxed);
  return true;
}

PlanTable::~PlanTable() {
  for (const auto& slot : slots_) delete slot.load();
}

std::size_t PlanTable::slot_of(std::span<const std::int64_t> key) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < key.size(); ++i)
    hash += (static_cast<std::uint64_t>(key[i]) + i) * kOdd[i % kOdd.size()];
  return static_cast<std::size_t>(hash >> 58);  // kSlots is 2^6
}

const CallPlan* PlanTable::find(std::span<const std::int64_t> key) const {
  const CallPlan* const newest = newest_.load(std::memory_order_acquire);
  if (newest != nullptr && same(newest->key(), key) && !newest->is_retired()) return newest;
  const std::size_t first = slot_of(key);
  for (std::size_t i = 0; i < kProbes; ++i) {
    const CallPlan* plan = slots_[(first + i) % kSlots].load(std::memory_order_acquire);
    if (plan == nullptr) return nullptr;
    if (same(plan->key(), key) && !plan->is_retired()) return plan;
  }
  return nullptr;
}

void PlanTable::add(std::unique_ptr<const CallPlan> plan) {
  const std::size_t first = slot_of(plan->key());
  for (std::size_t i = 0; i < kProbes; ++i) {
    auto& slot = slots_[(first + i) % kSlots];
    const CallPlan* there = nullptr;
    if (slot.compare_exchange_strong(there, plan.get(), std::memory_order_acq_rel)) {
      newest_.store(plan.release(), std::memory_order_release);
      return;
    }
    if (there->key() == plan->key() && !there->is_retired()) return;
  }
}

bool PlanTable::has_room(std::span<const std::int64_t> key) const {
  const std::size_t first = slot_of(key);
  for (std::size_t i = 0; i < kProbes; ++i) {
    if (slots_[(first + i) % kSlots].load(std::memory_order_relaxed) == nullptr) return true;
  }
  return false;
}

}  // namespace sinter::runtime
