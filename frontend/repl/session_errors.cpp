// Errors with their places in what was typed.
#include <fmt/format.h>

#include <algorithm>

#include "frontend/lang/diagnostics.h"
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

}  // namespace

/// What the session knows about a name that the program does not.
void Session::add_help(Diagnostic& diagnostic, std::string_view name, bool in_function) const {
  if (diagnostic.code == "E0201" && in_function && values_.contains(std::string(name))) {
    diagnostic.help = fmt::format(
        "{} is a value of the session, and functions see only its constants, such as n = 3: "
        "make it a parameter",
        name);
  }
  if (diagnostic.code != "E0202") return;
  const std::vector<std::string> hosts = host_names();
  const std::vector<std::string_view> known(hosts.begin(), hosts.end());
  if (const auto near = lang::nearest(name, known)) {
    diagnostic.help +=
        fmt::format("{}the session has `{}`", diagnostic.help.empty() ? "" : " Or: ", *near);
  }
}

void Session::rethrow(const Error& error, const Typed& typed, const Program& program) const {
  if (error.kind() == ErrorKind::kInternal || error.diagnostics().front().location.line == 0)
    throw error;
  lang::Source source{typed.input + "\n", typed.name};
  for (const Program::Part& part : program.parts) source.add(part.text + "\n", part.name);
  const auto moved = [&](SourceLocation place) {
    if ((place.file != "<input>" && place.file != "<session>") || place.line == 0) return place;
    if (place.line > typed.lines) {
      const std::size_t line = place.line - typed.lines;
      const Program::Part* const part = program.part_at(line);
      if (part == nullptr) return place;
      place.file = part->name;
      place.line = static_cast<std::uint32_t>(line - part->first_line + 1);
    } else {
      place.file = typed.name;
      const std::size_t line =
          place.line > typed.lines_before ? place.line - typed.lines_before : 1;
      place.line = static_cast<std::uint32_t>(std::min(line, lines_of(typed.input)));
    }
    return place;
  };
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
