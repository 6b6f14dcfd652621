// Which names the language keeps for itself.
#pragma once

#include <span>
#include <string_view>

namespace sinter::lang {

/// sum, mean, prod, max, min, any, all, argmax, argmin.
bool is_reducer(std::string_view name);
/// A built-in function, reducers and dtypes included. A program's own functions and names of the
/// others come first, so that a function that a later version adds takes nothing away.
bool is_builtin(std::string_view name);

/// The parameters of a function of arrays, as its table has them; empty for other functions.
std::string_view builtin_parameters(std::string_view name);  // calls.cpp
/// Reducers and dtypes: these cannot be given another meaning.
bool is_reserved(std::string_view name);
/// "reducer" or "dtype".
std::string_view reserved_as(std::string_view name);
/// Names of functions that are not available yet. A program may define them itself.
bool is_for_later(std::string_view name);
/// What other languages call a dtype: "`f32`" for float32; empty where nobody does.
std::string_view dtype_elsewhere(std::string_view name);
/// The names of all functions that are built in, dtypes (casts) included.
std::span<const std::string_view> builtin_function_names();

}  // namespace sinter::lang
