// Expressions that are written in C++ and compiled when their value is asked for.
//
//   sinter::Expr x = array;
//   sinter::Expr y = sum(exp(x - max(x, 1, keepdims)), 1);
//   sinter::Array result = evaluate(engine, y);
//   auto f = jit(engine, [](sinter::Expr a, sinter::Expr b) { return a * b + 1; });
//   result = f(array, 2.0);
//
// An expression is the program that the language's operators and functions of the same names make:
// types, broadcasting and errors are the language's. Standard library only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "sinter/array.h"
#include "sinter/export.h"
#include "sinter/sinter.h"

namespace sinter::lazy {

/// A value to be computed; a cheap handle on an immutable node. Numbers are constants of the
/// expression and weak, as literals are in the language; what changes from one evaluation to the
/// next is an array or a parameter.
class SINTER_API Expr {
 public:
  // NOLINTBEGIN(google-explicit-constructor): what an operand may be.
  Expr(const Array& array);
  template <typename T>
    requires std::is_arithmetic_v<T>
  Expr(T value) : Expr(literal(value)) {}
  // NOLINTEND(google-explicit-constructor)

  /// Text of the language, one expression, in which $0, $1, ... stand for the operands: for what
  /// has no function here, such as subscripts and index notation.
  static Expr code(std::string_view text, std::vector<Expr> operands);

  struct Node;
  const std::shared_ptr<const Node>& node() const noexcept { return node_; }

 private:
  friend struct Node;
  explicit Expr(std::shared_ptr<const Node> node) : node_(std::move(node)) {}
  static Expr literal(bool value);
  static Expr literal(double value);
  static Expr literal(std::int64_t value);
  static Expr literal(std::uint64_t value);
  template <typename T>
  static Expr literal(T value) {
    if constexpr (std::is_floating_point_v<T>) {
      return literal(static_cast<double>(value));
    } else if constexpr (std::is_signed_v<T>) {
      return literal(static_cast<std::int64_t>(value));
    } else {
      return literal(static_cast<std::uint64_t>(value));
    }
  }
  std::shared_ptr<const Node> node_;
};

/// code("$0[1:] - $0[:-1]", x).
template <typename... Operands>
Expr code(std::string_view text, const Operands&... operands) {
  return Expr::code(text, {Expr(operands)...});
}

/// A function of the language or of its standard library: call("softmax", x).
template <typename... Operands>
Expr call(std::string_view name, const Operands&... operands) {
  std::string text(name);
  for (std::size_t i = 0; i < sizeof...(Operands); ++i)
    text += (i == 0 ? "($" : ", $") + std::to_string(i);
  return Expr::code(text + (sizeof...(Operands) == 0 ? "()" : ")"), {Expr(operands)...});
}

// Operators of the language. / is true division, & | ^ ~ are for integers and booleans, && || !
// for booleans, element by element.
inline Expr operator+(const Expr& a, const Expr& b) { return code("$0 + $1", a, b); }
inline Expr operator-(const Expr& a, const Expr& b) { return code("$0 - $1", a, b); }
inline Expr operator*(const Expr& a, const Expr& b) { return code("$0 * $1", a, b); }
inline Expr operator/(const Expr& a, const Expr& b) { return code("$0 / $1", a, b); }
inline Expr operator%(const Expr& a, const Expr& b) { return code("$0 % $1", a, b); }
inline Expr operator&(const Expr& a, const Expr& b) { return code("$0 & $1", a, b); }
inline Expr operator|(const Expr& a, const Expr& b) { return code("$0 | $1", a, b); }
inline Expr operator^(const Expr& a, const Expr& b) { return code("$0 ^ $1", a, b); }
inline Expr operator<<(const Expr& a, const Expr& b) { return code("$0 << $1", a, b); }
inline Expr operator>>(const Expr& a, const Expr& b) { return code("$0 >> $1", a, b); }
inline Expr operator==(const Expr& a, const Expr& b) { return code("$0 == $1", a, b); }
inline Expr operator!=(const Expr& a, const Expr& b) { return code("$0 != $1", a, b); }
inline Expr operator<(const Expr& a, const Expr& b) { return code("$0 < $1", a, b); }
inline Expr operator<=(const Expr& a, const Expr& b) { return code("$0 <= $1", a, b); }
inline Expr operator>(const Expr& a, const Expr& b) { return code("$0 > $1", a, b); }
inline Expr operator>=(const Expr& a, const Expr& b) { return code("$0 >= $1", a, b); }
inline Expr operator&&(const Expr& a, const Expr& b) { return code("$0 and $1", a, b); }
inline Expr operator||(const Expr& a, const Expr& b) { return code("$0 or $1", a, b); }
inline Expr operator-(const Expr& a) { return code("-$0", a); }
inline Expr operator~(const Expr& a) { return code("~$0", a); }
inline Expr operator!(const Expr& a) { return code("not $0", a); }
inline Expr pow(const Expr& a, const Expr& b) { return code("$0 ** $1", a, b); }
inline Expr floor_divide(const Expr& a, const Expr& b) { return code("$0 // $1", a, b); }
inline Expr matmul(const Expr& a, const Expr& b) { return code("$0 @ $1", a, b); }

/// x converted: cast<float>(x).
template <Element T>
Expr cast(const Expr& x) {
  return code(std::string(name(DTypeOf<T>::value)) + "($0)", x);
}

/// Whether a reduction keeps its axis, with size 1.
enum class Axes : std::uint8_t { kDrop, kKeep };
inline constexpr Axes keepdims = Axes::kKeep;

namespace detail {

inline Expr reduce(const char* name, const Expr& x, std::optional<int> axis, Axes axes) {
  std::string text = std::string(name) + "($0";
  if (axis) text += ", axis=" + std::to_string(*axis);
  return code(text + (axes == Axes::kKeep ? ", keepdims=true)" : ")"), x);
}

}  // namespace detail

// Reductions of one axis (negative ones count from the end), or of all.
using Axis = std::optional<int>;
inline Expr sum(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("sum", x, axis, axes);
}
inline Expr prod(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("prod", x, axis, axes);
}
inline Expr mean(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("mean", x, axis, axes);
}
inline Expr max(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("max", x, axis, axes);
}
inline Expr min(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("min", x, axis, axes);
}
inline Expr any(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("any", x, axis, axes);
}
inline Expr all(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("all", x, axis, axes);
}
inline Expr argmax(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("argmax", x, axis, axes);
}
inline Expr argmin(const Expr& x, Axis axis = {}, Axes axes = Axes::kDrop) {
  return detail::reduce("argmin", x, axis, axes);
}
inline Expr cumsum(const Expr& x, int axis) {
  return detail::reduce("cumsum", x, axis, Axes::kDrop);
}
inline Expr transpose(const Expr& x) { return code("$0.T", x); }

/// The value. An expression of the same structure as one before is not compiled again: arrays may
/// be others. An expression that holds a parameter of jit is a user error (E6071).
SINTER_API Array evaluate(const Engine& engine, const Expr& value);
/// Several values in one call, which computes what they share once.
SINTER_API std::vector<Array> evaluate(const Engine& engine, std::span<const Expr> values);

/// @cond
namespace detail {

SINTER_API Expr parameter(std::size_t number);
/// The function of `count` parameters that gives these results. Arrays in them are a user error
/// (E6071).
SINTER_API Function trace(const Engine& engine, std::span<const Expr> results, std::size_t count);

template <typename F>
struct Arity : Arity<decltype(&F::operator())> {};
template <typename R, typename... Parameters>
struct Arity<R (*)(Parameters...)> {
  static constexpr std::size_t value = sizeof...(Parameters);
};
template <typename C, typename R, typename... Parameters>
struct Arity<R (C::*)(Parameters...) const> : Arity<R (*)(Parameters...)> {};
template <typename C, typename R, typename... Parameters>
struct Arity<R (C::*)(Parameters...)> : Arity<R (*)(Parameters...)> {};

inline std::vector<Expr> results_of(Expr value) { return {std::move(value)}; }
inline std::vector<Expr> results_of(std::vector<Expr> values) { return values; }
template <typename... Values>
std::vector<Expr> results_of(const std::tuple<Values...>& values) {
  return std::apply([](const auto&... each) { return std::vector<Expr>{Expr(each)...}; }, values);
}

}  // namespace detail
/// @endcond

/// A function that computes what `body` returns for its parameters (Expr): one Expr, or several as
/// a tuple or vector. `body` runs once, here.
template <typename F>
Function jit(const Engine& engine, F&& body) {
  constexpr std::size_t kCount = detail::Arity<std::decay_t<F>>::value;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return detail::trace(engine, detail::results_of(body(detail::parameter(I)...)), kCount);
  }(std::make_index_sequence<kCount>());
}

}  // namespace sinter::lazy

namespace sinter {
using lazy::Expr;
}

#include "sinter/lazy_functions.h"
