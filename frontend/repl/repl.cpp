#include "frontend/repl/repl.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <new>
#include <string_view>
#include <utility>

#include "frontend/cli/environment.h"
#include "frontend/cli/print.h"
#include "frontend/cli/style.h"
#include "frontend/repl/host.h"
#include "frontend/repl/layout.h"
#include "frontend/repl/worker.h"

namespace sinter::repl {
namespace {

PlotSize terminal_size() {
  constexpr std::size_t kWidest = 80;
  PlotSize size;
  if (isatty(STDOUT_FILENO) != 0)
    size.columns = static_cast<int>(std::min(terminal_columns() - 1, kWidest));
  size.unicode = !cli::environment::is_dumb_terminal();
  return size;
}

EngineOptions options_for(cli::Terminal& terminal, bool interactive) {
  EngineOptions options;
  if (interactive) {
    // LLVM cannot be left in the middle of a kernel, but a process can be ended by Ctrl-C.
    constexpr std::size_t kTerabyte = std::size_t{1} << 40;
    options.compiler_process = CompilerLimits{std::chrono::hours(24), kTerabyte};
  }
  options.count_calls = true;  // for `:ledger`
  options.on_print = [&terminal](const Printed& printed) {
    for (const auto& [name, value] : printed.values) terminal.out << cli::format_shown(name, value);
  };
  options.on_event = [&terminal](const Event& event) {
    if (event.kind == Event::Kind::kWarning) terminal.err << "warning: " << event.text << '\n';
  };
  return options;
}

/// Whether a line is a command, not just one that begins with a colon.
bool is_command(std::string_view line) {
  if (!line.starts_with(':')) return false;
  const std::string_view name = line.substr(1, line.find_first_of(" \t\r") - 1);
  return find_command(name) != nullptr;
}

}  // namespace

Repl::Repl(cli::Terminal& terminal, bool interactive)
    : terminal_(terminal),
      session_(options_for(terminal, interactive), ImportOptions{{"."}, {}}),
      context_{session_, terminal, interactive} {
  context_.columns = terminal_columns;
  context_.evaluate = [this](const std::string& text, const std::string& name) {
    evaluate(text, name);
  };
  context_.unread = [this](const std::string& line) { unread_ = line; };
  add_host_functions(session_, terminal, terminal_size);
}

void Repl::evaluate(const std::string& text, const std::string& name) {
  cli::PrintOptions options;
  if (context_.interactive)
    options.line_width = std::min(options.line_width, terminal_columns() - 1);
  bool has_shown = false;
  Listener listener;
  listener.value = [&](const std::vector<Array>& values) {
    for (const Array& value : values)
      terminal_.out << cli::format_result(value, terminal_.color_out, options);
    terminal_.out.flush();
    has_shown = true;
  };
  if (context_.interactive) {
    listener.defined = [&](const std::string& function) {
      terminal_.out << session_.defined_function(function).signature().text << '\n';
      has_shown = true;
    };
  }
  try {
    session_.evaluate(text, listener, name);
  } catch (const Error& error) {
    if (!has_shown) throw;
    throw with_note(error, "nothing of this input is kept: it failed after what is shown above");
  }
}

void Repl::report(const Error& error) {
  terminal_.out.flush();
  std::string text = cli::error_text(error);
  if (error.kind() == ErrorKind::kCancelled) {
    const std::string& message = error.diagnostics().front().message;
    text = message == Worker::kGoesOn ? message : "interrupted";
  }
  terminal_.err << cli::paint_error(terminal_.color_err, text) << std::endl;
  if (code_ == cli::kOk) code_ = cli::exit_code(error.kind());
}

bool Repl::is_whole(const std::string& text) {
  const std::string begin = trimmed(text);
  if (!begin.starts_with(':')) return is_complete(text);
  const std::size_t end = std::min(begin.find_first_of(" \t\n"), begin.size());
  const Command* const command = find_command(begin.substr(1, end - 1));
  return command == nullptr || command->takes != Command::Takes::kCode ||
         is_complete(begin.substr(end));
}

/// What commands are about that are given nothing: the last statement or function.
void Repl::remember(const std::string& input) {
  const std::vector<Item> items = split(input);
  if (items.empty() || items.back().kind == Item::Kind::kImport) return;
  const Item& last = items.back();
  context_.last_input = last.kind == Item::Kind::kFunction
                            ? last.name
                            : input.substr(last.begin, last.end - last.begin);
}

void Repl::execute(const std::string& input) {
  session_.cancel() = CancelToken();
  try {
    const std::string text = trimmed(input);
    if (text.starts_with(':')) {
      run_command(context_, text);
    } else if ((text == "exit" || text == "quit") && !session_.defines(text)) {
      context_.leave = true;
    } else {
      evaluate(input, "<input>");
      remember(input);
    }
  } catch (const Error& error) {
    report(error);
  } catch (const std::bad_alloc&) {
    report(Error(ErrorKind::kResource, "E8001", "out of memory"));
  } catch (const std::exception& error) {
    report(Error(ErrorKind::kInternal, "E9002", fmt::format("internal error: {}", error.what())));
  }
  terminal_.out.flush();
}

int Repl::run(std::istream& input) {
  std::string text;
  LinesSoFar lines;
  const auto next = [&](std::string& line) {
    if (!unread_) return static_cast<bool>(std::getline(input, line));
    line = *std::exchange(unread_, std::nullopt);
    return true;
  };
  for (std::string line; !is_over() && next(line);) {
    const bool ends_here =
        lines.ends_before(line) || (!lines.is_empty() && !lines.admits_colon() && is_command(line));
    if (ends_here) {
      execute(text);
      text.clear();
      lines = {};
    }
    text += line;
    lines.add(line);
    const bool is_command = text.find_first_not_of(" \t\r\n") == text.find(':');
    const bool is_finished =
        is_command && text.find(':') != std::string::npos ? is_whole(text) : lines.is_complete();
    // Comments belong to what comes next.
    const bool is_comment = lines.is_empty() && text.find('#') != std::string::npos;
    if (is_finished && !is_comment) {
      execute(text);
      text.clear();
      lines = {};
    } else {
      text += '\n';
    }
  }
  if (!is_over()) execute(text);  // says what is missing
  return code_;
}

}  // namespace sinter::repl
