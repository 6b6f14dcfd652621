// The formatter of `sinter fmt`.
#pragma once

#include <string>

namespace sinter::lang {

/// The source in the one style of the language: four spaces per open bracket, one space round
/// binary operators, none inside brackets, `}` of a block of several lines on a line of its own, at
/// most one empty line. Lines stay the author's, and so do comments and columns of `=` that were
/// aligned. The result means the same program, and formatting it changes nothing. Throws what
/// parse_module throws for a text that is no program.
std::string format_source(const std::string& source, const std::string& file);

}  // namespace sinter::lang
