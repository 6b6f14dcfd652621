// Texts in lines that fit the terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sinter::repl {

/// Where a text goes.
struct Lines {
  std::size_t columns = 80;  ///< Of the terminal.
  std::size_t indent = 0;    ///< Of all lines but the first.
  std::size_t taken = 0;     ///< Columns of the first line that have been written.
};

/// Of the terminal that the output goes to; of files, which have none, the usual number.
std::size_t terminal_columns();

/// Pieces with something between them, in as many lines as they need; no piece is divided.
std::string in_lines(const std::vector<std::string>& pieces, std::string_view between,
                     const Lines& lines);
/// The same of a text, which is divided at its blanks.
std::string in_lines(std::string_view text, const Lines& lines);

/// Each line of a text as in_lines, those that go on behind the blanks that the line begins with.
std::string fitted(std::string_view text, std::size_t columns);

}  // namespace sinter::repl
