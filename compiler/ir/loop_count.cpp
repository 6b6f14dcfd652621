#include "compiler/ir/loop_count.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>
#include <vector>

namespace sinter::loop {
namespace {

/// Iterations of loops with loops inside are walked through one by one, so far; beyond that they
/// count as the first one does.
constexpr std::uint64_t kWalked = 100'000;

class Counter {
 public:
  Counter(const Kernel& kernel, std::span<const std::int64_t> integers,
          std::span<const InstructionRange> ranges, std::size_t added, bool estimates = false)
      : kernel_(kernel),
        estimates_(estimates),
        integers_(integers),
        added_(added),
        values_(kernel.instructions.size()),
        range_of_(kernel.instructions.size(), ranges.size()),
        current_(ranges.size()),
        counts_(ranges.size() + 1) {
    for (std::size_t n = 0; n < ranges.size(); ++n) {
      for (std::uint32_t at = ranges[n].first; at < ranges[n].last; ++at) range_of_[at] = n;
    }
  }

  /// One per range, and what is in none.
  std::vector<Operations> count() {
    block(kernel_.body());
    return counts_;
  }

 private:
  using Value = std::optional<std::int64_t>;

  void block(BlockId id) {
    const std::size_t outer = current_;
    for (const ValueId at : kernel_.block(id).instructions) {
      if (at.index < added_) current_ = range_of_[at.index];
      instruction(at);
    }
    current_ = outer;
  }

  void add(std::uint64_t floats) { counts_[current_].floats += floats; }

  void instruction(ValueId at) {
    const Instruction& i = kernel_[at];
    switch (i.code) {
      case Code::kConst:
        values_[at.index] = static_cast<std::int64_t>(i.bits);
        return;
      case Code::kThreads:
        values_[at.index] = 1;
        return;
      case Code::kInteger:
        values_[at.index] = integers_[i.bits];
        return;
      case Code::kOp:
        ++counts_[current_].steps;
        values_[at.index] = is_float(i.type) ? exponent(i) : integer(i);
        if (is_arithmetic(i)) add(i.op == Op::Fma ? 2 : 1);
        return;
      case Code::kReduceLanes: {
        const Register& reg = kernel_.registers[i.reg.index];
        if (is_float(reg.type)) add(static_cast<std::uint64_t>(reg.lanes - 1));
        return;
      }
      case Code::kFor:
        return loop(at, i);
      case Code::kIf:
        return branch(i);
      default:
        ++counts_[current_].steps;
        values_[at.index] = std::nullopt;
        return;
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

  /// What the counts grow by meanwhile, which is taken back.
  template <typename Body>
  std::vector<Operations> apart(Body&& body) {
    std::vector<Operations> before = counts_;
    body();
    std::vector<Operations> grown = std::exchange(counts_, std::move(before));
    for (std::size_t n = 0; n < grown.size(); ++n) {
      grown[n].floats -= counts_[n].floats;
      grown[n].steps -= counts_[n].steps;
    }
    return grown;
  }

  /// Loops and branches of the program around kernels, where kernels are asked for.
  bool is_around_ranges() const { return counts_.size() > 1 && current_ + 1 == counts_.size(); }

  void branch(const Instruction& i) {
    if (is_around_ranges()) {
      block(i.body);
      return block(i.otherwise);
    }
    if (i.cold) return block(i.otherwise);
    const Value condition = operand(i, 0);
    if (condition) return block((*condition & 1) != 0 ? i.body : i.otherwise);
    const auto taken = apart([&] { block(i.body); });
    const auto other = apart([&] { block(i.otherwise); });
    for (std::size_t n = 0; n < counts_.size(); ++n) {
      counts_[n].floats += std::min(taken[n].floats, other[n].floats);
      counts_[n].steps += std::max(taken[n].steps, other[n].steps);
      counts_[n].at_least |=
          taken[n].floats != other[n].floats || taken[n].at_least || other[n].at_least;
      counts_[n].is_open |= taken[n].is_open || other[n].is_open;
    }
  }

  bool has_loops(BlockId id) const {
    return std::ranges::any_of(kernel_.block(id).instructions, [&](ValueId at) {
      const Instruction& i = kernel_[at];
      return i.code == Code::kFor ||
             (i.code == Code::kIf && (has_loops(i.body) || has_loops(i.otherwise)));
    });
  }

  void loop(ValueId at, const Instruction& i) {
    const Value begin = operand(i, 0);
    const Value end = operand(i, 1);
    if (is_around_ranges()) {
      values_[at.index] = std::nullopt;
      return block(i.body);
    }
    if (!begin || !end || i.until) {  // how often it runs is not known before
      values_[at.index] = std::nullopt;
      const auto once = apart([&] { block(i.body); });
      for (std::size_t n = 0; n < counts_.size(); ++n) {
        counts_[n].at_least |= once[n].floats > 0 || once[n].at_least;
        counts_[n].is_open |= once[n].is_open;
      }
      counts_.back().at_least = true;
      counts_.back().is_open = true;
      return;
    }
    const auto step = std::max<std::int64_t>(1, static_cast<std::int64_t>(i.bits));
    const auto trips =
        *end <= *begin ? 0 : static_cast<std::uint64_t>((*end - *begin + step - 1) / step);
    const bool walks = !estimates_ && has_loops(i.body) && walked_ < kWalked;
    double scale = 1;
    const auto walked = apart([&] {
      for (std::uint64_t trip = estimates_ ? trips / 2 : 0; trip < trips; ++trip) {
        values_[at.index] = *begin + static_cast<std::int64_t>(trip) * step;
        block(i.body);
        ++walked_;
        if (walks && walked_ < kWalked) continue;
        scale = static_cast<double>(trips) / (estimates_ ? 1 : static_cast<double>(trip + 1));
        break;
      }
    });
    for (std::size_t n = 0; n < counts_.size(); ++n) {
      counts_[n].floats +=
          static_cast<std::uint64_t>(static_cast<double>(walked[n].floats) * scale);
      counts_[n].steps += static_cast<std::uint64_t>(static_cast<double>(walked[n].steps) * scale);
      counts_[n].at_least |= walked[n].at_least;
      counts_[n].is_open |= walked[n].is_open;
    }
  }

  const Kernel& kernel_;
  const bool estimates_;  ///< Of loops the iteration in the middle stands for all.
  std::span<const std::int64_t> integers_;
  const std::size_t added_;
  std::vector<Value> values_;
  std::vector<std::size_t> range_of_;  // by instruction
  std::size_t current_;                // range
  std::vector<Operations> counts_;
  std::uint64_t walked_ = 0;
};

}  // namespace

bool has_register_tiles(const Kernel& kernel) {
  return std::ranges::any_of(kernel.registers, [](const Register& r) { return r.count > 1; });
}

Operations count_operations(const Kernel& kernel, std::span<const std::int64_t> integers) {
  return Counter(kernel, integers, {}, kernel.instructions.size()).count().front();
}

Operations estimate_operations(const Kernel& kernel, std::span<const std::int64_t> integers) {
  return Counter(kernel, integers, {}, kernel.instructions.size(), true).count().front();
}

std::vector<Operations> count_operations(const Kernel& kernel,
                                         std::span<const std::int64_t> integers,
                                         std::span<const InstructionRange> ranges,
                                         std::size_t added) {
  auto counts = Counter(kernel, integers, ranges, added).count();
  counts.pop_back();
  return counts;
}

}  // namespace sinter::loop
