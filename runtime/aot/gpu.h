// A function's program for GPUs: machine code for the architectures that were asked for, PTX for
// newer ones, and in C what the host does.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "runtime/aot/plan.h"

namespace sinter::runtime::aot {

struct GpuCode {
  int architecture = 0;  ///< 90 for compute capability 9.0.
  bool is_ptx = false;
  std::string bytes;
};

struct GpuVersion {
  sinter::cuda::Program program;
  std::vector<int> integers;   ///< Rows of Plan::sizes.
  std::vector<GpuCode> codes;  ///< PTX last.
};

/// What NVRTC does not compile for is an error (E6062), before anything is compiled. E5210 without
/// NVRTC.
void check_architectures(std::span<const int> architectures);

/// Lowers and compiles. E0710 where a GPU cannot run it.
GpuVersion compile_for_gpu(Plan& plan, std::span<const int> architectures);

/// In C: `int NAME(struct sinter_cuda_call* call)`, which runs the program's steps.
std::string gpu_steps(const sinter::cuda::Program& program, const std::string& name);

/// One op on the host, as C text. E0710 for the few that the host does not know.
std::string host_expression(Op op, DType from, DType to, std::span<const std::string> operands);
/// A constant of a computable type.
std::string host_constant(DType type, std::uint64_t bits);

}  // namespace sinter::runtime::aot
