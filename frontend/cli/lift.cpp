// `sinter lift`: the executable sinter-lift, which lies beside this one.
#include <unistd.h>

#include <filesystem>

#include "frontend/cli/cli.h"
#include "frontend/cli/commands.h"

namespace sinter::cli {

int lift(const LiftOptions& options, Terminal& terminal) {
  std::error_code problem;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", problem);
  const auto tool = self.parent_path() / "sinter-lift";
  if (problem || ::access(tool.c_str(), X_OK) != 0) {
    terminal.err << "sinter: there is no sinter-lift beside this command (" << tool.string()
                 << "): it is built where Clang's libraries are found (SINTER_LIFT=ON, Debian: "
                    "libclang-19-dev)\n";
    return kUnavailable;
  }
  std::vector<std::string> words{tool.string()};
  words.insert(words.end(), options.arguments.begin(), options.arguments.end());
  std::vector<char*> raw;
  for (std::string& word : words) raw.push_back(word.data());
  raw.push_back(nullptr);
  terminal.out.flush();
  ::execv(tool.c_str(), raw.data());
  terminal.err << "sinter: " << tool.string() << " cannot be started\n";
  return kUnavailable;
}

}  // namespace sinter::cli
