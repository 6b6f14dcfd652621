#include "frontend/repl/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "frontend/lang/diagnostics.h"

namespace sinter::repl {
namespace {

using Takes = Command::Takes;

constexpr std::array kCommands = {
    Command{"help", "[command]", "what can be typed, and one command's example", ":help time",
            show_help, Takes::kName},
    Command{"type", "[code]",
            "the type of an expression, without running it; a function's signature",
            ":type sum(x) / 2", show_type, Takes::kCode},
    Command{"ir", "[code]", "the graph after all passes", ":ir softmax(x)", show_graph,
            Takes::kCode},
    Command{"passes", "[code]", "the graph after each pass", ":passes x + 0", show_passes,
            Takes::kCode},
    Command{"explain", "[--html file] [code]",
            "which operations became which kernels, and why it was compiled", ":explain softmax(x)",
            show_plan, Takes::kCode},
    Command{"parallel", "[code]", "what became of every loop, and why it is not parallel",
            ":parallel f", show_parallel, Takes::kCode},
    Command{"loops", "[code]", "the loops that kernels consist of", ":loops x + 1", show_loops,
            Takes::kCode},
    Command{"llvm", "[code]", "LLVM IR", ":llvm x + 1", show_llvm, Takes::kCode},
    Command{"asm", "[code]", "assembly", ":asm x + 1", show_assembly, Takes::kCode},
    Command{"cuda", "[code]", "CUDA source", ":cuda x + 1", show_cuda, Takes::kCode},
    Command{"time", "[code]", "how long it takes, and how near that is to what the machine can do",
            ":time sum(x)", time_code, Takes::kCode},
    Command{"ledger", "", "what compiling cost and what it bought back", ":ledger", show_ledger,
            Takes::kNothing},
    Command{"debug", "f(values)", "run a function statement by statement", ":debug f(3)",
            debug_call, Takes::kCode},
    Command{"cache", "[stats|list|verify|prune|clear]", "the compiled kernels on disk", ":cache",
            show_cache, Takes::kName},
    Command{"device", "", "what code is compiled for", ":device", show_device, Takes::kNothing},
    Command{"threads", "[number]", "how many threads calls may use; 0 is one per processor",
            ":threads 1", set_threads, Takes::kNothing},
    Command{"policy", "[auto|symbolic|exact]", "when kernels are compiled, and for what", ":policy",
            set_policy, Takes::kName},
    Command{"list", "[name]", "functions and values, or the text of one function", ":list",
            list_names, Takes::kOwn},
    Command{"edit", "[function]", "change definitions in $VISUAL or $EDITOR", ":edit f", edit,
            Takes::kOwn},
    Command{"load", "file", "carry out a program as if it were typed", ":load first.sinter",
            load_program, Takes::kFile},
    Command{"save", "file", "write all definitions, and the statements that led to the values",
            ":save first.sinter", save_program, Takes::kFile},
    Command{"doc", "[name]", "documentation of a function of the language or its library",
            ":doc softmax", show_documentation, Takes::kName},
    Command{"reset", "[name]", "forget everything, or one name", ":reset x", reset, Takes::kOwn},
    Command{"quit", "", "leave (also Ctrl-D)", ":quit", quit, Takes::kNothing},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

const Command* find_command(std::string_view name) {
  const Command* found = nullptr;
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
    if (!command.name.starts_with(name) || name.empty()) continue;
    if (found != nullptr) return nullptr;
    found = &command;
  }
  return found;
}

void fail_command(const std::string& message) { throw Error(ErrorKind::kUser, "E6202", message); }

void run_command(Context& context, const std::string& line) {
  const std::string text = trimmed(line.substr(line.find(':') + 1));
  const std::string name = text.substr(0, text.find_first_of(" \t\n"));
  const Command* const command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string_view> names;
    std::string several;
    for (const Command& known : kCommands) {
      names.push_back(known.name);
      if (!name.empty() && known.name.starts_with(name))
        several += fmt::format("{}:{}", several.empty() ? "" : ", ", known.name);
    }
    if (!several.empty()) fail_command(fmt::format("':{}' may be {}", name, several));
    const auto near = lang::nearest(name, names);
    fail_command(fmt::format(
        "there is no command ':{}'; {}", name,
        near ? fmt::format("did you mean ':{}'?", *near) : std::string("':help' lists them")));
  }
  const std::string arguments = trimmed(text.substr(name.size()));
  if (command->takes == Takes::kNothing && command->arguments.empty() && !arguments.empty())
    fail_command(fmt::format("':{}' takes nothing", command->name));
  command->run(context, arguments);
}

void quit(Context& context, const std::string& /*arguments*/) { context.leave = true; }

}  // namespace sinter::repl
