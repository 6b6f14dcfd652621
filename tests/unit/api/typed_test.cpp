// Typed functions: what is checked, what the calls give, and that known calls need no memory.
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>
#include <thread>

#include "sinter/pointer.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/sanitizers.h"

namespace {
std::atomic<std::int64_t> allocations{0};
}

// Counts what the whole process allocates, the library included. Sanitizers have their own.
#ifndef SINTER_SANITIZED
[[gnu::noinline]] void* operator new(std::size_t bytes) {
  ++allocations;
  if (void* memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

namespace sinter {
namespace {

constexpr const char* kProgram = R"(
fn scale(a: f32, x: f32[N]) -> f32[N] { return a * x }
fn total(x: f64[B, D]) -> f64 { return sum(x) }
fn plus(x: T[N], y: T[N]) -> T[N] { return x + y }
fn pair(x: f64[B, D]) -> (f64[B], f64[D]) { return sum(x, axis=1), max(x, axis=0) }
fn shifted(x: f32[N], by: f32 = 1.0) -> f32[N] { return x + by }
fn divide(x: i64[N], y: i64[N]) -> i64[N] { return x // y }
fn any_rank(x: f64[...], y: f64[...]) -> f64[...] { return x * y }
fn halves(x: f32[2 * N]) -> f32[N] { return x[:N] + x[N:] }
fn positive(x: f64[N]) -> bool { return all(x > 0) }
fn flip(x: bool[N]) -> bool[N] { return not x }
fn checked(x: f64[N]) -> f64[N] {
    assert(x >= 0)
    return sqrt(x)
}
)";

/// Nothing is compiled in the background, whose allocations would be counted, too.
EngineOptions full_code() {
  EngineOptions options;
  options.effort = Effort::kFull;
  return options;
}

class Typed : public testing::Test {
 protected:
  Engine engine{full_code()};
  Module module = engine.compile(kProgram);
};

TEST_F(Typed, NumbersAndViewsIntoTheCallersMemory) {
  const auto scale = module.get<void(float, View<const float, 1>, View<float, 1>)>("scale");
  const std::vector<float> x{1, 2, 3};
  std::vector<float> y(3);
  for (int i = 1; i < 4; ++i) {
    scale(static_cast<float>(i), x, y);
    EXPECT_EQ(y, (std::vector<float>{1.0F * i, 2.0F * i, 3.0F * i}));
  }
  const auto total = module.get<double(View<const double, 2>)>("total");
  const std::vector<double> z{1, 2, 3, 4, 5, 6};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(total({z.data(), {2, 3}}), 21);
    EXPECT_EQ(total({z.data(), {2, 2}, {3, 1}}), 12);
    EXPECT_EQ(total({z.data() + 5, {2, 3}, {-3, -1}}), 21);
    EXPECT_EQ(total({nullptr, {0, 3}}), 0);
  }
  const auto positive = module.get<bool(View<const double, 1>)>("positive");
  EXPECT_TRUE(positive(z));
  EXPECT_FALSE(positive(std::vector<double>{1, -1}));
}

TEST_F(Typed, SpansVectorsAndStridedResults) {
  const auto plus = module.get<void(View<const int, 1>, View<const int, 1>, View<int, 1>)>("plus");
  std::vector<int> x{1, 2, 3};
  const std::array<int, 3> y{10, 20, 30};
  std::vector<int> z(6, -1);
  const View<int, 1> every_second(z.data(), {3}, {2});
  for (int i = 0; i < 3; ++i) {
    plus(x, std::span(y), every_second);
    EXPECT_EQ(z, (std::vector<int>{11, -1, 22, -1, 33, -1}));
  }
  plus(x, View<int, 1>(x), x);  // over its arguments
  EXPECT_EQ(x, (std::vector<int>{2, 4, 6}));
  plus(x, x, x);
  EXPECT_EQ(x, (std::vector<int>{4, 8, 12}));
  EXPECT_EQ(every_second(1), 22);
}

TEST_F(Typed, SeveralResultsAndDefaults) {
  const auto pair =
      module.get<void(View<const double, 2>, View<double, 1>, View<double, 1>)>("pair");
  const std::vector<double> x{1, 2, 3, 4, 5, 60};
  std::vector<double> sums(2), highest(3);
  pair({x.data(), {2, 3}}, sums, highest);
  EXPECT_EQ(sums, (std::vector<double>{6, 69}));
  EXPECT_EQ(highest, (std::vector<double>{4, 5, 60}));
  EXPECT_ERROR(pair({x.data(), {2, 2}}, std::span(sums), std::span(sums)), ErrorKind::kUser,
               "E6015", "results 0 and 1");
  pair({x.data(), {2, 2}}, sums, std::span(highest).first(2));
  EXPECT_ERROR(pair({x.data(), {2, 2}}, sums, sums), ErrorKind::kUser, "E6015", "results 0 and 1");
  const auto shifted = module.get<void(View<const float, 1>, View<float, 1>)>("shifted");
  std::vector<float> y{1, 2};
  shifted(y, y);
  EXPECT_EQ(y, (std::vector<float>{2, 3}));
}

TEST_F(Typed, TypesAreCheckedOnce) {
  using In = View<const float, 1>;
  using Out = View<float, 1>;
  EXPECT_ERROR((module.get<void(float, View<const double, 1>, Out)>("scale")), ErrorKind::kUser,
               "E6042",
               "parameter 'x' of scale(a: f32, x: f32[N]) -> f32[N] is f32[N]; the C++ "
               "type asked for is f64[_]");
  EXPECT_ERROR(
      (module.get<void(double, In, Out)>("scale")), ErrorKind::kUser, "E6042",
      "parameter 'a' of scale(a: f32, x: f32[N]) -> f32[N] is f32; the C++ type asked for is f64");
  EXPECT_ERROR((module.get<void(float, View<const float, 2>, Out)>("scale")), ErrorKind::kUser,
               "E6042", "the C++ type asked for is f32[_, _]");
  EXPECT_ERROR((module.get<void(float, In, View<float, 2>)>("scale")), ErrorKind::kUser, "E6042",
               "result 0 of scale(a: f32, x: f32[N]) -> f32[N] is f32[_]; the C++ type asked for "
               "is f32[_, _]");
  EXPECT_ERROR((module.get<float(float, In)>("scale")), ErrorKind::kUser, "E6042",
               "is f32[_]; the C++ type asked for is f32");
  EXPECT_ERROR((module.get<void(float, In, Out, Out)>("scale")), ErrorKind::kUser, "E6042",
               "has 1 result; the C++ type asked for has 2 views of elements that are not const");
  EXPECT_ERROR((module.get<double(View<const double, 2>)>("pair")), ErrorKind::kUser, "E6042",
               "has 2 results; the C++ type asked for returns one number");
  EXPECT_ERROR((module.get<void(float, Out)>("scale")), ErrorKind::kUser, "E0301",
               "takes 2 arguments, got 1");
  EXPECT_ERROR((module.get<float(float)>("scael")), ErrorKind::kUser, "E0202", "scale");
  EXPECT_ERROR((module.get<void(In, View<const int, 1>, Out)>("plus")), ErrorKind::kUser, "E0251",
               "but i32 from `y`");
}

TEST_F(Typed, KnownCallsAreStillChecked) {
  const auto halves = module.get<void(View<const float, 1>, View<float, 1>)>("halves");
  std::vector<float> x{1, 2, 3, 4, 5};
  std::vector<float> y(2);
  for (int i = 0; i < 3; ++i) {
    halves(std::span(x).first(4), y);
    EXPECT_EQ(y, (std::vector<float>{4, 6}));
    EXPECT_ERROR(halves(x, y), ErrorKind::kUser, "E0402", "wrong size");
    EXPECT_ERROR(halves(std::span(x).first(4), std::span(y).first(1)), ErrorKind::kUser, "E6012",
                 "result 0 of halves is f32[2]");
    EXPECT_ERROR(halves({nullptr, {4}}, y), ErrorKind::kUser, "E4106", "null address");
  }
  const auto divide = module.get<void(View<const std::int64_t, 1>, View<const std::int64_t, 1>,
                                      View<std::int64_t, 1>)>("divide");
  std::vector<std::int64_t> a{7, 8}, b{2, 4}, c(2);
  divide(a, b, c);
  EXPECT_EQ(c, (std::vector<std::int64_t>{3, 2}));
  b[1] = 0;
  EXPECT_ERROR(divide(a, b, c), ErrorKind::kUser, "E0310", "at element [1]");
  const auto checked = module.get<void(View<const double, 1>, View<double, 1>)>("checked");
  std::vector<double> d{4, 9}, e(2);
  checked(d, e);
  EXPECT_EQ(e, (std::vector<double>{2, 3}));
  d[1] = -1;
  EXPECT_ERROR(checked(d, e), ErrorKind::kUser, "E0340", "x >= 0");
}

TEST_F(Typed, UnalignedElementsAndOddBooleans) {
  const auto total = module.get<double(View<const double, 2>)>("total");
  const std::vector<double> x{1, 2, 3, 4};
  std::vector<std::byte> bytes(4 * sizeof(double) + 1);
  std::memcpy(bytes.data() + 1, x.data(), 4 * sizeof(double));
  EXPECT_EQ(total({x.data(), {2, 2}}), 10);
  const auto* unaligned = reinterpret_cast<const double*>(bytes.data() + 1);
  EXPECT_EQ(total({unaligned, {2, 2}}), 10);
  const auto flip = module.get<void(View<const bool, 1>, View<bool, 1>)>("flip");
  const std::array<bool, 2> some{true, false};
  std::array<bool, 2> flipped{};
  for (int i = 0; i < 2; ++i) {
    flip(std::span(some), std::span(flipped));
    EXPECT_EQ(flipped, (std::array<bool, 2>{false, true}));
  }
}

TEST_F(Typed, UnitAxesWithoutAName) {
  const auto product =
      module.get<void(View<const double, 2>, View<const double, 2>, View<double, 2>)>("any_rank");
  const std::vector<double> x{1, 2, 3, 4}, y{10, 100};
  std::vector<double> z(4);
  for (int i = 0; i < 2; ++i) {
    product({x.data(), {2, 2}}, {x.data(), {2, 2}}, {z.data(), {2, 2}});
    EXPECT_EQ(z, (std::vector<double>{1, 4, 9, 16}));
  }
}

TEST_F(Typed, ManyShapesAndThreads) {
  const auto scale = module.get<void(float, View<const float, 1>, View<float, 1>)>("scale");
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        const std::vector<float> x(200, 2);
        for (std::size_t n = 1; n <= 200; ++n) {
          for (int repeat = 0; repeat < 3; ++repeat) {
            std::vector<float> y(n);
            scale(static_cast<float>(t), std::span(x).first(n), y);
            wrong += y == std::vector<float>(n, 2.0F * static_cast<float>(t)) ? 0 : 1;
          }
        }
      });
    }
  }
  EXPECT_EQ(wrong.load(), 0);
}

TEST_F(Typed, TheInterpreterAndExactSizesGiveTheSame) {
  for (const bool interpreter : {true, false}) {
    EngineOptions options;
    if (interpreter) options.backend = Backend::kInterpreter;
    if (!interpreter) options.specialize = Specialize::kExact;
    const Engine other(options);
    const auto total = other.compile(kProgram).get<double(View<const double, 2>)>("total");
    const std::vector<double> x{1, 2, 3, 4};
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(total({x.data(), {2, 2}}), 10);
      EXPECT_EQ(total({x.data(), {1, 2}}), 3);
    }
  }
}

TEST_F(Typed, ErrorsAsValues) {
  const auto total = module.get<double(View<const double, 2>)>("total");
  const std::vector<double> x{1, 2, 3, 4};
  const auto good = total.try_call({x.data(), {2, 2}});
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, 10);
  const auto bad = total.try_call({nullptr, {2, 2}});
  ASSERT_FALSE(bad.has_value());
  EXPECT_EQ(bad.error().code(), "E4106");
  EXPECT_EQ(bad.error().diagnostics().size(), 1u);
  EXPECT_EQ(bad.value_or(-1), -1);
  EXPECT_ERROR(bad.value(), ErrorKind::kUser, "E4106", "null address");

  const Function pair = module.function("pair");
  const std::vector<Array> wrong{Array::from(x)};
  const auto refused = pair.try_call(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind(), ErrorKind::kUser);
  EXPECT_EQ(refused.error().code(), "E0401");
  const std::vector<Array> right{Array::from(x, {2, 2})};
  EXPECT_EQ(pair.try_call(right)->size(), 2u);
  const auto into = pair.try_call_into(right, right);
  ASSERT_FALSE(into);
  EXPECT_EQ(into.error().code(), "E6011");

  const auto module_or_error = engine.try_compile("fn f(x: f32) -> f32 { return y }", "f.sinter");
  ASSERT_FALSE(module_or_error);
  EXPECT_EQ(module_or_error.error().diagnostics().front().location.file, "f.sinter");
  EXPECT_EQ(engine.try_compile(kProgram).value().function_names().size(), 11u);
}

TEST_F(Typed, KnownCallsNeedNoMemory) {
  if (test::kSanitized) GTEST_SKIP() << "a sanitizer's allocations cannot be counted";
  const auto scale = module.get<void(float, View<const float, 1>, View<float, 1>)>("scale");
  const auto total = module.get<double(View<const double, 2>)>("total");
  const std::vector<float> x{1, 2, 3};
  std::vector<float> y(3);
  const std::vector<double> z{1, 2, 3, 4};
  scale(1, x, y);
  (void)total({z.data(), {2, 2}});
  const std::int64_t before = allocations;
  double sum = 0;
  for (int i = 0; i < 100; ++i) {
    scale(2, x, y);
    sum += total({z.data(), {2, 2}});
  }
  EXPECT_EQ(allocations - before, 0);
  EXPECT_EQ(sum, 1000);
  EXPECT_EQ(y[2], 6);
  (void)module.function("total")(Array::from(z, {2, 2}));
  EXPECT_GT(allocations - before, 0);  // They are counted.
}

TEST_F(Typed, NorDoFunctionPointers) {
  if (test::kSanitized) GTEST_SKIP() << "a sanitizer's allocations cannot be counted";
  const auto pointers = engine.compile(R"(
fn bell(x: f64) -> f64 { return exp(-x * x) }
fn halves(x: f32[2 * N], y: f64[N, M]) -> (f32[N], f64[N * M + 1]) {
    return x[:N] + x[N:], concatenate([reshape(y, (N * M,)), [1.0]])
})");
  const FunctionPointer<double(double)> bell(pointers.function("bell"));
  const FunctionPointer<int(std::int64_t, std::int64_t, const float*, const double*, float*,
                            double*)>
      halves(pointers.function("halves"));
  const float x[] = {1, 2, 3, 4, 5, 6};
  const double y[] = {1, 2, 3, 4, 5, 6};
  float sums[3] = {};
  double list[7] = {};
  (void)bell.get()(1);
  ASSERT_EQ(halves.get()(3, 2, x, y, sums, list), 0) << halves.last_error()->what();
  const std::int64_t before = allocations;
  double sum = 0;
  int failures = 0;
  for (int i = 0; i < 100; ++i) {
    sum += bell.get()(0);
    failures += halves.get()(3, 2, x, y, sums, list);
  }
  EXPECT_EQ(allocations - before, 0);
  EXPECT_EQ(sum, 100);
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(sums[2], 9);
  EXPECT_EQ(list[6], 1);
  EXPECT_EQ(list[5], 6);
}

}  // namespace
}  // namespace sinter
