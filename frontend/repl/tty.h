// The terminal of the process.
#pragma once

#include <termios.h>

#include <functional>
#include <istream>
#include <streambuf>
#include <string>

#include "frontend/repl/editor.h"
#include "frontend/repl/worker.h"

namespace sinter::repl {

/// The terminal's modes and keys. Where it goes away, the terminal is as it was before.
class Tty : public Device {
 public:
  explicit Tty(Signals& signals);
  ~Tty() override;
  Tty(const Tty&) = delete;
  Tty& operator=(const Tty&) = delete;

  /// For the editor: every key comes as it is.
  void edit_mode();
  /// While something runs: what is typed waits for the editor, unseen; Ctrl-C is a signal.
  void run_mode();
  /// For other programs and debuggers: as it was before.
  void line_mode();

  Key next() override;
  bool has_next() override;
  void write(const std::string& text) override;
  std::size_t width() override;
  std::size_t height() override;
  void suspend() override;

 private:
  Signals& signals_;
  termios before_{};
  KeyDecoder decoder_;
  bool edits_ = false;
};

/// Standard input line by line, without an editor, where Ctrl-C ends the wait.
class LineReader {
 public:
  explicit LineReader(Signals& signals) : signals_(signals) {}
  Editor::Result read();

 private:
  Signals& signals_;
  std::string pending_;
};

/// Standard input for a debugger: ends when `stopped` says so.
class StoppableInput : public std::streambuf {
 public:
  explicit StoppableInput(std::function<bool()> stopped) : stopped_(std::move(stopped)) {}

 protected:
  int_type underflow() override;

 private:
  std::function<bool()> stopped_;
  char byte_ = 0;
};

}  // namespace sinter::repl
