// Functions with C++ types, checked once. Included by sinter.h. Standard library only.
//
//   auto entropy = module.get<float(View<const float, 2>)>("entropy");
//   float e = entropy({x.data(), {rows, columns}});
//   auto scale = module.get<void(float, View<const float, 1>, View<float, 1>)>("scale");
//   scale(2.0F, x, y);  // into y
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "sinter/array.h"
#include "sinter/result.h"
#include "sinter/view.h"

namespace sinter {

class Function;

namespace detail {

struct TypedState;

/// An argument or result of a typed function.
struct TypedParameter {
  DType dtype = DType::kF32;
  int rank = 0;
};

/// A function for which the types have been checked.
class SINTER_API TypedCall {
 public:
  /// `is_scalar`: the one result is returned, not written into a view.
  TypedCall(const Function& function, std::span<const TypedParameter> arguments,
            std::span<const TypedParameter> results, bool is_scalar);
  /// First elements of arguments and results, and the shape and then the strides of each.
  void operator()(std::span<void* const> data, std::span<const std::int64_t> key) const;

 private:
  std::shared_ptr<TypedState> state_;
};

/// What a C++ parameter is to a function of the language: a scalar, ...
template <typename T>
struct TypedTraits {
  static_assert(Element<T> && std::is_arithmetic_v<T>,
                "parameters of typed functions are numbers and sinter::View");
  static constexpr bool kIsResult = false;
  static constexpr std::size_t kRank = 0;
  static constexpr TypedParameter kParameter{DTypeOf<T>::value, 0};
  static void* data(const T& value) { return const_cast<T*>(&value); }
  static void sizes(const T&, std::int64_t*) {}
};

/// ... an argument when its elements are const, a result when they are not.
template <typename T, int Rank>
struct TypedTraits<View<T, Rank>> {
  static constexpr bool kIsResult = !std::is_const_v<T>;
  static constexpr std::size_t kRank = static_cast<std::size_t>(Rank);
  static constexpr TypedParameter kParameter{DTypeOf<std::remove_const_t<T>>::value, Rank};
  static void* data(const View<T, Rank>& view) {
    return const_cast<std::remove_const_t<T>*>(view.data());
  }
  static void sizes(const View<T, Rank>& view, std::int64_t* to) {
    for (std::size_t axis = 0; axis < kRank; ++axis) to[axis] = view.shape()[axis];
    for (std::size_t axis = 0; axis < kRank; ++axis) to[kRank + axis] = view.strides()[axis];
  }
};

/// Whether results follow the arguments.
constexpr bool are_results_last(std::initializer_list<bool> is_result) {
  bool seen = false;
  for (const bool result : is_result) {
    if (seen && !result) return false;
    seen = result;
  }
  return true;
}

}  // namespace detail

template <typename Signature>
class TypedFunction;

/// Made by Module::get. Arguments are numbers and views of const elements; results are the views of
/// other elements behind them, or one number that is returned. Calls of sizes and strides that were
/// seen before take no lock and no memory, where the results are contiguous and share no memory
/// with the arguments. May be used from any number of threads.
template <typename R, typename... Parameters>
class TypedFunction<R(Parameters...)> {
  template <typename T>
  using Traits = detail::TypedTraits<T>;
  static constexpr bool kIsScalar = !std::is_void_v<R>;
  static constexpr std::size_t kViews = (std::size_t{Traits<Parameters>::kIsResult} + ... + 0);
  static constexpr std::size_t kArguments = sizeof...(Parameters) - kViews;
  static constexpr std::size_t kSizes = ((2 * Traits<Parameters>::kRank) + ... + 0);
  static_assert(!kIsScalar || kViews == 0,
                "a typed function returns a number or writes into views, not both");
  static_assert(kIsScalar || kViews != 0,
                "a typed function without results: give views of elements that are not const");
  static_assert(detail::are_results_last({Traits<Parameters>::kIsResult...}),
                "the views that take results stand behind the arguments");

 public:
  R operator()(Parameters... parameters) const {
    std::array<std::int64_t, kSizes + 1> sizes;
    std::size_t at = 0;
    ((Traits<Parameters>::sizes(parameters, sizes.data() + at),
      at += 2 * Traits<Parameters>::kRank),
     ...);
    const std::span<const std::int64_t> key(sizes.data(), kSizes);
    if constexpr (kIsScalar) {
      R result{};
      const std::array<void*, sizeof...(Parameters) + 1> data{
          Traits<Parameters>::data(parameters)..., &result};
      call_(data, key);
      return result;
    } else {
      const std::array<void*, sizeof...(Parameters)> data{Traits<Parameters>::data(parameters)...};
      call_(data, key);
    }
  }

  /// The same with the error as a value.
  Result<R> try_call(Parameters... parameters) const {
    return sinter::try_call([&] { return (*this)(parameters...); });
  }

 private:
  friend class Module;
  explicit TypedFunction(const Function& function) : call_(make(function)) {}

  static detail::TypedCall make(const Function& function) {
    std::array<detail::TypedParameter, sizeof...(Parameters) + 1> all{
        Traits<Parameters>::kParameter...};
    if constexpr (kIsScalar) all.back() = Traits<R>::kParameter;
    const std::span<const detail::TypedParameter> list(all);
    return {function, list.first(kArguments), list.subspan(kArguments, kIsScalar ? 1 : kViews),
            kIsScalar};
  }

  detail::TypedCall call_;
};

}  // namespace sinter
