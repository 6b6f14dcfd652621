#include "tests/lift/mixed.h"

#include "mixed.lifted.h"
#include "tests/lift/compare.h"

namespace {

using lift_test::between;
using lift_test::expect_same;
using lift_test::numbers;
using lift_test::special;

class Mixed : public testing::TestWithParam<int> {};

TEST_P(Mixed, WorkloadsArePlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  const auto x = numbers<float>(size * 20, 1), y = numbers<float>(size * 30, 2),
             z = numbers<float>(size * 7, 3);
  expect_same<float>({mixed::entropy(x.data(), n, 20)}, {lifted::mixed::entropy(x.data(), n, 20)},
                     1e-5, "entropy");
  expect_same<float>({mixed::mutual_information(x.data(), y.data(), n, 20, 30)},
                     {lifted::mixed::mutual_information(x.data(), y.data(), n, 20, 30)}, 2e-4,
                     "mutual_information");
  std::vector<float> a(20 * 30 * 7), b(20 * 30 * 7);
  mixed::tensor_mean(x.data(), y.data(), z.data(), a.data(), n, 20, 30, 7);
  lifted::mixed::tensor_mean(x.data(), y.data(), z.data(), b.data(), n, 20, 30, 7);
  expect_same(a, b, 1e-5, "tensor_mean");
}

TEST_P(Mixed, IntegersArePlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  const auto half = between<int>(size, 4, -1000, 1000);
  std::vector<int> a(size), b(size), c(size), d(size);
  EXPECT_EQ(mixed::prefix_sum(half.data(), a.data(), n),
            lifted::mixed::prefix_sum(half.data(), b.data(), n));
  expect_same(a, b, 0, "prefix_sum");
  const auto any = numbers<std::int32_t>(size, 5);
  EXPECT_EQ(mixed::integer_sum(any.data(), n), lifted::mixed::integer_sum(any.data(), n));
  EXPECT_EQ(mixed::largest(any.data(), n), lifted::mixed::largest(any.data(), n));
  const auto bytes = numbers<std::uint8_t>(size, 6);
  EXPECT_EQ(mixed::hash(bytes.data(), n), lifted::mixed::hash(bytes.data(), n));
  const auto small = numbers<std::int8_t>(size, 7);
  const auto middle = numbers<std::uint16_t>(size, 8);
  std::vector<std::int16_t> p(size), q(size);
  mixed::small_integers(small.data(), middle.data(), p.data(), n);
  lifted::mixed::small_integers(small.data(), middle.data(), q.data(), n);
  expect_same(p, q, 0, "small_integers");
  auto divisors = between<int>(size, 9, -9, 9);
  for (int& value : divisors) value = value == 0 ? 7 : value;
  mixed::divide(half.data(), divisors.data(), a.data(), b.data(), n);
  lifted::mixed::divide(half.data(), divisors.data(), c.data(), d.data(), n);
  expect_same(a, c, 0, "quotients");
  expect_same(b, d, 0, "remainders");
  const auto words = numbers<std::uint32_t>(size, 10);
  std::vector<std::uint32_t> u(size), v(size);
  mixed::bits(words.data(), u.data(), n);
  lifted::mixed::bits(words.data(), v.data(), n);
  expect_same(u, v, 0, "bits");
  const auto few = between<int>(size, 11, -3, 99);
  EXPECT_EQ(mixed::count_skipping(few.data(), n), lifted::mixed::count_skipping(few.data(), n));
  EXPECT_EQ(mixed::compact(few.data(), a.data(), n),
            lifted::mixed::compact(few.data(), c.data(), n));
  expect_same(a, c, 0, "compact");
  EXPECT_EQ(mixed::collatz(27 + n), lifted::mixed::collatz(27 + n));
}

TEST_P(Mixed, DynamicProgrammingIsPlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  const auto a = between<char>(size, 12, 'a', 'd'), b = between<char>(size + 2, 13, 'a', 'd');
  const int cells = (n + 1) * (n + 3);
  std::vector<int> s(static_cast<std::size_t>(cells)), t = s;
  EXPECT_EQ(mixed::common_subsequence(a, b, s.data(), cells),
            lifted::mixed::common_subsequence(a, b, t.data(), cells));
  expect_same(s, t, 0, "common_subsequence");
  const auto weight = between<int>(size, 14, 1, 9), value = between<int>(size, 15, 1, 99);
  std::vector<long> u(41), v(41, 7);
  EXPECT_EQ(mixed::knapsack(weight.data(), value.data(), n, u.data(), 41),
            lifted::mixed::knapsack(weight.data(), value.data(), n, v.data(), 41));
  expect_same(u, v, 0, "knapsack");
}

TEST_P(Mixed, FloatsArePlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  for (const bool odd : {false, true}) {
    const auto x = odd ? special<double>(size, 16) : numbers<double>(size, 16);
    const auto f = odd ? special<float>(size, 17) : numbers<float>(size, 17);
    const auto g = odd ? special<float>(size, 18) : numbers<float>(size, 18);
    std::vector<double> a(size), b(size);
    mixed::ema(x.data(), a.data(), n, 0.3);
    lifted::mixed::ema(x.data(), b.data(), n, 0.3);
    expect_same(a, b, 0, "ema");
    EXPECT_EQ(mixed::find(x.data(), n, x[size / 2]), lifted::mixed::find(x.data(), n, x[size / 2]));
    EXPECT_EQ(mixed::find(x.data(), n, 77), lifted::mixed::find(x.data(), n, 77));
    double l1 = 0, h1 = 0, l2 = 0, h2 = 0;
    mixed::extremes(x.data(), n, l1, h1);
    lifted::mixed::extremes(x.data(), n, l2, h2);
    expect_same<double>({l1, h1}, {l2, h2}, 0, "extremes");
    std::vector<float> p(size), q(size);
    mixed::relu(f, p);
    lifted::mixed::relu(f, q);
    expect_same(p, q, 0, "relu");
    mixed::zip(f, g, p);
    lifted::mixed::zip(f, g, q);
    expect_same(p, q, 0, "zip");
    p = q = g;
    mixed::axpy<float>(1.5F, f.data(), p.data(), n);
    lifted::mixed::axpy(1.5F, f.data(), q.data(), n);
    expect_same(p, q, 0, "axpy<float>");
    mixed::helpers(x.data(), a.data(), n);
    lifted::mixed::helpers(x.data(), b.data(), n);
    expect_same(a, b, 0, "helpers");
    mixed::reverse_loop(f.data(), p.data(), n);
    lifted::mixed::reverse_loop(f.data(), q.data(), n);
    expect_same(p, q, 0, "reverse_loop");
    mixed::rounding(x.data(), a.data(), n);
    lifted::mixed::rounding(x.data(), b.data(), n);
    expect_same(a, b, 0, "rounding");
    const auto index = between<std::int32_t>(size, 19, 0, n - 1);
    mixed::gather(f.data(), n, index.data(), p.data(), n);
    lifted::mixed::gather(f.data(), n, index.data(), q.data(), n);
    expect_same(p, q, 0, "gather");
    if (odd) continue;
    const std::vector<double> y = numbers<double>(size, 20);
    expect_same<double>({mixed::algorithms(x, y)}, {lifted::mixed::algorithms(x, y)}, 1e-12,
                        "algorithms");
    const auto m = numbers<float>(size * 5, 21), w = numbers<float>(5, 22);
    mixed::matvec(m.data(), w.data(), p.data(), n, 5);
    lifted::mixed::matvec(m.data(), w.data(), q.data(), n, 5);
    expect_same(p, q, 1e-5, "matvec");
    auto wide = f;
    for (float& v : wide) v *= 100;
    std::vector<int> s(size), t(size);
    mixed::saturating(wide.data(), s.data(), n);
    lifted::mixed::saturating(wide.data(), t.data(), n);
    expect_same(s, t, 0, "saturating");
    const auto grid = numbers<double>(size * 4, 23);
    std::vector<double> c(size * 4), d(size * 4);
    mixed::transpose({grid.data(), {n, 4}}, {c.data(), {4, n}});
    lifted::mixed::transpose({grid.data(), {n, 4}}, {d.data(), {4, n}});
    expect_same(c, d, 0, "transpose");
    for (const bool by_columns : {false, true}) {  // Of 4 rows, or of n: strides are the view's.
      const std::array<std::ptrdiff_t, 2> sizes{n, 4};
      const std::array<std::ptrdiff_t, 2> strides{by_columns ? 1 : 4, by_columns ? n : 1};
      mixed::differences({grid.data(), sizes, strides}, {c.data(), sizes, strides});
      lifted::mixed::differences({grid.data(), sizes, strides}, {d.data(), sizes, strides});
      expect_same(c, d, 0, "differences");
    }
    if (n % 4 == 0) {
      mixed::unrolled(f.data(), p.data(), n);
      lifted::mixed::unrolled(f.data(), q.data(), n);
      expect_same(p, q, 0, "unrolled");
    }
    const std::array<std::array<double, 3>, 3> matrix{{{1, 2, 3}, {4, 5, 7}, {x[0], -1, 2}}};
    expect_same<double>({mixed::determinant(matrix)}, {lifted::mixed::determinant(matrix)}, 0,
                        "determinant");
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Mixed, testing::Values(1, 2, 5, 16, 100));

const testing::Environment* const kPrograms = testing::AddGlobalTestEnvironment(
    new lift_test::ProgramsDidRun({"entropy",     "mutual_information",
                                   "tensor_mean", "prefix_sum",
                                   "ema",         "common_subsequence",
                                   "knapsack",    "hash",
                                   "integer_sum", "small_integers",
                                   "divide",      "bits",
                                   "find",        "count_skipping",
                                   "extremes",    "largest",
                                   "relu",        "algorithms",
                                   "zip",         "axpy_f32",
                                   "helpers",     "matvec",
                                   "gather",      "reverse_loop",
                                   "compact",     "determinant",
                                   "transpose",   "differences",
                                   "rounding",    "saturating",
                                   "collatz",     "unrolled"},
                                  {"knapsack"}));

}  // namespace
