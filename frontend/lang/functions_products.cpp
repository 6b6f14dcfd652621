// NumPy's products of vectors, matrices and tensors, as sums of products over named axes.
#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/lang/functions.h"

namespace sinter::lang {
namespace {

/// first, first + 1, ..., count of them.
std::vector<int> run_of(int first, int count) {
  std::vector<int> result;
  for (int i = 0; i < count; ++i) result.push_back(first + i);
  return result;
}

}  // namespace

/// Scalars multiply; matrices as `@`; else the last axis of a with the last but one of b.
Value Functions::dot() {
  const Value a = array(0);
  const Value b = array(1);
  const int ra = rank(a);
  const int rb = rank(b);
  if (ra == 0 || rb == 0) return c.binary(TokenKind::Star, a, b, span);
  if (ra <= 2 && rb <= 2) return c.matmul(a, b, call.call->span);
  std::vector<int> left = run_of(0, ra);
  std::vector<int> right = run_of(ra, rb);
  right[static_cast<std::size_t>(std::max(rb - 2, 0))] = ra - 1;
  std::vector<int> kept = run_of(0, ra - 1);
  for (const int index : right) {
    if (index != ra - 1) kept.push_back(index);
  }
  return sum_of_products({a, b}, {left, right}, kept);
}

Value Functions::inner() {
  const Value a = array(0);
  const Value b = array(1);
  const int ra = rank(a);
  const int rb = rank(b);
  if (ra == 0 || rb == 0) return c.binary(TokenKind::Star, a, b, span);
  std::vector<int> right = run_of(ra, rb);
  right.back() = ra - 1;
  std::vector<int> kept = run_of(0, ra - 1);
  kept.insert(kept.end(), right.begin(), right.end() - 1);
  return sum_of_products({a, b}, {run_of(0, ra), right}, kept);
}

Value Functions::outer() {
  return op(c.dtype_of(array(0)) == DType::kBool && c.dtype_of(array(1)) == DType::kBool ? Op::And
                                                                                         : Op::Mul,
            {along(flat(array(0)), 2, 0), along(flat(array(1)), 2, 1)});
}

Value Functions::vdot() {
  return sum_of_products({flat(array(0)), flat(array(1))}, {{0}, {0}}, {});
}

/// Sums over pairs of axes: the last ones of a and the first ones of b, or the given ones.
Value Functions::tensordot() {
  const Value a = array(0);
  const Value b = array(1);
  const int ra = rank(a);
  const int rb = rank(b);
  std::vector<int> left = run_of(0, ra);
  std::vector<int> right = run_of(ra, rb);
  std::vector<int> from_a;
  std::vector<int> from_b;
  const Value given = has(2) ? c.eval_outside_elements(call.given[2]) : Value::of_integer(2);
  const Span where = has(2) ? place(2) : span;
  if (given.has_items()) {
    if (given.items.size() != 2)
      fail(Code::BadArgument, where,
           "the axes are two: those of the first array, those of the other");
    const auto list = [&](const Value& v, int count, std::vector<int>& axes) {
      const auto items = v.has_items() ? v.items : std::vector<Value>{v};
      for (const Value& item : items) {
        const auto found = c.constant_integer(item);
        if (!found) fail(Code::BadArgument, where, "an axis is a constant integer");
        axes.push_back(c.normalize_axis(*found, count, where));
        if (std::count(axes.begin(), axes.end(), axes.back()) > 1)
          fail(Code::BadAxis, where, "an axis is given twice");
      }
    };
    list(given.items[0], ra, from_a);
    list(given.items[1], rb, from_b);
    if (from_a.size() != from_b.size()) {
      fail(Code::BadArgument, where,
           fmt::format("{} axes of the first array meet {} of the other", from_a.size(),
                       from_b.size()));
    }
  } else {
    const auto count = c.constant_integer(given);
    if (!count || *count < 0 || *count > ra || *count > rb) {
      fail(Code::BadArgument, where,
           fmt::format("`tensordot` sums over 0 to {} axes of these arrays", std::min(ra, rb)));
    }
    const int n = static_cast<int>(*count);
    from_a = run_of(ra - n, n);
    from_b = run_of(0, n);
  }
  for (std::size_t i = 0; i < from_a.size(); ++i)
    right[static_cast<std::size_t>(from_b[i])] = left[static_cast<std::size_t>(from_a[i])];
  std::vector<int> kept;
  for (const auto* side : {&left, &right}) {
    for (const int index : *side) {
      const bool summed = std::any_of(from_a.begin(), from_a.end(), [&](int axis) {
        return left[static_cast<std::size_t>(axis)] == index;
      });
      if (!summed) kept.push_back(index);
    }
  }
  return sum_of_products({a, b}, {left, right}, kept);
}

/// Every element of a times all of b, as blocks.
Value Functions::kron() {
  Value a = array(0);
  Value b = array(1);
  const int count = std::max(rank(a), rank(b));
  const auto widen = [&](const Value& v) {
    return c.insert_axes(v, run_of(0, count - rank(v)), span);
  };
  a = widen(a);
  b = widen(b);
  std::vector<int> behind;
  std::vector<int> before;
  Shape sizes;
  for (int axis = 0; axis < count; ++axis) {
    behind.push_back(2 * axis + 1);
    before.push_back(2 * axis);
    sizes.push_back(
        mul(shape(a)[static_cast<std::size_t>(axis)], shape(b)[static_cast<std::size_t>(axis)]));
  }
  const Value product = c.binary(TokenKind::Star, c.insert_axes(a, behind, span),
                                 c.insert_axes(b, before, span), span);
  return c.reshape(product, sizes, span);
}

}  // namespace sinter::lang
