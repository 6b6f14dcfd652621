#include "frontend/repl/layout.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace sinter::repl {

std::size_t terminal_columns() {
  constexpr std::size_t kUsual = 80, kLeast = 20;
  winsize window{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
  return known ? std::max<std::size_t>(window.ws_col, kLeast) : kUsual;
}

std::string in_lines(const std::vector<std::string>& pieces, std::string_view between,
                     const Lines& lines) {
  std::string text;
  std::size_t column = lines.taken;
  bool begins = true;  // a line
  for (const std::string& piece : pieces) {
    const std::size_t wanted = piece.size() + (begins ? 0 : between.size());
    // The last column stays free: some terminals go to the next line there.
    if (!begins && column + wanted >= lines.columns) {
      text += '\n' + std::string(lines.indent, ' ');
      column = lines.indent;
      begins = true;
    }
    if (!begins) text += between, column += between.size();
    text += piece;
    column += piece.size();
    begins = false;
  }
  return text;
}

std::string in_lines(std::string_view text, const Lines& lines) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return in_lines(words, " ", lines);
}

std::string fitted(std::string_view text, std::size_t columns) {
  std::string result;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    result += line.size() < columns ? std::string(line)
                                    : std::string(blanks, ' ') +
                                          in_lines(line.substr(blanks), {columns, blanks, blanks});
    if (line.size() == text.size()) break;
    result += '\n';
    text.remove_prefix(line.size() + 1);
  }
  return result;
}

}  // namespace sinter::repl
