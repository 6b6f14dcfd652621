#include "tests/lift/grids.h"

#include "grids.lifted.h"
#include "tests/lift/compare.h"

namespace {

using lift_test::expect_same;
using lift_test::numbers;
using lift_test::special;

class Grids : public testing::TestWithParam<int> {};

TEST_P(Grids, StencilsArePlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  for (const bool odd : {false, true}) {
    const auto data = odd ? special<double>(size * size * size * 64, 3)
                          : numbers<double>(size * size * size * 64, 3);
    const auto check = [&](const char* name, const auto& plain, const auto& lifted) {
      std::vector<double> a = data, b = data, x = data, y = data;
      std::reverse(b.begin(), b.end());
      y = b;
      plain(a, b);
      lifted(x, y);
      expect_same(a, x, 0, name);
      expect_same(b, y, 0, name);
    };
    check(
        "jacobi_1d", [&](auto& a, auto& b) { grids::jacobi_1d(3, n, a.data(), b.data()); },
        [&](auto& a, auto& b) { lifted::grids::jacobi_1d(3, n, a.data(), b.data()); });
    using Rows = double(*)[grids::kWidth];
    check(
        "jacobi_2d",
        [&](auto& a, auto& b) {
          grids::jacobi_2d(3, n, reinterpret_cast<Rows>(a.data()),
                           reinterpret_cast<Rows>(b.data()));
        },
        [&](auto& a, auto& b) {
          lifted::grids::jacobi_2d(3, n, reinterpret_cast<Rows>(a.data()),
                                   reinterpret_cast<Rows>(b.data()));
        });
    check(
        "seidel", [&](auto& a, auto&) { grids::seidel(2, n, a.data()); },
        [&](auto& a, auto&) { lifted::grids::seidel(2, n, a.data()); });
    check(
        "heat_3d", [&](auto& a, auto& b) { grids::heat_3d(2, n, a.data(), b.data()); },
        [&](auto& a, auto& b) { lifted::grids::heat_3d(2, n, a.data(), b.data()); });
    check(
        "fdtd_2d",
        [&](auto& a, auto& b) {
          grids::fdtd_2d(3, n, n + 2, a.data(), b.data(), a.data() + (n + 1) * (n + 3));
        },
        [&](auto& a, auto& b) {
          lifted::grids::fdtd_2d(3, n, n + 2, a.data(), b.data(), a.data() + (n + 1) * (n + 3));
        });
    check(
        "gradient", [&](auto& a, auto& b) { grids::gradient(a.data(), b.data(), n); },
        [&](auto& a, auto& b) { lifted::grids::gradient(a.data(), b.data(), n); });
  }
}

TEST_P(Grids, ImagesArePlainCpp) {
  const int n = GetParam();
  const auto size = static_cast<std::size_t>(n);
  const auto image = numbers<std::uint8_t>(size * size * 3, 5);
  std::vector<std::uint8_t> a(size * size), b(size * size);
  grids::blur(image.data(), a.data(), n, n);
  lifted::grids::blur(image.data(), b.data(), n, n);
  expect_same(a, b, 0, "blur");
  grids::gray(image.data(), a.data(), n * n);
  lifted::grids::gray(image.data(), b.data(), n * n);
  expect_same(a, b, 0, "gray");
  std::vector<std::uint32_t> h(256, 4294967295U), g(256, 4294967295U);  // The counts wrap.
  grids::histogram(image.data(), image.size(), std::span<std::uint32_t, 256>(h));
  lifted::grids::histogram(image.data(), image.size(), std::span<std::uint32_t, 256>(g));
  expect_same(h, g, 0, "histogram");
  grids::equalize(std::span(image).first(size), std::span(a).first(size));
  lifted::grids::equalize(std::span(image).first(size), std::span(b).first(size));
  expect_same(a, b, 0, "equalize");
  const auto floats = special<float>(size, 6);
  std::vector<float> x(size), y(size);
  grids::threshold(floats.data(), x.data(), n, 0.5F);
  lifted::grids::threshold(floats.data(), y.data(), n, 0.5F);
  expect_same(x, y, 0, "threshold");
  std::vector<int> p(size * size), q(size * size);
  grids::mandelbrot(n, n, 50, p.data());
  lifted::grids::mandelbrot(n, n, 50, q.data());
  expect_same(p, q, 0, "mandelbrot");
}

INSTANTIATE_TEST_SUITE_P(Sizes, Grids, testing::Values(2, 3, 4, 9, 24));

const testing::Environment* const kPrograms =
    testing::AddGlobalTestEnvironment(new lift_test::ProgramsDidRun(
        {"jacobi_1d", "jacobi_2d", "seidel", "heat_3d", "fdtd_2d", "gradient", "blur", "gray",
         "histogram", "equalize", "threshold", "mandelbrot"},
        {"heat_3d"}));

}  // namespace
