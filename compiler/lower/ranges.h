// What is known of integers that a program computes: bounds that follow from the ranges of loops,
// from conditions that hold where a value is used, and from what loops make of what they carry. A
// position that is proved to lie in its axis needs no check.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::lower {

class Ranges {
 public:
  explicit Ranges(const graph::Graph& graph);
  /// Whether a scalar is a position of an axis of that size wherever the region uses it.
  bool is_inside(graph::ValueId position, const Dim& size, graph::RegionId region);

 private:
  enum class Side : std::uint8_t { kLow, kHigh };
  /// A value is at least the least, or at most the greatest, of these sizes.
  using Bound = std::vector<Dim>;
  /// Each of them holds.
  using Bounds = std::vector<Bound>;
  /// A region's node, and which of its regions it is.
  struct Parent {
    graph::NodeId node;
    graph::RegionId region;
    std::size_t number = 0;
    bool is_body = true;  ///< Of the function.
  };

  void find_parents(graph::RegionId region);
  Bounds bounds(graph::ValueId v, Side side, graph::RegionId region);
  void by_conditions(graph::ValueId v, Side side, graph::RegionId region, Bounds& found);
  void by_condition(graph::ValueId condition, bool holds, graph::ValueId v, Side side,
                    graph::RegionId region, Bounds& found);
  void by_comparison(const graph::Node& compared, bool holds, graph::ValueId v, Side side,
                     graph::RegionId region, Bounds& found);
  Bounds of_argument(graph::ValueId v, Side side);
  Bounds of_node(graph::ValueId v, Side side, graph::RegionId region);
  Bounds of_sum(const graph::Node& node, Side side, graph::RegionId region);
  Bounds of_quotient(const graph::Node& node, Side side, graph::RegionId region);
  Bounds after_loop(const graph::Node& loop, std::size_t k, Side side);
  Bounds carried(const graph::Node& loop, std::size_t k, Side side, graph::RegionId region);
  Bounds either(const Bounds& a, const Bounds& b) const;
  bool is_size(const Dim& dim) const;
  bool is_at_most(const Dim& a, const Dim& b) const;
  bool is_within(const Bound& inner, const Bound& outer, Side side) const;
  bool is_constant_bool(graph::ValueId v, bool value) const;
  std::optional<std::int64_t> constant(graph::ValueId v) const;

  const graph::Graph& g_;
  std::vector<Parent> parents_;              ///< By region.
  std::vector<graph::RegionId> regions_of_;  ///< By node: where it stands.
  /// Carried values whose bound is being proved, and what is supposed meanwhile.
  struct Supposed {
    std::uint32_t node;
    std::size_t k;
    Side side;
    Bound bound;
  };
  std::vector<Supposed> supposed_;
  /// What was found out before, by value, side, region and what was supposed.
  std::map<std::tuple<std::uint32_t, Side, std::uint32_t, std::uint64_t>, Bounds> known_;
  std::map<std::tuple<std::uint32_t, std::size_t, Side, std::size_t>, std::uint64_t> number_of_;
  std::uint64_t supposed_set_ = 0;  ///< Their numbers, as bits.
  int steps_ = 0;
  int depth_ = 0;
};

}  // namespace sinter::lower
