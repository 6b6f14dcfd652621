#include <fmt/format.h>

#include <vector>

#include "frontend/cli/commands.h"
#include "frontend/cli/json.h"
#include "frontend/cli/style.h"

namespace sinter::cli {

namespace {

/// Equations between sizes that a call has to meet: what the declared types leave open.
std::vector<SizeCondition> equations(const Module& module, const std::string& function) {
  std::vector<SizeCondition> found = module.function(function).conditions();
  std::erase_if(found, [](const SizeCondition& condition) { return !condition.is_equality; });
  return found;
}

}  // namespace

int check(const CheckOptions& options, Terminal& terminal) {
  EngineOptions engine_options;
  engine_options.threads = 1;
  const Engine engine(engine_options, {options.roots, {}});
  const Module module = engine.compile_file(options.file);
  const std::vector<std::string> names = module.function_names();
  if (options.json) {
    nlohmann::json document = {{"file", options.file}, {"functions", nlohmann::json::array()}};
    for (const std::string& name : names) {
      nlohmann::json function = to_json(module.signature(name));
      function["conditions"] = nlohmann::json::array();
      for (const SizeCondition& condition : equations(module, name)) {
        function["conditions"].push_back({{"text", condition.left + " = " + condition.right},
                                          {"line", condition.location.line},
                                          {"column", condition.location.column}});
      }
      document["functions"].push_back(std::move(function));
    }
    terminal.out << document.dump() << '\n';
    return kOk;
  }
  terminal.out << options.file << ": " << paint(terminal.color_out, Color::kGood, "ok") << ", "
               << names.size() << (names.size() == 1 ? " function" : " functions") << '\n';
  for (const std::string& name : names) {
    terminal.out << "  " << module.signature(name).text << '\n';
    for (const SizeCondition& condition : equations(module, name)) {
      const SourceLocation& place = condition.location;
      const std::string file = place.file == options.file ? "" : place.file + ":";
      terminal.out << fmt::format("    {}{}:{}: a call needs {} = {}\n", file, place.line,
                                  place.column, condition.left, condition.right);
    }
  }
  return kOk;
}

}  // namespace sinter::cli
