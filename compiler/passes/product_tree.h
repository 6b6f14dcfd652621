// A value seen as a product: the tree of multiplications, divisions and negations that computes it,
// looked at through broadcasts and transposes, so that every part knows which axes of the whole it
// really has.
#pragma once

#include <optional>
#include <vector>

#include "compiler/passes/rewrite.h"

namespace sinter::passes {

/// A value and where it lies in the whole: index[i] is the whole's axis that axis i runs along, or
/// -1 for an axis of size 1 that is repeated.
struct Placed {
  graph::ValueId value;
  std::vector<int> index;
  friend bool operator==(const Placed&, const Placed&) = default;
  bool has(int axis) const;
};

struct ProductNode {
  enum class Kind { kLeaf, kMul, kDiv, kNeg };
  Kind kind = Kind::kLeaf;
  Placed placed;       ///< The part as a value of the graph.
  int a = -1, b = -1;  ///< Children, by number; they have higher numbers.
};

/// Node 0 is the root. Nothing when the tree would be larger than `kMaxProductNodes`.
using ProductTree = std::vector<ProductNode>;
inline constexpr std::size_t kMaxProductNodes = 64;
std::optional<ProductTree> product_tree(const graph::Graph& graph, graph::ValueId value);

/// Without the broadcasts and transposes around it.
Placed look_through(const graph::Graph& graph, Placed placed);

/// The value with exactly its own axes of the whole, in the whole's order: repeated axes dropped,
/// others transposed.
Placed compact(graph::Graph& to, Placed placed);
/// The value repeated over the axes `space` of the whole (increasing, all of its own among them).
graph::ValueId expand(graph::Graph& to, Placed placed, const std::vector<int>& space,
                      const Shape& whole);

}  // namespace sinter::passes
