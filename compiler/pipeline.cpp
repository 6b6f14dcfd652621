#include "compiler/pipeline.h"

#include "compiler/pass_runner_impl.h"

namespace sinter {

std::vector<PassRecord> optimize(graph::Graph& graph, const PassOptions& options) {
  return run_passes<graph::Graph>(graph, kGraphPasses, options);
}

}  // namespace sinter
