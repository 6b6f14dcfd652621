#include "tests/lift/steps.h"

#include <algorithm>

#include "steps.lifted.h"
#include "tests/lift/compare.h"

namespace {

using lift_test::between;
using lift_test::expect_same;
using lift_test::numbers;
using lift_test::special;

class Steps : public testing::TestWithParam<int> {
 protected:
  const int n_ = GetParam();
  const std::size_t size_ = static_cast<std::size_t>(n_);
};

TEST_P(Steps, PointersThatMoveArePlainCpp) {
  for (const bool odd : {false, true}) {
    const auto x = odd ? special<double>(size_ * 3, 1) : numbers<double>(size_ * 3, 1);
    const auto f = odd ? special<float>(size_ * 3, 2) : numbers<float>(size_ * 3, 2);
    std::vector<double> a(size_), b(size_);
    steps::scale(x.data(), a.data(), n_);
    lifted::steps::scale(x.data(), b.data(), n_);
    expect_same(a, b, 0, "scale");
    std::vector<float> p(size_ * 3), q(size_ * 3);
    steps::transposed(f.data(), p.data(), n_, 3);
    lifted::steps::transposed(f.data(), q.data(), n_, 3);
    expect_same(p, q, 0, "transposed");
    EXPECT_EQ(steps::until_end(f.data(), p.data(), n_),
              lifted::steps::until_end(f.data(), q.data(), n_));
    expect_same(p, q, 0, "until_end");
    p.assign(size_ * 2, 0);
    q = p;
    steps::interleave(f.data(), f.data() + n_, p.data(), n_);
    lifted::steps::interleave(f.data(), f.data() + n_, q.data(), n_);
    expect_same(p, q, 0, "interleave");
    steps::backwards(f.data(), p.data(), n_);
    lifted::steps::backwards(f.data(), q.data(), n_);
    expect_same(p, q, 0, "backwards");
    if (odd) continue;
    EXPECT_NEAR(steps::dot(x.data(), x.data() + n_, n_),
                lifted::steps::dot(x.data(), x.data() + n_, n_), 1e-12 * n_);
    steps::row_sums(x.data(), a.data(), n_, 3);
    lifted::steps::row_sums(x.data(), b.data(), n_, 3);
    expect_same(a, b, 1e-14, "row_sums");
  }
  const auto pixels = numbers<std::uint8_t>(size_ * 3, 3);
  std::vector<std::uint8_t> g(size_), h(size_);
  steps::gray(pixels.data(), g.data(), n_);
  lifted::steps::gray(pixels.data(), h.data(), n_);
  expect_same(g, h, 0, "gray");
}

TEST_P(Steps, ChangesInsideOfExpressionsArePlainCpp) {
  const auto few = between<int>(size_, 4, -9, 9);
  std::vector<int> a(size_), b(size_);
  EXPECT_EQ(steps::keep_positive(few.data(), a.data(), n_),
            lifted::steps::keep_positive(few.data(), b.data(), n_));
  expect_same(a, b, 0, "keep_positive");
  auto left = between<int>(size_, 5, 0, 99), right = between<int>(size_ + 3, 6, 0, 99);
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  std::vector<int> c(2 * size_ + 3), d(c);
  steps::merge(left.data(), right.data(), c.data(), n_, n_ + 3);
  lifted::steps::merge(left.data(), right.data(), d.data(), n_, n_ + 3);
  expect_same(c, d, 0, "merge");
  const std::vector<char> text{'4', '0', '9', '7', ' ', '1'};
  for (int length = 1; length <= 6; ++length)
    EXPECT_EQ(steps::number(text.data(), length), lifted::steps::number(text.data(), length));
  std::vector<int> u(12, 7), v(12, 7);
  EXPECT_EQ(steps::order(u.data(), 12), lifted::steps::order(v.data(), 12));
  expect_same(u, v, 0, "order");
  EXPECT_EQ(steps::counted(few.data(), n_), lifted::steps::counted(few.data(), n_));
}

TEST_P(Steps, SwitchIsPlainCpp) {
  const auto any = numbers<int>(size_, 7);
  std::vector<int> a(size_), b(size_);
  steps::kinds(any.data(), a.data(), n_);
  lifted::steps::kinds(any.data(), b.data(), n_);
  expect_same(a, b, 0, "kinds");
  for (const bool odd : {false, true}) {
    const auto x = odd ? special<double>(size_, 8) : numbers<double>(size_, 8);
    std::vector<double> p(size_), q(size_);
    steps::measures(x.data(), p.data(), n_);
    lifted::steps::measures(x.data(), q.data(), n_);
    expect_same(p, q, 0, "measures");
  }
  for (const unsigned seed : {1U, 2U, 3U}) {
    const auto code = between<int>(size_, seed, 0, seed == 1 ? 3 : 12);
    EXPECT_EQ(steps::program(code.data(), n_), lifted::steps::program(code.data(), n_));
  }
}

/// NaN is never larger, of equal numbers the first one counts, -0 and +0 are equal.
TEST_P(Steps, SearchesArePlainCpp) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    auto x = seed % 2 == 0 ? special<float>(size_, seed) : numbers<float>(size_, seed);
    if (seed > 8) {  // Many equal numbers, and zeros of both signs.
      for (float& value : x) value = std::round(value) * (seed % 2 == 0 ? 1.0F : -1.0F);
    }
    EXPECT_EQ(steps::largest_at(x.data(), n_), lifted::steps::largest_at(x.data(), n_)) << seed;
    const auto c = seed % 3 == 0 ? special<float>(7, seed) : numbers<float>(7, seed);
    std::vector<int> a(size_), b(size_);
    std::vector<float> p(size_), q(size_);
    steps::nearest(x.data(), c.data(), a.data(), p.data(), n_, 7);
    lifted::steps::nearest(x.data(), c.data(), b.data(), q.data(), n_, 7);
    expect_same(a, b, 0, "labels");
    expect_same(p, q, 0, "distances");
    steps::largest_before(x.data(), a.data(), n_);
    lifted::steps::largest_before(x.data(), b.data(), n_);
    expect_same(a, b, 0, "largest_before");
    const std::vector<double> wide(x.begin(), x.end());
    EXPECT_EQ(steps::last_largest_at(wide.data(), n_),
              lifted::steps::last_largest_at(wide.data(), n_));
    const auto integers = between<int>(size_, seed, -5, 5);
    for (const int start : {-7, 0, 2147483647}) {
      int at = 5, best = start, at2 = 5, best2 = start;
      double weight = 8, weight2 = 8;
      steps::smallest(integers.data(), wide.data(), n_, at, best, weight);
      lifted::steps::smallest(integers.data(), wide.data(), n_, at2, best2, weight2);
      expect_same<int>({at, best}, {at2, best2}, 0, "smallest");
      expect_same<double>({weight}, {weight2}, 0, "weight");
    }
  }
}

TEST_P(Steps, OverflowWraps) {
  const auto x = numbers<int>(size_, 9);
  const auto w = numbers<std::int64_t>(size_, 10);
  std::vector<int> a(size_), b(size_);
  std::vector<std::int64_t> c(size_), d(size_);
  steps::overflow(x.data(), w.data(), a.data(), c.data(), n_);
  lifted::steps::overflow(x.data(), w.data(), b.data(), d.data(), n_);
  expect_same(a, b, 0, "overflow");
  expect_same(c, d, 0, "overflow of 64 bits");
  EXPECT_EQ(steps::overflowing_product(x.data(), n_),
            lifted::steps::overflowing_product(x.data(), n_));
}

INSTANTIATE_TEST_SUITE_P(Sizes, Steps, testing::Values(1, 2, 5, 16, 100));

const testing::Environment* const kPrograms =
    testing::AddGlobalTestEnvironment(new lift_test::ProgramsDidRun({"scale",
                                                                     "dot",
                                                                     "row_sums",
                                                                     "gray",
                                                                     "until_end",
                                                                     "transposed",
                                                                     "interleave",
                                                                     "backwards",
                                                                     "keep_positive",
                                                                     "merge",
                                                                     "number",
                                                                     "order",
                                                                     "counted",
                                                                     "kinds",
                                                                     "measures",
                                                                     "program",
                                                                     "largest_at",
                                                                     "nearest",
                                                                     "smallest",
                                                                     "last_largest_at",
                                                                     "largest_before",
                                                                     "overflow",
                                                                     "overflowing_product"},
                                                                    {}));

}  // namespace
