// One elementwise op as a CUDA C++ expression. Internal to code generation for CUDA.
#pragma once

#include <span>
#include <string>

#include "compiler/ir/loop.h"

namespace sinter::cuda {

/// "f32", "i64": types that the prelude defines.
std::string type_text(DType type);
/// The same of an element in memory: f16 and bf16 are their bits.
std::string stored_text(DType type);
/// A constant with exactly these bits.
std::string constant_text(DType type, std::uint64_t bits);
/// How C and CUDA C++ write a comparison: "<="; null for other ops.
const char* comparison_sign(Op op);
/// The op on operands that are names or constants. `power`: the last operand when it is known to be
/// a positive power of two, else 0.
std::string expression(Op op, DType from, DType to, std::span<const std::string> operands,
                       std::int64_t power = 0);
/// The helper functions that a text calls, types and what they call included.
std::string prelude(const std::string& text);

}  // namespace sinter::cuda
