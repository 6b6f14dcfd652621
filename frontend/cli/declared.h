// Declared parameter types as far as the command line needs them: to read untyped values (lists,
// CSV) as what a program wants. Nothing is checked here: that is the engine's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::cli {

struct Declared {
  std::optional<DType> dtype;      ///< Nothing for a type variable.
  std::optional<int> rank;         ///< Nothing when any rank is taken.
  std::vector<std::string> sizes;  ///< "B", "3"; as many as the rank.
};

/// Reads "f32[B, D]", "T[..., D]", "i64", "x".
Declared parse_declared(std::string_view type);

/// The name among `names` that `wanted` is most likely a misspelling of; empty when none is close.
std::string closest(std::string_view wanted, const std::vector<std::string>& names);

}  // namespace sinter::cli
