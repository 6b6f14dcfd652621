#include "frontend/api/hybrid.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "compiler/passes/passes.h"
#include "compiler/pipeline.h"
#include "compiler/support/check.h"

namespace sinter::detail {
namespace {

/// Values by name, one for each call of the function that has the name.
using Names = std::map<std::string, std::vector<graph::ValueId>>;

/// The values that names have at the end of their function, outside of loops and branches: `p` of
/// the function itself, `softmax.p` of those that it calls. Sizes and parameters are no values that
/// are computed.
Names names_of(const graph::Graph& graph) {
  std::map<std::string, std::map<std::vector<std::uint32_t>, graph::ValueId>> by_call;
  for (const graph::NodeId id : graph.body().nodes) {
    const graph::Node& node = graph.node(id);
    if (node.op != Op::Statement) continue;
    const auto& shown = std::get<graph::ShowAttr>(node.attribute);
    const std::string callee = shown.function.substr(0, shown.function.find(' '));
    for (std::size_t i = 0; i < shown.texts.size(); ++i) {
      const graph::ValueId value = node.operands[i];
      if (graph.is_argument(value) || graph.def(value).op == Op::DimSize ||
          graph.def(value).op == Op::Constant)
        continue;
      const std::string name =
          shown.callers.empty() ? shown.texts[i] : callee + "." + shown.texts[i];
      by_call[name].insert_or_assign(shown.callers, value);
    }
  }
  Names names;
  for (const auto& [name, calls] : by_call) {
    for (const auto& [callers, value] : calls) names[name].push_back(value);
  }
  return names;
}

}  // namespace

passes::Split split_for(const FunctionState& state, const std::vector<lang::ArgumentType>& types) {
  const ModuleState& module = *state.module;
  if (module.core->options().backend != Backend::kCuda) {
    user_error("E6018",
               "{}: values can be left to the processor (FunctionPolicy::on_processor) only where "
               "the rest runs on a GPU: the engine's backend has to be kCuda (--device=cuda)",
               state.info.name);
  }
  graph::Graph graph = lang::check_function(module.parsed, state.info.name, types, true);
  const Names names = names_of(graph);
  std::vector<graph::ValueId> results = graph.body().results;
  for (const std::string& name : state.policy.on_processor) {
    const auto found = names.find(name);
    if (found == names.end()) {
      std::vector<std::string> known;
      for (const auto& [known_name, values] : names) known.push_back(known_name);
      user_error(
          "E6018", "{} computes no value named '{}' outside of its loops and branches; {}",
          state.info.name, name,
          known.empty() ? "it names none" : fmt::format("it has {}", fmt::join(known, ", ")));
    }
    results.insert(results.end(), found->second.begin(), found->second.end());
  }
  const std::size_t cuts = results.size() - graph.body().results.size();
  graph.set_results(std::move(results));
  passes::drop_nodes(graph, {Op::Statement});
  graph::verify(graph);
  passes::simplify(graph);
  passes::cse(graph);
  passes::dce(graph);
  // The algebra of reductions would look through the named values: what crosses then would be what
  // they are made of.
  passes::Split parts = passes::split(graph, cuts);
  PassOptions options;
  options.disabled = module.core->disabled_passes();
  optimize(parts.first, options);
  optimize(parts.second, options);
  return parts;
}

}  // namespace sinter::detail
