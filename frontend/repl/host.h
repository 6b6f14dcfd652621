// Functions of the session: files, random numbers, plots.
#pragma once

#include <functional>

#include "frontend/cli/cli.h"
#include "frontend/repl/plot.h"
#include "frontend/repl/session.h"

namespace sinter::repl {

/// load, save, rand, randn, plot and hist. Plots go to the terminal's output.
void add_host_functions(Session& session, cli::Terminal& terminal, std::function<PlotSize()> size);

}  // namespace sinter::repl
