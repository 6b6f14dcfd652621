// The invariants of the graph IR. `verify` checks all of them, after every pass:
//
// - Every value is an argument of a region or a result of exactly one node, and says so itself.
// - The body's nodes stand in an order in which operands are defined before they are used; no node
// stands twice.
// - A node has the operands, the attribute and the result type that its op's rule gives
// (graph_infer.cpp); where
//   sizes differ in form, the equality guards make them equal.
// - No op has regions (structured control flow comes later).
// - All dtypes are computable ones.
// - Sizes only use symbols of the graph's own table.
// - Every argument of the body has a name, and names are distinct.
// - Location sets are sorted, without duplicates, and point into the table.
// - Results are defined values of the body.
#include <algorithm>
#include <unordered_set>

#include "compiler/ir/graph.h"
#include "compiler/support/check.h"

namespace sinter::graph {
namespace {

class Verifier {
 public:
  explicit Verifier(const Graph& graph) : graph_(graph), defined_(graph.value_count()) {}

  void run() {
    const Region& body = graph_.body();
    SINTER_CHECK(body.arguments.size() == graph_.parameter_names.size(), "{} arguments, {} names",
                 body.arguments.size(), graph_.parameter_names.size());
    std::unordered_set<std::string_view> names;
    for (const std::string& name : graph_.parameter_names) {
      SINTER_CHECK(names.insert(name).second, "two parameters are named {}", name);
    }
    for (std::size_t i = 0; i < body.arguments.size(); ++i) {
      const Value& value = define(body.arguments[i]);
      SINTER_CHECK(!value.node && value.region == RegionId(0) && value.index == i,
                   "argument {} does not know its place", i);
    }
    for (const Guard& guard : graph_.guards) {
      check_size(guard.left), check_size(guard.right);
      check_locations(guard.locations);
    }
    for (NodeId id : body.nodes) {
      SINTER_CHECK(id.index < graph_.node_count(), "the body lists an unknown node");
      node(id);
    }
    for (ValueId id : body.results) {
      SINTER_CHECK(is_defined(id), "a result is not defined in the body");
    }
  }

 private:
  bool is_defined(ValueId id) const { return id.index < defined_.size() && defined_[id.index]; }

  const Value& define(ValueId id) {
    SINTER_CHECK(id.index < defined_.size(), "unknown value {}", id.index);
    SINTER_CHECK(!defined_[id.index], "value {} is defined twice", id.index);
    defined_[id.index] = true;
    const Value& value = graph_.value(id);
    SINTER_CHECK(is_computable(value.type.dtype), "value {} has type {}", id.index,
                 sinter::name(value.type.dtype));
    for (const Dim& dim : value.type.shape) check_size(dim);
    return value;
  }

  void check_size(const Dim& dim) const {
    for (auto& [symbol, coefficient] : dim.terms()) {
      SINTER_CHECK(symbol.index < graph_.dims.size(), "unknown size symbol {}", symbol.index);
    }
  }

  void check_locations(const LocationSet& set) const {
    const auto bad = std::adjacent_find(set.begin(), set.end(), std::greater_equal<>());
    SINTER_CHECK(bad == set.end(), "a location set is not sorted");
    SINTER_CHECK(set.empty() || set.back() < graph_.locations.size(), "unknown location {}",
                 set.back());
  }

  void node(NodeId id) {
    const Node& node = graph_.node(id);
    const auto name = info(node.op).spelling;
    for (ValueId operand : node.operands) {
      SINTER_CHECK(is_defined(operand), "node {} ({}) uses value {} before its definition",
                   id.index, name, operand.index);
    }
    SINTER_CHECK(node.results.size() == 1, "node {} ({}) has {} results", id.index, name,
                 node.results.size());
    SINTER_CHECK(node.regions.empty(), "node {} ({}) has regions", id.index, name);
    const Value& value = define(node.results[0]);
    SINTER_CHECK(value.node == id && value.index == 0,
                 "the result of node {} ({}) names another node", id.index, name);
    const Type expected = infer(graph_, node.op, node.operands, node.attribute, value.type);
    SINTER_CHECK(expected.dtype == value.type.dtype, "node {} ({}) has type {}, expected {}",
                 id.index, name, sinter::name(value.type.dtype), sinter::name(expected.dtype));
    SINTER_CHECK(graph_.same_shape(expected.shape, value.type.shape),
                 "node {} ({}) has another shape than its operands give", id.index, name);
    if (auto* a = std::get_if<DimAttr>(&node.attribute)) check_size(a->dim);
    if (auto* a = std::get_if<SliceAttr>(&node.attribute)) {
      for (const Dim& start : a->start) check_size(start);
    }
    check_locations(node.locations);
  }

  const Graph& graph_;
  std::vector<bool> defined_;
};

}  // namespace

void verify(const Graph& graph) { Verifier(graph).run(); }

}  // namespace sinter::graph
