#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "tests/common/expect_error.h"
#include "tests/unit/interp/run.h"

namespace sinter::interp::test {
namespace {

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kTiny = std::numeric_limits<float>::denorm_min();

/// Bits, with all NaNs as one.
template <typename T>
auto bits(const std::vector<T>& values) {
  using U = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  std::vector<U> out;
  for (T v : values)
    out.push_back(std::bit_cast<U>(std::isnan(v) ? std::numeric_limits<T>::quiet_NaN() : v));
  return out;
}
void expect_floats(const std::vector<float>& found, const std::vector<float>& expected) {
  EXPECT_EQ(bits(found), bits(expected)) << ::testing::PrintToString(found);
}

std::vector<float> unary(Op op, const std::vector<float>& a) {
  return elementwise<float>(op, {vec(a)});
}
std::vector<float> binary(Op op, const std::vector<float>& a, const std::vector<float>& b) {
  return elementwise<float>(op, {vec(a), vec(b)});
}

TEST(Elementwise, FloatUnary) {
  const std::vector<float> x{-2.5f, -0.5f, -0.0f, 0.0f, 0.5f, 1.5f, 2.5f, kInf, -kInf, kNan, kTiny};
  expect_floats(unary(Op::Neg, x),
                {2.5f, 0.5f, 0.0f, -0.0f, -0.5f, -1.5f, -2.5f, -kInf, kInf, kNan, -kTiny});
  expect_floats(unary(Op::Abs, x), {2.5f, 0.5f, 0, 0, 0.5f, 1.5f, 2.5f, kInf, kInf, kNan, kTiny});
  expect_floats(unary(Op::Sign, x), {-1, -1, 0, 0, 1, 1, 1, 1, -1, kNan, 1});
  expect_floats(unary(Op::Floor, x), {-3, -1, -0.0f, 0, 0, 1, 2, kInf, -kInf, kNan, 0});
  expect_floats(unary(Op::Ceil, x), {-2, -0.0f, -0.0f, 0, 1, 2, 3, kInf, -kInf, kNan, 1});
  expect_floats(unary(Op::Trunc, x), {-2, -0.0f, -0.0f, 0, 0, 1, 2, kInf, -kInf, kNan, 0});
  expect_floats(unary(Op::Rint, x), {-2, -0.0f, -0.0f, 0, 0, 2, 2, kInf, -kInf, kNan, 0});
  expect_floats(unary(Op::Sqrt, {4, 2, -0.0f, -1, kInf, kNan}),
                {2, 1.41421354f, -0.0f, kNan, kInf, kNan});
}

TEST(Elementwise, NegationFlipsTheSignOfNan) {
  const auto out = unary(Op::Neg, {kNan});
  EXPECT_NE(std::signbit(out[0]), std::signbit(kNan));
}

TEST(Elementwise, MathSpecialValues) {
  expect_floats(unary(Op::Exp, {-kInf, kInf, kNan, 0, -0.0f, 1, 89, -104, -103}),
                {0, kInf, kNan, 1, 1, 2.71828175f, kInf, 0, kTiny});
  expect_floats(unary(Op::Log, {0, -0.0f, -1, kInf, kNan, 1, 2}),
                {-kInf, -kInf, kNan, kInf, kNan, 0, 0.693147182f});
  expect_floats(unary(Op::Tanh, {kInf, -kInf, kNan, -0.0f, 0, 1, 20}),
                {1, -1, kNan, -0.0f, 0, 0.761594176f, 1});
}

TEST(Elementwise, FloatTests) {
  const auto x = vec<float>({1, -0.0f, kTiny, kInf, kNan});
  using B = std::vector<bool>;
  EXPECT_EQ(elementwise<bool>(Op::IsNan, {x}), (B{0, 0, 0, 0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::IsFinite, {x}), (B{1, 1, 1, 0, 0}));
  EXPECT_EQ(elementwise<bool>(Op::IsNormal, {x}), (B{1, 0, 0, 0, 0}));
}

TEST(Elementwise, FloatArithmetic) {
  expect_floats(binary(Op::Add, {1e30f, kInf, kTiny}, {1, -kInf, kTiny}), {1e30f, kNan, 2 * kTiny});
  expect_floats(binary(Op::Sub, {1, 0, kInf}, {1e-10f, 0, kInf}), {1, 0, kNan});
  expect_floats(binary(Op::Mul, {1e30f, 1e-40f, 0}, {1e30f, 0.5f, kInf}), {kInf, 5e-41f, kNan});
  expect_floats(binary(Op::Div, {1, -1, 0, 1}, {0, 0, 0, 3}), {kInf, -kInf, kNan, 1.0f / 3});
  // One rounding: 1 - 2^-24 * 2^-24 rounds to 1 in between.
  const float a = 1 + std::ldexp(1.0f, -12);
  expect_floats(elementwise<float>(Op::Fma, {vec<float>({a}), vec<float>({a}),
                                             vec<float>({-(1 + std::ldexp(1.0f, -11))})}),
                {std::ldexp(1.0f, -24)});
  // Without contraction the same is 0.
  const auto separate = run_op({vec<float>({a}), vec<float>({-(1 + std::ldexp(1.0f, -11))})},
                               [](graph::Graph& g, const auto& p) {
                                 return g.binary(Op::Add, g.binary(Op::Mul, p[0], p[0]), p[1]);
                               });
  expect_floats(values_of<float>(separate), {0});
}

TEST(Elementwise, MinAndMaxOfNanAndZeros) {
  const std::vector<float> a{1, -0.0f, 0.0f, kNan, 1, -kInf}, b{2, 0.0f, -0.0f, 1, kNan, kInf};
  expect_floats(binary(Op::Max, a, b), {2, 0.0f, 0.0f, kNan, kNan, kInf});
  expect_floats(binary(Op::Min, a, b), {1, -0.0f, -0.0f, kNan, kNan, -kInf});
}

TEST(Elementwise, FloatFloorDivisionAsNumpy) {
  const std::vector<float> a{7, -7, 7, -7, 1, -1, 0, -0.0f, 1, 0, kInf, kNan, 6, -6, 1, -1};
  const std::vector<float> b{2, 2, -2, -2, 0, 0, 3, 3, 0.1f, 0, 1, 1, 3, 3, kInf, kInf};
  expect_floats(binary(Op::FloorDiv, a, b),
                {3, -4, -4, 3, kInf, -kInf, 0, -0.0f, 9, kNan, kNan, kNan, 2, -2, 0, -1});
  const auto mod = binary(Op::Mod, a, b);
  expect_floats({mod.begin(), mod.begin() + 8}, {1, 1, -1, -1, kNan, kNan, 0, 0});
  expect_floats({mod.begin() + 9, mod.end()}, {kNan, kNan, kNan, 0, 0, 1, kInf});
  EXPECT_FLOAT_EQ(mod[8], std::fmod(1.0f, 0.1f));
  expect_floats(binary(Op::Mod, {6, -6, 0}, {-3, -3, -3}), {-0.0f, -0.0f, -0.0f});
}

TEST(Elementwise, ComparisonsOfNanAndZeros) {
  const auto a = vec<float>({1, -0.0f, kNan, 2}), b = vec<float>({2, 0.0f, kNan, 2});
  using B = std::vector<bool>;
  EXPECT_EQ(elementwise<bool>(Op::Eq, {a, b}), (B{0, 1, 0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::Ne, {a, b}), (B{1, 0, 1, 0}));
  EXPECT_EQ(elementwise<bool>(Op::Lt, {a, b}), (B{1, 0, 0, 0}));
  EXPECT_EQ(elementwise<bool>(Op::Le, {a, b}), (B{1, 1, 0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::Gt, {a, b}), (B{0, 0, 0, 0}));
  EXPECT_EQ(elementwise<bool>(Op::Ge, {a, b}), (B{0, 1, 0, 1}));
}

TEST(Elementwise, SelectAndLogic) {
  const auto c = vec<bool>({1, 0}), d = vec<bool>({1, 1});
  EXPECT_EQ(elementwise<std::int16_t>(Op::Select,
                                      {c, vec<std::int16_t>({1, 2}), vec<std::int16_t>({3, 4})}),
            (std::vector<std::int16_t>{1, 4}));
  using B = std::vector<bool>;
  EXPECT_EQ(elementwise<bool>(Op::Select, {c, c, d}), (B{1, 1}));
  EXPECT_EQ(elementwise<bool>(Op::Not, {c}), (B{0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::BitNot, {c}), (B{0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::And, {c, d}), (B{1, 0}));
  EXPECT_EQ(elementwise<bool>(Op::Or, {c, d}), (B{1, 1}));
  EXPECT_EQ(elementwise<bool>(Op::Xor, {c, d}), (B{0, 1}));
  EXPECT_EQ(elementwise<bool>(Op::Lt, {c, d}), (B{0, 1}));
}

TEST(Elementwise, Ldexp) {
  expect_floats(binary(Op::Ldexp, {1, 1.5f, 3, kNan, 1, -kInf}, {-149, 2, 4096, 0, kNan, -4096}),
                {kTiny, 6, kInf, kNan, kNan, -kInf});
}

// 100000 = 63662 pi/2 - 0.0357..., and 63662 mod 4 is 2.
TEST(Elementwise, LargeAngles) {
  expect_floats(unary(Op::AngleQuadrant, {65536, -2, 100000, -100000}), {0, 0, 2, 2});
  const auto rest = elementwise<float>(Op::AngleRest, {vec<float>({65536, -2, 100000, kInf})});
  EXPECT_EQ(rest[0], 65536);
  EXPECT_EQ(rest[1], -2);
  EXPECT_FLOAT_EQ(rest[2], static_cast<float>(-std::asin(std::sin(100000.0))));
  EXPECT_TRUE(std::isnan(rest[3]));
}

// All pairs of 8-bit integers against the mathematical definitions, computed with int.
template <typename T>
class EightBits : public ::testing::Test {
 protected:
  using L = std::numeric_limits<T>;
  EightBits() {
    for (int x = L::min(); x <= L::max(); ++x) {
      for (int y = L::min(); y <= L::max(); ++y) {
        a_.push_back(static_cast<T>(x));
        b_.push_back(static_cast<T>(y));
      }
    }
  }
  static T wrap(int x) { return static_cast<T>(static_cast<unsigned>(x) & 0xff); }
  static int floor_div(int x, int y) {
    return static_cast<int>(std::floor(static_cast<double>(x) / y));
  }
  template <typename F>
  void check(Op op, F expected, bool skip_zero = false) {
    std::vector<T> a, b;
    for (std::size_t i = 0; i < a_.size(); ++i) {
      if (skip_zero && b_[i] == 0) continue;
      a.push_back(a_[i]);
      b.push_back(b_[i]);
    }
    const auto found = elementwise<T>(op, {vec(a), vec(b)});
    for (std::size_t i = 0; i < a.size(); ++i) {
      ASSERT_EQ(int(found[i]), int(wrap(expected(a[i], b[i]))))
          << info(op).spelling << " " << int(a[i]) << ", " << int(b[i]);
    }
  }
  template <typename F>
  void check_compare(Op op, F expected) {
    const auto found = elementwise<bool>(op, {vec(a_), vec(b_)});
    for (std::size_t i = 0; i < a_.size(); ++i) ASSERT_EQ(found[i], expected(a_[i], b_[i]));
  }
  std::vector<T> a_, b_;
};
using BothSigns = ::testing::Types<std::int8_t, std::uint8_t>;
TYPED_TEST_SUITE(EightBits, BothSigns);

TYPED_TEST(EightBits, Arithmetic) {
  this->check(Op::Add, [](int x, int y) { return x + y; });
  this->check(Op::Sub, [](int x, int y) { return x - y; });
  this->check(Op::Mul, [](int x, int y) { return x * y; });
  this->check(Op::FloorDiv, [](int x, int y) { return TestFixture::floor_div(x, y); }, true);
  this->check(Op::Mod, [](int x, int y) { return x - y * TestFixture::floor_div(x, y); }, true);
  this->check(Op::Min, [](int x, int y) { return x < y ? x : y; });
  this->check(Op::Max, [](int x, int y) { return x > y ? x : y; });
}

TYPED_TEST(EightBits, Bits) {
  this->check(Op::And, [](int x, int y) { return x & y; });
  this->check(Op::Or, [](int x, int y) { return x | y; });
  this->check(Op::Xor, [](int x, int y) { return x ^ y; });
  this->check(Op::Shl, [](int x, int y) { return y < 0 || y >= 8 ? 0 : x * (1 << y); });
  this->check(Op::Shr, [](int x, int y) {
    return y < 0 || y >= 8 ? (x < 0 ? -1 : 0) : TestFixture::floor_div(x, 1 << y);
  });
}

TYPED_TEST(EightBits, Comparisons) {
  this->check_compare(Op::Eq, [](int x, int y) { return x == y; });
  this->check_compare(Op::Ne, [](int x, int y) { return x != y; });
  this->check_compare(Op::Lt, [](int x, int y) { return x < y; });
  this->check_compare(Op::Le, [](int x, int y) { return x <= y; });
  this->check_compare(Op::Gt, [](int x, int y) { return x > y; });
  this->check_compare(Op::Ge, [](int x, int y) { return x >= y; });
}

TYPED_TEST(EightBits, Unary) {
  const auto neg = elementwise<TypeParam>(Op::Neg, {vec(this->a_)});
  const auto abs = elementwise<TypeParam>(Op::Abs, {vec(this->a_)});
  const auto sign = elementwise<TypeParam>(Op::Sign, {vec(this->a_)});
  const auto flipped = elementwise<TypeParam>(Op::BitNot, {vec(this->a_)});
  for (std::size_t i = 0; i < this->a_.size(); i += 256) {
    const int x = this->a_[i];
    ASSERT_EQ(neg[i], this->wrap(-x));
    ASSERT_EQ(abs[i], this->wrap(x < 0 ? -x : x));
    ASSERT_EQ(int(sign[i]), x < 0 ? -1 : x > 0 ? 1 : 0);
    ASSERT_EQ(flipped[i], this->wrap(-x - 1));
  }
}

TEST(Elementwise, WideIntegersWrap) {
  constexpr std::int64_t lo = INT64_MIN, hi = INT64_MAX;
  using V = std::vector<std::int64_t>;
  const auto run2 = [](Op op, const V& a, const V& b) {
    return elementwise<std::int64_t>(op, {vec(a), vec(b)});
  };
  EXPECT_EQ(run2(Op::Add, {hi, lo}, {1, -1}), (V{lo, hi}));
  EXPECT_EQ(run2(Op::Mul, {lo, hi}, {-1, 2}), (V{lo, -2}));
  EXPECT_EQ(run2(Op::FloorDiv, {lo, lo, -7, 7}, {-1, 2, 2, -2}), (V{lo, lo / 2, -4, -4}));
  EXPECT_EQ(run2(Op::Mod, {lo, -7, 7}, {-1, 2, -2}), (V{0, 1, -1}));
  EXPECT_EQ(run2(Op::Shr, {-8, -8, 8, -8}, {1, 64, 64, -1}), (V{-4, -1, 0, -1}));
  EXPECT_EQ(run2(Op::Shl, {1, 1, 1}, {63, 64, -1}), (V{lo, 0, 0}));
  using U = std::vector<std::uint64_t>;
  EXPECT_EQ(elementwise<std::uint64_t>(Op::FloorDiv,
                                       {vec<std::uint64_t>({UINT64_MAX}), vec<std::uint64_t>({2})}),
            (U{UINT64_MAX / 2}));
}

TEST(Cast, FloatToIntegerTruncatesAndSaturates) {
  const std::vector<float> x{-1.9f, 1.9f,   -0.5f, 127.9f, 128,   -128.9f,
                             -129,  255.5f, 256,   kInf,   -kInf, kNan};
  EXPECT_EQ((cast<std::int8_t>(x)),
            (std::vector<std::int8_t>{-1, 1, 0, 127, 127, -128, -128, 127, 127, 127, -128, 0}));
  EXPECT_EQ((cast<std::uint8_t>(x)),
            (std::vector<std::uint8_t>{0, 1, 0, 127, 128, 0, 0, 255, 255, 255, 0, 0}));
  EXPECT_EQ((cast<std::int64_t>(std::vector<float>{0x1p63f, -0x1p63f, 0x1.fffffep62f, -kInf})),
            (std::vector<std::int64_t>{INT64_MAX, INT64_MIN, 0x7fffff8000000000, INT64_MIN}));
  EXPECT_EQ((cast<std::uint64_t>(std::vector<double>{0x1p64, 0x1.fffffffffffffp63, -1})),
            (std::vector<std::uint64_t>{UINT64_MAX, 0xfffffffffffff800u, 0}));
  EXPECT_EQ((cast<std::int32_t>(std::vector<double>{2147483647.9, -2147483648.9, 2147483648.0})),
            (std::vector<std::int32_t>{INT32_MAX, INT32_MIN, INT32_MAX}));
}

TEST(Cast, IntegersBoolAndFloats) {
  EXPECT_EQ((cast<std::int8_t>(std::vector<std::int32_t>{300, -129})),
            (std::vector<std::int8_t>{44, 127}));
  EXPECT_EQ((cast<std::uint64_t>(std::vector<std::int8_t>{-1})),
            (std::vector<std::uint64_t>{UINT64_MAX}));
  EXPECT_EQ((cast<bool>(std::vector<float>{0, -0.0f, kTiny, kNan})),
            (std::vector<bool>{0, 0, 1, 1}));
  EXPECT_EQ((cast<bool>(std::vector<std::int32_t>{256, 0})), (std::vector<bool>{1, 0}));
  EXPECT_EQ((cast<float>(std::vector<bool>{1, 0})), (std::vector<float>{1, 0}));
  // Ties to even, and one rounding from the 64-bit value.
  EXPECT_EQ(
      (cast<float>(std::vector<std::int64_t>{16777217, 16777219, (1ll << 62) + (1ll << 38) + 1})),
      (std::vector<float>{16777216, 16777220, 0x1.000002p62f}));
  EXPECT_EQ((cast<float>(std::vector<std::uint64_t>{UINT64_MAX})), (std::vector<float>{0x1p64f}));
  EXPECT_EQ((cast<float>(std::vector<double>{0x1.000001p0, 1e300, 1e-46})),
            (std::vector<float>{1, kInf, 0}));
}

TEST(Elementwise, BitCast) {
  const auto out = run_op({vec<float>({1, -0.0f})}, [](graph::Graph& g, const auto& p) {
    return g.append(Op::BitCast, {p[0]}, {}, {DType::kI32, g.type(p[0]).shape});
  });
  EXPECT_EQ(values_of<std::int32_t>(out), (std::vector<std::int32_t>{0x3f800000, INT32_MIN}));
}

TEST(Elementwise, IntegerFunctions) {
  const std::vector<std::int8_t> a{12, -12, 0, 7, -128, -128}, b{18, 18, -5, 0, -128, 3};
  const auto of = [&](Op op) { return elementwise<std::int8_t>(op, {vec(a), vec(b)}); };
  using I = std::vector<std::int8_t>;
  EXPECT_EQ(of(Op::Gcd), (I{6, 6, 5, 7, -128, 1}));
  EXPECT_EQ(of(Op::Lcm), (I{36, 36, 0, 0, -128, -128}));
  EXPECT_EQ(elementwise<std::int8_t>(Op::BitCount, {vec(a)}), (I{2, 2, 0, 3, 1, 1}));
  EXPECT_EQ(elementwise<std::int8_t>(Op::Fmod, {vec<std::int8_t>({7, -7, 7, -7, -128}),
                                                vec<std::int8_t>({3, 3, -3, -3, -1})}),
            (I{1, -1, 1, -1, 0}));
  EXPECT_EQ(elementwise<std::int8_t>(Op::IntegerPow, {vec<std::int8_t>({3, -2, 0, 2, 7}),
                                                      vec<std::int8_t>({4, 3, 0, 7, 127})}),
            (I{81, -8, 1, -128, -73}));
}

TEST(Elementwise, PowersOfInfinity) {
  const double inf = HUGE_VAL, even = std::ldexp(1.0, 63);
  EXPECT_EQ(elementwise<double>(Op::Pow, {vec<double>({-inf, -inf, -inf, -inf, 0.5, -1}),
                                          vec<double>({-even, even, -3, 3, -inf, inf})}),
            (std::vector<double>{0, inf, -0.0, -inf, inf, 1}));
}

TEST(Elementwise, FloatBits) {
  const std::vector<float> x{1, -0.0f, kTiny, -kInf, kNan, -6};
  expect_floats(binary(Op::CopySign, {1, 2, kNan, kInf}, {-0.0f, 1, 1, -kNan}),
                {-1, 2, kNan, -kInf});
  expect_floats(
      binary(Op::NextAfter, {0, 0, 1, 1, kInf, -kTiny, kNan, 0.0f, 3},
             {1, -1, 2, 0, 0, 1, 1, -0.0f, kNan}),
      {kTiny, -kTiny, 1.00000012f, 0.99999994f, 3.40282347e38f, -0.0f, kNan, -0.0f, kNan});
  expect_floats(unary(Op::FrexpMantissa, x), {0.5f, -0.0f, 0.5f, -kInf, kNan, -0.75f});
  expect_floats(unary(Op::FrexpExponent, x), {1, 0, -148, 0, 0, 3});
  // 11 bits, ties away from 0; a carry goes into the exponent.
  expect_floats(
      unary(Op::RoundTf32, {0x1.002p0f, 0x1.001fp0f, -0x1.006p0f, 0x1.ffffp3f, 0x1.fffp127f, -0.0f,
                            kInf, kNan, 0x1p-136f, 0x1.8p-137f, 0x1.fp-138f}),
      {0x1.004p0f, 0x1.0p0f, -0x1.008p0f, 0x1p4f, kInf, -0.0f, kInf, kNan, 0x1p-136f, 0x1p-136f,
       0.0f});
  // Ties to even; multiples of the smallest subnormal; infinite from half a unit beyond the
  // largest.
  expect_floats(unary(Op::RoundF16,
                      {0x1.002p0f, 0x1.006p0f, -0x1.0021p0f, 0x1.ffcp15f, 65519.9f, 65520, -1e38f,
                       -0.0f, kInf, kNan, 0x1.8p-24f, 0x1p-25f, 0x1.0001p-25f, 0x1.ffffp-15f}),
                {1, 0x1.008p0f, -0x1.004p0f, 65504, 65504, kInf, -kInf, -0.0f, kInf, kNan, 0x1p-23f,
                 0, 0x1p-24f, 0x1p-14f});
  expect_floats(unary(Op::RoundBf16,
                      {0x1.01p0f, 0x1.03p0f, -0x1.0101p0f, 0x1.fep127f, 0x1.feffp127f, 0x1.ffp127f,
                       -0.0f, -kInf, kNan, 0x1p-134f, 0x1.8p-133f, 0x1.0002p-134f}),
                {1, 0x1.04p0f, -0x1.02p0f, 0x1.fep127f, 0x1.fep127f, kInf, -0.0f, -kInf, kNan, 0,
                 0x1p-132f, 0x1p-133f});
  using B = std::vector<bool>;
  EXPECT_EQ(elementwise<bool>(Op::IsInf, {vec(x)}), (B{0, 0, 0, 1, 0, 0}));
  EXPECT_EQ(elementwise<bool>(Op::SignBit, {vec(x)}), (B{0, 1, 0, 1, 0, 1}));
  expect_floats(binary(Op::Fmod, {7, -7, 6, -6, 1, kInf, 1, kNan}, {2, 2, 3, 3, kInf, 1, 0, 1}),
                {1, -1, 0, -0.0f, 1, kNan, kNan, kNan});
}

TEST(Elementwise, DivisionByZeroNamesTheLowestElementAndThePlace) {
  const auto divide = [](Op op) {
    graph::Graph g;
    const auto a = g.add_parameter("a", {DType::kI32, {2, 3}});
    const auto b = g.add_parameter("b", {DType::kI32, {2, 3}});
    g.set_locations({g.intern({"f.sinter", 4, 9, 2, 5})});
    g.set_results({g.binary(op, a, b)});
    run(g, {tensor<std::int32_t>({2, 3}, {1, 2, 3, 4, 5, 6}),
            tensor<std::int32_t>({2, 3}, {1, 1, 1, 1, 0, 0})});
  };
  for (Op op : {Op::FloorDiv, Op::Mod}) {
    EXPECT_ERROR(divide(op), ErrorKind::kUser, "E0310",
                 "f.sinter:2:5: integer division by zero at element [1, 1]");
  }
  const auto scalar = [] {
    return run_op({tensor<std::uint8_t>({}, {1}), tensor<std::uint8_t>({}, {0})},
                  [](graph::Graph& g, const auto& p) { return g.elementwise(Op::Mod, p); });
  };
  EXPECT_ERROR(scalar(), ErrorKind::kUser, "E0310", "integer division by zero");
  const auto power = [] {
    return run_op({tensor<std::int8_t>({2}, {1, 2}), tensor<std::int8_t>({2}, {2, -1})},
                  [](graph::Graph& g, const auto& p) { return g.elementwise(Op::IntegerPow, p); });
  };
  EXPECT_ERROR(power(), ErrorKind::kUser, "E0313", "integer to a negative power at element [1]");
}

}  // namespace
}  // namespace sinter::interp::test
