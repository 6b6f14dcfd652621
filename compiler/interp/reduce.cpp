// Reductions and contractions, in the orders that "Reductions" in compiler/README.md fixes.
#include <algorithm>
#include <array>

#include "compiler/interp/evaluate.h"
#include "compiler/interp/scalar.h"
#include "compiler/ir/reduction_order.h"

namespace sinter::interp {
namespace {

/// Combines block results pairwise: neighbours first, then pairs of pairs.
template <typename T, typename Combine>
T combine_pairwise(std::vector<T>& parts, T identity, Combine combine) {
  if (parts.empty()) return identity;
  for (std::size_t s = 1; s < parts.size(); s *= 2) {
    for (std::size_t i = 0; i + s < parts.size(); i += 2 * s)
      parts[i] = combine(parts[i], parts[i + s]);
  }
  return parts[0];
}

/// Reduces elements 0..n-1 in serial blocks. step(accumulator, k) takes element k.
template <typename T, typename Step, typename Combine>
T reduce_serial(std::int64_t n, std::int64_t block, T identity, Step step, Combine combine) {
  std::vector<T> parts;
  for (std::int64_t begin = 0; begin < n; begin += block) {
    T accumulator = identity;
    for (std::int64_t k = begin; k < std::min(n, begin + block); ++k)
      accumulator = step(accumulator, k);
    parts.push_back(accumulator);
  }
  return combine_pairwise(parts, identity, combine);
}

/// Reduces elements 0..n-1 in lanes: the order along the last axis.
template <typename T, typename Step, typename Combine>
T reduce_lanes(std::int64_t n, T identity, Step step, Combine combine) {
  std::vector<T> parts;
  for (std::int64_t begin = 0; begin < n; begin += order::kLaneBlock) {
    std::array<T, order::kLanes> lanes;
    lanes.fill(identity);
    const std::int64_t end = std::min(n, begin + order::kLaneBlock);
    for (std::int64_t k = begin; k < end; ++k) {
      T& lane = lanes[static_cast<std::size_t>((k - begin) % order::kLanes)];
      lane = step(lane, k);
    }
    for (std::size_t h = lanes.size() / 2; h > 0; h /= 2) {
      for (std::size_t l = 0; l < h; ++l) lanes[l] = combine(lanes[l], lanes[l + h]);
    }
    parts.push_back(lanes[0]);
  }
  return combine_pairwise(parts, identity, combine);
}

/// The elements that one result is made of: n elements from `first`, `stride` apart in C order.
struct Line {
  std::int64_t first, stride, n;
  bool last_axis;
  std::size_t at(std::int64_t k) const { return static_cast<std::size_t>(first + k * stride); }
};

/// result[i] = f(line i) for every line along an axis.
template <typename Out, typename F>
void for_each_line(const Tensor& a, int axis, Tensor& result, F f) {
  const auto dims = std::span(a.shape);
  const auto split = static_cast<std::size_t>(axis);
  std::int64_t inner = 1;
  for (std::int64_t size : dims.subspan(split + 1)) inner *= size;
  const std::int64_t n = dims[split];
  const auto out = result.as<Out>();
  SINTER_CHECK(a.count() == result.count() * n || n == 0, "{} elements reduced to {}", a.count(),
               result.count());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto position = static_cast<std::int64_t>(i);
    out[i] = f(
        Line{position / inner * inner * n + position % inner, inner, n, split + 1 == dims.size()});
  }
}

template <typename T, typename Step, typename Combine>
T reduce_line(const Line& line, T identity, Step step, Combine combine) {
  return line.last_axis ? reduce_lanes(line.n, identity, step, combine)
                        : reduce_serial(line.n, order::kOuterBlock, identity, step, combine);
}

template <typename T>
void reduce_sum(const Tensor& a, int axis, Tensor& result) {
  const auto x = a.as<T>();
  for_each_line<T>(a, axis, result, [&](const Line& line) {
    const auto step = [&](T sum, std::int64_t k) { return add(sum, x[line.at(k)]); };
    return reduce_line(line, T{0}, step, add<T>);
  });
}

template <typename T>
void reduce_prod(const Tensor& a, int axis, Tensor& result) {
  const auto x = a.as<T>();
  for_each_line<T>(a, axis, result, [&](const Line& line) {
    const auto step = [&](T product, std::int64_t k) { return multiply(product, x[line.at(k)]); };
    return reduce_line(line, T{1}, step, multiply<T>);
  });
}

template <typename T>
T multiply_add(T a, T b, T c) {
  if constexpr (std::floating_point<T>) return std::fma(a, b, c);
  return add(multiply(a, b), c);
}

template <typename T>
void reduce_dot(const Tensor& a, const Tensor& b, int axis, Tensor& result) {
  const auto x = a.as<T>(), y = b.as<T>();
  for_each_line<T>(a, axis, result, [&](const Line& line) {
    const auto step = [&](T sum, std::int64_t k) {
      return multiply_add(x[line.at(k)], y[line.at(k)], sum);
    };
    return reduce_line(line, T{0}, step, add<T>);
  });
}

/// max and min: `pick` is the elementwise op.
template <typename T, typename Pick>
void reduce_extreme(const Tensor& a, int axis, Tensor& result, Pick pick) {
  const auto x = a.as<T>();
  for_each_line<T>(a, axis, result, [&](const Line& line) {
    SINTER_CHECK(line.n > 0, "an empty axis got past its guard");
    T best = x[line.at(0)];
    for (std::int64_t k = 1; k < line.n; ++k) best = pick(best, x[line.at(k)]);
    return best;
  });
}

/// argmax and argmin: `better(x, best)` is a strict order on numbers.
template <typename T, typename Better>
void reduce_where(const Tensor& a, int axis, Tensor& result, Better better) {
  const auto x = a.as<T>();
  for_each_line<std::int64_t>(a, axis, result, [&](const Line& line) {
    SINTER_CHECK(line.n > 0, "an empty axis got past its guard");
    std::int64_t best = 0;
    for (std::int64_t k = 0; k < line.n; ++k) {
      if (is_nan(x[line.at(k)])) return k;
      if (better(x[line.at(k)], x[line.at(best)])) best = k;
    }
    return best;
  });
}

void reduce_logical(const Tensor& a, int axis, Tensor& result, bool all) {
  const auto x = a.as<bool>();
  for_each_line<bool>(a, axis, result, [&](const Line& line) {
    bool value = all;
    for (std::int64_t k = 0; k < line.n; ++k) {
      value = all ? value && x[line.at(k)] : value || x[line.at(k)];
    }
    return value;
  });
}

template <typename T>
void reduce_numeric(Op op, Operands operands, int axis, Tensor& result) {
  const Tensor& a = *operands[0];
  switch (op) {
    case Op::ReduceSum:
      return reduce_sum<T>(a, axis, result);
    case Op::ReduceDot:
      return reduce_dot<T>(a, *operands[1], axis, result);
    case Op::ReduceProd:
      return reduce_prod<T>(a, axis, result);
    case Op::ReduceMax:
      return reduce_extreme<T>(a, axis, result, maximum<T>);
    case Op::ReduceMin:
      return reduce_extreme<T>(a, axis, result, minimum<T>);
    case Op::ReduceArgMax:
      return reduce_where<T>(a, axis, result, std::greater<T>());
    case Op::ReduceArgMin:
      return reduce_where<T>(a, axis, result, std::less<T>());
    default:
      internal_error(__FILE__, __LINE__, "not a reduction of numbers");
  }
}

/// An operand of a contraction: how far one step of each index moves in it.
struct Factor {
  std::int64_t reduced_stride = 0;
  std::vector<std::int64_t> out_strides;
  std::int64_t base = 0;  ///< Position for the current result element and reduced index 0.
};

/// sizes[i] is the size of index i; the reduced one, the last, is filled in.
std::vector<Factor> factors_of(Operands operands, const graph::ContractAttr& attribute,
                               std::vector<std::int64_t>& sizes) {
  const std::size_t out_rank = sizes.size() - 1;
  std::vector<Factor> factors(operands.size());
  for (std::size_t f = 0; f < operands.size(); ++f) {
    factors[f].out_strides.resize(out_rank, 0);
    const auto strides = row_major_strides(operands[f]->shape);
    for (std::size_t axis = 0; axis < strides.size(); ++axis) {
      const auto index = static_cast<std::size_t>(attribute.operand_indices[f][axis]);
      const std::int64_t size = operands[f]->shape[axis];
      std::int64_t& expected = sizes[index];
      SINTER_CHECK(expected == size || expected < 0, "contracted sizes {} and {}", expected, size);
      expected = size;
      if (index < out_rank) {
        factors[f].out_strides[index] += strides[axis];
        continue;
      }
      factors[f].reduced_stride += strides[axis];
    }
  }
  return factors;
}

template <typename T>
void contract(Operands operands, const graph::ContractAttr& attribute, Tensor& result) {
  std::vector<std::int64_t> sizes = result.shape;
  sizes.push_back(-1);
  auto factors = factors_of(operands, attribute, sizes);
  const std::int64_t n = sizes.back();
  const auto product = [&](std::size_t begin, std::size_t end, std::int64_t k) {
    const auto element = [&](std::size_t f) {
      const std::int64_t position = factors[f].base + k * factors[f].reduced_stride;
      return operands[f]->as<T>()[static_cast<std::size_t>(position)];
    };
    T value = element(begin);
    for (std::size_t f = begin + 1; f < end; ++f) value = multiply(value, element(f));
    return value;
  };
  const auto split = static_cast<std::size_t>(attribute.split);
  const auto step = [&](T sum, std::int64_t k) {
    return multiply_add(product(0, split, k), product(split, operands.size(), k), sum);
  };
  const auto out_strides = row_major_strides(result.shape);
  const auto out = result.as<T>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    for (Factor& factor : factors) {
      factor.base = 0;
      for (std::size_t axis = 0; axis < out_strides.size(); ++axis) {
        const auto index = static_cast<std::int64_t>(i) / out_strides[axis] % result.shape[axis];
        factor.base += index * factor.out_strides[axis];
      }
    }
    out[i] = reduce_serial(n, order::kContractBlock, T{0}, step, add<T>);
  }
}

}  // namespace

void evaluate_reduction(Op op, Operands operands, int axis, Tensor& result) {
  if (op == Op::ReduceAny || op == Op::ReduceAll) {
    return reduce_logical(*operands[0], axis, result, op == Op::ReduceAll);
  }
  with_type(operands[0]->dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::same_as<T, bool>) {
      reduce_numeric<T>(op, operands, axis, result);
    } else {
      internal_error(__FILE__, __LINE__, "a numeric reduction of bool");
    }
  });
}

void evaluate_contract(Operands operands, const graph::ContractAttr& attribute, Tensor& result) {
  with_type(result.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::same_as<T, bool>) {
      contract<T>(operands, attribute, result);
    } else {
      internal_error(__FILE__, __LINE__, "a contraction of bool");
    }
  });
}

}  // namespace sinter::interp
