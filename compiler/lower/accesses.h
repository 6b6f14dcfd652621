// What the body of a loop reads and writes of the arrays that the loop carries. Internal to the
// dependence analysis.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::lower {

/// The part of an axis that an access touches: start, start + step, ... `count` elements.
struct AxisRange {
  Dim start, count;
  std::int64_t step = 1;
  bool some = false;  ///< Only some of them, which the data decide.
};

struct Access {
  std::size_t array = 0;  ///< Number of the carried array.
  bool write = false;
  bool always = false;  ///< In every iteration, once.
  std::vector<AxisRange> axes;
  graph::LocationSet locations;
};

/// Collects the accesses of one loop.
class Accesses {
 public:
  Accesses(const graph::Graph& graph, const graph::Node& loop);

  const std::vector<Access>& all() const { return all_; }
  /// The carried array that a value is a version of.
  std::optional<std::size_t> array_of(graph::ValueId v) const;
  /// Whether a symbol has values of its own within an iteration: indices of inner loops, and
  /// scalars of the program that the body computes.
  bool is_inner(SymbolId id) const { return inner_.contains(id.index); }
  /// How often the body uses a value.
  int uses(graph::ValueId v) const;

 private:
  void walk(const graph::Region& region, bool always);
  void node(const graph::Node& node, bool always);
  void control(const graph::Node& node, bool always);
  void read(graph::ValueId v, std::vector<AxisRange> axes, const graph::Node& by, bool always);
  void scatter(const graph::Node& node, bool always);
  void gather(const graph::Node& node, bool always);
  std::vector<AxisRange> whole(graph::ValueId v) const;
  std::vector<AxisRange> part(const graph::SliceAttr& slice, const Shape& shape) const;
  std::optional<Dim> position(graph::ValueId v) const;
  void count_uses(const graph::Region& region);

  const graph::Graph& g_;
  std::map<std::uint32_t, std::size_t> array_of_;
  std::map<std::uint32_t, SymbolId> index_of_;  ///< Arguments that are loop indices.
  std::map<std::uint32_t, int> uses_;
  std::set<std::uint32_t> inner_;
  std::vector<Access> all_;
};

}  // namespace sinter::lower
