// Functions that are a quotient of simpler ones.
#include "compiler/math/emitter.h"

namespace sinter::math {

ValueId rsqrt(Emitter& e, ValueId x) { return e.div(e.number(1), e.sqrt(x)); }

/// 1 / (1 + e^-x), and below 0 e^x / (1 + e^x): the power never overflows.
ValueId sigmoid(Emitter& e, ValueId x) {
  const ValueId one = e.number(1);
  const ValueId power = exp(e, e.neg(e.abs(x)));
  const ValueId negative = e.lt(x, e.number(0));
  return e.div(e.select(negative, power, one), e.add(one, power));
}

}  // namespace sinter::math
