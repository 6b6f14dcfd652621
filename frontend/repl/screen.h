// How the text that is being typed lies on the screen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace sinter::repl {

enum class Tint { kNone, kKeyword, kNumber, kText, kComment, kFunction, kCommand, kPair };

/// A stretch of a text in one colour.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
  Tint tint = Tint::kNone;
};

struct Layout {
  std::vector<std::string> rows;  ///< With their prompts and colours.
  std::size_t cursor_row = 0;
  std::size_t cursor_column = 0;
};

/// Lays out a text with a prompt before its first line and another one before the others. Rows hold
/// less than `width` columns: what is longer goes on in the next row.
Layout lay_out(const std::string& text, std::size_t cursor, const std::string& prompt,
               const std::string& next_prompt, std::size_t width,
               const std::vector<Stretch>& stretches);

/// Draws layouts over each other: each call gives what is to be written to the terminal.
class Screen {
 public:
  /// At most `height` rows, those round the cursor.
  std::string draw(const Layout& layout, std::size_t height);
  /// All rows, and the cursor below them: the text is done.
  std::string finish(const Layout& layout);
  /// The screen was cleared: drawing starts at its top.
  void forget() { above_ = 0; }

 private:
  std::string rewind() const;
  std::size_t above_ = 0;  ///< Rows of what is drawn above the cursor.
};

}  // namespace sinter::repl
