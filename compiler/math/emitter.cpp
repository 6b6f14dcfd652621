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
  ValueId sum = number(coefficients.front());
  for (double c : coefficients.subspan(1)) sum = fma(sum, x, number(c));
  return sum;
}

}  // namespace sinter::math
