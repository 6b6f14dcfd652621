#include "runtime/jit_llvm/plugin.h"

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "compiler/support/check.h"
#include "runtime/environment.h"

namespace sinter::runtime {
namespace {

constexpr const char* kFile = "libsinter_llvm.so";

/// Places where the plugin may lie, best first: beside this library, and where a program of the
/// build tree has it.
std::vector<std::string> candidates() {
  if (const std::string named = environment::llvm_plugin(); !named.empty()) return {named};
  Dl_info here{};
  std::vector<std::string> paths;
  if (dladdr(reinterpret_cast<void*>(&candidates), &here) != 0 && here.dli_fname != nullptr) {
    std::error_code ignored;
    auto file = std::filesystem::canonical(here.dli_fname, ignored);
    if (ignored) file = std::filesystem::canonical("/proc/self/exe", ignored);
    const auto folder = file.parent_path();
    for (const auto& path :
         {folder / kFile, folder / "sinter" / kFile, folder / ".." / "lib" / kFile}) {
      paths.push_back(path.lexically_normal().string());
    }
  }
  return paths;
}

template <typename Function>
Function symbol(void* library, const char* name, const std::string& path) {
  void* address = dlsym(library, name);
  if (address == nullptr)
    unavailable("E5201", "the LLVM backend in {} lacks {}; a plugin of this version", path, name);
  return reinterpret_cast<Function>(address);
}

}  // namespace

std::string LlvmPlugin::find() {
  for (const std::string& path : candidates()) {
    if (std::filesystem::exists(path)) return path;
  }
  return "";
}

std::shared_ptr<const LlvmPlugin> LlvmPlugin::open() {
  std::string tried;
  for (const std::string& path : candidates()) {
    if (std::filesystem::exists(path)) return open(path);
    tried += (tried.empty() ? "" : ", ") + path;
  }
  throw Error(
      ErrorKind::kUnavailable, "E5201",
      fmt::format(
          "compiling needs the LLVM backend ({}), which is not installed; looked for {}. The "
          "interpreter backend works without it.",
          kFile, tried));
}

std::shared_ptr<const LlvmPlugin> LlvmPlugin::open(const std::string& path) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* reason = dlerror();
    throw Error(
        ErrorKind::kUnavailable, "E5201",
        fmt::format("the LLVM backend cannot be opened: {}", reason == nullptr ? path : reason));
  }
  std::shared_ptr<LlvmPlugin> plugin(new LlvmPlugin);
  plugin->path_ = path;
  plugin->description_ = symbol<sinter_llvm_info_fn>(library, SINTER_LLVM_INFO_SYMBOL, path)();
  if (plugin->description_->version != SINTER_LLVM_PLUGIN_VERSION) {
    throw Error(ErrorKind::kUnavailable, "E5201",
                fmt::format("the LLVM backend in {} has version {}; version {} is needed", path,
                            plugin->description_->version, SINTER_LLVM_PLUGIN_VERSION));
  }
  plugin->compile_ = symbol<sinter_llvm_compile_fn>(library, SINTER_LLVM_COMPILE_SYMBOL, path);
  plugin->free_ = symbol<sinter_llvm_free_fn>(library, SINTER_LLVM_FREE_SYMBOL, path);
  plugin->link_ = symbol<sinter_llvm_link_fn>(library, SINTER_LLVM_LINK_SYMBOL, path);
  plugin->unlink_ = symbol<sinter_llvm_unlink_fn>(library, SINTER_LLVM_UNLINK_SYMBOL, path);
  return plugin;
}

PluginOutput LlvmPlugin::compile(std::string_view kernel, sinter_llvm_output output,
                                 int vector_bits, bool quick, const PluginTarget* target) const {
  sinter_llvm_request request{};
  if (target != nullptr) {
    request.cpu = target->cpu;
    request.features = target->features;
  }
  request.kernel = kernel.data();
  request.kernel_size = kernel.size();
  request.vector_bits = vector_bits;
  request.output = output;
  request.quick = quick ? 1 : 0;
  struct Result : sinter_llvm_result {
    explicit Result(sinter_llvm_free_fn f) : sinter_llvm_result{}, free(f) {}
    ~Result() { free(this); }
    sinter_llvm_free_fn free;
  } result(free_);
  const auto start = std::chrono::steady_clock::now();
  if (compile_(&request, &result) != 0) {
    throw Error(ErrorKind::kInternal, "E5202",
                fmt::format("the LLVM backend failed: {}",
                            result.error == nullptr ? "unknown reason" : result.error));
  }
  PluginOutput out;
  out.milliseconds =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  const auto* bytes = reinterpret_cast<const std::byte*>(result.data);
  out.bytes.assign(bytes, bytes + result.size);
  return out;
}

OrcCode LlvmPlugin::link(std::span<const std::byte> object, const std::string& symbol_name) const {
  void* entry = nullptr;
  char* error = nullptr;
  void* handle = link_(reinterpret_cast<const std::uint8_t*>(object.data()), object.size(),
                       symbol_name.c_str(), &entry, &error);
  if (handle != nullptr) return {handle, entry, unlink_};
  const std::string message = error == nullptr ? "unknown reason" : error;
  std::free(error);
  throw Error(ErrorKind::kInternal, "E5203",
              fmt::format("ORC cannot link the kernel: {}", message));
}

}  // namespace sinter::runtime
