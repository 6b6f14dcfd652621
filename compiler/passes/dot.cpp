// A sum of products becomes a dot product: reduce_sum(a * b) -> reduce_dot(a, b), which accumulates
// with fma. So does a contraction along the last axis of an operand that has every index: the dot
// product of vectors, and a matrix times a vector. Its rows are read as they lie in memory, in
// lanes rather than in one serial chain. Floats only, and not in @exact functions: one rounding per
// term instead of two, and another order. The slow side of a refine stays as written.
#include <algorithm>
#include <numeric>

#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

namespace {

/// Operand `whole` has the result's indices in order and the reduced one last, the other one some
/// of them: the dot products of the rows of `whole` and the other operand.
ValueId row_dots(Graph& to, const Node& node, const Type& type, std::size_t whole) {
  const auto& indices = std::get<ContractAttr>(node.attribute).operand_indices;
  const auto& part = indices[1 - whole];
  std::vector<int> every(static_cast<std::size_t>(type.rank()) + 1);
  std::iota(every.begin(), every.end(), 0);
  const bool fits = indices[whole] == every && !part.empty() && part.back() == type.rank() &&
                    std::is_sorted(part.begin(), part.end());
  if (!fits) return {};
  std::vector<ValueId> operands = node.operands;
  if (part != every) {
    const Type shape{type.dtype, to.type(node.operands[whole]).shape};
    operands[1 - whole] = to.append(Op::Broadcast, {operands[1 - whole]}, AxesAttr{part}, shape);
  }
  return to.append(Op::ReduceDot, std::move(operands), AxisAttr{type.rank()}, type);
}

}  // namespace

bool dot(Graph& graph) {
  if (graph.exact) return false;
  const auto reached = reached_without_slow(graph);
  Rewrite rewrite(graph);
  return rewrite.run([&](const Node& node, const Type& type) -> ValueId {
    if (!is_float(type.dtype) || !reached[node.results[0].index]) return {};
    if (node.op == Op::Contract && node.operands.size() == 2) {
      if (std::get<ContractAttr>(node.attribute).split != 1) return {};
      const ValueId rows = row_dots(rewrite.to, node, type, 0);
      return rows ? rows : row_dots(rewrite.to, node, type, 1);
    }
    if (node.op != Op::ReduceSum) return {};
    const auto product = defined_by(rewrite.to, node.operands[0], Op::Mul);
    if (!product) return {};
    return rewrite.to.append(Op::ReduceDot, product->operands, node.attribute, type);
  });
}

}  // namespace sinter::passes
