// @fastmath: what each option changes in the graph, and nothing without it.
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
