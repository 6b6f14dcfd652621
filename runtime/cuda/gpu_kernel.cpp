#include "runtime/cuda/gpu_kernel.h"

#include <cstddef>
#include <utility>

#include "compiler/math/math.h"
#include "compiler/support/check.h"

namespace sinter::runtime::cuda {
namespace {

/// Where arguments and results of a call are on the device. What lies there is used as it is. Small
/// arguments of the host, scalars above all, go there together.
class Operands {
 public:
  explicit Operands(Device& device) : device_(device) {}

  void argument(const Array& array, bool is_used) {
    SINTER_CHECK(array.is_contiguous(), "an argument with gaps");
    if (use(array)) return;
    if (!is_used) {  // its sizes alone matter
      addresses_.push_back(0);
      return;
    }
    if (array.bytes() <= kSmall) {
      small_.emplace_back(addresses_.size(), staging_.size());
      const auto* bytes = static_cast<const std::byte*>(array.raw_data());
      staging_.insert(staging_.end(), bytes, bytes + array.bytes());
      staging_.resize((staging_.size() + kVectorBytes - 1) / kVectorBytes * kVectorBytes);
      addresses_.push_back(0);
      return;
    }
    memory_.emplace_back(device_, array.bytes());
    addresses_.push_back(memory_.back().address());
    device_.write(addresses_.back(), array.raw_data(), array.bytes());
  }

  /// After the last argument.
  void write_small() {
    if (small_.empty()) return;
    memory_.emplace_back(device_, staging_.size());
    device_.write(memory_.back().address(), staging_.data(), staging_.size());
    for (const auto& [number, offset] : small_)
      addresses_[number] = memory_.back().address() + offset;
  }

  void result(const Array& array) {
    SINTER_CHECK(array.is_contiguous(), "a result with gaps");
    if (use(array)) return;
    memory_.emplace_back(device_, array.bytes());
    addresses_.push_back(memory_.back().address());
  }

  /// Copies results of the host there; the first has number `first`.
  void read_results(std::span<const Array> results, std::size_t first) {
    for (std::size_t n = 0; n < results.size(); ++n) {
      if (results[n].device().is_cpu())
        device_.read(results[n].raw_data(), addresses_[first + n], results[n].bytes());
    }
  }

  std::span<const DeviceAddress> addresses() const { return addresses_; }

 private:
  static constexpr std::size_t kSmall = 1024;

  bool use(const Array& array) {
    if (array.device().is_cpu()) return false;
    addresses_.push_back(reinterpret_cast<DeviceAddress>(array.raw_data()));
    return true;
  }

  Device& device_;
  std::vector<DeviceMemory> memory_;
  std::vector<DeviceAddress> addresses_;
  std::vector<std::byte> staging_;
  std::vector<std::pair<std::size_t, std::size_t>> small_;  ///< Number, offset in the staging.
};

}  // namespace

lower::Lowered lower_for_gpu(const graph::Graph& graph,
                             std::vector<std::optional<std::int64_t>> known_sizes,
                             std::int64_t loop_work) {
  lower::Options options;
  options.known_sizes = std::move(known_sizes);
  options.loop_work = loop_work;
  options.gpu = true;
  return lower::lower(graph, options);
}

GpuKernel make_gpu_kernel(const graph::Graph& graph,
                          std::vector<std::optional<std::int64_t>> known_sizes,
                          std::int64_t loop_work) {
  lower::Lowered lowered = lower_for_gpu(graph, std::move(known_sizes), loop_work);
  math::expand_math(lowered.kernel);
  loop::verify(lowered.kernel);
  std::vector<bool> is_used(lowered.kernel.buffers.size());
  for (const loop::Instruction& instruction : lowered.kernel.instructions) {
    if (instruction.buffer) is_used[instruction.buffer.index] = true;
  }
  return {sinter::cuda::make_program(std::move(lowered.kernel)), std::move(lowered.integers),
          std::move(lowered.sites), std::move(is_used)};
}

std::optional<RunFailure> call(const GpuKernel& kernel, Device& device, Kernels& kernels,
                               std::span<const Array> arguments, std::span<const Array> results,
                               std::span<const std::int64_t> sizes,
                               const std::function<bool()>& is_ended) {
  Operands operands(device);
  for (std::size_t n = 0; n < arguments.size(); ++n)
    operands.argument(arguments[n], kernel.is_used[n]);
  operands.write_small();
  for (const Array& array : results) operands.result(array);
  std::vector<std::int64_t> integers;
  for (const lower::IntegerSource& source : kernel.integers) {
    SINTER_CHECK(source.kind == lower::IntegerSource::kSize, "a stride on a device");
    integers.push_back(sizes[source.symbol.index]);
  }
  const auto failure =
      run(kernel.program, device, kernels, operands.addresses(), integers, is_ended);
  if (failure) return failure;
  if (is_ended && is_ended()) return {};
  operands.read_results(results, arguments.size());
  return {};
}

}  // namespace sinter::runtime::cuda
