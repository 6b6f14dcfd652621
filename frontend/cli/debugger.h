// The prompt of `sinter run --debug`.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "frontend/cli/cli.h"
#include "sinter/sinter.h"

namespace sinter::cli {

/// Thrown by `quit`.
struct DebuggerQuit {};

/// Thrown where commands come from a pipe that others read, too, and a line is none of them.
struct DebuggerLeft {
  std::string line;
};

/// Stops before statements, as commands say, and reads commands there. Reading ends with the input:
/// then the call runs on to its end.
class DebugSession : public Debugger {
 public:
  /// `source` is the program's text. `interactive`: a person sits at the terminal; a prompt is
  /// shown.
  DebugSession(const std::string& source, std::string function, std::vector<std::string> functions,
               Terminal& terminal, bool interactive);

  /// Commands come from a pipe that others read, too: a line that is no command ends the call with
  /// DebuggerLeft.
  void share_input() { shares_input_ = true; }

  void at_statement(const DebugStop& stop) override;
  /// An error ended the call: its place is where commands may look around once more.
  void at_error(const Error& error);

 private:
  enum class Until { kStep, kNext, kOut, kBreakpoint };
  struct Value {
    std::string name;
    Array value;
  };

  bool stops_here(const DebugStop& stop);
  void prompt();
  bool command(const std::string& line);
  void set_breakpoint(const std::string& where);
  void clear_breakpoint(const std::string& where);
  void print(const std::string& what);
  void print_value(const std::string& name, const Array& value);
  void list(const std::string& around);
  void backtrace() const;
  void show_place(const DebugFrame& frame) const;
  void help() const;
  void say(const std::string& text) const;

  std::vector<std::string> lines_;
  std::string function_;
  std::vector<std::string> functions_;
  Terminal& terminal_;
  bool interactive_;
  bool shares_input_ = false;
  bool ended_ = false;  ///< No more commands will come.
  Until until_ = Until::kStep;
  std::size_t depth_ = 0;  ///< Of frames, where the last command was given.
  std::set<std::uint32_t> break_lines_;
  std::set<std::string> break_functions_;
  std::size_t frames_before_ = 0;
  std::string last_ = "step";  ///< What an empty line repeats.
  std::vector<DebugFrame> frames_;
  std::vector<std::string> names_;
  std::function<Array(std::size_t)> value_;
  std::vector<Value> kept_;  ///< Values of the last stop, where the call is over.
  std::uint32_t listed_ = 0;
};

}  // namespace sinter::cli
