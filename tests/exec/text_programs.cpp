#include "tests/exec/text_programs.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace sinter::test {

std::vector<RunLine> parse_runs(const std::string& text) {
  std::vector<RunLine> runs;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    std::istringstream words(line);
    std::string word;
    words >> word >> word;
    if (line.rfind("# error: ", 0) == 0) runs.back().error = line.substr(9);
    if (line.rfind("# run: ", 0) != 0) continue;
    RunLine run;
    run.line = number;
    words >> run.function;
    while (words >> word) {
      const auto at = word.find('=');
      const std::string key = word.substr(0, at),
                        value = at == std::string::npos ? "" : word.substr(at + 1);
      if (key == "tame") {
        run.tame = true;
      } else if (key == "seed") {
        run.seed = std::stoull(value);
      } else if (key == "close") {
        run.close = std::stod(value);
      } else {
        run.sizes[key] = std::stoll(value);
      }
    }
    runs.push_back(std::move(run));
  }
  return runs;
}

generator::Program program_of(const lang::ParsedModule& module, const RunLine& run) {
  const auto arguments = lang::declared_arguments(module.function(run.function));
  generator::Program program{
      lang::check_function(module, run.function, arguments), {}, run.seed, run.tame};
  program.sizes.resize(program.graph.dims.size(), 0);
  for (const auto& [name, size] : run.sizes) {
    const auto symbol = program.graph.dims.find(name);
    if (!symbol) throw std::runtime_error("no dimension " + name);
    program.sizes[symbol->index] = size;
  }
  return program;
}

std::vector<std::string> program_files(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".sinter") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace sinter::test
