// The texts that are written beside the objects.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/aot/gpu.h"
#include "runtime/aot/plan.h"

namespace sinter::runtime::aot {

/// One version of a function's code.
struct Version {
  int level = 3;  ///< 2: x86-64-v2.
  std::string symbol;
  std::string file;
  std::vector<int> integers;  ///< Rows of Plan::sizes.
};

/// A function with its versions, the best first.
struct Built {
  Plan plan;
  std::vector<Version> versions;
  std::optional<GpuVersion> gpu;
};

/// The element type in C; f16 and bf16 are their bits.
std::string_view c_type(DType dtype);

std::string c_header(const std::string& library, std::span<const Built> functions);
std::string c_source(const std::string& library, std::span<const Built> functions);
std::string cpp_header(const std::string& library, std::span<const Built> functions);
std::string cmake_lists(const std::string& library, std::span<const Built> functions);

/// "int scores_entropy(int64_t B, const float* x, float* result, sinter_aot_error* error)".
std::string c_declaration(const std::string& library, const Plan& plan);
/// The same for the function that computes the results' shapes; empty where they are numbers.
std::string c_shapes_declaration(const std::string& library, const Plan& plan);
/// The same as c_declaration for the function that runs on a GPU.
std::string c_gpu_declaration(const std::string& library, const Plan& plan);
/// What the C functions hand over: "{a, b}" of the given sizes, and of the arrays' addresses.
std::string given_text(const Plan& plan);
std::string buffers_text(const Plan& plan);

/// Of a library with code for GPUs: its tables and functions in the C source, and a C file of its
/// own with the code.
std::string gpu_source(const std::string& library, std::span<const Built> functions);
std::string gpu_codes(const std::string& library, std::span<const Built> functions);

}  // namespace sinter::runtime::aot
