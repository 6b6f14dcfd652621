#include "compiler/lower/dependence.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>

#include "compiler/lower/accesses.h"
#include "compiler/support/check.h"

namespace sinter::lower {

using graph::Node;
using graph::Region;
using graph::ValueId;

namespace {

/// What is known of two accesses in different iterations.
struct Conflict {
  bool possible = true;
  std::optional<std::int64_t> distance;  ///< The one distance at which they meet, if there is one.
};

/// The operation that combines in any order as this one does, where there is one.
std::optional<Op> commutative(Op op, DType type) {
  const bool extreme = op == Op::Min || op == Op::Max;
  if (extreme) return op;
  if (sinter::is_float(type)) return {};
  switch (op) {
    case Op::Sub:
      return Op::Add;
    case Op::Add:
    case Op::Mul:
    case Op::And:
    case Op::Or:
    case Op::Xor:
      return op;
    default:
      return {};
  }
}

class Analysis {
 public:
  Analysis(const graph::Graph& graph, const Node& loop)
      : g_(graph),
        loop_(loop),
        attribute_(std::get<graph::LoopAttr>(loop.attribute)),
        body_(graph.region(loop.regions[0])),
        dims_(graph.dims),
        accesses_(graph, loop) {}

  LoopFacts run() {
    if (attribute_.stops)
      obstacle({"the loop may end early, by `break` or `return`", loop_.locations, {}, true, 0});
    for (std::size_t k = 0; k < loop_.operands.size(); ++k) {
      const bool is_array = g_.type(loop_.operands[k]).rank() > 0;
      facts_.carried.push_back(is_array ? array(k) : scalar(k));
    }
    return std::move(facts_);
  }

 private:
  void obstacle(Obstacle o) { facts_.obstacles.push_back(std::move(o)); }
  ValueId argument(std::size_t k) const { return body_.arguments[k + 1]; }
  ValueId result(std::size_t k) const { return body_.results[k + (attribute_.stops ? 1 : 0)]; }
  const graph::LocationSet& place_of(ValueId v) const {
    return g_.is_argument(v) ? loop_.locations : g_.def(v).locations;
  }

  // --- Scalars.

  Carried scalar(std::size_t k) {
    if (result(k) == argument(k)) return {Carry::kSame};
    const int uses = accesses_.uses(argument(k));
    if (uses == 0) return {Carry::kPrivate};
    if (const auto op = reduction_op(result(k), argument(k))) {
      int steps = 0;
      if (combines(result(k), argument(k), *op, steps) && steps == uses)
        return {Carry::kReduction, *op};
    }
    const bool is_sum = !g_.is_argument(result(k)) && sinter::is_float(g_.type(result(k)).dtype) &&
                        follows(result(k), argument(k));
    obstacle({is_sum ? "a float is combined from iteration to iteration, in order"
                     : "a scalar is handed from iteration to iteration",
              place_of(result(k)),
              {},
              true,
              0});
    return {Carry::kSerial};
  }

  bool follows(ValueId v, ValueId source) const {
    if (g_.is_argument(v)) return false;
    const Node& node = g_.def(v);
    return (node.op == Op::Add || node.op == Op::Sub || node.op == Op::Mul) &&
           std::find(node.operands.begin(), node.operands.end(), source) != node.operands.end();
  }

  /// The operation that leads from `source` to `v`.
  std::optional<Op> reduction_op(ValueId v, ValueId source) const {
    if (v == source || g_.is_argument(v)) return {};
    const Node& node = g_.def(v);
    const auto number = g_.value(v).index;
    if (node.op == Op::For && !std::get<graph::LoopAttr>(node.attribute).stops) {
      const Region& region = g_.region(node.regions[0]);
      return reduction_op(region.results[number], region.arguments[number + 1]);
    }
    if (node.op == Op::While) {
      const Region& region = g_.region(node.regions[1]);
      return reduction_op(region.results[number], region.arguments[number]);
    }
    if (node.op == Op::If) {
      const auto op = reduction_op(g_.region(node.regions[0]).results[number], source);
      return op ? op : reduction_op(g_.region(node.regions[1]).results[number], source);
    }
    return is_elementwise(node.op) ? commutative(node.op, g_.type(v).dtype) : std::nullopt;
  }

  /// Whether `v` is `source` combined with other values by `op` alone. `steps`: how often `source`
  /// and what comes of it on the way are used for that; they must not be used for anything else.
  bool combines(ValueId v, ValueId source, Op op, int& steps) const {
    if (v == source) return ++steps, true;
    if (g_.is_argument(v) || accesses_.uses(v) != 1) return false;
    const Node& node = g_.def(v);
    const auto number = g_.value(v).index;
    if (node.op == Op::If) {
      return combines(g_.region(node.regions[0]).results[number], source, op, steps) &&
             combines(g_.region(node.regions[1]).results[number], source, op, steps);
    }
    if (node.op == Op::For || node.op == Op::While) {
      const bool counted = node.op == Op::For;
      if (counted && std::get<graph::LoopAttr>(node.attribute).stops) return false;
      const Region& region = g_.region(node.regions.back());
      const ValueId inner = region.arguments[number + (counted ? 1 : 0)];
      if (!counted && accesses_.uses(g_.region(node.regions[0]).arguments[number]) > 0)
        return false;
      int inner_steps = 0;
      return combines(region.results[number], inner, op, inner_steps) &&
             inner_steps == accesses_.uses(inner) &&
             combines(node.operands[number], source, op, steps);
    }
    if (!is_elementwise(node.op) || commutative(node.op, g_.type(v).dtype) != op) return false;
    int left = 0, right = 0;
    const bool by_left = combines(node.operands[0], source, op, left);
    const bool by_right = node.op != Op::Sub && combines(node.operands[1], source, op, right);
    if (by_left == by_right) return false;
    steps += by_left ? left : right;
    return true;
  }

  // --- Arrays.

  /// The operation of all scatters into a carried array, where its order does not matter and the
  /// array is used for nothing else.
  std::optional<Op> scattered(std::size_t k) const {
    const auto op = scatter_op(result(k));
    int steps = 0;
    if (op && collects(result(k), argument(k), *op, steps) && steps == accesses_.uses(argument(k)))
      return op;
    return {};
  }

  std::optional<Op> scatter_op(ValueId v) const {
    if (g_.is_argument(v)) return {};
    const Node& node = g_.def(v);
    const auto number = g_.value(v).index;
    if (node.op == Op::Scatter) {
      return free_order(std::get<graph::ScatterAttr>(node.attribute).mode, g_.type(v).dtype);
    }
    if (node.op == Op::For && !std::get<graph::LoopAttr>(node.attribute).stops)
      return scatter_op(g_.region(node.regions[0]).results[number]);
    if (node.op == Op::While) return scatter_op(g_.region(node.regions[1]).results[number]);
    if (node.op == Op::If) {
      const auto op = scatter_op(g_.region(node.regions[0]).results[number]);
      return op ? op : scatter_op(g_.region(node.regions[1]).results[number]);
    }
    return {};
  }

  /// As combines(), for scatters into an array.
  bool collects(ValueId v, ValueId source, Op op, int& steps) const {
    if (v == source) return ++steps, true;
    if (g_.is_argument(v) || accesses_.uses(v) != 1) return false;
    const Node& node = g_.def(v);
    const auto number = g_.value(v).index;
    if (node.op == Op::Scatter) {
      const auto own =
          free_order(std::get<graph::ScatterAttr>(node.attribute).mode, g_.type(v).dtype);
      return own == op && collects(node.operands[0], source, op, steps);
    }
    if (node.op == Op::If) {
      return collects(g_.region(node.regions[0]).results[number], source, op, steps) &&
             collects(g_.region(node.regions[1]).results[number], source, op, steps);
    }
    if (node.op != Op::For && node.op != Op::While) return false;
    const bool counted = node.op == Op::For;
    if (counted && std::get<graph::LoopAttr>(node.attribute).stops) return false;
    const Region& region = g_.region(node.regions.back());
    const ValueId inner = region.arguments[number + (counted ? 1 : 0)];
    if (!counted && accesses_.uses(g_.region(node.regions[0]).arguments[number]) > 0) return false;
    int inner_steps = 0;
    return collects(region.results[number], inner, op, inner_steps) &&
           inner_steps == accesses_.uses(inner) &&
           collects(node.operands[number], source, op, steps);
  }

  Carried array(std::size_t k) {
    if (result(k) == argument(k) && accesses_.uses(argument(k)) == 1) return {Carry::kSame};
    if (accesses_.array_of(result(k)) != k) {
      obstacle({"an array is replaced by another one", place_of(result(k)), {}, true, 0});
      return {Carry::kSerial};
    }
    for (const Access& w : accesses_.all()) {
      if (w.array != k || !w.write) continue;
      for (const Access& other : accesses_.all()) {
        if (other.array != k || (other.write && &other < &w)) continue;
        const Conflict conflict = meet(w, other);
        if (!conflict.possible) continue;
        if (const auto op = scattered(k)) return {Carry::kScattered, *op};
        report(w, other, conflict);
        return {Carry::kSerial};
      }
    }
    return {Carry::kArray};
  }

  void report(const Access& w, const Access& other, const Conflict& conflict) {
    const bool proved = conflict.distance && w.always && other.always;
    std::string text;
    if (&w == &other) {
      text = conflict.distance ? "every iteration writes the same elements"
                               : "iterations may write the same elements";
    } else {
      text = fmt::format(
          "what an iteration writes, another one {}{}", proved ? "" : "may ",
          other.write ? (proved ? "writes too" : "write too") : (proved ? "reads" : "read"));
      if (conflict.distance && *conflict.distance != 0)
        text += fmt::format(", {} iteration{} {}", std::abs(*conflict.distance),
                            std::abs(*conflict.distance) == 1 ? "" : "s",
                            *conflict.distance > 0 ? "later" : "earlier");
    }
    obstacle({std::move(text), w.locations, &w == &other ? graph::LocationSet{} : other.locations,
              proved, conflict.distance.value_or(0)});
  }

  bool uses_symbol(const Dim& dim, const std::function<bool(SymbolId)>& pred) const {
    for (const auto& [id, factor] : dim.terms()) {
      if (pred(id)) return true;
      const Symbol& symbol = dims_[id];
      // The range of an index is no part of its value.
      if (symbol.op == DimOp::kIndex || symbol.op == DimOp::kValue ||
          symbol.op == DimOp::kParameter)
        continue;
      if (uses_symbol(symbol.a, pred) || uses_symbol(symbol.b, pred)) return true;
    }
    return false;
  }

  /// Coefficient of the loop's index, and the rest; none where it occurs otherwise or where the
  /// position is not the same all through an iteration.
  std::optional<std::pair<std::int64_t, Dim>> affine(const Dim& dim) const {
    std::int64_t factor = 0;
    for (const auto& [id, coefficient] : dim.terms()) {
      if (id == attribute_.index) factor = coefficient;
    }
    const Dim rest = dim - Dim(attribute_.index) * factor;
    const bool varies = uses_symbol(
        rest, [&](SymbolId id) { return id == attribute_.index || accesses_.is_inner(id); });
    return varies ? std::nullopt : std::optional(std::pair(factor, rest));
  }

  static std::optional<std::int64_t> span(const AxisRange& axis) {
    const auto count = axis.count.as_constant();
    return count ? std::optional((*count - 1) * std::abs(axis.step) + 1) : std::nullopt;
  }

  static Dim first_of(const AxisRange& axis) {
    return axis.step > 0 ? axis.start : axis.start + (axis.count - 1) * axis.step;
  }

  /// Whether an element that `w` touches in one iteration can be one that `other` touches in
  /// another iteration.
  Conflict meet(const Access& w, const Access& other) {
    Conflict conflict;
    bool exact = true;  // so far the two meet exactly at `distance`, or at every one
    std::optional<Dim> only_a, only_b;  // the one iteration of either in which they can meet
    for (std::size_t axis = 0; axis < w.axes.size(); ++axis) {
      const AxisRange &a = w.axes[axis], &b = other.axes[axis];
      if (apart(a, b)) return {false, {}};
      if (a.some || b.some) exact = false;
      const auto x = affine(first_of(a)), y = affine(first_of(b));
      const auto span_a = span(a), span_b = span(b);
      if (x && y && span_a == 1 && span_b == 1) {
        if (y->first == 0 && !only_a) only_a = solve(*x, y->second);
        if (x->first == 0 && !only_b) only_b = solve(*y, x->second);
        if (only_a && only_b && *only_a == *only_b) return {false, {}};
      }
      if (!x || !y || !span_a || !span_b || x->first != y->first) {
        exact = false;
        continue;
      }
      const auto shift = (x->second - y->second).as_constant();
      if (!shift) {
        exact = false;
        continue;
      }
      // Element by element: factor * i + shift (+ 0..span) of w, factor * i' of the other.
      const std::int64_t factor = x->first;
      if (factor == 0) {
        if (*shift >= *span_b || -*shift >= *span_a) return {false, {}};
        exact &= *shift == 0 && a.count == b.count && a.step == b.step;
        continue;
      }
      if (*span_a == 1 && *span_b == 1) {
        if (*shift % factor != 0 || *shift == 0) return {false, {}};
        const std::int64_t distance = *shift / factor;
        if (conflict.distance && *conflict.distance != distance) return {false, {}};
        conflict.distance = distance;
        continue;
      }
      // The two overlap where -span_a < factor * (i - i') + shift < span_b.
      if (std::abs(factor) >= *span_b - *shift && std::abs(factor) >= *span_a + *shift)
        return {false, {}};
      exact = false;
    }
    if (!exact) conflict.distance.reset();
    if (exact && !conflict.distance) conflict.distance = 0;  // the same elements in all iterations
    return conflict;
  }

  /// The iteration in which an affine position is `at`, where that is a size.
  static std::optional<Dim> solve(const std::pair<std::int64_t, Dim>& position, const Dim& at) {
    if (std::abs(position.first) != 1) return {};
    return (at - position.second) * position.first;
  }

  /// Whether two ranges are proved to lie apart, whichever two iterations they belong to.
  bool apart(const AxisRange& a, const AxisRange& b) {
    std::map<std::uint32_t, Dim> renamed;
    const auto other = [&](const Dim& d) { return in_another_iteration(d, renamed); };
    const auto start_b = other(first_of(b)), count_b = other(b.count);
    if (!start_b || !count_b) return false;
    const Dim end_a = first_of(a) + (a.count - 1) * std::abs(a.step) + 1;
    const Dim end_b = *start_b + (*count_b - 1) * std::abs(b.step) + 1;
    return dims_.at_least(first_of(a) - end_b, 0) || dims_.at_least(*start_b - end_a, 0);
  }

  /// A size as it is in another iteration: with indices of their own.
  std::optional<Dim> in_another_iteration(const Dim& dim, std::map<std::uint32_t, Dim>& renamed) {
    Dim result = dim.constant();
    for (const auto& [id, factor] : dim.terms()) {
      const bool local = id == attribute_.index || accesses_.is_inner(id);
      const Symbol symbol = dims_[id];
      if (!local) {
        if (uses_symbol(Dim(id),
                        [&](SymbolId s) { return s == attribute_.index || accesses_.is_inner(s); }))
          return {};
        result = result + Dim(id) * factor;
        continue;
      }
      if (symbol.op != DimOp::kIndex) return {};
      auto found = renamed.find(id.index);
      if (found == renamed.end()) {
        const auto begin = in_another_iteration(symbol.a, renamed);
        const auto end = in_another_iteration(symbol.b, renamed);
        if (!begin || !end) return {};
        found = renamed.emplace(id.index, Dim(dims_.index(symbol.name + "'", *begin, *end))).first;
      }
      result = result + found->second * factor;
    }
    return result;
  }

  const graph::Graph& g_;
  const Node& loop_;
  const graph::LoopAttr& attribute_;
  const Region& body_;
  DimTable dims_;  ///< With indices of another iteration.
  Accesses accesses_;
  LoopFacts facts_;
};

}  // namespace

std::optional<Op> free_order(graph::ScatterMode mode, DType type) {
  switch (mode) {
    case graph::ScatterMode::kAdd:
      return commutative(Op::Add, type);
    case graph::ScatterMode::kMul:
      return commutative(Op::Mul, type);
    case graph::ScatterMode::kMin:
      return Op::Min;
    case graph::ScatterMode::kMax:
      return Op::Max;
    case graph::ScatterMode::kSet:
      return {};
  }
  return {};
}

LoopFacts analyze_loop(const graph::Graph& graph, const Node& loop) {
  return Analysis(graph, loop).run();
}

}  // namespace sinter::lower
