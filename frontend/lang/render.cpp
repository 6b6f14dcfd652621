// Diagnostics as text.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/diagnostics.h"

namespace sinter::lang {
namespace {

constexpr std::size_t kWidth = 100;  // characters of a source line that are shown

struct Character {
  std::string shown;
  std::size_t bytes = 1;  ///< In the line.
};

/// The characters of a line, with what a terminal could trip over replaced.
std::vector<Character> characters(std::string_view line) {
  std::vector<Character> result;
  for (std::size_t i = 0; i < line.size();) {
    const auto lead = static_cast<unsigned char>(line[i]);
    if (lead == '\t') {
      result.push_back({" "});
      ++i;
    } else if (lead < 0x20 || lead == 0x7f) {
      result.push_back({"?"});
      ++i;
    } else if (lead < 0x80) {
      result.push_back({std::string(1, line[i++])});
    } else {
      std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
      length = std::min(length, line.size() - i);
      const std::string_view bytes = line.substr(i, length);
      const bool whole = length > 1 && std::all_of(bytes.begin() + 1, bytes.end(), [](char c) {
                           return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
                         });
      // C1 control characters (U+0080 to U+009F) and bidirectional controls must not reach a
      // terminal.
      const bool control =
          (lead == 0xc2 && length == 2 && static_cast<unsigned char>(bytes[1]) < 0xa0) ||
          bytes.starts_with("\xe2\x80") || bytes.starts_with("\xe2\x81");
      length = whole ? length : 1;
      result.push_back({whole && !control ? std::string(bytes) : "?", length});
      i += length;
    }
  }
  return result;
}

/// Of a very long line only what is near a character, which is then counted from there.
std::string_view surroundings(std::string_view line, std::size_t& at) {
  constexpr std::size_t kLong = 100 * kWidth;
  if (line.size() <= kLong) return line;
  const std::size_t skipped = at > kWidth ? at - kWidth : 0;
  std::size_t begin = 0;
  for (std::size_t seen = 0; begin < line.size(); ++begin) {
    const bool starts = (static_cast<unsigned char>(line[begin]) & 0xc0) != 0x80;
    if (starts && seen++ == skipped) break;
  }
  at -= skipped;
  return line.substr(begin, 8 * kWidth);
}

}  // namespace

std::string render(const Diagnostic& diagnostic, const Source& source) {
  std::string text = fmt::format("error[{}]: {}\n", diagnostic.code, diagnostic.message);
  const SourceLocation& place = diagnostic.location;
  const std::string number = std::to_string(place.line);
  const std::string margin(number.size(), ' ');
  if (place.line != 0) {
    text +=
        fmt::format("{}--> {}:{}:{}\n{} |\n", margin, place.file, place.line, place.column, margin);
    std::size_t at = place.column - 1;
    const std::vector<Character> shown = characters(surroundings(source.line(place), at));
    const std::size_t first = at > kWidth * 3 / 4 && shown.size() > kWidth ? at - kWidth / 2 : 0;
    const std::size_t last = std::min(shown.size(), first + kWidth);
    std::string line = first > 0 ? "..." : "";
    std::string caret(line.size() + at - first, ' ');
    for (std::size_t i = first; i < last; ++i) line += shown[i].shown;
    if (last < shown.size()) line += "...";
    // At least one, also where the place is the end of the line.
    std::size_t carets = 1, seen = at < shown.size() ? shown[at].bytes : 1;
    for (std::size_t i = at + 1; i < last && place.begin + seen < place.end; ++i, ++carets)
      seen += shown[i].bytes;
    caret.append(carets, '^');
    text += fmt::format("{} | {}\n{} | {}\n", number, line, margin, caret);
  }
  for (const auto& [where, note] : diagnostic.notes) {
    text += where.line == 0 ? fmt::format("{} = note: {}\n", margin, note)
                            : fmt::format("{} = note: {} ({}:{}:{})\n", margin, note, where.file,
                                          where.line, where.column);
  }
  if (!diagnostic.help.empty()) text += fmt::format("{} = help: {}\n", margin, diagnostic.help);
  return text;
}

}  // namespace sinter::lang
