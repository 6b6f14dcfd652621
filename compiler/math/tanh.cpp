// tanh |x|: near 0 an odd polynomial, elsewhere 1 - 2 / (e^(2|x|) + 1); then the sign of x.
#include "compiler/math/emitter.h"

namespace sinter::math {
namespace {

constexpr double kSmall = 0.625;
// Where the result rounds to 1.
constexpr double kLimitF32 = 10.0, kLimitF64 = 20.0;

// tanh(a) = a + a^3 P(a^2), relative errors 2^-27.7 and 2^-56.4.
constexpr double kPolynomialF32[] = {-0x1.750ce4p-8, 0x1.51f8cep-6, -0x1.b835a4p-5, 0x1.1106f6p-3,
                                     -0x1.555532p-2};
constexpr double kPolynomialF64[] = {
    -0x1.0d97a833aff4ep-16, 0x1.438935c81474dp-14, -0x1.df51fdc633cf8p-13, 0x1.3365a47920727p-11,
    -0x1.7d68924b70d31p-10, 0x1.d6cf26689338cp-9,  -0x1.226e161ed998cp-7,  0x1.664f477a5a823p-6,
    -0x1.ba1ba1b503810p-5,  0x1.111111110ac91p-3,  -0x1.55555555554ffp-2};

}  // namespace

ValueId tanh(Emitter& e, ValueId x) {
  const bool single = e.single();
  const ValueId a = e.abs(x);
  const ValueId z = e.mul(a, a);
  const ValueId p = single ? e.polynomial(z, kPolynomialF32) : e.polynomial(z, kPolynomialF64);
  const ValueId near = e.fma(e.mul(a, z), p, a);
  const ValueId c = e.at_most(a, single ? kLimitF32 : kLimitF64);
  const ValueId power = exp_in_range(e, e.add(c, c));
  const ValueId one = e.number(1);
  const ValueId far = e.sub(one, e.div(e.number(2), e.add(power, one)));
  const ValueId result = e.select(e.lt(a, e.number(kSmall)), near, far);
  const std::uint64_t sign = single ? 0x80000000u : 0x8000000000000000u;
  const ValueId sign_bit = e.bit_op(Op::And, e.to_bits(x), e.bits(sign));
  return e.from_bits(e.bit_op(Op::Or, e.to_bits(result), sign_bit));
}

}  // namespace sinter::math
