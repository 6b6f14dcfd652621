#include "compiler/lower/ranges.h"

#include <algorithm>
#include <optional>

#include "compiler/lower/lanes.h"

namespace sinter::lower {

using graph::Node;
using graph::RegionId;
using graph::ValueId;

namespace {

constexpr int kMostSteps = 3000;  // of one question
constexpr int kDeepest = 50;
constexpr std::size_t kMostBounds = 4;  // of one value
constexpr std::size_t kLargestBound = 6;
constexpr std::int64_t kLargestConstant = std::int64_t{1} << 40;
constexpr std::int64_t kLargestFactor = 64;

}  // namespace

Ranges::Ranges(const graph::Graph& graph) : g_(graph), regions_of_(graph.node_count()) {
  find_parents(RegionId(0));
}

void Ranges::find_parents(RegionId region) {
  if (parents_.size() <= region.index) parents_.resize(region.index + 1);
  for (const graph::NodeId id : g_.region(region).nodes) {
    regions_of_[id.index] = region;
    const Node& node = g_.node(id);
    for (std::size_t n = 0; n < node.regions.size(); ++n) {
      const RegionId inner = node.regions[n];
      find_parents(inner);
      parents_[inner.index] = {id, region, n, false};
    }
  }
}

bool Ranges::is_inside(ValueId position, const Dim& size, RegionId region) {
  if (g_.type(position) != graph::Type{DType::kI64, {}}) return false;
  steps_ = 0;
  const auto holds = [&](Side side, const Bound& limit) {
    return std::ranges::any_of(bounds(position, side, region),
                               [&](const Bound& bound) { return is_within(bound, limit, side); });
  };
  return holds(Side::kLow, {Dim(0)}) && holds(Side::kHigh, {size - 1});
}

/// Whether a size is one of arrays, or counts their elements: sums of several do not wrap.
bool Ranges::is_size(const Dim& dim) const {
  const auto is_small = [](std::int64_t n, std::int64_t limit) { return n < limit && n > -limit; };
  if (!is_small(dim.constant(), kLargestConstant)) return false;
  return std::ranges::all_of(dim.terms(), [&](const auto& term) {
    const Symbol& symbol = g_.dims[term.first];
    return is_small(term.second, kLargestFactor) &&
           (symbol.op == DimOp::kParameter ||
            (symbol.op == DimOp::kIndex && is_size(symbol.a) && is_size(symbol.b)));
  });
}

bool Ranges::is_at_most(const Dim& a, const Dim& b) const {
  const Dim left = b - a;
  return g_.dims.at_least(left, 0) || g_.dims.at_least(g_.reduced(left), 0);
}

bool Ranges::is_within(const Bound& inner, const Bound& outer, Side side) const {
  return std::ranges::all_of(inner, [&](const Dim& a) {
    return std::ranges::any_of(outer, [&](const Dim& b) {
      return side == Side::kLow ? is_at_most(b, a) : is_at_most(a, b);
    });
  });
}

std::optional<std::int64_t> Ranges::constant(ValueId v) const {
  const auto position = named_position(g_, v);
  return position ? position->as_constant() : std::nullopt;
}

bool Ranges::is_constant_bool(ValueId v, bool value) const {
  if (g_.is_argument(v) || g_.def(v).op != Op::Constant) return false;
  return (std::get<graph::ConstantAttr>(g_.def(v).attribute).bits != 0) == value;
}

Ranges::Bounds Ranges::bounds(ValueId v, Side side, RegionId region) {
  if (++steps_ > kMostSteps || g_.type(v) != graph::Type{DType::kI64, {}}) return {};
  const auto key = std::tuple(v.index, side, region.index, supposed_set_);
  if (const auto known = known_.find(key); known != known_.end()) return known->second;
  if (depth_ > kDeepest) return {};  // conditions may speak of each other in a circle
  ++depth_;
  Bounds found = g_.is_argument(v) ? of_argument(v, side) : of_node(v, side, region);
  by_conditions(v, side, region, found);
  --depth_;
  std::erase_if(found, [&](const Bound& bound) {
    return bound.empty() || bound.size() > kLargestBound ||
           !std::ranges::all_of(bound, [&](const Dim& d) { return is_size(d); });
  });
  if (found.size() > kMostBounds) found.resize(kMostBounds);
  if (steps_ <= kMostSteps) known_[key] = found;
  return found;
}

/// What holds of a value that is one of two.
Ranges::Bounds Ranges::either(const Bounds& a, const Bounds& b) const {
  Bounds result;
  for (const Bound& x : a) {
    for (const Bound& y : b) {
      Bound both = x;
      for (const Dim& d : y) {
        if (std::ranges::find(both, d) == both.end()) both.push_back(d);
      }
      result.push_back(std::move(both));
    }
  }
  return result;
}

// --- Conditions that hold in a region.

void Ranges::by_conditions(ValueId v, Side side, RegionId region, Bounds& found) {
  for (RegionId at = region; !parents_[at.index].is_body; at = parents_[at.index].region) {
    const Parent parent = parents_[at.index];
    const Node& node = g_.node(parent.node);
    if (node.op == Op::If) {
      by_condition(node.operands[0], parent.number == 0, v, side, at, found);
    } else if (node.op == Op::While && parent.number == 1) {
      // The test speaks of its own arguments, which are the body's.
      const auto& body = g_.region(node.regions[1]).arguments;
      const auto& test = g_.region(node.regions[0]);
      const auto k = std::ranges::find(body, v) - body.begin();
      if (k == static_cast<std::ptrdiff_t>(body.size())) continue;
      by_condition(test.results[0], true, test.arguments[static_cast<std::size_t>(k)], side,
                   node.regions[0], found);
    }
  }
}

void Ranges::by_condition(ValueId condition, bool holds, ValueId v, Side side, RegionId region,
                          Bounds& found) {
  if (++steps_ > kMostSteps || g_.is_argument(condition)) return;
  const Node& node = g_.def(condition);
  const auto both = [&](ValueId a, ValueId b) {
    by_condition(a, holds, v, side, region, found);
    by_condition(b, holds, v, side, region, found);
  };
  if (node.op == Op::Not) return by_condition(node.operands[0], !holds, v, side, region, found);
  if (node.op == (holds ? Op::And : Op::Or)) return both(node.operands[0], node.operands[1]);
  if (node.op == Op::If) {  // `and`, `or`, whose right side is a branch
    const std::size_t number = g_.value(condition).index;
    const ValueId then = g_.region(node.regions[0]).results[number];
    const ValueId otherwise = g_.region(node.regions[1]).results[number];
    if (holds && is_constant_bool(otherwise, false)) return both(node.operands[0], then);
    if (!holds && is_constant_bool(then, true)) return both(node.operands[0], otherwise);
    return;
  }
  by_comparison(node, holds, v, side, region, found);
}

void Ranges::by_comparison(const Node& compared, bool holds, ValueId v, Side side, RegionId region,
                           Bounds& found) {
  const Op op = compared.op;
  const bool is_equal = op == Op::Eq || op == Op::Ne;
  if (op != Op::Lt && op != Op::Le && op != Op::Gt && op != Op::Ge && !is_equal) return;
  if (is_equal && holds != (op == Op::Eq)) return;
  const ValueId a = compared.operands[0], b = compared.operands[1];
  if ((a != v && b != v) || a == b) return;
  // v is below (or above) the other one, by one at least where they are not equal.
  const bool first = a == v;
  const bool less = op == Op::Lt || op == Op::Le;
  const bool is_below = (less == holds) == first;
  const bool strict = (op == Op::Lt || op == Op::Gt) == holds;
  if (!is_equal && is_below != (side == Side::kHigh)) return;
  const std::int64_t apart = is_equal || !strict ? 0 : side == Side::kHigh ? -1 : 1;
  for (Bound bound : bounds(first ? b : a, side, region)) {
    for (Dim& d : bound) d = d + apart;
    found.push_back(std::move(bound));
  }
}

// --- What a value is computed from.

Ranges::Bounds Ranges::of_argument(ValueId v, Side side) {
  const RegionId region = g_.value(v).region;
  const Parent& parent = parents_[region.index];
  if (parent.is_body) return {};
  const Node& node = g_.node(parent.node);
  std::size_t k = g_.value(v).index;
  if (node.op == Op::For) {
    if (k == 0) return {{Dim(std::get<graph::LoopAttr>(node.attribute).index)}};
    --k;
  } else if (node.op != Op::While) {
    return {};
  }
  return carried(node, k, side, parent.region);
}

/// What a loop carries stays within the bounds that it begins with, where an iteration that begins
/// within them ends within them.
Ranges::Bounds Ranges::carried(const Node& loop, std::size_t k, Side side, RegionId region) {
  const std::uint32_t node = loop.results[0].index;
  for (const Supposed& s : supposed_) {
    if (s.node == node && s.k == k && s.side == side) return {s.bound};
  }
  const RegionId body = loop.regions.back();
  const bool stops = loop.op == Op::For && std::get<graph::LoopAttr>(loop.attribute).stops;
  const ValueId result = g_.region(body).results[k + (stops ? 1 : 0)];
  Bounds proved;
  const Bounds begins = bounds(loop.operands[k], side, region);
  for (std::size_t n = 0; n < begins.size(); ++n) {
    const Bound& initial = begins[n];
    const auto [number, fresh] = number_of_.try_emplace({node, k, side, n}, number_of_.size());
    if (number->second >= 64) break;
    const std::uint64_t before = supposed_set_;
    supposed_set_ |= std::uint64_t{1} << number->second;
    supposed_.push_back({node, k, side, initial});
    const Bounds after = bounds(result, side, body);
    supposed_.pop_back();
    supposed_set_ = before;
    if (std::ranges::any_of(after, [&](const Bound& b) { return is_within(b, initial, side); }))
      proved.push_back(initial);
  }
  return proved;
}

Ranges::Bounds Ranges::of_node(ValueId v, Side side, RegionId region) {
  if (const auto size = named_position(g_, v)) return {{*size}};
  const Node& node = g_.def(v);
  const std::size_t number = g_.value(v).index;
  const auto of = [&](std::size_t n) { return bounds(node.operands[n], side, region); };
  switch (node.op) {
    case Op::Add:
    case Op::Sub:
      return of_sum(node, side, region);
    case Op::FloorDiv:
      return of_quotient(node, side, region);
    case Op::Min:
    case Op::Max: {
      if ((node.op == Op::Min) == (side == Side::kLow)) return either(of(0), of(1));
      Bounds both = of(0);
      for (Bound& bound : of(1)) both.push_back(std::move(bound));
      return both;
    }
    case Op::Select:
      return either(of(1), of(2));
    case Op::If:
      return either(bounds(g_.region(node.regions[0]).results[number], side, node.regions[0]),
                    bounds(g_.region(node.regions[1]).results[number], side, node.regions[1]));
    case Op::For:
    case Op::While:
      return either(bounds(node.operands[number], side, regions_of_[g_.value(v).node.index]),
                    after_loop(node, number, side));
    default:
      return {};
  }
}

/// What an iteration gives, the last one for example.
Ranges::Bounds Ranges::after_loop(const Node& loop, std::size_t k, Side side) {
  const RegionId body = loop.regions.back();
  const bool stops = loop.op == Op::For && std::get<graph::LoopAttr>(loop.attribute).stops;
  return bounds(g_.region(body).results[k + (stops ? 1 : 0)], side, body);
}

/// Sums and differences of bounded numbers; those of numbers that may be large may wrap.
Ranges::Bounds Ranges::of_sum(const Node& node, Side side, RegionId region) {
  const bool adds = node.op == Op::Add;
  const Side other = side == Side::kLow ? Side::kHigh : Side::kLow;
  const Bounds a = bounds(node.operands[0], side, region);
  const Bounds b = bounds(node.operands[1], adds ? side : other, region);
  if (a.empty() || b.empty() || bounds(node.operands[0], other, region).empty() ||
      bounds(node.operands[1], adds ? other : side, region).empty())
    return {};
  Bounds result;
  for (const Bound& x : a) {
    for (const Bound& y : b) {
      Bound sums;
      for (const Dim& p : x) {
        for (const Dim& q : y) sums.push_back(adds ? p + q : p - q);
      }
      result.push_back(std::move(sums));
    }
  }
  return result;
}

/// Of a division by a positive constant, rounded down.
Ranges::Bounds Ranges::of_quotient(const Node& node, Side side, RegionId region) {
  const auto divisor = constant(node.operands[1]);
  if (!divisor || *divisor < 1) return {};
  Bounds result;
  for (Bound bound : bounds(node.operands[0], side, region)) {
    for (Dim& d : bound) {
      const bool divides = std::ranges::all_of(
          d.terms(), [&](const auto& term) { return term.second % *divisor == 0; });
      if (divides) {
        const std::int64_t c = d.constant();
        Dim quotient = c / *divisor - (c % *divisor < 0 ? 1 : 0);
        for (const auto& [symbol, factor] : d.terms())
          quotient = quotient + Dim(symbol) * (factor / *divisor);
        d = quotient;
      } else if (side == Side::kLow) {
        if (!is_at_most(0, d)) return {};
        d = 0;
      } else if (!is_at_most(0, d)) {
        return {};
      }
    }
    result.push_back(std::move(bound));
  }
  return result;
}

}  // namespace sinter::lower
