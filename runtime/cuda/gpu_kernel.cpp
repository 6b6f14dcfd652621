#include "runtime/cuda/gpu_kernel.h"

#include <utility>

#include "compiler/math/math.h"

namespace sinter::runtime::cuda {

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
  math::expand_math(lowered.kernel, sinter::cuda::kOwnOps);
  loop::verify(lowered.kernel);
  std::vector<bool> is_used(lowered.kernel.buffers.size());
  for (const loop::Instruction& instruction : lowered.kernel.instructions) {
    if (instruction.buffer) is_used[instruction.buffer.index] = true;
  }
  return {sinter::cuda::make_program(std::move(lowered.kernel)), std::move(lowered.integers),
          std::move(lowered.sites), std::move(is_used)};
}

}  // namespace sinter::runtime::cuda
