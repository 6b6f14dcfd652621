// Changes to objects that LLVM wrote.
#pragma once

#include <string>

namespace sinter::runtime::aot {

/// Makes the global symbol visible only inside of the library or program that the object is linked
/// into.
void hide_symbol(std::string& object, const std::string& symbol);

}  // namespace sinter::runtime::aot
