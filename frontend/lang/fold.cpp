// Arithmetic on constants and sizes. It has Python's meaning: integers are exact, `/` gives a
// float.
#include <cmath>

#include "compiler/support/check.h"
#include "frontend/lang/checker.h"

namespace sinter::lang {
namespace {

Wide floor_quotient(Wide a, Wide b) { return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0); }

std::optional<Value> compare(TokenKind op, auto a, auto b) {
  switch (op) {
    case TokenKind::Equal:
      return Value::boolean(a == b);
    case TokenKind::NotEqual:
      return Value::boolean(a != b);
    case TokenKind::Less:
      return Value::boolean(a < b);
    case TokenKind::LessEqual:
      return Value::boolean(a <= b);
    case TokenKind::Greater:
      return Value::boolean(a > b);
    case TokenKind::GreaterEqual:
      return Value::boolean(a >= b);
    default:
      return std::nullopt;
  }
}

std::string to_string(Wide value) {
  const bool negative = value < 0;
  std::string digits;
  for (Wide rest = negative ? -value : value; rest != 0; rest /= 10)
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(rest % 10)));
  return (negative ? "-" : "") + (digits.empty() ? "0" : digits);
}

}  // namespace

/// Integer constants lie between -2^64 and 2^64, so that one operation on two of them fits in Wide.
Value Checker::integer_constant(Wide value, Span span) const {
  const Wide limit = static_cast<Wide>(1) << 64;
  if (value >= limit || value <= -limit) {
    fail(Code::ConstantRange, span,
         fmt::format("the integer constant {} does not fit in 64 bits", to_string(value)));
  }
  return Value::of_integer(value);
}

std::optional<Value> Checker::fold_unary(TokenKind op, const Value& a, Span span) const {
  switch (a.kind) {
    case Value::Kind::Boolean:
      if (op == TokenKind::Not || op == TokenKind::Tilde) return Value::boolean(a.integer == 0);
      return std::nullopt;
    case Value::Kind::Integer:
      if (op == TokenKind::Plus) return a;
      if (op == TokenKind::Minus) return integer_constant(-a.integer, span);
      if (op == TokenKind::Tilde) return integer_constant(~a.integer, span);
      return std::nullopt;
    case Value::Kind::Float:
      if (op == TokenKind::Plus) return a;
      if (op == TokenKind::Minus) return Value::of_float(-a.number);
      return std::nullopt;
    case Value::Kind::Size:
      if (op == TokenKind::Plus) return a;
      if (op == TokenKind::Minus) return Value::of_size(a.size * -1);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::optional<Value> Checker::fold(TokenKind op, const Value& a, const Value& b, Span span) {
  using Kind = Value::Kind;
  if (a.kind == Kind::Integer && b.kind == Kind::Integer)
    return fold_integers(op, a.integer, b.integer, span);
  if (a.is_size() && b.is_size()) {
    const auto dim = [](const Value& v) -> std::optional<Dim> {
      if (v.kind == Kind::Size) return v.size;
      if (!fits(v.integer, DType::kI64)) return std::nullopt;
      return Dim(static_cast<std::int64_t>(v.integer));
    };
    const auto left = dim(a);
    const auto right = dim(b);
    return left && right ? fold_sizes(op, *left, *right) : std::nullopt;
  }
  const auto is_number = [](const Value& v) {
    return v.kind == Kind::Integer || v.kind == Kind::Float;
  };
  if (is_number(a) && is_number(b)) {
    const auto number = [](const Value& v) {
      return v.kind == Kind::Float ? v.number : static_cast<double>(v.integer);
    };
    return fold_floats(op, number(a), number(b));
  }
  return std::nullopt;
}

std::optional<Value> Checker::fold_integers(TokenKind op, Wide a, Wide b, Span span) const {
  const auto result = [&](Wide value) { return integer_constant(value, span); };
  const auto require_nonzero = [&] {
    if (b == 0) fail(Code::ConstantDivision, span, "division of a constant by zero");
  };
  switch (op) {
    case TokenKind::Plus:
      return result(a + b);
    case TokenKind::Minus:
      return result(a - b);
    case TokenKind::Star: {
      Wide product = 0;
      if (__builtin_mul_overflow(a, b, &product)) product = static_cast<Wide>(1) << 100;
      return result(product);
    }
    case TokenKind::Slash:
      return Value::of_float(static_cast<double>(a) / static_cast<double>(b));
    case TokenKind::FloorDiv:
      require_nonzero();
      return result(floor_quotient(a, b));
    case TokenKind::Percent:
      require_nonzero();
      return result(a - b * floor_quotient(a, b));
    case TokenKind::Ampersand:
      return result(a & b);
    case TokenKind::Pipe:
      return result(a | b);
    case TokenKind::Caret:
      return result(a ^ b);
    case TokenKind::ShiftLeft:
      if (b < 0 || b >= 64) return std::nullopt;
      return result(a * (static_cast<Wide>(1) << b));
    case TokenKind::ShiftRight:
      if (b < 0) return std::nullopt;
      return result(a >> (b > 100 ? 100 : b));
    case TokenKind::Power: {
      if (b < 0) return fold_floats(op, static_cast<double>(a), static_cast<double>(b));
      if (b > 64 && (a > 1 || a < -1)) return result(static_cast<Wide>(1) << 100);
      Wide power = 1;
      for (Wide i = 0; i < (b > 64 ? 64 + b % 2 : b); ++i) power = result(power * a).integer;
      return result(power);
    }
    default:
      return compare(op, a, b);
  }
}

std::optional<Value> Checker::fold_floats(TokenKind op, double a, double b) const {
  switch (op) {
    case TokenKind::Plus:
      return Value::of_float(a + b);
    case TokenKind::Minus:
      return Value::of_float(a - b);
    case TokenKind::Star:
      return Value::of_float(a * b);
    case TokenKind::Slash:
      return Value::of_float(a / b);
    case TokenKind::Power: {
      // The host's pow is not the same everywhere; products, quotients and square roots are.
      if (b == 0.5) return Value::of_float(std::sqrt(a));
      if (b != std::trunc(b) || std::abs(b) > 4096) return std::nullopt;
      double power = 1;
      double square = a;
      for (auto n = static_cast<int>(std::abs(b)); n != 0; n >>= 1, square *= square) {
        if (n & 1) power *= square;
      }
      return Value::of_float(b < 0 ? 1 / power : power);
    }
    default:
      return compare(op, a, b);
  }
}

std::optional<Value> Checker::fold_sizes(TokenKind op, const Dim& a, const Dim& b) {
  switch (op) {
    case TokenKind::Plus:
      return Value::of_size(a + b);
    case TokenKind::Minus:
      return Value::of_size(a - b);
    case TokenKind::Star:
      return Value::of_size(graph_.dims.mul(a, b));
    case TokenKind::FloorDiv:
    case TokenKind::Percent:
      if (!graph_.dims.at_least(b, 1)) return std::nullopt;  // checked when it runs
      return Value::of_size(op == TokenKind::FloorDiv ? graph_.dims.floor_div(a, b)
                                                      : graph_.dims.mod(a, b));
    default:
      return std::nullopt;
  }
}

}  // namespace sinter::lang
