// Sizes in the text of a type, with numbers in place of names.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace sinter::repl {

/// "f64[max(x.0 - 1, 0)]" is "f64[2]" where x.0 is 3. A size that depends on values keeps its name.
std::string with_sizes(const std::string& types, const std::map<std::string, std::int64_t>& sizes);

}  // namespace sinter::repl
