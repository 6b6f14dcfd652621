// Computes equal things once: nodes with the same op, operands, attribute and type become one,
// which keeps the source places of all of them. Operands of commutative ops are compared in either
// order (NaNs compare as one, so a + b is b + a). A node that may fail is shared too: the first one
// reports the failure that the others would.
#include <algorithm>
#include <unordered_map>

#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"

namespace sinter::passes {

using namespace graph;

namespace {

bool is_commutative(Op op) {
  switch (op) {
    case Op::Add:
    case Op::Mul:
    case Op::Min:
    case Op::Max:
    case Op::And:
    case Op::Or:
    case Op::Xor:
    case Op::Eq:
    case Op::Ne:
      return true;
    default:
      return false;
  }
}

struct Hash {
  std::size_t value = 0;
  void add(std::size_t part) { value = (value ^ part) * 0x9e3779b97f4a7c15u + (value >> 29); }
  void add(const Dim& dim) {
    add(static_cast<std::size_t>(dim.constant()));
    for (auto& [symbol, coefficient] : dim.terms()) {
      add(symbol.index), add(static_cast<std::size_t>(coefficient));
    }
  }
  template <typename T>
    requires std::is_integral_v<T>
  void add(const std::vector<T>& list) {
    for (auto item : list) add(static_cast<std::size_t>(item));
    add(list.size());
  }
  void add(const Shape& shape) {
    for (const Dim& dim : shape) add(dim);
    add(shape.size());
  }
  void add(const Attribute& attribute) {
    add(attribute.index());
    if (auto* a = std::get_if<ConstantAttr>(&attribute)) add(a->bits);
    if (auto* a = std::get_if<DimAttr>(&attribute)) add(a->dim);
    if (auto* a = std::get_if<AxisAttr>(&attribute))
      add(static_cast<std::size_t>(a->axis)), add(static_cast<std::size_t>(a->written));
    if (auto* a = std::get_if<AxesAttr>(&attribute)) add(a->axes);
    if (auto* a = std::get_if<SliceAttr>(&attribute)) add(a->start), add(a->step);
    if (auto* a = std::get_if<ContractAttr>(&attribute)) {
      for (auto& indices : a->operand_indices) add(indices);
      add(static_cast<std::size_t>(a->split));
    }
    if (auto* a = std::get_if<ScatterAttr>(&attribute))
      add(static_cast<std::size_t>(a->mode) * 2 + (a->holds_calls ? 1 : 0));
  }
};

}  // namespace

bool cse(Graph& graph) {
  Rewrite rewrite(graph);
  // One table per open region: what a region computes is known only inside of it.
  std::vector<std::unordered_multimap<std::size_t, ValueId>> scopes(1);
  rewrite.on_region = [&](bool enter) { enter ? (void)scopes.emplace_back() : scopes.pop_back(); };
  return rewrite.run([&](const Node& node, const Type& type) {
    if (node.op == Op::BindSize || is_show(node.op)) return ValueId();
    Node sorted = node;
    if (is_commutative(node.op)) std::sort(sorted.operands.begin(), sorted.operands.end());
    Hash hash;
    hash.add(static_cast<std::size_t>(node.op));
    for (ValueId operand : sorted.operands) hash.add(operand.index);
    hash.add(node.attribute);
    hash.add(static_cast<std::size_t>(type.dtype));
    hash.add(type.shape);
    for (const auto& seen : scopes) {
      for (auto [it, end] = seen.equal_range(hash.value); it != end; ++it) {
        Node& other = rewrite.to.node(rewrite.to.value(it->second).node);
        std::vector<ValueId> operands = other.operands;
        if (is_commutative(node.op)) std::sort(operands.begin(), operands.end());
        if (other.op != node.op || operands != sorted.operands ||
            other.attribute != node.attribute || rewrite.to.type(it->second) != type) {
          continue;
        }
        LocationSet merged;
        std::set_union(other.locations.begin(), other.locations.end(), node.locations.begin(),
                       node.locations.end(), std::back_inserter(merged));
        other.locations = std::move(merged);
        return it->second;
      }
    }
    scopes.back().emplace(hash.value, ValueId(rewrite.to.value_count()));  // What the copy will be.
    return ValueId();
  });
}

}  // namespace sinter::passes
