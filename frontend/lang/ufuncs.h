// NumPy's names for operators and elementwise functions, and elementwise functions of several ops.
#pragma once

#include <span>
#include <string_view>

namespace sinter::lang {

/// Names that ufuncs.cpp gives a meaning.
std::span<const std::string_view> ufunc_names();

}  // namespace sinter::lang
