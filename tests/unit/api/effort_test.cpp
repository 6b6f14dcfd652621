// Kernels begin with quick code, and get full code where that pays.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "sinter/sinter.h"
#include "tests/common/temporary.h"

namespace sinter {
namespace {

constexpr const char* kEntropy =
    "fn f(x: f32[B, D]) -> f32[B] {\n"
    "    p = softmax(x, axis=1)\n"
    "    return -sum(p * log(p), axis=1)\n"
    "}\n";

EngineOptions one_thread() {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.threads = 1;
  return options;
}

/// Rows that are alike, but for a last one that may be all `last`.
Array rows(std::int64_t count, std::int64_t width, float last = 1) {
  std::vector<float> values(static_cast<std::size_t>(count * width));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i % 97) / 64 - 0.5F;
  std::fill(values.end() - width, values.end(), last);
  return Array::from<float>(values, {count, width});
}

Function function(const Engine& engine, const std::string& text,
                  const FunctionPolicy& policy = {}) {
  return engine.compile(text).function("f", policy);
}

TEST(Effort, CallsBeginWithQuickCodeAndGetFullCode) {
  EngineOptions options = one_thread();
  options.count_calls = true;
  const Engine engine(options);
  const Function f = function(engine, kEntropy);
  const Array x = rows(5, 70);
  const auto first = f(x).to_vector<float>();
  EXPECT_TRUE(f.compile_info().is_quick);
  EXPECT_EQ(f.compile_info().reason, "first call");
  for (int i = 1; i < 64; ++i) ASSERT_EQ(f(x).to_vector<float>(), first);
  engine.wait_for_background();
  ASSERT_EQ(f(x).to_vector<float>(), first);
  const auto ledger = engine.ledger();
  ASSERT_EQ(ledger.size(), 2);
  EXPECT_TRUE(ledger[0].is_quick);
  EXPECT_EQ(ledger[0].origin, LedgerEntry::Origin::kCompiled);
  EXPECT_FALSE(ledger[1].is_quick);
  EXPECT_EQ(ledger[1].origin, LedgerEntry::Origin::kCompiledInBackground);
  EXPECT_EQ(ledger[0].specialization, ledger[1].specialization);
  EXPECT_EQ(ledger[0].calls + ledger[1].calls, 65);
  EXPECT_GE(ledger[1].calls, 1);
  EXPECT_LT(ledger[0].code_bytes, ledger[1].code_bytes);
  const auto history = f.compile_history();
  ASSERT_EQ(history.size(), 2);
  EXPECT_EQ(history[1].reason, "calls have earned full code");
  EXPECT_TRUE(history[1].in_background);
}

TEST(Effort, CallsThatTakeLongGetFullCodeSoon) {
  const Engine engine(one_thread());
  const Function f = function(engine, kEntropy);
  const Array x = rows(3000, 300);
  f(x);
  ASSERT_TRUE(f.compile_info().is_quick);
  int calls = 1;
  for (; calls < 64 && engine.ledger().size() == 1; ++calls) {
    f(x);
    engine.wait_for_background();
  }
  EXPECT_LT(calls, 64);
}

/// What the first call of a program waited for.
bool begins_quickly(const std::string& text, const std::vector<Array>& arguments,
                    const EngineOptions& options = one_thread(),
                    const FunctionPolicy& policy = {}) {
  const Engine engine(options);
  const Function f = function(engine, text, policy);
  f.call(arguments);
  return f.compile_info().is_quick;
}

TEST(Effort, CallsWithMuchToDoWaitForFullCode) {
  const std::string text = "fn f(x: f32[N]) -> f32 { return sum(exp(sin(x))) }";
  EXPECT_TRUE(begins_quickly(text, {Array::zeros(DType::kF32, {1000})}));
  EXPECT_FALSE(begins_quickly(text, {Array::zeros(DType::kF32, {3'000'000})}));
  const std::string product = "fn f(x: f64[N, M], y: f64[M, K]) { return x @ y }";
  EXPECT_FALSE(begins_quickly(
      product, {Array::zeros(DType::kF64, {3, 4}), Array::zeros(DType::kF64, {4, 5})}));
  const std::string triangle =
      "fn f(n: i64, x: f64[N]) -> f64 {\n"
      "    s = 0.0\n"
      "    for i in 0..N { for j in 0..i { s = s + x[j] * x[i] } }\n"
      "    return s\n"
      "}";
  const auto numbers = [](std::int64_t n) { return Array::zeros(DType::kF64, {n}); };
  EXPECT_TRUE(begins_quickly(triangle, {Array(std::int64_t{10}), numbers(100)}));
  EXPECT_FALSE(begins_quickly(triangle, {Array(std::int64_t{10}), numbers(5000)}));
  const std::string loop =
      "fn f(n: i64) -> i64 {\n"
      "    a = 0\n"
      "    while a * a < n { a = a + 1 }\n"
      "    return a\n"
      "}";
  EXPECT_FALSE(begins_quickly(loop, {Array(std::int64_t{10})}));
}

TEST(Effort, ALongCallDoesNotRunOnCodeThatWasMadeForAShortOne) {
  const test::TemporaryFolder folder;
  EngineOptions options = one_thread();
  options.disk_cache = CachePolicy::kOn;
  options.cache_directory = folder.path();
  const std::string text =
      "fn f(x: f64[N]) -> f64 {\n"
      "    s = 0.0\n"
      "    for i in 0..N { s = 0.5 * s + x[i] }\n"
      "    return s\n"
      "}";
  const Array few = Array::zeros(DType::kF64, {100}),
              many = Array::zeros(DType::kF64, {10'000'000});
  for (const bool from_disk : {false, true}) {
    options.cache_directory = folder / (from_disk ? "kept" : "new");
    if (from_disk) function(Engine(options), text)(few);
    const Engine engine(options);
    const Function f = function(engine, text);
    if (!from_disk) {
      f(few);
      EXPECT_TRUE(f.compile_info().is_quick);
    }
    f(many);
    EXPECT_FALSE(f.compile_info().is_quick);
    EXPECT_FALSE(f.compile_info().from_disk);
    f(few);
    EXPECT_EQ(engine.ledger().size(), from_disk ? 1 : 2);
  }
}

TEST(Effort, IsChosenForEnginesAndFunctions) {
  const std::string text = "fn f(x: f32[N]) -> f32[N] { return exp(x) }";
  const std::vector<Array> x{Array::zeros(DType::kF32, {10})};
  EngineOptions options = one_thread();
  EXPECT_TRUE(begins_quickly(text, x, options));
  EXPECT_FALSE(begins_quickly(text, x, options, {.effort = Effort::kFull}));
  options.effort = Effort::kFull;
  EXPECT_FALSE(begins_quickly(text, x, options));
  EXPECT_TRUE(begins_quickly(text, x, options, {.effort = Effort::kQuick}));
  for (const Specialize fixed : {Specialize::kSymbolic, Specialize::kExact}) {
    options.specialize = fixed;
    options.effort = Effort::kAuto;
    EXPECT_FALSE(begins_quickly(text, x, options));
    options.effort = Effort::kQuick;
    EXPECT_TRUE(begins_quickly(text, x, options));
  }
}

TEST(Effort, WhatIsPreparedIsFullUnlessACallWaits) {
  const Engine engine(one_thread());
  const Function f = function(engine, kEntropy);
  const std::vector<Array> x{rows(3, 10)};
  f.prepare(x, Effort::kAuto);
  EXPECT_TRUE(f.compile_info().is_quick);
  f.prepare(x);
  EXPECT_FALSE(f.compile_info().is_quick);
  EXPECT_EQ(f.compile_info().reason, "full code is wanted");
  f.call(x);
  EXPECT_EQ(engine.ledger().size(), 2);
}

TEST(Effort, QuickCodeLeavesWhatIsRareToFullCode) {
  // A probability that is nearly 0: the sum cannot be factored for that row.
  const Array x = rows(40, 70, -200), y = rows(40, 70);
  std::vector<float> values = x.to_vector<float>();
  values.back() = 200;
  const Array odd = Array::from<float>(values, {40, 70});
  EngineOptions full = one_thread();
  full.effort = Effort::kFull;
  const std::string text =
      "fn f(x: f32[B, D], y: f32[B, D]) -> f32[B] {\n"
      "    p = softmax(x, axis=1)\n"
      "    q = softmax(y, axis=1)\n"
      "    return max(p * q, axis=1) + sum(p * log(q), axis=1) - max(-abs(x), axis=1)\n"
      "}\n";
  for (const Array& first : {x, y, odd, Array::zeros(DType::kF32, {40, 70})}) {
    const Engine reference(full), engine(one_thread());
    const auto expected = function(reference, text)(first, y).to_vector<float>();
    const Function f = function(engine, text);
    const auto bits = [](const std::vector<float>& numbers) {
      return std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * 4);
    };
    for (int i = 0; i < 3; ++i) ASSERT_EQ(bits(f(first, y).to_vector<float>()), bits(expected));
    EXPECT_TRUE(engine.ledger().front().is_quick);
  }
  // The maximum of a row is 0: which of +0 and -0 is decided by full code, at the first call.
  const Engine engine(one_thread());
  const Function f = function(engine, "fn f(x: f32[B, D]) -> f32[B] { return max(x, axis=1) }");
  EXPECT_EQ(f(Array::from<float>({-0.0F, -1, 0, -2, -3, -4}, {2, 3})).to_vector<float>(),
            (std::vector<float>{0, -2}));
  const auto ledger = engine.ledger();
  ASSERT_EQ(ledger.size(), 2);
  EXPECT_TRUE(ledger[0].is_quick);
  EXPECT_FALSE(ledger[1].is_quick);
  EXPECT_EQ(ledger[1].origin, LedgerEntry::Origin::kCompiled);
  // The call has waited for both.
  EXPECT_EQ(f.compile_info().reason, "first call");
  EXPECT_FALSE(f.compile_info().is_quick);
  EXPECT_GE(f.compile_info().times.llvm, ledger[0].llvm_ms + ledger[1].llvm_ms);
}

TEST(Effort, CodeOfBothEffortsIsKeptOnDisk) {
  const test::TemporaryFolder folder;
  EngineOptions options = one_thread();
  options.disk_cache = CachePolicy::kOn;
  options.cache_directory = folder.path();
  const std::vector<Array> x{rows(3, 10)};
  const auto origin = [&] {
    const Engine engine(options);
    const Function f = function(engine, kEntropy);
    f.call(x);
    return std::pair(f.compile_info().from_disk, f.compile_info().is_quick);
  };
  EXPECT_EQ(origin(), std::pair(false, true));
  EXPECT_EQ(origin(), std::pair(true, true));
  {
    const Engine engine(options);
    function(engine, kEntropy).prepare(x);
  }
  EXPECT_EQ(origin(), std::pair(true, false));
}

TEST(Effort, TypedCallsGoOverToFullCode) {
  EngineOptions options = one_thread();
  const Engine engine(options);
  const auto f = engine.compile("fn f(x: f32[N]) -> f32[N] { return exp(x) }")
                     .get<void(View<const float, 1>, View<float, 1>)>("f");
  const std::vector<float> x(100, 1);
  std::vector<float> y(100), first(100);
  f(x, first);
  for (int i = 0; i < 200; ++i) {
    f(x, y);
    ASSERT_EQ(y, first);
    if (i == 100) engine.wait_for_background();
  }
  ASSERT_EQ(engine.ledger().size(), 2);
  EXPECT_FALSE(engine.ledger()[1].is_quick);
}

TEST(Effort, WhatIsShownIsShownOnce) {
  EngineOptions options = one_thread();
  options.effort = Effort::kQuick;
  std::string printed;
  options.on_print = [&](const Printed& values) { printed += values.text(); };
  const Engine engine(options);
  const Function f = function(engine,
                              "fn f(x: f32[B, D]) -> f32[B] {\n"
                              "    print(sum(x))\n"
                              "    return max(x, axis=1)\n"
                              "}\n");
  f(Array::from<float>({-0.0F, -1, 0, 2}, {2, 2}));
  EXPECT_EQ(std::count(printed.begin(), printed.end(), '\n'), 1) << printed;
  EXPECT_EQ(engine.ledger().size(), 1);
}

TEST(EffortDeathTest, TheProcessMayEndWhileFullCodeIsMade) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto end_at_once = [] {
    static const Engine engine(one_thread());
    static const Function f = function(engine, kEntropy);
    const Array x = rows(5, 70);
    for (int i = 0; i < 65; ++i) f(x);
    std::exit(engine.ledger().size() == 1 ? 0 : 1);  // full code is not there yet
  };
  for (int i = 0; i < 5; ++i) EXPECT_EXIT(end_at_once(), testing::ExitedWithCode(0), "");
}

TEST(Effort, QuickCodeStaysWhereFullCodeCannotBeMade) {
  EngineOptions options = one_thread();
  options.limits.code_bytes = 4096;
  std::atomic<int> warnings{0};
  options.on_event = [&](const Event& event) {
    warnings += event.kind == Event::Kind::kWarning ? 1 : 0;
  };
  const Engine engine(options);
  const auto f = engine.compile("fn f(x: f32[N]) -> f32[N] { return x + 1 }")
                     .get<void(View<const float, 1>, View<float, 1>)>("f");
  std::vector<float> x{1, 2}, y(2);
  for (int i = 0; i < 200; ++i) {
    f(x, y);
    if (i == 100) engine.wait_for_background();
  }
  EXPECT_EQ(y, (std::vector<float>{2, 3}));
  EXPECT_EQ(warnings, 1);
  EXPECT_EQ(engine.ledger().size(), 1);
}

}  // namespace
}  // namespace sinter
