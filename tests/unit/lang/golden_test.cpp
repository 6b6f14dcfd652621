// The graphs of whole programs.
#include "tests/unit/lang/check_common.h"

namespace sinter::lang {
namespace {

constexpr const char* kProgram = R"(
fn softmax(x: T[B, D]) -> T[B, D] {
    m[b]    = max[d] x[b, d]
    e[b, d] = exp(x[b, d] - m[b])
    return e / sum(e, axis=1, keepdims=true)
}

fn entropy(x: f32[B, D]) -> f32 {
    p = softmax(x)
    return -mean(sum(p ** 2, axis=1))
}

fn mutual_information(x: f32[B, D], y: f32[B, E]) -> f32 {
    p = softmax(x)
    q = softmax(y)
    return mean[b] sum[i, j] (p[b, i] * q[b, j]) ** 2
}

fn tensor_mean(fx: f32[N, I], fy: f32[N, J], fz: f32[N, K]) -> f32[I, J, K] {
    a[i, j, k] = mean[n] fx[n, i] * fy[n, j] * fz[n, k]
    return a
}

fn jacobi(u: f64[H, W], steps: i64) -> f64[H, W] {
    for t in 0..steps {
        u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    }
    return u
}

fn smooth(u: f64[H, W]) -> f64[H - 2, W - 2] {
    return 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
}

fn activations(pixels: f32[B, P], w: f32[P, D]) -> f32[B, D] {
    return tanh(pixels @ w)
}

fn both(x: f32[B, D], y: f32[B, E]) -> (f32, f32) {
    return entropy(x), mutual_information(x, y)
}
)";

TEST(Golden, Softmax) {
  EXPECT_EQ(graph_text(kProgram, "softmax"), R"(graph softmax
  dim B
  dim D
  guard D >= 1 : E0405 "`max` of no elements: the size is {left}"
  %0 = parameter x : f32[B, D]
  %1 = reduce_max %0 {axis=1} : f32[B]
  %2 = broadcast %1 {axes=[0]} : f32[B, D]
  %3 = sub %0, %2 : f32[B, D]
  %4 = exp %3 : f32[B, D]
  %5 = reduce_sum %4 {axis=1} : f32[B]
  %6 = broadcast %5 {axes=[0]} : f32[B, 1]
  %7 = broadcast %6 {axes=[0, 1]} : f32[B, D]
  %8 = div %4, %7 : f32[B, D]
  return %8
)");
}

TEST(Golden, SoftmaxAtF64) {
  const graph::Graph graph = check_text(kProgram, "softmax", {{DType::kF64, 2}});
  EXPECT_EQ(graph.type(graph.body().results[0]).dtype, DType::kF64);
}

TEST(Golden, Entropy) {
  EXPECT_EQ(graph_text(kProgram, "entropy"), R"(graph entropy
  dim B
  dim D
  guard D >= 1 : E0405 "`max` of no elements: the size is {left}"
  %0 = parameter x : f32[B, D]
  %1 = reduce_max %0 {axis=1} : f32[B]
  %2 = broadcast %1 {axes=[0]} : f32[B, D]
  %3 = sub %0, %2 : f32[B, D]
  %4 = exp %3 : f32[B, D]
  %5 = reduce_sum %4 {axis=1} : f32[B]
  %6 = broadcast %5 {axes=[0]} : f32[B, 1]
  %7 = broadcast %6 {axes=[0, 1]} : f32[B, D]
  %8 = div %4, %7 : f32[B, D]
  %9 = mul %8, %8 : f32[B, D]
  %10 = reduce_sum %9 {axis=1} : f32[B]
  %11 = reduce_sum %10 {axis=0} : f32
  %12 = dim {B} : i64
  %13 = cast %12 : f32
  %14 = div %11, %13 : f32
  %15 = neg %14 : f32
  return %15
)");
}

TEST(Golden, MutualInformation) {
  EXPECT_EQ(graph_text(kProgram, "mutual_information"), R"(graph mutual_information
  dim B
  dim D
  dim E
  guard D >= 1 : E0405 "`max` of no elements: the size is {left}"
  guard E >= 1 : E0405 "`max` of no elements: the size is {left}"
  %0 = parameter x : f32[B, D]
  %1 = parameter y : f32[B, E]
  %2 = reduce_max %0 {axis=1} : f32[B]
  %3 = broadcast %2 {axes=[0]} : f32[B, D]
  %4 = sub %0, %3 : f32[B, D]
  %5 = exp %4 : f32[B, D]
  %6 = reduce_sum %5 {axis=1} : f32[B]
  %7 = broadcast %6 {axes=[0]} : f32[B, 1]
  %8 = broadcast %7 {axes=[0, 1]} : f32[B, D]
  %9 = div %5, %8 : f32[B, D]
  %10 = reduce_max %1 {axis=1} : f32[B]
  %11 = broadcast %10 {axes=[0]} : f32[B, E]
  %12 = sub %1, %11 : f32[B, E]
  %13 = exp %12 : f32[B, E]
  %14 = reduce_sum %13 {axis=1} : f32[B]
  %15 = broadcast %14 {axes=[0]} : f32[B, 1]
  %16 = broadcast %15 {axes=[0, 1]} : f32[B, E]
  %17 = div %13, %16 : f32[B, E]
  %18 = broadcast %9 {axes=[0, 1]} : f32[B, D, E]
  %19 = broadcast %17 {axes=[0, 2]} : f32[B, D, E]
  %20 = mul %18, %19 : f32[B, D, E]
  %21 = mul %20, %20 : f32[B, D, E]
  %22 = reduce_sum %21 {axis=2} : f32[B, D]
  %23 = reduce_sum %22 {axis=1} : f32[B]
  %24 = reduce_sum %23 {axis=0} : f32
  %25 = dim {B} : i64
  %26 = cast %25 : f32
  %27 = div %24, %26 : f32
  return %27
)");
}

TEST(Golden, TensorMean) {
  EXPECT_EQ(graph_text(kProgram, "tensor_mean"), R"(graph tensor_mean
  dim N
  dim I
  dim J
  dim K
  %0 = parameter fx : f32[N, I]
  %1 = parameter fy : f32[N, J]
  %2 = parameter fz : f32[N, K]
  %3 = transpose %0 {axes=[1, 0]} : f32[I, N]
  %4 = transpose %1 {axes=[1, 0]} : f32[J, N]
  %5 = broadcast %3 {axes=[0, 2]} : f32[I, J, N]
  %6 = broadcast %4 {axes=[1, 2]} : f32[I, J, N]
  %7 = mul %5, %6 : f32[I, J, N]
  %8 = transpose %2 {axes=[1, 0]} : f32[K, N]
  %9 = broadcast %7 {axes=[0, 1, 3]} : f32[I, J, K, N]
  %10 = broadcast %8 {axes=[2, 3]} : f32[I, J, K, N]
  %11 = mul %9, %10 : f32[I, J, K, N]
  %12 = reduce_sum %11 {axis=3} : f32[I, J, K]
  %13 = dim {N} : i64
  %14 = cast %13 : f32
  %15 = broadcast %14 {axes=[]} : f32[I, J, K]
  %16 = div %12, %15 : f32[I, J, K]
  return %16
)");
}

TEST(Golden, Smooth) {
  EXPECT_EQ(graph_text(kProgram, "smooth"), R"(graph smooth
  dim H
  dim W
  dim max(H - 2, 0)
  dim max(W - 2, 0)
  guard max(H - 2, 0) == H - 2 : E0402 "the result of smooth has another size than declared: axis 0 of the result (max(H - 2, 0)) is {left}, the declared size (H - 2) is {right}"
  guard max(W - 2, 0) == W - 2 : E0402 "the result of smooth has another size than declared: axis 1 of the result (max(W - 2, 0)) is {left}, the declared size (W - 2) is {right}"
  %0 = parameter u : f64[H, W]
  %1 = slice %0 {start=[0, 1], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
  %2 = slice %0 {start=[2, 1], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
  %3 = add %1, %2 : f64[max(H - 2, 0), max(W - 2, 0)]
  %4 = slice %0 {start=[1, 0], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
  %5 = add %3, %4 : f64[max(H - 2, 0), max(W - 2, 0)]
  %6 = slice %0 {start=[1, 2], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
  %7 = add %5, %6 : f64[max(H - 2, 0), max(W - 2, 0)]
  %8 = constant 0.25 : f64
  %9 = broadcast %8 {axes=[]} : f64[max(H - 2, 0), max(W - 2, 0)]
  %10 = mul %9, %7 : f64[max(H - 2, 0), max(W - 2, 0)]
  return %10
)");
}

TEST(Golden, Activations) {
  EXPECT_EQ(graph_text(kProgram, "activations"), R"(graph activations
  dim B
  dim P
  dim D
  %0 = parameter pixels : f32[B, P]
  %1 = parameter w : f32[P, D]
  %2 = contract %0, %1 {index=[[0, 2], [2, 1]], split=1} : f32[B, D]
  %3 = tanh %2 : f32[B, D]
  return %3
)");
}

TEST(Golden, TwoResults) {
  const ParsedModule module = parse_module(kProgram, "test.sinter");
  const graph::Graph graph =
      check_function(module, "both", default_arguments(module.function("both")));
  EXPECT_EQ(graph.body().results.size(), 2u);
}

TEST(Golden, Loops) {
  EXPECT_EQ(graph_text(kProgram, "jacobi"), R"GRAPH(graph jacobi
  dim H
  dim W
  value steps
  index t = 0 : steps
  dim max(H - 2, 0)
  dim max(W - 2, 0)
  %0 = parameter u : f64[H, W]
  %1 = parameter steps : i64
  %2 = bind_size %1 {steps} : i64
  %3 = for %0 {t} {
    %4 = argument : i64
    %5 = argument : f64[H, W]
    %6 = slice %5 {start=[0, 1], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
    %7 = slice %5 {start=[2, 1], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
    %8 = add %6, %7 : f64[max(H - 2, 0), max(W - 2, 0)]
    %9 = slice %5 {start=[1, 0], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
    %10 = add %8, %9 : f64[max(H - 2, 0), max(W - 2, 0)]
    %11 = slice %5 {start=[1, 2], step=[1, 1]} : f64[max(H - 2, 0), max(W - 2, 0)]
    %12 = add %10, %11 : f64[max(H - 2, 0), max(W - 2, 0)]
    %13 = constant 0.25 : f64
    %14 = broadcast %13 {axes=[]} : f64[max(H - 2, 0), max(W - 2, 0)]
    %15 = mul %14, %12 : f64[max(H - 2, 0), max(W - 2, 0)]
    %16 = update %5, %15 {start=[1, 1], step=[1, 1]} : f64[H, W]
    yield %16
  } : f64[H, W]
  return %3
)GRAPH");
}

TEST(Golden, Signatures) {
  const ParsedModule module = parse_module(
      "# Doc.\nfn f(x: T[..., D], n: i64, w: f32[D, 3], z) -> (T[D], f32) { return 1 }", "t");
  const FunctionInfo info = module.function("f");
  EXPECT_EQ(info.text, "f(x: T[..., D], n: i64, w: f32[D, 3], z) -> (T[D], f32)");
  EXPECT_EQ(info.doc, "Doc.");
  EXPECT_FALSE(info.concrete);
  EXPECT_EQ(info.dimensions, std::vector<std::string>{"D"});
  ASSERT_EQ(info.parameters.size(), 4u);
  EXPECT_EQ(info.parameters[0].rank, std::nullopt);
  EXPECT_EQ(info.parameters[1].rank, 0);
  EXPECT_EQ(info.parameters[2].dtype, DType::kF32);
  EXPECT_EQ(info.parameters[2].axes, (std::vector<std::string>{"D", "3"}));
  EXPECT_EQ(info.parameters[3].type, "");
  EXPECT_EQ(info.location.line, 2u);
  const Error error = error_of([&] { (void)module.function("g"); });
  EXPECT_EQ(error.code(), "E0202");
}

}  // namespace
}  // namespace sinter::lang
