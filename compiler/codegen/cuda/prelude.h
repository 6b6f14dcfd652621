// Functions that generated kernels call, as text. Internal to code generation for CUDA.
#pragma once

#include <span>
#include <string_view>

namespace sinter::cuda {

struct Helper {
  std::string_view name;  ///< Part of a text that needs it: a function's name.
  std::string_view text;
};

/// Those for matrix units, narrow floats and asynchronous copies; they call those of prelude.cpp.
std::span<const Helper> matrix_helpers();

}  // namespace sinter::cuda
