// A session with a person at a terminal.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#include "frontend/cli/environment.h"
#include "frontend/repl/assistant.h"
#include "frontend/repl/layout.h"
#include "frontend/repl/repl.h"
#include "frontend/repl/tty.h"

namespace sinter::repl {
namespace {

constexpr const char* kPrompt = "sinter> ";
constexpr const char* kNextPrompt = "   ...> ";

/// Whether the terminal can move the cursor.
bool can_edit() {
  return isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 &&
         cli::environment::is_capable_terminal();
}

/// Where prompts go. They are no results: where these go to a file, prompts do not.
std::ostream& screen() { return isatty(STDOUT_FILENO) != 0 ? std::cout : std::cerr; }

/// Inputs typed without an editor: lines, until they are whole.
Editor::Result read_lines(LineReader& reader) {
  std::ostream& out = screen();
  std::string text;
  out << kPrompt << std::flush;
  while (true) {
    Editor::Result line = reader.read();
    if (line.end != Editor::End::kInput) {
      out << '\n';
      return line;
    }
    text += line.text;
    if (Repl::is_whole(text)) return {Editor::End::kInput, text};
    text += '\n';
    out << kNextPrompt << std::flush;
  }
}

int run_at_terminal(cli::Terminal& terminal) {
  Signals signals;
  Worker worker(signals);
  Repl repl(terminal, true);
  Session& session = repl.session();
  session.set_runner([&](const std::function<void()>& work) {
    worker.run(work, [&session] {
      session.cancel().cancel();
      session.engine().cancel_compiles();
    });
  });
  StoppableInput input([&session] { return session.cancel().is_cancelled(); });
  std::istream in(&input);
  terminal.in = &in;  // for the debugger
  History history(History::default_file());
  LineReader reader(signals);
  Tty tty(signals);
  Editor editor(tty, history, make_assistant(session, terminal.color_out));
  const bool edits = can_edit();
  repl.set_pause(
      [&tty, edits](const std::function<void()>& action) {
        if (!edits) return action();  // the terminal reads lines as it is
        tty.line_mode();
        action();
        tty.run_mode();
      },
      isatty(STDOUT_FILENO) != 0);
  const std::string greeting =
      fmt::format("Sinter {}. :help tells what can be typed, Ctrl-D leaves.\n", version());
  screen() << fitted(greeting, terminal_columns()) << std::flush;
  while (!repl.is_over()) {
    signals.take();
    Editor::Result typed;
    if (edits) {
      tty.edit_mode();
      typed = editor.read(kPrompt, kNextPrompt);
      tty.run_mode();
    } else {
      typed = read_lines(reader);
    }
    if (typed.end == Editor::End::kLeft) break;
    if (typed.end == Editor::End::kInput) repl.execute(typed.text);
    in.clear();
  }
  terminal.in = nullptr;
  if (worker.has_abandoned()) {
    tty.line_mode();
    // A compile may still run, and it uses what the end of the process would take down.
    terminal.out.flush();
    terminal.err.flush();
    _exit(cli::kOk);
  }
  return cli::kOk;
}

}  // namespace

int run_session(cli::Terminal& terminal) {
  if (isatty(STDIN_FILENO) != 0 && terminal.in == &std::cin) return run_at_terminal(terminal);
  return Repl(terminal, false).run(*terminal.in);
}

}  // namespace sinter::repl
