// The command `sinter`.
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "frontend/cli/cli.h"
#include "frontend/cli/style.h"
#include "frontend/repl/repl.h"
#include "sinter/sinter.h"

int main(int argc, char** argv) {
  using sinter::cli::may_use_color;
  const std::string problem = sinter::detail::interface_problem(SINTER_INTERFACE_STAMP);
  if (!problem.empty()) {
    std::cerr << "sinter: " << problem << '\n';
    return sinter::cli::kInternal;
  }
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  sinter::cli::Terminal terminal{std::cout, std::cerr, may_use_color(stdout), may_use_color(stderr),
                                 &std::cin};
  const int code = arguments.empty() ? sinter::repl::run_session(terminal)
                                     : sinter::cli::run_cli(arguments, terminal);
  std::cout.flush();
  // A full disk or a closed pipe behind standard output is a failure too.
  return code == sinter::cli::kOk && !std::cout ? sinter::cli::kResource : code;
}
