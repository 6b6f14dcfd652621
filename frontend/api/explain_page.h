// Function::explain as a page for a browser.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::detail {

/// What stands on the page.
struct ExplainPage {
  std::string title;                                       ///< The signature.
  std::string specialization;                              ///< What it is compiled for.
  std::vector<std::pair<std::string, std::string>> files;  ///< Names and texts of the program.
  std::string plan;                                        ///< Kernels and their schedules.
  std::string parallel;                                    ///< What became of loops.
  std::string loops;     ///< Loop IR whose instructions know their places.
  std::string assembly;  ///< With .loc directives.
  std::string cost;
};

/// One page that needs nothing but itself. Lines of the program, nodes, instructions of loops and
/// of the machine that belong together are marked together.
std::string explain_page(const ExplainPage& page, const graph::Graph& graph);

}  // namespace sinter::detail
