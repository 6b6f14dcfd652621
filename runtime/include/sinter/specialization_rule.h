// When an engine with Specialize::kAuto makes a kernel for exact sizes, for tools that say so
// beforehand. Standard library only.
#pragma once

#include <cstdint>

namespace sinter {

/// A shape is watched while it runs on the kernel for all sizes. When a tenth of the time that it
/// took is what a compile costs (the offline rule of ski rental: what a specialized kernel would
/// have saved until now, guessed at a tenth, has paid for it), a kernel for it is asked for. The
/// kernel is tried for some calls, and kept where its fastest call is faster.
struct SpecializationRule {
  static constexpr double kExpectedGain = 0.1;
  static constexpr int kTrialCalls = 8;
  static constexpr double kKeepBelow = 0.97;   ///< Of the fastest call on the kernel for all sizes.
  static constexpr double kSmallCall = 0.005;  ///< Milliseconds: too short to gain much.

  /// Whether a call of so many milliseconds is worth watching.
  static constexpr bool is_watched(double ms) { return ms >= kSmallCall; }
  /// Whether `calls` calls, which took `total_ms` together, have earned a kernel that costs
  /// `compile_ms`.
  static constexpr bool earns_kernel(std::uint64_t calls, double total_ms, double compile_ms) {
    return calls >= kTrialCalls && kExpectedGain * total_ms >= compile_ms;
  }
  /// Whether a kernel that was tried stays.
  static constexpr bool keeps(double specialized_ms, double generic_ms) {
    return specialized_ms < kKeepBelow * generic_ms;
  }
};

}  // namespace sinter
