// The definitions of a session as the text of a program.
#pragma once

#include <map>
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
};

const Definition* find_function(const std::vector<Definition>& definitions, std::string_view name);

/// All definitions and all constants.
Program whole_program(const std::vector<Definition>& definitions, const Literals& literals);
/// The imports, and the functions and constants that a text needs, directly or through others.
Program needed_program(const std::vector<Definition>& definitions, const Literals& literals,
                       std::string_view text);
/// The constants that functions use.
std::vector<std::string> used_constants(const std::vector<Definition>& definitions,
                                        const Literals& literals);

}  // namespace sinter::repl
