#include "tests/exec/run_lines.h"

#include <sstream>
#include <utility>

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

}  // namespace sinter::test
