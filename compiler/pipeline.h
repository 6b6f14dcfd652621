// Every pass, in order: this file is the compiler's table of contents.
#pragma once

#include "compiler/ir/graph.h"
#include "compiler/pass_runner.h"
#include "compiler/passes/passes.h"

namespace sinter {

// clang-format off
inline constexpr Pass<graph::Graph> kGraphPasses[] = {
    {"simplify",       passes::simplify,       "identities that keep every bit; constants"},
    {"cse",            passes::cse,            "equal things are computed once"},
    {"sink-broadcast", passes::sink_broadcast, "compute small, then repeat"},
    {"factor",         passes::factor,         "factors and quotients move out of sums (not @exact)"},
    {"contraction",    passes::contraction,    "sums of products over index sets (not @exact)"},
    {"dot",            passes::dot,            "sums of a * b (not @exact)"},
    {"sink-broadcast-again", passes::sink_broadcast, "what factoring repeated"},
    {"simplify-again", passes::simplify,       "what the rewrites left"},
    {"cse-again",      passes::cse,            "what the rewrites left"},
    {"dce",            passes::dce,            "what no result needs"},
};
// clang-format on

/// Verifies the graph and runs all graph passes over it.
std::vector<PassRecord> optimize(graph::Graph& graph, const PassOptions& options = {});

}  // namespace sinter
