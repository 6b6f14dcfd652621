// Elementwise ops on constants, where the language fixes the bits.
#include <bit>
#include <cmath>
#include <limits>

#include "compiler/passes/simplify.h"

namespace sinter::passes {

namespace {

template <typename Float>
auto bits_of(Float x) {
  using Bits = std::conditional_t<sizeof(Float) == 4, std::uint32_t, std::uint64_t>;
  // One NaN for all: NaNs compare as one, and folded programs print the same everywhere.
  if (std::isnan(x)) x = std::numeric_limits<Float>::quiet_NaN();
  return static_cast<std::uint64_t>(std::bit_cast<Bits>(x));
}

template <typename Float>
std::optional<std::uint64_t> fold_float(Op op, Float a, Float b, Float c) {
  switch (op) {
    case Op::Neg:
      return bits_of(-a);
    case Op::Abs:
      return bits_of(std::abs(a));
    case Op::Sqrt:
      return bits_of(std::sqrt(a));
    case Op::Floor:
      return bits_of(std::floor(a));
    case Op::Ceil:
      return bits_of(std::ceil(a));
    case Op::Trunc:
      return bits_of(std::trunc(a));
    case Op::Add:
      return bits_of(a + b);
    case Op::Sub:
      return bits_of(a - b);
    case Op::Mul:
      return bits_of(a * b);
    case Op::Div:
      return bits_of(a / b);
    case Op::Fma:
      return bits_of(std::fma(a, b, c));
    case Op::IsNan:
      return std::isnan(a);
    case Op::IsFinite:
      return std::isfinite(a);
    case Op::IsNormal:
      return std::isnormal(a);
    case Op::Eq:
      return a == b;
    case Op::Ne:
      return a != b;
    case Op::Lt:
      return a < b;
    case Op::Le:
      return a <= b;
    case Op::Gt:
      return a > b;
    case Op::Ge:
      return a >= b;
    default:
      return std::nullopt;
  }
}

// Arithmetic on the bits, zero-extended; the caller cuts the result to the width.
template <typename Integer>
std::optional<std::uint64_t> fold_integer(Op op, std::uint64_t a, std::uint64_t b) {
  const auto x = static_cast<Integer>(a), y = static_cast<Integer>(b);
  switch (op) {
    case Op::Neg:
      return 0 - a;
    case Op::Abs:
      return x < Integer{} ? 0 - a : a;
    case Op::BitNot:
      return ~a;
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::Mul:
      return a * b;
    case Op::And:
      return a & b;
    case Op::Or:
      return a | b;
    case Op::Xor:
      return a ^ b;
    case Op::Min:
      return y < x ? b : a;
    case Op::Max:
      return x < y ? b : a;
    case Op::Eq:
      return x == y;
    case Op::Ne:
      return x != y;
    case Op::Lt:
      return x < y;
    case Op::Le:
      return x <= y;
    case Op::Gt:
      return x > y;
    case Op::Ge:
      return x >= y;
    default:
      return std::nullopt;
  }
}

std::uint64_t cut(std::uint64_t bits, DType dtype) {
  const auto width = dtype == DType::kBool ? 1 : size_of(dtype) * 8;
  return bits & (~std::uint64_t{0} >> (64 - width));
}

std::int64_t signed_value(const Constant& c) {
  const auto unused = 64 - static_cast<int>(size_of(c.dtype)) * 8;
  return static_cast<std::int64_t>(c.bits << unused) >> unused;
}

template <typename Float>
std::uint64_t to_float(const Constant& c) {
  if (c.dtype == DType::kF32) {
    return bits_of(static_cast<Float>(std::bit_cast<float>(static_cast<std::uint32_t>(c.bits))));
  }
  if (c.dtype == DType::kF64) return bits_of(static_cast<Float>(std::bit_cast<double>(c.bits)));
  return is_signed_integer(c.dtype) ? bits_of(static_cast<Float>(signed_value(c)))
                                    : bits_of(static_cast<Float>(c.bits));
}

std::optional<std::uint64_t> fold_cast(const Constant& c, DType to) {
  if (to == DType::kF32) return to_float<float>(c);
  if (to == DType::kF64) return to_float<double>(c);
  if (to == DType::kBool) return is_float(c.dtype) ? number_of(c) != 0 : c.bits != 0;
  if (!is_float(c.dtype)) {
    return cut(is_signed_integer(c.dtype) ? static_cast<std::uint64_t>(signed_value(c)) : c.bits,
               to);
  }
  const double value = std::trunc(number_of(c));
  if (!(std::abs(value) < 0x1p53)) return std::nullopt;  // Saturation is the backends' business.
  const auto whole = static_cast<std::int64_t>(value);
  const auto bits = cut(static_cast<std::uint64_t>(whole), to);
  const Constant back{to, bits};
  const bool fits = is_signed_integer(to) ? signed_value(back) == whole
                                          : whole >= 0 && bits == static_cast<std::uint64_t>(whole);
  return fits ? std::optional(bits) : std::nullopt;
}

}  // namespace

std::optional<std::uint64_t> fold(Op op, std::span<const Constant> operands, DType result) {
  const Constant& a = operands[0];
  if (op == Op::Cast) return fold_cast(a, result);
  if (op == Op::Select) return operands[a.bits ? 1 : 2].bits;
  if (op == Op::Not) return a.bits ^ 1;
  const auto bits = [&](std::size_t i) { return i < operands.size() ? operands[i].bits : 0; };
  if (a.dtype == DType::kF32) {
    const auto f = [&](std::size_t i) {
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits(i)));
    };
    return fold_float<float>(op, f(0), f(1), f(2));
  }
  if (a.dtype == DType::kF64) {
    const auto f = [&](std::size_t i) { return std::bit_cast<double>(bits(i)); };
    return fold_float<double>(op, f(0), f(1), f(2));
  }
  std::optional<std::uint64_t> folded;
  if (is_signed_integer(a.dtype)) {
    const auto extended = [&](std::size_t i) {
      return i < operands.size() ? static_cast<std::uint64_t>(signed_value(operands[i])) : 0;
    };
    folded = fold_integer<std::int64_t>(op, extended(0), extended(1));
  } else {
    folded = fold_integer<std::uint64_t>(op, bits(0), bits(1));
  }
  return folded ? std::optional(cut(*folded, result)) : std::nullopt;
}

}  // namespace sinter::passes
