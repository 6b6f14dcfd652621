#include "runtime/core/result_sizes.h"

#include <algorithm>
#include <set>

#include "compiler/passes/passes.h"
#include "compiler/passes/split.h"
#include "compiler/shape/binding.h"
#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

using graph::Graph;
using graph::Node;
using graph::NodeId;
using graph::ValueId;

void collect(const DimTable& dims, const Dim& dim, std::set<std::uint32_t>& found) {
  for (const auto& [id, factor] : dim.terms()) {
    const Symbol& symbol = dims[id];
    SINTER_CHECK(symbol.op != DimOp::kIndex, "a result's size depends on the loop index {}",
                 symbol.name);
    if (symbol.op == DimOp::kValue) found.insert(id.index);
    if (symbol.op == DimOp::kValue || symbol.op == DimOp::kParameter) continue;
    collect(dims, symbol.a, found);
    collect(dims, symbol.b, found);
  }
}

/// The parameter that a value is; through a conversion from a smaller integer.
std::optional<std::size_t> parameter_of(const Graph& graph, ValueId value) {
  if (!graph.is_argument(value) && graph.def(value).op == Op::Cast &&
      is_integer(graph.type(graph.def(value).operands[0]).dtype))
    value = graph.def(value).operands[0];
  const auto& parameters = graph.body().arguments;
  const auto found = std::ranges::find(parameters, value);
  if (found == parameters.end()) return std::nullopt;
  return static_cast<std::size_t>(found - parameters.begin());
}

}  // namespace

std::optional<ResultSizes> result_sizes(const Graph& graph) {
  std::set<std::uint32_t> symbols;
  for (const ValueId id : graph.body().results) {
    for (const Dim& dim : graph.type(id).shape) collect(graph.dims, dim, symbols);
  }
  if (symbols.empty()) return std::nullopt;
  ResultSizes sizes;
  std::vector<ValueId> values;
  for (const NodeId id : graph.body().nodes) {
    const Node& node = graph.node(id);
    if (node.op != Op::BindSize) continue;
    const SymbolId symbol = *std::get<graph::DimAttr>(node.attribute).dim.as_symbol();
    if (!symbols.contains(symbol.index)) continue;
    sizes.symbols.push_back(symbol);
    sizes.parameters.push_back(parameter_of(graph, node.operands[0]));
    values.push_back(node.operands[0]);
  }
  SINTER_CHECK(values.size() == symbols.size(),
               "{} size symbols of the results, {} values for them", symbols.size(), values.size());
  if (std::ranges::all_of(sizes.parameters, [](const auto& p) { return p.has_value(); }))
    return sizes;
  Graph& program = sizes.graph.emplace(graph);
  program.name = graph.name + ".sizes";
  program.set_results(std::move(values));
  passes::drop_nodes(program, {Op::Print, Op::Statement});
  passes::keep_needed(program);
  passes::dce(program);
  for (const NodeId id : graph::shows_of(program)) {
    if (program.node(id).op != Op::CallHost) continue;
    graph::fail_at(ErrorKind::kUnavailable, "E6045",
                   "a result whose size follows from what a host function gives is not available "
                   "yet",
                   program.locations, program.node(id).locations);
  }
  graph::verify(program);
  return sizes;
}

}  // namespace sinter::runtime
