// Line tables: the places of loop IR instructions as debug locations. Internal to codegen.
#pragma once

#include <llvm/IR/DIBuilder.h>

#include <map>
#include <string>

#include "compiler/ir/loop.h"

namespace sinter::codegen {

class DebugInfo {
 public:
  /// The kernel has places.
  DebugInfo(llvm::Module& module, const loop::Kernel& kernel);
  llvm::DISubprogram* describe(llvm::Function& function);
  llvm::DILocation* location(std::size_t place, llvm::DISubprogram* function);
  void finish() { builder_.finalize(); }

 private:
  llvm::DIFile* file(std::size_t place);
  const loop::Kernel& kernel_;
  llvm::DIBuilder builder_;
  std::map<std::string, llvm::DIFile*> files_;
};

}  // namespace sinter::codegen
