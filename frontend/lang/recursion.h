// Functions that call themselves become loops over a stack of calls.
#pragma once

#include "frontend/lang/ast.h"

namespace sinter::lang {

/// So many calls may wait for another one.
inline constexpr std::int64_t kMaximumRecursion = 4096;

/// Rewrites the bodies of functions that call themselves directly. What cannot be rewritten is
/// reported.
void flatten_recursion(Syntax& syntax, Reporter& reporter);

}  // namespace sinter::lang
