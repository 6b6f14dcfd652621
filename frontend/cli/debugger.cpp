#include "frontend/cli/debugger.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

#include "frontend/cli/print.h"
#include "frontend/cli/style.h"

namespace sinter::cli {
namespace {

constexpr std::uint32_t kListed = 5;  ///< Lines shown before and after the current one.

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The part of an array that "[1, -1]" names; nothing where it names none.
std::optional<Array> part(const Array& array, std::string_view subscripts) {
  Array::Shape shape(array.shape().begin(), array.shape().end());
  Array::Shape strides(array.strides().begin(), array.strides().end());
  std::int64_t offset = 0;
  if (!subscripts.ends_with(']')) return std::nullopt;
  subscripts = subscripts.substr(1, subscripts.size() - 2);
  while (!subscripts.empty()) {
    const auto comma = std::min(subscripts.find(','), subscripts.size());
    auto position = number(trimmed(std::string(subscripts.substr(0, comma))));
    if (!position || shape.empty()) return std::nullopt;
    if (*position < 0) *position += shape.front();
    if (*position < 0 || *position >= shape.front()) return std::nullopt;
    offset += *position * strides.front();
    shape.erase(shape.begin());
    strides.erase(strides.begin());
    subscripts.remove_prefix(std::min(comma + 1, subscripts.size()));
  }
  auto* data = static_cast<std::byte*>(const_cast<void*>(array.raw_data())) +
               offset * static_cast<std::int64_t>(size_of(array.dtype()));
  return Array::view_bytes(data, array.dtype(), shape, strides, false).copy();
}

bool is(const std::string& word, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), word) != names.end();
}

}  // namespace

DebugSession::DebugSession(const std::string& source, std::string function,
                           std::vector<std::string> functions, Terminal& terminal, bool interactive)
    : function_(std::move(function)),
      functions_(std::move(functions)),
      terminal_(terminal),
      interactive_(interactive) {
  std::istringstream stream(source);
  for (std::string line; std::getline(stream, line);) lines_.push_back(line);
}

void DebugSession::say(const std::string& text) const { terminal_.out << text << '\n'; }

void DebugSession::show_place(const DebugFrame& frame) const {
  const auto line = frame.location.line;
  const std::string text = line >= 1 && line <= lines_.size() ? trimmed(lines_[line - 1]) : "";
  say(fmt::format("{}, line {}: {}", paint(terminal_.color_out, Color::kName, frame.function), line,
                  text));
}

bool DebugSession::stops_here(const DebugStop& stop) {
  const bool entered = stop.frames.size() > frames_before_;
  frames_before_ = stop.frames.size();
  if (ended_) return false;
  const DebugFrame& here = stop.frames.front();
  if (break_lines_.contains(here.location.line)) return true;
  if (entered && break_functions_.contains(here.function)) return true;
  switch (until_) {
    case Until::kStep:
      return true;
    case Until::kNext:
      return stop.frames.size() <= depth_;
    case Until::kOut:
      return stop.frames.size() < depth_;
    case Until::kBreakpoint:
      return false;
  }
  return false;
}

void DebugSession::at_statement(const DebugStop& stop) {
  if (stop.frames.empty()) return;
  frames_ = stop.frames;
  names_ = stop.names;
  value_ = stop.value;
  kept_.clear();
  if (!stops_here(stop)) {
    if (ended_) return;
    // An error may come next, and then there is no other chance to look.
    for (std::size_t i = 0; i < names_.size(); ++i) kept_.push_back({names_[i], value_(i)});
    return;
  }
  depth_ = stop.frames.size();
  listed_ = 0;
  show_place(stop.frames.front());
  prompt();
  if (ended_) return;
  for (std::size_t i = 0; i < names_.size(); ++i) kept_.push_back({names_[i], value_(i)});
}

void DebugSession::at_error(const Error& error) {
  if (ended_ || frames_.empty()) return;
  std::string message = error.what();
  while (message.ends_with('\n')) message.pop_back();
  say(message);
  say("The call ended here; the values are those from before the statement.");
  value_ = [this](std::size_t i) { return kept_.at(i).value; };
  show_place(frames_.front());
  prompt();
}

void DebugSession::prompt() {
  while (true) {
    if (interactive_) terminal_.out << "(sinter) " << std::flush;
    std::string line;
    if (terminal_.in == nullptr || !std::getline(*terminal_.in, line)) {
      ended_ = true;
      return;
    }
    line = trimmed(line);
    if (line.empty() && shares_input_) continue;  // it stands between commands
    if (line.empty()) line = last_;
    last_ = line;
    if (command(line)) return;
  }
}

/// True when the call is to run on.
bool DebugSession::command(const std::string& line) {
  const std::string word = line.substr(0, line.find(' '));
  const std::string rest = trimmed(line.size() > word.size() ? line.substr(word.size()) : "");
  if (is(word, {"step", "s"})) {
    until_ = Until::kStep;
    return true;
  }
  if (is(word, {"next", "n"})) {
    until_ = Until::kNext;
    return true;
  }
  if (is(word, {"out", "o", "finish", "return", "r"})) {
    until_ = Until::kOut;
    return true;
  }
  if (is(word, {"continue", "c", "cont", "run"})) {
    until_ = Until::kBreakpoint;
    return true;
  }
  if (is(word, {"quit", "q", "exit"})) throw DebuggerQuit{};
  if (is(word, {"break", "b"})) {
    set_breakpoint(rest);
  } else if (is(word, {"clear", "delete", "d"})) {
    clear_breakpoint(rest);
  } else if (is(word, {"print", "p"})) {
    print(rest);
  } else if (is(word, {"locals", "info"})) {
    for (std::size_t i = 0; i < names_.size(); ++i) print_value(names_[i], value_(i));
  } else if (is(word, {"list", "l"})) {
    list(rest);
  } else if (is(word, {"backtrace", "bt", "where", "w"})) {
    backtrace();
  } else if (is(word, {"help", "h", "?"})) {
    help();
  } else if (shares_input_) {
    throw DebuggerLeft{line};
  } else {
    say(fmt::format("there is no command '{}'; help lists them", word));
  }
  return false;
}

void DebugSession::set_breakpoint(const std::string& where) {
  if (where.empty()) {
    for (const auto line : break_lines_) say(fmt::format("break at line {}", line));
    for (const auto& function : break_functions_) say(fmt::format("break in {}", function));
    if (break_lines_.empty() && break_functions_.empty())
      say("no breakpoints; break LINE or break FUNCTION sets one");
    return;
  }
  if (const auto line = number(where)) {
    if (*line < 1 || *line > static_cast<std::int64_t>(lines_.size())) {
      return say(fmt::format("the file has {} lines", lines_.size()));
    }
    break_lines_.insert(static_cast<std::uint32_t>(*line));
    return say(fmt::format("break at line {}: {}", *line,
                           trimmed(lines_[static_cast<std::size_t>(*line - 1)])));
  }
  if (std::find(functions_.begin(), functions_.end(), where) == functions_.end())
    return say(fmt::format("there is no function '{}', and it is no line number", where));
  break_functions_.insert(where);
  say(fmt::format("break in {}", where));
}

void DebugSession::clear_breakpoint(const std::string& where) {
  if (where.empty()) {
    break_lines_.clear();
    break_functions_.clear();
    return say("no breakpoints are left");
  }
  const auto line = number(where);
  const bool found = line ? break_lines_.erase(static_cast<std::uint32_t>(*line)) > 0
                          : break_functions_.erase(where) > 0;
  say(found ? fmt::format("no break at {} any more", where)
            : fmt::format("there is no breakpoint at {}", where));
}

void DebugSession::print_value(const std::string& name, const Array& value) {
  std::string text = format_elements(value);
  if (value.rank() > 1) text = "\n" + text;
  say(fmt::format("{} = {} {}", name, paint(terminal_.color_out, Color::kNote, value.type_text()),
                  text));
}

void DebugSession::print(const std::string& what) {
  const auto bracket = std::min(what.find('['), what.size());
  const std::string name = trimmed(what.substr(0, bracket));
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found == names_.end()) {
    std::string known;
    for (const std::string& each : names_) known += (known.empty() ? "" : ", ") + each;
    return say(name.empty() ? "print NAME or print NAME[0, 1]; locals shows all"
                            : fmt::format("'{}' has no value here; these have: {}", name, known));
  }
  const Array whole = value_(static_cast<std::size_t>(found - names_.begin()));
  if (bracket == what.size()) return print_value(name, whole);
  const auto element = part(whole, std::string_view(what).substr(bracket));
  if (!element)
    return say(
        fmt::format("{} is {}; subscripts are integers inside of it", name, whole.type_text()));
  print_value(what, *element);
}

void DebugSession::list(const std::string& around) {
  const auto current = frames_.front().location.line;
  const auto asked = number(around);
  std::uint32_t first = 0;
  if (asked && *asked > 0) {
    first = *asked > kListed ? static_cast<std::uint32_t>(*asked) - kListed : 1;
  } else {
    first = listed_ != 0 ? listed_ : current > kListed ? current - kListed : 1;
  }
  const auto last =
      std::min<std::uint32_t>(first + 2 * kListed, static_cast<std::uint32_t>(lines_.size()));
  for (std::uint32_t line = first; line <= last; ++line) {
    const char* mark = line == current ? "->" : break_lines_.contains(line) ? " *" : "  ";
    say(fmt::format("{} {:4}  {}", mark, line, lines_[line - 1]));
  }
  listed_ = last + 1;
}

void DebugSession::backtrace() const {
  for (std::size_t i = 0; i < frames_.size(); ++i) {
    terminal_.out << fmt::format("#{} ", i);
    show_place(frames_[i]);
  }
}

void DebugSession::help() const {
  say("step (s)            to the next statement, into calls\n"
      "next (n)            to the next statement, over calls\n"
      "out (o)             to the statement after this call\n"
      "continue (c)        to the next breakpoint, or the end\n"
      "break (b) LINE      stop before a line; break FUNCTION: where it is entered; break: list\n"
      "clear LINE          remove a breakpoint; clear: all\n"
      "print (p) NAME      a value; print NAME[0, -1]: a part of it\n"
      "locals              all values\n"
      "list (l) [LINE]     the program around this line\n"
      "backtrace (bt)      the calls that led here\n"
      "quit (q)            end\n"
      "An empty line repeats the last command.");
}

}  // namespace sinter::cli
