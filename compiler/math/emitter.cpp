#include "compiler/math/emitter.h"

#include <bit>

#include "compiler/support/check.h"

namespace sinter::math {

ValueId Emitter::number(double value) {
  if (!single()) return constant(type_, std::bit_cast<std::uint64_t>(value));
  const auto rounded = static_cast<float>(value);
  SINTER_CHECK(value != value || static_cast<double>(rounded) == value,
               "the literal {} is not exact in f32", value);
  return constant(type_, std::bit_cast<std::uint32_t>(rounded));
}

// The literal comes first in the comparison and is its result: exactly what maxps and minps
// compute.
ValueId Emitter::at_least(ValueId x, double low) {
  const ValueId limit = number(low);
  return select(gt(limit, x), limit, x);
}

ValueId Emitter::at_most(ValueId x, double high) {
  const ValueId limit = number(high);
  return select(lt(limit, x), limit, x);
}

Pair Emitter::sum(ValueId a, ValueId b) {
  const ValueId high = add(a, b);
  return {high, sub(b, sub(high, a))};
}

Pair Emitter::unordered_sum(ValueId a, ValueId b) {
  const ValueId high = add(a, b);
  const ValueId part = sub(high, a);
  return {high, add(sub(a, sub(high, part)), sub(b, part))};
}

Pair Emitter::product(ValueId a, ValueId b) {
  const ValueId high = mul(a, b);
  return {high, fma(a, b, neg(high))};
}

// 1.5 * 2^(mantissa bits) pushes the fraction out: cheaper than a rounding instruction.
ValueId Emitter::nearest(ValueId x, double scale) {
  const ValueId magic = number(single() ? 0x1.8p23 : 0x1.8p52);
  return sub(fma(x, number(scale), magic), magic);
}

ValueId Emitter::polynomial(ValueId x, std::span<const double> coefficients) {
  return polynomial(x, coefficients.size(), [&](std::size_t n) { return number(coefficients[n]); });
}

ValueId Emitter::either_polynomial(ValueId condition, ValueId x, std::span<const double> first,
                                   ValueId y, std::span<const double> second) {
  SINTER_CHECK(first.size() == second.size(), "polynomials of {} and {} coefficients", first.size(),
               second.size());
  const ValueId argument = x == y ? x : select(condition, x, y);
  return polynomial(argument, first.size(), [&](std::size_t n) {
    return select(condition, number(first[n]), number(second[n]));
  });
}

// A step of Horner's rule waits for the one before it, so that a long polynomial leaves the
// processor idle: the even and the odd powers side by side take half as long. The last steps, whose
// rounding shows in the result, stay Horner's.
ValueId Emitter::polynomial(ValueId x, std::size_t count, const Coefficient& coefficient) {
  constexpr std::size_t kLong = 14, kLast = 3;
  ValueId sum;
  std::size_t next = 0;
  if (count < kLong) {
    sum = coefficient(next++);
  } else {
    const ValueId square = mul(x, x);
    ValueId chains[] = {coefficient(0), coefficient(1)};
    for (next = 2; next < count - kLast; ++next)
      chains[next % 2] = fma(chains[next % 2], square, coefficient(next));
    // The chain that is behind by a power is multiplied by x.
    sum = fma(chains[next % 2], x, chains[(next + 1) % 2]);
  }
  for (; next < count; ++next) sum = fma(sum, x, coefficient(next));
  return sum;
}

}  // namespace sinter::math
