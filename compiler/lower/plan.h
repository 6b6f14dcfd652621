// The fusion plan, for people: which kernels there are, from which lines of the program, why each
// begins where it does, and what it reads and stores.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"
#include "compiler/lower/schedule.h"

namespace sinter::lower {

/// The lines of one kernel, indented by `depth` steps.
std::string print(const Phase& phase, const graph::Graph& graph, int number, int depth);

/// What a phase needs, walked through what it computes itself.
struct PhaseInputs {
  std::vector<PlannedKernel::Access> reads;  ///< Arrays; of one that is read in parts, each part.
  graph::LocationSet places;                 ///< Of what it computes.
};
/// `is_at_hand`: whether a value is an argument or was computed by another phase.
PhaseInputs inputs_of(const Phase& phase, const graph::Graph& graph,
                      const std::function<bool(graph::ValueId)>& is_at_hand);
std::string print(const PhaseInputs& inputs, const graph::Graph& graph, int depth);

}  // namespace sinter::lower
