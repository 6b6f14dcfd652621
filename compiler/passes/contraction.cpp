// Recognizes contractions: a sum over one axis of a product whose factors lack axes of the result,
// as in a[i, j] = sum[n] x[n, i] * y[n, j], becomes a contract node, which takes every factor at
// its own rank; the product over all axes is never formed. Floats not in @exact functions: the
// factors are grouped anew, and products are accumulated with fma in the order of contractions.
// Integers wrap, so that every order gives the same. The slow side of a refine stays as written.
//
// The factors are the leaves of the tree of multiplications. They fall into two groups, by the
// graph alone: with the result axes that not every factor has, in order, first and last,
//   left:  the factors that have the first one but not the last one;
//   right: all others: those that have the last one, and those that have neither.
// It is a contraction when both groups have the reduced axis and each has a result axis that the
// other lacks. Otherwise (a row dot, a matrix times a vector) nothing would be formed that is
// larger than an operand: it stays a reduction.
//
// @fastmath(tf32), (f16), (bf16): the two factors of an f32 contraction are rounded, here and so in
// the same way everywhere. Backends that have matrix units for such factors may use them
// (compiler/lower).
#include <algorithm>

#include "compiler/passes/passes.h"
#include "compiler/passes/product_tree.h"

namespace sinter::passes {

using namespace graph;

namespace {

struct Groups {
  std::vector<Placed> left, right;
};

bool any_has(const std::vector<Placed>& factors, int axis) {
  return std::any_of(factors.begin(), factors.end(), [&](const Placed& f) { return f.has(axis); });
}

// The factors of a product, or nothing when it is not one of multiplications alone.
std::vector<Placed> factors_of(const Graph& graph, ValueId term) {
  const auto tree = product_tree(graph, term);
  if (!tree) return {};
  // A quotient or a negation is a factor as it stands, so descend through multiplications only.
  std::vector<Placed> factors;
  std::vector<std::size_t> open{0};
  while (!open.empty()) {
    const ProductNode& node = (*tree)[open.back()];
    open.pop_back();
    if (node.kind == ProductNode::Kind::kMul) {
      open.push_back(static_cast<std::size_t>(node.b));
      open.push_back(static_cast<std::size_t>(node.a));
    } else {
      factors.push_back(node.placed);
    }
  }
  return factors;
}

std::optional<Groups> split(const std::vector<Placed>& factors, int rank, int reduced) {
  std::vector<int> partial;  // Result axes that not every factor has.
  for (int axis = 0; axis < rank; ++axis) {
    const auto has = [&](const Placed& f) { return f.has(axis); };
    if (axis != reduced && !std::all_of(factors.begin(), factors.end(), has))
      partial.push_back(axis);
  }
  if (partial.empty()) return std::nullopt;
  Groups groups;
  for (const Placed& factor : factors) {
    const bool left = factor.has(partial.front()) && !factor.has(partial.back());
    (left ? groups.left : groups.right).push_back(factor);
  }
  const auto has_own = [&](const std::vector<Placed>& own, const std::vector<Placed>& other) {
    return std::any_of(partial.begin(), partial.end(),
                       [&](int axis) { return any_has(own, axis) && !any_has(other, axis); });
  };
  if (!any_has(groups.left, reduced) || !any_has(groups.right, reduced)) return std::nullopt;
  if (!has_own(groups.left, groups.right) || !has_own(groups.right, groups.left))
    return std::nullopt;
  // An axis of the result that nothing has (the term is repeated along it) is not a contraction's
  // business.
  for (int axis : partial) {
    if (!any_has(factors, axis)) return std::nullopt;
  }
  return groups;
}

/// Where both groups have the last axis of the result, as in a[i, j, b] = sum[n] x[b, n, i] * y[b,
/// n, j], the results are made with the last axis that only one of them has behind the others,
/// along which vectors of factors lie, and transposed. Each is summed up as before.
ValueId with_own_axis_last(Graph& to, std::vector<ValueId> operands, ContractAttr attribute,
                           const Type& type) {
  const int rank = type.rank();
  const auto group_has = [&](int axis, bool right) {
    for (std::size_t n = 0; n < operands.size(); ++n) {
      const auto& index = attribute.operand_indices[n];
      const bool is_right = static_cast<int>(n) >= attribute.split;
      if (is_right == right && std::find(index.begin(), index.end(), axis) != index.end())
        return true;
    }
    return false;
  };
  int own = rank - 1;
  while (own > 0 && group_has(own, false) == group_has(own, true)) --own;
  if (own == rank - 1 || group_has(own, false) == group_has(own, true))
    return to.append(Op::Contract, std::move(operands), std::move(attribute), type);
  std::vector<int> place;  // by axis, among those of the contraction
  Type made{type.dtype, {}};
  for (int axis = 0; axis < rank; ++axis) {
    place.push_back(axis == own ? rank - 1 : axis - (axis > own ? 1 : 0));
    if (axis != own) made.shape.push_back(type.shape[static_cast<std::size_t>(axis)]);
  }
  made.shape.push_back(type.shape[static_cast<std::size_t>(own)]);
  for (auto& index : attribute.operand_indices) {
    for (int& axis : index) axis = axis < rank ? place[static_cast<std::size_t>(axis)] : axis;
  }
  const ValueId contracted =
      to.append(Op::Contract, std::move(operands), std::move(attribute), std::move(made));
  return to.append(Op::Transpose, {contracted}, AxesAttr{std::move(place)}, type);
}

/// Two factors of f32, where a decorator asks for it.
void round(Graph& to, std::vector<ValueId>& factors, const Type& type) {
  if (!to.factor_rounding || type.dtype != DType::kF32 || factors.size() != 2) return;
  for (ValueId& factor : factors) factor = to.elementwise(*to.factor_rounding, {&factor, 1});
}

/// A contraction that the program asks for, as `@` does. Nothing: it stays as it is.
ValueId rounded(Graph& to, const Node& node, const Type& type) {
  const auto is_rounded = [&](ValueId v) {
    return !to.is_argument(v) && rounds_factors(to.def(v).op);
  };
  std::vector<ValueId> factors = node.operands;
  if (!to.factor_rounding || std::ranges::any_of(factors, is_rounded)) return {};
  round(to, factors, type);
  return factors == node.operands
             ? ValueId()
             : to.append(Op::Contract, std::move(factors), node.attribute, type);
}

ValueId contract(Graph& to, const Node& node, const Type& type) {
  const int reduced = axis_of(node);
  const int rank = to.type(node.operands[0]).rank();
  const auto groups = split(factors_of(to, node.operands[0]), rank, reduced);
  if (!groups) return {};
  std::vector<ValueId> operands;
  ContractAttr attribute;
  for (const auto* group : {&groups->left, &groups->right}) {
    for (const Placed& factor : *group) {
      // Repeated axes of size 1 are dropped; the order of the others is the attribute's to say.
      Placed own = factor;
      if (own.has(-1)) own = compact(to, std::move(own));
      operands.push_back(own.value);
      for (int& axis : own.index)
        axis = axis == reduced ? rank - 1 : axis > reduced ? axis - 1 : axis;
      attribute.operand_indices.push_back(std::move(own.index));
    }
  }
  attribute.split = static_cast<int>(groups->left.size());
  round(to, operands, type);
  return with_own_axis_last(to, std::move(operands), std::move(attribute), type);
}

}  // namespace

bool contraction(Graph& graph) {
  const auto reached = reached_without_slow(graph);
  Rewrite rewrite(graph);
  return rewrite.run([&](const Node& node, const Type& type) -> ValueId {
    if (node.op == Op::Contract) return rounded(rewrite.to, node, type);
    if (node.op != Op::ReduceSum || (graph.exact && is_float(type.dtype))) return {};
    if (!reached[node.results[0].index]) return {};
    return contract(rewrite.to, node, type);
  });
}

}  // namespace sinter::passes
