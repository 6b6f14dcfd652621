// Rows for elementwise ops. x, y: any operand; c: a constant, seen through broadcasts.
#include <bit>
#include <cmath>

#include "compiler/passes/simplify.h"

namespace sinter::passes {

using namespace graph;

namespace {

using M = const Match&;
ValueId none() { return {}; }

// The operand that is not the neutral constant, for ops that commute.
ValueId other_than(M m, bool first, bool second) {
  return first ? m.operand(1) : second ? m.operand(0) : none();
}
ValueId inner(M m, Op op) {
  const auto node = m.operand_is(0, op);
  return node ? node->operands[0] : none();
}

// The reciprocal of a power of two, where it is a normal number of the dtype: x / c and x * (1/c)
// round the same.
ValueId divide_by_power_of_two(M m) {
  const auto c = constant_of(m.to, m.operand(1));
  if (!c) return none();
  const double value = number_of(*c);
  int exponent = 0;
  const int limit = c->dtype == DType::kF32 ? 125 : 1021;
  if (!std::isfinite(value) || std::abs(std::frexp(value, &exponent)) != 0.5) return none();
  if (std::abs(exponent) > limit) return none();
  const ValueId reciprocal = m.to.constant_float(c->dtype, 1 / value);
  return m.to.binary(Op::Mul, m.operand(0), m.to.broadcast(reciprocal, m.type.shape, {}));
}

// Every value of `from` is a value of `to`.
bool is_exact(DType from, DType to) {
  if (from == to) return true;
  const auto bits = [](DType t) {
    return t == DType::kBool ? 1 : static_cast<int>(size_of(t)) * 8;
  };
  const int mantissa = to == DType::kF32 ? 24 : to == DType::kF64 ? 53 : 0;
  if (is_float(from)) return from == DType::kF32 && to == DType::kF64;
  if (mantissa) return bits(from) <= mantissa;
  if (is_signed_integer(from)) return is_signed_integer(to) && bits(from) <= bits(to);
  return bits(from) < bits(to) || (bits(from) == bits(to) && is_unsigned_integer(to));
}

// A cast between integers keeps the low bits, one from a float saturates: an integer that went
// through a float only takes the direct way where nothing saturates.
ValueId cast_of_cast(M m) {
  const auto first = m.operand_is(0, Op::Cast);
  if (!first) return none();
  const ValueId x = first->operands[0];
  const DType from = m.to.type(x).dtype, middle = m.dtype();
  if (!is_exact(from, middle)) return none();
  const bool through_float = !is_float(from) && is_float(middle);
  if (through_float && is_integer(m.type.dtype) && !is_exact(from, m.type.dtype)) return none();
  return m.to.cast(x, m.type.dtype);
}

ValueId select_of_not(M m) {
  const ValueId c = inner(m, Op::Not);
  return c ? m.to.select(c, m.operand(2), m.operand(1)) : none();
}

constexpr Row kRows[] = {
    {Op::Add, "x + -0 -> x; integers: x + 0 -> x",
     [](M m) {
       const double zero =
           is_float(m.type.dtype) ? -0.0 : 0.0;  // -0 + +0 is +0: +0 is not neutral.
       return other_than(m, m.is(0, zero), m.is(1, zero));
     }},
    {Op::Sub, "x - +0 -> x", [](M m) { return m.is(1, 0.0) ? m.operand(0) : none(); }},
    {Op::Sub, "integers: 0 - x -> -x",
     [](M m) {
       return is_integer(m.type.dtype) && m.is(0, 0) ? m.to.unary(Op::Neg, m.operand(1)) : none();
     }},
    {Op::Sub, "integers: x - x -> 0",
     [](M m) {
       const bool same = m.operand(0) == m.operand(1);
       return is_integer(m.type.dtype) && same ? m.constant(0) : none();
     }},
    {Op::Mul, "x * 1 -> x", [](M m) { return other_than(m, m.is(0, 1), m.is(1, 1)); }},
    {Op::Mul, "x * -1 -> -x",
     [](M m) {
       const ValueId x = other_than(m, m.is(0, -1), m.is(1, -1));
       return x ? m.to.unary(Op::Neg, x) : none();
     }},
    {Op::Mul, "integers: x * 0 -> 0",
     [](M m) {
       const bool zero = m.is(0, 0) || m.is(1, 0);
       return is_integer(m.type.dtype) && zero ? m.constant(0) : none();
     }},
    {Op::Div, "x / 1 -> x", [](M m) { return m.is(1, 1) ? m.operand(0) : none(); }},
    {Op::Div, "x / c -> x * (1/c), c a power of two", divide_by_power_of_two},
    {Op::FloorDiv, "integers: x // 1 -> x",
     [](M m) { return is_integer(m.type.dtype) && m.is(1, 1) ? m.operand(0) : none(); }},
    {Op::Mod, "integers: x % 1 -> 0",
     [](M m) { return is_integer(m.type.dtype) && m.is(1, 1) ? m.constant(0) : none(); }},
    {Op::Neg, "-(-x) -> x", [](M m) { return inner(m, Op::Neg); }},
    {Op::Abs, "signed: |-x| -> |x|",
     [](M m) {
       const ValueId x = is_unsigned_integer(m.type.dtype) ? none() : inner(m, Op::Neg);
       return x ? m.to.unary(Op::Abs, x) : none();
     }},
    {Op::Abs, "||x|| -> |x|", [](M m) { return m.operand_is(0, Op::Abs) ? m.operand(0) : none(); }},
    {Op::Not, "not not x -> x", [](M m) { return inner(m, Op::Not); }},
    {Op::BitNot, "~~x -> x", [](M m) { return inner(m, Op::BitNot); }},
    {Op::And, "x & ones -> x",
     [](M m) { return other_than(m, m.is_all_ones(0), m.is_all_ones(1)); }},
    {Op::And, "x & 0 -> 0", [](M m) { return m.is(0, 0) || m.is(1, 0) ? m.constant(0) : none(); }},
    {Op::And, "x & x -> x",
     [](M m) { return m.operand(0) == m.operand(1) ? m.operand(0) : none(); }},
    {Op::Or, "x | 0 -> x", [](M m) { return other_than(m, m.is(0, 0), m.is(1, 0)); }},
    {Op::Or, "x | ones -> ones",
     [](M m) {
       return m.is_all_ones(0) ? m.operand(0) : m.is_all_ones(1) ? m.operand(1) : none();
     }},
    {Op::Or, "x | x -> x",
     [](M m) { return m.operand(0) == m.operand(1) ? m.operand(0) : none(); }},
    {Op::Xor, "x ^ 0 -> x", [](M m) { return other_than(m, m.is(0, 0), m.is(1, 0)); }},
    {Op::Shl, "x << 0 -> x", [](M m) { return m.is(1, 0) ? m.operand(0) : none(); }},
    {Op::Shr, "x >> 0 -> x", [](M m) { return m.is(1, 0) ? m.operand(0) : none(); }},
    {Op::Min, "min(x, x) -> x",
     [](M m) { return m.operand(0) == m.operand(1) ? m.operand(0) : none(); }},
    {Op::Max, "max(x, x) -> x",
     [](M m) { return m.operand(0) == m.operand(1) ? m.operand(0) : none(); }},
    {Op::Select, "where(true, x, y) -> x; where(false, x, y) -> y",
     [](M m) { return m.is(0, 1)   ? m.operand(1)
                      : m.is(0, 0) ? m.operand(2)
                                   : none(); }},
    {Op::Select, "where(c, x, x) -> x",
     [](M m) { return m.operand(1) == m.operand(2) ? m.operand(1) : none(); }},
    {Op::Select, "where(not c, x, y) -> where(c, y, x)", select_of_not},
    {Op::Cast, "cast of an exact cast -> one cast", cast_of_cast},
    {Op::Cast, "cast to the same type -> x",
     [](M m) { return m.dtype() == m.type.dtype ? m.operand(0) : none(); }},
};

}  // namespace

std::span<const Row> arithmetic_rows() { return kRows; }

}  // namespace sinter::passes
