#include "frontend/repl/screen.h"

#include <fmt/format.h>

#include <algorithm>

#include "frontend/repl/keys.h"

namespace sinter::repl {
namespace {

const char* code_of(Tint tint) {
  switch (tint) {
    case Tint::kNone:
      return "\x1b[0m";
    case Tint::kKeyword:
      return "\x1b[0;35m";
    case Tint::kNumber:
      return "\x1b[0;36m";
    case Tint::kText:
      return "\x1b[0;32m";
    case Tint::kComment:
      return "\x1b[0;90m";
    case Tint::kFunction:
      return "\x1b[0;34m";
    case Tint::kCommand:
      return "\x1b[0;1m";
    case Tint::kPair:
      return "\x1b[0;1;33m";
  }
  return "";
}

/// Builds rows character by character.
class Rows {
 public:
  Rows(Layout& layout, std::size_t width) : layout_(layout), width_(width) {
    layout_.rows.emplace_back();
  }

  void tint(Tint tint) {
    if (tint == tint_) return;
    tint_ = tint;
    layout_.rows.back() += code_of(tint);
  }
  void add(const std::string& bytes, std::size_t columns) {
    if (column_ + columns >= width_ && column_ > 0) next();
    layout_.rows.back() += bytes;
    column_ += columns;
  }
  void next() {
    if (tint_ != Tint::kNone) layout_.rows.back() += code_of(Tint::kNone);
    layout_.rows.emplace_back();
    if (tint_ != Tint::kNone) layout_.rows.back() += code_of(tint_);
    column_ = 0;
  }
  void prompt(const std::string& text) {
    const Tint before = tint_;
    tint(Tint::kNone);
    for (const char c : text) add(std::string(1, c), 1);
    tint(before);
  }
  void mark_cursor() {
    // At the end of a full row the cursor stands in the next one.
    layout_.cursor_row = layout_.rows.size() - 1;
    layout_.cursor_column = column_;
  }

 private:
  Layout& layout_;
  std::size_t width_;
  std::size_t column_ = 0;
  Tint tint_ = Tint::kNone;
};

}  // namespace

Layout lay_out(const std::string& text, std::size_t cursor, const std::string& prompt,
               const std::string& next_prompt, std::size_t width,
               const std::vector<Stretch>& stretches) {
  Layout layout;
  Rows rows(layout, std::max<std::size_t>(width, 4));
  rows.prompt(prompt);
  auto stretch = stretches.begin();
  for (std::size_t at = 0; at < text.size();) {
    if (at == cursor) rows.mark_cursor();
    while (stretch != stretches.end() && stretch->end <= at) ++stretch;
    const bool inside = stretch != stretches.end() && stretch->begin <= at;
    rows.tint(inside ? stretch->tint : Tint::kNone);
    if (text[at] == '\n') {
      rows.next();
      rows.prompt(next_prompt);
      ++at;
      continue;
    }
    std::size_t bytes = 1;
    const char32_t character = character_at(text, at, bytes);
    const bool bad = character == 0xfffd && bytes == 1;
    rows.add(bad ? "?" : text.substr(at, bytes), static_cast<std::size_t>(column_width(character)));
    at += bytes;
  }
  if (cursor >= text.size()) rows.mark_cursor();
  rows.tint(Tint::kNone);
  return layout;
}

std::string Screen::rewind() const {
  std::string out = "\r";
  if (above_ > 0) out += fmt::format("\x1b[{}A", above_);
  return out + "\x1b[J";
}

std::string Screen::draw(const Layout& layout, std::size_t height) {
  height = std::max<std::size_t>(height, 1);
  std::size_t first = 0;
  if (layout.rows.size() > height) {
    first = layout.cursor_row > height / 2 ? layout.cursor_row - height / 2 : 0;
    first = std::min(first, layout.rows.size() - height);
  }
  const std::size_t last = std::min(layout.rows.size(), first + height);
  std::string out = rewind();
  for (std::size_t row = first; row < last; ++row)
    out += (row == first ? "" : "\r\n") + layout.rows[row];
  const std::size_t below = last - 1 - layout.cursor_row;
  if (below > 0) out += fmt::format("\x1b[{}A", below);
  out += "\r";
  if (layout.cursor_column > 0) out += fmt::format("\x1b[{}C", layout.cursor_column);
  above_ = layout.cursor_row - first;
  return out;
}

std::string Screen::finish(const Layout& layout) {
  std::string out = rewind();
  for (const std::string& row : layout.rows) out += row + "\r\n";
  above_ = 0;
  return out;
}

}  // namespace sinter::repl
