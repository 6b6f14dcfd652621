// Reduction of angles that are too large for a few multiplications.
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

#include "compiler/ir/ops.h"

namespace sinter::codegen {

/// `angle_rest` or `angle_quadrant` (the op table has their meaning) of a scalar or vector. The
/// long way is a function of the module, made on first use and called only where a lane needs it.
llvm::Value* emit_angle(llvm::IRBuilder<>& builder, Op op, DType type, llvm::Value* x);

/// Both of several vectors, with one branch for all of them.
struct Angles {
  llvm::SmallVector<llvm::Value*, 8> of, rests, quadrants;
};
Angles emit_angles(llvm::IRBuilder<>& builder, DType type, llvm::ArrayRef<llvm::Value*> x);

}  // namespace sinter::codegen
