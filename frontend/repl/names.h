// What the names of a statement or a function mean: which come from outside of it, and where.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::repl {

/// A name of a value where it stands in a text.
struct Use {
  std::string name;
  std::size_t begin = 0;  ///< Byte offset.
};

/// What a statement makes of the session's values.
struct Effect {
  std::vector<std::string> assigned;  ///< Names that have a new value afterwards.
  /// Names that mean what they meant before: values, constants, functions. Without those that the
  /// statement overwrites before it looks at them, and without indices and loop variables.
  std::vector<std::string> reads;
  std::vector<Use> uses;   ///< Of the values that it reads and assigns, in order.
  bool has_value = false;  ///< It is an expression with a value.
  std::string number;      ///< `name = 3`: a weak scalar, as it is written; else empty.
};

/// Tells whether a name has a value.
using Exists = std::function<bool(std::string_view name)>;

/// `statement` is one statement that parses, or several.
Effect effect_of(const std::string& statement, const Exists& exists);

/// What the functions of a text call by name.
struct FunctionNames {
  std::vector<std::string> reads;    ///< From outside: functions, constants.
  std::vector<std::string> indices;  ///< Of index notation.
};
FunctionNames names_of_functions(const std::string& text);

}  // namespace sinter::repl
