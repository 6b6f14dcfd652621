// The text that is being typed, of one line or more, and the place in it.
#pragma once

#include <string>
#include <vector>

namespace sinter::repl {

class Buffer {
 public:
  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }
  bool empty() const { return text_.empty(); }
  void set(std::string text);  ///< The cursor goes to its end.

  void insert(const std::string& text);
  void replace_before(std::size_t count,
                      const std::string& text);  ///< The bytes before the cursor.
  void erase_before();                           ///< A character.
  void erase_after();

  void left();
  void right();
  void word_left();
  void word_right();
  void line_begin();
  void line_end();
  bool up();  ///< False on the first line.
  bool down();
  void to_end() { cursor_ = text_.size(); }

  void cut_to_line_end();
  void cut_to_line_begin();
  void cut_word_before();
  void cut_word_after();
  void paste_cut() { insert(cut_); }
  void undo();

  /// The text of its line before the cursor.
  std::string before() const { return text_.substr(begin_of_line(), cursor_ - begin_of_line()); }

 private:
  struct State {
    std::string text;
    std::size_t cursor;
  };
  std::size_t begin_of_line() const;
  std::size_t end_of_line() const;
  std::size_t word_begin() const;
  std::size_t word_end() const;
  void remember();
  void cut(std::size_t begin, std::size_t end);
  std::size_t step_back(std::size_t at) const;
  std::size_t step_on(std::size_t at) const;

  std::string text_;
  std::size_t cursor_ = 0;
  std::string cut_;
  std::vector<State> before_;  ///< For undo.
};

}  // namespace sinter::repl
