// Builds what factor_plan.cpp planned: refine(fast, slow), where slow is the sum as written and
// fast is
//
//   fast = where(ok, numerator / denominator, 0)
//   numerator   = product of the sums of the parts and of the outside factors with positive powers
//   denominator = product of the outside factors with negative powers
//
// refine takes slow wherever fast is zero, subnormal, infinite or NaN. Why fast is within the error
// bound of the sum as written wherever it is taken (u = half an ulp of 1, m = the smallest normal
// number):
//
// 1. Infinities, NaN and zeros stay visible. {0, inf, NaN} is closed under * and / with anything: x
// * 0, 0 / x and
//    x / inf are 0 or NaN; x * inf, inf / x and x / 0 are inf or NaN. So if any sum, power or
//    partial product is one of these, fast is too, and slow is taken. This covers overflow in any
//    step and total underflow.
// 2. Partial underflow is what 1 does not see: a subnormal number has lost bits, and the next
// factor can scale it back.
//    So ok asks that every power, every partial product and every factor that moved out is normal.
//    A normal result of
//    * or / has a relative error of at most u.
// 3. Underflow inside a sum. The accepted forms of a summed term (see factor_plan.cpp) have at most
// two roundings that
//    can underflow, each by at most u * m, and no later factor enlarges them: in a square of a
//    product, the square of a subnormal number is below u * m. Additions and fma's of subnormal
//    numbers add at most u * m per term. Over n terms that is at most 3 n u m. ok asks for |sum| >=
//    n m, so it is at most 3 u |sum|. For n = 0 the sum is 0: case 1. Overflow of a term makes the
//    sum infinite or NaN: case 1.
// 4. What remains is the error of the sums themselves, relative to the sums of absolute values,
// times the factors that
//    moved out; that is the bound of the sum as written, since sum |f g| = sum |f| * sum |g| where
//    they separate.
//
// Where the sum as written would overflow or underflow in a term and fast does not, fast is the
// more exact one.
#include <algorithm>
#include <limits>

#include "compiler/passes/factor.h"

namespace sinter::passes {

using namespace graph;

namespace {

class Builder {
 public:
  Builder(Rewrite& rewrite, const Factoring& plan)
      : rewrite_(rewrite),
        to_(rewrite.to),
        plan_(plan),
        dtype_(to_.type(rewrite(plan.term)).dtype) {}

  ValueId run(ValueId slow) {
    std::vector<ValueId> numerators, denominators;
    for (const SummedPart& part : plan_.parts) numerators.push_back(sum(part));
    for (const OutsidePower& outside : plan_.outside) {
      (outside.power > 0 ? numerators : denominators).push_back(power(outside));
    }
    const bool divides = !denominators.empty();
    ValueId fast = product(numerators, divides);
    if (divides) fast = to_.binary(Op::Div, fast, product(denominators, true));
    if (plan_.negative) fast = to_.unary(Op::Neg, fast);
    ValueId ok = checks_[0];
    for (std::size_t i = 1; i < checks_.size(); ++i) ok = to_.binary(Op::And, ok, checks_[i]);
    fast = to_.select(ok, fast, repeat(to_.constant_float(dtype_, 0)));
    return to_.refine(fast, slow);
  }

 private:
  ValueId to_result(ValueId value, std::vector<int> index) {
    return expand(to_, {value, std::move(index)}, plan_.kept, plan_.shape);
  }
  ValueId repeat(ValueId scalar) { return to_result(scalar, {}); }
  ValueId size_of_axis(int axis) {
    const Dim& size = plan_.shape[static_cast<std::size_t>(axis)];
    return to_.cast(to_.dim_size(size), dtype_);
  }

  // The stripped term, over the part's own axes.
  ValueId term(const SummedPart& part, int i) {
    const Stripped& s = part.terms[static_cast<std::size_t>(i)];
    using Kind = Stripped::Kind;
    if (s.kind == Kind::kPart) {
      return expand(to_, {rewrite_(s.part.value), s.part.index}, part.space, plan_.shape);
    }
    const ValueId a = term(part, s.a);
    if (s.kind == Kind::kSquare) return to_.binary(Op::Mul, a, a);
    if (s.kind == Kind::kReciprocal) {
      const ValueId one = to_.constant_float(dtype_, 1);
      return to_.binary(Op::Div, to_.broadcast(one, to_.type(a).shape, {}), a);
    }
    return to_.binary(s.kind == Kind::kMul ? Op::Mul : Op::Div, a, term(part, s.b));
  }

  // The sum over the part's reduced axes, in the result's shape; |sum| >= n m is among the checks.
  ValueId sum(const SummedPart& part) {
    if (part.terms.empty()) {
      ValueId count = size_of_axis(part.reduced[0]);
      for (std::size_t i = 1; i < part.reduced.size(); ++i) {
        count = to_.binary(Op::Mul, count, size_of_axis(part.reduced[i]));
      }
      return repeat(count);
    }
    ValueId value = term(part, static_cast<int>(part.terms.size()) - 1);
    std::vector<int> space = part.space;
    ValueId bound = to_.constant_float(
        dtype_, dtype_ == DType::kF32 ? static_cast<double>(std::numeric_limits<float>::min())
                                      : std::numeric_limits<double>::min());
    for (int axis : part.reduced) {
      const auto at = std::find(space.begin(), space.end(), axis);
      value = to_.reduce(Op::ReduceSum, value, static_cast<int>(at - space.begin()));
      space.erase(at);
      bound = to_.binary(Op::Mul, bound, size_of_axis(axis));
    }
    const ValueId magnitude = to_.unary(Op::Abs, value);
    const ValueId bounds = to_.broadcast(bound, to_.type(value).shape, {});
    checks_.push_back(to_result(to_.binary(Op::Ge, magnitude, bounds), space));
    return to_result(value, space);
  }

  ValueId power(const OutsidePower& outside) {
    const ValueId value = rewrite_(outside.factor.value);
    ValueId result = value;
    check(result, outside.factor.index);
    for (int i = 1; i < std::abs(outside.power); ++i) {
      result = to_.binary(Op::Mul, result, value);
      check(result, outside.factor.index);
    }
    return to_result(result, outside.factor.index);
  }

  // The last product of all needs no check of its own where refine makes it.
  ValueId product(const std::vector<ValueId>& factors, bool check_last) {
    ValueId result = factors[0];
    for (std::size_t i = 1; i < factors.size(); ++i) {
      result = to_.binary(Op::Mul, result, factors[i]);
      if (check_last || i + 1 < factors.size()) check(result, plan_.kept);
    }
    return result;
  }

  void check(ValueId value, const std::vector<int>& index) {
    checks_.push_back(to_result(to_.unary(Op::IsNormal, value), index));
  }

  Rewrite& rewrite_;
  Graph& to_;
  const Factoring& plan_;
  DType dtype_;
  std::vector<ValueId> checks_;
};

}  // namespace

ValueId build_factoring(Rewrite& rewrite, const Factoring& plan, ValueId slow) {
  return Builder(rewrite, plan).run(slow);
}

}  // namespace sinter::passes
