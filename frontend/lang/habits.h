// What people who come from NumPy, Python, C or Julia write, and how it is written here.
#pragma once

#include <string>
#include <string_view>

namespace sinter::lang {

/// Help for a word of another language where a statement or a declaration went wrong; empty where
/// it is none.
std::string_view habit_of_word(std::string_view word);
/// Help for a name of a value, or of a function, that does not exist here.
std::string_view habit_of_name(std::string_view name);
/// The same for the name of a function: names of dtypes and functions that are for later too.
std::string habit_of_function(std::string_view name);

}  // namespace sinter::lang
