// The C interface's handles, and the border that no exception crosses.
#pragma once

#include <cstdint>
#include <cstring>
#include <future>
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

struct sinter_future {
  std::shared_future<std::vector<sinter::Array>> results;
  std::string function;
};

struct sinter_error {
  sinter::Error error;
};

namespace sinter::detail {

/// The error of a call that had no memory even for its error. Freeing it does nothing.
sinter_error* out_of_memory() noexcept;
/// The C interface's kind of an error.
sinter_status status_of(ErrorKind kind) noexcept;
/// And back; kUser where it is none.
ErrorKind kind_of(sinter_status status) noexcept;
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

/// A struct of the caller's, which may be an older and shorter one; what it lacks keeps its
/// default.
template <typename Struct>
Struct of_size(const Struct* given, const Struct& defaults, const char* what) {
  Struct out = defaults;
  if (given == nullptr) return out;
  if (given->size < sizeof(given->size) || given->size > sizeof(Struct)) {
    user_error("E6041", "the size of {} is {}, expected at most {}; set it as the header says",
               what, given->size, sizeof(Struct));
  }
  std::memcpy(&out, given, given->size);
  return out;
}

DType dtype_of(sinter_dtype dtype);
/// A shape or strides.
Array::Shape list_of(const std::int64_t* numbers, std::size_t count, const char* what);
HostFunction host_function(const sinter_host_function* given);

}  // namespace sinter::detail
