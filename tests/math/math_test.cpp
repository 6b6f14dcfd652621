// The bounds and special values of compiler/math, on samples and edges. Every f32 input:
// math_exhaustive_test.cpp.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
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
    {Op::Log, DType::kF32, 1.0, 36},     {Op::Log, DType::kF64, 1.0, 41},
    {Op::Rsqrt, DType::kF32, 1.5, 2},    {Op::Rsqrt, DType::kF64, 1.5, 2},
    {Op::Sigmoid, DType::kF32, 2.5, 21}, {Op::Sigmoid, DType::kF64, 2.5, 26},
    {Op::Tanh, DType::kF32, 1.5, 32},    {Op::Tanh, DType::kF64, 2.0, 43},
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

TEST_P(MathFunction, StaysWithinItsBound) {
  const auto [op, type, max_ulp, operations] = GetParam();
  double worst = 0, worst_x = 0;
  const auto note = [&](double error, double x) {
    if (error > worst) worst = error, worst_x = x;
  };
  if (type == DType::kF32) {
    const auto x = samples_f32();
    const auto got = run<float>(op, type, x);
    for (std::size_t i = 0; i < x.size(); ++i) note(ulp_error_f32(got[i], libm(op, x[i])), x[i]);
  } else {
    const auto x = samples_f64();
    const auto got = run<double>(op, type, x);
    for (std::size_t i = 0; i < x.size(); ++i) note(ulp_error_f64(op, x[i], got[i]), x[i]);
  }
  std::printf("%s %s: at most %.4f ULP, at %a\n", std::string(info(op).spelling).c_str(),
              std::string(name(type)).c_str(), worst, worst_x);
  EXPECT_LE(worst, max_ulp);
  EXPECT_GT(worst, 0) << "nothing was measured";
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

TEST_P(MathFunction, TheBuilderAndThePassAgree) {
  const auto [op, type, max_ulp, operations] = GetParam();
  StraightLine a(op, type), b(op, type, StraightLine::Through::kPass);
  if (type == DType::kF32) {
    const auto x = edges_f32();
    std::vector<float> p(x.size()), q(x.size());
    a.run(x, p);
    b.run(x, q);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_EQ(std::bit_cast<std::uint32_t>(p[i]), std::bit_cast<std::uint32_t>(q[i])) << x[i];
  } else {
    const auto x = edges_f64();
    std::vector<double> p(x.size()), q(x.size());
    a.run(x, p);
    b.run(x, q);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_EQ(std::bit_cast<std::uint64_t>(p[i]), std::bit_cast<std::uint64_t>(q[i])) << x[i];
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
