// Statistics, counts, scans and differences.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {

/// In two passes: the mean, then the squares of what is left of it.
Value Functions::variance() {
  Value x = array(0);
  const bool weak = x.weak;
  if (!is_float(c.dtype_of(x))) x = cast(x, DType::kF64);
  const std::vector<int> over = axes(1, rank(x));
  const bool keep = has(3) && c.constant_bool(call.given[3], "keepdims");
  Dim count = 1;
  for (const int axis : over) count = mul(count, shape(x)[static_cast<std::size_t>(axis)]);
  const Value mean = c.reduce("mean", x, over, true, span);
  const Value left = op(Op::Sub, {x, mean});
  const Value sum = c.reduce("sum", op(Op::Mul, {left, left}), over, keep, span);
  Value divisor = Value::of_size(count);
  if (has(2)) {
    const Value freedom = scalar(2);
    divisor = c.binary(TokenKind::Minus, divisor, freedom, place(2));
  }
  Value result = op(Op::Div, {sum, divisor});
  result.weak = weak;
  return result;
}

Value Functions::var() { return variance(); }

Value Functions::deviation() {
  const Value squared = variance();
  Value result = op(Op::Sqrt, {squared});
  result.weak = squared.weak;
  return result;
}

Value Functions::average() {
  const Value x = array(0);
  const std::vector<int> over = axes(1, rank(x));
  if (!has(2)) return c.reduce("mean", x, over, false, span);
  Value weights = array(2);
  if (rank(weights) != rank(x)) {
    if (rank(weights) != 1 || over.size() != 1) {
      fail(Code::RankMismatch, place(2),
           fmt::format("the weights have {}, the array has {}", axes_text(rank(weights)), rank(x)));
    }
    weights = along(weights, rank(x), over[0]);
  }
  std::vector<Value> both{x, weights};
  const Value products = op(Op::Mul, both);
  std::vector<Value> aligned{c.to_array(weights, span), c.to_array(products, span)};
  c.align(aligned, span, name);
  const Value total = c.reduce("sum", aligned[0], over, false, span);
  return op(Op::Div, {c.reduce("sum", products, over, false, span), total});
}

Value Functions::count_nonzero() {
  const Value x = array(0);
  const bool keep = has(2) && c.constant_bool(call.given[2], "keepdims");
  return c.reduce("sum", c.to_bool(x, span), axes(1, rank(x)), keep, span);
}

/// The largest element less the smallest.
Value Functions::ptp() {
  const Value x = array(0);
  const bool keep = has(2) && c.constant_bool(call.given[2], "keepdims");
  const std::vector<int> over = axes(1, rank(x));
  const Value largest = c.reduce("max", x, over, keep, span);
  return op(Op::Sub, {largest, c.reduce("min", x, over, keep, span)});
}

/// Along an axis, or of all elements in row-major order.
Value Functions::scan_with(Op how) {
  Value x = has(1) ? array(0) : flat(array(0));
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), fmt::format("`{}` needs an axis", name));
  const int at = has(1) ? axis(1, rank(x)) : 0;
  const bool weak = x.weak;
  const DType type = c.dtype_of(x);
  const bool sums = how == Op::ScanSum || how == Op::ScanProd;
  const bool truth = type == DType::kBool && !sums;
  if (sums) x = cast(x, accumulator(type));
  if (truth) x = cast(x, DType::kU8);
  c.mark(span);
  const auto id = c.graph_.scan(how, x.id, static_cast<int>(x.labels.size()) + at);
  Value result = Value::array(id, x.labels, weak);
  return truth ? cast(result, DType::kBool) : result;
}

Value Functions::diff() {
  Value x = array(0);
  const Wide times = integer(1, "the order", 1);
  if (times < 0 || times > 64)
    fail(Code::BadArgument, place(1), "the order of `diff` is a constant between 0 and 64");
  if (rank(x) == 0) fail(Code::RankMismatch, place(0), "`diff` needs an axis");
  const int at = has(2) ? axis(2, rank(x)) : rank(x) - 1;
  for (Wide i = 0; i < times; ++i) {
    const Dim left = c.graph_.dims.max(shape(x)[static_cast<std::size_t>(at)] - 1, 0);
    const Value later = slice(x, at, 1, left);
    const Value earlier = slice(x, at, 0, left);
    x = op(c.dtype_of(x) == DType::kBool ? Op::Ne : Op::Sub, {later, earlier});
  }
  return x;
}

}  // namespace sinter::lang
