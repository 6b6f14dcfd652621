#include "compiler/ir/loop_count.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <vector>

namespace sinter::loop {
namespace {

/// Iterations of loops with loops inside are walked through one by one, so far; beyond that they
/// count as the first one does.
constexpr std::uint64_t kWalked = 100'000;

class Counter {
 public:
  Counter(const Kernel& kernel, std::span<const std::int64_t> integers)
      : kernel_(kernel), integers_(integers), values_(kernel.instructions.size()) {}

  Operations count() {
    const std::uint64_t floats = block(kernel_.body());
    return {floats, at_least_};
  }

 private:
  using Value = std::optional<std::int64_t>;

  std::uint64_t block(BlockId id) {
    std::uint64_t floats = 0;
    for (const ValueId at : kernel_.block(id).instructions) floats += instruction(at);
    return floats;
  }

  std::uint64_t instruction(ValueId at) {
    const Instruction& i = kernel_[at];
    switch (i.code) {
      case Code::kConst:
        values_[at.index] = static_cast<std::int64_t>(i.bits);
        return 0;
      case Code::kInteger:
        values_[at.index] = integers_[i.bits];
        return 0;
      case Code::kOp:
        values_[at.index] = is_float(i.type) ? exponent(i) : integer(i);
        return is_arithmetic(i) ? (i.op == Op::Fma ? 2 : 1) : 0;
      case Code::kReduceLanes: {
        const Register& reg = kernel_.registers[i.reg.index];
        return is_float(reg.type) ? static_cast<std::uint64_t>(reg.lanes - 1) : 0;
      }
      case Code::kFor:
        return loop(at, i);
      case Code::kIf:
        return branch(i);
      default:
        values_[at.index] = std::nullopt;
        return 0;
    }
  }

  /// Not what moves bits about and compares.
  static bool is_arithmetic(const Instruction& i) {
    if (!is_float(i.type)) return false;
    switch (i.op) {
      case Op::Cast:
      case Op::BitCast:
      case Op::Select:
      case Op::Neg:
      case Op::Abs:
        return false;
      default:
        return true;
    }
  }

  Value operand(const Instruction& i, std::size_t number) const {
    return values_[i.operands[number].index];
  }

  /// The logarithm of a size is read off the bits of a float.
  Value exponent(const Instruction& i) const {
    if (i.op != Op::Cast || i.type != DType::kF64 || !operand(i, 0)) return std::nullopt;
    return std::bit_cast<std::int64_t>(static_cast<double>(*operand(i, 0)));
  }

  /// The integer arithmetic that sizes and bounds are made of.
  Value integer(const Instruction& i) const {
    const Value a = operand(i, 0);
    if (i.op == Op::BitCast) return a;
    if (i.op == Op::Select && a) return operand(i, (*a & 1) != 0 ? 1 : 2);
    if (i.operands.size() != 2 || !a) return std::nullopt;
    const Value b = operand(i, 1);
    if (!b) return std::nullopt;
    switch (i.op) {
      case Op::Add:
        return *a + *b;
      case Op::Sub:
        return *a - *b;
      case Op::Mul:
        return *a * *b;
      case Op::Min:
        return std::min(*a, *b);
      case Op::Max:
        return std::max(*a, *b);
      case Op::FloorDiv:
        if (*b <= 0 || *a < 0) return std::nullopt;
        return *a / *b;
      case Op::Mod:
        if (*b <= 0 || *a < 0) return std::nullopt;
        return *a % *b;
      case Op::Shl:
        return *b < 0 || *b > 62 ? std::nullopt : Value(*a << *b);
      case Op::Shr:
        return *b < 0 || *b > 63 ? std::nullopt : Value(*a >> *b);
      case Op::And:
        return *a & *b;
      case Op::Lt:
        return *a < *b;
      case Op::Le:
        return *a <= *b;
      case Op::Gt:
        return *a > *b;
      case Op::Ge:
        return *a >= *b;
      case Op::Eq:
        return *a == *b;
      case Op::Ne:
        return *a != *b;
      default:
        return std::nullopt;
    }
  }

  std::uint64_t branch(const Instruction& i) {
    if (i.cold) return block(i.otherwise);
    const Value condition = operand(i, 0);
    if (condition) return block((*condition & 1) != 0 ? i.body : i.otherwise);
    const std::uint64_t taken = block(i.body);
    const std::uint64_t other = block(i.otherwise);
    at_least_ = at_least_ || taken != other;
    return std::min(taken, other);
  }

  bool has_loops(BlockId id) const {
    return std::ranges::any_of(kernel_.block(id).instructions, [&](ValueId at) {
      const Instruction& i = kernel_[at];
      return i.code == Code::kFor ||
             (i.code == Code::kIf && (has_loops(i.body) || has_loops(i.otherwise)));
    });
  }

  std::uint64_t loop(ValueId at, const Instruction& i) {
    const Value begin = operand(i, 0);
    const Value end = operand(i, 1);
    if (!begin || !end || i.until) {
      at_least_ = true;  // how often it runs is not known before
      values_[at.index] = std::nullopt;
      block(i.body);
      return 0;
    }
    const auto step = std::max<std::int64_t>(1, static_cast<std::int64_t>(i.bits));
    const auto trips =
        *end <= *begin ? 0 : static_cast<std::uint64_t>((*end - *begin + step - 1) / step);
    std::uint64_t floats = 0;
    const bool walks = has_loops(i.body) && walked_ < kWalked;
    for (std::uint64_t trip = 0; trip < trips; ++trip) {
      values_[at.index] = *begin + static_cast<std::int64_t>(trip) * step;
      floats += block(i.body);
      ++walked_;
      if (!walks || walked_ >= kWalked) {
        floats =
            static_cast<std::uint64_t>(static_cast<double>(floats) / static_cast<double>(trip + 1) *
                                       static_cast<double>(trips));
        break;
      }
    }
    return floats;
  }

  const Kernel& kernel_;
  std::span<const std::int64_t> integers_;
  std::vector<Value> values_;
  std::uint64_t walked_ = 0;
  bool at_least_ = false;
};

}  // namespace

Operations count_operations(const Kernel& kernel, std::span<const std::int64_t> integers) {
  return Counter(kernel, integers).count();
}

}  // namespace sinter::loop
