// The commands of a session, which begin with a colon.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "frontend/cli/cli.h"
#include "frontend/repl/session.h"

namespace sinter::repl {

/// What a command works on.
struct Context {
  Session& session;
  cli::Terminal& terminal;
  bool interactive = false;     ///< A person sits at the terminal.
  std::string last_input = {};  ///< What commands explain that are given nothing.
  bool leave = false;           ///< Set by `:quit`.
  std::function<std::size_t()> columns = [] { return std::size_t{80}; };  ///< Of the terminal.
  /// Does something for which the terminal has to be as other programs expect it.
  std::function<void(const std::function<void()>&)> pause = [](const auto& action) { action(); };
  bool has_screen = false;  ///< Other programs can use the terminal: it is input and output.
  /// A text whose definitions had a mistake, and whose it was, for `:edit`.
  struct Draft {
    std::string name;
    std::string text;
  };
  std::optional<Draft> draft = {};
  std::function<void(const std::string& line)> unread = {};  ///< Gives a line of a pipe back.
  /// Carries out an input as if it had been typed; throws sinter::Error.
  std::function<void(const std::string& text, const std::string& name)> evaluate = {};
};

struct Command {
  std::string_view name;       ///< Without the colon.
  std::string_view arguments;  ///< "[f]": may be left out.
  std::string_view help;       ///< One line.
  std::string_view example;
  void (*run)(Context& context, const std::string& arguments);
  /// What its argument is, for completion and for lines that go on.
  enum class Takes {
    kNothing,
    kCode,
    kName,  ///< Any, or one of the words that `arguments` lists.
    kOwn,   ///< A name of the session.
    kFile
  } takes = Takes::kNothing;
};

/// All of them, in the order in which `:help` shows them.
std::span<const Command> commands();
/// The command of a name, or of the beginning of one name only; null when there is none.
const Command* find_command(std::string_view name);
/// Carries out ":name arguments". Throws sinter::Error.
void run_command(Context& context, const std::string& line);

// The other commands*.cpp: the functions of the table.
void show_type(Context& context, const std::string& code);
void show_graph(Context& context, const std::string& code);
void show_loops(Context& context, const std::string& code);
void show_llvm(Context& context, const std::string& code);
void show_assembly(Context& context, const std::string& code);
void show_cuda(Context& context, const std::string& code);
void show_passes(Context& context, const std::string& code);
void show_plan(Context& context, const std::string& arguments);
void show_parallel(Context& context, const std::string& code);
void time_code(Context& context, const std::string& code);
void show_ledger(Context& context, const std::string& arguments);
void debug_call(Context& context, const std::string& code);
void show_cache(Context& context, const std::string& action);
void show_device(Context& context, const std::string& arguments);
void set_threads(Context& context, const std::string& number);
void set_policy(Context& context, const std::string& name);
void list_names(Context& context, const std::string& name);
void edit(Context& context, const std::string& name);
void load_program(Context& context, const std::string& file);
void save_program(Context& context, const std::string& file);
void show_documentation(Context& context, const std::string& name);
void reset(Context& context, const std::string& name);
void show_help(Context& context, const std::string& name);
void quit(Context& context, const std::string& arguments);

/// What `code` means: a function of the session with its declared types, or an expression with the
/// types of its values. Empty: the last input.
struct Subject {
  Function function;
  std::vector<Array> arguments;
  ExplainOptions types;
  std::string note;
  std::function<void(const Error&)> rethrow;  ///< With places in what was typed.
  Places places;
  std::string name = {};  ///< Of the function; empty for an input.
};
Subject subject_of(Context& context, const std::string& code, Purpose purpose = Purpose::kTypes);
/// An input that was compiled before.
Subject subject_of(const Session::Known& known);
/// Asks for the sizes of its values, too; without, they stay symbolic.
void set_sizes(Subject& subject);

/// An error of the user's at the prompt (E6202).
[[noreturn]] void fail_command(const std::string& message);

}  // namespace sinter::repl
