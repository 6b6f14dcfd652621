// Which loops have independent iterations. A `for` may run its iterations in any order, or at
// once, when no iteration reads or writes an element that another one writes, and when every
// scalar that it carries stays the same, is set before it is used, or is combined by one operation
// whose order does not matter. Anything else is an obstacle, which names the places in the source.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/graph.h"

namespace sinter::lower {

enum class Carry : std::uint8_t {
  kSame,       ///< An iteration gives what it takes.
  kPrivate,    ///< A scalar that is set before it is used: only the last iteration's counts.
  kReduction,  ///< A scalar that is combined with others by one operation, in any order.
  kArray,      ///< An array of which every iteration reads and writes its own elements.
  kScattered,  ///< An array whose elements are combined with others by one operation, in any order.
  kSerial,     ///< Anything else.
};

struct Carried {
  Carry kind = Carry::kSerial;
  Op op = Op::Add;  ///< kReduction and kScattered.
};

/// Why iterations depend on each other, or may.
struct Obstacle {
  std::string text;
  graph::LocationSet first, second;  ///< Two accesses, or one place.
  /// Not only unproved: two iterations of every loop that has so many do depend on each other.
  bool proved = false;
  std::int64_t distance = 0;  ///< Where proved for elements: iterations from one to the other.
};

struct LoopFacts {
  std::vector<Carried> carried;  ///< One for each operand.
  std::vector<Obstacle> obstacles;
  bool independent() const { return obstacles.empty(); }
  /// Whether iterations at the same time need copies of some array.
  bool scatters() const {
    return std::ranges::any_of(carried,
                               [](const Carried& c) { return c.kind == Carry::kScattered; });
  }
};

/// The operation of a scatter whose order does not matter, on elements of a type; else none.
std::optional<Op> free_order(graph::ScatterMode mode, DType type);

/// Looks at a `for` node.
LoopFacts analyze_loop(const graph::Graph& graph, const graph::Node& loop);

}  // namespace sinter::lower
