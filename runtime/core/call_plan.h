// A call that has been made before: its sizes and strides are checked, its kernel is found, and
// what the kernel reads beside its arrays is laid out. Calls like it need neither locks nor memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "runtime/core/engine_core.h"
#include "runtime/core/native_kernel.h"
#include "sinter/array.h"

namespace sinter::runtime {

/// Immutable but for the watch on it. For calls whose arrays have exactly these sizes and strides;
/// what is left to check is where the arrays lie.
class CallPlan {
 public:
  /// What becomes of a plan whose calls are measured.
  enum class Verdict : std::uint8_t {
    kGoOn,    ///< The next call is measured, too.
    kEnough,  ///< This kernel is the one for these sizes.
    kRetire,  ///< There is another kernel: the next call is to be made in full.
  };
  /// Told the milliseconds of each call. May be called from several threads at once. Where it sets
  /// `better`, a kernel that takes the same integers, later calls run on that one.
  using Watch =
      std::function<Verdict(double milliseconds, std::shared_ptr<const NativeKernel>& better)>;

  /// Whoever holds the plan keeps alive what `watch` (which may be empty) refers to.
  CallPlan(std::shared_ptr<const EngineCore> core, std::shared_ptr<const NativeKernel> kernel,
           std::vector<std::int64_t> integers, std::span<const Array> arguments,
           std::span<const Array> results, Watch watch);

  /// The sizes and strides of arrays, one array after another: what a plan is found by.
  static std::vector<std::int64_t> key_of(std::span<const Array> arguments,
                                          std::span<const Array> results);

  const std::vector<std::int64_t>& key() const { return key_; }
  /// Runs the kernel on arguments and results at these addresses. False, and nothing or anything
  /// written to the results, when an address does not suit (null, unaligned, results that overlap
  /// other arrays) or the call failed: then it is to be made in full.
  bool run(std::span<void* const> data) const;
  bool is_retired() const { return retired_.load(std::memory_order_relaxed); }

 private:
  /// Bytes from an array's first element.
  struct Extent {
    std::int64_t low = 0;
    std::int64_t high = 0;         ///< One behind; low for empty arrays.
    std::uintptr_t alignment = 0;  ///< Mask.
  };
  bool suits(std::span<void* const> data) const;
  void replace(std::shared_ptr<const NativeKernel> better) const;

  std::shared_ptr<const EngineCore> core_;
  std::shared_ptr<const NativeKernel> kernel_;
  mutable std::once_flag replaced_;
  mutable std::shared_ptr<const NativeKernel> better_;  ///< Null until there is one.
  mutable std::atomic<abi::Kernel> entry_;              ///< Of the better one, else of the first.
  std::vector<std::int64_t> integers_;
  std::vector<std::int64_t> key_;
  std::vector<Extent> extents_;
  std::size_t arguments_ = 0;  ///< The first so many are arguments.
  Watch watch_;
  mutable std::atomic<bool> watched_;
  mutable std::atomic<bool> retired_{false};
};

/// Plans by their keys, which are all of one length. Looking one up takes no lock; plans stay until
/// the table goes, so it takes a limited number of them.
class PlanTable {
 public:
  PlanTable() = default;
  ~PlanTable();
  PlanTable(const PlanTable&) = delete;
  PlanTable& operator=(const PlanTable&) = delete;

  const CallPlan* find(std::span<const std::int64_t> key) const;
  /// Drops the plan where there is one already, or no room.
  void add(std::unique_ptr<const CallPlan> plan);
  /// Whether a plan of this key would be kept.
  bool has_room(std::span<const std::int64_t> key) const;

 private:
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kProbes = 4;
  static std::size_t slot_of(std::span<const std::int64_t> key);
  std::array<std::atomic<const CallPlan*>, kSlots> slots_{};
  std::atomic<const CallPlan*> newest_{nullptr};  ///< Tried first.
};

}  // namespace sinter::runtime
