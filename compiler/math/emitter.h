// What the expansions are written on: elementwise ops and constants, wherever they are put.
#pragma once

#include <functional>
#include <initializer_list>
#include <span>

#include "compiler/ir/loop_builder.h"

namespace sinter::math {

using loop::ValueId;

/// A number as the sum of two: `low` is below half a unit of `high`'s last place.
struct Pair {
  ValueId high, low;
};

/// Appends pure scalar instructions. `type` is the float type that the expansion computes in:
/// literals get it.
class Emitter {
 public:
  explicit Emitter(DType type) : type_(type) {}
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;
  virtual ~Emitter() = default;

  DType type() const { return type_; }
  bool single() const { return type_ == DType::kF32; }
  /// The unsigned integer of the same width.
  DType bits_type() const { return single() ? DType::kU32 : DType::kU64; }

  virtual ValueId constant(DType type, std::uint64_t bits) = 0;
  virtual ValueId op(Op op, std::span<const ValueId> operands, DType result) = 0;

  /// A literal of the float type; the value must be exact in it.
  ValueId number(double value);
  /// A literal of the unsigned integer type.
  ValueId bits(std::uint64_t value) { return constant(bits_type(), value); }

  ValueId neg(ValueId a) { return make(Op::Neg, {a}); }
  ValueId abs(ValueId a) { return make(Op::Abs, {a}); }
  ValueId add(ValueId a, ValueId b) { return make(Op::Add, {a, b}); }
  ValueId sub(ValueId a, ValueId b) { return make(Op::Sub, {a, b}); }
  ValueId mul(ValueId a, ValueId b) { return make(Op::Mul, {a, b}); }
  ValueId div(ValueId a, ValueId b) { return make(Op::Div, {a, b}); }
  ValueId sqrt(ValueId a) { return make(Op::Sqrt, {a}); }
  ValueId rint(ValueId a) { return make(Op::Rint, {a}); }
  ValueId floor(ValueId a) { return make(Op::Floor, {a}); }
  ValueId copysign(ValueId a, ValueId b) { return make(Op::CopySign, {a, b}); }
  ValueId fma(ValueId a, ValueId b, ValueId c) { return make(Op::Fma, {a, b, c}); }
  ValueId ldexp(ValueId a, ValueId n) { return make(Op::Ldexp, {a, n}); }
  ValueId angle_rest(ValueId a) { return make(Op::AngleRest, {a}); }
  ValueId angle_quadrant(ValueId a) { return make(Op::AngleQuadrant, {a}); }
  ValueId lt(ValueId a, ValueId b) { return make(Op::Lt, {a, b}, DType::kBool); }
  ValueId gt(ValueId a, ValueId b) { return make(Op::Gt, {a, b}, DType::kBool); }
  ValueId eq(ValueId a, ValueId b) { return make(Op::Eq, {a, b}, DType::kBool); }
  ValueId is_nan(ValueId a) { return make(Op::IsNan, {a}, DType::kBool); }
  ValueId is_infinite(ValueId a) { return make(Op::IsInf, {a}, DType::kBool); }
  ValueId both(ValueId a, ValueId b) { return make(Op::And, {a, b}, DType::kBool); }
  ValueId either(ValueId a, ValueId b) { return make(Op::Or, {a, b}, DType::kBool); }
  ValueId differ(ValueId a, ValueId b) { return make(Op::Xor, {a, b}, DType::kBool); }
  ValueId negated(ValueId a) { return make(Op::Not, {a}, DType::kBool); }
  ValueId select(ValueId c, ValueId a, ValueId b) { return make(Op::Select, {c, a, b}); }

  ValueId to_bits(ValueId a) { return make(Op::BitCast, {a}, bits_type()); }
  ValueId from_bits(ValueId a) { return make(Op::BitCast, {a}); }
  /// Integer ops on the bits.
  ValueId bit_op(Op op, ValueId a, ValueId b) { return make(op, {a, b}, bits_type()); }
  ValueId bit_test(Op op, ValueId a, ValueId b) { return make(op, {a, b}, DType::kBool); }
  ValueId bit_select(ValueId c, ValueId a, ValueId b) {
    return make(Op::Select, {c, a, b}, bits_type());
  }
  ValueId cast(ValueId a, DType to) { return make(Op::Cast, {a}, to); }

  /// x, but at least `low`; NaN stays NaN. One instruction on x86.
  ValueId at_least(ValueId x, double low);
  ValueId at_most(ValueId x, double high);
  /// a + b and its rounding error, where |a| >= |b| or a is 0.
  Pair sum(ValueId a, ValueId b);
  /// a + b and its rounding error.
  Pair unordered_sum(ValueId a, ValueId b);
  /// a * b and its rounding error.
  Pair product(ValueId a, ValueId b);
  /// x * scale rounded to an integer n, for |n| below 2^22 (f64: 2^51).
  ValueId nearest(ValueId x, double scale);
  /// Coefficients from the highest power down to the lowest.
  ValueId polynomial(ValueId x, std::span<const double> coefficients);
  /// The same with `count` of them, made one by one.
  using Coefficient = std::function<ValueId(std::size_t)>;
  ValueId polynomial(ValueId x, std::size_t count, const Coefficient& coefficient);
  /// The first polynomial of x where the condition holds, elsewhere the second one of y, in one
  /// evaluation: choosing a coefficient is cheaper than a step. Of one length.
  ValueId either_polynomial(ValueId condition, ValueId x, std::span<const double> first, ValueId y,
                            std::span<const double> second);

 private:
  ValueId make(Op o, std::initializer_list<ValueId> operands) { return make(o, operands, type_); }
  ValueId make(Op o, std::initializer_list<ValueId> operands, DType result) {
    return op(o, std::span(operands.begin(), operands.size()), result);
  }

  DType type_;
};

/// Computes in f64 on behalf of an f32 expansion, in the same place.
class WideEmitter final : public Emitter {
 public:
  explicit WideEmitter(Emitter& narrow) : Emitter(DType::kF64), narrow_(narrow) {}

  ValueId constant(DType type, std::uint64_t bits) override { return narrow_.constant(type, bits); }
  ValueId op(Op op, std::span<const ValueId> operands, DType result) override {
    return narrow_.op(op, operands, result);
  }

 private:
  Emitter& narrow_;
};

// The functions. x has the emitter's type, f32 or f64; so has the result.
ValueId exp(Emitter& e, ValueId x);
ValueId exp2(Emitter& e, ValueId x);
ValueId expm1(Emitter& e, ValueId x);
ValueId log(Emitter& e, ValueId x);
ValueId log2(Emitter& e, ValueId x);
ValueId log10(Emitter& e, ValueId x);
ValueId log1p(Emitter& e, ValueId x);
ValueId sinh(Emitter& e, ValueId x);
ValueId cosh(Emitter& e, ValueId x);
ValueId tanh(Emitter& e, ValueId x);
ValueId asinh(Emitter& e, ValueId x);
ValueId acosh(Emitter& e, ValueId x);
ValueId atanh(Emitter& e, ValueId x);
ValueId sin(Emitter& e, ValueId x);
ValueId cos(Emitter& e, ValueId x);
ValueId tan(Emitter& e, ValueId x);
ValueId asin(Emitter& e, ValueId x);
ValueId acos(Emitter& e, ValueId x);
ValueId atan(Emitter& e, ValueId x);
ValueId atan2(Emitter& e, ValueId y, ValueId x);
ValueId cbrt(Emitter& e, ValueId x);
ValueId hypot(Emitter& e, ValueId x, ValueId y);
ValueId erf(Emitter& e, ValueId x);
ValueId erfc(Emitter& e, ValueId x);
ValueId pow(Emitter& e, ValueId x, ValueId y);
ValueId lgamma(Emitter& e, ValueId x);
ValueId rsqrt(Emitter& e, ValueId x);
ValueId sigmoid(Emitter& e, ValueId x);

// Exact ones.
ValueId next_after(Emitter& e, ValueId a, ValueId b);
ValueId round_tf32(Emitter& e, ValueId x);
ValueId round_f16(Emitter& e, ValueId x);
ValueId round_bf16(Emitter& e, ValueId x);
ValueId frexp_mantissa(Emitter& e, ValueId x);
ValueId frexp_exponent(Emitter& e, ValueId x);

// Parts that several functions share.

/// exp without range checks: for 0 <= |x| <= 80 (or NaN).
ValueId exp_in_range(Emitter& e, ValueId x);
/// x = n ln2 + r + low, |r| <= ln2 / 2, for |x| below 1000; `low` is r's rounding error.
struct ReducedByLn2 {
  ValueId n, r, low;
};
ReducedByLn2 reduce_by_ln2(Emitter& e, ValueId x);
/// e^(x + low) = 2^n power, for |x| below 1000 and a small low.
struct Scaled {
  ValueId power, n;
};
Scaled exp_of_sum(Emitter& e, ValueId x, ValueId low);
/// 2^(x + low) for |x| below 4000; low may be missing.
ValueId exp_of_base_two(Emitter& e, ValueId x, ValueId low);
/// log(1 + t) + extra * ln2, exact for small t too; t.low and extra may be missing.
ValueId log_one_plus(Emitter& e, Pair t, ValueId extra = {});

}  // namespace sinter::math
