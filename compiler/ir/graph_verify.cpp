// The invariants of the graph IR. `verify` checks all of them, after every pass:
//
// - Every value is an argument of a region or a result of exactly one node, and says so itself.
// - The body's nodes stand in an order in which operands are defined before they are used; no node
// stands twice.
// - A node has the operands, the attribute and the result type that its op's rule gives
// (graph_infer.cpp); where
//   sizes differ in form, the equality guards make them equal.
// - Control flow nodes have the regions, arguments and results that "Control flow" in
//   compiler/ir/README.md gives them; other nodes have none. What a region defines is used only
//   inside of it.
// - The index of a loop is used in its region only; the symbol of bind_size after it, in the same
//   region or deeper.
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
    check_locations(graph_.fused_blocks);
    for (const Guard& guard : graph_.guards) {
      check_size(guard.left), check_size(guard.right);
      check_locations(guard.locations);
    }
    nodes(body);
  }

 private:
  void nodes(const Region& region) {
    for (NodeId id : region.nodes) {
      SINTER_CHECK(id.index < graph_.node_count(), "the body lists an unknown node");
      node(id);
    }
    for (ValueId id : region.results) {
      SINTER_CHECK(is_defined(id), "a result is not defined in the body");
    }
  }

  /// A region's own values and symbols end with it.
  void region(RegionId id, const std::vector<Type>& arguments, const std::vector<Type>& results,
              std::string_view name) {
    SINTER_CHECK(id.index != 0 && regions_.insert(id.index).second, "{}: a region is used twice",
                 name);
    const Region& region = graph_.region(id);
    const auto symbols = local_symbols_;
    SINTER_CHECK(region.arguments.size() == arguments.size(), "{}: {} arguments, expected {}", name,
                 region.arguments.size(), arguments.size());
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const Value& value = define(region.arguments[i]);
      SINTER_CHECK(!value.node && value.region == id && value.index == i,
                   "{}: argument {} does not know its place", name, i);
      check_type(value.type, arguments[i], name);
    }
    nodes(region);
    SINTER_CHECK(region.results.size() == results.size(), "{}: {} results, expected {}", name,
                 region.results.size(), results.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      check_type(graph_.type(region.results[i]), results[i], name);
    }
    for (ValueId value : region.arguments) defined_[value.index] = false;
    for (NodeId node : region.nodes) {
      for (ValueId value : graph_.node(node).results) defined_[value.index] = false;
    }
    local_symbols_ = symbols;
  }

  void check_type(const Type& found, const Type& expected, std::string_view name) const {
    SINTER_CHECK(found.dtype == expected.dtype && graph_.same_shape(found.shape, expected.shape),
                 "{}: a value of another type than the one that it becomes", name);
  }

  void control(const Node& node, std::string_view name) {
    std::vector<Type> carried;
    for (ValueId result : node.results) carried.push_back(graph_.type(result));
    const Type kBool{DType::kBool, {}};
    if (node.op == Op::If) {
      SINTER_CHECK(node.operands.size() == 1 && graph_.type(node.operands[0]) == kBool,
                   "if: the condition is not a bool");
      SINTER_CHECK(node.regions.size() == 2, "if: {} regions", node.regions.size());
      for (RegionId id : node.regions) region(id, {}, carried, name);
      return;
    }
    SINTER_CHECK(node.operands.size() == carried.size(), "{}: {} operands, {} results", name,
                 node.operands.size(), carried.size());
    for (std::size_t i = 0; i < carried.size(); ++i) {
      check_type(graph_.type(node.operands[i]), carried[i], name);
    }
    if (node.op == Op::While) {
      SINTER_CHECK(node.regions.size() == 2, "while: {} regions", node.regions.size());
      region(node.regions[0], carried, {kBool}, name);
      return region(node.regions[1], carried, carried, name);
    }
    const auto* loop = std::get_if<LoopAttr>(&node.attribute);
    SINTER_CHECK(loop && node.regions.size() == 1, "for: {} regions", node.regions.size());
    SINTER_CHECK(
        loop->index.index < graph_.dims.size() && graph_.dims[loop->index].op == DimOp::kIndex,
        "for: its symbol is no loop index");
    SINTER_CHECK(loop->chunk >= 0 && loop->threads >= 0 &&
                     (loop->parallel || (loop->chunk == 0 && loop->threads == 0)),
                 "for: chunks or threads of a loop that is not parallel");
    check_size(graph_.dims[loop->index].a), check_size(graph_.dims[loop->index].b);
    const auto symbols = local_symbols_;
    local_symbols_.insert(loop->index.index);
    std::vector<Type> arguments = carried;
    arguments.insert(arguments.begin(), Type{DType::kI64, {}});
    if (loop->stops) carried.insert(carried.begin(), kBool);
    region(node.regions[0], arguments, carried, name);
    local_symbols_ = symbols;
  }

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
      const Symbol& used = graph_.dims[symbol];
      if (used.op == DimOp::kParameter) continue;
      if (used.op == DimOp::kIndex || used.op == DimOp::kValue) {
        SINTER_CHECK(local_symbols_.contains(symbol.index),
                     "the size symbol {} is used where it has no value", used.name);
      } else {
        check_size(used.a), check_size(used.b);
      }
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
    if (is_control(node.op)) {
      control(node, name);
      for (std::size_t i = 0; i < node.results.size(); ++i) {
        const Value& value = define(node.results[i]);
        SINTER_CHECK(value.node == id && value.index == i,
                     "a result of node {} ({}) names another node", id.index, name);
      }
      return check_locations(node.locations);
    }
    SINTER_CHECK(node.results.size() == 1, "node {} ({}) has {} results", id.index, name,
                 node.results.size());
    SINTER_CHECK(node.regions.empty(), "node {} ({}) has regions", id.index, name);
    if (node.op == Op::BindSize) {
      const auto* bound = std::get_if<DimAttr>(&node.attribute);
      const auto symbol = bound ? bound->dim.as_symbol() : std::nullopt;
      SINTER_CHECK(symbol && local_symbols_.insert(symbol->index).second,
                   "node {} ({}) binds no symbol, or one that has a value", id.index, name);
    }
    const Value& value = define(node.results[0]);
    SINTER_CHECK(value.node == id && value.index == 0,
                 "the result of node {} ({}) names another node", id.index, name);
    const Type expected = infer(graph_, node.op, node.operands, node.attribute, value.type);
    SINTER_CHECK(expected.dtype == value.type.dtype, "node {} ({}) has type {}, expected {}",
                 id.index, name, sinter::name(value.type.dtype), sinter::name(expected.dtype));
    SINTER_CHECK(graph_.same_shape(expected.shape, value.type.shape),
                 "node {} ({}) has another shape than its operands give", id.index, name);
    if (auto* a = std::get_if<ShowAttr>(&node.attribute)) {
      for (const std::uint32_t caller : a->callers) check_locations({caller});
    }
    if (auto* a = std::get_if<DimAttr>(&node.attribute)) check_size(a->dim);
    if (auto* a = std::get_if<SliceAttr>(&node.attribute)) {
      for (const Dim& start : a->start) check_size(start);
    }
    check_locations(node.locations);
  }

  const Graph& graph_;
  std::vector<bool> defined_;
  std::unordered_set<std::uint32_t> regions_;
  std::unordered_set<std::uint32_t> local_symbols_;  ///< Loop indices and values in scope.
};

}  // namespace

void verify(const Graph& graph) { Verifier(graph).run(); }

}  // namespace sinter::graph
