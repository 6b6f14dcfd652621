// Line tables: the places of loop IR instructions as debug locations.
#include "compiler/codegen/llvm_debug.h"

#include <filesystem>

#include "compiler/codegen/llvm_function.h"

namespace sinter::codegen {
namespace {

constexpr unsigned kDwarfVersion = 4;

}  // namespace

DebugInfo::DebugInfo(llvm::Module& module, const loop::Kernel& kernel)
    : kernel_(kernel), builder_(module) {
  module.addModuleFlag(llvm::Module::Warning, "Debug Info Version", llvm::DEBUG_METADATA_VERSION);
  module.addModuleFlag(llvm::Module::Warning, "Dwarf Version", kDwarfVersion);
  builder_.createCompileUnit(llvm::dwarf::DW_LANG_C, file(0), "Sinter", true, "", 0);
}

llvm::DIFile* DebugInfo::file(std::size_t place) {
  auto& found = files_[kernel_.places[place].file];
  if (found == nullptr) {
    const std::filesystem::path path(kernel_.places[place].file);
    found = builder_.createFile(path.filename().string(), path.parent_path().string());
  }
  return found;
}

llvm::DISubprogram* DebugInfo::describe(llvm::Function& function) {
  auto* type = builder_.createSubroutineType(builder_.getOrCreateTypeArray({}));
  const unsigned line = kernel_.places[0].line;
  auto* described =
      builder_.createFunction(file(0), function.getName(), function.getName(), file(0), line, type,
                              line, llvm::DINode::FlagZero, llvm::DISubprogram::SPFlagDefinition);
  function.setSubprogram(described);
  return described;
}

llvm::DILocation* DebugInfo::location(std::size_t place, llvm::DISubprogram* function) {
  const loop::Place& at = kernel_.places[place];
  llvm::DILocalScope* scope = function;
  if (auto* its = file(place); its != function->getFile())
    scope = builder_.createLexicalBlockFile(function, its);
  return llvm::DILocation::get(function->getContext(), at.line, at.column, scope);
}

void FunctionEmitter::set_place(std::int32_t place) {
  if (state_.debug == nullptr || place < 0) return;
  if (function_->getSubprogram() == nullptr) state_.debug->describe(*function_);
  b_.SetCurrentDebugLocation(
      state_.debug->location(static_cast<std::size_t>(place), function_->getSubprogram()));
}

}  // namespace sinter::codegen
