// Loop IR to LLVM IR with explicit vectors. No LLVM pass is needed afterwards.
#pragma once

#include <llvm/IR/Module.h>

#include <memory>

#include "compiler/codegen/llvm_ops.h"
#include "compiler/codegen/widen.h"
#include "compiler/ir/loop.h"

namespace sinter::codegen {

struct EmitOptions {
  LlvmTarget target;
  std::string cpu;
  std::string features;
};

/// Emits a module with one exported function, `kernel.name`, of type abi::Kernel. The kernel is
/// verified first. Math ops must have been expanded.
std::unique_ptr<llvm::Module> emit_module(llvm::LLVMContext& context, const loop::Kernel& kernel,
                                          const WideningPlan& plan, const EmitOptions& options);

/// Defines the module-private helpers `sinter.fmod.f32/f64` when the kernel uses float mod or
/// floordiv.
void define_fmod(llvm::Module& module, DType type);

}  // namespace sinter::codegen
