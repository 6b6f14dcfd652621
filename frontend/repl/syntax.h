// What is wrong with an input as it was typed.
#pragma once

#include <string>

#include "frontend/repl/input.h"

namespace sinter::repl {

/// Throws a sinter::Error with places in the text, which messages call `name`, when it consists of
/// anything but definitions and statements. What is made of an input later (functions around its
/// statements) is made of a right one, so no message is about made text.
void check_syntax(const std::string& text, const std::string& name);

/// Throws: a function reads `_`, which is another value after every expression.
void refuse_last_value(const std::string& text, const std::string& name, const Item& function);

}  // namespace sinter::repl
