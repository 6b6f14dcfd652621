// Reductions against a second formulation of their orders: lanes as a recursive tree, blocks
// through a binary counter.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "compiler/ir/reduction_order.h"
#include "tests/unit/interp/run.h"

namespace sinter::interp::test {
namespace {

enum class Kind { kSum, kProd, kDot };

template <typename T>
class SecondFormulation {
 public:
  SecondFormulation(Kind kind, std::vector<T> a, std::vector<T> b)
      : kind_(kind), a_(std::move(a)), b_(std::move(b)) {}

  T lanes() {
    return blocks(order::kLaneBlock, [&](std::size_t begin, std::size_t end) {
      return lane_tree(begin, end, 0, order::kLanes);
    });
  }
  T serial(std::int64_t block) {
    return blocks(block, [&](std::size_t begin, std::size_t end) { return chain(begin, end, 1); });
  }

 private:
  T identity() const { return kind_ == Kind::kProd ? T{1} : T{0}; }
  T combine(T x, T y) const { return kind_ == Kind::kProd ? x * y : x + y; }

  T chain(std::size_t begin, std::size_t end, std::size_t stride) const {
    T accumulator = identity();
    for (std::size_t k = begin; k < end; k += stride) {
      accumulator = kind_ == Kind::kDot   ? std::fma(a_[k], b_[k], accumulator)
                    : kind_ == Kind::kSum ? accumulator + a_[k]
                                          : accumulator * a_[k];
    }
    return accumulator;
  }

  /// Lanes lane, lane + step, ...: halving combines lane l with lane l + h, so the lanes that are
  /// congruent to `lane` modulo `step` are combined as those congruent modulo 2 * step, the lower
  /// residue on the left.
  T lane_tree(std::size_t begin, std::size_t end, std::size_t lane, std::size_t count) const {
    const std::size_t step = order::kLanes / count;
    if (count == 1) return chain(begin + lane, end, order::kLanes);
    return combine(lane_tree(begin, end, lane, count / 2),
                   lane_tree(begin, end, lane + step, count / 2));
  }

  template <typename F>
  T blocks(std::int64_t block, F value_of) const {
    const auto size = static_cast<std::size_t>(block);
    std::vector<T> pending;  // Partial results of the set bits of the count, largest first.
    std::size_t done = 0;
    for (std::size_t begin = 0; begin < a_.size(); begin += size, ++done) {
      T value = value_of(begin, std::min(a_.size(), begin + size));
      for (std::size_t bit = done; bit & 1; bit >>= 1) {
        value = combine(pending.back(), value);
        pending.pop_back();
      }
      pending.push_back(value);
    }
    if (pending.empty()) return identity();
    T total = pending.back();
    for (std::size_t i = pending.size() - 1; i-- > 0;) total = combine(pending[i], total);
    return total;
  }

  Kind kind_;
  std::vector<T> a_, b_;
};

template <typename T>
std::vector<T> random_values(std::size_t n, unsigned seed, double spread) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(-1, 1);
  std::vector<T> values(n);
  for (T& v : values)
    v = static_cast<T>(std::exp2(spread * uniform(random)) * (uniform(random) < 0 ? -1 : 1));
  return values;
}

template <typename T>
class Order : public ::testing::Test {};
using Floats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(Order, Floats);

constexpr std::pair<Op, Kind> kOps[] = {
    {Op::ReduceSum, Kind::kSum}, {Op::ReduceProd, Kind::kProd}, {Op::ReduceDot, Kind::kDot}};

template <typename T>
T reduce_all(Op op, const std::vector<Tensor>& inputs, int axis) {
  const auto out = run_op(inputs, [&](graph::Graph& g, const auto& p) {
    Shape shape = g.type(p[0]).shape;
    shape.erase(shape.begin() + axis);
    return g.append(op, p, graph::AxisAttr{axis}, {dtype_of<T>(), shape});
  });
  return out.template as<T>()[0];
}

TYPED_TEST(Order, LastAxis) {
  for (std::size_t n :
       {0, 1, 2, 63, 64, 65, 127, 1000, 4095, 4096, 4097, 8192, 8193, 12289, 20497, 28672}) {
    const auto a = random_values<TypeParam>(n, 1, n > 4096 ? 0.01 : 2);
    const auto b = random_values<TypeParam>(n, 2, 2);
    for (auto [op, kind] : kOps) {
      std::vector<Tensor> inputs{vec(a)};
      if (kind == Kind::kDot) inputs.push_back(vec(b));
      const TypeParam expected = SecondFormulation(kind, a, b).lanes();
      ASSERT_EQ(reduce_all<TypeParam>(op, inputs, 0), expected) << info(op).spelling << " " << n;
      // The second of two rows.
      std::vector<TypeParam> two(n, TypeParam{7});
      two.insert(two.end(), a.begin(), a.end());
      if (kind == Kind::kDot || n == 0) continue;
      const auto rows =
          run_op({tensor<TypeParam>({2, static_cast<std::int64_t>(n)}, two)},
                 [&](graph::Graph& g, const auto& p) { return g.reduce(op, p[0], 1); });
      ASSERT_EQ(rows.template as<TypeParam>()[1], expected);
    }
  }
}

TYPED_TEST(Order, OtherAxes) {
  for (std::size_t n : {0, 1, 2, 127, 128, 129, 255, 256, 257, 899, 1024}) {
    const auto a = random_values<TypeParam>(n, 3, 0.1);
    const auto b = random_values<TypeParam>(n, 4, 2);
    const auto size = static_cast<std::int64_t>(n);
    for (auto [op, kind] : kOps) {
      std::vector<Tensor> inputs{tensor<TypeParam>({size, 1}, a)};
      if (kind == Kind::kDot) inputs.push_back(tensor<TypeParam>({size, 1}, b));
      ASSERT_EQ(reduce_all<TypeParam>(op, inputs, 0), SecondFormulation(kind, a, b).serial(128))
          << info(op).spelling << " " << n;
    }
  }
}

TYPED_TEST(Order, Contractions) {
  for (std::size_t n : {0, 1, 255, 256, 257, 512, 1281}) {
    const auto a = random_values<TypeParam>(n, 5, 2), b = random_values<TypeParam>(n, 6, 2);
    const auto size = static_cast<std::int64_t>(n);
    const auto found = run_op({tensor<TypeParam>({1, size}, a), tensor<TypeParam>({size, 1}, b)},
                              [&](graph::Graph& g, const auto& p) {
                                return g.contract(p, {{{0, 2}, {2, 1}}, 1}, {1, 1});
                              });
    ASSERT_EQ(found.template as<TypeParam>()[0], SecondFormulation(Kind::kDot, a, b).serial(256));
  }
}

TEST(Reduce, MiddleAxisTakesTheRightElements) {
  std::vector<std::int32_t> x(2 * 3 * 4);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<std::int32_t>(i);
  const auto sum = [&](int axis) {
    return values_of<std::int32_t>(run_op(
        {tensor<std::int32_t>({2, 3, 4}, x)},
        [&](graph::Graph& g, const auto& p) { return g.reduce(Op::ReduceSum, p[0], axis); }));
  };
  EXPECT_EQ(sum(1), (std::vector<std::int32_t>{12, 15, 18, 21, 48, 51, 54, 57}));
  EXPECT_EQ(sum(0), (std::vector<std::int32_t>{12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34}));
  EXPECT_EQ(sum(2), (std::vector<std::int32_t>{6, 22, 38, 54, 70, 86}));
}

template <typename Out, typename T>
Out reduced(Op op, const std::vector<T>& values) {
  return run_op({vec(values)},
                [&](graph::Graph& g, const auto& p) { return g.reduce(op, p[0], 0); })
      .template as<Out>()[0];
}

TEST(Reduce, IntegersWrap) {
  EXPECT_EQ((reduced<std::int8_t>(Op::ReduceSum, std::vector<std::int8_t>{100, 100})), -56);
  EXPECT_EQ((reduced<std::uint8_t>(Op::ReduceProd, std::vector<std::uint8_t>{100, 100})), 16);
}

TEST(Reduce, SumOfNegativeZerosIsPositive) {
  EXPECT_FALSE(std::signbit(reduced<float>(Op::ReduceSum, std::vector<float>{-0.0f, -0.0f})));
}

TEST(Reduce, ExtremesOfNanAndZeros) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  using V = std::vector<float>;
  EXPECT_EQ(reduced<float>(Op::ReduceMax, V{1, 3, 2}), 3);
  EXPECT_EQ(reduced<float>(Op::ReduceMin, V{1, -3, 2}), -3);
  EXPECT_TRUE(std::isnan(reduced<float>(Op::ReduceMax, V{1, nan, 2})));
  EXPECT_TRUE(std::isnan(reduced<float>(Op::ReduceMin, V{nan, 1})));
  EXPECT_FALSE(std::signbit(reduced<float>(Op::ReduceMax, V{-0.0f, 0.0f, -0.0f})));
  EXPECT_TRUE(std::signbit(reduced<float>(Op::ReduceMin, V{0.0f, -0.0f, 0.0f})));
  EXPECT_EQ(reduced<std::int64_t>(Op::ReduceArgMax, V{1, 3, 3}), 1);
  EXPECT_EQ(reduced<std::int64_t>(Op::ReduceArgMin, V{0.0f, -0.0f, 5}), 0);
  EXPECT_EQ(reduced<std::int64_t>(Op::ReduceArgMax, V{1, nan, 3, nan}), 1);
  EXPECT_EQ(reduced<std::int64_t>(Op::ReduceArgMin, V{1, 0, nan}), 2);
}

TEST(Reduce, AnyAndAll) {
  using B = std::vector<bool>;
  EXPECT_TRUE(reduced<bool>(Op::ReduceAny, B{0, 1}));
  EXPECT_FALSE(reduced<bool>(Op::ReduceAny, B{}));
  EXPECT_FALSE(reduced<bool>(Op::ReduceAll, B{0, 1}));
  EXPECT_TRUE(reduced<bool>(Op::ReduceAll, B{}));
}

TEST(Reduce, ManyFactorsAreMultipliedLeftToRightOnEachSide) {
  // mean-like tensor product: out[i, j] = sum n x[n, i] * y[n, j] * z[n], split after two.
  const std::vector<float> x{1e30f, 3}, y{1e30f, 5}, z{1e-30f, 7};
  const auto run_split = [&](int split) {
    return run_op({tensor<float>({2, 1}, x), tensor<float>({2, 1}, y), tensor<float>({2}, z)},
                  [&](graph::Graph& g, const auto& p) {
                    return g.contract(p, {{{2, 0}, {2, 1}, {2}}, split}, {1, 1});
                  })
        .as<float>()[0];
  };
  EXPECT_TRUE(std::isinf(run_split(2)));  // (1e30 * 1e30) overflows.
  EXPECT_FLOAT_EQ(run_split(1), 1e30f);   // 1e30 * (1e30 * 1e-30) does not.
}

TEST(Reduce, IntegerContraction) {
  const auto out = run_op(
      {tensor<std::int8_t>({2, 3}, {1, 2, 3, 4, 5, 6}),
       tensor<std::int8_t>({3, 2}, {1, 2, 3, 4, 5, 6})},
      [&](graph::Graph& g, const auto& p) { return g.contract(p, {{{0, 2}, {2, 1}}, 1}, {2, 2}); });
  EXPECT_EQ(values_of<std::int8_t>(out), (std::vector<std::int8_t>{22, 28, 49, 64}));
}

}  // namespace
}  // namespace sinter::interp::test
