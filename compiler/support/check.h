// Internal checks. They stay on in release builds: a broken invariant is an internal error, never a
// wrong answer.
#pragma once

#include <fmt/format.h>

#include <string>

#include "sinter/error.h"

namespace sinter {

[[noreturn]] void internal_error(const char* file, int line, const std::string& message);

/// An error of the user's, with a stable code and a formatted message.
template <typename... Args>
[[noreturn]] void user_error(const char* code, fmt::format_string<Args...> format, Args&&... args) {
  throw Error(ErrorKind::kUser, code, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
[[noreturn]] void unavailable(const char* code, fmt::format_string<Args...> format,
                              Args&&... args) {
  throw Error(ErrorKind::kUnavailable, code,
              fmt::format(format, std::forward<Args>(args)...) + " is not available yet");
}

}  // namespace sinter

/// SINTER_CHECK(condition, "format", args...): an internal error when the condition does not hold.
#define SINTER_CHECK(condition, ...)                                                              \
  do {                                                                                            \
    if (!(condition)) [[unlikely]]                                                                \
      ::sinter::internal_error(__FILE__, __LINE__, #condition ": " + ::fmt::format(__VA_ARGS__)); \
  } while (false)
