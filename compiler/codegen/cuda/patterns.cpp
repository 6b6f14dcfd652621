// Ops that take fewer instructions where it is known what their operands are. The same bits, but
// for those of NaN.
#include <algorithm>
#include <bit>
#include <cmath>

#include "compiler/codegen/cuda/expression.h"
#include "compiler/codegen/cuda/writer.h"
#include "compiler/support/check.h"

namespace sinter::cuda {

using loop::Code;
using loop::Instruction;
using loop::ValueId;

namespace {

double number_of(const Instruction& constant) {
  if (constant.type == DType::kF64) return std::bit_cast<double>(constant.bits);
  return std::bit_cast<float>(static_cast<std::uint32_t>(constant.bits));
}

bool is_number(const Instruction& i) { return i.code == Code::kConst && is_float(i.type); }

bool is_op(const Instruction& i, Op op) { return i.code == Code::kOp && i.op == op; }

}  // namespace

/// A select that keeps a value from one side of a limit, which is neither NaN nor 0.
std::optional<Writer::Limited> Writer::limited(ValueId v) const {
  const Instruction& i = k_[v];
  if (!is_op(i, Op::Select) || !is_float(i.type)) return {};
  const Instruction &condition = k_[i.operands[0]], &limit = k_[i.operands[1]];
  const bool from_below = is_op(condition, Op::Gt), from_above = is_op(condition, Op::Lt);
  if (!(from_below || from_above) || !is_number(limit)) return {};
  const double number = number_of(limit);
  if (std::isnan(number) || number == 0) return {};
  // The limit may be written twice.
  const Instruction& compared = k_[condition.operands[0]];
  if (!is_number(compared) || compared.bits != limit.bits) return {};
  if (condition.operands[1] != i.operands[2]) return {};
  return Limited{from_above, number, i.operands[1], i.operands[2]};
}

/// The largest |x| that is no NaN; infinity where nothing is known.
double Writer::largest(ValueId v) const {
  const auto outer = limited(v);
  if (!outer) return HUGE_VAL;
  const auto inner = limited(outer->value);
  if (!inner || inner->is_upper == outer->is_upper) {
    // Of something that is not negative.
    const Instruction& x = k_[outer->value];
    return is_op(x, Op::Abs) && outer->is_upper ? std::abs(outer->limit) : HUGE_VAL;
  }
  return std::max(std::abs(outer->limit), std::abs(inner->limit));
}

/// The sum that n is the rest of, where n = round(x * c) is made by adding 1.5 * 2^mantissa and is
/// known to be small enough for two steps.
std::optional<ValueId> Writer::rounded_sum(ValueId n) const {
  const Instruction& difference = k_[n];
  const bool single = difference.type == DType::kF32;
  const double magic = single ? 0x1.8p23 : 0x1.8p52, most = single ? 252 : 2044;
  const auto is_magic = [&](ValueId v) { return is_number(k_[v]) && number_of(k_[v]) == magic; };
  if (!is_op(difference, Op::Sub) || !is_magic(difference.operands[1])) return {};
  const Instruction& sum = k_[difference.operands[0]];
  if (!is_op(sum, Op::Fma) || !is_magic(sum.operands[2]) || !is_number(k_[sum.operands[1]]))
    return {};
  const double scale = std::abs(number_of(k_[sum.operands[1]]));
  if (!(largest(sum.operands[0]) * scale + 1 <= most)) return {};
  return difference.operands[0];
}

/// The largest value of an i64 that is never negative; nothing where that is not known. Loops run
/// from known bounds, and kernels take quotients and remainders of their indices.
std::optional<std::uint64_t> Writer::bound(ValueId v) {
  if (const auto found = bounds_.find(v.index); found != bounds_.end()) return found->second;
  auto& result = bounds_[v.index];  // of what it is made of it is not asked again
  const Instruction& i = k_[v];
  if (i.type != DType::kI64) return result;
  constexpr std::uint64_t kLargest = std::uint64_t{1} << 62;
  const auto of = [&](std::size_t n) { return bound(i.operands[n]); };
  std::optional<std::uint64_t> found;
  if (i.code == Code::kConst && i.bits < kLargest) found = i.bits;
  if (i.code == Code::kFor) {
    const auto first = of(0), end = of(1);
    if (first && end) found = end;
  }
  if (i.code == Code::kOp) {
    const auto a = of(0), b = i.operands.size() > 1 ? of(1) : std::nullopt;
    const bool both = a && b;
    std::uint64_t value = 0;
    if (i.op == Op::Add && both) found = *a + *b;
    if (i.op == Op::Mul && both && !__builtin_mul_overflow(*a, *b, &value)) found = value;
    if (i.op == Op::Min && both) found = std::min(*a, *b);
    if (i.op == Op::Max && both) found = std::max(*a, *b);
    if (i.op == Op::FloorDiv && both) found = a;
    if (i.op == Op::Mod && both && *b > 0) found = std::min(*a, *b - 1);
  }
  if (found && *found < kLargest) bounds_[v.index] = found;
  return bounds_[v.index];
}

/// The thread and the number of its copy are what they are: NVIDIA's compiler does not always find
/// that out of their sum, and then reads what lies side by side one by one.
std::string Writer::lane_part(ValueId id) const {
  const Instruction& i = k_[id];
  if (!lanes_from_zero_ || i.operands.size() != 2 || i.operands[0] != lanes_from_zero_) return "";
  const Instruction& divisor = k_[i.operands[1]];
  if (divisor.code != Code::kConst || divisor.bits != static_cast<std::uint64_t>(threads()))
    return "";
  if (i.op == Op::Mod) return "(i64)t";
  return i.op == Op::FloorDiv ? fmt::format("(i64){}", slot_) : "";
}

/// Empty: nothing better is known than what `expression` gives.
std::string Writer::pattern_text(ValueId id) {
  const Instruction& i = k_[id];
  if (i.op == Op::Ldexp) {
    const auto sum = rounded_sum(i.operands[1]);
    if (!sum) return "";
    return fmt::format("scale_rounded({}, {})", operand(i.operands[0]), operand(*sum));
  }
  if (const std::string part = lane_part(id); !part.empty()) return part;
  if ((i.op == Op::FloorDiv || i.op == Op::Mod) && i.type == DType::kI64) {
    // Positions that fit 32 bits, by a number that is known: a multiplication.
    const Instruction& divisor = k_[i.operands[1]];
    constexpr std::uint64_t kFits = 0xffffffff;
    const auto dividend = bound(i.operands[0]);
    if (divisor.code != Code::kConst || divisor.bits == 0 || divisor.bits > kFits || !dividend ||
        *dividend > kFits || std::has_single_bit(divisor.bits))
      return "";
    return fmt::format("(i64)((u32){} {} {}u)", operand(i.operands[0]),
                       i.op == Op::FloorDiv ? "/" : "%", divisor.bits);
  }
  if (const auto found = limited(id); found && i.type == DType::kF32) {
    return fmt::format("{}({}, {})", found->is_upper ? "at_most_limited" : "at_least_limited",
                       operand(found->number), operand(found->value));
  }
  return "";
}

}  // namespace sinter::cuda
