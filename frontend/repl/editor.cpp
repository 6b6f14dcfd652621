#include "frontend/repl/editor.h"

#include <fmt/format.h>

#include <algorithm>

namespace sinter::repl {
namespace {

using Kind = Key::Kind;

std::size_t columns_of(const std::string& text) {
  std::size_t columns = 0;
  for (std::size_t at = 0, bytes = 1; at < text.size(); at += bytes)
    columns += static_cast<std::size_t>(column_width(character_at(text, at, bytes)));
  return columns;
}

std::string common_beginning(const std::vector<std::string>& texts) {
  std::string common = texts.front();
  for (const std::string& text : texts) {
    const auto ends = std::ranges::mismatch(common, text);
    common.resize(static_cast<std::size_t>(ends.in1 - common.begin()));
  }
  return common;
}

/// Open brackets and braces before a place, roughly: texts and comments are not looked at.
std::size_t depth_of(const std::string& text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '{' || c == '(' || c == '[') ++depth;
    if ((c == '}' || c == ')' || c == ']') && depth > 0) --depth;
  }
  return depth;
}

}  // namespace

Editor::Result Editor::read(const std::string& prompt, const std::string& next_prompt) {
  prompt_ = prompt;
  next_prompt_ = next_prompt;
  buffer_ = Buffer();
  screen_ = Screen();
  place_ = history_.entries().size();
  in_history_ = false;
  draw();
  while (true) {
    const Key key = device_.next();
    if (key.kind == Kind::kClosed) return {End::kLeft, {}};
    if (auto result = handle(key)) return *result;
    if (!device_.has_next()) draw();
  }
}

Layout Editor::layout() {
  return lay_out(buffer_.text(), buffer_.cursor(), prompt_, next_prompt_, device_.width(),
                 assistant_.tint(buffer_.text(), buffer_.cursor()));
}

void Editor::draw() {
  const std::size_t height = device_.height();
  device_.write(screen_.draw(layout(), height > 1 ? height - 1 : 1));
}

Editor::Result Editor::finish(End end) {
  buffer_.to_end();
  // Without the marks of the cursor's bracket.
  std::vector<Stretch> stretches = assistant_.tint(buffer_.text(), std::string::npos);
  device_.write(screen_.finish(lay_out(buffer_.text(), buffer_.cursor(), prompt_, next_prompt_,
                                       device_.width(), stretches)));
  return {end, buffer_.text()};
}

std::optional<Editor::Result> Editor::handle(const Key& key) {
  const bool moves_in_history =
      key.kind == Kind::kUp || key.kind == Kind::kDown ||
      (key.kind == Kind::kControl && (key.text == "p" || key.text == "n"));
  switch (key.kind) {
    case Kind::kControl:
      if (auto result = control(key.text.front())) return result;
      break;
    case Kind::kEnter:
      return enter();
    case Kind::kText:
      type(key.text);
      break;
    case Kind::kPaste: {
      std::string text = cleaned(key.text);
      while (text.ends_with('\n')) text.pop_back();
      buffer_.insert(text);
      break;
    }
    case Kind::kTab:
      complete();
      break;
    case Kind::kBackspace:
      buffer_.erase_before();
      break;
    case Kind::kDelete:
      buffer_.erase_after();
      break;
    case Kind::kAlt:
      alt(key.text);
      break;
    default:
      move(key);
  }
  if (!moves_in_history) in_history_ = false;
  return std::nullopt;
}

void Editor::move(const Key& key) {
  switch (key.kind) {
    case Kind::kUp:
      if (in_history_ || !buffer_.up()) older();
      break;
    case Kind::kDown:
      if (in_history_ || !buffer_.down()) newer();
      break;
    case Kind::kLeft:
      buffer_.left();
      break;
    case Kind::kRight:
      buffer_.right();
      break;
    case Kind::kWordLeft:
      buffer_.word_left();
      break;
    case Kind::kWordRight:
      buffer_.word_right();
      break;
    case Kind::kHome:
      buffer_.line_begin();
      break;
    case Kind::kEnd:
      buffer_.line_end();
      break;
    default:
      break;
  }
}

std::optional<Editor::Result> Editor::control(char letter) {
  switch (letter) {
    case 'a':
      buffer_.line_begin();
      break;
    case 'b':
      buffer_.left();
      break;
    case 'c':
      finish(End::kCancelled);
      return Result{End::kCancelled, {}};
    case 'd':
      if (buffer_.empty()) return finish(End::kLeft);
      buffer_.erase_after();
      break;
    case 'e':
      buffer_.line_end();
      break;
    case 'f':
      buffer_.right();
      break;
    case 'k':
      buffer_.cut_to_line_end();
      break;
    case 'l':
      device_.write("\x1b[H\x1b[2J");
      screen_.forget();
      break;
    case 'n':
      move({Kind::kDown, {}});
      break;
    case 'p':
      move({Kind::kUp, {}});
      break;
    case 'r':
      return search();
    case 'u':
      buffer_.cut_to_line_begin();
      break;
    case 'w':
      buffer_.cut_word_before();
      break;
    case 'y':
      buffer_.paste_cut();
      break;
    case 'z':
      device_.suspend();
      screen_.forget();
      break;
    case '\x7f':  // Ctrl-_
      buffer_.undo();
      break;
    default:
      break;
  }
  return std::nullopt;
}

void Editor::alt(const std::string& letter) {
  if (letter == "b") buffer_.word_left();
  if (letter == "f") buffer_.word_right();
  if (letter == "d") buffer_.cut_word_after();
  if (letter == "\x7f" || letter == "\b") buffer_.cut_word_before();
  if (letter == "\r" || letter == "\n") buffer_.insert("\n");
}

void Editor::type(const std::string& text) {
  // What closes a block stands under the line that opened it.
  const std::string before = buffer_.before();
  const bool blank = before.find_first_not_of(' ') == std::string::npos;
  const bool closing = text == "}" || text == ")" || text == "]";
  if (closing && blank && before.size() >= 4) {
    buffer_.replace_before(4, text);
  } else {
    buffer_.insert(text);
  }
}

std::optional<Editor::Result> Editor::enter() {
  if (assistant_.is_whole(buffer_.text())) {
    Result result = finish(End::kInput);
    history_.add(buffer_.text());
    return result;
  }
  const std::string indent(4 * depth_of(buffer_.text().substr(0, buffer_.cursor())), ' ');
  buffer_.insert("\n" + indent);
  in_history_ = false;
  return std::nullopt;
}

void Editor::older() {
  if (!in_history_) {
    draft_ = buffer_.text();
    place_ = history_.entries().size();
  }
  const auto found = history_.before(place_, draft_, buffer_.text());
  if (!found) return;
  place_ = *found;
  in_history_ = true;
  buffer_.set(history_.entries()[place_]);
}

void Editor::newer() {
  if (!in_history_) return;
  const auto found = history_.after(place_, draft_, buffer_.text());
  place_ = found.value_or(history_.entries().size());
  in_history_ = found.has_value();
  buffer_.set(found ? history_.entries()[place_] : draft_);
}

void Editor::complete() {
  if (buffer_.before().find_first_not_of(' ') == std::string::npos && !buffer_.before().empty()) {
    buffer_.insert("    ");
    return;
  }
  const Completion completion = assistant_.complete(buffer_.text(), buffer_.cursor());
  if (completion.candidates.empty()) return;
  const std::string common = common_beginning(completion.candidates);
  if (common.size() > completion.replaces || completion.candidates.size() == 1) {
    buffer_.replace_before(completion.replaces, common);
  } else {
    show_candidates(completion.candidates);
  }
}

void Editor::show_candidates(const std::vector<std::string>& candidates) {
  constexpr std::size_t kMost = 200;
  std::size_t widest = 0;
  for (const std::string& candidate : candidates)
    widest = std::max(widest, columns_of(candidate) + 2);
  const std::size_t count = std::min(candidates.size(), kMost);
  const std::size_t columns = std::max<std::size_t>(1, device_.width() / widest);
  const std::size_t rows = (count + columns - 1) / columns;
  std::string text = screen_.finish(layout());
  for (std::size_t row = 0; row < rows; ++row) {
    std::string line;
    for (std::size_t i = row; i < count; i += rows)
      line += candidates[i] + std::string(widest - columns_of(candidates[i]), ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\r\n";
  }
  if (candidates.size() > kMost) text += fmt::format("and {} more\r\n", candidates.size() - kMost);
  device_.write(text);
}

std::optional<Editor::Result> Editor::search() {
  const std::string original = buffer_.text();
  const std::vector<std::string>& entries = history_.entries();
  std::string words;
  std::size_t place = entries.size();  // of what is shown; the size where that is the original
  bool failed = false;
  const auto look = [&](std::size_t from) {
    const auto next = history_.search(from, words);
    failed = !next.has_value();
    place = next.value_or(place);
  };
  while (true) {
    const std::string shown = place < entries.size() ? entries[place] : original;
    const std::string prompt = fmt::format("{}search `{}`: ", failed ? "no more " : "", words);
    const std::size_t at = shown.find(words);
    const std::size_t cursor = at == std::string::npos ? shown.size() : at;
    device_.write(screen_.draw(lay_out(shown, cursor, prompt, next_prompt_, device_.width(),
                                       assistant_.tint(shown, std::string::npos)),
                               std::max<std::size_t>(device_.height(), 2) - 1));
    const Key key = device_.next();
    if (key.kind == Kind::kText) {
      words += key.text;
      look(std::min(place + 1, entries.size()));
    } else if (key.kind == Kind::kBackspace) {
      while (!words.empty() && (static_cast<unsigned char>(words.back()) & 0xc0U) == 0x80U)
        words.pop_back();
      if (!words.empty()) words.pop_back();
      place = entries.size();
      failed = false;
      if (!words.empty()) look(place);
    } else if (key.kind == Kind::kControl && key.text == "r") {
      if (!words.empty()) look(place);
    } else if (key.kind == Kind::kControl && (key.text == "g" || key.text == "c")) {
      return std::nullopt;  // as it was
    } else if (key.kind == Kind::kClosed) {
      return Result{End::kLeft, {}};
    } else if (key.kind != Kind::kResize) {
      if (place < entries.size()) buffer_.set(shown);
      return key.kind == Kind::kEnter ? enter() : handle(key);
    }
  }
}

}  // namespace sinter::repl
