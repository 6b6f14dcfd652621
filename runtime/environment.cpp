#include "runtime/environment.h"

#include <cstdlib>

namespace sinter::runtime::environment {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool is_off(const char* name) {
  const std::string value = variable(name);
  return value == "off" || value == "0";
}

}  // namespace

std::string llvm_plugin() { return variable("SINTER_LLVM_PLUGIN"); }

std::string nvrtc() { return variable("SINTER_NVRTC"); }

std::string cuda_driver() { return variable("SINTER_CUDA_DRIVER"); }

bool cuda_graphs_are_off() { return is_off("SINTER_CUDA_GRAPHS"); }

bool cache_is_off() { return is_off("SINTER_CACHE"); }

std::string cache_directory() {
  if (std::string named = variable("SINTER_CACHE_DIR"); !named.empty()) return named;
  // The specification says that relative paths there are to be ignored.
  if (const std::string base = variable("XDG_CACHE_HOME"); base.starts_with('/'))
    return base + "/sinter";
  if (const std::string home = variable("HOME"); home.starts_with('/'))
    return home + "/.cache/sinter";
  return "";
}

std::string lifted_check() { return variable("SINTER_CHECK"); }

std::string lifted_device() { return variable("SINTER_DEVICE"); }

}  // namespace sinter::runtime::environment
