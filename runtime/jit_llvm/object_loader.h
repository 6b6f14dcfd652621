// The small loader: x86-64 ELF relocatable objects into code memory, without LLVM.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/jit_llvm/code_memory.h"

namespace sinter::runtime {

/// A loaded object. The code lives as long as this.
class LoadedCode {
 public:
  /// Address of a defined global symbol; null when there is none of that name.
  void* lookup(std::string_view symbol) const;
  std::size_t size() const { return block_.size(); }

 private:
  friend class ObjectLoader;
  CodeBlock block_;
  std::unordered_map<std::string, void*> symbols_;
};

/// A function of a loaded object.
struct LoadedFunction {
  std::string name;
  std::span<const std::byte> code;
};

/// Loads the allocated sections of an object (code and constants, placed together so that all
/// distances fit in 32 bits), resolves its relocations and makes it executable. Unwind tables are
/// left out: kernels do not throw.
///
/// The object is foreign data: every offset, index and size in it is checked, and damage is an
/// Error (internal, E5101), never a crash. An undefined symbol is E5102 (but for `fma` and `fmaf`,
/// which are functions on processors without the instruction), a kind of section, symbol or
/// relocation that kernels do not have E5103.
///
/// `debug_image` (or null) becomes the object with the addresses of its loaded sections, for
/// debuggers; `functions` (or null) all its functions, for profilers.
LoadedCode load_object(std::span<const std::byte> object, CodeMemory& memory,
                       std::vector<std::byte>* debug_image = nullptr,
                       std::vector<LoadedFunction>* functions = nullptr);

}  // namespace sinter::runtime
