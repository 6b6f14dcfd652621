// Square blocks of elements, turned in vector registers.
#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

namespace sinter::codegen {

/// n vectors of n elements, of 128 bits or more: element j of vector i becomes element i of vector
/// j. Two operands' halves are interleaved within 128 bits first, which machines do at full speed,
/// then parts of 128 bits change places: n log2 n instructions.
llvm::SmallVector<llvm::Value*, 16> transpose(llvm::IRBuilder<>& b,
                                              llvm::SmallVector<llvm::Value*, 16> rows);

}  // namespace sinter::codegen
