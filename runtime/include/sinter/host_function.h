// C++ functions that programs call by name. Included by engine_options.h. Standard library only.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "sinter/array.h"
#include "sinter/export.h"

namespace sinter {

/// A C++ function under the name by which the programs of an engine call it
/// (EngineOptions::functions). A program's own function of that name hides it; it hides one of the
/// standard library.
///
/// It is called once each time that the program comes by the call, in the program's order, on the
/// thread that the call runs on: never left out, and never shared by equal calls. Calls from
/// several threads call it at the same time. What it throws ends the call, which throws it where it
/// is an Error, and else an Error (E6046) with its words and its place in the program. Loops around
/// such a call run in order on one thread, and programs with one are neither built ahead of time
/// nor run on a GPU.
class SINTER_API HostFunction {
 public:
  /// Row-major elements that are there during the call: arguments to be read, results to be
  /// written, of the declared dtypes and the shapes that follow from the declaration.
  using Arrays =
      std::function<void(std::span<const Array> arguments, std::span<const Array> results)>;

  /// A function from numbers to a number, `double rate(double, std::int64_t)` or a lambda, which
  /// programs call with numbers; in index notation, `y[i] = rate(x[i], 3)`, for each element. One
  /// that gives a std::pair or std::tuple of numbers has several results in programs.
  /// Throws an Error (E6044) when `name` is no name.
  template <typename F>
  static HostFunction scalar(std::string name, F function) {
    return of(std::move(name), std::function{std::move(function)});
  }
  /// A function of arrays and numbers, declared as a program would:
  /// "fn smooth(x: f64[N], width: i64) -> f64[N]", or "-> (f64[N], i64)" for several results.
  /// Parameters and results have dtypes (or type variables), the sizes of results follow from those
  /// of parameters. `function` takes the results as an std::span<const Array>, or its only one as a
  /// const Array&.
  /// Throws an Error (E6044) when the declaration does not begin with `fn` and a name.
  template <typename F>
  static HostFunction array(std::string declaration, F function) {
    if constexpr (std::is_invocable_v<F&, std::span<const Array>, std::span<const Array>>) {
      return of_arrays(std::move(declaration), std::move(function));
    } else {
      static_assert(
          std::is_invocable_v<F&, std::span<const Array>, const Array&>,
          "an array function takes a span of arguments, and a span of results or the one");
      return of_arrays(std::move(declaration),
                       [function = std::move(function)](std::span<const Array> arguments,
                                                        std::span<const Array> results) mutable {
                         function(arguments, results.front());
                       });
    }
  }

  /// A function of numbers alone, declared as a program would, that finds its arguments and leaves
  /// its results at addresses, each of its declared type. Throws an Error (E6044) where the
  /// declaration has arrays, or does not begin with `fn` and a name.
  using Numbers = std::function<void(const void* const* arguments, void* const* results)>;
  static HostFunction numbers(std::string declaration, Numbers function);

  const std::string& name() const noexcept { return name_; }
  const std::string& declaration() const noexcept { return declaration_; }

  /// Calls it with `calls` times the elements of one call, call after call: rows of `arguments`
  /// and of `results` whose axes begin with those that number the calls.
  void run(std::span<const Array> arguments, std::span<const Array> results, int batch_axes) const;

 private:
  HostFunction(std::string name, std::string declaration, Numbers numbers, Arrays arrays);
  static HostFunction of_arrays(std::string declaration, Arrays function);

  /// The numbers that a function gives.
  template <typename R>
  struct Results {
    static constexpr bool kAreNumbers = std::is_arithmetic_v<R>;
    static std::vector<DType> types() { return {DTypeOf<R>::value}; }
    static void store(const R& value, void* const* to) { *static_cast<R*>(to[0]) = value; }
  };
  template <typename... R>
  struct Results<std::tuple<R...>> {
    static constexpr bool kAreNumbers = sizeof...(R) > 0 && (std::is_arithmetic_v<R> && ...);
    static std::vector<DType> types() { return {DTypeOf<R>::value...}; }
    static void store(const std::tuple<R...>& values, void* const* to) {
      std::apply([&](const R&... value) { ((*static_cast<R*>(*to++) = value), ...); }, values);
    }
  };
  template <typename A, typename B>
  struct Results<std::pair<A, B>> : Results<std::tuple<A, B>> {};

  template <typename R, typename... P>
  static HostFunction of(std::string name, std::function<R(P...)> function) {
    static_assert((std::is_arithmetic_v<std::remove_cvref_t<P>> && ...) && Results<R>::kAreNumbers,
                  "a scalar function takes numbers and gives a number, or a tuple of them");
    const std::vector<DType> parameters{DTypeOf<std::remove_cvref_t<P>>::value...};
    std::string declaration = declare(name, parameters, Results<R>::types());
    return HostFunction(std::move(name), std::move(declaration),
                        call_of(std::move(function), std::index_sequence_for<P...>{}), {});
  }
  template <typename R, typename... P, std::size_t... I>
  static Numbers call_of(std::function<R(P...)> function, std::index_sequence<I...>) {
    return [function = std::move(function)](const void* const* arguments, void* const* results) {
      static_cast<void>(arguments);
      Results<R>::store(function(*static_cast<const std::remove_cvref_t<P>*>(arguments[I])...),
                        results);
    };
  }
  static std::string declare(const std::string& name, std::span<const DType> parameters,
                             std::span<const DType> results);

  std::string name_, declaration_;
  Numbers numbers_;
  Arrays arrays_;
};

}  // namespace sinter
