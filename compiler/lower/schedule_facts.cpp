// What the schedule, and whoever emits it, asks of single values and phases.
#include "compiler/lower/schedule.h"

namespace sinter::lower {

using graph::Graph;
using graph::Node;
using graph::ValueId;

bool is_expensive(Op op) { return is_math(op); }

bool is_index_map(const Graph& graph, const Node& reshape) {
  const auto squeezed = [](const Shape& shape) {
    Shape result;
    for (const Dim& d : shape) {
      if (d != Dim(1)) result.push_back(d);
    }
    return result;
  };
  return squeezed(graph.type(reshape.operands[0]).shape) ==
         squeezed(graph.type(reshape.results[0]).shape);
}

/// Elements of an argument, only moved: reading one costs no more than reading memory.
bool is_view(const Graph& graph, ValueId v) {
  while (!graph.is_argument(v)) {
    const Node& node = graph.def(v);
    if (node.op == Op::Iota) return true;
    const bool moves = node.op == Op::Broadcast || node.op == Op::Transpose ||
                       node.op == Op::Slice || (is_gather(node.op) && node.op != Op::Gather) ||
                       (node.op == Op::Reshape && is_index_map(graph, node));
    if (!moves) return false;
    v = node.operands[0];
  }
  return true;
}

bool reads_memory(const Graph& graph, const Node& node) {
  if (node.op == Op::Reshape) return !is_index_map(graph, node);
  if (!is_gather(node.op)) return false;
  const ValueId from = node.operands[0];
  if (node.op != Op::Gather) return !is_view(graph, from);
  return graph.is_argument(from) || graph.def(from).op != Op::Iota;
}

bool may_fail(const Graph& g, const Node& node) {
  if (node.op == Op::Gather || node.op == Op::Scatter || is_show(node.op)) return true;
  if (!info(node.op).may_fail || is_float(g.type(node.results[0]).dtype)) return false;
  const ValueId deciding = node.operands[1];
  const ValueId source = !g.is_argument(deciding) && g.def(deciding).op == Op::Broadcast
                             ? g.def(deciding).operands[0]
                             : deciding;
  if (g.is_argument(source) || g.def(source).op != Op::Constant) return true;
  return fails_on(node.op, g.type(source).dtype,
                  std::get<graph::ConstantAttr>(g.def(source).attribute).bits);
}

std::vector<ValueId> Phase::computed() const {
  std::vector<ValueId> values = roots;
  values.insert(values.end(), along.begin(), along.end());
  if (contract) values.push_back(contract);
  for (const auto& pass : passes) values.insert(values.end(), pass.begin(), pass.end());
  for (const auto& pass : row_values) values.insert(values.end(), pass.begin(), pass.end());
  values.insert(values.end(), refined.begin(), refined.end());
  return values;
}

const std::vector<ValueId>& Phase::row_values_after(std::size_t pass) const {
  static const std::vector<ValueId> none;
  return pass < row_values.size() ? row_values[pass] : none;
}

bool is_constant(const Graph& graph, ValueId v) {
  if (graph.is_argument(v)) return false;
  const Node& node = graph.def(v);
  if (node.op == Op::Broadcast) return is_constant(graph, node.operands[0]);
  return node.op == Op::Constant || node.op == Op::DimSize;
}

bool reads_across(const Graph& graph, const Node& transpose) {
  constexpr std::int64_t kFew = 8, kNear = 4096;
  const auto& axes = std::get<graph::AxesAttr>(transpose.attribute).axes;
  if (axes.empty() || axes.back() == static_cast<int>(axes.size()) - 1) return false;
  const Shape& shape = graph.type(transpose.results[0]).shape;
  const Shape& array = graph.type(transpose.operands[0]).shape;
  for (const Dim& along : {shape.back(), array.back()}) {
    const auto size = along.as_constant();
    if (size && *size <= kFew) return false;
  }
  std::int64_t elements = 1;
  for (const Dim& d : shape) {
    const auto size = d.as_constant();
    if (!size || *size > kNear) return true;
    elements *= *size;
  }
  return elements > kNear;
}

}  // namespace sinter::lower
