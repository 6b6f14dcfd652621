#include "compiler/passes/product_tree.h"

#include <algorithm>
#include <numeric>

namespace sinter::passes {

using namespace graph;

bool Placed::has(int axis) const {
  return std::find(index.begin(), index.end(), axis) != index.end();
}

Placed look_through(const Graph& graph, Placed placed) {
  while (!graph.is_argument(placed.value)) {
    const Node& node = graph.def(placed.value);
    if (node.op != Op::Broadcast && node.op != Op::Transpose) break;
    const ValueId operand = node.operands[0];
    const auto& axes = axes_of(node);
    std::vector<int> index(axes.size());
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<std::size_t>(axes[i]);
      if (node.op == Op::Transpose) {
        index[axis] = placed.index[i];
      } else {
        const bool repeated = graph.type(operand).shape[i] == Dim(1) &&
                              graph.type(placed.value).shape[axis] != Dim(1);
        index[i] = repeated ? -1 : placed.index[axis];
      }
    }
    placed = {operand, std::move(index)};
  }
  return placed;
}

std::optional<ProductTree> product_tree(const Graph& graph, ValueId value) {
  ProductTree tree(1);
  tree[0].placed.value = value;
  tree[0].placed.index.resize(graph.type(value).shape.size());
  std::iota(tree[0].placed.index.begin(), tree[0].placed.index.end(), 0);
  for (std::size_t i = 0; i < tree.size(); ++i) {
    tree[i].placed = look_through(graph, std::move(tree[i].placed));
    const Placed placed = tree[i].placed;
    if (graph.is_argument(placed.value)) continue;
    const Node& node = graph.def(placed.value);
    using Kind = ProductNode::Kind;
    const Kind kind = node.op == Op::Mul   ? Kind::kMul
                      : node.op == Op::Div ? Kind::kDiv
                      : node.op == Op::Neg ? Kind::kNeg
                                           : Kind::kLeaf;
    if (kind == Kind::kLeaf) continue;
    if (tree.size() + 2 > kMaxProductNodes) return std::nullopt;
    tree[i].kind = kind;
    tree[i].a = static_cast<int>(tree.size());
    tree.push_back({Kind::kLeaf, {node.operands[0], placed.index}});
    if (kind == Kind::kNeg) continue;
    tree[i].b = static_cast<int>(tree.size());
    tree.push_back({Kind::kLeaf, {node.operands[1], placed.index}});
  }
  return tree;
}

Placed compact(Graph& to, Placed placed) {
  Shape kept;
  std::vector<int> index;
  for (std::size_t i = 0; i < placed.index.size(); ++i) {
    if (placed.index[i] < 0) continue;
    kept.push_back(to.type(placed.value).shape[i]);
    index.push_back(placed.index[i]);
  }
  const ValueId value = to.reshape(placed.value, std::move(kept));
  std::vector<int> order(index.size());
  std::iota(order.begin(), order.end(), 0);
  const auto axis = [&](int i) { return index[static_cast<std::size_t>(i)]; };
  std::sort(order.begin(), order.end(), [&](int i, int j) { return axis(i) < axis(j); });
  std::sort(index.begin(), index.end());
  return {to.transpose(value, std::move(order)), std::move(index)};
}

ValueId expand(Graph& to, Placed placed, const std::vector<int>& space, const Shape& whole) {
  const auto [value, index] = compact(to, std::move(placed));
  Shape shape;
  for (int axis : space) shape.push_back(whole[static_cast<std::size_t>(axis)]);
  std::vector<int> axes;
  for (int axis : index) {
    axes.push_back(static_cast<int>(std::find(space.begin(), space.end(), axis) - space.begin()));
  }
  return to.broadcast(value, std::move(shape), std::move(axes));
}

}  // namespace sinter::passes
