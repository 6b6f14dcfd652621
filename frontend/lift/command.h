// sinter-lift's command line.
#pragma once

#include <string>
#include <vector>

namespace sinter::lift {

/// Runs the command with these arguments; gives its exit status, which docs/cli.md explains.
int run_command(const std::vector<std::string>& arguments);

}  // namespace sinter::lift
