// A value or an error, for programs that do not want exceptions where they call. Included by
// sinter.h. Standard library only.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "sinter/error.h"

namespace sinter {

/// What a function gave, or why it did not. Asking for what is not there throws: value() the error,
/// error() std::bad_variant_access.
template <typename T>
class [[nodiscard]] Result {
 public:
  using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  Result(Value value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Error error)
      : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  const Error& error() const { return std::get<1>(state_); }
  Value& value() & { return checked(*this); }
  const Value& value() const& { return checked(*this); }
  Value value() && { return std::move(checked(*this)); }
  Value& operator*() & { return checked(*this); }
  const Value& operator*() const& { return checked(*this); }
  Value* operator->() { return &checked(*this); }
  const Value* operator->() const { return &checked(*this); }
  template <typename Other>
  Value value_or(Other&& other) const& {
    return has_value() ? value() : static_cast<Value>(std::forward<Other>(other));
  }

 private:
  template <typename Self>
  static auto& checked(Self& self) {
    if (!self.has_value()) throw Error(self.error());
    return std::get<0>(self.state_);
  }
  std::variant<Value, Error> state_;
};

/// body(), with the error that it throws as a value: try_call([&] { return engine.compile(text);
/// }).
template <typename Body>
Result<std::invoke_result_t<Body>> try_call(Body&& body) {
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      std::forward<Body>(body)();
      return std::monostate();
    } else {
      return std::forward<Body>(body)();
    }
  } catch (const Error& error) {
    return error;
  }
}

}  // namespace sinter
