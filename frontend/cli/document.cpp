#include <fmt/format.h>

#include "frontend/cli/commands.h"

namespace sinter::cli {

int document(const DocumentOptions& options, Terminal& terminal) {
  if (options.library) {
    terminal.out << library_reference();
    return kOk;
  }
  if (!options.name.empty()) {
    terminal.out << documentation(options.name);
    return kOk;
  }
  std::string line;
  const auto flush = [&] {
    terminal.out << line << '\n';
    line.clear();
  };
  for (const std::string& name : documented_names()) {
    if (!line.empty() && line.size() + 1 + name.size() >= options.columns) flush();
    line += (line.empty() ? "" : " ") + name;
  }
  flush();
  return kOk;
}

}  // namespace sinter::cli
