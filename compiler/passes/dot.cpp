// A sum of products becomes a dot product: reduce_sum(a * b) -> reduce_dot(a, b), which accumulates
// with fma. Floats only, and not in @exact functions: one rounding per term instead of two. The
// slow side of a refine stays as written.
#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

bool dot(Graph& graph) {
  if (graph.exact) return false;
  const auto reached = reached_without_slow(graph);
  Rewrite rewrite(graph);
  return rewrite.run([&](const Node& node, const Type& type) -> ValueId {
    if (node.op != Op::ReduceSum || !is_float(type.dtype) || !reached[node.results[0].index])
      return {};
    const auto product = defined_by(rewrite.to, node.operands[0], Op::Mul);
    if (!product) return {};
    return rewrite.to.append(Op::ReduceDot, product->operands, node.attribute, type);
  });
}

}  // namespace sinter::passes
