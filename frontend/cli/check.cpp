#include "frontend/cli/commands.h"
#include "frontend/cli/json.h"
#include "frontend/cli/style.h"

namespace sinter::cli {

int check(const CheckOptions& options, Terminal& terminal) {
  EngineOptions engine_options;
  engine_options.threads = 1;
  const Engine engine(engine_options, {options.roots, {}});
  const Module module = engine.compile_file(options.file);
  const std::vector<std::string> names = module.function_names();
  if (options.json) {
    nlohmann::json document = {{"file", options.file}, {"functions", nlohmann::json::array()}};
    for (const std::string& name : names)
      document["functions"].push_back(to_json(module.signature(name)));
    terminal.out << document.dump() << '\n';
    return kOk;
  }
  terminal.out << options.file << ": " << paint(terminal.color_out, Color::kGood, "ok") << ", "
               << names.size() << (names.size() == 1 ? " function" : " functions") << '\n';
  for (const std::string& name : names) terminal.out << "  " << module.signature(name).text << '\n';
  return kOk;
}

}  // namespace sinter::cli
