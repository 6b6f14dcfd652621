#include "frontend/repl/record.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

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

/// Writes the steps, and gives each input a name that nothing else has.
class Writer {
 public:
  explicit Writer(const std::vector<const Step*>& steps) {
    for (const Step* step : steps) {
      for (const Step::Made& made : step->made) ++uses_[made.name];
      used_.insert(step->reads.begin(), step->reads.end());
    }
  }

  void write(const Step& step, Script& script) {
    if (!step.again.empty()) return write_input(step, script);
    script.body += indented(step.text);
    // Numbers that a session keeps have a type of their own; those of a function may be weak.
    for (const Step::Made& made : step.made)
      if (!made.scalar.empty())
        script.body += fmt::format("    {0} = {1}({0})\n", made.name, made.scalar);
  }

 private:
  void write_input(const Step& step, Script& script) {
    const std::string& name = step.made.front().name;
    std::string parameter = name;
    if (name.starts_with('_') || uses_[name] > 1) {
      const std::string base = name.starts_with('_') ? "data" : name;
      for (int i = 1; uses_.contains(parameter) || used_.contains(parameter); ++i)
        parameter = fmt::format("{}_{}", base, i);
      ++uses_[parameter];
      script.body += fmt::format("    {} = {}\n", name, parameter);
    }
    script.inputs.push_back({parameter, step.again, step.type});
  }

  std::map<std::string, int> uses_;
  std::set<std::string> used_;
};

}  // namespace

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

void Record::keep(const std::vector<std::string>& values) {
  std::vector<Step> kept;
  std::set<std::string> wanted(values.begin(), values.end());
  for (const Step* step : leading_to(wanted)) kept.push_back(*step);
  steps_ = std::move(kept);
}

Script Record::script(const std::vector<std::string>& values,
                      const std::function<bool(const Step&)>& is_current) const {
  Script script;
  std::set<std::string> computed;
  for (const std::string& value : values) {
    std::set<std::string> missing{value};
    const std::vector<const Step*> steps = leading_to(missing);
    const auto current = [&](const Step* step) { return is_current(*step); };
    if (missing.empty() && std::ranges::all_of(steps, current)) {
      computed.insert(value);
    } else {
      script.lost.push_back(value);
    }
  }
  std::set<std::string> wanted = computed;
  const std::vector<const Step*> steps = leading_to(wanted);
  Writer writer(steps);
  for (const Step* step : steps) writer.write(*step, script);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    for (const Step::Made& made : (*step)->made) {
      if (computed.erase(made.name) == 0) continue;
      const bool as_it_is = !(*step)->again.empty() &&
                            std::ranges::find(script.inputs, made.name,
                                              &Script::Input::parameter) != script.inputs.end();
      (as_it_is ? script.loaded : script.results).push_back(made.name);
    }
  }
  std::ranges::reverse(script.results);
  std::ranges::reverse(script.loaded);
  return script;
}

}  // namespace sinter::repl
