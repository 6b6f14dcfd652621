// What run-time failures say: the same in native code and in the interpreter.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"

namespace sinter {
namespace {

Function function(Backend backend, const std::string& program) {
  EngineOptions options;
  options.backend = backend;
  options.disk_cache = CachePolicy::kOff;
  return Engine(options).compile(program).function("f");
}

Array numbers(std::int64_t size) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < size; ++i) values.push_back(static_cast<double>(i));
  return Array::from<double>(values);
}

class Failures : public testing::TestWithParam<Backend> {};

TEST_P(Failures, NamePositionAxisAndSize) {
  struct Case {
    const char* program;
    std::vector<Array> arguments;
    const char* message;
  };
  const Array x = numbers(10);
  const Array table = Array::from<double>({0, 1, 2, 3, 4, 5}, {2, 3});
  const Array k = Array::from<std::int64_t>({0, 12, -11, 9});
  const Case cases[] = {
      {"fn f(x: f64[N], k: i64[M]) { return x[k] }",
       {x, k},
       "position 12 is outside axis 0 of size 10 at element [1]"},
      {"fn f(x: f64[N], k: i64[M]) { return x[k[1:] - 1] * 2 }",
       {x, Array::from<std::int64_t>({5, 1, -11})},
       "position -12 is outside axis 0 of size 10 at element [1]"},
      {"fn f(x: f64[N, M], k: i64) { return x[:, k] }",
       {table, Array(std::int64_t{3})},
       "position 3 is outside axis 1 of size 3"},
      {"fn f(x: f64[N, M], k: i64[K]) { return sum(x[:, k], axis=1) }",
       {table, Array::from<std::int64_t>({2, 5})},
       "position 5 is outside axis 1 of size 3 at element [0, 1]"},
      {"fn f(x: f64[N], n: i64) {\n  s = 0.0\n  for i in 0..n { s = s + x[i] }\n  return s\n}",
       {x, Array(std::int64_t{20})},
       "position 10 is outside axis 0 of size 10"},
      {"fn f(x: f64[N], n: i64) {\n  for i in 0..n { x[i * 3] = 1 }\n  return x\n}",
       {x, Array(std::int64_t{20})},
       "position 12 is outside axis 0 of size 10"},
      {"fn f(x: f64[N], k: i64[M]) {\n  x[k] += 1\n  return x\n}",
       {x, k},
       "position 12 is outside axis 0 of size 10 at element [1]"},
      {"fn f(x: f64[N, M], a: i64[K], b: i64[K]) {\n  x[a, b] = 1\n  return x\n}",
       {table, Array::from<std::int64_t>({0, 1}), Array::from<std::int64_t>({0, -4})},
       "position -4 is outside axis 1 of size 3 at element [1]"},
  };
  for (const Case& each : cases) {
    const Function called = function(GetParam(), each.program);
    EXPECT_ERROR(called.call(each.arguments), ErrorKind::kUser, "E0311", each.message);
  }
}

TEST_P(Failures, TellTooDeepRecursionFromIndices) {
  const Function count = function(
      GetParam(), "fn f(n: i64) -> i64 {\n  if n == 0 { return 0 }\n  return f(n - 1) + 1\n}");
  EXPECT_EQ(count(Array(std::int64_t{4095})).item<std::int64_t>(), 4095);
  EXPECT_ERROR(count(Array(std::int64_t{4096})), ErrorKind::kUser, "E0314",
               "the recursion is too deep: more than 4,096 calls wait for another one");
  // An index that is wrong within a recursion is not its depth.
  const Function reads = function(GetParam(),
                                  "fn f(x: f64[N], n: i64) -> f64 {\n  if n == 0 { return x[N + 2 "
                                  "- 1 + n] }\n  return f(x, n - "
                                  "1) + 1\n}");
  EXPECT_ERROR(reads.call(std::vector{numbers(4), Array(std::int64_t{3})}), ErrorKind::kUser,
               "E0311", "position 5 is outside axis 0 of size 4");
}

INSTANTIATE_TEST_SUITE_P(Backends, Failures, testing::Values(Backend::kLlvm, Backend::kInterpreter),
                         [](const auto& backend) {
                           return backend.param == Backend::kLlvm ? "Native" : "Interpreter";
                         });

}  // namespace
}  // namespace sinter
