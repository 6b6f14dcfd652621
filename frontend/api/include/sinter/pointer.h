// Functions of the language as plain function pointers, for code that takes nothing else: callbacks
// of C libraries, tables of functions, other compilers. Standard library only.
//
//   // fn f(x: f64, y: f64) -> f64
//   const sinter::FunctionPointer<double(double, double)> f(module.function("f"));
//   integrate(f.get(), 0, 1);
//   // fn scale(a: f32, x: f32[N]) -> f32[N]
//   const sinter::FunctionPointer<int(std::int64_t, float, const float*, float*)> scale(...);
//   scale.get()(n, 2, x, y);
//
// The parameters are, in this order: the sizes of named dimensions, each where it is first used
// (std::int64_t; a size such as N + 1 follows from them); the arguments, numbers as values and
// arrays as pointers to their first elements; the results, as pointers to where they go. Arrays are
// contiguous. With pointers for the results the function returns 0, or one more than the ErrorKind
// when it failed; without them it returns its one result, which is a number, and NaN (0 for
// integers) when it failed.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <type_traits>

#include "sinter/array.h"
#include "sinter/error.h"
#include "sinter/export.h"

namespace sinter {

class Function;

namespace detail {

/// A parameter of a function pointer, or what it returns.
struct PointerParameter {
  DType dtype = DType::kI64;
  bool is_pointer = false;
  bool is_const = false;  ///< It points at elements that are read only.
};

struct PointerState;

/// The code behind a function pointer.
class SINTER_API PointerCode {
 public:
  /// `returned`: the dtype of the result that is returned; none where a status is.
  PointerCode(const Function& function, std::span<const PointerParameter> parameters,
              std::optional<DType> returned);
  /// The same with the types that the function declares.
  PointerCode(const Function& function, bool returns_result);
  void* entry() const noexcept;
  std::optional<Error> last_error() const;

 private:
  std::shared_ptr<PointerState> state_;
};

template <typename T>
constexpr PointerParameter pointer_parameter() {
  using Element = std::remove_cv_t<std::remove_pointer_t<T>>;
  static_assert(std::is_arithmetic_v<Element>,
                "function pointers have numbers and pointers to numbers as parameters");
  return {DTypeOf<Element>::value, std::is_pointer_v<T>, std::is_const_v<std::remove_pointer_t<T>>};
}

}  // namespace detail

template <typename Signature>
class FunctionPointer;

/// Owns the code of one function pointer, which may be called as long as this or a copy of it
/// lives, from any number of threads. Types that are not the function's are a user error (E6043).
template <typename R, typename... Parameters>
class FunctionPointer<R(Parameters...)> {
 public:
  using Pointer = R (*)(Parameters...);

  explicit FunctionPointer(const Function& function) : code_(make(function)) {}
  Pointer get() const noexcept { return reinterpret_cast<Pointer>(code_.entry()); }
  /// Of the last call that failed, whatever its thread; nothing when none did.
  std::optional<Error> last_error() const { return code_.last_error(); }

 private:
  static detail::PointerCode make(const Function& function) {
    constexpr bool kHasResults =
        ((std::is_pointer_v<Parameters> && !std::is_const_v<std::remove_pointer_t<Parameters>>) ||
         ... || false);
    static_assert(!kHasResults || std::is_same_v<R, int>,
                  "with pointers for its results a function pointer returns an int");
    static_assert(std::is_arithmetic_v<R>, "a function pointer returns a number");
    const std::array<detail::PointerParameter, sizeof...(Parameters) + 1> parameters{
        detail::pointer_parameter<Parameters>()...};
    return {function, std::span(parameters).first(sizeof...(Parameters)),
            kHasResults ? std::nullopt : std::optional(DTypeOf<R>::value)};
  }

  detail::PointerCode code_;
};

}  // namespace sinter
