// C++ functions that programs call.
#include "sinter/host_function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "sinter/build.h"
#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

double rate(double x, std::int64_t n) { return x * static_cast<double>(n) + 0.5; }

/// The mean of the `width` elements that end at each one; fewer at the beginning.
void smooth(std::span<const Array> arguments, const Array& result) {
  const auto* x = arguments[0].data<const double>();
  const auto width = arguments[1].item<std::int64_t>();
  auto* y = result.data<double>();
  for (std::int64_t i = 0; i < result.size(); ++i) {
    const std::int64_t first = std::max<std::int64_t>(0, i + 1 - width);
    y[i] = std::accumulate(x + first, x + i + 1, 0.0) / static_cast<double>(i + 1 - first);
  }
}

/// The elements in order, where each was, and the largest.
void sorted(std::span<const Array> arguments, std::span<const Array> results) {
  const Array& x = arguments[0];
  auto* order = results[1].data<std::int64_t>();
  std::iota(order, order + x.size(), 0);
  const auto* from = x.data<const double>();
  std::stable_sort(order, order + x.size(), [&](auto a, auto b) { return from[a] < from[b]; });
  for (std::int64_t i = 0; i < x.size(); ++i) results[0].data<double>()[i] = from[order[i]];
  results[2].data<double>()[0] = x.size() == 0 ? 0 : from[order[x.size() - 1]];
}

/// Results of three ranks, each of another size.
void edges(std::span<const Array> arguments, std::span<const Array> results) {
  const Array& x = arguments[0];
  const std::int64_t size = x.size();
  EXPECT_EQ(results[1].type_text(), "f32[2, " + std::to_string(size + 1) + "]");
  EXPECT_EQ(results[2].type_text(), "f32[" + std::to_string(size) + "]");
  results[0].data<float>()[0] = static_cast<float>(arguments[1].item<std::int64_t>());
  for (std::int64_t i = 0; i < 2 * (size + 1); ++i)
    results[1].data<float>()[i] = static_cast<float>(i);
  for (std::int64_t i = 0; i < size; ++i) results[2].data<float>()[i] = -x.data<const float>()[i];
}

EngineOptions options_with(std::vector<HostFunction> functions, Backend backend = Backend::kLlvm) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.backend = backend;
  options.functions = std::move(functions);
  return options;
}

class HostFunctions : public ::testing::TestWithParam<Backend> {
 protected:
  Module compile(const char* text) const {
    const Engine engine(options_with(
        {HostFunction::scalar("rate", &rate),
         HostFunction::scalar("is_odd", [](std::int32_t n) { return n % 2 != 0; }),
         HostFunction::scalar("next", [this] { return ++*count_; }),
         HostFunction::array("fn smooth(x: f64[N], width: i64) -> f64[N]", smooth),
         HostFunction::array("fn pairs(x: T[N], y: T[M]) -> T[N + 1, M]",
                             [](std::span<const Array> arguments, const Array& result) {
                               const std::int64_t m = arguments[1].size();
                               for (std::int64_t i = 0; i < result.size(); ++i) {
                                 result.data<float>()[i] =
                                     i < m ? 0
                                           : arguments[0].data<const float>()[i / m - 1] +
                                                 arguments[1].data<const float>()[i % m];
                               }
                             }),
         HostFunction::scalar("taken_apart",
                              [this](double x) {
                                ++*count_;
                                const double whole = std::floor(x);
                                return std::tuple{x - whole, static_cast<std::int64_t>(whole),
                                                  whole < 0};
                              }),
         HostFunction::array("fn sorted(x: f64[N]) -> (f64[N], i64[N], f64)", sorted),
         HostFunction::array("fn edges(x: T[N], n: i64) -> (T, T[2, N + 1], f32[N])", edges),
         HostFunction::scalar(
             "failing", [](double x) -> double { throw std::out_of_range(std::to_string(x)); }),
         HostFunction::scalar("failing_by",
                              [](std::int64_t what) -> double {
                                if (what == 0)
                                  throw Error(ErrorKind::kCancelled, "E0000", "enough");
                                throw what;
                              })},
        GetParam()));
    return engine.compile(text);
  }
  std::shared_ptr<std::atomic<std::int64_t>> count_ =
      std::make_shared<std::atomic<std::int64_t>>(0);
};

TEST_P(HostFunctions, TakeNumbersAndGiveOne) {
  const Module module = compile(R"(
fn f(x: f64, n: i64) { return 2 * rate(x, n) - rate(1, 2) }
fn each(x: f64[N], n: i64[M]) { y[i, j] = rate(x[i], n[j]) + x[i]; return y }
fn total(x: f64[N]) { return sum[i](rate(x[i], 3)) }
fn odd(n: i32[N]) { y[i] = is_odd(n[i]); return y, is_odd(4) })");
  EXPECT_EQ(module.function("f")(1.5, 2).item(), 4.5);
  const Array x = Array::from<double>({1, 2});
  const Array n = Array::from<std::int64_t>({1, 0, 2});
  EXPECT_EQ(module.function("each")(x, n).to_vector<double>(),
            (std::vector<double>{2.5, 1.5, 3.5, 4.5, 2.5, 6.5}));
  EXPECT_EQ(module.function("total")(x).item(), 10);
  const Array arguments[] = {Array::from<std::int32_t>({1, 2, 3})};
  const auto odd = module.function("odd").call(arguments);
  EXPECT_EQ(odd[0].to_vector<bool>(), (std::vector<bool>{true, false, true}));
  EXPECT_FALSE(odd[1].item<bool>());
}

TEST_P(HostFunctions, TakeArraysAndGiveOne) {
  const Module module = compile(R"(
fn trend(x: f64[N]) -> f64[N] { return x - smooth(x, 2) }
fn down(x: f64[N, M]) { y = smooth(x[:, 0], 1); return smooth(2 * x[::-1, 1], 3) + y }
fn table(x: f32[N]) { return pairs(x, x[1:]).T }
fn empty(x: f64[N]) { return smooth(x[:0], 2) })");
  EXPECT_EQ(module.function("trend")(Array::from<double>({1, 3, 7})).to_vector<double>(),
            (std::vector<double>{0, 1, 2}));
  const Array matrix = Array::from<double>({1, 2, 3, 4}, {2, 2});
  EXPECT_EQ(module.function("down")(matrix).to_vector<double>(), (std::vector<double>{9, 9}));
  const Array table = module.function("table")(Array::from<float>({1, 2, 4}));
  EXPECT_EQ(table.type_text(), "f32[2, 4]");
  EXPECT_EQ(table.to_vector<float>(), (std::vector<float>{0, 3, 4, 6, 0, 5, 6, 8}));
  EXPECT_EQ(module.function("empty")(Array::from<double>({1, 2})).size(), 0);
}

TEST_P(HostFunctions, GiveSeveralNumbers) {
  const Module module = compile(R"(
fn parts(x: f64) {
    rest, whole, below = taken_apart(x)
    return rest, whole, below
}
fn each(x: f64[N]) {
    rest, whole, below = x, i64(x), x > 0
    for i in 0..N {
        a, b, c = taken_apart(x[i])
        rest[i] = a
        whole[i] = b
        below[i] = c
    }
    return rest, whole, below
}
fn ignored(x: f64) { a, b, c = taken_apart(x); return 1 })");
  const Array number[] = {2.75}, list[] = {Array::from<double>({-0.5, 2, 3.25})};
  const auto parts = module.function("parts").call(number);
  EXPECT_EQ(parts[0].item(), 0.75);
  EXPECT_EQ(parts[1].item<std::int64_t>(), 2);
  EXPECT_FALSE(parts[2].item<bool>());
  EXPECT_EQ(*count_, 1) << "one call gives all";
  const auto each = module.function("each").call(list);
  EXPECT_EQ(each[0].to_vector<double>(), (std::vector<double>{0.5, 0, 0.25}));
  EXPECT_EQ(each[1].to_vector<std::int64_t>(), (std::vector<std::int64_t>{-1, 2, 3}));
  EXPECT_EQ(each[2].to_vector<bool>(), (std::vector<bool>{true, false, false}));
  EXPECT_EQ(*count_, 4);
  EXPECT_EQ(module.function("ignored")(1.0).item(), 1);
  EXPECT_EQ(*count_, 5);
}

TEST_P(HostFunctions, GiveSeveralArrays) {
  const Module module = compile(R"(
fn ranks(x: f64[N]) {
    y, order, most = sorted(x)
    return y / most, x[order], order
}
fn bounds(x: f32[N]) {
    n, table, negative = edges(2 * x, N)
    return table * n, negative
}
fn loop(x: f64[N], n: i64) {
    total = 0.0
    for i in 0..n {
        y, order, most = sorted(x * i)
        z, again, least = sorted(-y)
        total += most + 10 * least + f64(order[0])
    }
    return total
}
fn empty(x: f64[N]) { y, order, most = sorted(x[:0]); return y, most })");
  const Array x = Array::from<double>({3, -1, 4, 0.5});
  const Array arguments[] = {x};
  const auto ranks = module.function("ranks").call(arguments);
  EXPECT_EQ(ranks[0].to_vector<double>(), (std::vector<double>{-0.25, 0.125, 0.75, 1}));
  EXPECT_EQ(ranks[1].to_vector<double>(), (std::vector<double>{-1, 0.5, 3, 4}));
  EXPECT_EQ(ranks[2].to_vector<std::int64_t>(), (std::vector<std::int64_t>{1, 3, 0, 2}));
  const Array floats[] = {Array::from<float>({1, 2})};
  const auto bounds = module.function("bounds").call(floats);
  EXPECT_EQ(bounds[0].to_vector<float>(), (std::vector<float>{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(bounds[1].to_vector<float>(), (std::vector<float>{-2, -4}));
  // i = 0: all are zero; i = 1, 2: 4 i, then 10 times 1 i, and the place of the least.
  EXPECT_EQ(module.function("loop")(x, 3).item(), 0 + (4 + 10 + 1) + (8 + 20 + 1));
  const auto empty = module.function("empty").call(arguments);
  EXPECT_EQ(empty[0].size(), 0);
  EXPECT_EQ(empty[1].item(), 0);
}

TEST_P(HostFunctions, AreCalledInOrderEachTimeThatTheProgramComesBy) {
  const Module module = compile(R"(
fn twice() { a = next(); b = next(); return 10 * a + b }
fn unused(x: f64) { y = next(); return x }
fn loop(n: i64) {
    total = 0
    for i in 0..n { if i % 2 == 0 { total += (i + 1) * next() } }
    return total
})");
  EXPECT_EQ(module.function("twice")().item(), 12);
  EXPECT_EQ(module.function("unused")(1.0).item(), 1);
  EXPECT_EQ(*count_, 3);
  EXPECT_EQ(module.function("loop")(5).item(), 1 * 4 + 3 * 5 + 5 * 6);
}

TEST_P(HostFunctions, EndTheCallByThrowing) {
  const Module module = compile(R"(
fn f(x: f64) { return failing(x) }
fn own() { return failing_by(0) }
fn odd() { return failing_by(1) }
fn later(x: f64[N]) {
    y = x
    for i in 0..N {
        if x[i] < 0 { y[i] = failing(x[i]) }
        k = next()
    }
    return y
})");
  EXPECT_ERROR(module.function("f")(1.0), ErrorKind::kUser, "E6046",
               "the host function failing failed: 1.000000\n --> <source>:2:23");
  EXPECT_ERROR(module.function("later")(Array::from<double>({1, 2, -3, 4})), ErrorKind::kUser,
               "E6046", "the host function failing failed: -3.0000");
  EXPECT_ERROR(module.function("own")(), ErrorKind::kCancelled, "E0000", "enough");
  EXPECT_ERROR(module.function("odd")(), ErrorKind::kUser, "E6046", "no std::exception");
  EXPECT_EQ(*count_, 2) << "the loop went on";
  EXPECT_EQ(module.function("later")(Array::from<double>({1})).item(), 1);
}

TEST_P(HostFunctions, AreCheckedLikeOthers) {
  const auto refused = [&](const char* text, const char* code, const char* words) {
    EXPECT_ERROR(compile(text), ErrorKind::kUser, code, words);
  };
  refused("fn f(x: f64[N]) { return rate(x, 2) }", "E0401", "`x1` of rate is f64");
  refused("fn f(x: f64) { return rate(x) }", "E0203", "takes 2 arguments");
  refused("fn f(x: f64) { return rate(x, 0.5) }", "E0251", "is i64, but the argument is f64");
  refused("fn f(x: f64) { return rat(x, 2) }", "E0202", "rate");
  EXPECT_ERROR(
      compile("fn f(x: bool[N]) { return zeros(next()) }").function("f")(Array::from<bool>({true})),
      ErrorKind::kUnavailable, "E6045", "a result whose size follows from");
}

INSTANTIATE_TEST_SUITE_P(Backends, HostFunctions,
                         ::testing::Values(Backend::kLlvm, Backend::kInterpreter),
                         [](const auto& test) {
                           return test.param == Backend::kLlvm ? "Native" : "Interpreter";
                         });

TEST(HostFunction, HasADeclarationThatProgramsCanCall) {
  EXPECT_EQ(HostFunction::scalar("rate", &rate).declaration(), "fn rate(x1: f64, x2: i64) -> f64");
  const auto refused = [](const char* declaration, const char* words) {
    EXPECT_ERROR(Engine(options_with({HostFunction::array(declaration, smooth)}))
                     .compile("fn f() { return 1 }"),
                 ErrorKind::kUser, "E6044", words);
  };
  refused("smooth(x: f64) -> f64", "declares no host function");
  refused("fn 1(x: f64) -> f64", "declares no host function");
  refused("fn exp(x: f64) -> f64", "`exp` is the name of a built-in function");
  refused("fn g(x) -> f64", "parameter `x` needs a type");
  refused("fn g(x: f64[..., N]) -> f64", "parameter `x` needs a rank");
  EXPECT_EQ(
      HostFunction::scalar("both", [](float x) { return std::pair{x > 0, 2 * x}; }).declaration(),
      "fn both(x1: f32) -> (bool, f32)");
  refused("fn g(x: f64)", "it has a result, whose type is declared");
  refused("fn g(x: f64) -> (f64, f64[..., N])", "its result needs a rank");
  refused("fn g(x: f64) -> f64\nfn h(x: f64) -> f64", "one function and nothing else");
  EXPECT_ERROR(HostFunction::scalar("a b", &rate), ErrorKind::kUser, "E6044", "'a b' is no name");
  EXPECT_ERROR(HostFunction::array("fn g() -> f64", HostFunction::Arrays()), ErrorKind::kUser,
               "E6044", "is empty");
  EXPECT_ERROR(
      Engine(options_with({HostFunction::scalar("g", &rate), HostFunction::scalar("g", &rate)}))
          .compile("fn f() { return 1 }"),
      ErrorKind::kUser, "E6044", "two host functions `g`");
  EXPECT_ERROR(Engine(options_with({HostFunction::array("fn g(x: f64 -> f64", smooth)}))
                   .compile("fn f() { return 1 }"),
               ErrorKind::kUser, "E0101", "host function:1:");
  EXPECT_ERROR(Engine(options_with({HostFunction::array("fn sum(x: f64) -> f64", smooth)}))
                   .compile("fn f() { return 1 }"),
               ErrorKind::kUser, "E0106", "`sum` is the name of a reducer");
}

TEST(HostFunction, GivesWayToTheProgramsOwnAndHidesTheStandardLibrary) {
  const Engine engine(options_with({HostFunction::scalar("relu", [](double x) { return x + 100; }),
                                    HostFunction::scalar("own", [](double x) { return x; })}));
  const Module module =
      engine.compile("fn own(x: f64) { return 2 * x }\nfn f(x: f64) { return relu(x) + own(x) }");
  EXPECT_EQ(module.function("f")(1.0).item(), 103);
}

TEST(HostFunction, IsCalledFromSeveralThreads) {
  const Engine engine(options_with({HostFunction::scalar("rate", &rate)}));
  const Function f =
      engine.compile("fn f(x: f64[N]) { y[i] = rate(x[i], 2); return sum(y) }").function("f");
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) wrong += f(Array::full(DType::kF64, {t}, 2)).item() != 4.5 * t;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(HostFunction, IsNotBuiltAheadOfTime) {
  const Engine engine(options_with({HostFunction::scalar("rate", &rate)}));
  const BuildFunction function{engine.compile("fn f(x: f64) { return rate(x, 1) }").function("f"),
                               {}};
  EXPECT_ERROR(build({&function, 1}, {.library = "rates"}), ErrorKind::kUser, "E6061",
               "f calls the host");
}

}  // namespace
}  // namespace sinter
