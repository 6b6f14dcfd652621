// Calls that end early: cancelled, out of time, out of iterations, out of memory.
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "sinter/sinter.h"
#include "tests/common/expect_error.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr const char* kProgram = R"(fn forever(n: i64) -> i64 {
    while n > 0 {
        n = n + 2 - n % 2
    }
    return n
}
fn counted(n: i64) -> i64 {
    s = 0
    for i in 0..n { s = s ^ i * i }
    return s
}
fn nested(n: i64) -> i64 {
    s = 0
    for i in 0..n {
        for j in 0..3 { s = s + i * j }
    }
    return s
}
fn arrays(x: f64[N]) -> f64[N] {
    t = 0
    while t >= 0 {
        x = sqrt(x + 1)
        t += 1
    }
    return x
}
fn grow(x: f64[N]) -> f64 {
    y[i, j] = x[i] * x[j]
    for t in 0..1 { y = y + y[::-1] }
    return y[0, 0]
}
)";

// What programs may cost before they run.

Engine limited(const ProgramLimits& limits) {
  EngineOptions options;
  options.limits = limits;
  options.disk_cache = CachePolicy::kOff;
  return Engine(options);
}

TEST(ProgramLimits, Texts) {
  const Engine engine = limited({.source_bytes = 100});
  const std::string small = "fn f(x: f64[N]) -> f64 { return sum(x) }\n";
  EXPECT_EQ(engine.compile(small).function("f")(Array::from<double>({1, 2})).item(), 3);
  EXPECT_ERROR(engine.compile(small + std::string(100, ' '), "a.sinter"), ErrorKind::kResource,
               "E5208", "a.sinter has 141 bytes; EngineOptions::limits allows 100");
  const test::TemporaryFolder folder;
  const std::string file = folder.path() + "/long.sinter";
  std::ofstream(file) << small << std::string(100, '#') << '\n';
  EXPECT_ERROR(engine.compile_file(file), ErrorKind::kResource, "E5208",
               "long.sinter has 142 bytes");
  ImportOptions imports;
  imports.roots = {folder.path()};
  EngineOptions options;
  options.limits.source_bytes = 100;
  const Engine importing(options, imports);
  // An import is shown where it stands.
  EXPECT_ERROR(importing.compile("import long\nfn g(x: f64[N]) { return long.f(x) }"),
               ErrorKind::kUser, "E0210",
               "long.sinter has 142 bytes; EngineOptions::limits allows 100\n --> <source>:1:8");
  imports.roots.clear();
  imports.sources = [&](const std::string&) { return small + std::string(100, ' '); };
  EXPECT_ERROR(Engine(options, imports).compile("import long\nfn g(x: f64[N]) { return 1 }"),
               ErrorKind::kUser, "E0210", "long.sinter has 141 bytes");
}

TEST(ProgramLimits, OperationsAndAxes) {
  const char* program = R"(fn f(x: f64[N]) -> f64[N] { return x * x + x }
fn twice(x: f64[N]) -> f64[N] { return f(f(x)) }
fn cube(x: f64[N]) -> f64 { y[i, j, k] = x[i] * x[j] * x[k]; return sum(y) }
)";
  const Array x = Array::from<double>({1, 2});
  const auto module = limited({.nodes = 3, .dimensions = 2}).compile(program);
  EXPECT_EQ(module.function("f")(x).to_vector<double>(), (std::vector<double>{2, 6}));
  EXPECT_ERROR(module.function("twice")(x), ErrorKind::kResource, "E5208",
               "twice has 4 operations; EngineOptions::limits allows 3");
  const auto flat = limited({.dimensions = 2}).compile(program);
  EXPECT_ERROR(flat.function("cube")(x), ErrorKind::kResource, "E5208",
               "cube has 3 axes in one of its arrays; EngineOptions::limits allows 2");
  EXPECT_ERROR(limited({.dimensions = -1}), ErrorKind::kUser, "E6001",
               "engine option limits has a number below 0: -1 axes");
}

TEST(ProgramLimits, MachineCode) {
  const Engine engine = limited({.code_bytes = 3 * 4096});
  const Array x = Array::from<double>({1, 2});
  const auto first = engine.compile("fn f(x: f64[N]) { return x + 1 }").function("f");
  EXPECT_EQ(first(x).to_vector<double>(), (std::vector<double>{2, 3}));
  const auto many = [&](int n) {
    return engine.compile("fn f(x: f64[N]) { return x * " + std::to_string(n) + ".0 }");
  };
  std::vector<Module> alive;
  const auto fill = [&] {
    for (int n = 0; n < 4; ++n) {
      alive.push_back(many(n));
      alive.back().function("f")(x);
    }
  };
  EXPECT_ERROR(fill(), ErrorKind::kResource, "E5208",
               "more are needed; EngineOptions::limits allows 12288");
  alive.clear();  // what nobody holds gives its memory back
  EXPECT_EQ(many(3).function("f")(x).to_vector<double>(), (std::vector<double>{3, 6}));
}

TEST(ProgramLimits, TimeToCompile) {
  std::string program = "fn f(x: f64[N]) -> f64[N] {\n";
  for (int n = 0; n < 900; ++n) program += "    x = x * x[::-1] + sin(x)\n";
  program += "    return x\n}\n";
  const auto module = limited({.compile_time = milliseconds(1)}).compile(program);
  EXPECT_ERROR(module.function("f")(Array::from<double>({1, 2})), ErrorKind::kResource, "E5208",
               "ms; EngineOptions::limits allows 1");
}

class Limits : public ::testing::TestWithParam<Backend> {
 protected:
  Function function(const char* name) const {
    EngineOptions options;
    options.backend = GetParam();
    return Engine(options).compile(kProgram, "limits.sinter").function(name);
  }
};

/// The error of a call that another thread cancels, and how long it took to end after that.
Error cancelled(const Function& function, const Array& argument, milliseconds& latency) {
  const Array arguments[] = {argument};
  function.prepare(arguments);  // the loop is to be cancelled, not its compile
  const CancelToken token;
  Clock::time_point asked;
  std::jthread other([&] {
    std::this_thread::sleep_for(milliseconds(200));
    asked = Clock::now();
    token.cancel();
  });
  CallOptions options;
  options.cancel = &token;
  try {
    (void)function.call(arguments, options);
  } catch (const Error& error) {
    const auto ended = Clock::now();
    other.join();
    latency = std::chrono::duration_cast<milliseconds>(ended - asked);
    return error;
  }
  ADD_FAILURE() << "the call returned";
  return Error(ErrorKind::kInternal, "E9001", "");
}

TEST_P(Limits, AnEndlessLoopIsCancelled) {
  for (const char* name : {"forever", "counted", "nested"}) {
    milliseconds latency{};
    const Error error = cancelled(function(name), Array(std::int64_t{1} << 62), latency);
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::kCancelled));
    EXPECT_EQ(error.code(), "E6031") << name;
    EXPECT_NE(std::string(error.what()).find("the call was cancelled"), std::string::npos);
    EXPECT_LT(latency.count(), 1000) << name;  // 100 on a machine that does nothing else
  }
}

TEST_P(Limits, TheMessageNamesTheLoop) {
  milliseconds latency{};
  const Error error = cancelled(function("forever"), Array(std::int64_t{1}), latency);
  EXPECT_EQ(error.diagnostics()[0].location.line, 2U);
  EXPECT_NE(std::string(error.what()).find("2 |     while n > 0 {"), std::string::npos)
      << error.what();
}

TEST_P(Limits, WholeArraysInsideOfALoop) {
  milliseconds latency{};
  const Array x = Array::full(DType::kF64, {200000}, 2.0);
  const Error error = cancelled(function("arrays"), x, latency);
  EXPECT_EQ(error.code(), "E6031");
  EXPECT_LT(latency.count(), 1000);
}

TEST_P(Limits, ACancelledTokenEndsLaterCallsToo) {
  const Function counted = function("counted");
  const CancelToken token;
  CallOptions options;
  options.cancel = &token;
  const Array arguments[] = {Array(std::int64_t{5})};
  EXPECT_EQ(counted.call(arguments, options)[0].item<std::int64_t>(), 0 ^ 1 ^ 4 ^ 9 ^ 16);
  token.cancel();
  EXPECT_TRUE(token.is_cancelled());
  EXPECT_ERROR(counted.call(arguments, options), ErrorKind::kCancelled, "E6031", "cancelled");
  EXPECT_EQ(counted.call(arguments)[0].item<std::int64_t>(), 0 ^ 1 ^ 4 ^ 9 ^ 16);
}

TEST_P(Limits, TimeEnds) {
  CallOptions options;
  options.time_limit = 0.05;
  const Array arguments[] = {Array(std::int64_t{1})};
  const auto begin = Clock::now();
  EXPECT_ERROR(function("forever").call(arguments, options), ErrorKind::kResource, "E6032",
               "longer than its limit of 0.05 s");
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(20));
  options.time_limit = -1;
  EXPECT_ERROR(function("forever").call(arguments, options), ErrorKind::kUser, "E6035", "is -1");
}

TEST_P(Limits, IterationsAreCountedExactly) {
  const Function nested = function("nested");
  const Array arguments[] = {Array(std::int64_t{10})};  // 10 + 10 * 3 iterations
  CallOptions options;
  options.iteration_limit = 40;
  EXPECT_EQ(nested.call(arguments, options)[0].item<std::int64_t>(), 45 * 3);
  options.iteration_limit = 39;
  EXPECT_ERROR(nested.call(arguments, options), ErrorKind::kResource, "E6033",
               "more than its limit of 39 iterations");
  EXPECT_EQ(nested.call(arguments)[0].item<std::int64_t>(), 45 * 3);
}

TEST_P(Limits, MemoryOfACall) {
  const Function grow = function("grow");
  const Array arguments[] = {Array::full(DType::kF64, {300}, 1.0)};
  EXPECT_EQ(grow.call(arguments)[0].item<double>(), 2.0);
  CallOptions options;
  options.memory_limit = 64 << 10;
  try {
    (void)grow.call(arguments, options);
    ADD_FAILURE() << "300 x 300 numbers are more than 64 KiB";
  } catch (const Error& error) {
    EXPECT_EQ(static_cast<int>(error.kind()), static_cast<int>(ErrorKind::kResource));
  }
  EXPECT_EQ(grow.call(arguments)[0].item<double>(), 2.0);
}

INSTANTIATE_TEST_SUITE_P(Backends, Limits, ::testing::Values(Backend::kLlvm, Backend::kInterpreter),
                         [](const auto& tested) {
                           return tested.param == Backend::kLlvm ? "Native" : "Interpreter";
                         });

/// Loops that the program does not have: over the blocks of a long row, and over rows in order.
TEST(LongRows, AreCancelled) {
  std::string slow = "0.5 * arange(n)";
  for (int i = 0; i < 20; ++i) slow = "sin(" + slow + ")";
  const Module module = Engine().compile("fn first(n: i64) { return argmax(" + slow +
                                         ") }\n"
                                         "fn sums(n: i64) { return cumsum(" +
                                         slow +
                                         ")[-1] }\n"
                                         "fn extremes(n: i64) { return cummax(" +
                                         slow +
                                         ")[-1] }\n"
                                         "fn columns(n: i64) { return cumsum(reshape(" +
                                         slow + ", (-1, 2)), axis=0)[-1, 0] }\n");
  for (const char* name : {"first", "sums", "extremes", "columns"}) {
    milliseconds latency{};
    const Error error = cancelled(module.function(name), Array(std::int64_t{60'000'000}), latency);
    EXPECT_EQ(error.code(), "E6031") << name;
    EXPECT_LT(latency.count(), 500) << name;  // the whole call takes seconds
  }
}

/// Every value is used twice, so there are 2^200 ways from the result to the argument: what is
/// known of a value must not be found out once for each.
TEST(CompileTime, DoesNotGrowWithTheWaysThroughAProgram) {
  std::string body;
  for (int i = 0; i < 200; ++i) body += "        y = y * y + y\n";
  const Module module =
      Engine().compile("fn once(x: f64[N, M]) -> f64[N, M] {\n        y = x\n" + body +
                           "    return y\n}\n"
                           "fn over(u: f64[N], n: i64) -> f64[N] {\n"
                           "    for t in 0..n {\n        y = u[1:-1]\n" +
                           body +
                           "        u[1:-1] = y\n    }\n    return u\n}\n"
                           "fn edges(x: f64[N]) -> f64[N] {\n"
                           "    b = border(x, clamp)\n"
                           "    y[i in 0..N] = b[i - 1] + b[i + 1]\n" +
                           body + "    return y\n}\n",
                       "uses.sinter");
  for (const char* name : {"once", "over", "edges"}) {
    const auto start = Clock::now();
    EXPECT_NE(module.function(name).explain(Explain::kLoop), "");
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(20)) << name;
  }
}

}  // namespace
}  // namespace sinter
