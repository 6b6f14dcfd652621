#include "tests/exec/text_programs.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace sinter::test {

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
