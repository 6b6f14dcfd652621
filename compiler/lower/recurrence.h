// What a loop that runs in order computes, where that is a scan or a linear recurrence: told to
// people, because such loops can be written so that more of them runs at once.
#pragma once

#include <string>

#include "compiler/lower/dependence.h"

namespace sinter::lower {

/// "a running sum", "a linear recurrence of order 2", ...; empty for anything else.
std::string recurrence_of(const graph::Graph& graph, const graph::Node& loop,
                          const LoopFacts& facts);

}  // namespace sinter::lower
