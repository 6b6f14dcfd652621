// Which names the language keeps for itself.
#pragma once

#include <span>
#include <string_view>

namespace sinter::lang {

/// sum, mean, prod, max, min, any, all, argmax, argmin.
bool is_reducer(std::string_view name);
/// Reducers, dtypes and built-in functions.
bool is_reserved(std::string_view name);
/// "reducer", "dtype" or "built-in function".
std::string_view reserved_as(std::string_view name);
/// The names of all functions that are built in, dtypes (casts) included.
std::span<const std::string_view> builtin_function_names();

}  // namespace sinter::lang
