#include "compiler/ir/ops.h"

#include <fmt/format.h>

#include <array>
#include <unordered_map>

namespace sinter {
namespace {

constexpr auto kTable = std::to_array<OpInfo>({
#define ELEMENTWISE(name, spelling, arity, rule, callable, may_fail, semantics) \
  {#name, spelling,      arity,         TypeRule::rule, AttributeKind::None,    \
   true,  callable != 0, may_fail != 0, semantics},
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
#define ARRAY_OP(name, spelling, arity, attribute, semantics)              \
  {#name,                                                                  \
   spelling,                                                               \
   arity,                                                                  \
   TypeRule::None,                                                         \
   AttributeKind::attribute,                                               \
   false,                                                                  \
   false,                                                                  \
   Op::name == Op::Gather || Op::name == Op::Scatter || is_show(Op::name), \
   semantics},
#include "compiler/ir/array_ops.def"
#undef ARRAY_OP
});

}  // namespace

const OpInfo& info(Op op) { return kTable[static_cast<std::size_t>(op)]; }

bool fails_on(Op op, DType type, std::uint64_t bits) {
  if (op != Op::IntegerPow) return bits == 0;
  return is_signed_integer(type) && (bits >> (8 * size_of(type) - 1) & 1) != 0;
}

Failure failure_of(Op op) {
  if (op == Op::Gather || op == Op::Scatter) return {"E0311", "index out of range"};
  if (is_show(op)) return {"E0340", "assertion failed"};
  if (op == Op::IntegerPow) return {"E0313", "integer to a negative power"};
  return {"E0310", "integer division by zero"};
}

std::string outside_axis(std::int64_t position, std::int64_t axis, std::int64_t size) {
  return fmt::format("position {} is outside axis {} of size {}", position, axis, size);
}

int op_count() { return static_cast<int>(kTable.size()); }

std::optional<Op> op_from_spelling(std::string_view spelling) {
  static const auto index = [] {
    std::unordered_map<std::string_view, Op> result;
    for (std::size_t i = 0; i < kTable.size(); ++i) {
      result.emplace(kTable[i].spelling, static_cast<Op>(i));
    }
    return result;
  }();
  auto found = index.find(spelling);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace sinter
