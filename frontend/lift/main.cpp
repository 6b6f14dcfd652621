// The command sinter-lift.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "frontend/lift/command.h"
#include "sinter/sinter.h"

int main(int argc, char** argv) {
  const std::string problem = sinter::detail::interface_problem(SINTER_INTERFACE_STAMP);
  if (!problem.empty()) {
    std::fprintf(stderr, "sinter-lift: %s\n", problem.c_str());
    return 70;
  }
  try {
    return sinter::lift::run_command({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sinter-lift: internal error: %s\n", error.what());
    return 70;
  }
}
