// Functions of which a part runs on the processor and the rest on the GPU
// (FunctionPolicy::on_processor).
#pragma once

#include <vector>

#include "frontend/api/state.h"

namespace sinter::detail {

/// The function's graph, cut behind the values that its policy names. Errors (user): E6018.
passes::Split split_for(const FunctionState& state, const std::vector<lang::ArgumentType>& types);

}  // namespace sinter::detail
