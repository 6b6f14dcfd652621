// Comparisons of integers that were scaled by a power of two, as coordinates in the unit square
// that come from a counter are: (2^-24 a)^2 + (2^-24 b)^2 < 1 becomes a^2 + b^2 < 2^48.
//
// Proof: a float that was an integer is 0 or at least 1 and at most 2^bits, and so are sums,
// differences and products of such, which round to integers (a float of 2^23, or 2^52, or more is
// one). Where 2^k of all of them is neither subnormal nor infinite, scaling commutes with rounding:
// fl(2^k a * 2^l b) = 2^(k + l) fl(a * b), fl(2^k a + 2^k b) = 2^k fl(a + b), zeros and their signs
// included. So 2^k v < c means the same as v < 2^-k c where that is a float.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "compiler/passes/simplify.h"

namespace sinter::passes {

using namespace graph;

namespace {

/// A value is 2^scale times an integer of at most 2^bits.
struct Scaled {
  int scale = 0, bits = 0;
};

int largest_exponent(DType type) { return type == DType::kF32 ? 120 : 1000; }

/// Exponent of a power of two.
std::optional<int> power_of_two(const Graph& g, ValueId v) {
  const auto constant = constant_of(g, v);
  if (!constant || !is_float(constant->dtype)) return {};
  int exponent = 0;
  if (std::frexp(number_of(*constant), &exponent) != 0.5) return {};
  return exponent - 1;
}

/// Bits of an integer's magnitude, whatever it is.
int bits_of(const Graph& g, ValueId v) {
  const int bits = 8 * static_cast<int>(size_of(g.type(v).dtype));
  const auto shift = defined_by(g, v, Op::Shr);
  if (!shift || !is_unsigned_integer(g.type(v).dtype)) return bits;
  const auto by = constant_of(g, shift->operands[1]);
  if (!by) return bits;
  return std::clamp(bits - static_cast<int>(std::min<std::uint64_t>(by->bits, 63)), 0, bits);
}

/// Takes the scale off an expression: first whether that may be, then the expression without it.
class Descaling {
 public:
  explicit Descaling(Graph& g) : g_(g) {}

  std::optional<Scaled> look(ValueId v) {
    if (const auto seen = seen_.find(v.index); seen != seen_.end()) return seen->second;
    constexpr std::size_t kMost = 16;  // values that are looked at
    if (!is_float(g_.type(v).dtype) || seen_.size() == kMost) return {};
    auto found = cast(v);
    if (!found) found = product(v);
    if (!found) found = sum(v);
    // What is computed now, and what was computed before, is neither subnormal nor infinite.
    const int most = largest_exponent(g_.type(v).dtype);
    if (found && (found->bits > most || found->scale < -most ||
                  found->bits + std::max(found->scale, 0) > most))
      found = {};
    return seen_[v.index] = found;
  }

  /// Of what look() found something for.
  ValueId build(ValueId v) {
    if (const auto built = built_.find(v.index); built != built_.end()) return built->second;
    ValueId result = v;
    if (const auto scaled = by_power(v)) {
      result = build(scaled->first);
    } else if (!defined_by(g_, v, Op::Cast)) {
      const Node node = g_.def(v);
      const ValueId x = build(node.operands[0]), y = build(node.operands[1]);
      result = g_.binary(node.op, x, y);
    }
    return built_[v.index] = result;
  }

  int removed() const { return removed_; }

 private:
  /// An operand and the exponent of the power of two that it is multiplied by.
  std::optional<std::pair<ValueId, int>> by_power(ValueId v) const {
    const auto node = defined_by(g_, v, Op::Mul);
    for (std::size_t side = 0; side < 2 && node; ++side) {
      if (const auto exponent = power_of_two(g_, node->operands[side]))
        return std::pair(node->operands[1 - side], *exponent);
    }
    return {};
  }

  std::optional<Scaled> cast(ValueId v) const {
    const auto node = defined_by(g_, v, Op::Cast);
    if (!node || !is_integer(g_.type(node->operands[0]).dtype)) return {};
    return Scaled{0, bits_of(g_, node->operands[0])};
  }

  std::optional<Scaled> product(ValueId v) {
    if (const auto scaled = by_power(v)) {
      auto x = look(scaled->first);
      if (!x) return {};
      ++removed_;
      x->scale += scaled->second;
      return x;
    }
    const auto node = defined_by(g_, v, Op::Mul);
    if (!node) return {};
    const auto x = look(node->operands[0]), y = look(node->operands[1]);
    if (!x || !y) return {};
    return Scaled{x->scale + y->scale, x->bits + y->bits};
  }

  std::optional<Scaled> sum(ValueId v) {
    auto node = defined_by(g_, v, Op::Add);
    if (!node) node = defined_by(g_, v, Op::Sub);
    if (!node) return {};
    const auto x = look(node->operands[0]), y = look(node->operands[1]);
    if (!x || !y || x->scale != y->scale) return {};
    return Scaled{x->scale, std::max(x->bits, y->bits) + 1};
  }

  Graph& g_;
  std::map<std::uint32_t, std::optional<Scaled>> seen_;
  std::map<std::uint32_t, ValueId> built_;
  int removed_ = 0;
};

/// The comparison without the scale.
ValueId compare_integers(const Match& m) {
  for (std::size_t side = 0; side < 2; ++side) {
    const auto constant = constant_of(m.to, m.operand(side));
    if (!constant || !is_float(constant->dtype)) continue;
    Descaling descaling(m.to);
    const auto scaled = descaling.look(m.operand(1 - side));
    if (!scaled || descaling.removed() == 0) return {};
    const double bound = number_of(*constant);
    int exponent = 0;
    const double fraction = std::frexp(bound, &exponent);
    const int most = largest_exponent(constant->dtype);
    const bool fits = std::isfinite(bound) &&
                      (fraction == 0 ||
                       (std::abs(exponent) <= most && std::abs(exponent - scaled->scale) <= most));
    if (!fits) return {};
    const ValueId moved = m.to.broadcast(
        m.to.constant_float(constant->dtype, std::ldexp(bound, -scaled->scale)), m.type.shape, {});
    const ValueId integer = descaling.build(m.operand(1 - side));
    return side == 0 ? m.to.binary(m.node.op, moved, integer)
                     : m.to.binary(m.node.op, integer, moved);
  }
  return {};
}

constexpr const char* kRule = "2^k v < c -> v < 2^-k c, v made of integers; and its like";

constexpr Row kRows[] = {
    {Op::Lt, kRule, compare_integers}, {Op::Le, kRule, compare_integers},
    {Op::Gt, kRule, compare_integers}, {Op::Ge, kRule, compare_integers},
    {Op::Eq, kRule, compare_integers}, {Op::Ne, kRule, compare_integers},
};

}  // namespace

std::span<const Row> scaled_rows() { return kRows; }

}  // namespace sinter::passes
