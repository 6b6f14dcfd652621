// @fastmath: what each option changes in the graph, and nothing without it.
#include "compiler/pipeline.h"
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

std::string graph_of(const std::string& options, const std::string& body) {
  const std::string decorator = options.empty() ? "" : "@fastmath(" + options + ")\n";
  return graph_text(decorator + "fn f(x: f32[N], y: f32[N], s: f32) { return " + body + " }", "f");
}

bool has(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

TEST(FastMath, ContractRoundsOnce) {
  EXPECT_FALSE(has(graph_of("", "x * y + 1"), "fma"));
  EXPECT_FALSE(has(graph_of("reciprocal, finite", "x * y + 1"), "fma"));
  EXPECT_TRUE(has(graph_of("contract", "x * y + 1"), "fma"));
  EXPECT_TRUE(has(graph_of("contract", "1 - x * y"), "fma"));
  EXPECT_TRUE(has(graph_of("contract", "x * y - s"), "fma"));
  EXPECT_FALSE(has(graph_of("contract", "x + y"), "fma"));
}

TEST(FastMath, ReciprocalDividesOnce) {
  EXPECT_FALSE(has(graph_of("", "x / s"), "mul"));
  EXPECT_TRUE(has(graph_of("reciprocal", "x / s"), "mul"));
  EXPECT_FALSE(has(graph_of("reciprocal", "x / y"), "mul"));
}

TEST(FastMath, FiniteKnowsNoNan) {
  EXPECT_TRUE(has(graph_of("", "isnan(x)"), "isnan"));
  EXPECT_FALSE(has(graph_of("finite", "isnan(x)"), "isnan"));
  EXPECT_FALSE(has(graph_of("finite", "isfinite(x)"), "isfinite"));
  EXPECT_TRUE(has(graph_of("", "x - x"), "sub"));
  EXPECT_FALSE(has(graph_of("finite", "x - x"), "sub"));
}

/// Two factors of f32, whatever the contraction is written as; of the function that is called.
class FactorRounding : public ::testing::TestWithParam<const char*> {};

TEST_P(FactorRounding, IsOfTwoFactors) {
  const std::string name = GetParam();
  const auto optimized = [](const std::string& text) {
    const auto module = parse_module(text, "test.sinter");
    auto graph = check_function(module, "f", declared_arguments(module.function("f")));
    optimize(graph);
    return graph::print(graph);
  };
  const auto rounds = [&](const std::string& text) {
    int count = 0;
    const std::string op = "= round_" + name + " ";
    for (std::size_t at = 0; (at = text.find(op, at)) != std::string::npos; ++at) ++count;
    return count;
  };
  const std::string head = "fn f(a: f32[N, K], b: f32[K, M]) { ",
                    fast = "@fastmath(" + name + ")\n";
  EXPECT_EQ(rounds(optimized(head + "return a @ b }")), 0);
  EXPECT_EQ(rounds(optimized(fast + head + "return a @ b }")), 2);
  EXPECT_EQ(rounds(optimized(fast + head + "return einsum(\"nk,km->nm\", a, b) }")), 2);
  EXPECT_EQ(rounds(optimized(fast + head + "c[i, j] = sum[k] a[i, k] * b[k, j]\nreturn c }")), 2);
  EXPECT_EQ(rounds(optimized(fast + head + "return a * 2 }")), 0);
  EXPECT_EQ(rounds(optimized(fast + "fn f(a: f64[N, K], b: f64[K, M]) { return a @ b }")), 0);
  EXPECT_EQ(rounds(optimized(fast + "fn g(a, b) { return a @ b }\n" + head + "return g(a, b) }")),
            0);
  EXPECT_EQ(rounds(optimized("fn g(a, b) { return a @ b }\n" + fast + head + "return g(a, b) }")),
            2);
}

INSTANTIATE_TEST_SUITE_P(FastMath, FactorRounding, ::testing::Values("tf32", "f16", "bf16"),
                         [](const auto& test) { return std::string(test.param); });

TEST(FastMath, HoldsForCalledFunctionsAndForNoCaller) {
  const std::string called = "fn g(x) { return x * x + 1 }\n";
  EXPECT_TRUE(
      has(graph_text(called + "@fastmath(contract)\nfn f(x: f32[N]) { return g(x) }", "f"), "fma"));
  const std::string own = "@fastmath(contract)\nfn g(x) { return x * x + 1 }\n";
  const std::string text = graph_text(own + "fn f(x: f32[N]) { return g(x) - (x * x + 2) }", "f");
  EXPECT_TRUE(has(text, "fma"));
  EXPECT_TRUE(has(text, "add"));
}

}  // namespace
}  // namespace sinter::lang
