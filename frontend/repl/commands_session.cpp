// Commands that look after the session: names, files, settings.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <vector>

#include "frontend/cli/commands.h"
#include "frontend/cli/environment.h"
#include "frontend/cli/print.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/host.h"
#include "frontend/repl/layout.h"

namespace sinter::repl {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) fail_command(fmt::format("cannot read {}", path));
  return text;
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (!file) fail_command(fmt::format("cannot write {}", path));
}

/// A file name, which may stand in double quotes.
std::string file_name(const std::string& command, std::string text) {
  if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"'))
    text = text.substr(1, text.size() - 2);
  if (text.empty())
    fail_command(fmt::format("':{}' wants a file: :{} first.sinter", command, command));
  return text;
}

class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code failed;
    const std::filesystem::path folder = std::filesystem::temp_directory_path(failed);
    std::string path = (folder / "sinterXXXXXX.sinter").string();
    const int file = failed ? -1 : mkstemps(path.data(), 7);
    if (file < 0) fail_command("cannot make a temporary file: check TMPDIR, and the space left");
    close(file);
    path_ = path;
  }
  ~TemporaryFile() { std::filesystem::remove(path_, ignored_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::error_code ignored_;
};

/// Runs a command of a shell on a file, for a person, with the signals that this process keeps to
/// itself. Returns its exit status.
int run_editor(const std::string& command, const std::string& file) {
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::vector<std::string> words = {"sh", "-c", command + " \"$1\"", "sh", file};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  int status = posix_spawnp(&child, "sh", nullptr, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  if (status != 0) return status;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

/// A file name as a text of a program, which has no escapes.
std::string quoted(const std::string& file) {
  if (file.find_first_of("\"\n") != std::string::npos)
    fail_command(
        fmt::format("a program cannot name the file '{}': texts of the language have no "
                    "quotes and no ends of lines in them",
                    file));
  return '"' + file + '"';
}

/// The same for a shell.
std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

/// "x, y": what the saved function computes.
std::string result_names(const Session::SavedScript& saved) {
  std::string names;
  for (const Script::Result& result : saved.script.results)
    names += (names.empty() ? "" : ", ") + result.name;
  return names;
}

/// A value that a saved program is given.
struct Restored {
  std::string name;  ///< In the function of the statements, or of the session.
  std::string file;
  std::string member;  ///< Of an .npz file.
  bool is_input = false;
};

/// Values that no statement computes: they come from their files, or are written to files beside
/// the program.
std::vector<Restored> restored_values(Context& context, const Session::SavedScript& saved,
                                      const std::string& program) {
  Session& session = context.session;
  std::vector<Restored> restored;
  const auto keep = [&](const std::string& name, const Array& value, bool is_input,
                        const std::string& reason) {
    const std::string file =
        (std::filesystem::path(program).replace_extension() += "." + name + ".npy").string();
    session.work([file, value] {
      sinter::save(file, value);
      return true;
    });
    context.terminal.out << fmt::format("wrote {} to {}: {}\n", name, file, reason);
    restored.push_back({name, file, {}, is_input});
  };
  for (const Script::Input& input : saved.script.inputs) {
    const Origin& origin = *input.step->origin;
    if (origin.make) {
      keep(input.parameter, origin.make(session), input.is_read, "random numbers");
    } else {
      quoted(origin.file);
      restored.push_back({input.parameter, origin.file, origin.member, input.is_read});
    }
  }
  for (const auto& [name, reason] : saved.script.lost)
    keep(name, session.values().at(name), false, reason);
  return restored;
}

/// A comment that says how to get the values again.
std::string how_to_restore(const Session::SavedScript& saved, const std::vector<Restored>& restored,
                           const std::string& program) {
  std::vector<std::string> inputs;
  std::string text =
      fmt::format("# The values of the session, after `:load {}` in another one:\n", program);
  std::string shell = fmt::format("sinter run {} {}", shell_word(program), saved.name);
  for (const Restored& value : restored) {
    const std::string member = value.member.empty() ? "" : ", " + quoted(value.member);
    text += fmt::format("#     {} = load({}{})\n", value.name, quoted(value.file), member);
    if (!value.is_input) continue;
    inputs.push_back(value.name);
    const std::string of = value.member.empty() ? "" : ":" + value.member;
    shell += " " + shell_word(value.name + "=" + value.file + of);
  }
  if (saved.text.empty()) return text;
  return text + fmt::format("#     {} = {}({})\n# and from a shell:\n#     {}\n",
                            result_names(saved), saved.name, fmt::join(inputs, ", "), shell);
}

}  // namespace

namespace {

/// What `:edit` shows: a text that had a mistake, or the definitions.
std::string text_to_edit(const Context& context, const std::string& name) {
  if (context.draft && (name.empty() || context.draft->name == name)) return context.draft->text;
  if (name.empty()) return context.session.program();
  const Definition* const function = find_function(context.session.definitions(), name);
  return function == nullptr ? fmt::format("fn {}(x) {{\n    return x\n}}\n", name)
                             : function->text + "\n";
}

}  // namespace

void edit(Context& context, const std::string& name) {
  if (!context.has_screen)
    fail_command(
        "':edit' needs a terminal for the editor, and there is none; ':load' reads a file");
  const std::string before = text_to_edit(context, name);
  const std::string whose = name.empty() && context.draft ? context.draft->name : name;
  const TemporaryFile file;
  write_file(file.path(), before);
  const std::string command = cli::environment::editor();
  int status = 0;
  context.pause([&] { status = run_editor(command, file.path()); });
  const std::string after = read_file(file.path());
  const std::string kept =
      fmt::format("the text is kept: ':edit{}{}' shows it again", whose.empty() ? "" : " ", whose);
  if (status != 0) {
    if (after != before) context.draft = Context::Draft{whose, after};
    fail_command(fmt::format("the editor failed: {} (set $VISUAL or $EDITOR to another one){}",
                             command, after == before ? "" : "; " + kept));
  }
  if (after == before) {
    context.terminal.out << "nothing changed\n";
    return;
  }
  context.draft = Context::Draft{whose, after};
  try {
    context.evaluate(after, "<edited>");
  } catch (const Error& error) {
    throw with_note(error, kept);
  }
  context.draft.reset();
}

void load_program(Context& context, const std::string& file) {
  const std::string path = file_name("load", file);
  context.evaluate(read_file(path), path);
}

namespace {

/// Imports are looked for beside the file: says so where a saved program lies too far from them.
void check_imports(Context& context, const std::string& path) {
  const Session& session = context.session;
  const bool imports = std::ranges::any_of(session.definitions(), [](const Definition& definition) {
    return definition.kind == Item::Kind::kImport;
  });
  if (!imports) return;
  const std::string problem = session.work([path] {
    try {
      static_cast<void>(Engine().compile_file(path));
      return std::string();
    } catch (const Error& error) {
      return error.diagnostics().front().message;
    }
  });
  if (!problem.empty()) {
    context.terminal.out << fmt::format(
        "from another folder, `sinter run` and `:load` need the imported files beside {}, or "
        "--root: {}\n",
        path, problem);
  }
}

}  // namespace

void save_program(Context& context, const std::string& file) {
  const std::string path = file_name("save", file);
  Session& session = context.session;
  const std::string definitions = session.program();
  if (definitions.empty() && session.values().empty())
    fail_command("there is nothing to save: no definition and no value");
  quoted(path);  // the comments of the program name it
  const Session::SavedScript saved = session.saved_script();
  const std::vector<Restored> restored = restored_values(context, saved, path);
  std::string text = definitions;
  if (!restored.empty() || !saved.text.empty())
    text += (text.empty() ? "" : "\n") + how_to_restore(saved, restored, path) + saved.text;
  write_file(path, text);
  std::ostream& out = context.terminal.out;
  const std::vector<std::string> hidden =
      hidden_constants(session.definitions(), session.literals());
  for (const std::string& name : hidden) {
    if (name != "_")
      out << fmt::format("left out {}: it is an index in one of the functions\n", name);
  }
  const std::size_t count =
      session.definitions().size() + session.literals().size() - hidden.size();
  if (count == 0) {
    out << fmt::format("wrote {}\n", path);
  } else {
    out << fmt::format("wrote {} definition{} to {}\n", count, count == 1 ? "" : "s", path);
  }
  if (!saved.text.empty()) {
    out << fmt::format("with {}(), which computes {}\n", saved.name, result_names(saved));
  }
  check_imports(context, path);
}

void show_documentation(Context& context, const std::string& name) {
  if (context.session.defines(name)) {
    list_names(context, name);
    return;
  }
  if (const std::string text = host_documentation(name); !text.empty()) {
    context.terminal.out << fitted(text, context.columns());
    return;
  }
  for (const Command& command : commands()) {
    if (!name.starts_with(':') || command.name != name.substr(1)) continue;
    show_help(context, name);
    return;
  }
  cli::DocumentOptions options;
  options.name = name;
  options.columns = context.columns();
  std::ostringstream text;
  cli::Terminal page{text, context.terminal.err, context.terminal.color_out};
  cli::document(options, page);
  context.terminal.out << fitted(text.str(), context.columns());
}

void reset(Context& context, const std::string& name) {
  if (name.empty()) {
    context.session.reset();
  } else if (!context.session.forget(name)) {
    fail_command(fmt::format("there is nothing called '{}' here", name));
  }
}

void show_cache(Context& context, const std::string& action) {
  cli::CacheOptions options;
  options.action = action.empty() ? "stats" : action;
  for (const char* const known : {"stats", "list", "verify", "prune", "clear"}) {
    if (options.action != known) continue;
    cli::cache(options, context.terminal);
    return;
  }
  fail_command(fmt::format("':cache {}' is none of stats, list, verify, prune, clear", action));
}

void show_device(Context& context, const std::string& /*arguments*/) {
  const SystemInfo info = context.session.engine().system_info();
  context.terminal.out << fmt::format(
      "processor {} with vectors of {} bits, {} thread{} ({}), LLVM {}\n", info.cpu,
      info.vector_bits, info.threads, info.threads == 1 ? "" : "s", info.openmp,
      info.llvm_version.empty() ? "missing: " + info.llvm_problem : info.llvm_version);
  for (const std::string& gpu : info.gpus) context.terminal.out << "GPU " << gpu << '\n';
  if (info.gpus.empty()) context.terminal.out << "no GPU: " << info.cuda_driver << '\n';
}

void set_threads(Context& context, const std::string& number) {
  constexpr int kMost = 4096;
  if (!number.empty()) {
    const bool digits = number.find_first_not_of("0123456789") == std::string::npos;
    if (!digits || number.size() > 4 || std::stoi(number) > kMost)
      fail_command(fmt::format("'{}' is no number of threads", number));
    EngineOptions options = context.session.engine().options();
    options.threads = std::stoi(number);
    context.session.set_options(options);
  }
  const int threads = context.session.engine().system_info().threads;
  context.terminal.out << fmt::format("{} thread{}\n", threads, threads == 1 ? "" : "s");
}

}  // namespace sinter::repl
