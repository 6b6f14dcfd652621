// What the expansions are written on: elementwise ops and constants, wherever they are put.
#pragma once

#include <initializer_list>
#include <span>

#include "compiler/ir/loop_builder.h"

namespace sinter::math {

using loop::ValueId;

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
  /// Horner's rule: coefficients from the highest power down to the lowest.
  ValueId polynomial(ValueId x, std::span<const double> coefficients);

 private:
  ValueId make(Op o, std::initializer_list<ValueId> operands) { return make(o, operands, type_); }
  ValueId make(Op o, std::initializer_list<ValueId> operands, DType result) {
    return op(o, std::span(operands.begin(), operands.size()), result);
  }

  DType type_;
};

// The functions. x has the emitter's type, f32 or f64; so has the result.
ValueId exp(Emitter& e, ValueId x);
ValueId log(Emitter& e, ValueId x);
ValueId tanh(Emitter& e, ValueId x);
ValueId rsqrt(Emitter& e, ValueId x);
ValueId sigmoid(Emitter& e, ValueId x);

// Exact ones.
ValueId next_after(Emitter& e, ValueId a, ValueId b);
ValueId frexp_mantissa(Emitter& e, ValueId x);
ValueId frexp_exponent(Emitter& e, ValueId x);

/// exp without range checks: for 0 <= |x| <= 80 (or NaN).
ValueId exp_in_range(Emitter& e, ValueId x);

}  // namespace sinter::math
