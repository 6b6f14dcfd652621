// The bounds and special values of compiler/math, on samples and edges. Every f32 input:
// math_exhaustive_test.cpp.
#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "compiler/ir/loop.h"
#include "compiler/math/math.h"
#include "tests/common/expect_error.h"
#include "tests/math/reference.h"
#include "tests/math/straight_line.h"

namespace sinter::test {
namespace {

// The table of compiler/math/README.md, repeated here on purpose: loosening a bound takes two
// edits.
struct Bound {
  Op op;
  DType type;
  double max_ulp;
  int operations;
};
constexpr Bound kBounds[] = {
    {Op::Exp, DType::kF32, 1.0, 15},     {Op::Exp, DType::kF64, 1.0, 20},
    {Op::Exp2, DType::kF32, 1.0, 14},    {Op::Exp2, DType::kF64, 1.0, 20},
    {Op::Expm1, DType::kF32, 1.0, 31},   {Op::Expm1, DType::kF64, 1.5, 36},
    {Op::Log, DType::kF32, 1.0, 36},     {Op::Log, DType::kF64, 1.0, 38},
    {Op::Log2, DType::kF32, 1.5, 34},    {Op::Log2, DType::kF64, 1.5, 41},
    {Op::Log10, DType::kF32, 1.5, 37},   {Op::Log10, DType::kF64, 1.0, 42},
    {Op::Log1p, DType::kF32, 1.5, 47},   {Op::Log1p, DType::kF64, 1.0, 49},
    {Op::Sin, DType::kF32, 2.0, 27},     {Op::Sin, DType::kF64, 2.0, 43},
    {Op::Cos, DType::kF32, 2.0, 28},     {Op::Cos, DType::kF64, 2.0, 44},
    {Op::Tan, DType::kF32, 2.5, 29},     {Op::Tan, DType::kF64, 2.5, 39},
    {Op::Asin, DType::kF32, 1.5, 24},    {Op::Asin, DType::kF64, 1.5, 32},
    {Op::Acos, DType::kF32, 1.5, 29},    {Op::Acos, DType::kF64, 1.5, 37},
    {Op::Atan, DType::kF32, 1.5, 33},    {Op::Atan, DType::kF64, 1.5, 41},
    {Op::Atan2, DType::kF32, 2.0, 42},   {Op::Atan2, DType::kF64, 2.0, 55},
    {Op::Sinh, DType::kF32, 1.0, 37},    {Op::Sinh, DType::kF64, 1.0, 43},
    {Op::Cosh, DType::kF32, 1.0, 36},    {Op::Cosh, DType::kF64, 1.0, 42},
    {Op::Tanh, DType::kF32, 1.5, 32},    {Op::Tanh, DType::kF64, 2.0, 43},
    {Op::Asinh, DType::kF32, 1.5, 63},   {Op::Asinh, DType::kF64, 1.5, 65},
    {Op::Acosh, DType::kF32, 1.5, 81},   {Op::Acosh, DType::kF64, 1.0, 83},
    {Op::Atanh, DType::kF32, 1.0, 54},   {Op::Atanh, DType::kF64, 1.0, 59},
    {Op::Cbrt, DType::kF32, 1.0, 32},    {Op::Cbrt, DType::kF64, 1.0, 38},
    {Op::Hypot, DType::kF32, 1.5, 21},   {Op::Hypot, DType::kF64, 1.5, 21},
    {Op::Pow, DType::kF32, 1.0, 106},    {Op::Pow, DType::kF64, 1.5, 112},
    {Op::Erf, DType::kF32, 1.5, 35},     {Op::Erf, DType::kF64, 1.5, 57},
    {Op::Erfc, DType::kF32, 3.0, 58},    {Op::Erfc, DType::kF64, 4.0, 80},
    {Op::Rsqrt, DType::kF32, 1.5, 2},    {Op::Rsqrt, DType::kF64, 1.5, 2},
    {Op::Sigmoid, DType::kF32, 2.5, 21}, {Op::Sigmoid, DType::kF64, 2.5, 26},
    {Op::Lgamma, DType::kF32, 1.0, 159}, {Op::Lgamma, DType::kF64, 4.0, 157},
};

template <typename T>
std::vector<T> run(Op op, DType type, std::span<const T> x) {
  StraightLine f(op, type);
  std::vector<T> out(x.size());
  f.run(x, out);
  return out;
}

std::vector<float> samples_f32() {
  auto x = edges_f32();
  std::mt19937_64 random(1);
  for (int i = 0; i < 400'000; ++i)
    x.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(random())));
  std::uniform_real_distribution<float> middle(-110.0f, 110.0f), near(-2.0f, 2.0f);
  for (int i = 0; i < 300'000; ++i) x.push_back(middle(random));
  for (int i = 0; i < 300'000; ++i) x.push_back(near(random));
  return x;
}

std::vector<double> samples_f64() {
  auto x = edges_f64();
  std::mt19937_64 random(2);
  for (int i = 0; i < 20'000; ++i) x.push_back(std::bit_cast<double>(random()));
  std::uniform_real_distribution<double> wide(-760.0, 760.0), middle(-21.0, 21.0), near(-2.0, 2.0);
  for (int i = 0; i < 25'000; ++i) x.insert(x.end(), {wide(random), middle(random), near(random)});
  return x;
}

class MathFunction : public ::testing::TestWithParam<Bound> {};

/// The worst error of a function, and where.
struct Worst {
  double error = 0, x = 0, y = 0;

  void note(double found, double at_x, double at_y) {
    if (found > error) *this = {found, at_x, at_y};
  }
};

Worst measure_f32(Op op, std::span<const float> x, std::span<const float> y) {
  std::vector<float> got(x.size());
  StraightLine(op, DType::kF32).run(x, y, got);
  Worst worst;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double second = y.empty() ? 0 : y[i];
    worst.note(ulp_error_f32(got[i], libm(op, x[i], second)), x[i], second);
  }
  return worst;
}

Worst measure_f64(Op op, std::span<const double> x, std::span<const double> y) {
  std::vector<double> got(x.size());
  StraightLine(op, DType::kF64).run(x, y, got);
  Worst worst;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double second = y.empty() ? 0 : y[i];
    worst.note(ulp_error_f64(op, x[i], second, got[i]), x[i], second);
  }
  return worst;
}

template <typename T>
std::pair<std::vector<T>, std::vector<T>> apart(const std::vector<std::pair<T, T>>& pairs) {
  std::pair<std::vector<T>, std::vector<T>> result;
  for (const auto& [x, y] : pairs) {
    result.first.push_back(x);
    result.second.push_back(y);
  }
  return result;
}

TEST_P(MathFunction, StaysWithinItsBound) {
  const auto [op, type, max_ulp, operations] = GetParam();
  const bool binary = info(op).arity == 2;
  Worst worst;
  if (type == DType::kF32) {
    const auto [x, y] =
        binary ? apart(pairs_f32(100'000)) : std::pair(samples_f32(), std::vector<float>{});
    worst = measure_f32(op, x, y);
  } else {
    const auto [x, y] =
        binary ? apart(pairs_f64(15'000)) : std::pair(samples_f64(), std::vector<double>{});
    worst = measure_f64(op, x, y);
  }
  std::printf("%s %s: at most %.4f ULP, at %a, %a\n", std::string(info(op).spelling).c_str(),
              std::string(name(type)).c_str(), worst.error, worst.x, worst.y);
  EXPECT_LE(worst.error, max_ulp);
  EXPECT_GT(worst.error, 0) << "nothing was measured";
}

TEST_P(MathFunction, IsStatedInTheTable) {
  const Bound& bound = GetParam();
  int found = 0;
  for (const math::Function& f : math::functions())
    if (f.op == bound.op && f.type == bound.type) {
      ++found;
      EXPECT_EQ(f.max_ulp, bound.max_ulp);
      EXPECT_EQ(f.operations, bound.operations);
      EXPECT_EQ(StraightLine(f.op, f.type).operations(), bound.operations);
    }
  EXPECT_EQ(found, 1);
}

template <typename T, typename Bits>
void expect_agreement(Op op, DType type, const std::vector<T>& x, const std::vector<T>& y) {
  StraightLine a(op, type), b(op, type, StraightLine::Through::kPass);
  std::vector<T> p(x.size()), q(x.size());
  a.run(x, y, p);
  b.run(x, y, q);
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_EQ(std::bit_cast<Bits>(p[i]), std::bit_cast<Bits>(q[i])) << x[i];
}

TEST_P(MathFunction, TheBuilderAndThePassAgree) {
  const auto [op, type, max_ulp, operations] = GetParam();
  const bool binary = info(op).arity == 2;
  if (type == DType::kF32) {
    const auto [x, y] = binary ? apart(pairs_f32(0)) : std::pair(edges_f32(), std::vector<float>{});
    expect_agreement<float, std::uint32_t>(op, type, x, y);
  } else {
    const auto [x, y] =
        binary ? apart(pairs_f64(0)) : std::pair(edges_f64(), std::vector<double>{});
    expect_agreement<double, std::uint64_t>(op, type, x, y);
  }
}

INSTANTIATE_TEST_SUITE_P(All, MathFunction, ::testing::ValuesIn(kBounds), [](const auto& p) {
  return std::string(sinter::info(p.param.op).spelling) + "_" + std::string(name(p.param.type));
});

TEST(MathTable, EveryFunctionIsTested) { EXPECT_EQ(math::functions().size(), std::size(kBounds)); }

template <typename T>
void expect_special(Op op, DType type, std::initializer_list<std::pair<T, T>> pairs) {
  std::vector<T> x;
  for (const auto& [from, to] : pairs) x.push_back(from);
  const auto got = run<T>(op, type, x);
  std::size_t i = 0;
  for (const auto& [from, to] : pairs) {
    if (std::isnan(to))
      EXPECT_TRUE(std::isnan(got[i])) << info(op).spelling << "(" << from << ") = " << got[i];
    else
      EXPECT_TRUE(got[i] == to && std::signbit(got[i]) == std::signbit(to))
          << info(op).spelling << "(" << from << ") = " << got[i] << ", not " << to;
    ++i;
  }
}

template <typename T>
void expect_special_pairs(Op op, DType type, std::initializer_list<std::array<T, 3>> triples) {
  std::vector<T> x, y, got(triples.size());
  for (const auto& [a, b, to] : triples) x.push_back(a), y.push_back(b);
  StraightLine(op, type).run(x, y, got);
  std::size_t i = 0;
  for (const auto& [a, b, to] : triples) {
    const bool same = std::isnan(to) ? std::isnan(got[i])
                                     : got[i] == to && std::signbit(got[i]) == std::signbit(to);
    EXPECT_TRUE(same) << info(op).spelling << "(" << a << ", " << b << ") = " << got[i] << ", not "
                      << to;
    ++i;
  }
}

template <typename T>
void expect_special_of_families(DType type) {
  using L = std::numeric_limits<T>;
  const T inf = L::infinity(), nan = L::quiet_NaN(), tiny = L::denorm_min();
  const T zero = 0, minus = T(-0.0), one = 1, pi = static_cast<T>(std::numbers::pi);
  // Odd functions keep zeros, subnormals and their signs.
  for (Op op :
       {Op::Expm1, Op::Log1p, Op::Sin, Op::Tan, Op::Sinh, Op::Asinh, Op::Atanh, Op::Asin, Op::Atan})
    expect_special<T>(op, type,
                      {{zero, zero}, {minus, minus}, {tiny, tiny}, {-tiny, -tiny}, {nan, nan}});
  for (Op op : {Op::Sinh, Op::Asinh, Op::Cbrt})
    expect_special<T>(op, type,
                      {{inf, inf}, {-inf, -inf}, {zero, zero}, {minus, minus}, {nan, nan}});
  expect_special<T>(Op::Exp2, type,
                    {{inf, inf},
                     {-inf, zero},
                     {3, 8},
                     {-3, T(0.125)},
                     {L::min_exponent - 1, L::min()},
                     {nan, nan},
                     {L::max(), inf}});
  expect_special<T>(Op::Expm1, type, {{inf, inf}, {-inf, -1}, {L::lowest(), -1}});
  for (Op op : {Op::Log2, Op::Log10})
    expect_special<T>(op, type,
                      {{zero, -inf},
                       {minus, -inf},
                       {-one, nan},
                       {inf, inf},
                       {-inf, nan},
                       {nan, nan},
                       {one, zero}});
  expect_special<T>(Op::Log2, type, {{8, 3}, {T(0.25), -2}, {tiny, L::min_exponent - L::digits}});
  expect_special<T>(Op::Log1p, type, {{-one, -inf}, {-2, nan}, {inf, inf}, {-inf, nan}});
  for (Op op : {Op::Sin, Op::Cos, Op::Tan})
    expect_special<T>(op, type, {{inf, nan}, {-inf, nan}, {nan, nan}});
  expect_special<T>(Op::Cos, type, {{zero, one}, {minus, one}, {tiny, one}});
  expect_special<T>(Op::Cosh, type,
                    {{zero, one}, {minus, one}, {inf, inf}, {-inf, inf}, {nan, nan}});
  expect_special<T>(
      Op::Acosh, type,
      {{one, zero}, {zero, nan}, {-inf, nan}, {L::lowest(), nan}, {inf, inf}, {nan, nan}});
  expect_special<T>(Op::Atanh, type, {{one, inf}, {-one, -inf}, {2, nan}, {-inf, nan}, {inf, nan}});
  expect_special<T>(Op::Asin, type, {{2, nan}, {-inf, nan}, {one, pi / 2}, {-one, -pi / 2}});
  expect_special<T>(Op::Acos, type,
                    {{one, zero},
                     {-one, pi},
                     {zero, pi / 2},
                     {minus, pi / 2},
                     {2, nan},
                     {-inf, nan},
                     {nan, nan}});
  expect_special<T>(Op::Atan, type, {{inf, pi / 2}, {-inf, -pi / 2}});
  expect_special<T>(Op::Cbrt, type, {{8, 2}, {-27, -3}, {T(0.125), T(0.5)}});
  expect_special<T>(Op::Erf, type,
                    {{zero, zero}, {minus, minus}, {inf, one}, {-inf, -one}, {nan, nan}});
  expect_special<T>(
      Op::Erfc, type,
      {{zero, one}, {minus, one}, {inf, zero}, {-inf, 2}, {nan, nan}, {L::max(), zero}});
  expect_special<T>(Op::Lgamma, type,
                    {{one, zero},
                     {2, zero},
                     {zero, inf},
                     {minus, inf},
                     {-one, inf},
                     {-100, inf},
                     {inf, inf},
                     {-inf, inf},
                     {L::max(), inf},
                     {L::lowest(), inf},
                     {nan, nan}});
  expect_special_pairs<T>(Op::Atan2, type,
                          {{zero, minus, pi},
                           {minus, minus, -pi},
                           {zero, zero, zero},
                           {minus, zero, minus},
                           {zero, -one, pi},
                           {minus, -one, -pi},
                           {zero, one, zero},
                           {one, zero, pi / 2},
                           {-one, minus, -pi / 2},
                           {one, -inf, pi},
                           {one, inf, zero},
                           {-one, inf, minus},
                           {inf, one, pi / 2},
                           {-inf, -one, -pi / 2},
                           {inf, inf, pi / 4},
                           {-inf, inf, -pi / 4},
                           {inf, -inf, static_cast<T>(0.75 * std::numbers::pi)},
                           {nan, one, nan},
                           {one, nan, nan},
                           {nan, zero, nan},
                           {inf, nan, nan}});
  expect_special_pairs<T>(Op::Hypot, type,
                          {{zero, minus, zero},
                           {inf, nan, inf},
                           {nan, -inf, inf},
                           {nan, one, nan},
                           {3, -4, 5},
                           {tiny, zero, tiny},
                           {L::max(), zero, L::max()},
                           {L::max(), L::max(), inf}});
  expect_special_pairs<T>(Op::Pow, type,
                          {{nan, zero, one},    {nan, minus, one},
                           {one, nan, one},     {one, inf, one},
                           {-one, inf, one},    {-one, -inf, one},
                           {-one, nan, nan},    {zero, -3, inf},
                           {minus, -3, -inf},   {minus, -2, inf},
                           {zero, -inf, inf},   {minus, T(-0.5), inf},
                           {zero, 3, zero},     {minus, 3, minus},
                           {minus, 2, zero},    {minus, T(0.5), zero},
                           {-2, T(0.5), nan},   {-2, 3, -8},
                           {-2, 2, 4},          {T(0.5), -inf, inf},
                           {T(0.5), inf, zero}, {2, -inf, zero},
                           {2, inf, inf},       {-inf, 3, -inf},
                           {-inf, 2, inf},      {-inf, T(0.5), inf},
                           {-inf, -3, minus},   {-inf, T(-0.5), zero},
                           {inf, -1, zero},     {inf, T(0.5), inf},
                           {2, nan, nan},       {nan, 2, nan},
                           {10, 2, 100},        {2, L::min_exponent - L::digits, tiny},
                           {-2, L::max(), inf}});
}

template <typename T>
void expect_all_special(DType type) {
  using L = std::numeric_limits<T>;
  const T inf = L::infinity(), nan = L::quiet_NaN(), tiny = L::denorm_min();
  expect_special<T>(Op::Exp, type,
                    {{T(0), T(1)},
                     {T(-0.0), T(1)},
                     {inf, inf},
                     {-inf, T(0)},
                     {nan, nan},
                     {-nan, nan},
                     {L::max(), inf},
                     {L::lowest(), T(0)},
                     {tiny, T(1)},
                     {-tiny, T(1)}});
  expect_special<T>(Op::Log, type,
                    {{T(1), T(0)},
                     {T(0), -inf},
                     {T(-0.0), -inf},
                     {inf, inf},
                     {-inf, nan},
                     {nan, nan},
                     {T(-1), nan},
                     {-tiny, nan},
                     {L::lowest(), nan}});
  expect_special<T>(Op::Tanh, type,
                    {{T(0), T(0)},
                     {T(-0.0), T(-0.0)},
                     {inf, T(1)},
                     {-inf, T(-1)},
                     {nan, nan},
                     {tiny, tiny},
                     {-tiny, -tiny},
                     {L::max(), T(1)},
                     {L::lowest(), T(-1)},
                     {L::min(), L::min()}});
  expect_special_of_families<T>(type);
}

TEST(MathSpecialValues, F32) { expect_all_special<float>(DType::kF32); }
TEST(MathSpecialValues, F64) { expect_all_special<double>(DType::kF64); }

TEST(ExpandMath, ReplacesNestedAndRepeatedCalls) {
  loop::Kernel kernel;
  loop::Builder b(kernel);
  const auto x = b.buffer("x", DType::kF32, loop::BufferKind::kInput);
  const auto out = b.buffer("out", DType::kF64, loop::BufferKind::kOutput);
  b.serial(b.i64(0), b.integer("n"), [&](loop::ValueId i) {
    const auto inner = b.op(Op::Exp, b.op(Op::Exp, b.load(x, i)));
    b.store(out, i, b.op(Op::Log, b.cast(inner, DType::kF64)));
  });
  EXPECT_EQ(math::expand_math(kernel), 3);
  loop::verify(kernel);
  const std::string text = loop::print(kernel);
  EXPECT_EQ(text.find("exp "), text.find("ldexp ") + 2) << text;
  EXPECT_EQ(loop::print(loop::parse_kernel(text)), text);
  EXPECT_EQ(math::expand_math(kernel), 0);
}

TEST(ExpandMath, RefusesOtherOps) {
  loop::Kernel kernel;
  loop::Builder b(kernel);
  EXPECT_ERROR(math::expand(b, Op::Sqrt, b.number(DType::kF32, 1)), ErrorKind::kInternal, "E9001",
               "op 'sqrt' has no expansion");
  EXPECT_ERROR(math::expand(b, Op::Exp, b.i64(1)), ErrorKind::kInternal, "E9001", "'exp' of i64");
}

}  // namespace
}  // namespace sinter::test
