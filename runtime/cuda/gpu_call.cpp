// A call: where its arguments and results are on the device, and when they get there.
#include <algorithm>
#include <cstddef>
#include <utility>

#include "compiler/support/check.h"
#include "compiler/support/few.h"
#include "runtime/cuda/gpu_kernel.h"

namespace sinter::runtime::cuda {
namespace {

constexpr std::size_t kFew = 16;           // arguments and results of most programs
constexpr std::size_t kSmall = 1024;       // bytes of arguments that go together
constexpr std::size_t kLarge = 256 << 10;  // bytes of results that are read by themselves
constexpr std::size_t kManyLaunches = 32;  // are worth a graph even where large arrays wait for it

/// What lies on the device is used as it is. Small arguments of the host, scalars above all, go
/// there together.
class Operands {
 public:
  Operands(Device& device, std::span<const Array> arguments, std::span<const Array> results)
      : device_(device),
        arguments_(arguments),
        results_(results),
        bases_(PlannedArgument::kBuffers + arguments.size() + results.size()),
        host_(arguments.size()) {
    for (std::size_t n = 0; n < arguments.size(); ++n) {
      const Array& array = arguments[n];
      SINTER_CHECK(array.is_contiguous(), "an argument with gaps");
      if (use(n, array)) continue;
      host_[n] = {static_cast<const std::byte*>(array.raw_data()), array.bytes()};
    }
    for (std::size_t n = 0; n < results.size(); ++n) {
      SINTER_CHECK(results[n].is_contiguous(), "a result with gaps");
      use(arguments.size() + n, results[n]);
    }
  }

  /// In the other order than it was taken: calls like this one find the same addresses.
  ~Operands() {
    while (!memory_.empty()) memory_.pop_back();
    if (!brought_large_) return;
    try {
      device_.mark();         // from when on the next call's arguments may use the memory
    } catch (const Error&) {  // They wait longer.
    }
  }
  Operands(const Operands&) = delete;
  Operands& operator=(const Operands&) = delete;

  std::span<const std::span<const std::byte>> host() const { return host_.list(); }
  /// Whether an argument or result of that many bytes and more lies on the host.
  bool has_on_host(std::size_t bytes) const {
    const auto is_large = [&](const Array& array) {
      return array.device().is_cpu() && array.bytes() > bytes;
    };
    return std::ranges::any_of(arguments_, is_large) || std::ranges::any_of(results_, is_large);
  }

  /// Gives results memory, and small arguments for which `is_used(number)`. `plans` may be null.
  template <typename IsUsed>
  void settle(const IsUsed& is_used, LaunchPlans* plans) {
    write_small(is_used, plans);
    for (std::size_t n = 0; n < results_.size(); ++n) {
      const std::size_t number = arguments_.size() + n;
      if (!results_[n].device().is_cpu() || !is_used(number)) continue;
      memory_.emplace_back(device_, results_[n].bytes());
      set(number, memory_.back().address());
    }
  }

  /// The argument is there when later kernels run.
  void bring(std::size_t number) {
    if (number >= arguments_.size() || addresses()[number] != 0 || host_[number].empty()) return;
    const auto data = host_[number];
    memory_.push_back(DeviceMemory::holding(device_, data.data(), data.size()));
    set(number, memory_.back().address());
    brought_large_ |= data.size() > kLarge;
  }

  /// The call's own memory.
  DeviceAddress make_arena(std::size_t bytes) {
    if (bytes == 0) return 0;
    memory_.emplace_back(device_, bytes);
    return bases_[PlannedArgument::kArena] = memory_.back().address();
  }
  void set_failure(DeviceAddress address) const { bases_[PlannedArgument::kFailure] = address; }

  std::span<const DeviceAddress> bases() const { return bases_.list(); }
  std::span<const DeviceAddress> addresses() const {
    return bases_.list().subspan(PlannedArgument::kBuffers);
  }

 private:
  void set(std::size_t number, DeviceAddress address) const {
    bases_[PlannedArgument::kBuffers + number] = address;
  }
  bool use(std::size_t number, const Array& array) const {
    if (array.device().is_cpu()) return false;
    set(number, reinterpret_cast<DeviceAddress>(array.raw_data()));
    return true;
  }

  template <typename IsUsed>
  void write_small(const IsUsed& is_used, LaunchPlans* plans) {
    std::vector<std::byte> staging;
    std::vector<std::pair<std::size_t, std::size_t>> small;  // number, offset in the staging
    for (std::size_t n = 0; n < arguments_.size(); ++n) {
      const auto data = host_[n];
      if (data.empty() || data.size() > kSmall || !is_used(n)) continue;
      small.emplace_back(n, staging.size());
      staging.insert(staging.end(), data.begin(), data.end());
      staging.resize((staging.size() + kVectorBytes - 1) / kVectorBytes * kVectorBytes);
    }
    if (small.empty()) return;
    DeviceAddress begin = 0;
    if (plans != nullptr) {
      small_ = plans->constant(device_, staging);
      begin = small_->address();
    } else {
      memory_.push_back(DeviceMemory::holding(device_, staging.data(), staging.size()));
      begin = memory_.back().address();
    }
    for (const auto& [number, offset] : small) set(number, begin + offset);
  }

  Device& device_;
  std::span<const Array> arguments_, results_;
  FewOrMany<DeviceAddress, kFew> bases_;
  FewOrMany<std::span<const std::byte>, kFew> host_;  ///< By argument; empty: it is not there.
  std::vector<DeviceMemory> memory_;
  std::shared_ptr<const DeviceMemory> small_;
  bool brought_large_ = false;
};

class Call {
 public:
  Call(const GpuKernel& kernel, Device& device, Kernels& kernels, std::span<const Array> arguments,
       std::span<const Array> results, const std::function<bool()>& is_ended)
      : kernel_(kernel),
        device_(device),
        kernels_(kernels),
        arguments_(arguments.size()),
        results_(results),
        operands_(device, arguments, results),
        is_ended_(is_ended) {}

  std::optional<RunFailure> run(LaunchPlans* plans, std::span<const std::int64_t> integers) {
    RunInputs inputs{operands_.addresses(), integers, operands_.host(), {}, {}};
    const auto plan = plans == nullptr ? nullptr : plans->find(kernel_.program, device_, inputs);
    if (plan != nullptr && !plan->is_direct()) return replay(*plan, *plans);
    inputs.is_ended = is_ended_;
    const auto is_used = [&](std::size_t number) { return kernel_.is_used[number]; };
    operands_.settle([&](std::size_t number) { return number >= arguments_ || is_used(number); },
                     plans);
    for (std::size_t n = 0; n < arguments_; ++n) {
      if (is_used(n)) operands_.bring(n);
    }
    const auto failure = cuda::run(kernel_.program, device_, kernels_, inputs);
    if (failure || has_ended()) return failure;
    std::vector<Read> small;
    add_small_results(small);
    device_.read_together(small);
    for (std::size_t n = 0; n < results_.size(); ++n) {
      if (results_[n].bytes() > kLarge) read_result(n, 0);
    }
    return {};
  }

 private:
  /// A result that is on the device before the last launch.
  struct Early {
    std::size_t launch, result;
    Mark mark = 0;
  };

  bool has_ended() const { return is_ended_ && is_ended_(); }

  void read_result(std::size_t n, Mark mark) {
    if (!results_[n].device().is_cpu()) return;
    device_.read_after(mark, results_[n].raw_data(), operands_.addresses()[arguments_ + n],
                       results_[n].bytes());
  }

  void add_small_results(std::vector<Read>& reads) const {
    for (std::size_t n = 0; n < results_.size(); ++n) {
      const std::size_t bytes = results_[n].bytes();
      if (!results_[n].device().is_cpu() || bytes == 0 || bytes > kLarge) continue;
      reads.push_back({results_[n].raw_data(), operands_.addresses()[arguments_ + n], bytes});
    }
  }

  std::optional<RunFailure> replay(LaunchPlan& plan, LaunchPlans& plans) {
    operands_.make_arena(plan.arena_bytes());
    operands_.settle(
        [&](std::size_t number) {
          return number >= arguments_ || plan.last_use(number).has_value();
        },
        &plans);
    DeviceMemory failure_memory;
    if (plan.may_fail()) {
      failure_memory = plans.take_failure(device_);
      operands_.set_failure(failure_memory.address());
    }
    std::vector<Early> early;
    if (!launch_at_once(plan)) early = launch_in_turn(plan);
    if (has_ended()) return {};
    for (const Early& one : early) read_result(one.result, one.mark);
    sinter::cuda::Failure failure;
    std::vector<Read> small;
    if (plan.may_fail()) small.push_back({&failure, failure_memory.address(), sizeof failure});
    add_small_results(small);
    device_.read_together(small);
    if (const auto found = failure_of(failure)) return found;
    if (plan.may_fail()) plans.give_failure(std::move(failure_memory));
    for (std::size_t n = 0; n < results_.size(); ++n) {
      const auto is_read = [&](const Early& one) { return one.result == n; };
      if (results_[n].bytes() > kLarge && std::ranges::none_of(early, is_read)) read_result(n, 0);
    }
    return {};
  }

  bool launch_at_once(LaunchPlan& plan) {
    if (plan.launches().size() < kManyLaunches && operands_.has_on_host(kLarge)) return false;
    for (std::size_t n = 0; n < arguments_; ++n) {
      if (plan.last_use(n)) operands_.bring(n);
    }
    return plan.launch_graph(kernels_, operands_.bases());
  }

  /// Arguments are brought when the first launch wants them.
  std::vector<Early> launch_in_turn(const LaunchPlan& plan) {
    const std::size_t count = plan.launches().size();
    std::vector<Early> early;
    for (std::size_t n = 0; n < results_.size(); ++n) {
      const auto last = plan.last_use(arguments_ + n);
      if (last && *last + 1 < count && results_[n].bytes() > kLarge &&
          results_[n].device().is_cpu())
        early.push_back({*last, n, 0});
    }
    std::ranges::sort(early, {}, &Early::launch);
    auto next = early.begin();
    FewOrMany<std::uint64_t, 32> values(plan.most_arguments());
    for (std::size_t n = 0; n < count; ++n) {
      for (const std::size_t buffer : plan.wanted_first(n)) operands_.bring(buffer);
      kernels_.launch(plan.launch(n, operands_.bases(), values.list()));
      if (next == early.end() || next->launch != n) continue;
      const Mark mark = device_.mark();
      for (; next != early.end() && next->launch == n; ++next) next->mark = mark;
    }
    return early;
  }

  const GpuKernel& kernel_;
  Device& device_;
  Kernels& kernels_;
  std::size_t arguments_;
  std::span<const Array> results_;
  Operands operands_;
  const std::function<bool()>& is_ended_;
};

}  // namespace

std::optional<RunFailure> call(const GpuKernel& kernel, Device& device, Kernels& kernels,
                               LaunchPlans* plans, std::span<const Array> arguments,
                               std::span<const Array> results, std::span<const std::int64_t> sizes,
                               const std::function<bool()>& is_ended) {
  FewOrMany<std::int64_t, kFew> integers(kernel.integers.size());
  for (std::size_t n = 0; n < kernel.integers.size(); ++n) {
    const lower::IntegerSource& source = kernel.integers[n];
    SINTER_CHECK(source.kind == lower::IntegerSource::kSize, "a stride on a device");
    integers[n] = sizes[source.symbol.index];
  }
  return Call(kernel, device, kernels, arguments, results, is_ended).run(plans, integers.list());
}

}  // namespace sinter::runtime::cuda
