// Programs on the emulated GPU, compared with the interpreter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/gpu_kernel.h"
#include "tests/exec/native.h"

namespace sinter::test {

/// A program, and what came of it.
struct CudaCase {
  std::string name;
  graph::Graph graph;  ///< Optimized.
  std::vector<interp::Tensor> inputs;
  bool exact_sizes = false;  ///< Sizes are known when the kernels are made.
  unsigned order = 0;        ///< Which threads come first.
  std::int64_t shared_bytes = 48 << 10;

  std::string difference;  ///< Empty: as the interpreter.
  std::string refused;     ///< Why it does not run on a GPU.
  std::string error;       ///< What both ended with.
};

/// Optimizes the program and makes its inputs.
CudaCase make_case(std::string name, const generator::Program& program);
/// A generated program; seeds differ in sizes that are known, order of threads and shared memory.
CudaCase generated_case(std::uint64_t seed);
/// A random program with loops; nothing where the checker refuses it.
std::optional<CudaCase> loop_case(std::uint64_t seed);
/// What the comments of a file of tests/exec/programs ask for.
std::vector<CudaCase> text_cases(const std::string& path);
/// Its kernels; nothing and `refused` where a GPU cannot run it.
std::optional<runtime::cuda::GpuKernel> kernel_of(CudaCase& one);

/// Compiles the case for a GPU, runs it there, and notes what differs.
void run_on_gpu(CudaCase& one, runtime::cuda::DriverDevice& device);

/// Compiles all cases together, runs each, and notes what differs.
void emulate(std::vector<CudaCase>& cases);

}  // namespace sinter::test
