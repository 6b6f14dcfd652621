// Errors with their places in what was typed.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "frontend/lang/diagnostics.h"
#include "frontend/repl/commands.h"
#include "frontend/repl/session.h"

namespace sinter::repl {
namespace {

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
}

/// What stands at a place.
std::string_view text_at(const lang::Source& source, const SourceLocation& place) {
  const std::string_view line = source.line(place);
  std::size_t at = 0;
  for (std::uint32_t column = 1; column < place.column && at < line.size(); ++column) {
    do ++at;  // columns are characters, of one or more bytes
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U);
  }
  return line.substr(at, place.end - place.begin);
}

/// Where the input reads the parameter that stands at a place of the header made for it.
std::optional<SourceLocation> parameter_place(const lang::Source& source, std::string_view header,
                                              const SourceLocation& place) {
  if (place.line != 1 || place.column == 0 || place.column > header.size()) return std::nullopt;
  const std::string_view rest = header.substr(place.column - 1);
  const std::string_view parameter = rest.substr(0, rest.find_first_of(",)"));
  for (const lang::Token& token : tokens_of(source.text())) {
    if (token.kind == lang::TokenKind::Name && source.text(token.span) == parameter)
      return source.locate(token.span);
  }
  return std::nullopt;
}

/// What in the language only signatures can tell, and what is a command: whether it is one of
/// these.
bool add_command(Diagnostic& diagnostic, std::string_view name) {
  const bool is_unknown = diagnostic.code == "E0201" || diagnostic.code == "E0202";
  if (!is_unknown && diagnostic.code != "E0209") return false;
  constexpr std::array<std::string_view, 7> kSizes = {"shape", "len",   "size", "length",
                                                      "numel", "dtype", "ndim"};
  if (std::ranges::find(kSizes, name) != kSizes.end()) {
    diagnostic.help = "`:type x` shows the type and the sizes of x";
    return true;
  }
  if (!is_unknown) return false;
  const std::string_view command = name == "exit" ? "quit" : name;
  if (std::ranges::find(commands(), command, &Command::name) == commands().end()) return false;
  diagnostic.help = fmt::format("the session's command is `:{}`", command);
  return true;
}

}  // namespace

Error with_note(const Error& error, std::string_view note) {
  std::string text = error.what();
  while (text.ends_with('\n')) text.pop_back();
  return {error.kind(), error.diagnostics(), fmt::format("{}\n  = note: {}\n", text, note)};
}

/// What the session knows about a name that the program does not.
void Session::add_help(Diagnostic& diagnostic, std::string_view name, bool in_function) const {
  if (diagnostic.code == "E0201" && in_function && values_.contains(std::string(name))) {
    diagnostic.help = fmt::format(
        "{} is a value of the session, and functions see only its constants, such as n = 3: "
        "make it a parameter",
        name);
  }
  if (!in_function && add_command(diagnostic, name)) return;
  // Help of the language that is no guess is better than a guess.
  const bool is_told = !diagnostic.help.empty() && !diagnostic.help.starts_with("did you mean");
  if (diagnostic.code != "E0202" || is_told) return;
  const std::vector<std::string> hosts = host_names();
  const std::vector<std::string_view> known(hosts.begin(), hosts.end());
  if (const auto near = lang::nearest(name, known)) {
    diagnostic.help +=
        fmt::format("{}the session has `{}`", diagnostic.help.empty() ? "" : " Or: ", *near);
  }
}

Places Session::places(const Typed& typed, const Program& program) {
  return [typed, program](SourceLocation place) {
    if ((place.file != "<input>" && place.file != "<session>") || place.line == 0) return place;
    if (place.line > typed.lines) {
      const std::size_t line = place.line - typed.lines;
      const Program::Part* const part = program.part_at(line);
      if (part == nullptr) return place;
      place.file = part->name;
      place.line = static_cast<std::uint32_t>(line - part->first_line + 1);
    } else {
      const lang::Source source{typed.input + "\n", typed.name};
      if (const auto read = parameter_place(source, typed.header, place)) return *read;
      place.file = typed.name;
      const std::size_t line =
          place.line > typed.lines_before ? place.line - typed.lines_before : 1;
      place.line = static_cast<std::uint32_t>(std::min(line, lines_of(typed.input)));
    }
    return place;
  };
}

void Session::rethrow(const Error& error, const Typed& typed, const Program& program) const {
  if (error.kind() == ErrorKind::kInternal || error.diagnostics().front().location.line == 0)
    throw error;
  lang::Source source{typed.input + "\n", typed.name};
  for (const Program::Part& part : program.parts) source.add(part.text + "\n", part.name);
  const Places moved = places(typed, program);
  std::vector<Diagnostic> diagnostics = error.diagnostics();
  std::string text;
  for (Diagnostic& diagnostic : diagnostics) {
    const bool in_function = diagnostic.location.line > typed.lines;
    diagnostic.location = moved(diagnostic.location);
    add_help(diagnostic, text_at(source, diagnostic.location), in_function);
    for (auto& [place, note] : diagnostic.notes) place = moved(place);
    text += (text.empty() ? "" : "\n") + lang::render(diagnostic, source);
  }
  throw Error(error.kind(), std::move(diagnostics), text);
}

}  // namespace sinter::repl
