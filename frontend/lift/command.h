// sinter-lift's command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sinter::lift {

/// Runs the command with these arguments; gives its exit status, which docs/cli.md explains.
int run_command(const std::vector<std::string>& arguments);

/// The reason why the command cannot work with the library that it has found: both are of other
/// builds. Empty where it can.
std::string library_problem(std::string_view built_with, std::string_view found);

}  // namespace sinter::lift
