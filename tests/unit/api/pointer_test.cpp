#include "sinter/pointer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <thread>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

constexpr const char* kProgram = R"(
fn blend(x: f64, y: f64) -> f64 { return 0.25 * x + 0.75 * sqrt(y) }
fn narrow(x: f32, n: i32, b: bool) -> f32 { return where(b, x * f32(n), -x) }
fn quotient(a: i64, b: i64) -> i64 { return a // b }
fn scale(a: f32, x: f32[N]) -> f32[N] { return a * x }
fn pair(x: f64[B, D], w: f64[D]) -> (f64[B], f64) { return x @ w, sum(w) }
fn inner(x: f64[N]) -> f64[N - 2] { return x[1:-1] }
fn many(a: i64, b: f64, c: i64, d: f64, e: i64, f: f64, g: i64, h: f64, i: i64, j: f64, k: i64,
        l: f64, m: i64, n: f64, o: i64, p: f64, q: i64, r: f64, s: f64) -> f64 {
    return f64(a + 2 * c + 3 * e + 4 * g + 5 * i + 6 * k + 7 * m + 8 * o + 9 * q) + b + 10 * d + 100 * f + 1000 * h + 3 * j + 5 * l + 7 * n + 11 * p + 13 * r + 17 * s
}
fn generic(x) { return x }
fn usual(x: f64, y: f64 = 2.0) -> f64 { return x * y }
fn slopes(h: f64[N], x: f64[N + 1]) -> f64[N] { return h / (x[1:] - x[:-1]) }
fn even(x: f64[2 * N]) -> f64[N] { return x[::2] }
fn positive(x: f64[N]) { return x[x > 0] }
)";

Module program() {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  return Engine(options).compile(kProgram, "pointers.sinter");
}

TEST(FunctionPointer, NumbersAreValues) {
  const Module module = program();
  const FunctionPointer<double(double, double)> blend(module.function("blend"));
  double (*const f)(double, double) = blend.get();
  EXPECT_EQ(f(4, 9), 3.25);
  EXPECT_FALSE(blend.last_error().has_value());
  const FunctionPointer<float(float, std::int32_t, bool)> narrow(module.function("narrow"));
  EXPECT_EQ(narrow.get()(1.5F, -3, true), -4.5F);
  EXPECT_EQ(narrow.get()(1.5F, -3, false), -1.5F);
  // What takes no objects: the standard library's algorithms with a plain pointer.
  std::vector<double> x{1, 2, 3};
  std::ranges::transform(x, x, x.begin(), f);
  EXPECT_EQ(x[0], 1);
}

TEST(FunctionPointer, ParametersBeyondTheRegistersAreOnTheStack) {
  const Module module = program();
  using I = std::int64_t;
  const FunctionPointer<double(I, double, I, double, I, double, I, double, I, double, I, double, I,
                               double, I, double, I, double, double)>
      many(module.function("many"));
  EXPECT_EQ(many.get()(1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10),
            285 + 1 + 20 + 300 + 4000 + 15 + 30 + 49 + 88 + 117 + 170);
}

TEST(FunctionPointer, ArraysArePointersBehindTheSizes) {
  const Module module = program();
  const FunctionPointer<int(std::int64_t, float, const float*, float*)> scale(
      module.function("scale"));
  const std::vector<float> x{1, 2, 3};
  std::vector<float> y(3);
  for (int call = 0; call < 3; ++call) {  // the second one needs no check any more
    EXPECT_EQ(scale.get()(3, static_cast<float>(call + 2), x.data(), y.data()), 0);
    EXPECT_EQ(y[2], static_cast<float>(3 * (call + 2)));
  }
  EXPECT_EQ(scale.get()(0, 2, nullptr, nullptr), 0);
  const FunctionPointer<int(std::int64_t, std::int64_t, const double*, const double*, double*,
                            double*)>
      pair(module.function("pair"));
  const std::vector<double> matrix{1, 2, 3, 4, 5, 6};
  const std::vector<double> w{1, 10, 100};
  std::vector<double> products(2);
  double sum = 0;
  EXPECT_EQ(pair.get()(2, 3, matrix.data(), w.data(), products.data(), &sum), 0);
  EXPECT_EQ(products, (std::vector<double>{321, 654}));
  EXPECT_EQ(sum, 111);
  const FunctionPointer<int(std::int64_t, const double*, double*)> inner(module.function("inner"));
  std::vector<double> inside(4);
  EXPECT_EQ(inner.get()(6, matrix.data(), inside.data()), 0);
  EXPECT_EQ(inside, (std::vector<double>{2, 3, 4, 5}));
}

TEST(FunctionPointer, FailuresAreReturnedAndKept) {
  const Module module = program();
  const FunctionPointer<std::int64_t(std::int64_t, std::int64_t)> quotient(
      module.function("quotient"));
  EXPECT_EQ(quotient.get()(7, 2), 3);
  EXPECT_EQ(quotient.get()(7, 0), 0);
  ASSERT_TRUE(quotient.last_error().has_value());
  EXPECT_EQ(quotient.last_error()->code(), "E0310") << quotient.last_error()->what();
  const FunctionPointer<int(std::int64_t, float, const float*, float*)> scale(
      module.function("scale"));
  float number = 1;
  EXPECT_EQ(scale.get()(-1, 2, &number, &number), 1);
  EXPECT_NE(std::string(scale.last_error()->what()).find("N is -1"), std::string::npos);
  EXPECT_EQ(scale.get()(1, 2, nullptr, &number), 1);
  EXPECT_EQ(scale.last_error()->code(), "E6043");
}

TEST(FunctionPointer, OtherTypesAreRefused) {
  const Module module = program();
  EXPECT_ERROR((FunctionPointer<double(double, float)>(module.function("blend"))), ErrorKind::kUser,
               "E6043", "is f64 (*)(f64 x, f64 y)");
  EXPECT_ERROR((FunctionPointer<float(double, double)>(module.function("blend"))), ErrorKind::kUser,
               "E6043", "is f64 (*)(f64 x, f64 y)");
  EXPECT_ERROR((FunctionPointer<int(float, const float*, float*)>(module.function("scale"))),
               ErrorKind::kUser, "E6043", "is int (*)(i64 N, f32 a, const f32* x, f32* result)");
  EXPECT_ERROR(
      (FunctionPointer<float(std::int64_t, float, const float*)>(module.function("scale"))),
      ErrorKind::kUser, "E6043", "it takes pointers");
  EXPECT_ERROR((FunctionPointer<double(double)>(module.function("generic"))), ErrorKind::kUser,
               "E6043", "parameter 'x' needs a dtype and a rank");
  EXPECT_ERROR((FunctionPointer<double(double, double)>(module.function("usual"))),
               ErrorKind::kUser, "E6043", "no default value");
}

TEST(FunctionPointer, SizesFollowFromNames) {
  const Module module = program();
  using I = std::int64_t;
  const FunctionPointer<int(I, const double*, const double*, double*)> slopes(
      module.function("slopes"));
  const std::vector<double> edges{0, 1, 3};
  const std::vector<double> heights{2, 4};
  std::vector<double> found(2);
  EXPECT_EQ(slopes.get()(2, heights.data(), edges.data(), found.data()), 0);
  EXPECT_EQ(found, (std::vector<double>{2, 2}));
  EXPECT_ERROR((FunctionPointer<int(I, const double*, double*)>(module.function("even"))),
               ErrorKind::kUser, "E6043", "axis 0 of x is no name and follows from no names");
  EXPECT_ERROR((FunctionPointer<int(I, const double*, double*)>(module.function("positive"))),
               ErrorKind::kUser, "E6043",
               "the size of axis 0 of result is known only after the call");
}

TEST(FunctionPointer, CodeOutlivesEverythingElseAndServesAllThreads) {
  auto blend =
      std::make_unique<FunctionPointer<double(double, double)>>(program().function("blend"));
  const auto copy = *blend;
  blend.reset();
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([f = copy.get(), t] {
      for (int i = 0; i < 1000; ++i)
        ASSERT_EQ(f(t, i), 0.25 * t + 0.75 * std::sqrt(static_cast<double>(i)));
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sinter
