// The C interface's handles, and the border that no exception crosses.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "compiler/support/check.h"
#include "sinter/sinter.h"
#include "sinter/sinter_c.h"

struct sinter_engine {
  sinter::Engine engine;
};

struct sinter_module {
  sinter::Module module;
  std::vector<std::string> names;
};

struct sinter_function {
  sinter::Function function;
};

struct sinter_array {
  sinter::Array array;
};

struct sinter_cancel_token {
  sinter::CancelToken token;
};

struct sinter_error {
  sinter::Error error;
};

namespace sinter::detail {

/// The error of a call that had no memory even for its error. Freeing it does nothing.
sinter_error* out_of_memory() noexcept;
/// The C interface's kind of an error.
sinter_status status_of(ErrorKind kind) noexcept;
/// Makes a handle of the exception that is being handled.
sinter_status take_exception(sinter_error** error) noexcept;

/// body(), with whatever it throws as a status and an error.
template <typename Body>
sinter_status guarded(sinter_error** error, Body&& body) noexcept {
  try {
    std::forward<Body>(body)();
    return SINTER_OK;
  } catch (...) {
    return take_exception(error);
  }
}

/// What a caller handed in, which may not be null.
template <typename T>
T& given(T* pointer, const char* what) {
  if (pointer == nullptr) user_error("E6041", "{} is NULL", what);
  return *pointer;
}

DType dtype_of(sinter_dtype dtype);

}  // namespace sinter::detail
