// Functions of the session: files, random numbers, plots.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "frontend/cli/cli.h"
#include "frontend/repl/plot.h"
#include "frontend/repl/session.h"

namespace sinter::repl {

/// load, save, rand, randn, plot and hist. Plots go to the terminal's output.
void add_host_functions(Session& session, cli::Terminal& terminal, std::function<PlotSize()> size);
/// What one of them does, with examples; empty for other names.
std::string host_documentation(std::string_view name);

}  // namespace sinter::repl
