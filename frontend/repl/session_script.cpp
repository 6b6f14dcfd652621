// What a session has done, as a function that can be saved.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "frontend/repl/session.h"

namespace sinter::repl {
namespace {

/// A parameter for a value: "x: f64[x_0, x_1]" for one of type f64[10, 3].
std::string declared(const Script::Input& input) {
  const std::string& type = input.type;
  const std::size_t bracket = std::min(type.find('['), type.size());
  std::string text = input.parameter + ": " + type.substr(0, bracket);
  if (bracket == type.size()) return text;
  for (std::ptrdiff_t axis = 0; axis <= std::ranges::count(type, ','); ++axis)
    text += fmt::format("{}{}_{}", axis == 0 ? "[" : ", ", input.parameter, axis);
  return text + "]";
}

}  // namespace

void Session::keep_host_value(const std::string& name, const HostValue& value) {
  literals_.erase(name);
  values_.insert_or_assign(name, value.value);
  Step step;
  step.made.push_back({name, {}});
  step.again = value.again;
  step.type = value.value.type_text();
  record_.add(std::move(step));
}

std::string Session::used_by(const Step& step) const {
  Literals constants = literals_;  // without those that are values inside of the step
  for (const std::string& name : step.reads) constants.erase(name);
  for (const Step::Made& made : step.made) constants.erase(made.name);
  return needed_program(definitions_, constants, step.text).text;
}

void Session::record(const Wrapped& wrapped, const Effect& effect, const std::string& recorded,
                     const std::vector<Array>& results) {
  Step step;
  step.text = wrapped.weak + recorded;
  std::vector<std::string> names = effect.assigned;
  if (effect.has_value) {
    step.text = "_ = (" + recorded + ")";
    step.lost = results.size() != 1;  // `_` is one of them
    names = {"_"};
  }
  for (std::size_t i = 0; i < names.size() && i < results.size(); ++i) {
    const bool scalar = results[i].rank() == 0;
    step.made.push_back({names[i], scalar ? results[i].type_text() : std::string()});
  }
  step.reads = wrapped.parameters;
  step.program = used_by(step);
  record_.add(std::move(step));
}

Session::SavedScript Session::saved_script() const {
  std::vector<std::string> names;
  for (const auto& [name, value] : values_)
    if (name != "_") names.push_back(name);
  SavedScript saved;
  saved.script = record_.script(names, [this](const Step& step) {
    return !step.lost && (!step.again.empty() || used_by(step) == step.program);
  });
  const Script& script = saved.script;
  saved.name = "session";
  for (int i = 2; defines(saved.name) || values_.contains(saved.name); ++i)
    saved.name = fmt::format("session_{}", i);
  if (script.results.empty()) return saved;
  std::vector<std::string> parameters;
  for (const Script::Input& input : script.inputs) parameters.push_back(declared(input));
  saved.text =
      fmt::format("fn {}({}) {{\n{}    return {}\n}}\n", saved.name, fmt::join(parameters, ", "),
                  script.body, fmt::join(script.results, ", "));
  try {
    const Module module = engine_.compile(program() + "\n" + saved.text, "<session>");
    static_cast<void>(module.function(saved.name).explain(Explain::kGraph));
  } catch (const Error&) {
    // Sizes that were known from call to call may not be so in one function.
    Script kept;
    kept.lost = names;
    std::erase_if(kept.lost, [&](const std::string& name) {
      return std::ranges::find(script.loaded, name) != script.loaded.end();
    });
    for (const Script::Input& input : script.inputs) {
      if (std::ranges::find(script.loaded, input.parameter) != script.loaded.end())
        kept.inputs.push_back(input);
    }
    kept.loaded = script.loaded;
    saved = {kept, saved.name, {}};
  }
  return saved;
}

Array Session::host_value(const std::string& call) {
  const std::vector<HostCall> calls = host_calls(call, host_names());
  return hosts_.at(calls.at(0).function)(*this, calls[0].arguments).value().value;
}

}  // namespace sinter::repl
