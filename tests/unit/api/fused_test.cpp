// `fused { ... }`: one kernel, or an error that says why not.
#include <gtest/gtest.h>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

Module compile(const char* text, EngineOptions options = {}) {
  if (options.cache_directory.empty()) options.disk_cache = CachePolicy::kOff;
  return Engine(options).compile(text, "fused.sinter");
}

void expect_several(const char* text, const char* words) {
  const Module module = compile(text);
  EXPECT_ERROR(module.function("f")(Array::from<double>({1, 2, 3})), ErrorKind::kUser, "E0715",
               words);
}

TEST(Fused, SaysWhyABlockIsSeveralKernels) {
  expect_several("fn f(x: f64[N]) {\n    fused { y = x / sum(x); z = y / max(y) }\n    return z\n}",
                 "kernels, as its elements need results of other rows or of another shape\n --> "
                 "fused.sinter:2:5");
  expect_several("fn f(x: f64[N]) { fused { for i in 1..N { x[i] += x[i - 1] } }; return x }",
                 "`for` is a step of its own");
  expect_several("fn f(x: f64[N]) { fused { y = x + 1; x[0] = y[1]; z = x * y }; return z }",
                 "`update` is a step of its own");
  expect_several("fn f(x: f64[N]) { fused { y = x + 1; print(y); z = x * y }; return z }",
                 "`print` is a step of its own");
}

TEST(Fused, IsFineWhereOneKernelDoesIt) {
  const Module module = compile(
      "fn f(x: f64[N]) { fused { y = 2 * x; z = exp(y) + y }; return z + 1 }\n"
      "fn twice(x: f64[N]) { fused { y = x * x }; return sum(y) }\n"
      "fn g(x: f64[N]) { return twice(x) + max(twice(x + 1)) }");
  const Array x = Array::from<double>({0, 1});
  EXPECT_EQ(module.function("f")(x).to_vector<double>()[0], 2);
  // The same block in two calls is two blocks.
  EXPECT_EQ(module.function("g")(x).item(), 1 + 5);
  // The interpreter has no kernels.
  EngineOptions options;
  options.backend = Backend::kInterpreter;
  const Module interpreted =
      compile("fn f(x: f64[N]) { fused { y = x / sum(x); z = y / max(y) }; return z }", options);
  EXPECT_EQ(interpreted.function("f")(x).to_vector<double>()[1], 1);
}

TEST(Fused, TakesWhatFollowsPerRowIntoTheKernelOfTheRows) {
  const Module module = compile(R"(
fn moments(x: f64[N, D]) -> (f64[N], f64[N]) {
    fused {
        m = mean(x, axis=1)
        d = sqrt(var(x, axis=1))
    }
    return m, d
}
fn normalized(x: f64[N, D]) -> (f64[N, D], f64[N]) {
    fused {
        m = mean(x, axis=1)
        y = (x - m[:, newaxis]) * 2
    }
    return y, m
})");
  const Array x = Array::from<double>({1, 3, 10, 14, -5, 5}, {3, 2});
  const auto moments = module.function("moments").call(std::vector<Array>{x});
  EXPECT_EQ(moments[0].to_vector<double>(), (std::vector<double>{2, 12, 0}));
  EXPECT_EQ(moments[1].to_vector<double>(), (std::vector<double>{1, 2, 5}));
  const auto normalized = module.function("normalized").call(std::vector<Array>{x});
  EXPECT_EQ(normalized[0].to_vector<double>(), (std::vector<double>{-2, 2, -4, 4, -10, 10}));
  // One row of an array is a row, too; one row by itself is a loop over blocks.
  const Array one = Array::from<double>({4, 8}, {1, 2});
  EXPECT_EQ(module.function("moments").call(std::vector<Array>{one})[0].item(), 6);
}

TEST(Fused, TakesResultsThatLaterReductionsOfTheRowsNeed) {
  const Module module = compile(R"(
fn softmax(x: f64[N, D]) -> (f64[N, D], f64[N, D]) {
    fused {
        e = exp(x - max(x, axis=1, keepdims=true))
        p = e / sum(e, axis=1, keepdims=true)
    }
    return e, p
}
fn turned(x: f64[N, N]) -> (f64[N, N], f64[N]) {
    fused {
        y = x - max(x, axis=1, keepdims=true)
        s = sum(transpose(y), axis=1)
    }
    return y, s
})");
  const Array x = Array::from<double>({3, 3, -1, -1}, {2, 2});
  const auto softmax = module.function("softmax").call(std::vector<Array>{x});
  EXPECT_EQ(softmax[0].to_vector<double>(), (std::vector<double>{1, 1, 1, 1}));
  EXPECT_EQ(softmax[1].to_vector<double>(), (std::vector<double>{0.5, 0.5, 0.5, 0.5}));
  EXPECT_ERROR(module.function("turned").call(std::vector<Array>{x}), ErrorKind::kUser, "E0715",
               "it needs all rows of an earlier result");
}

TEST(Fused, IsCheckedThoughTheSameCodeLiesInTheCache) {
  const test::TemporaryFolder folder;
  EngineOptions options;
  options.disk_cache = CachePolicy::kOn;
  options.cache_directory = folder.path() + "/cache";
  const Array x = Array::from<double>({1, 2});
  const char* const plain = "fn f(x: f64[N]) { y = x / sum(x); z = y / max(y); return z }";
  EXPECT_EQ(compile(plain, options).function("f")(x).to_vector<double>()[1], 1);
  const char* const fused =
      "fn f(x: f64[N]) { fused { y = x / sum(x); z = y / max(y) }; return z }";
  EXPECT_ERROR(compile(fused, options).function("f")(x), ErrorKind::kUser, "E0715", "kernels");
}

TEST(Fused, IsNotLeftFromInside) {
  EXPECT_ERROR(compile("fn f(x: f64[N]) { fused { if N > 2 { return x } }; return 2 * x }"),
               ErrorKind::kUnavailable, "E0806", "leaving a `fused` block from inside");
  // The word is a name elsewhere.
  EXPECT_EQ(compile("fn f(fused: f64) { return fused + 1 }").function("f")(1.0).item(), 2);
}

}  // namespace
}  // namespace sinter
