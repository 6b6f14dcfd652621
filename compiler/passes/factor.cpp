// Algebraic factoring of reductions. On by default, off in @exact functions; floats only.
//
// | pattern                                                   | becomes |
// |-----------------------------------------------------------|---------------------------------------------|
// | sum[j] f[j] / s           s without j, at every element   | (sum[j] f[j]) / s | | sum[j] (f[j]
// / s) ** 2                                    | (sum[j] f[j] * f[j]) / (s * s)              | |
// sum[i] sum[j] f[i] * g[j]                                 | (sum[i] f[i]) * (sum[j] g[j]) | |
// sum[i] sum[j] (f[i] * g[j]) ** 2                          | (sum[i] f[i] ** 2) * (sum[j] g[j] **
// 2)     | | sum[j] f[i, j] * w[k]     k an axis of the result         | (sum[j] f[i, j]) * w[k] |
// | sum[j] w                  w without j                     | w * size of j |
//
// and all combinations of these: they are one rule, in factor_plan.cpp. The result is
// refine(factored, as written): see factor_build.cpp for which terms are recomputed as written, and
// the proof that the others are within the bound.
//
// The longest chain of sums that factors is taken, outermost first: of sum[b] sum[i] sum[j] (p[b,
// i] * q[b, j]) ** 2 all three hang together by b, the inner two separate. Sums on the slow side of
// a refine were factored before.
#include <unordered_map>

#include "compiler/passes/factor.h"
#include "compiler/passes/passes.h"

namespace sinter::passes {

using namespace graph;

namespace {

constexpr int kMaxChain = 8;

using Plan = std::unordered_map<ValueId, Factoring>;

Plan plan_all(const Graph& graph) {
  Plan plan;
  const auto reached = reached_without_slow(graph);
  std::vector<bool> inside(
      graph.value_count());  // Sums inside of a chain that is factored as a whole.
  const auto& nodes = graph.body().nodes;
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node& node = graph.node(*it);
    if (node.op != Op::ReduceSum) continue;  // A branch may have no result at all.
    const ValueId result = node.results[0];
    if (!is_float(graph.type(result).dtype)) continue;
    if (!reached[result.index] || inside[result.index]) continue;
    for (int length = kMaxChain; length >= 1; --length) {
      const auto chain = sum_chain(graph, result, length);
      if (!chain) continue;
      auto factoring = plan_factoring(graph, *chain);
      if (!factoring) continue;
      for (ValueId sum : chain->sums) inside[sum.index] = true;
      plan.emplace(result, std::move(*factoring));
      break;
    }
  }
  return plan;
}

}  // namespace

bool factor(Graph& graph) {
  if (graph.exact) return false;
  const Plan plan = plan_all(graph);
  if (plan.empty()) return false;
  Rewrite rewrite(graph);
  return rewrite.run([&](const Node& node, const Type& type) -> ValueId {
    const auto found = plan.find(node.results[0]);
    if (found == plan.end()) return {};
    return build_factoring(rewrite, found->second, rewrite.keep(node, type));
  });
}

}  // namespace sinter::passes
