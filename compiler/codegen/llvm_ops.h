// Elementwise ops as LLVM IR, for scalars and vectors alike: one row per op.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include "compiler/ir/ops.h"
#include "sinter/dtype.h"

namespace sinter::codegen {

struct LlvmTarget {
  bool avx512 = false;  ///< AVX-512F, DQ, BW and VL: masks, scalef at every width.
};

/// LLVM's type of a value: i1 for bool.
llvm::Type* value_type(llvm::LLVMContext& context, DType type);
/// LLVM's type in memory: i8 for bool.
llvm::Type* memory_type(llvm::LLVMContext& context, DType type);

/// Emits `op` on operands of dtype `from` (second operand's for where), giving dtype `to`. Operands
/// are all scalars or all vectors of one length.
llvm::Value* emit_elementwise(llvm::IRBuilder<>& builder, const LlvmTarget& target, Op op,
                              DType from, DType to, llvm::ArrayRef<llvm::Value*> operands);

}  // namespace sinter::codegen
