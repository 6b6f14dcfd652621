// What the headers that `sinter lift` generates are made of. Programs include those, not this.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "sinter/array.h"
#include "sinter/export.h"
#include "sinter/typed.h"

namespace sinter {

/// How many calls of a lifted function have run its program so far; `name` as in the program.
SINTER_API std::uint64_t lifted_calls(const std::string& name);

namespace detail {

/// Bytes from the first to the last element of an array.
struct LiftedRange {
  const char* begin = nullptr;
  const char* end = nullptr;
  bool written = false;
};

/// The part of a C++ array that a lifted function uses.
template <std::size_t Rank>
class LiftedArray {
 public:
  using Sizes = std::array<std::int64_t, Rank>;
  template <typename T>
  LiftedArray(T* data, const Sizes& sizes, const Sizes& strides)
      : data_(const_cast<std::remove_const_t<T>*>(data)),
        element_(sizeof(T)),
        sizes_(sizes),
        strides_(strides) {}

  void* data() const { return data_; }
  std::int64_t size(std::size_t axis) const { return sizes_[axis]; }
  std::int64_t stride(std::size_t axis) const { return strides_[axis]; }
  LiftedRange range(bool written) const {
    std::int64_t low = 0;
    std::int64_t high = 0;
    for (std::size_t axis = 0; axis < Rank; ++axis) {
      const std::int64_t reach = (sizes_[axis] - 1) * strides_[axis];
      (reach < 0 ? low : high) += reach;
    }
    const auto element = static_cast<std::int64_t>(element_);
    const char* const first = static_cast<const char*>(data_);
    return {first + low * element, first + (high + 1) * element, written};
  }

 private:
  void* data_;
  std::size_t element_;
  Sizes sizes_, strides_;
};

struct LiftedOptions {
  bool may_fail = false;  ///< Data may make a call fail: what it changes is kept until it has not.
  bool exact = true;      ///< The results have the bits of plain C++.
};

struct LiftedState;

/// Results of a lifted function that are to be compared with those of plain C++.
class SINTER_API LiftedCheck {
 public:
  /// `data` and `key` as in the call, where plain C++ has left its results. A difference is
  /// reported on standard error; SINTER_CHECK=abort ends the program there.
  void compare(std::span<void* const> data, std::span<const std::int64_t> key) const;

 private:
  friend class LiftedFunction;
  std::shared_ptr<LiftedState> state_;
  std::vector<Array> results_;
};

/// A lifted function: its program is compiled at the first call, by an engine that all lifted
/// functions of a process share. Whatever goes wrong, the caller runs plain C++, with one warning
/// on standard error for each function.
class SINTER_API LiftedFunction {
 public:
  LiftedFunction(const char* source, const char* name,
                 std::initializer_list<TypedParameter> arguments,
                 std::initializer_list<TypedParameter> results, LiftedOptions options);

  /// Whether no array that is written shares memory with another one.
  bool are_apart(std::span<const LiftedRange> ranges) const;
  /// Whether SINTER_CHECK asks to run both and to compare.
  bool checks() const;
  /// First elements of arguments and results; of each array its shape, then its strides. False when
  /// plain C++ has to run: nothing is changed then.
  bool run(std::span<void* const> data, std::span<const std::int64_t> key) const;
  /// The results in memory of their own.
  LiftedCheck compute(std::span<void* const> data, std::span<const std::int64_t> key) const;

 private:
  std::shared_ptr<LiftedState> state_;
};

}  // namespace detail
}  // namespace sinter
