// Integer powers, common divisors and multiples: ops that need a loop per element.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "compiler/ir/ops.h"

namespace sinter::codegen {

/// Emits integer_pow, gcd or lcm of two integers or vectors of them, as a call of a function that
/// is made on its first use in a module.
llvm::Value* emit_integer_math(llvm::IRBuilder<>& builder, Op op, bool is_signed, llvm::Value* a,
                               llvm::Value* b);

}  // namespace sinter::codegen
