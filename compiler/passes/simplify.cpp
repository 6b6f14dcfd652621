// Identities that keep every bit: rows of (pattern, guard, replacement) in simplify_arithmetic.cpp,
// simplify_shape.cpp and simplify_scaled.cpp, and folding of scalar constants. Repeated until
// nothing changes.
#include "compiler/passes/simplify.h"

#include <array>
#include <bit>
#include <cmath>

#include "compiler/passes/passes.h"

namespace sinter::passes {

using namespace graph;

bool Match::is(std::size_t i, double number) const {
  const auto found = constant_of(to, operand(i));
  if (!found) return false;
  const double value = number_of(*found);
  return value == number &&
         (!is_float(found->dtype) || std::signbit(value) == std::signbit(number));
}

bool Match::is_all_ones(std::size_t i) const {
  const auto found = constant_of(to, operand(i));
  if (!found || is_float(found->dtype)) return false;
  const auto width = found->dtype == DType::kBool ? 1 : size_of(found->dtype) * 8;
  return found->bits == ~std::uint64_t{0} >> (64 - width);
}

ValueId Match::constant(std::uint64_t bits) const {
  return to.broadcast(to.constant(type.dtype, bits), type.shape, {});
}

namespace {

// Rows by op, in the order of their tables.
const std::vector<const Row*>& rows_of(Op op) {
  static const auto table = [] {
    std::vector<std::vector<const Row*>> result(static_cast<std::size_t>(op_count()));
    for (const auto& rows : {arithmetic_rows(), shape_rows(), scaled_rows()}) {
      for (const Row& row : rows) result[static_cast<std::size_t>(row.op)].push_back(&row);
    }
    return result;
  }();
  return table[static_cast<std::size_t>(op)];
}

ValueId fold_constants(const Match& m) {
  if (!is_elementwise(m.node.op)) return {};
  std::array<Constant, 3> constants{};
  const auto count = m.node.operands.size();
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = constant_of(m.to, m.operand(i));
    if (!found) return {};
    constants[i] = *found;
  }
  const auto bits = fold(m.node.op, std::span(constants).first(count), m.type.dtype);
  return bits ? m.constant(*bits) : ValueId();
}

}  // namespace

bool simplify(Graph& graph) {
  constexpr int kMaxRounds = 8;
  bool changed = false;
  for (int round = 0; round < kMaxRounds; ++round) {
    Rewrite rewrite(graph);
    const bool again = rewrite.run([&](const Node& node, const Type& type) {
      const Match match{rewrite.to, node, type};
      if (const ValueId folded = fold_constants(match)) return folded;
      for (const Row* row : rows_of(node.op)) {
        if (const ValueId value = row->apply(match)) return value;
      }
      return ValueId();
    });
    if (!again) break;
    changed = true;
  }
  return changed;
}

}  // namespace sinter::passes
