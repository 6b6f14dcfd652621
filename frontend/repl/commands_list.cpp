// `:list` and `:help`: what there is, in lines that fit the terminal.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "frontend/cli/print.h"
#include "frontend/cli/style.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/layout.h"

namespace sinter::repl {
namespace {

/// "[1. 2. 3.]" on one line, cut between two numbers where it is longer than `room`.
std::string in_short(const Array& array, std::size_t room) {
  constexpr std::size_t kCut = 4;  // " ..."
  // The more room, the more elements; those of long arrays are left out in the middle.
  const auto edge = static_cast<std::int64_t>(std::max<std::size_t>(2, room / 32));
  std::string text =
      cli::format_elements(array, {std::max<std::int64_t>(20, 8 * edge), edge, 1000, 6});
  for (char& c : text)
    if (c == '\n') c = ' ';
  if (text.size() <= room) return text;
  const std::size_t blank = room > kCut ? text.rfind(' ', room - kCut) : std::string::npos;
  if (blank == std::string::npos) return "...";
  text.resize(blank);
  text.resize(text.find_last_not_of(' ') + 1);
  return text.ends_with("...") ? text : text + " ...";
}

void list_one(Context& context, const std::string& name) {
  const Session& session = context.session;
  std::ostream& out = context.terminal.out;
  const Definition* const function = find_function(session.definitions(), name);
  const auto value = session.values().find(name);
  const auto literal = session.literals().find(name);
  if (function != nullptr) {
    out << function->text << '\n';
  } else if (value != session.values().end()) {
    cli::PrintOptions options;
    options.line_width = std::min(options.line_width, context.columns() - 1);
    out << cli::format_result(value->second, context.terminal.color_out, options);
  } else if (literal != session.literals().end()) {
    out << literal->first << " = " << literal->second << '\n';
  } else {
    fail_command(fmt::format("there is nothing called '{}' here", name));
  }
}

void list_all(Context& context) {
  const Session& session = context.session;
  std::ostream& out = context.terminal.out;
  const std::size_t columns = context.columns();
  for (const Definition& definition : session.definitions()) {
    const std::string text = definition.name.empty()
                                 ? definition.text
                                 : session.defined_function(definition.name).signature().text;
    out << in_lines(text, {columns, 4, 0}) << '\n';
  }
  for (const auto& [literal, text] : session.literals()) out << literal << " = " << text << '\n';
  for (const auto& [name, value] : session.values()) {
    constexpr std::size_t kLeast = 12;
    const std::string head = fmt::format("{}: {}", name, value.type_text());
    const std::size_t taken = head.size() + 3;
    out << head;
    // Where there is no room for elements, the type is enough.
    if (columns >= taken + kLeast) out << "  " << in_short(value, columns - taken);
    out << '\n';
  }
}

void help_on(Context& context, const std::string& name) {
  const Command* const command = find_command(name.starts_with(':') ? name.substr(1) : name);
  if (command == nullptr) {
    fail_command(
        fmt::format("there is no command ':{}'; ':doc {}' is about functions", name, name));
  }
  const std::size_t columns = context.columns();
  context.terminal.out << fmt::format(
      ":{} {}\n{}\nExample: {}\n", command->name, command->arguments,
      in_lines(fmt::format("{}.", command->help), {columns, 0, 0}), command->example);
}

/// Usage and help side by side, or in narrow terminals one below the other.
void help_row(Context& context, const Command& command) {
  constexpr std::size_t kNarrow = 60, kWide = 110;
  const std::size_t columns = context.columns();
  const std::size_t column = columns < kNarrow ? 4 : columns < kWide ? 24 : 40;
  const std::string usage = fmt::format(":{} {}", command.name, command.arguments);
  std::ostream& out = context.terminal.out;
  out << cli::paint(context.terminal.color_out, cli::Color::kName, usage);
  if (usage.size() < column) {
    out << std::string(column - usage.size(), ' ');
  } else {
    out << '\n' << std::string(column, ' ');
  }
  out << in_lines(command.help, {columns, column, column}) << '\n';
}

}  // namespace

void list_names(Context& context, const std::string& name) {
  name.empty() ? list_all(context) : list_one(context, name);
}

void show_help(Context& context, const std::string& name) {
  if (!name.empty()) return help_on(context, name);
  const std::size_t columns = context.columns();
  std::ostream& out = context.terminal.out;
  const std::vector<std::string> calls = {"load(\"x.npy\")",    "load(\"table.csv\")",
                                          "save(\"y.npy\", y)", "rand(1000, 3)",
                                          "randn(100, seed=1)", "plot(y)",
                                          "plot(y, \"y.svg\")", "hist(y)",
                                          "hist(y, 20)",        "hist(y, \"y.svg\")"};
  out << in_lines(
             "Type expressions, statements and functions. An open bracket or brace goes on in the "
             "next line; `_` is the last value. These belong to the session, beside the language:",
             {columns, 0, 0})
      << "\n  " << in_lines(calls, "  ", {columns, 2, 2}) << "\n\n";
  for (const Command& command : commands()) help_row(context, command);
  out << '\n'
      << in_lines(
             "code is an expression, or the name of a function; left out, it is the last "
             "statement. Names of commands may be cut short. `:help command` shows an example.",
             {columns, 0, 0})
      << '\n';
}

}  // namespace sinter::repl
