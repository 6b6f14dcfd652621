// The launches of calls that launch the same: recorded once, with everything evaluated but where
// arrays lie.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "runtime/cuda/device.h"
#include "runtime/cuda/run.h"

namespace sinter::runtime::cuda {

/// An argument of a launch: `value` bytes from base `base` of the call's addresses.
struct PlannedArgument {
  static constexpr std::uint32_t kNumber = 0;   ///< Base 0 is address 0: a number.
  static constexpr std::uint32_t kArena = 1;    ///< The call's own memory.
  static constexpr std::uint32_t kFailure = 2;  ///< The call's Failure.
  static constexpr std::uint32_t kBuffers = 3;  ///< Argument or result 0; the others follow.
  std::uint32_t base = kNumber;
  std::uint64_t value = 0;
};

struct PlannedLaunch {
  std::size_t kernel = 0;
  std::int64_t blocks = 0;
  int threads = 0;
  std::int64_t shared_bytes = 0;
  std::size_t first_argument = 0, arguments = 0;  ///< Of the plan's list.
  std::size_t first_wanted = 0, wanted = 0;       ///< Buffers, of another list.
};

/// For calls with these integers, whose arguments on the host hold these values where the host
/// looks. Immutable but for its graphs.
class LaunchPlan {
 public:
  /// Runs a call up to the last launch, on a device that only takes notes. A plan without launches
  /// where the host waits for what kernels compute, or there are very many launches: is_direct().
  static std::shared_ptr<LaunchPlan> record(const sinter::cuda::Program& program,
                                            const Device& device, const RunInputs& inputs);

  /// Whether it is for a call with these.
  bool suits(std::span<const std::int64_t> integers,
             std::span<const std::span<const std::byte>> host) const;
  /// Calls like it are run step by step.
  bool is_direct() const { return is_direct_; }

  std::size_t arena_bytes() const { return arena_bytes_; }
  bool may_fail() const { return may_fail_; }
  std::span<const PlannedLaunch> launches() const { return launches_; }
  /// The last launch that touches an argument or result; none: no launch does.
  std::optional<std::size_t> last_use(std::size_t buffer) const;
  /// The arguments and results that no launch before this one touches.
  std::span<const std::size_t> wanted_first(std::size_t launch) const {
    const PlannedLaunch& planned = launches_[launch];
    return std::span(wanted_).subspan(planned.first_wanted, planned.wanted);
  }
  /// The launch with its arguments; `values` has room for those.
  Launch launch(std::size_t n, std::span<const DeviceAddress> bases,
                std::span<std::uint64_t> values) const;
  std::size_t most_arguments() const { return most_arguments_; }

  /// Launches everything at once, where there are enough launches for it to pay and a graph for
  /// these addresses is there or likely to serve again. False: nothing was launched.
  bool launch_graph(Kernels& kernels, std::span<const DeviceAddress> bases);

 private:
  friend class PlanRecorder;
  /// A graph with the addresses that its launches have.
  struct Variant {
    std::vector<DeviceAddress> bases;
    std::unique_ptr<LaunchGraph> graph;
  };
  bool is_touched(const PlannedLaunch& launch, std::span<const DeviceAddress> before,
                  std::span<const DeviceAddress> now) const;
  Variant* make_variant(Kernels& kernels, std::span<const DeviceAddress> bases);
  Variant* change_variant(std::span<const DeviceAddress> bases);
  bool was_missed(std::span<const DeviceAddress> bases);

  std::vector<std::int64_t> integers_;
  std::vector<HostRead> reads_;
  std::vector<bool> on_host_;  ///< Which arguments lay there, of a plan that is direct.
  bool is_direct_ = false;
  std::size_t arena_bytes_ = 0;
  bool may_fail_ = false;
  std::vector<PlannedLaunch> launches_;
  std::vector<PlannedArgument> arguments_;
  std::vector<std::size_t> wanted_;    ///< Buffers, as launches touch them first.
  std::vector<std::size_t> last_use_;  ///< By buffer: 1 + the launch; 0: none.
  std::size_t most_arguments_ = 0;

  std::mutex mutex_;  ///< Of what follows.
  std::vector<Variant> variants_;
  std::vector<std::vector<DeviceAddress>> missed_;  ///< Addresses that no graph had.
  bool has_no_graphs_ = false;
};

/// The plans of one program's code, and memory of the device that calls by them share. Any thread
/// may ask. To go before the kernels and the device.
class LaunchPlans {
 public:
  /// Makes one where there is none that suits.
  std::shared_ptr<LaunchPlan> find(const sinter::cuda::Program& program, const Device& device,
                                   const RunInputs& inputs);
  /// A copy of these few bytes on the device, which nobody changes. Calls mostly bring the same
  /// numbers as the ones before: they are there already.
  std::shared_ptr<const DeviceMemory> constant(Device& device, std::span<const std::byte> bytes);
  /// Memory for a Failure, zeroed. What is given back is still so.
  DeviceMemory take_failure(Device& device);
  void give_failure(DeviceMemory memory);

 private:
  static constexpr std::size_t kMost = 16;
  static constexpr std::size_t kMostConstants = 8;
  struct Constant {
    std::vector<std::byte> bytes;
    std::shared_ptr<const DeviceMemory> memory;
  };
  std::mutex mutex_;
  std::vector<std::shared_ptr<LaunchPlan>> plans_;  ///< The one that was used last comes first.
  std::vector<Constant> constants_;                 ///< The same.
  std::vector<DeviceMemory> failures_;
};

}  // namespace sinter::runtime::cuda
