// cse, dce, sink-broadcast, contraction, dot.
#include "compiler/passes/passes.h"
#include "compiler/passes/rewrite.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

TEST(Cse, SharesEqualNodesAndKeepsAllPlaces) {
  expect_pass(cse, "N", R"(
  location 0 0..1 1:1 "f"
  location 1 2..3 1:3 "f"
  location 2 4..5 1:5 "f"
  %0 = parameter x : f32[N]
  %1 = parameter y : f32[N]
  %2 = mul %0, %1 : f32[N] @1
  %3 = mul %1, %0 : f32[N] @0,2
  %4 = sub %0, %1 : f32[N] @0
  %5 = sub %1, %0 : f32[N] @0
  %6 = reduce_sum %2 {axis=0} : f32
  %7 = reduce_sum %3 {axis=0} : f32
  %8 = reduce_max %3 {axis=0} : f32
  return %4, %5, %6, %7, %8
)",
              R"(
  location 0 0..1 1:1 "f"
  location 1 2..3 1:3 "f"
  location 2 4..5 1:5 "f"
  %0 = parameter x : f32[N]
  %1 = parameter y : f32[N]
  %2 = mul %0, %1 : f32[N] @0,1,2
  %3 = sub %0, %1 : f32[N] @0
  %4 = sub %1, %0 : f32[N] @0
  %5 = reduce_sum %2 {axis=0} : f32
  %6 = reduce_max %2 {axis=0} : f32
  return %3, %4, %5, %5, %6
)");
}

TEST(Cse, KeepsWhatDiffersInAttributeOrType) {
  expect_unchanged(cse, "N", R"(
  %0 = parameter x : f32[N, N]
  %1 = reduce_sum %0 {axis=0} : f32[N]
  %2 = reduce_sum %0 {axis=1} : f32[N]
  %3 = constant 0 : f32
  %4 = constant -0 : f32
  %5 = constant 0 : i32
  %6 = broadcast %3 {axes=[]} : f32[N]
  %7 = broadcast %3 {axes=[]} : f32[2]
  %8 = dim {N} : i64
  %9 = dim {N + 1} : i64
  return %1, %2, %4, %5, %6, %7, %8, %9
)");
}

TEST(Dce, RemovesWhatNothingNeedsButNotWhatMayFail) {
  expect_pass(dce, "N", R"(
  %0 = parameter a : i32[N]
  %1 = parameter b : i32[N]
  %2 = parameter x : f32[N]
  %3 = exp %2 : f32[N]
  %4 = floordiv %2, %2 : f32[N]
  %5 = add %0, %1 : i32[N]
  %6 = floordiv %5, %1 : i32[N]
  %7 = constant 3 : i32
  %8 = broadcast %7 {axes=[]} : i32[N]
  %9 = mod %0, %8 : i32[N]
  %10 = gather %2, %1 {axis=0} : f32[N]
  return %0
)",
              R"(
  %0 = parameter a : i32[N]
  %1 = parameter b : i32[N]
  %2 = parameter x : f32[N]
  %3 = add %0, %1 : i32[N]
  %4 = floordiv %3, %1 : i32[N]
  %5 = gather %2, %1 {axis=0} : f32[N]
  return %0
)");
}

TEST(SinkBroadcast, ComputesSmallThenRepeats) {
  expect_pass(sink_broadcast, "A B C", R"(
  %0 = parameter x : f32[A]
  %1 = parameter y : f32[1, B]
  %2 = constant 2 : f32
  %3 = broadcast %0 {axes=[0]} : f32[A, B, C]
  %4 = exp %3 : f32[A, B, C]
  %5 = broadcast %2 {axes=[]} : f32[A, B, C]
  %6 = mul %4, %5 : f32[A, B, C]
  %7 = broadcast %1 {axes=[0, 1]} : f32[A, B, C]
  %8 = add %6, %7 : f32[A, B, C]
  return %8
)",
              R"(
  %0 = parameter x : f32[A]
  %1 = parameter y : f32[1, B]
  %2 = constant 2 : f32
  %3 = broadcast %0 {axes=[0]} : f32[A, B, C]
  %4 = exp %0 : f32[A]
  %5 = broadcast %4 {axes=[0]} : f32[A, B, C]
  %6 = broadcast %2 {axes=[]} : f32[A, B, C]
  %7 = broadcast %2 {axes=[]} : f32[A]
  %8 = mul %4, %7 : f32[A]
  %9 = broadcast %8 {axes=[0]} : f32[A, B, C]
  %10 = broadcast %1 {axes=[0, 1]} : f32[A, B, C]
  %11 = broadcast %8 {axes=[0]} : f32[A, B]
  %12 = broadcast %1 {axes=[0, 1]} : f32[A, B]
  %13 = add %11, %12 : f32[A, B]
  %14 = broadcast %13 {axes=[0, 1]} : f32[A, B, C]
  return %14
)");
}

TEST(SinkBroadcast, OpsThatMayFailStayWhereTheResultMayBeEmpty) {
  const std::string empty_or_not = R"(
  %0 = parameter a : i32
  %1 = parameter b : i32
  %2 = broadcast %0 {axes=[]} : i32[SIZE]
  %3 = broadcast %1 {axes=[]} : i32[SIZE]
  %4 = floordiv %2, %3 : i32[SIZE]
  return %4
)";
  auto with = [&](const std::string& size) {
    std::string text = empty_or_not;
    for (auto at = text.find("SIZE"); at != text.npos; at = text.find("SIZE"))
      text.replace(at, 4, size);
    return text;
  };
  expect_unchanged(sink_broadcast, "N", with("N"));
  EXPECT_NE(after(sink_broadcast, whole("N", with("N + 1"))).find("floordiv %0, %1 : i32\n"),
            std::string::npos);
}

TEST(SinkBroadcast, ReductionsKeepTheirOrder) {
  // Last stays last: fine.
  expect_pass(sink_broadcast, "A B C", R"(
  %0 = parameter x : f32[B]
  %1 = broadcast %0 {axes=[1]} : f32[A, B]
  %2 = reduce_sum %1 {axis=1} : f32[A]
  return %2
)",
              R"(
  %0 = parameter x : f32[B]
  %1 = broadcast %0 {axes=[1]} : f32[A, B]
  %2 = reduce_sum %0 {axis=0} : f32
  %3 = broadcast %2 {axes=[]} : f32[A]
  return %3
)");
  // An outer axis would become the last one, which has another order; that does not matter for a
  // maximum.
  expect_unchanged(sink_broadcast, "A B C", R"(
  %0 = parameter x : f32[A]
  %1 = broadcast %0 {axes=[0]} : f32[A, B]
  %2 = reduce_sum %1 {axis=0} : f32[B]
  return %2
)");
  expect_pass(sink_broadcast, "A B C", R"(
  %0 = parameter x : f32[A, C]
  %1 = broadcast %0 {axes=[0, 2]} : f32[A, B, C]
  %2 = reduce_max %1 {axis=0} : f32[B, C]
  return %2
)",
              R"(
  %0 = parameter x : f32[A, C]
  %1 = broadcast %0 {axes=[0, 2]} : f32[A, B, C]
  %2 = reduce_max %0 {axis=0} : f32[C]
  %3 = broadcast %2 {axes=[1]} : f32[B, C]
  return %3
)");
  // Repeated along the reduced axis: not this pass.
  expect_unchanged(sink_broadcast, "A B C", R"(
  %0 = parameter x : f32[A]
  %1 = broadcast %0 {axes=[0]} : f32[A, B]
  %2 = reduce_max %1 {axis=1} : f32[A]
  return %2
)");
}

std::string contracted(const std::string& dims, const std::string& text) {
  const std::string result = after(contraction, whole(dims, text));
  const auto at = result.find("contract");
  return at == result.npos ? "" : result.substr(at, result.find('\n', at) - at);
}

TEST(Contraction, TensorMeanTakesFactorsAtTheirRank) {
  EXPECT_EQ(contracted("N I J K", R"(
  %0 = parameter fx : f32[N, I]
  %1 = parameter fy : f32[N, J]
  %2 = parameter fz : f32[N, K]
  %3 = transpose %0 {axes=[1, 0]} : f32[I, N]
  %4 = broadcast %3 {axes=[0, 3]} : f32[I, J, K, N]
  %5 = transpose %1 {axes=[1, 0]} : f32[J, N]
  %6 = broadcast %5 {axes=[1, 3]} : f32[I, J, K, N]
  %7 = mul %4, %6 : f32[I, J, K, N]
  %8 = transpose %2 {axes=[1, 0]} : f32[K, N]
  %9 = broadcast %8 {axes=[2, 3]} : f32[I, J, K, N]
  %10 = mul %7, %9 : f32[I, J, K, N]
  %11 = reduce_sum %10 {axis=3} : f32[I, J, K]
  return %11
)"),
            "contract %0, %1, %2 {index=[[3, 0], [3, 1], [3, 2]], split=1} : f32[I, J, K]");
}

TEST(Contraction, MatrixProductsWithBatchesQuotientsAndPowers) {
  EXPECT_EQ(contracted("B I J K", R"(
  %0 = parameter x : f64[B, I, K]
  %1 = parameter y : f64[B, K, J]
  %2 = broadcast %0 {axes=[0, 1, 3]} : f64[B, I, J, K]
  %3 = transpose %1 {axes=[0, 2, 1]} : f64[B, J, K]
  %4 = broadcast %3 {axes=[0, 2, 3]} : f64[B, I, J, K]
  %5 = mul %4, %2 : f64[B, I, J, K]
  %6 = reduce_sum %5 {axis=3} : f64[B, I, J]
  return %6
)"),
            "contract %0, %1 {index=[[0, 1, 3], [0, 3, 2]], split=1} : f64[B, I, J]");
  // sum[k] (x[i, k] / s[i]) * y[k] ** 2 * w[j, k]: the quotient is a factor as it stands.
  EXPECT_EQ(contracted("I J K", R"(
  %0 = parameter x : f32[I, K]
  %1 = parameter s : f32[I]
  %2 = parameter y : f32[K]
  %3 = parameter w : f32[J, 1, K]
  %4 = broadcast %1 {axes=[0]} : f32[I, K]
  %5 = div %0, %4 : f32[I, K]
  %6 = broadcast %5 {axes=[0, 2]} : f32[I, J, K]
  %7 = mul %2, %2 : f32[K]
  %8 = broadcast %7 {axes=[2]} : f32[I, J, K]
  %9 = mul %6, %8 : f32[I, J, K]
  %10 = reshape %3 : f32[J, K]
  %11 = broadcast %10 {axes=[1, 2]} : f32[I, J, K]
  %12 = mul %9, %11 : f32[I, J, K]
  %13 = reduce_sum %12 {axis=2} : f32[I, J]
  return %13
)"),
            "contract %5, %2, %2, %10 {index=[[0, 2], [2], [2], [1, 2]], split=1} : f32[I, J]");
}

// Both factors have the result's last axis: another one takes its place, and the result is
// transposed.
TEST(Contraction, AnAxisOfOneFactorIsMadeLast) {
  const std::string text = R"(
  %0 = parameter x : f64[B, K, I]
  %1 = parameter y : f64[B, K, J]
  %2 = transpose %0 {axes=[2, 0, 1]} : f64[I, B, K]
  %3 = broadcast %2 {axes=[0, 2, 3]} : f64[I, J, B, K]
  %4 = transpose %1 {axes=[2, 0, 1]} : f64[J, B, K]
  %5 = broadcast %4 {axes=[1, 2, 3]} : f64[I, J, B, K]
  %6 = mul %3, %5 : f64[I, J, B, K]
  %7 = reduce_sum %6 {axis=3} : f64[I, J, B]
  return %7
)";
  EXPECT_EQ(contracted("B I J K", text),
            "contract %0, %1 {index=[[1, 3, 0], [1, 3, 2]], split=1} : f64[I, B, J]");
  EXPECT_NE(after(contraction, whole("B I J K", text)).find("{axes=[0, 2, 1]} : f64[I, J, B]"),
            std::string::npos);
}

TEST(Contraction, ReducedAxisMayBeAnyAndSizeOneAxesAreDropped) {
  EXPECT_EQ(contracted("I J K", R"(
  %0 = parameter x : f32[K, I, 1]
  %1 = parameter y : f32[K, 1, J]
  %2 = broadcast %0 {axes=[0, 1, 2]} : f32[K, I, J]
  %3 = broadcast %1 {axes=[0, 1, 2]} : f32[K, I, J]
  %4 = mul %2, %3 : f32[K, I, J]
  %5 = reduce_sum %4 {axis=0} : f32[I, J]
  return %5
)"),
            "contract %5, %6 {index=[[2, 0], [2, 1]], split=1} : f32[I, J]");
}

TEST(Contraction, RowDotsMatrixVectorAndExactFloatsStay) {
  const std::string row_dot = R"(
  %0 = parameter x : f32[B, D]
  %1 = parameter y : f32[B, D]
  %2 = mul %0, %1 : f32[B, D]
  %3 = reduce_sum %2 {axis=1} : f32[B]
  return %3
)";
  expect_unchanged(contraction, "B D", row_dot);
  const std::string matrix_vector = R"(
  %0 = parameter x : f32[B, D]
  %1 = parameter y : f32[D]
  %2 = broadcast %1 {axes=[1]} : f32[B, D]
  %3 = mul %0, %2 : f32[B, D]
  %4 = reduce_sum %3 {axis=1} : f32[B]
  return %4
)";
  expect_unchanged(contraction, "B D", matrix_vector);
  const std::string outer = R"(
  %0 = parameter x : TYPE[I, K]
  %1 = parameter y : TYPE[J, K]
  %2 = broadcast %0 {axes=[0, 2]} : TYPE[I, J, K]
  %3 = broadcast %1 {axes=[1, 2]} : TYPE[I, J, K]
  %4 = mul %2, %3 : TYPE[I, J, K]
  %5 = reduce_sum %4 {axis=2} : TYPE[I, J]
  return %5
)";
  auto typed = [&](const std::string& type) {
    std::string text = outer;
    for (auto at = text.find("TYPE"); at != text.npos; at = text.find("TYPE"))
      text.replace(at, 4, type);
    return text;
  };
  EXPECT_NE(contracted("I J K", typed("f32")), "");
  const std::string exact_head = "graph f exact\n  dim I\n  dim J\n  dim K";
  const std::string exact = exact_head + typed("f32");
  EXPECT_EQ(after(contraction, exact), graph::print(graph::parse_graph(exact)));
  EXPECT_EQ(after(dot, exact), graph::print(graph::parse_graph(exact)));
  // Integers wrap: every order gives the same.
  EXPECT_NE(contracted("I J K", typed("i32")), "");
  EXPECT_NE(after(contraction, exact_head + typed("i32")).find("contract"), std::string::npos);
}

TEST(Dot, SumsOfProducts) {
  expect_pass(dot, "N", R"(
  %0 = parameter x : f32[N]
  %1 = parameter n : i32[N]
  %2 = mul %0, %0 : f32[N]
  %3 = reduce_sum %2 {axis=0} : f32
  %4 = mul %1, %1 : i32[N]
  %5 = reduce_sum %4 {axis=0} : i32
  return %3, %5
)",
              R"(
  %0 = parameter x : f32[N]
  %1 = parameter n : i32[N]
  %2 = mul %0, %0 : f32[N]
  %3 = reduce_dot %0, %0 {axis=0} : f32
  %4 = mul %1, %1 : i32[N]
  %5 = reduce_sum %4 {axis=0} : i32
  return %3, %5
)");
}

TEST(Dot, VectorsAndRowsOfAMatrix) {
  expect_pass(dot, "N M", R"(
  %0 = parameter x : f32[N]
  %1 = parameter y : f32[N]
  %2 = parameter a : f32[M, N]
  %3 = contract %0, %1 {index=[[0], [0]], split=1} : f32
  %4 = contract %0, %2 {index=[[1], [0, 1]], split=1} : f32[M]
  return %3, %4
)",
              R"(
  %0 = parameter x : f32[N]
  %1 = parameter y : f32[N]
  %2 = parameter a : f32[M, N]
  %3 = reduce_dot %0, %1 {axis=0} : f32
  %4 = broadcast %0 {axes=[1]} : f32[M, N]
  %5 = reduce_dot %4, %2 {axis=1} : f32[M]
  return %3, %5
)");
  // Down the columns, and between two matrices, it stays a contraction.
  expect_unchanged(dot, "N M K", R"(
  %0 = parameter x : f32[N]
  %1 = parameter a : f32[N, M]
  %2 = parameter b : f32[M, K]
  %3 = contract %0, %1 {index=[[1], [1, 0]], split=1} : f32[M]
  %4 = contract %1, %2 {index=[[0, 2], [2, 1]], split=1} : f32[N, K]
  return %3, %4
)");
}

TEST(Dot, TheSlowSideOfARefineStaysAsWritten) {
  expect_unchanged(dot, "N", R"(
  %0 = parameter x : f32[N]
  %1 = parameter y : f32
  %2 = mul %0, %0 : f32[N]
  %3 = reduce_sum %2 {axis=0} : f32
  %4 = refine %1, %3 : f32
  return %4
)");
}

TEST(Rewrite, ReachedWithoutSlow) {
  const graph::Graph g = graph::parse_graph(R"(graph f
  %0 = parameter x : f32
  %1 = neg %0 : f32
  %2 = abs %1 : f32
  %3 = refine %0, %2 : f32
  %4 = exp %1 : f32
  return %3
)");
  EXPECT_EQ(reached_without_slow(g), (std::vector<bool>{true, false, false, true, false}));
}

}  // namespace
}  // namespace sinter::passes
