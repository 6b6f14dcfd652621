// What single constructs become in the graph.
#include "compiler/shape/binding.h"
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

TEST(Check, EachIndexedOperandIsComputedOnce) {
  EXPECT_EQ(nodes("x: f32[B], y: f32[B, D]", "a[b, d] = exp(x[b]) * y[b, d]; return a"),
            "%2 = exp %0 : f32[B]\n"
            "%3 = broadcast %2 {axes=[0]} : f32[B, D]\n"
            "%4 = mul %3, %1 : f32[B, D]\n"
            "return %4\n");
}

TEST(Check, ReducedIndexIsTheLastAxis) {
  EXPECT_EQ(nodes("x: f32[N, D]", "s[d] = sum[n] x[n, d]; return s"),
            "%1 = transpose %0 {axes=[1, 0]} : f32[D, N]\n"
            "%2 = reduce_sum %1 {axis=1} : f32[D]\n"
            "return %2\n");
  EXPECT_EQ(nodes("x: f32[J, I]", "return sum[i, j] x[j, i]"),
            "%1 = transpose %0 {axes=[1, 0]} : f32[I, J]\n"
            "%2 = reduce_sum %1 {axis=1} : f32[I]\n"
            "%3 = reduce_sum %2 {axis=0} : f32\n"
            "return %3\n");
}

TEST(Check, AnUnusedReducedIndexCounts) {
  EXPECT_EQ(nodes("x: f32", "return sum[k in 0..3] x"),
            "%1 = broadcast %0 {axes=[]} : f32[3]\n"
            "%2 = reduce_sum %1 {axis=0} : f32\n"
            "return %2\n");
}

TEST(Check, AffineSubscriptsAreSlices) {
  EXPECT_EQ(nodes("x: f32[N]", "d[i in 0..N - 1] = x[i + 1] - x[i]; return d"),
            "guard N - 1 >= 0 : E0410 \"the range of i ends before it begins: 0..N - 1 has {left} "
            "elements\"\n"
            "%1 = slice %0 {start=[1], step=[1]} : f32[N - 1]\n"
            "%2 = slice %0 {start=[0], step=[1]} : f32[N - 1]\n"
            "%3 = sub %1, %2 : f32[N - 1]\n"
            "return %3\n");
  EXPECT_EQ(nodes("x: f32[N], y: f32[M]", "d[i] = x[i] * y[2 * i]; return d"),
            "guard M >= 2*N - 1 : E0504 \"the subscript 2 * i of axis 0 of y needs {right} "
            "elements, but there are "
            "{left}\"\n"
            "%2 = slice %1 {start=[0], step=[2]} : f32[N]\n"
            "%3 = mul %0, %2 : f32[N]\n"
            "return %3\n");
}

TEST(Check, AnEmptyRangeNeedsNothing) {
  const graph::Graph graph =
      check_text("fn f(x: f32[N], y: f32[M]) { d[i] = x[i] * y[i + 3]; return d }", "f",
                 {{DType::kF32, 1}, {DType::kF32, 1}});
  const auto call = [&](std::int64_t n, std::int64_t m) {
    const std::int64_t x[] = {n};
    const std::int64_t y[] = {m};
    const graph::ArgumentInfo arguments[] = {{DType::kF32, x}, {DType::kF32, y}};
    graph::check_guards(graph, graph::bind_dims(graph, arguments));
  };
  call(0, 0);
  call(2, 5);
  const Error error = error_of([&] { call(2, 4); });
  EXPECT_EQ(error.code(), "E0504");
  EXPECT_NE(std::string(error.what())
                .find("the subscript i + 3 of axis 0 of y needs 5 elements, but there are 4"),
            std::string::npos)
      << error.what();
}

TEST(Check, UnequalSizesBecomeGuardsThatNameBothSources) {
  EXPECT_EQ(nodes("x: f32[N], y: f32[M]", "return x + y"),
            "guard N == M : E0402 \"sizes do not agree in `+`: the last axis of the left operand "
            "(N) is {left}, the "
            "last axis of the right operand (M) is {right}\"\n"
            "%2 = add %0, %1 : f32[N]\n"
            "return %2\n");
  EXPECT_EQ(nodes("x: f32[N], y: f32[M]", "return sum[i] x[i] * y[i]"),
            "guard N == M : E0502 \"index i has two ranges: axis 0 of x (N) is {left}, axis 0 of y "
            "(M) is {right}\"\n"
            "%2 = mul %0, %1 : f32[N]\n"
            "%3 = reduce_sum %2 {axis=0} : f32\n"
            "return %3\n");
}

TEST(Check, UnnamedAxesOfSizeOneBroadcast) {
  const std::string text = "fn f(x, y: f32[..., D]) { return x + y }";
  const graph::Graph graph =
      check_text(text, "f", {{DType::kF32, 2, {true, false}}, {DType::kF32, 2, {false, true}}});
  // The named axis D does not look at being 1.
  EXPECT_EQ(graph_text(graph),
            "graph f\n"
            "  dim x.1\n"
            "  dim y.0\n"
            "  dim D\n"
            "  guard x.1 == D : E0402 \"sizes do not agree in `+`: the last axis of the left "
            "operand is {left}, "
            "the last axis of the right operand (D) is {right}\"\n"
            "  %0 = parameter x : f32[1, x.1]\n"
            "  %1 = parameter y : f32[y.0, D]\n"
            "  %2 = broadcast %0 {axes=[0, 1]} : f32[y.0, x.1]\n"
            "  %3 = add %2, %1 : f32[y.0, x.1]\n"
            "  return %3\n");
}

TEST(Check, ArgumentsOfTheWrongTypeAreErrors) {
  const std::string text = "fn f(x: f32[N], y: T, z: T) { return x }";
  const auto with = [&](ArgumentType x, ArgumentType y, ArgumentType z) {
    return summary(error_of([&] { check_text(text, "f", {x, y, z}); }));
  };
  const ArgumentType vector{DType::kF32, 1};
  const ArgumentType scalar{DType::kF32, 0};
  EXPECT_EQ(with({DType::kF64, 1}, scalar, scalar),
            "E0251 1:6 parameter `x` is declared f32, but the argument is f64\n");
  EXPECT_EQ(with({DType::kF32, 2}, scalar, scalar),
            "E0401 1:6 parameter `x` is declared f32[N], but the argument has 2 axes\n");
  EXPECT_EQ(with(vector, scalar, {DType::kI32, 0}),
            "E0251 1:23 type variable T is f32 from an earlier parameter, but i32 from `z`\n");
  EXPECT_EQ(with(vector, {DType::kC64, 0}, scalar),
            "E0803 1:17 computing with c64 is not available yet\n");
  EXPECT_EQ(summary(error_of([&] { check_text(text, "f", {vector}); })),
            "E0203 1:4 `f` takes 3 arguments, got 1\n");
  EXPECT_EQ(summary(error_of([&] { check_text(text, "g", {}); })).substr(0, 5), "E0202");
}

TEST(Check, WeakValuesTakeTheTypeTheyMeet) {
  EXPECT_EQ(nodes("x: f32[N]", "return sum(x) / N"),
            "%1 = reduce_sum %0 {axis=0} : f32\n"
            "%2 = dim {N} : i64\n"
            "%3 = cast %2 : f32\n"
            "%4 = div %1, %3 : f32\n"
            "return %4\n");
  EXPECT_EQ(nodes("x: i32[N]", "return x * 0.5"),
            "%1 = cast %0 : f64[N]\n"
            "%2 = constant 0.5 : f64\n"
            "%3 = broadcast %2 {axes=[]} : f64[N]\n"
            "%4 = mul %1, %3 : f64[N]\n"
            "return %4\n");
}

TEST(Check, ResultsWidenButDoNotNarrow) {
  EXPECT_EQ(graph_text("fn f(x: f32) -> f64 { return x }", "f"),
            "graph f\n  %0 = parameter x : f32\n  %1 = cast %0 : f64\n  return %1\n");
  EXPECT_EQ(graph_text("fn f() -> u8 { return 200 }", "f"),
            "graph f\n  %0 = constant 200 : u8\n  return %0\n");
}

TEST(Check, PowersAreProducts) {
  EXPECT_EQ(nodes("x: f32", "return x ** 2"), "%1 = mul %0, %0 : f32\nreturn %1\n");
  EXPECT_EQ(nodes("x: f32", "return x ** 0.5"), "%1 = sqrt %0 : f32\nreturn %1\n");
}

TEST(Check, MatmulOfIntegersIsAReduction) {
  const std::string lines = nodes("a: i32[I, K], b: i32[K, J]", "return a @ b");
  EXPECT_TRUE(
      lines.starts_with("%2 = broadcast %0 {axes=[0, 2]} : i32[I, J, K]\n%3 = transpose %1 "))
      << lines;
  EXPECT_EQ(nodes("a: f32[K], b: f32[K]", "return a @ b"),
            "%2 = reduce_dot %0, %1 {axis=0} : f32\nreturn %2\n");
  EXPECT_EQ(nodes("a: f32[I, K], b: f32[K]", "return a @ b"),
            "%2 = broadcast %1 {axes=[1]} : f32[I, K]\n%3 = reduce_dot %0, %2 {axis=1} : f32[I]\n"
            "return %3\n");
  EXPECT_EQ(nodes("a: f32[K], b: f32[K, J]", "return a @ b"),
            "%2 = broadcast %0 {axes=[0]} : f32[K, J]\n%3 = reduce_dot %2, %1 {axis=0} : f32[J]\n"
            "return %3\n");
  EXPECT_EQ(
      nodes("a: f32[B, I, K], b: f32[K, J]", "return a @ b"),
      "%2 = contract %0, %1 {index=[[0, 1, 3], [3, 2]], split=1} : f32[B, I, J]\nreturn %2\n");
}

TEST(Check, ExactIsPartOfTheGraph) {
  EXPECT_TRUE(check_text("@exact\nfn f(x: f32) { return x }", "f", {{DType::kF32, 0}}).exact);
  EXPECT_TRUE(check_text("@exact\nfn g(x: f32) { return x }\nfn f(x: f32) { return g(x) }", "f",
                         {{DType::kF32, 0}})
                  .exact);
  EXPECT_FALSE(check_text("fn f(x: f32) { return x }", "f", {{DType::kF32, 0}}).exact);
}

TEST(Check, CallsMatchKeywordsAndTypeVariables) {
  EXPECT_EQ(
      graph_text(
          "fn g(a: T, b: T[N]) -> T[N] { return a * b }\nfn f(x: f32[M]) { return g(b=x, a=2) }",
          "f"),
      "graph f\n"
      "  dim M\n"
      "  %0 = parameter x : f32[M]\n"
      "  %1 = constant 2 : f32\n"
      "  %2 = broadcast %1 {axes=[]} : f32[M]\n"
      "  %3 = mul %2, %0 : f32[M]\n"
      "  return %3\n");
}

TEST(Check, FunctionsApplyToElementsAndRows) {
  EXPECT_EQ(nodes("x: f32[N, D]", "r[n] = sum(x[n, :] ** 2); return r"),
            "%1 = mul %0, %0 : f32[N, D]\n"
            "%2 = reduce_sum %1 {axis=1} : f32[N]\n"
            "return %2\n");
}

TEST(Check, ReshapeFindsTheMissingSize) {
  EXPECT_EQ(nodes("x: f32[B, C, D]", "return reshape(x, (B, -1))"),
            "%1 = reshape %0 : f32[B, C*D]\nreturn %1\n");
  EXPECT_EQ(nodes("x: f32[N]", "return reshape(x, (2, -1))"),
            "guard N == 2*floordiv(N, 2) : E0409 \"reshape changes the number of elements: the "
            "number of elements of "
            "the array (N) is {left}, that of the new shape (2*floordiv(N, 2)) is {right}\"\n"
            "%1 = reshape %0 : f32[2, floordiv(N, 2)]\n"
            "return %1\n");
}

TEST(Check, EveryCallableOpOfTheTableCanBeCalled) {
#define ELEMENTWISE(name, spelling, arity, rule, callable, ...)                     \
  if (callable) {                                                                   \
    const std::string arguments = TypeRule::rule == TypeRule::Select    ? "b, x, y" \
                                  : TypeRule::rule == TypeRule::Integer ? "i, i"    \
                                  : arity == 1                          ? "x"       \
                                  : arity == 2                          ? "x, y"    \
                                                                        : "x, y, x";                         \
    EXPECT_NE(nodes("x: f32[N], y: f32[N], i: i32[N], b: bool[N]",                  \
                    "return " + (std::string(spelling) + "(" + arguments + ")"))    \
                  .find(spelling),                                                  \
              std::string::npos);                                                   \
  }
#include "compiler/ir/elementwise_ops.def"
#undef ELEMENTWISE
}

}  // namespace
}  // namespace sinter::lang
