#include "frontend/cli/style.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "frontend/cli/environment.h"

namespace sinter::cli {
namespace {

std::string_view code_of(Color color) {
  switch (color) {
    case Color::kError:
      return "\x1b[1;31m";
    case Color::kNote:
      return "\x1b[36m";
    case Color::kName:
      return "\x1b[1m";
    case Color::kGood:
      return "\x1b[32m";
  }
  return "";
}

std::string paint_line(const std::string& line) {
  const std::size_t begin = line.find_first_not_of(' ');
  if (begin == std::string::npos) return line;
  const std::string_view rest = std::string_view(line).substr(begin);
  if (rest.starts_with("error") || rest.starts_with("internal error")) {
    const std::size_t end = line.find(':');
    if (end != std::string::npos)
      return paint(true, Color::kError, line.substr(0, end)) + line.substr(end);
  }
  if (rest.starts_with("-->") || rest.starts_with("note") || rest.starts_with("help")) {
    return paint(true, Color::kNote, line);
  }
  const std::size_t caret = line.find('^');
  const bool only_marks = line.find_first_not_of(" |^~") == std::string::npos;
  if (caret != std::string::npos && only_marks) {
    return line.substr(0, caret) + paint(true, Color::kError, line.substr(caret));
  }
  return line;
}

}  // namespace

bool may_use_color(std::FILE* stream) {
  return !environment::refuses_color() && environment::is_capable_terminal() &&
         isatty(fileno(stream)) != 0;
}

std::string paint(bool enabled, Color color, std::string_view text) {
  if (!enabled) return std::string(text);
  return std::string(code_of(color)) + std::string(text) + "\x1b[0m";
}

std::string error_text(const Error& error) {
  std::string message = error.what();
  while (message.ends_with('\n')) message.pop_back();
  if (message.starts_with("error") || message.starts_with("internal error")) return message;
  return fmt::format("error[{}]: {}", error.code(), message);
}

std::string paint_error(bool enabled, const std::string& message) {
  if (!enabled) return message;
  std::string result;
  std::size_t begin = 0;
  while (begin <= message.size()) {
    const std::size_t end = std::min(message.find('\n', begin), message.size());
    result += paint_line(message.substr(begin, end - begin));
    if (end < message.size()) result += '\n';
    begin = end + 1;
  }
  return result;
}

}  // namespace sinter::cli
