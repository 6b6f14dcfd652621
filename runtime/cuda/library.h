// What the driver and NVRTC have in common: a shared library that is opened when it is first asked
// for and stays for the life of the process.
#pragma once

#include <dlfcn.h>

#include <string>

#include "sinter/error.h"

namespace sinter::runtime::cuda {

/// Null when the library cannot be opened.
inline void* open_library(const std::string& path) {
  return dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
}

/// False when the library has no such function.
template <typename Function>
bool find_function(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

/// Whether the library of a class can be opened; `reason` (may be null) says why not.
template <typename Library>
bool is_library_available(std::string* reason) {
  try {
    Library::instance();
    return true;
  } catch (const Error& error) {
    if (reason != nullptr) *reason = error.what();
    return false;
  }
}

}  // namespace sinter::runtime::cuda
