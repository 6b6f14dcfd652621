// Where a graph can fail. Internal to lowering; `failure_sites` in lower.h is for others.
#pragma once

#include <vector>

#include "compiler/lower/lower.h"

namespace sinter::lower {

struct SiteOf {
  graph::ValueId failing;  ///< Result of the node that can fail.
  Site site;
};

/// Numbered in the order of the nodes, so that the lowest one is the first failure of the program.
std::vector<SiteOf> sites_of(const graph::Graph& graph);

}  // namespace sinter::lower
