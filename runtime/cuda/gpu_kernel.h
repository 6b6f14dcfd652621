// From an optimized graph to a program for a GPU, and calls of it on arrays of the host.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"
#include "runtime/cuda/launch_plan.h"
#include "runtime/cuda/run.h"
#include "sinter/array.h"

namespace sinter::runtime::cuda {

/// Loops for a GPU, before their math is expanded. `known_sizes`: by symbol index; empty: all
/// symbolic. `loop_work`: see lower::Options.
lower::Lowered lower_for_gpu(const graph::Graph& graph,
                             std::vector<std::optional<std::int64_t>> known_sizes,
                             std::int64_t loop_work = 1);

struct GpuKernel {
  sinter::cuda::Program program;
  std::vector<lower::IntegerSource> integers;
  std::vector<lower::Site> sites;
  std::vector<bool> is_used;  ///< By buffer: whether any kernel touches it.
};

/// Arguments lie row-major without gaps on a device.
GpuKernel make_gpu_kernel(const graph::Graph& graph,
                          std::vector<std::optional<std::int64_t>> known_sizes,
                          std::int64_t loop_work = 1);

/// Runs on arrays without gaps. Arguments that lie on the host and are used are copied there, and
/// results that lie there back; those of the device are used where they are, from a multiple of
/// kVectorBytes on. Large arguments are copied when the first kernel wants them, large results when
/// the last one has left them.
/// `sizes`: of the graph's symbols; `is_ended`: see RunInputs. `plans` is of these kernels; null:
/// the call is run step by step.
std::optional<RunFailure> call(const GpuKernel& kernel, Device& device, Kernels& kernels,
                               LaunchPlans* plans, std::span<const Array> arguments,
                               std::span<const Array> results, std::span<const std::int64_t> sizes,
                               const std::function<bool()>& is_ended = {});

}  // namespace sinter::runtime::cuda
