// Lowering: which kernels a graph becomes, and that what it emits verifies. Results are compared
// with the interpreter by tests/exec.
#include <gtest/gtest.h>

#include "compiler/lower/lower.h"
#include "compiler/math/math.h"
#include "compiler/pipeline.h"

namespace sinter::lower {
namespace {

Lowered lowered(const std::string& text, Options options = {}) {
  auto graph = graph::parse_graph(text);
  optimize(graph);
  auto result = lower(graph, options);
  loop::verify(result.kernel);
  math::expand_math(result.kernel);
  loop::verify(result.kernel);
  EXPECT_EQ(loop::print(loop::parse_kernel(loop::print(result.kernel))),
            loop::print(result.kernel));
  return result;
}

int count(const std::string& text, const std::string& word) {
  int n = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

constexpr const char* kSoftmax = R"(graph softmax
  dim B
  dim D
  guard D >= 1 : E0402 "empty"
  %0 = parameter x : f32[B, D]
  %1 = reduce_max %0 {axis=1} : f32[B]
  %2 = broadcast %1 {axes=[0]} : f32[B, D]
  %3 = sub %0, %2 : f32[B, D]
  %4 = exp %3 : f32[B, D]
  %5 = reduce_sum %4 {axis=1} : f32[B]
  %6 = broadcast %5 {axes=[0]} : f32[B, D]
  %7 = div %4, %6 : f32[B, D]
  return %7
)";

TEST(Lower, SoftmaxIsOneKernelOfTwoPassesAndAStore) {
  const auto result = lowered(kSoftmax);
  EXPECT_EQ(count(result.plan, "kernel "), 1) << result.plan;
  EXPECT_EQ(count(result.plan, "pass 1"), 1) << result.plan;
  EXPECT_EQ(count(result.plan, "pass 2"), 1) << result.plan;
  EXPECT_EQ(count(result.plan, "stores"), 1) << result.plan;
}

TEST(Lower, ReductionsOverTheSameRowsShareALoop) {
  const auto result = lowered(R"(graph moments
  dim B
  dim D
  %0 = parameter x : f32[B, D]
  %1 = reduce_sum %0 {axis=1} : f32[B]
  %2 = reduce_dot %0, %0 {axis=1} : f32[B]
  return %1, %2
)");
  EXPECT_EQ(count(result.plan, "kernel "), 1) << result.plan;
  EXPECT_EQ(count(result.plan, "pass 1"), 2) << result.plan;
}

TEST(Lower, WhatNeedsAllRowsStartsAnotherKernel) {
  const auto result = lowered(R"(graph whole
  dim B
  dim D
  %0 = parameter x : f32[B, D]
  %1 = reduce_sum %0 {axis=1} : f32[B]
  %2 = reduce_sum %1 {axis=0} : f32
  return %2
)");
  EXPECT_EQ(count(result.plan, "kernel "), 2) << result.plan;
}

TEST(Lower, ElementwiseChainsAreOneKernel) {
  const auto result = lowered(R"(graph chain
  dim N
  %0 = parameter x : f32[N]
  %1 = exp %0 : f32[N]
  %2 = mul %1, %0 : f32[N]
  %3 = tanh %2 : f32[N]
  return %3
)");
  EXPECT_EQ(count(result.plan, "kernel "), 1) << result.plan;
  EXPECT_EQ(count(loop::print(result.kernel), "load f32"), 1) << "x is read once";
}

TEST(Lower, WhatFollowsAContractionHappensInItsStore) {
  const auto result = lowered(R"(graph scaled
  dim M
  dim N
  dim K
  %0 = parameter a : f32[M, K]
  %1 = parameter b : f32[K, N]
  %2 = contract %0, %1 {index=[[0, 2], [2, 1]], split=1} : f32[M, N]
  %3 = constant 0.5 : f32
  %4 = broadcast %3 {axes=[]} : f32[M, N]
  %5 = mul %2, %4 : f32[M, N]
  return %5
)");
  EXPECT_EQ(count(result.plan, "kernel "), 1) << result.plan;
  EXPECT_EQ(count(result.plan, "by mul"), 1) << result.plan;
}

TEST(Lower, KnownSizesLeaveNoTail) {
  Options known;
  known.known_sizes = {1024, 256};
  const auto symbolic = loop::print(lowered(kSoftmax).kernel);
  const auto special = loop::print(lowered(kSoftmax, known).kernel);
  EXPECT_LT(count(special, "for "), count(symbolic, "for ")) << special;
}

TEST(Lower, StridedInputsTakeTheirStridesFromTheCall) {
  Options strided;
  strided.layouts = {Layout::kStrided};
  const auto result = lowered(kSoftmax, strided);
  int strides = 0;
  for (const auto& source : result.integers)
    strides += source.kind == IntegerSource::kStride ? 1 : 0;
  EXPECT_EQ(strides, 2);
  EXPECT_EQ(result.integers.size(), result.kernel.integers.size());
}

TEST(Lower, CheckedDivisionsHaveSites) {
  const auto result = lowered(R"(graph division
  dim N
  %0 = parameter x : i32[N]
  %1 = parameter y : i32[N]
  %2 = floordiv %0, %1 : i32[N]
  return %2
)");
  ASSERT_EQ(result.sites.size(), 1u);
  EXPECT_EQ(result.sites[0].code, "E0310");
  EXPECT_EQ(count(loop::print(result.kernel), "fail_if site=0"), 1);
}

}  // namespace
}  // namespace sinter::lower
