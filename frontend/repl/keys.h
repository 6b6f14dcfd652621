// Bytes from a terminal to keys.
#pragma once

#include <optional>
#include <string>

namespace sinter::repl {

struct Key {
  enum class Kind {
    kText,     ///< One character, UTF-8.
    kPaste,    ///< A whole pasted text, where the terminal says so.
    kControl,  ///< Ctrl and a letter: text is "a" for Ctrl-A.
    kAlt,      ///< Alt and a letter, "\r" or a backspace.
    kEnter,
    kTab,
    kBackspace,
    kDelete,
    kUp,
    kDown,
    kLeft,
    kRight,
    kWordLeft,
    kWordRight,
    kHome,
    kEnd,
    kUnknown,
    kResize,  ///< The terminal has another size.
    kClosed,  ///< The terminal is gone.
  };
  Kind kind = Kind::kUnknown;
  std::string text;
  friend bool operator==(const Key&, const Key&) = default;
};

/// Takes bytes one by one; gives a key when one is complete.
class KeyDecoder {
 public:
  std::optional<Key> feed(char byte);

 private:
  std::optional<Key> plain(char byte);
  std::optional<Key> escape(char byte);
  std::optional<Key> sequence(char byte);
  std::optional<Key> paste(char byte);

  enum class State { kPlain, kEscape, kSequence, kShortSequence, kPaste } state_ = State::kPlain;
  std::string pending_;
  std::size_t missing_ = 0;  ///< Bytes of a character.
};

/// Text that may stand in an input: line ends are newlines, tabs are blanks, and other control
/// characters are left out.
std::string cleaned(const std::string& text);

/// Columns that a character takes on the screen: 0, 1 or 2.
int column_width(char32_t character);
/// The character that begins at a byte, and how many bytes it has; bad UTF-8 is one byte each.
char32_t character_at(const std::string& text, std::size_t at, std::size_t& bytes);

}  // namespace sinter::repl
