// Which sizes of a program get a kernel of their own: those where it pays, as measured.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "runtime/core/native_kernel.h"
#include "sinter/specialization_rule.h"

namespace sinter::runtime {

/// The shapes of a program that SpecializationRule decides about. Any thread may call.
class Promotions {
 public:
  static constexpr int kTrialCalls = SpecializationRule::kTrialCalls;
  static constexpr std::uint64_t kIdleCalls = 1000;  ///< A slot unused for so many calls is free.
  static constexpr std::size_t kWatchedShapes = 256;

  explicit Promotions(std::size_t most_kernels) : most_kernels_(most_kernels) {}

  /// The kernel of these sizes; null where they run on the kernel for all sizes.
  std::shared_ptr<NativeKernel> find(std::string_view key);
  /// Notes a call and its milliseconds. True when a kernel of these sizes is to be compiled, which
  /// `compile_ms` is the price of: then settle() comes.
  bool note(std::string_view key, bool specialized, double ms, double compile_ms);
  /// What the compile gave; null for a failure.
  void settle(std::string_view key, std::shared_ptr<NativeKernel> kernel);
  /// Whether calls of these sizes need not be measured: they are short, or the question is decided.
  bool is_settled(std::string_view key);

 private:
  enum class State : std::uint8_t { kWatched, kCompiling, kTried, kKept, kRejected };
  struct Shape {
    State state = State::kWatched;
    std::uint64_t last_use = 0;
    std::uint64_t calls = 0;  ///< On the kernel for all sizes.
    double total_ms = 0;      ///< Of those.
    double generic_ms = 0;    ///< The fastest of those.
    std::uint64_t special_calls = 0;
    double special_ms = 0;  ///< The fastest on the kernel of these sizes.
    std::shared_ptr<NativeKernel> kernel;
  };
  bool take_slot();
  void make_room();

  const std::size_t most_kernels_;
  std::mutex mutex_;
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view key) const {
      return std::hash<std::string_view>()(key);
    }
  };
  std::unordered_map<std::string, Shape, Hash, std::equal_to<>> shapes_;
  std::uint64_t clock_ = 0;  ///< Calls.
  std::size_t slots_ = 0;    ///< Shapes that have been compiled for and are still known.
  /// Known shapes. While there are none, calls that are too short to gain take no lock.
  std::atomic<std::size_t> known_{0};
};

}  // namespace sinter::runtime
