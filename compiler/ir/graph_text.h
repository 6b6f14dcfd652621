// What the printer and the parser of the graph IR share.
#pragma once

#include <cstdint>
#include <string>

#include "sinter/dtype.h"

namespace sinter::graph {

/// Characters of names that stand without quotes: graphs, parameters, guard codes.
constexpr bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.';
}

/// "0.5", "-3", "true"; NaNs as "0x7fc00000".
std::string constant_text(DType dtype, std::uint64_t bits);

}  // namespace sinter::graph
