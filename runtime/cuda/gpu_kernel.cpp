#include "runtime/cuda/gpu_kernel.h"

#include <utility>

#include "compiler/math/math.h"
#include "compiler/support/check.h"

namespace sinter::runtime::cuda {
namespace {

std::size_t bytes_of(const Array& array) {
  return static_cast<std::size_t>(array.size()) * size_of(array.dtype());
}

}  // namespace

GpuKernel make_gpu_kernel(const graph::Graph& graph,
                          std::vector<std::optional<std::int64_t>> known_sizes,
                          std::int64_t loop_work) {
  lower::Options options;
  options.known_sizes = std::move(known_sizes);
  options.loop_work = loop_work;
  options.gpu = true;
  lower::Lowered lowered = lower::lower(graph, options);
  math::expand_math(lowered.kernel);
  loop::verify(lowered.kernel);
  return {sinter::cuda::make_program(std::move(lowered.kernel)), std::move(lowered.integers),
          std::move(lowered.sites)};
}

std::optional<RunFailure> call(const GpuKernel& kernel, Device& device, Kernels& kernels,
                               std::span<const Array> arguments, std::span<const Array> results,
                               std::span<const std::int64_t> sizes,
                               const std::function<bool()>& is_ended) {
  std::vector<DeviceMemory> memory;
  std::vector<DeviceAddress> buffers;
  for (const Array& array : arguments) {
    SINTER_CHECK(array.is_contiguous(), "an argument with gaps");
    memory.emplace_back(device, bytes_of(array));
    buffers.push_back(memory.back().address());
    device.write(buffers.back(), array.raw_data(), bytes_of(array));
  }
  for (const Array& array : results) {
    SINTER_CHECK(array.is_contiguous(), "a result with gaps");
    memory.emplace_back(device, bytes_of(array));
    buffers.push_back(memory.back().address());
  }
  std::vector<std::int64_t> integers;
  for (const lower::IntegerSource& source : kernel.integers) {
    SINTER_CHECK(source.kind == lower::IntegerSource::kSize, "a stride on a device");
    integers.push_back(sizes[source.symbol.index]);
  }
  const auto failure = run(kernel.program, device, kernels, buffers, integers, is_ended);
  if (failure) return failure;
  if (is_ended && is_ended()) return {};
  for (std::size_t n = 0; n < results.size(); ++n)
    device.read(results[n].raw_data(), buffers[arguments.size() + n], bytes_of(results[n]));
  return {};
}

}  // namespace sinter::runtime::cuda
