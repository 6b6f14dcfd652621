// How a sum of products is factored: the plan that `factor` makes before it builds anything.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/passes/product_tree.h"

namespace sinter::passes {

/// One factor of a term with what does not belong to it stripped away.
struct Stripped {
  enum class Kind { kPart, kMul, kDiv, kReciprocal, kSquare };
  Kind kind = Kind::kPart;
  Placed part;         ///< kPart: a part of the term, computed as written.
  int a = -1, b = -1;  ///< Children, by number.
};

/// Factors of the term that share reduced axes, and so are summed together.
struct SummedPart {
  std::vector<int> reduced;  ///< Axes of the term, in the order in which they are reduced.
  std::vector<int> space;    ///< All axes of the term that it has, increasing.
  std::vector<Stripped>
      terms;  ///< The last one is the term; empty: nothing has the axes, the term is 1.
};

/// A factor that has no reduced axis, raised to a power (never 0).
struct OutsidePower {
  Placed factor;
  int power = 0;
};

/// sum over all reduced axes of the term = sign * product of the sums of `parts` * product of
/// `outside`.
struct Factoring {
  graph::ValueId term;
  Shape shape;            ///< Of the term.
  std::vector<int> kept;  ///< Axes of the term that the result has.
  std::vector<SummedPart> parts;
  std::vector<OutsidePower> outside;
  bool negative = false;
};

/// The chain of sums that ends in `top` and reduces `length` axes: its term and the reduced axes,
/// in their order.
struct SumChain {
  graph::ValueId term;
  std::vector<int> reduced;
  std::vector<graph::ValueId> sums;  ///< Innermost first; the last one is the result.
};
std::optional<SumChain> sum_chain(const graph::Graph& graph, graph::ValueId top, int length);

/// The factoring of a chain of sums, where there is one that pays and is safe.
std::optional<Factoring> plan_factoring(const graph::Graph& graph, const SumChain& chain);

/// Builds refine(factored, slow); the parts of the plan are values of the old graph.
graph::ValueId build_factoring(Rewrite& rewrite, const Factoring& plan, graph::ValueId slow);

}  // namespace sinter::passes
