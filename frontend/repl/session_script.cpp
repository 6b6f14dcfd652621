// What a session has done, as a function that can be saved.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "frontend/repl/input.h"
#include "frontend/repl/session.h"

namespace sinter::repl {
namespace {

/// A parameter for a value: "x: f64[x_0, x_1]".
std::string declared(const Script::Input& input, Script& script) {
  std::string text = fmt::format("{}: {}", input.parameter, name(input.type.dtype));
  if (input.type.rank == 0) return text;
  for (int axis = 0; axis < input.type.rank; ++axis) {
    std::string size = fmt::format("{}_{}", input.parameter, axis);
    if (!script.names.insert(size).second) size = script.new_name(size);
    text += (axis == 0 ? "[" : ", ") + size;
  }
  return text + "]";
}

std::string function_text(const std::string& function, Script& script) {
  std::vector<std::string> parameters;
  for (const Script::Input& input : script.inputs)
    if (input.is_read) parameters.push_back(declared(input, script));
  std::vector<std::string_view> results;
  for (const Script::Result& result : script.results) results.push_back(result.variable);
  return fmt::format("fn {}({}) {{\n{}    return {}\n}}\n", function, fmt::join(parameters, ", "),
                     script.body, fmt::join(results, ", "));
}

/// The step that an error of the function is about: the one in which it is, or the last one that
/// uses the definition in which it is.
const Step* failed_step(const Error& error, const Script& script, const Program& program,
                        std::size_t lines_before) {
  const auto in_script = [&](const SourceLocation& place) {
    return place.line > lines_before ? script.step_at(place.line - lines_before - 1) : nullptr;
  };
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    if (const Step* step = in_script(diagnostic.location)) return step;
    for (const auto& [place, note] : diagnostic.notes)
      if (const Step* step = in_script(place)) return step;
    const Program::Part* const part = program.part_at(diagnostic.location.line);
    for (auto line = script.lines.rbegin(); part != nullptr && line != script.lines.rend(); ++line)
      if (std::ranges::find(line->second->needs, part->name) != line->second->needs.end())
        return line->second;
  }
  return script.lines.back().second;
}

}  // namespace

void Session::record(const std::string& name, const HostValue& value, bool is_hidden) {
  Step step;
  step.made.push_back({name, value.value.dtype(), value.value.rank()});
  step.origin = value.origin;
  step.is_hidden = is_hidden;
  record_.add(std::move(step));
}

void Session::record(const Prepared& prepared, const Wrapped& wrapped,
                     const std::vector<Array>& results) {
  for (const auto& [name, value] : prepared.given) record(name, value, true);
  const Effect& effect = prepared.effect;
  Step step;
  step.text = prepared.recorded;
  step.is_value = effect.has_value;
  step.reads = wrapped.parameters;
  step.numbers = wrapped.numbers;
  const std::vector<std::string> names =
      effect.has_value ? std::vector<std::string>{"_"} : effect.assigned;
  for (std::size_t i = 0; i < names.size() && i < results.size(); ++i)
    step.made.push_back({names[i], results[i].dtype(), results[i].rank()});
  if (effect.has_value && results.size() != 1) step.is_several = true;
  step.needs = program_names(prepared, wrapped);
  for (const Use& use : effect.uses) {
    const bool is_needed = std::ranges::find(step.needs, use.name) != step.needs.end();
    const bool is_assigned = std::ranges::find(effect.assigned, use.name) != effect.assigned.end();
    if (!is_needed || is_assigned) step.uses.push_back(use);
  }
  step.program = needed(step.needs).text;
  record_.add(std::move(step));
}

std::string Session::why_not(const Step& step) const {
  if (step.origin) return {};
  if (step.is_several) return "it is one of several values of an expression";
  if (needed(step.needs).text != step.program)
    return "definitions that it was made with have changed since";
  return two_meanings(step);
}

/// A name that stands for something else in a step, an index or a keyword, than it does in the
/// program or among what the step makes; nothing where there is none.
std::string Session::two_meanings(const Step& step) const {
  std::map<std::string, std::ptrdiff_t> others;
  for (const std::string& name : names_in(step.text)) ++others[name];
  for (const Use& use : step.uses) --others[use.name];
  for (const auto& [name, count] : others) {
    if (count <= 0) continue;
    const bool is_needed = std::ranges::find(step.needs, name) != step.needs.end();
    if (!is_needed && (literals_.contains(name) || defines(name)))
      return fmt::format("{} is an index in it, and a name of the program now", name);
    const bool is_made = std::ranges::find(step.made, name, &Step::Made::name) != step.made.end();
    const bool has_loop = std::ranges::any_of(tokens_of(step.text), [](const lang::Token& token) {
      return token.kind == lang::TokenKind::For;
    });
    if (is_made && has_loop)
      return fmt::format("{} means two things in the statement that made it", name);
  }
  return {};
}

Session::SavedScript Session::saved_script() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_)
    if (name != "_") names.push_back(name);
  SavedScript saved;
  saved.name = "session";
  for (int i = 2; defines(saved.name) || exists(saved.name); ++i)
    saved.name = fmt::format("session_{}", i);
  std::set<std::string> taken{saved.name};
  for (const Definition& definition : definitions_) taken.insert(definition.name);
  for (const auto& [name, text] : literals_) taken.insert(name);
  const Program definitions = whole_program(definitions_, literals_);
  const std::string before = definitions.text.empty() ? "" : definitions.text + "\n";
  // A step that does not compile together with the others is left out, with what depends on it:
  // sizes that were known from call to call may not be so in one function.
  std::map<const Step*, std::string> failed;
  while (true) {
    saved.script = record_.script(
        names,
        [&](const Step& step) {
          const auto found = failed.find(&step);
          return found == failed.end() ? why_not(step) : found->second;
        },
        taken);
    Script& script = saved.script;
    saved.text.clear();
    if (script.results.empty()) return saved;
    saved.text = function_text(saved.name, script);
    try {
      const Module module = engine_.compile(before + saved.text, "<session>");
      static_cast<void>(module.function(saved.name).explain(Explain::kGraph));
      return saved;
    } catch (const Error& error) {
      const auto header = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
      failed[failed_step(error, script, definitions, header)] =
          "its statements do not compile as one function: " + error.diagnostics().front().message;
    }
  }
}

}  // namespace sinter::repl
