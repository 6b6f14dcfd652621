#include "compiler/passes/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>

#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"
#include "compiler/shape/binding.h"
#include "compiler/support/check.h"

namespace sinter::passes {

using namespace graph;

namespace {

/// Operands, and what the regions of a node take from outside.
std::vector<ValueId> uses_of(const Graph& graph, const Node& node) {
  std::vector<ValueId> uses = node.operands;
  const std::vector<ValueId> captured = captures(graph, node);
  uses.insert(uses.end(), captured.begin(), captured.end());
  return uses;
}

/// Whether doing it again costs less than moving its result.
bool is_cheap(Op op) {
  switch (op) {
    case Op::Constant:
    case Op::DimSize:
    case Op::Iota:
    case Op::Broadcast:
    case Op::Transpose:
    case Op::Reshape:
    case Op::Slice:
    case Op::BindSize:
      return true;
    default:
      return false;
  }
}

bool any_of(const std::vector<bool>& set, const std::vector<ValueId>& values) {
  return std::ranges::any_of(values, [&](ValueId id) { return set[id.index]; });
}

/// The nodes of the body that `needed` values need; marks all that those need.
std::vector<NodeId> nodes_for(const Graph& graph, std::vector<bool>& needed) {
  std::vector<NodeId> kept;
  const std::vector<NodeId>& nodes = graph.body().nodes;
  for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
    const Node& node = graph.node(*it);
    if (!any_of(needed, node.results) && (kept.empty() || node.op != Op::BindSize)) continue;
    kept.push_back(*it);
    for (const ValueId used : uses_of(graph, node)) needed[used.index] = true;
  }
  std::ranges::reverse(kept);
  return kept;
}

/// Which half each node of the body belongs to, and what the second half takes from the first.
class Cut {
 public:
  Cut(const Graph& graph, std::span<const ValueId> cuts)
      : graph_(graph), cut_(graph.value_count()), in_first_(graph.value_count()) {
    std::vector<bool> needed(graph.value_count());
    for (const ValueId id : cuts) cut_[id.index] = needed[id.index] = true;
    first = nodes_for(graph, needed);
    for (const NodeId id : first) {
      for (const ValueId result : graph.node(id).results) in_first_[result.index] = true;
    }
    take_what_is_told();
    choose_second();
  }

  bool computes_first(ValueId id) const { return in_first_[id.index]; }

  std::vector<NodeId> first, second;
  std::vector<ValueId> crossing;
  bool second_computes = false;  ///< More than what is cheap.

 private:
  /// Prints and assertions go to the first half, with what they need of their own, unless they need
  /// what the second half computes for its results.
  void take_what_is_told() {
    std::vector<bool> for_results(graph_.value_count());
    for (const ValueId id : graph_.body().results) for_results[id.index] = true;
    const std::vector<NodeId>& nodes = graph_.body().nodes;
    for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
      const Node& node = graph_.node(*it);
      if (!any_of(for_results, node.results) || any_of(in_first_, node.results)) continue;
      for (const ValueId used : uses_of(graph_, node)) for_results[used.index] = true;
    }
    const auto is_seconds = [&](ValueId id) {
      return for_results[id.index] && !in_first_[id.index] && !graph_.is_argument(id) &&
             !is_cheap(graph_.def(id).op);
    };
    std::vector<bool> taken(graph_.node_count());
    for (const NodeId id : first) taken[id.index] = true;
    for (const NodeId told : nodes) {
      if (graph_.node(told).op != Op::Print && graph_.node(told).op != Op::Assert) continue;
      std::vector<bool> needed(graph_.value_count());
      for (const ValueId id : graph_.node(told).operands) needed[id.index] = true;
      const std::vector<NodeId> own = nodes_for(graph_, needed);
      const bool stays = std::ranges::any_of(
          own, [&](NodeId id) { return std::ranges::any_of(graph_.node(id).results, is_seconds); });
      if (stays) continue;
      taken[told.index] = true;
      for (const NodeId id : own) take(id, taken);
    }
    first.clear();
    std::ranges::copy_if(nodes, std::back_inserter(first),
                         [&](NodeId id) { return taken[id.index]; });
  }

  void take(NodeId id, std::vector<bool>& taken) {
    taken[id.index] = true;
    for (const ValueId result : graph_.node(id).results) in_first_[result.index] = true;
  }

  void choose_second() {
    std::vector<bool> is_first_node(graph_.node_count());
    for (const NodeId id : first) is_first_node[id.index] = true;
    std::vector<bool> needed(graph_.value_count()), crosses(graph_.value_count());
    for (const ValueId id : graph_.body().results) {
      if (!in_first_[id.index]) needed[id.index] = true;
    }
    const std::vector<NodeId>& nodes = graph_.body().nodes;
    for (auto it = nodes.rbegin(); it != nodes.rend(); ++it) {
      const Node& node = graph_.node(*it);
      if (is_first_node[it->index]) {
        const bool used = any_of(needed, node.results);
        const bool again = is_cheap(node.op) && !any_of(cut_, node.results);
        if (used && !again) {
          for (const ValueId result : node.results) crosses[result.index] = needed[result.index];
        }
        if (!again || (!used && (node.op != Op::BindSize || second.empty()))) continue;
      } else if (!is_cheap(node.op)) {
        second_computes = true;
      }
      second.push_back(*it);
      for (const ValueId used : uses_of(graph_, node)) needed[used.index] = true;
    }
    std::ranges::reverse(second);
    for (const NodeId id : nodes) {
      for (const ValueId result : graph_.node(id).results) {
        if (crosses[result.index]) crossing.push_back(result);
      }
    }
  }

  const Graph& graph_;
  std::vector<bool> cut_, in_first_;  // by value
};

/// Puts other values in the place of some, in regions too.
void replace(Graph& graph, RegionId region, const std::map<std::uint32_t, ValueId>& other) {
  const auto put = [&](ValueId& id) {
    if (const auto found = other.find(id.index); found != other.end()) id = found->second;
  };
  for (const NodeId id : graph.region(region).nodes) {
    for (ValueId& operand : graph.node(id).operands) put(operand);
    for (const RegionId inner : graph.node(id).regions) replace(graph, inner, other);
  }
  for (ValueId& result : graph.region(region).results) put(result);
}

/// Drops what the body does not have from the arenas.
void rebuild(Graph& graph) {
  Rewrite(graph).run([](const Node&, const Type&) { return ValueId(); });
  verify(graph);
}

void check(const Graph& graph, const Cut& cut) {
  const auto fail = [](const std::string& message) {
    throw Error(ErrorKind::kUser, "E6018", message);
  };
  if (cut.first.empty() ||
      std::ranges::all_of(cut.first, [&](NodeId id) { return is_cheap(graph.node(id).op); }))
    fail("the values named for the processor need no computation");
  if (!cut.second_computes)
    fail(fmt::format("{}: everything is computed on the processor, nothing is left for the GPU",
                     graph.name));
  for (const ValueId id : cut.crossing) {
    if (!is_local(graph.dims, graph.type(id).shape)) continue;
    fail_at(ErrorKind::kUser, "E6018",
            "the size of this value is known only when it has been computed, so that it cannot "
            "cross from the processor to the GPU; name a value that comes before it or behind it",
            graph.locations, graph.def(id).locations);
  }
}

}  // namespace

Split split(const Graph& graph, std::size_t cuts) {
  const std::vector<ValueId>& all = graph.body().results;
  SINTER_CHECK(cuts > 0 && cuts <= all.size(), "{} cuts of {} results", cuts, all.size());
  const auto middle = all.end() - static_cast<std::ptrdiff_t>(cuts);
  const std::vector<ValueId> results(all.begin(), middle), named(middle, all.end());
  Graph whole = graph;
  whole.set_results(results);
  const Cut cut(whole, named);
  check(whole, cut);
  Split parts;
  parts.crossing = cut.crossing.size();
  std::vector<ValueId> first_results = cut.crossing, second_results;
  for (const ValueId id : results) {
    auto& list = cut.computes_first(id) ? first_results : second_results;
    parts.results.push_back({!cut.computes_first(id), list.size()});
    list.push_back(id);
  }
  parts.first = whole;
  parts.first.name = whole.name + ".processor";
  parts.first.body().nodes = cut.first;
  parts.first.set_results(std::move(first_results));
  rebuild(parts.first);

  parts.second = std::move(whole);
  parts.second.name = graph.name + ".gpu";
  parts.second.body().nodes = cut.second;
  parts.second.set_results(std::move(second_results));
  std::map<std::uint32_t, ValueId> other;
  for (const ValueId id : cut.crossing) {
    const std::string name = fmt::format("crossing_{}", other.size());
    const Type type = graph.type(id);  // add_parameter moves the arena
    other.emplace(id.index, parts.second.add_parameter(name, type));
  }
  replace(parts.second, RegionId(0), other);
  rebuild(parts.second);
  return parts;
}

void keep_needed(Graph& graph) {
  std::vector<bool> needed(graph.value_count());
  for (const ValueId id : graph.body().results) needed[id.index] = true;
  graph.body().nodes = nodes_for(graph, needed);
}

namespace {

void drop(Graph& graph, RegionId region, const std::vector<Op>& ops) {
  auto& nodes = graph.region(region).nodes;
  std::erase_if(nodes,
                [&](NodeId id) { return std::ranges::find(ops, graph.node(id).op) != ops.end(); });
  for (const NodeId id : std::vector<NodeId>(nodes)) {
    for (const RegionId inner : graph.node(id).regions) drop(graph, inner, ops);
  }
}

}  // namespace

void drop_nodes(Graph& graph, const std::vector<Op>& ops) { drop(graph, RegionId(0), ops); }

}  // namespace sinter::passes
