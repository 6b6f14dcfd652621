// NumPy's names for operators and elementwise functions, and the functions that are made of several
// ops. Functions that are one op of that name need no row: they come from the op table.
#include "frontend/lang/ufuncs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numbers>

#include "frontend/lang/checker.h"

namespace sinter::lang {

/// One call while it is expanded.
struct Ufuncs {
  Checker& checker;
  std::vector<Value> v;  ///< The arguments.
  Span span;
  std::string_view name;

  using Make = Value (*)(Ufuncs&);
  struct Row {
    std::string_view name;
    std::size_t arity;
    Make make;
  };

  Value op(Op op, std::vector<Value> operands) const {
    return checker.elementwise(op, std::move(operands), span, name);
  }
  Value binary(TokenKind kind, const Value& a, const Value& b) const {
    return checker.binary(kind, a, b, span);
  }
  Value select(const Value& condition, const Value& a, const Value& b) const {
    return op(Op::Select, {condition, a, b});
  }
  Value number(double value) const { return Value::of_float(value); }
  Value truth(std::size_t i) const { return checker.to_bool(v[i], span); }
  DType dtype(std::size_t i) const { return checker.dtype_of(v[i]); }

  /// Makes all arguments arrays of the type that `like` would convert them to.
  void convert_as(Op like) {
    CommonType common;
    for (const Value& value : v) checker.add_to(common, value);
    const DType to = checker.operand_dtype(like, common, span, name);
    for (Value& value : v) value = checker.to_array(value, to, span);
  }
  void convert_to_floats() { convert_as(Op::CopySign); }

  template <Op O>
  static Value one_op(Ufuncs& c) {
    return c.op(O, c.v);
  }
  template <TokenKind K>
  static Value one_operator(Ufuncs& c) {
    return c.binary(K, c.v[0], c.v[1]);
  }
  template <Op O>
  static Value logical(Ufuncs& c) {
    std::vector<Value> operands;
    for (std::size_t i = 0; i < c.v.size(); ++i) operands.push_back(c.truth(i));
    return c.op(O, std::move(operands));
  }
  template <Op O>
  static Value without_nan(Ufuncs& c) {  // fmax, fmin: a number, if either is one
    if (!is_float(c.dtype(0)) && !is_float(c.dtype(1))) return c.op(O, c.v);
    c.convert_to_floats();
    const Value best = c.op(O, c.v);
    const Value right = c.select(c.op(Op::IsNan, {c.v[1]}), c.v[0], best);
    return c.select(c.op(Op::IsNan, {c.v[0]}), c.v[1], right);
  }
  static Value to_radians(Ufuncs& c) {
    return c.op(Op::Mul, {as_float(c), c.number(std::numbers::pi / 180)});
  }
  static Value to_degrees(Ufuncs& c) {
    return c.op(Op::Mul, {as_float(c), c.number(180 / std::numbers::pi)});
  }

  static Value as_float(Ufuncs& c) {
    c.convert_to_floats();
    return c.v[0];
  }
  static Value negative(Ufuncs& c);
  static Value positive(Ufuncs& c);
  static Value reciprocal(Ufuncs& c);
  static Value rounded(Ufuncs& c);
  static Value clip(Ufuncs& c);
  static Value heaviside(Ufuncs& c);
  template <bool two>
  static Value log_add(Ufuncs& c);
  static Value float_power(Ufuncs& c);
  static Value bit_count(Ufuncs& c);
  static Value spacing(Ufuncs& c);
  static Value modf(Ufuncs& c);
  static Value frexp(Ufuncs& c);
  static Value ldexp(Ufuncs& c);
  static Value divmod(Ufuncs& c);

  static std::span<const Row> rows();
};

Value Ufuncs::negative(Ufuncs& c) {
  if (auto folded = c.checker.fold_unary(TokenKind::Minus, c.v[0], c.span)) return *folded;
  return c.op(Op::Neg, c.v);
}

Value Ufuncs::positive(Ufuncs& c) {
  if (c.dtype(0) == DType::kBool) return c.op(Op::Neg, c.v);  // refused as -x is
  return c.v[0];
}

/// 1 / x, for integers without the fraction.
Value Ufuncs::reciprocal(Ufuncs& c) {
  if (is_float(c.dtype(0))) return c.binary(TokenKind::Slash, c.number(1), c.v[0]);
  const Value floor = c.op(Op::FloorDiv, {Value::of_integer(1), c.v[0]});
  if (!is_signed_integer(c.dtype(0))) return floor;
  const Value below = c.op(Op::Lt, {c.v[0], Value::of_integer(-1)});
  return c.select(below, Value::of_integer(0), floor);
}

Value Ufuncs::rounded(Ufuncs& c) {
  if (!is_float(c.dtype(0)) && c.dtype(0) != DType::kBool) return c.v[0];
  return c.op(Op::Rint, c.v);
}

Value Ufuncs::clip(Ufuncs& c) {
  c.convert_as(Op::Max);
  return c.op(Op::Min, {c.op(Op::Max, {c.v[0], c.v[1]}), c.v[2]});
}

/// 0, h or 1 as x is negative, zero or positive.
Value Ufuncs::heaviside(Ufuncs& c) {
  c.convert_to_floats();
  const Value& x = c.v[0];
  const Value side = c.select(c.op(Op::Gt, {x, c.number(0)}), c.number(1), c.number(0));
  const Value known = c.select(c.op(Op::Eq, {x, c.number(0)}), c.v[1], side);
  return c.select(c.op(Op::IsNan, {x}), x, known);
}

/// log(e^a + e^b) = max + log(1 + e^-|a - b|), and the same to the base 2.
template <bool two>
Value Ufuncs::log_add(Ufuncs& c) {
  c.convert_to_floats();
  const Value& a = c.v[0];
  const Value& b = c.v[1];
  const Value equal = c.op(Op::Eq, {a, b});  // infinities, whose difference is NaN
  const Value apart = c.op(Op::Neg, {c.op(Op::Abs, {c.op(Op::Sub, {a, b})})});
  Value more = c.op(Op::Log1p, {c.op(two ? Op::Exp2 : Op::Exp, {apart})});
  if (two) more = c.op(Op::Mul, {more, c.number(std::numbers::log2e)});
  const Value twice = c.number(two ? 1 : std::numbers::ln2);
  return c.op(Op::Add, {c.op(Op::Max, {a, b}), c.select(equal, twice, more)});
}

Value Ufuncs::float_power(Ufuncs& c) {
  for (Value& value : c.v) value = c.checker.to_array(value, DType::kF64, c.span);
  return c.op(Op::Pow, c.v);
}

Value Ufuncs::bit_count(Ufuncs& c) {
  return c.checker.cast(c.op(Op::BitCount, c.v), DType::kU8, c.span);
}

/// The distance to the next number away from zero.
Value Ufuncs::spacing(Ufuncs& c) {
  const Value x = as_float(c);
  const Value infinity = c.number(std::numeric_limits<double>::infinity());
  const Value next = c.op(Op::NextAfter, {x, c.op(Op::CopySign, {infinity, x})});
  const Value distance = c.op(Op::Sub, {next, x});
  return c.select(c.op(Op::IsFinite, {x}), distance,
                  c.number(std::numeric_limits<double>::quiet_NaN()));
}

/// Fraction and whole part, both with the sign of x.
Value Ufuncs::modf(Ufuncs& c) {
  const Value x = as_float(c);
  const Value whole = c.op(Op::Trunc, {x});
  const Value rest = c.select(c.op(Op::IsInf, {x}), c.number(0), c.op(Op::Sub, {x, whole}));
  return Value::tuple({c.op(Op::CopySign, {rest, x}), whole});
}

Value Ufuncs::frexp(Ufuncs& c) {
  const Value x = as_float(c);
  const Value exponent = c.checker.cast(c.op(Op::FrexpExponent, {x}), DType::kI32, c.span);
  return Value::tuple({c.op(Op::FrexpMantissa, {x}), exponent});
}

/// x * 2^n, rounded once: the op of that name wants a significand and a small exponent.
Value Ufuncs::ldexp(Ufuncs& c) {
  if (is_float(c.dtype(1))) {
    c.checker.fail(
        Code::BadOperand, c.span,
        fmt::format("the exponent of `ldexp` is an integer, found {}", sinter::name(c.dtype(1))));
  }
  const Value exponent = c.v[1];
  c.v.pop_back();
  const Value x = as_float(c);
  const DType type = c.checker.dtype_of(x);
  const Value sum =
      c.op(Op::Add, {c.op(Op::FrexpExponent, {x}), c.checker.cast(exponent, type, c.span)});
  const Value inside = c.op(Op::Min, {c.op(Op::Max, {sum, c.number(-4096)}), c.number(4096)});
  return c.op(Op::Ldexp, {c.op(Op::FrexpMantissa, {x}), inside});
}

Value Ufuncs::divmod(Ufuncs& c) {
  return Value::tuple({c.binary(TokenKind::FloorDiv, c.v[0], c.v[1]),
                       c.binary(TokenKind::Percent, c.v[0], c.v[1])});
}

std::span<const Ufuncs::Row> Ufuncs::rows() {
  static constexpr auto kRows = std::to_array<Row>({
      // Operators.
      {"add", 2, one_operator<TokenKind::Plus>},
      {"subtract", 2, one_operator<TokenKind::Minus>},
      {"multiply", 2, one_operator<TokenKind::Star>},
      {"divide", 2, one_operator<TokenKind::Slash>},
      {"true_divide", 2, one_operator<TokenKind::Slash>},
      {"floor_divide", 2, one_operator<TokenKind::FloorDiv>},
      {"remainder", 2, one_operator<TokenKind::Percent>},
      {"mod", 2, one_operator<TokenKind::Percent>},
      {"divmod", 2, divmod},
      {"power", 2, one_operator<TokenKind::Power>},
      {"pow", 2, one_operator<TokenKind::Power>},
      {"float_power", 2, float_power},
      {"negative", 1, negative},
      {"positive", 1, positive},
      {"bitwise_and", 2, one_operator<TokenKind::Ampersand>},
      {"bitwise_or", 2, one_operator<TokenKind::Pipe>},
      {"bitwise_xor", 2, one_operator<TokenKind::Caret>},
      {"bitwise_not", 1, one_op<Op::BitNot>},
      {"bitwise_invert", 1, one_op<Op::BitNot>},
      {"invert", 1, one_op<Op::BitNot>},
      {"left_shift", 2, one_operator<TokenKind::ShiftLeft>},
      {"right_shift", 2, one_operator<TokenKind::ShiftRight>},
      {"bitwise_left_shift", 2, one_operator<TokenKind::ShiftLeft>},
      {"bitwise_right_shift", 2, one_operator<TokenKind::ShiftRight>},
      {"bitwise_count", 1, bit_count},
      {"bit_count", 1, bit_count},
      {"equal", 2, one_operator<TokenKind::Equal>},
      {"not_equal", 2, one_operator<TokenKind::NotEqual>},
      {"less", 2, one_operator<TokenKind::Less>},
      {"less_equal", 2, one_operator<TokenKind::LessEqual>},
      {"greater", 2, one_operator<TokenKind::Greater>},
      {"greater_equal", 2, one_operator<TokenKind::GreaterEqual>},
      {"logical_and", 2, logical<Op::And>},
      {"logical_or", 2, logical<Op::Or>},
      {"logical_xor", 2, logical<Op::Xor>},
      {"logical_not", 1, logical<Op::Not>},
      // Other names of ops.
      {"absolute", 1, one_op<Op::Abs>},
      {"arcsin", 1, one_op<Op::Asin>},
      {"arccos", 1, one_op<Op::Acos>},
      {"arctan", 1, one_op<Op::Atan>},
      {"arctan2", 2, one_op<Op::Atan2>},
      {"arcsinh", 1, one_op<Op::Asinh>},
      {"arccosh", 1, one_op<Op::Acosh>},
      {"arctanh", 1, one_op<Op::Atanh>},
      {"expit", 1, one_op<Op::Sigmoid>},
      {"gammaln", 1, one_op<Op::Lgamma>},
      {"fix", 1, one_op<Op::Trunc>},
      // Several ops.
      {"fabs", 1, [](Ufuncs& c) { return c.op(Op::Abs, {as_float(c)}); }},
      {"conj", 1, positive},
      {"conjugate", 1, positive},
      {"square", 1, [](Ufuncs& c) { return c.binary(TokenKind::Star, c.v[0], c.v[0]); }},
      {"reciprocal", 1, reciprocal},
      {"round", 1, rounded},
      {"around", 1, rounded},
      {"clip", 3, clip},
      {"fmax", 2, without_nan<Op::Max>},
      {"fmin", 2, without_nan<Op::Min>},
      {"deg2rad", 1, to_radians},
      {"radians", 1, to_radians},
      {"rad2deg", 1, to_degrees},
      {"degrees", 1, to_degrees},
      {"heaviside", 2, heaviside},
      {"logaddexp", 2, log_add<false>},
      {"logaddexp2", 2, log_add<true>},
      {"spacing", 1, spacing},
      {"modf", 1, modf},
      {"frexp", 1, frexp},
      {"ldexp", 2, ldexp},
  });
  return kRows;
}

std::span<const std::string_view> ufunc_names() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> result;
    for (const Ufuncs::Row& row : Ufuncs::rows()) result.push_back(row.name);
    return result;
  }();
  return names;
}

std::optional<Value> Checker::call_ufunc(const Expr& expr, std::string_view name) {
  const auto rows = Ufuncs::rows();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Ufuncs::Row& r) { return r.name == name; });
  if (row == rows.end()) return std::nullopt;
  Ufuncs call{*this, {}, node(expr.children[0]).span, row->name};
  call.v = operands_of(expr, row->name, row->arity);
  CommonType common;
  for (const Value& value : call.v) add_to(common, value);
  Value result = row->make(call);
  if (result.is_array() && dtype_of(result) != DType::kBool) result.weak = common.weak();
  return result;
}

}  // namespace sinter::lang
