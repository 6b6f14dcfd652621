// The loop of a session: reads inputs, carries them out, shows what comes out.
#pragma once

#include <istream>
#include <optional>
#include <string>

#include "frontend/cli/cli.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/session.h"

namespace sinter::repl {

class Repl {
 public:
  /// `interactive`: a person sits at the terminal.
  Repl(cli::Terminal& terminal, bool interactive);

  /// Carries out one complete input, and shows its values or its error. Throws nothing.
  void execute(const std::string& input);
  /// Reads lines until they end or `:quit`. Returns the exit code: that of the first error.
  int run(std::istream& input);

  Session& session() { return session_; }
  /// See Context::pause and Context::has_screen.
  void set_pause(std::function<void(const std::function<void()>&)> pause, bool has_screen) {
    context_.pause = std::move(pause);
    context_.has_screen = has_screen;
  }
  /// What is still missing to the lines so far: nothing of commands that take no code.
  static bool is_whole(const std::string& text);
  bool is_over() const { return context_.leave; }
  int code() const { return code_; }

 private:
  void evaluate(const std::string& text, const std::string& name);
  void remember(const std::string& input);
  void report(const Error& error);

  cli::Terminal& terminal_;
  Session session_;
  Context context_;
  std::optional<std::string> unread_;  ///< A line that a command gave back.
  int code_ = cli::kOk;
};

/// The session of a process: at a terminal with prompts, else as a pipe.
int run_session(cli::Terminal& terminal);

}  // namespace sinter::repl
