// C++ functions that programs call by name. Included by engine_options.h. Standard library only.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

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
  /// Row-major elements that are there during the call: arguments to be read, a result to be
  /// written, of the declared dtypes and the shapes that follow from the declaration.
  using Arrays = std::function<void(std::span<const Array> arguments, const Array& result)>;

  /// A function from numbers to a number, `double rate(double, std::int64_t)` or a lambda, which
  /// programs call with numbers; in index notation, `y[i] = rate(x[i], 3)`, for each element.
  /// Throws an Error (E6044) when `name` is no name.
  template <typename F>
  static HostFunction scalar(std::string name, F function) {
    return of(std::move(name), std::function{std::move(function)});
  }
  /// A function of arrays and numbers with one result, declared as a program would:
  /// "fn smooth(x: f64[N], width: i64) -> f64[N]". Parameters and result have dtypes (or type
  /// variables), the result's sizes follow from those of parameters.
  /// Throws an Error (E6044) when the declaration does not begin with `fn` and a name.
  static HostFunction array(std::string declaration, Arrays function);

  const std::string& name() const noexcept { return name_; }
  const std::string& declaration() const noexcept { return declaration_; }

  /// Calls it with `calls` times the elements of one call, call after call: rows of `arguments`
  /// and of `result` whose axes begin with those that number the calls.
  void run(std::span<const Array> arguments, const Array& result, int batch_axes) const;

 private:
  using Scalar = std::function<void(const void* const* arguments, void* result)>;
  HostFunction(std::string name, std::string declaration, Scalar scalar, Arrays arrays);

  template <typename R, typename... P>
  static HostFunction of(std::string name, std::function<R(P...)> function) {
    static_assert((std::is_arithmetic_v<std::remove_cvref_t<P>> && ...) && std::is_arithmetic_v<R>,
                  "a scalar function takes numbers and gives a number");
    const DType types[] = {DTypeOf<R>::value, DTypeOf<std::remove_cvref_t<P>>::value...};
    std::string declaration = declare(name, types);
    return HostFunction(std::move(name), std::move(declaration),
                        call_of(std::move(function), std::index_sequence_for<P...>{}), {});
  }
  template <typename R, typename... P, std::size_t... I>
  static Scalar call_of(std::function<R(P...)> function, std::index_sequence<I...>) {
    return [function = std::move(function)](const void* const* arguments, void* result) {
      static_cast<void>(arguments);
      *static_cast<R*>(result) =
          function(*static_cast<const std::remove_cvref_t<P>*>(arguments[I])...);
    };
  }
  /// `types`: that of the result, then those of the parameters.
  static std::string declare(const std::string& name, std::span<const DType> types);

  std::string name_, declaration_;
  Scalar scalar_;
  Arrays arrays_;
};

}  // namespace sinter
