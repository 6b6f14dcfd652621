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

ValueId Emitter::polynomial(ValueId x, std::span<const double> coefficients) {
  ValueId sum = number(coefficients.front());
  for (double c : coefficients.subspan(1)) sum = fma(sum, x, number(c));
  return sum;
}

}  // namespace sinter::math
