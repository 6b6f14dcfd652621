// Smaller variants of a program, for finding the least one that still fails.
#include <algorithm>
#include <unordered_map>

#include "compiler/shape/binding.h"
#include "tests/generator/graph_generator.h"

namespace sinter::generator {
namespace {

using graph::Graph;
using graph::Node;
using graph::NodeId;
using graph::ValueId;

/// How a smaller graph differs: a value that is replaced by a parameter or by another value, and
/// the results.
struct Change {
  ValueId replaced;
  ValueId by;  ///< None: a new parameter.
  std::vector<ValueId> results;
};

/// The live part of a graph under a change, rebuilt; false when a size is no longer bound by a
/// parameter.
class Rebuild {
 public:
  Rebuild(const Graph& from, const Change& change) : from_(from), change_(change) {}

  bool run(Graph& to) {
    to.name = from_.name;
    to.dims = from_.dims;
    to.locations = from_.locations;
    to.guards = from_.guards;
    mark();
    for (std::size_t k = 0; k < from_.body().arguments.size(); ++k) {
      const ValueId id = from_.body().arguments[k];
      if (live_[id.index])
        map_[id.index] = to.add_parameter(from_.parameter_names[k], from_.type(id));
    }
    const ValueId replaced = change_.replaced;
    if (replaced && !change_.by && live_[replaced.index]) {
      map_[replaced.index] =
          to.add_parameter("cut" + std::to_string(replaced.index), from_.type(replaced));
    }
    for (NodeId id : from_.body().nodes) {
      const Node& node = from_.node(id);
      const ValueId result = node.results[0];
      if (!live_[result.index] || map_.count(result.index)) continue;
      std::vector<ValueId> operands;
      for (ValueId operand : node.operands) operands.push_back(map_.at(source(operand).index));
      to.set_locations(node.locations);
      map_[result.index] = to.append(node.op, operands, node.attribute, from_.type(result));
    }
    std::vector<ValueId> results;
    for (ValueId id : change_.results) results.push_back(map_.at(source(id).index));
    to.set_results(results);
    if (sizes_are_bound(to)) return true;
    if (!replaced || change_.by) return false;
    // A value of a size such as 2*B was cut, and took with it the parameter that gave B.
    to.add_parameter("sizes" + std::to_string(replaced.index), {DType::kBool, parameter_sizes(to)});
    return sizes_are_bound(to);
  }

 private:
  ValueId source(ValueId id) const {
    return id == change_.replaced && change_.by ? change_.by : id;
  }

  void mark() {
    live_.resize(from_.value_count());
    for (ValueId id : change_.results) live_[source(id).index] = true;
    const auto& nodes = from_.body().nodes;
    for (std::size_t i = nodes.size(); i-- > 0;) {
      const Node& node = from_.node(nodes[i]);
      if (!live_[node.results[0].index] || node.results[0] == change_.replaced) continue;
      for (ValueId operand : node.operands) live_[source(operand).index] = true;
    }
  }

  /// Every size that a call gives.
  static Shape parameter_sizes(const Graph& g) {
    Shape sizes;
    for (std::size_t i = 0; i < g.dims.size(); ++i) {
      if (g.dims[SymbolId(i)].op == DimOp::kParameter) sizes.push_back(Dim(SymbolId(i)));
    }
    return sizes;
  }

  static void collect(const DimTable& dims, const Dim& dim, std::vector<bool>& used) {
    for (const auto& [symbol, coefficient] : dim.terms()) {
      if (used[symbol.index]) continue;
      used[symbol.index] = true;
      collect(dims, dims[symbol].a, used);
      collect(dims, dims[symbol].b, used);
    }
  }

  static bool sizes_are_bound(Graph& g) {
    std::vector<bool> used(g.dims.size()), bound(g.dims.size());
    const auto is_bound = [&](const std::vector<bool>& set) {
      for (std::size_t i = 0; i < set.size(); ++i) {
        if (set[i] && !bound[i] && g.dims[SymbolId(i)].op == DimOp::kParameter) return false;
      }
      return true;
    };
    for (ValueId id : g.body().arguments) {
      for (const Dim& dim : g.type(id).shape) {
        if (auto symbol = dim.as_symbol()) bound[symbol->index] = true;
        collect(g.dims, dim, used);
      }
    }
    for (NodeId id : g.body().nodes) {
      const Node& node = g.node(id);
      for (const Dim& dim : g.type(node.results[0]).shape) collect(g.dims, dim, used);
      if (auto* a = std::get_if<graph::DimAttr>(&node.attribute)) collect(g.dims, a->dim, used);
      if (auto* a = std::get_if<graph::SliceAttr>(&node.attribute)) {
        for (const Dim& dim : a->start) collect(g.dims, dim, used);
      }
    }
    // Guards about sizes that are gone go too.
    std::erase_if(g.guards, [&](const graph::Guard& guard) {
      std::vector<bool> set(g.dims.size());
      collect(g.dims, guard.left, set);
      collect(g.dims, guard.right, set);
      return !is_bound(set);
    });
    return is_bound(used);
  }

  const Graph& from_;
  const Change& change_;
  std::vector<bool> live_;
  std::unordered_map<std::uint32_t, ValueId> map_;
};

Candidate changed(const Program& program, const Change& change) {
  Candidate c;
  c.program = {Graph(), program.sizes, program.input_seed, program.tame};
  c.valid = Rebuild(program.graph, change).run(c.program.graph);
  return c;
}

/// True when all guards hold and no size is negative, so that the program still runs.
bool runs(const Program& program) {
  auto sizes = program.sizes;
  sizes.resize(program.graph.dims.size(), 0);
  try {
    graph::check_guards(program.graph, sizes);
    for (NodeId id : program.graph.body().nodes) {
      graph::evaluate_shape(program.graph.dims,
                            program.graph.type(program.graph.node(id).results[0]).shape, sizes);
    }
    return true;
  } catch (const Error&) {
    return false;
  }
}

Candidate with_size(const Program& program, std::size_t symbol, std::size_t variant) {
  static constexpr std::int64_t kSmall[] = {1, 2, 3, 5, 0};
  Candidate c;
  const std::int64_t size = program.sizes[symbol];
  const std::int64_t smaller = variant < std::size(kSmall)    ? kSmall[variant]
                               : variant == std::size(kSmall) ? size / 2
                                                              : size - 1;
  if (smaller >= size || smaller < 0) return c;
  c.program = program;
  c.program.sizes[symbol] = smaller;
  c.valid = runs(c.program);
  return c;
}

}  // namespace

Candidate candidate(const Program& program, std::size_t number) {
  const Graph& g = program.graph;
  const auto& results = g.body().results;
  // One result alone.
  if (results.size() > 1) {
    if (number < results.size()) return changed(program, {{}, {}, {results[number]}});
    number -= results.size();
  }
  // The values before the result become the result.
  const std::size_t nodes = g.body().nodes.size();
  if (number < nodes) {
    const ValueId value = g.node(g.body().nodes[number]).results[0];
    if (results == std::vector{value}) return {};
    return changed(program, {{}, {}, {value}});
  }
  number -= nodes;
  // A value becomes a parameter, or an operand of the same type.
  if (number < nodes * 4) {
    const Node& node = g.node(g.body().nodes[nodes - 1 - number / 4]);
    const ValueId value = node.results[0];
    const std::size_t variant = number % 4;
    if (variant == 3) {
      if (node.operands.empty() && node.op != Op::Iota)
        return {};  // A constant is as small as a parameter.
      return changed(program, {value, {}, results});
    }
    if (variant >= node.operands.size() || !(g.type(node.operands[variant]) == g.type(value)))
      return {};
    return changed(program, {value, node.operands[variant], results});
  }
  number -= nodes * 4;
  constexpr std::size_t kVariants = 7;
  if (number < program.sizes.size() * kVariants)
    return with_size(program, number / kVariants, number % kVariants);
  Candidate last;
  last.last = true;
  return last;
}

}  // namespace sinter::generator
