// libsinter_llvm.so, opened when a kernel has to be compiled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/codegen/llvm_plugin.h"

namespace sinter::runtime {

struct PluginOutput {
  std::vector<std::byte> bytes;
  double milliseconds = 0;  ///< Wall time inside LLVM and the emitter.
};

/// A processor that is not this one, as LLVM names it and its features.
struct PluginTarget {
  const char* cpu;
  const char* features;
};

/// Code that ORC linked; freed with this.
class OrcCode {
 public:
  OrcCode() = default;
  OrcCode(void* handle, void* entry, sinter_llvm_unlink_fn unlink)
      : handle_(handle), entry_(entry), unlink_(unlink) {}
  OrcCode(OrcCode&& other) noexcept { swap(other); }
  OrcCode& operator=(OrcCode&& other) noexcept {
    swap(other);
    return *this;
  }
  ~OrcCode() {
    if (handle_ != nullptr) unlink_(handle_);
  }
  void* entry() const { return entry_; }

 private:
  void swap(OrcCode& other) noexcept {
    std::swap(handle_, other.handle_);
    std::swap(entry_, other.entry_);
    std::swap(unlink_, other.unlink_);
  }
  void* handle_ = nullptr;
  void* entry_ = nullptr;
  sinter_llvm_unlink_fn unlink_ = nullptr;
};

/// The open plugin. It stays open until the process ends: LLVM's state is not made to be taken
/// down.
class LlvmPlugin {
 public:
  /// Opens the plugin: the file that the environment variable SINTER_LLVM_PLUGIN names, else
  /// libsinter_llvm.so beside the library (or program) that this code is in. Throws Error
  /// (unavailable, E5201) that says what was tried.
  static std::shared_ptr<const LlvmPlugin> open();
  /// The same for one file.
  static std::shared_ptr<const LlvmPlugin> open(const std::string& path);
  /// The file that open() would open; empty when there is none.
  static std::string find();

  const std::string& path() const { return path_; }
  const sinter_llvm_description& description() const { return *description_; }
  /// Compiles the text of one loop kernel. Throws the plugin's error (internal, E5202).
  /// Without a target: for this processor.
  PluginOutput compile(std::string_view kernel, sinter_llvm_output output, int vector_bits,
                       bool quick = false, const PluginTarget* target = nullptr) const;
  /// Links an object through ORC (E5203).
  OrcCode link(std::span<const std::byte> object, const std::string& symbol) const;

 private:
  LlvmPlugin() = default;
  std::string path_;
  const sinter_llvm_description* description_ = nullptr;
  sinter_llvm_compile_fn compile_ = nullptr;
  sinter_llvm_free_fn free_ = nullptr;
  sinter_llvm_link_fn link_ = nullptr;
  sinter_llvm_unlink_fn unlink_ = nullptr;
};

}  // namespace sinter::runtime
