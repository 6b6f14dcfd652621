// What `sinter explain-error` says of every code: error_codes.def with error_examples.def, and
// run_codes.def.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sinter::lang {

struct Explanation {
  std::string_view code;  ///< "E0201"
  std::string_view title;
  std::string_view meaning;
  std::string_view fix;
  std::string_view example;  ///< A program, with repetitions; empty where none shows the error.
  std::string_view
      arguments;  ///< Of a call of its `f` that gives the error; empty where the text alone does.
};

/// One per code: those of programs first, each part in the order of its table.
std::span<const Explanation> all_explanations();
/// Null when there is no such code.
const Explanation* find_explanation(std::string_view code);

/// An example with {COUNT * "text"} written out.
std::string expand_example(std::string_view example);

/// The complete text for people. An unknown code is a user error (E6108) that names the nearest
/// one.
std::string explain_error(std::string_view code);

}  // namespace sinter::lang
