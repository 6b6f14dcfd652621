// What the C++ wrappers of functions compiled ahead of time take and throw. C++17, standard library
// only.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "sinter_aot.h"

namespace sinter_aot {

/// What a call threw: code() as `sinter explain-error` takes it, status() as in sinter_aot.h.
class Error : public std::runtime_error {
 public:
  explicit Error(const sinter_aot_error& error)
      : std::runtime_error(error.message), status_(error.status), code_(error.code) {}
  Error(const char* code, const std::string& message)
      : std::runtime_error(message), status_(SINTER_AOT_WRONG), code_(code) {}
  int status() const noexcept { return status_; }
  const std::string& code() const noexcept { return code_; }

 private:
  int status_;
  std::string code_;
};

/// `Rank` axes of the caller's elements, the last axis one after another. Views of const elements
/// are arguments, views of others are where results go.
template <typename T, std::size_t Rank>
class View {
 public:
  using Sizes = std::array<std::int64_t, Rank>;
  View(T* data, const Sizes& shape) : data_(data), shape_(shape) {}
  /// Of one axis: std::vector, std::array, std::span and what else has data() and size().
  template <
      typename Container, std::size_t R = Rank,
      typename = std::enable_if_t<
          R == 1 &&
          std::is_convertible_v<
              std::remove_pointer_t<decltype(std::declval<Container&>().data())> (*)[], T (*)[]>>,
      typename = decltype(std::declval<Container&>().size())>
  View(Container&& elements)
      : data_(elements.data()), shape_{static_cast<std::int64_t>(elements.size())} {}
  T* data() const noexcept { return data_; }
  const Sizes& shape() const noexcept { return shape_; }

 private:
  T* data_;
  Sizes shape_;
};

/// A size that arguments give.
class Size {
 public:
  Size(const char* function, const char* name) : function_(function), name_(name) {}
  Size(const char* function, const char* name, std::int64_t value)
      : function_(function), name_(name), value_(value), from_("the build") {}
  /// The size of an axis; another one than before is an error.
  void take(std::int64_t found, const char* array) {
    if (from_ != nullptr && found != value_) {
      throw Error("E0304", std::string(function_) + ": dimension " + name_ + " is " +
                               std::to_string(value_) + " in " + from_ + " but " +
                               std::to_string(found) + " in " + array);
    }
    value_ = found;
    from_ = array;
  }
  std::int64_t value() const noexcept { return value_; }

 private:
  const char* function_;
  const char* name_;
  std::int64_t value_ = 0;
  const char* from_ = nullptr;
};

template <std::size_t Rank>
void check_result(const char* function, const char* name,
                  const std::array<std::int64_t, Rank>& found,
                  const std::array<std::int64_t, Rank>& expected) {
  for (std::size_t axis = 0; axis < Rank; ++axis) {
    if (found[axis] == expected[axis]) continue;
    throw Error("E6012", std::string(function) + ": axis " + std::to_string(axis) + " of " + name +
                             " is " + std::to_string(found[axis]) + ", the result's is " +
                             std::to_string(expected[axis]));
  }
}

/// Throws what a call of the C functions reported.
inline void check(int status, const sinter_aot_error& error) {
  if (status != SINTER_AOT_OK) throw Error(error);
}

}  // namespace sinter_aot
