// The definitions of a session as the text of a program.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/repl/input.h"

namespace sinter::repl {

/// A function, or an import, as it was written.
struct Definition {
  Item::Kind kind = Item::Kind::kFunction;
  std::string name;  ///< Of a function.
  std::string text;
  std::vector<std::string> reads;  ///< Names that it takes from outside.
  std::vector<std::string> indices;
};

/// Names with a weak number, as it was written: constants of the program.
using Literals = std::map<std::string, std::string>;

/// A text, and whose each of its lines is.
struct Program {
  struct Part {
    std::string name;
    std::string text;
    std::size_t first_line = 1;  ///< In the program.
  };
  std::string text;
  std::vector<Part> parts;
  /// The part that holds a line (counted from 1); null when none does.
  const Part* part_at(std::size_t line) const;
  const Part* find(std::string_view name) const;  ///< Null when there is none.
};

const Definition* find_function(const std::vector<Definition>& definitions, std::string_view name);

/// All definitions, and all constants that mean nothing else in one of them.
Program whole_program(const std::vector<Definition>& definitions, const Literals& literals);
/// The imports, and the functions and constants that these names need, directly or through others.
Program needed_program(const std::vector<Definition>& definitions, const Literals& literals,
                       std::span<const std::string> names);
/// Whether a function uses one of these names.
bool any_uses(const std::vector<Definition>& definitions, std::span<const std::string> names);
/// Constants that a program cannot have beside the functions: they are an index in one, which must
/// not have a value, and none uses them; and `_`, which functions do not see.
std::vector<std::string> hidden_constants(const std::vector<Definition>& definitions,
                                          const Literals& literals);

}  // namespace sinter::repl
