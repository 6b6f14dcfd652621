#include "tests/lift/triangles.h"

#include "tests/lift/compare.h"
#include "triangles.lifted.h"

namespace {

using lift_test::expect_same;
using lift_test::numbers;
using lift_test::special;

class Triangles : public testing::TestWithParam<int> {
 protected:
  const int n_ = GetParam();
  const std::size_t size_ = static_cast<std::size_t>(n_);
};

TEST_P(Triangles, PartsOfMatricesArePlainCpp) {
  for (const bool odd : {false, true}) {
    auto a = odd ? special<double>(size_ * size_, 1) : numbers<double>(size_ * size_, 1);
    auto b = a;
    triangles::scale_lower(a.data(), -1.5, n_);
    lifted::triangles::scale_lower(b.data(), -1.5, n_);
    expect_same(a, b, 0, "scale_lower");
    const auto x = odd ? special<float>(size_, 2) : numbers<float>(size_, 2);
    auto c = odd ? special<float>(size_ * size_, 3) : numbers<float>(size_ * size_, 3);
    auto d = c;
    triangles::set_upper(c.data(), x.data(), n_);
    lifted::triangles::set_upper(d.data(), x.data(), n_);
    expect_same(c, d, 0, "set_upper");
  }
  // Of what is not written, -0 stays -0.
  std::vector<double> c(size_ * size_, -0.0), d = c;
  const auto p = numbers<double>(size_ * 7, 4), q = numbers<double>(size_ * 7, 5);
  triangles::symmetric_update(n_, 7, 1.5, c.data(), p.data(), q.data());
  lifted::triangles::symmetric_update(n_, 7, 1.5, d.data(), p.data(), q.data());
  expect_same(c, d, 1e-13, "symmetric_update");
  for (std::size_t i = 0; i + 1 < size_; ++i)
    EXPECT_TRUE(std::signbit(d[i * size_ + size_ - 1])) << "what is above the diagonal, row " << i;
  const auto l = numbers<double>(size_ * size_, 6), r = numbers<double>(size_, 7);
  std::vector<double> x(size_), y(size_);
  triangles::substitute(l.data(), r.data(), x.data(), n_);
  lifted::triangles::substitute(l.data(), r.data(), y.data(), n_);
  expect_same(x, y, 0, "substitute");
}

TEST_P(Triangles, ReductionsArePlainCpp) {
  const auto a = numbers<int>(size_ * size_ + 2, 8);
  std::vector<int> s(size_), t(size_);
  std::vector<std::int64_t> u(size_), v(size_);
  triangles::row_sums(a.data(), s.data(), u.data(), n_);
  lifted::triangles::row_sums(a.data(), t.data(), v.data(), n_);
  expect_same(s, t, 0, "row_sums by element");
  expect_same(u, v, 0, "row_sums");
  triangles::convolve(a.data(), a.data() + 1, s.data(), n_);
  lifted::triangles::convolve(a.data(), a.data() + 1, t.data(), n_);
  expect_same(s, t, 0, "convolve");
  triangles::count_inversions(a.data(), s.data(), n_);
  lifted::triangles::count_inversions(a.data(), t.data(), n_);
  expect_same(s, t, 0, "count_inversions");
  triangles::band(a.data(), s.data(), n_);
  lifted::triangles::band(a.data(), t.data(), n_);
  expect_same(s, t, 0, "band");
  for (const bool odd : {false, true}) {
    const auto x = odd ? special<double>(size_, 9) : numbers<double>(size_, 9);
    std::vector<double> d(size_), e(size_);
    triangles::nearest_before(x.data(), s.data(), d.data(), n_);
    lifted::triangles::nearest_before(x.data(), t.data(), e.data(), n_);
    expect_same(s, t, 0, "nearest_before");
    expect_same(d, e, 0, "distances");
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Triangles, testing::Values(1, 2, 3, 17, 40));

const testing::Environment* const kPrograms = testing::AddGlobalTestEnvironment(
    new lift_test::ProgramsDidRun({"scale_lower", "set_upper", "symmetric_update", "convolve",
                                   "nearest_before", "count_inversions", "substitute", "band"},
                                  {}));

}  // namespace
