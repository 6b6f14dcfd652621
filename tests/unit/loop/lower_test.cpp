// Lowering: which kernels a graph becomes, and that what it emits verifies. Results are compared
// with the interpreter by tests/exec.
#include <gtest/gtest.h>

#include <regex>

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

/// The plan with bytes and operations for sizes by symbol.
std::string work(const std::string& text, const std::vector<std::int64_t>& sizes) {
  auto graph = graph::parse_graph(text);
  optimize(graph);
  auto result = lower(graph, {});
  math::expand_math(result.kernel);
  std::vector<std::int64_t> integers;
  for (const IntegerSource& source : result.integers)
    integers.push_back(sizes[source.symbol.index]);
  return plan_with_work(result, graph, sizes, integers);
}

TEST(Plan, SaysWhatKernelsMoveAndDo) {
  const std::string plan = work(R"(graph f
  dim B
  dim D
  location 0 0..1 3:1 "folder/a.sinter"
  location 1 2..3 4:3 "folder/a.sinter"
  location 2 4..5 9:5 "folder/a.sinter"
  %0 = parameter x : f64[B, D]
  %1 = parameter y : f64[D]
  %2 = broadcast %1 {axes=[1]} : f64[B, D]
  %3 = mul %0, %2 : f64[B, D] @0
  %4 = add %3, %0 : f64[B, D] @1
  %5 = reduce_max %4 {axis=1} : f64[B] @2
  %6 = reduce_max %5 {axis=0} : f64 @2
  return %6
)",
                                {100, 16});
  // The reductions' own operations depend on how lanes are combined.
  EXPECT_EQ(std::regex_replace(plan, std::regex("[0-9]+ operations"), "* operations"),
            R"(kernel 1: rows over [B]
  pass 1: %5 = reduce_max over D
  of a.sinter:3-4, 9
  reads x: f64[B, D], y: f64[D]
  12928 bytes read, 800 stored; * operations of floats
kernel 2: rows over []
  pass 1: %6 = reduce_max over B
  of a.sinter:9
  reads %5: f64[B]
  800 bytes read, 0 stored; * operations of floats
)");
}

TEST(Plan, CountsOperationsOfEachKernel) {
  const std::string plan = work(R"(graph f
  dim N
  %0 = parameter x : f64[N]
  %1 = mul %0, %0 : f64[N]
  %2 = add %1, %0 : f64[N]
  %3 = slice %2 {start=[N - 1], step=[-1]} : f64[N]
  return %2, %3
)",
                                {64});
  EXPECT_NE(plan.find("512 bytes read, 512 stored; 128 operations of floats\n"), std::string::npos)
      << plan;
}

TEST(Plan, CountsPartsOfArraysAndMath) {
  const std::string plan = work(R"(graph f
  dim N
  %0 = parameter x : f32[N + 2]
  %1 = slice %0 {start=[0], step=[1]} : f32[N]
  %2 = exp %1 : f32[N]
  return %2
)",
                                {50});
  EXPECT_NE(plan.find("reads x: f32[N]\n  200 bytes read, 200 stored; "), std::string::npos)
      << plan;
  // Of whole vectors, and of what an exponential consists of.
  const std::size_t operations = std::stoul(plan.substr(plan.rfind("; ") + 2));
  EXPECT_GT(operations, 50U * 10) << plan;
  EXPECT_LT(operations, 80U * 30) << plan;
  const std::string whole = work(R"(graph f
  dim N
  %0 = parameter x : f32[N + 2]
  %1 = slice %0 {start=[0], step=[1]} : f32[N]
  %2 = slice %0 {start=[2], step=[1]} : f32[N]
  %3 = add %1, %2 : f32[N]
  return %3
)",
                                 {50});
  EXPECT_NE(whole.find("reads x: f32[N + 2] in 2 parts\n  208 bytes read, 200 stored; "),
            std::string::npos)
      << whole;
  const std::string apart = work(R"(graph f
  dim N
  %0 = parameter x : f32[N + 30]
  %1 = slice %0 {start=[0], step=[1]} : f32[5]
  %2 = slice %0 {start=[20], step=[1]} : f32[5]
  %3 = add %1, %2 : f32[5]
  return %3
)",
                                 {50});
  EXPECT_NE(apart.find("reads x: f32[N + 30] in 2 parts\n  40 bytes read, 20 stored; "),
            std::string::npos)
      << apart;
}

TEST(Plan, CountsKernelsInLoopsOnce) {
  const std::string ten = work(R"(graph f
  dim N
  index i = 0 : 10
  %0 = parameter x : f64[N]
  %1 = for %0 {i} {
    %2 = argument : i64
    %3 = argument : f64[N]
    %4 = mul %3, %3 : f64[N]
    yield %4
  } : f64[N]
  return %1
)",
                               {64});
  EXPECT_NE(ten.find("512 bytes read, 512 stored each time; 64 operations of floats\n"),
            std::string::npos)
      << ten;
  const std::string unknown = work(R"(graph f
  dim N
  %0 = parameter x : f64[N]
  %1 = neg %0 : f64[N]
  %2 = add %1, %0 : f64[N]
  %3 = constant 1 : i64
  %4, %5 = while %2, %3 {
    %6 = argument : f64[N]
    %7 = argument : i64
    %8 = constant 100 : i64
    %9 = lt %7, %8 : bool
    yield %9
  } {
    %10 = argument : f64[N]
    %11 = argument : i64
    %12 = mul %10, %10 : f64[N]
    %13 = add %11, %11 : i64
    yield %12, %13
  } : f64[N], i64
  return %4
)",
                                   {64});
  EXPECT_NE(unknown.find("512 stored; 64 operations"), std::string::npos) << unknown;
  EXPECT_NE(unknown.find("512 stored each time; 64 operations"), std::string::npos) << unknown;
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
