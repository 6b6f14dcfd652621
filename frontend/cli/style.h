// Colours for people at a terminal.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "sinter/error.h"

namespace sinter::cli {

enum class Color { kError, kNote, kName, kGood };

/// True when the stream is a terminal that shows colours and NO_COLOR is not set.
bool may_use_color(std::FILE* stream);

/// The text, coloured when `enabled`.
std::string paint(bool enabled, Color color, std::string_view text);

/// The message of an error as people see it: with its code, without an end of line.
std::string error_text(const Error& error);

/// A rendered error message with its "error", places and carets coloured when `enabled`.
std::string paint_error(bool enabled, const std::string& message);

}  // namespace sinter::cli
