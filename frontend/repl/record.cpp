#include "frontend/repl/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "frontend/repl/input.h"

namespace sinter::repl {
namespace {

/// A statement as lines of a function's body.
std::string indented(const std::string& text) {
  std::string lines = "    ";
  for (const char c : text) {
    lines += c;
    if (c == '\n') lines += "    ";
  }
  return lines + "\n";
}

/// Writes steps as the body of a function.
class Writer {
 public:
  Writer(const std::vector<const Step*>& steps, const std::set<std::string>& taken, Script& script)
      : script_(script) {
    std::set<std::string> variables;
    for (const Step* step : steps) {
      for (const Step::Made& made : step->made) ++made_[made.name];
      for (const Step::Made& made : step->made) variables.insert(made.name);
      for (const auto& [name, number] : step->numbers) variables.insert(name);
    }
    script.names = taken;
    script.names.insert(variables.begin(), variables.end());
    std::set<std::string> ambiguous;
    for (const std::string& name : variables)
      if (taken.contains(name)) ambiguous.insert(name);
    for (const Step* step : steps) {
      std::map<std::string, std::ptrdiff_t> others;  // where names stand for something else
      for (const std::string& name : names_in(step->text)) ++others[name];
      for (const Use& use : step->uses) --others[use.name];
      for (const auto& [name, count] : others) {
        script.names.insert(name);
        if (count > 0 && variables.contains(name)) ambiguous.insert(name);
      }
    }
    for (const std::string& name : ambiguous) renamed_[name] = script.new_name(name);
  }

  void write(const Step& step) {
    script_.lines.emplace_back(std::ranges::count(script_.body, '\n'), &step);
    if (step.origin) return write_input(step);
    for (const auto& [name, number] : step.numbers)
      script_.body += fmt::format("    {} = {}\n", variable(name), number);
    const std::string text = with_variables(step);
    script_.body += indented(step.is_value ? fmt::format("{} = ({})", variable("_"), text) : text);
    // Numbers that a session keeps have a type of their own; those of a function may be weak.
    for (const Step::Made& made : step.made) {
      if (made.rank == 0)
        script_.body +=
            fmt::format("    {0} = {1}({0})\n", variable(made.name), dtype_name(made.dtype));
    }
  }

  std::string variable(const std::string& name) const {
    const auto found = renamed_.find(name);
    return found == renamed_.end() ? name : found->second;
  }

 private:
  static std::string dtype_name(DType dtype) { return std::string(sinter::name(dtype)); }

  std::string with_variables(const Step& step) const {
    std::string text;
    std::size_t copied = 0;
    for (const Use& use : step.uses) {
      text += step.text.substr(copied, use.begin - copied) + variable(use.name);
      copied = use.begin + use.name.size();
    }
    return text + step.text.substr(copied);
  }
  void write_input(const Step& step) {
    const Step::Made& made = step.made.front();
    const std::string name = variable(made.name);
    // A parameter keeps its value; another name is free for new ones.
    const bool is_changed = made_.at(made.name) > 1;
    std::string parameter = name;
    const bool is_nameless = step.is_hidden || made.name == "_";
    if (is_nameless || is_changed) {
      parameter = script_.new_name(is_nameless ? "data" : name);
      script_.body += fmt::format("    {} = {}\n", name, parameter);
    }
    script_.inputs.push_back({parameter, made, &step, false});
  }

  Script& script_;
  std::map<std::string, int> made_;  ///< How often.
  std::map<std::string, std::string> renamed_;
};

}  // namespace

const Step* Script::step_at(std::size_t line) const {
  const Step* found = nullptr;
  for (const auto& [first, step] : lines)
    if (first <= line) found = step;
  return found;
}

std::string Script::new_name(const std::string& base) {
  for (int i = 1;; ++i) {
    std::string name = fmt::format("{}_{}", base, i);
    if (names.insert(name).second) return name;
  }
}

std::vector<const Step*> Record::leading_to(std::set<std::string>& values) const {
  std::vector<const Step*> steps;
  for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
    bool needed = false;
    for (const Step::Made& made : step->made) needed |= values.erase(made.name) > 0;
    if (!needed) continue;
    values.insert(step->reads.begin(), step->reads.end());
    steps.push_back(&*step);
  }
  std::ranges::reverse(steps);
  return steps;
}

void Record::tidy(const std::map<std::string, Array>& values) {
  constexpr std::size_t kFew = 64;
  if (steps_.size() < 2 * tidied_ + kFew) return;
  std::set<std::string> wanted;
  for (const auto& [name, value] : values) wanted.insert(name);
  std::vector<Step> kept;
  for (const Step* step : leading_to(wanted)) kept.push_back(*step);
  steps_ = std::move(kept);
  tidied_ = steps_.size();
}

Script Record::script(const std::vector<std::string>& values,
                      const std::function<std::string(const Step&)>& why_not,
                      const std::set<std::string>& taken) const {
  Script script;
  std::set<std::string> computed;
  for (const std::string& value : values) {
    std::set<std::string> missing{value};
    const std::vector<const Step*> steps = leading_to(missing);
    std::string reason = missing.empty() ? "" : "what it was made of is forgotten";
    for (const Step* step : steps)
      if (reason.empty()) reason = why_not(*step);
    if (reason.empty()) {
      computed.insert(value);
    } else {
      script.lost.push_back({value, reason});
    }
  }
  std::set<std::string> wanted = computed;
  const std::vector<const Step*> steps = leading_to(wanted);
  Writer writer(steps, taken, script);
  for (const Step* step : steps) writer.write(*step);
  for (Script::Input& input : script.inputs) {
    input.is_read = input.parameter != input.type.name ||  // the function gives it another name
                    std::ranges::any_of(steps, [&](const Step* step) {
                      return std::ranges::find(step->reads, input.type.name) != step->reads.end();
                    });
  }
  // The last step that makes a value has it.
  for (const Step* step : steps | std::views::reverse) {
    for (const Step::Made& made : step->made | std::views::reverse) {
      if (computed.erase(made.name) == 0) continue;
      const auto input = std::ranges::find(script.inputs, step, &Script::Input::step);
      if (input == script.inputs.end() || input->parameter != made.name)
        script.results.push_back({made.name, writer.variable(made.name)});
    }
  }
  std::ranges::reverse(script.results);
  return script;
}

}  // namespace sinter::repl
