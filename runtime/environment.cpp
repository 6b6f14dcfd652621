#include "runtime/environment.h"

#include <cstdlib>

namespace sinter::runtime::environment {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string llvm_plugin() { return variable("SINTER_LLVM_PLUGIN"); }

std::string nvrtc() { return variable("SINTER_NVRTC"); }

std::string cuda_driver() { return variable("SINTER_CUDA_DRIVER"); }

bool cache_is_off() {
  const std::string value = variable("SINTER_CACHE");
  return value == "off" || value == "0";
}

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
