#include "frontend/repl/buffer.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace sinter::repl {
namespace {

constexpr std::size_t kMostUndo = 1000;

bool is_inside(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }
bool is_word(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value >= 0x80 || std::isalnum(value) != 0 || byte == '_';
}

}  // namespace

void Buffer::set(std::string text) {
  remember();
  text_ = std::move(text);
  cursor_ = text_.size();
}

void Buffer::remember() {
  if (before_.size() >= kMostUndo) before_.erase(before_.begin());
  before_.push_back({text_, cursor_});
}

void Buffer::undo() {
  if (before_.empty()) return;
  text_ = std::move(before_.back().text);
  cursor_ = before_.back().cursor;
  before_.pop_back();
}

void Buffer::insert(const std::string& text) {
  remember();
  text_.insert(cursor_, text);
  cursor_ += text.size();
}

void Buffer::replace_before(std::size_t count, const std::string& text) {
  remember();
  text_.replace(cursor_ - count, count, text);
  cursor_ += text.size() - count;
}

std::size_t Buffer::step_back(std::size_t at) const {
  if (at == 0) return 0;
  --at;
  while (at > 0 && is_inside(text_[at])) --at;
  return at;
}

std::size_t Buffer::step_on(std::size_t at) const {
  if (at >= text_.size()) return text_.size();
  ++at;
  while (at < text_.size() && is_inside(text_[at])) ++at;
  return at;
}

void Buffer::erase_before() {
  if (cursor_ == 0) return;
  remember();
  // In the blanks that begin a line, four at once.
  const std::string start = before();
  std::size_t from = step_back(cursor_);
  if (!start.empty() && start.size() % 4 == 0 && start.find_first_not_of(' ') == std::string::npos)
    from = cursor_ - 4;
  text_.erase(from, cursor_ - from);
  cursor_ = from;
}

void Buffer::erase_after() {
  if (cursor_ == text_.size()) return;
  remember();
  text_.erase(cursor_, step_on(cursor_) - cursor_);
}

void Buffer::left() { cursor_ = step_back(cursor_); }
void Buffer::right() { cursor_ = step_on(cursor_); }
void Buffer::word_left() { cursor_ = word_begin(); }
void Buffer::word_right() { cursor_ = word_end(); }
void Buffer::line_begin() { cursor_ = begin_of_line(); }
void Buffer::line_end() { cursor_ = end_of_line(); }

std::size_t Buffer::begin_of_line() const {
  const std::size_t newline = cursor_ == 0 ? std::string::npos : text_.rfind('\n', cursor_ - 1);
  return newline == std::string::npos ? 0 : newline + 1;
}

std::size_t Buffer::end_of_line() const {
  return std::min(text_.find('\n', cursor_), text_.size());
}

std::size_t Buffer::word_begin() const {
  std::size_t at = cursor_;
  while (at > 0 && !is_word(text_[at - 1])) --at;
  while (at > 0 && is_word(text_[at - 1])) --at;
  return at;
}

std::size_t Buffer::word_end() const {
  std::size_t at = cursor_;
  while (at < text_.size() && !is_word(text_[at])) ++at;
  while (at < text_.size() && is_word(text_[at])) ++at;
  return at;
}

bool Buffer::up() {
  const std::size_t begin = begin_of_line();
  if (begin == 0) return false;
  const std::size_t column = cursor_ - begin;
  cursor_ = begin - 1;
  const std::size_t above = begin_of_line();
  cursor_ = std::min(above + column, begin - 1);
  while (cursor_ > above && cursor_ < text_.size() && is_inside(text_[cursor_])) --cursor_;
  return true;
}

bool Buffer::down() {
  const std::size_t end = end_of_line();
  if (end == text_.size()) return false;
  const std::size_t column = cursor_ - begin_of_line();
  cursor_ = end + 1;
  cursor_ = std::min(cursor_ + column, end_of_line());
  while (cursor_ < text_.size() && is_inside(text_[cursor_])) --cursor_;
  return true;
}

void Buffer::cut(std::size_t begin, std::size_t end) {
  if (begin == end) return;
  remember();
  cut_ = text_.substr(begin, end - begin);
  text_.erase(begin, end - begin);
  cursor_ = begin;
}

void Buffer::cut_to_line_end() {
  const std::size_t end = end_of_line();
  cut(cursor_, end == cursor_ ? step_on(end) : end);
}
void Buffer::cut_to_line_begin() { cut(begin_of_line(), cursor_); }
void Buffer::cut_word_before() { cut(word_begin(), cursor_); }
void Buffer::cut_word_after() { cut(cursor_, word_end()); }

}  // namespace sinter::repl
