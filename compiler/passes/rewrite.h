// What passes are made of: rebuilding a graph node by node, and questions about graphs.
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::passes {

/// Rebuilds a graph in order, giving each node to a rule that may put something else in its place.
class Rewrite {
 public:
  explicit Rewrite(graph::Graph& graph);

  graph::Graph to;  ///< The graph under construction; rules build nodes in it.

  /// The new value for a value of the old graph that was defined before the current node.
  graph::ValueId operator()(graph::ValueId old) const { return map_[old.index]; }
  /// Appends a copy of the node, whose operands are already values of `to`.
  graph::ValueId keep(const graph::Node& node, const graph::Type& type);

  /// Calls rule(node, type) for every node: a copy of the old one (`results` name the old value)
  /// with operands in `to`. The rule returns the value to use from now on, or none to keep the
  /// node. New nodes get the old one's source places. Afterwards the graph is the new one. Returns
  /// whether a rule replaced anything.
  template <typename Rule>
  bool run(Rule&& rule) {
    const bool changed = nodes(from_.body().nodes, rule);
    finish();
    return changed;
  }

  /// Called before (true) and after (false) the nodes of a region of control flow.
  std::function<void(bool enter)> on_region;

 private:
  template <typename Rule>
  bool nodes(const std::vector<graph::NodeId>& ids, Rule& rule) {
    bool changed = false;
    for (graph::NodeId id : ids) {
      graph::Node node = from_.node(id);
      for (graph::ValueId& operand : node.operands) operand = map_[operand.index];
      to.set_locations(node.locations);
      if (is_control(node.op)) {
        changed |= control(node, rule);
        continue;
      }
      const graph::ValueId old = node.results[0];
      graph::ValueId value = rule(std::as_const(node), from_.type(old));
      if (value) {
        changed = true;
      } else {
        value = keep(node, from_.type(old));
      }
      map_[old.index] = value;
    }
    return changed;
  }

  template <typename Rule>
  bool control(const graph::Node& node, Rule& rule) {
    bool changed = false;
    std::vector<graph::RegionId> regions;
    for (graph::RegionId old : node.regions) {
      regions.push_back(open(old));
      if (on_region) on_region(true);
      changed |= nodes(from_.region(old).nodes, rule);
      if (on_region) on_region(false);
      close(old);
    }
    close(node, std::move(regions));
    return changed;
  }

  graph::RegionId open(graph::RegionId old);
  void close(graph::RegionId old);
  void close(const graph::Node& node, std::vector<graph::RegionId> regions);
  void finish();

  graph::Graph& from_;
  std::vector<graph::ValueId> map_;  // by old value
};

/// True when the node can be a run-time error: an op that may fail, on operands that can make it.
bool may_fail(const graph::Graph& graph, const graph::Node& node);

/// By value: reached from the results and from nodes that may fail without going through the slow
/// side of a refine. Everything else is either dead or only computed where a fast result is
/// recomputed as written.
std::vector<bool> reached_without_slow(const graph::Graph& graph);

/// A scalar constant, seen through broadcasts.
struct Constant {
  DType dtype;
  std::uint64_t bits;
};
std::optional<Constant> constant_of(const graph::Graph& graph, graph::ValueId value);
/// The constant's value; integers of more than 53 bits and bool are rounded, so compare small
/// numbers only.
double number_of(const Constant& constant);

/// The node when `value` is defined by `op`. A copy: building nodes moves the arena.
std::optional<graph::Node> defined_by(const graph::Graph& graph, graph::ValueId value, Op op);

/// Attributes of nodes whose op says that they have them.
const std::vector<int>& axes_of(const graph::Node& node);
int axis_of(const graph::Node& node);

}  // namespace sinter::passes
