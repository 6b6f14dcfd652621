#include "frontend/repl/tty.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

namespace sinter::repl {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kHeight = 24;
constexpr std::string_view kPasteOn = "\x1b[?2004h";
constexpr std::string_view kPasteOff = "\x1b[?2004l";

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

winsize window() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) size = {};
  return size;
}

}  // namespace

Tty::Tty(Signals& signals) : signals_(signals) { tcgetattr(STDIN_FILENO, &before_); }

Tty::~Tty() { line_mode(); }

void Tty::edit_mode() {
  termios raw = before_;
  raw.c_iflag &= ~static_cast<tcflag_t>(BRKINT | ICRNL | INPCK | ISTRIP | IXON);
  raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  write_all(kPasteOn);
  edits_ = true;
}

void Tty::run_mode() {
  termios running = before_;
  running.c_iflag &= ~static_cast<tcflag_t>(ICRNL);
  running.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &running);
}

void Tty::line_mode() {
  if (std::exchange(edits_, false)) write_all(kPasteOff);
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

Key Tty::next() {
  while (true) {
    pollfd waiting[] = {{STDIN_FILENO, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[1].revents != 0) {
      const Signals::Seen seen = signals_.take();
      if (seen.interrupt) return {Key::Kind::kControl, "c"};
      if (seen.resize) return {Key::Kind::kResize, {}};
    }
    if (waiting[0].revents == 0) continue;
    // One byte at a time: what comes behind an input may be for somebody else.
    char byte = 0;
    const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return {Key::Kind::kClosed, {}};
    if (auto key = decoder_.feed(byte)) return *key;
  }
}

bool Tty::has_next() {
  pollfd waiting{STDIN_FILENO, POLLIN, 0};
  return poll(&waiting, 1, 0) > 0 && (waiting.revents & POLLIN) != 0;
}

void Tty::write(const std::string& text) { write_all(text); }

std::size_t Tty::width() {
  const auto columns = window().ws_col;
  return columns == 0 ? kWidth : columns;
}

std::size_t Tty::height() {
  const auto rows = window().ws_row;
  return rows == 0 ? kHeight : rows;
}

void Tty::suspend() {
  line_mode();
  write_all("\r\n");
  ::kill(0, SIGTSTP);
  edit_mode();
}

Editor::Result LineReader::read() {
  while (true) {
    const std::size_t end = pending_.find('\n');
    if (end != std::string::npos) {
      std::string line = pending_.substr(0, end);
      pending_.erase(0, end + 1);
      return {Editor::End::kInput, std::move(line)};
    }
    pollfd waiting[] = {{STDIN_FILENO, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}};
    if (poll(waiting, 2, -1) < 0) continue;
    if (waiting[1].revents != 0 && signals_.take().interrupt) {
      pending_.clear();
      return {Editor::End::kCancelled, {}};
    }
    if (waiting[0].revents == 0) continue;
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) {
      if (pending_.empty()) return {Editor::End::kLeft, {}};
      return {Editor::End::kInput, std::exchange(pending_, {})};
    }
    pending_.append(bytes.data(), static_cast<std::size_t>(count));
  }
}

StoppableInput::int_type StoppableInput::underflow() {
  constexpr int kInterval = 30;  // milliseconds
  while (!stopped_()) {
    pollfd waiting{STDIN_FILENO, POLLIN, 0};
    if (poll(&waiting, 1, kInterval) <= 0) continue;
    if (::read(STDIN_FILENO, &byte_, 1) != 1) break;
    if (byte_ == '\r') byte_ = '\n';  // typed ahead, while the terminal left keys as they are
    setg(&byte_, &byte_, &byte_ + 1);
    return traits_type::to_int_type(byte_);
  }
  return traits_type::eof();
}

}  // namespace sinter::repl
