// The command sinter-lift.
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "frontend/lift/command.h"

int main(int argc, char** argv) {
  try {
    return sinter::lift::run_command({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sinter-lift: internal error: %s\n", error.what());
    return 70;
  }
}
