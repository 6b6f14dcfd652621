// What became of a program's loops, as text.
#include "compiler/lower/lower.h"
#include "compiler/support/check.h"

namespace sinter::lower {
namespace {

/// "12:5", of the first of several places; "std/series.sinter:12:5" in other files than the one in
/// which the function itself begins.
std::string place(const graph::Graph& graph, const graph::LocationSet& locations) {
  if (locations.empty()) return {};
  const SourceLocation& l = graph.locations[locations.front()];
  const bool is_own = l.file == graph.locations.front().file;
  return fmt::format("{}{}{}:{}", is_own ? "" : l.file, is_own ? "" : ":", l.line, l.column);
}

std::string note(const graph::Graph& graph, const LoopReport::Note& note) {
  const std::string first = place(graph, note.first), second = place(graph, note.second);
  if (first.empty()) return note.text;
  if (second.empty()) return fmt::format("{}: {}", first, note.text);
  return fmt::format("{} and {}: {}", first, second, note.text);
}

}  // namespace

std::string print_loops(const std::vector<LoopReport>& loops, const graph::Graph& graph) {
  if (loops.empty()) return "no loops\n";
  std::string out;
  for (const LoopReport& loop : loops) {
    const std::string indent(static_cast<std::size_t>(2 * loop.depth), ' ');
    const std::string at = place(graph, loop.locations);
    out +=
        fmt::format("{}{}{}{}: {}\n", indent, at, at.empty() ? "" : " ", loop.head, loop.outcome);
    for (const auto& n : loop.notes) out += fmt::format("{}    {}\n", indent, note(graph, n));
  }
  return out;
}

}  // namespace sinter::lower
