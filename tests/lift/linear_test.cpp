#include "tests/lift/linear.h"

#include "linear.lifted.h"
#include "tests/lift/compare.h"

namespace {

using lift_test::expect_same;
using lift_test::numbers;
using Numbers = std::vector<double>;

/// Calls of both functions on equal copies of all arrays; all of them are compared.
template <typename Plain, typename Lifted>
void both(const char* name, double tolerance, std::vector<Numbers> arrays, const Plain& plain,
          const Lifted& lifted) {
  std::vector<Numbers> copies = arrays;
  plain(arrays);
  lifted(copies);
  for (std::size_t i = 0; i < arrays.size(); ++i)
    expect_same(arrays[i], copies[i], tolerance,
                std::string(name) + ", array " + std::to_string(i));
}

#define BOTH(function, tolerance, arrays, ...)                           \
  both(                                                                  \
      #function, tolerance, arrays,                                      \
      [&](std::vector<Numbers>& a) { ::linear::function(__VA_ARGS__); }, \
      [&](std::vector<Numbers>& a) { lifted::linear::function(__VA_ARGS__); })

std::vector<Numbers> squares(int count, int n, unsigned seed) {
  std::vector<Numbers> made;
  for (int i = 0; i < count; ++i)
    made.push_back(numbers<double>(static_cast<std::size_t>(n) * static_cast<std::size_t>(n),
                                   seed + static_cast<unsigned>(i)));
  return made;
}

/// Far from singular.
Numbers dominant(int n, unsigned seed) {
  Numbers a = numbers<double>(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), seed);
  Numbers s(a.size());
  for (int i = 0; i < n; ++i) {
    for (int j = 0; j < n; ++j)
      s[static_cast<std::size_t>(i * n + j)] =
          0.5 * (a[static_cast<std::size_t>(i * n + j)] + a[static_cast<std::size_t>(j * n + i)]) +
          (i == j ? 4.0 * n : 0);
  }
  return s;
}

constexpr double kClose = 1e-12;

class Linear : public testing::TestWithParam<int> {};

TEST_P(Linear, IsPlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  const int m = n + 3;
  std::vector<Numbers> rectangles{numbers<double>(size * (size + 3), 1),
                                  numbers<double>(size * size, 2),
                                  numbers<double>(size * (size + 3), 3)};
  BOTH(gemm, kClose, rectangles, n, m, n, 1.5, 0.5, a[0].data(), a[1].data(), a[2].data());
  BOTH(gemm_ordered, 0, rectangles, n, m, n, a[1].data(), a[2].data(), a[0].data());
  BOTH(two_mm, kClose, squares(5, n, 4), n, a[0].data(), a[1].data(), a[2].data(), a[3].data(),
       a[4].data());
  BOTH(atax, kClose,
       (std::vector<Numbers>{numbers<double>(size * (size + 3), 5), numbers<double>(size + 3, 6),
                             Numbers(size + 3), Numbers(size)}),
       n, m, a[0].data(), a[1].data(), a[2].data(), a[3].data());
  BOTH(mvt, kClose,
       (std::vector<Numbers>{numbers<double>(size, 1), numbers<double>(size, 2),
                             numbers<double>(size, 3), numbers<double>(size, 4),
                             numbers<double>(size * size, 5)}),
       n, a[0].data(), a[1].data(), a[2].data(), a[3].data(), a[4].data());
  BOTH(gemver, kClose,
       (std::vector<Numbers>{
           numbers<double>(size * size, 1), numbers<double>(size, 2), numbers<double>(size, 3),
           numbers<double>(size, 4), numbers<double>(size, 5), numbers<double>(size, 6),
           numbers<double>(size, 7), numbers<double>(size, 8), numbers<double>(size, 9)}),
       n, 1.5, 0.5, a[0].data(), a[1].data(), a[2].data(), a[3].data(), a[4].data(), a[5].data(),
       a[6].data(), a[7].data(), a[8].data());
  BOTH(syrk, kClose, squares(2, n, 7), n, n, 1.5, 0.5, a[0].data(), a[1].data());
  BOTH(doitgen, kClose,
       (std::vector<Numbers>{numbers<double>(size * size * 4, 1), numbers<double>(size * size, 2),
                             Numbers(size)}),
       4, n, n, a[0].data(), a[1].data(), a[2].data());
  BOTH(cholesky, 0, (std::vector<Numbers>{dominant(n, 8)}), n, a[0].data());
  BOTH(lu, 0, (std::vector<Numbers>{dominant(n, 9)}), n, a[0].data());
  BOTH(trisolv, 0,
       (std::vector<Numbers>{dominant(n, 10), Numbers(size), numbers<double>(size, 11)}), n,
       a[0].data(), a[1].data(), a[2].data());
  BOTH(covariance, kClose,
       (std::vector<Numbers>{numbers<double>(size * (size + 3), 12), Numbers(size * size),
                             Numbers(size)}),
       m, n, a[0].data(), a[1].data(), a[2].data());
  auto path = lift_test::between<int>(size * size, 13, 1, 1000);
  auto copy = path;
  linear::floyd_warshall(n, path.data());
  lifted::linear::floyd_warshall(n, copy.data());
  expect_same(path, copy, 0, "floyd_warshall");
}

INSTANTIATE_TEST_SUITE_P(Sizes, Linear, testing::Values(1, 2, 3, 17, 40));

const testing::Environment* const kPrograms =
    testing::AddGlobalTestEnvironment(new lift_test::ProgramsDidRun(
        {"gemm", "gemm_ordered", "two_mm", "atax", "mvt", "gemver", "syrk", "doitgen", "cholesky",
         "lu", "trisolv", "covariance", "floyd_warshall"},
        {}));

}  // namespace
