// What an engine tells of its kernels, and kernels for frequent sizes.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter {
namespace {

TEST(Ledger, CountsCallsAndTheirTime) {
  EngineOptions options;
  options.count_calls = true;
  options.disk_cache = CachePolicy::kOff;
  const Engine engine(options);
  const auto twice =
      engine.compile("fn twice(x: f32[N]) -> f32[N] { return x + x }").function("twice");
  for (int i = 0; i < 5; ++i) twice(Array::from<float>({1, 2, 3}, {3}));
  const auto rows = engine.ledger();
  ASSERT_EQ(rows.size(), 1);
  EXPECT_EQ(rows[0].function, "twice");
  EXPECT_EQ(rows[0].specialization, "x: f32[N] contiguous");
  EXPECT_EQ(rows[0].origin, LedgerEntry::Origin::kCompiled);
  EXPECT_EQ(rows[0].calls, 5);
  EXPECT_GT(rows[0].fastest_ms, 0);
  EXPECT_GE(rows[0].run_ms, 5 * rows[0].fastest_ms);
  EXPECT_GT(rows[0].llvm_ms, 0);
  EXPECT_GT(rows[0].code_bytes, 0);
  EXPECT_TRUE(rows[0].is_alive);
}

/// Rows of the ledger that a background compile made.
std::size_t background_rows(const Engine& engine) {
  const auto rows = engine.ledger();
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const auto& row) {
    return row.origin == LedgerEntry::Origin::kCompiledInBackground;
  }));
}

TEST(Automatic, FrequentSizesGetAKernelThatGivesTheSameBits) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  options.threads = 1;
  options.effort = Effort::kFull;
  const Engine engine(options);
  const auto f =
      engine.compile("fn f(x: f32[N, M]) -> f32[N] { return sum(exp(x), axis=1) }").function("f");
  std::vector<float> values(300 * 301);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 97) * 0.01f;
  const Array x = Array::from<float>(values, {300, 301});
  const auto first = f(x).to_vector<float>();
  constexpr int kMost = 200'000;  // minutes; a tenth of a second is what it takes
  int calls = 1;
  while (background_rows(engine) == 0 && calls < kMost) {
    ASSERT_EQ(f(x).to_vector<float>(), first);
    ++calls;
  }
  ASSERT_EQ(background_rows(engine), 1) << "after " << calls << " calls";
  engine.wait_for_background();
  EXPECT_NE(engine.ledger().back().specialization.find("f32[300, 301]"), std::string::npos);
  for (int i = 0; i < 20; ++i) ASSERT_EQ(f(x).to_vector<float>(), first);
  const std::vector<CompileInfo> kernels = f.compile_history();
  ASSERT_EQ(kernels.size(), 2);
  EXPECT_EQ(kernels[0].reason, "first call");
  EXPECT_FALSE(kernels[0].in_background);
  EXPECT_EQ(kernels[1].reason, "these sizes are called often");
  EXPECT_EQ(kernels[1].specialization, engine.ledger().back().specialization);
  EXPECT_TRUE(kernels[1].in_background);
  EXPECT_EQ(f.compile_info().specialization, kernels[0].specialization);  // what a call waited for
}

TEST(History, HoldsEveryKernelAndWhyItWasNeeded) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  const Engine engine(options);
  const auto f = engine.compile("fn f(x) { return x + x }").function("f");
  EXPECT_TRUE(f.compile_history().empty());
  f(Array::from<float>({1, 2, 3}, {3}));
  f(Array::from<float>({1, 2, 3, 4}, {4}));
  f(Array::from<double>({1, 2, 3}, {3}));
  const std::vector<double> strided(6);
  f(Array::view(strided.data(), {3}, {2}));
  const std::vector<CompileInfo> kernels = f.compile_history();
  ASSERT_EQ(kernels.size(), 3);
  EXPECT_EQ(kernels[0].reason, "first call");
  EXPECT_EQ(kernels[1].reason, "new type of x: f64[*] (was f32[*])");
  EXPECT_EQ(kernels[2].reason, "x is strided (was contiguous)");
  EXPECT_EQ(kernels[2].compiles, 3U);
  EXPECT_EQ(f.compile_info().reason, kernels[2].reason);
}

TEST(ResultTypes, HaveTheSizesThatAreGiven) {
  const Engine engine;
  const auto types = [&](const std::string& body, const ExplainOptions& options) {
    const auto f = engine.compile("fn f(x: f64[N, M], k) { return " + body + " }").function("f");
    std::string text;
    for (const std::string& type : f.result_types(options)) text += type + "; ";
    return text;
  };
  const ArgumentType integer{DType::kI64, {}};
  const ExplainOptions sized{{{DType::kF64, {3, 17521}}, integer}, {}};
  const ExplainOptions open{{{DType::kF64, {-1, 17521}}, integer}, {}};
  EXPECT_EQ(types("x[1:]", sized), "f64[2, 17521]; ");
  EXPECT_EQ(types("x[5:]", sized), "f64[0, 17521]; ");
  EXPECT_EQ(types("x, i32(sum(x))", sized), "f64[3, 17521]; i32; ");
  EXPECT_EQ(types("concatenate((x, x), axis=0)[:, ::2]", sized), "f64[6, 8761]; ");
  EXPECT_EQ(types("x.T", open), "f64[17521, N]; ");
  EXPECT_EQ(types("x[1:]", open), "f64[max(N - 1, 0), 17521]; ");
  // How many are selected is known when the function has run.
  EXPECT_EQ(types("x[x > 0]", sized), "f64[count]; ");
  EXPECT_EQ(types("zeros(k)", sized), "f64[n]; ");
}

TEST(Automatic, ManyShapesAreOneCompileOfEachEffort) {
  EngineOptions options;
  options.disk_cache = CachePolicy::kOff;
  const Engine engine(options);
  const auto f =
      engine.compile("fn f(x: f32[N], a: f32) -> f32 { return sum(x) * a }").function("f");
  for (std::int64_t n = 1; n <= 1000; ++n) f(Array::zeros(DType::kF32, {n}), static_cast<float>(n));
  engine.wait_for_background();
  const auto rows = engine.ledger();
  ASSERT_EQ(rows.size(), 2);
  EXPECT_TRUE(rows[0].is_quick);
  EXPECT_FALSE(rows[1].is_quick);
}

TEST(Automatic, AProgramCanGoWhileItIsCompiledFor) {
  for (int round = 0; round < 5; ++round) {
    EngineOptions options;
    options.disk_cache = CachePolicy::kOff;
    options.threads = 1;
    const Engine engine(options);
    {
      const auto f = engine.compile("fn f(x: f32[N, M]) -> f32[N, M] { return exp(x) * sin(x) }")
                         .function("f");
      const Array x = Array::zeros(DType::kF32, {400, 400});
      for (int i = 0; i < 100 * (round + 1); ++i) f(x);
    }
    engine.wait_for_background();
  }
}

}  // namespace
}  // namespace sinter
