// What the passes make of whole programs, from source text: the algebra that their speed rests on.
#include <algorithm>

#include "compiler/passes/rewrite.h"
#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

graph::Graph optimized(const std::string& source, const std::string& name) {
  const auto module = lang::parse_module(source, "test.sinter");
  graph::Graph g =
      lang::check_function(module, name, lang::declared_arguments(module.function(name)));
  optimize(g);
  return g;
}

// How often the op is computed (the slow sides of refines left out) with at least this rank.
int count(const graph::Graph& g, Op op, int rank) {
  const auto reached = reached_without_slow(g);
  int found = 0;
  for (graph::NodeId id : g.body().nodes) {
    const graph::ValueId value = g.node(id).results[0];
    found += g.node(id).op == op && reached[value.index] && g.type(value).rank() >= rank;
  }
  return found;
}
int largest_rank(const graph::Graph& g) {
  const auto reached = reached_without_slow(g);
  int largest = 0;
  for (graph::NodeId id : g.body().nodes) {
    const graph::ValueId value = g.node(id).results[0];
    if (reached[value.index]) largest = std::max(largest, g.type(value).rank());
  }
  return largest;
}

const std::string kSoftmax = R"(
fn softmax(x: T[B, D]) -> T[B, D] {
    m[b]    = max[d] x[b, d]
    e[b, d] = exp(x[b, d] - m[b])
    return e / sum(e, axis=1, keepdims=true)
}
)";

TEST(Programs, EntropyDividesOncePerRow) {
  const graph::Graph g = optimized(kSoftmax + R"(
fn entropy(x: f32[B, D]) -> f32 {
    p = softmax(x)
    return -mean(sum(p ** 2, axis=1))
}
)",
                                   "entropy");
  EXPECT_EQ(count(g, Op::Div, 2), 0) << graph::print(g);
  EXPECT_EQ(count(g, Op::Div, 1), 1) << graph::print(g);
  EXPECT_EQ(count(g, Op::ReduceDot, 1), 1) << graph::print(g);
  EXPECT_EQ(count(g, Op::Exp, 0), 1) << graph::print(g);
}

TEST(Programs, MutualInformationIsLinearInTheRow) {
  const graph::Graph g = optimized(kSoftmax + R"(
fn mutual_information(x: f32[B, D], y: f32[B, E]) -> f32 {
    p = softmax(x)
    q = softmax(y)
    return mean[b] sum[i, j] (p[b, i] * q[b, j]) ** 2
}
)",
                                   "mutual_information");
  EXPECT_EQ(largest_rank(g), 2) << graph::print(g);
  EXPECT_EQ(count(g, Op::Div, 2), 0) << graph::print(g);
  EXPECT_EQ(count(g, Op::ReduceDot, 1), 2) << graph::print(g);
}

TEST(Programs, TensorMeanIsOneContraction) {
  const graph::Graph g = optimized(R"(
fn tensor_mean(fx: f32[N, I], fy: f32[N, J], fz: f32[N, K]) -> f32[I, J, K] {
    a[i, j, k] = mean[n] fx[n, i] * tanh(fy[n, j]) * fz[n, k]
    return a
}
)",
                                   "tensor_mean");
  EXPECT_EQ(largest_rank(g), 3) << graph::print(g);
  EXPECT_EQ(count(g, Op::Contract, 3), 1) << graph::print(g);
  EXPECT_EQ(count(g, Op::Tanh, 3), 0) << graph::print(g);
}

TEST(Programs, SoftmaxTimesAMatrixIsAContractionOfTheQuotient) {
  const graph::Graph g = optimized(kSoftmax + R"(
fn attend(x: f32[B, D], v: f32[D, K]) -> f32[B, K] {
    p = softmax(x)
    y[b, k] = sum[d] p[b, d] * v[d, k]
    return y
}
)",
                                   "attend");
  EXPECT_EQ(count(g, Op::Contract, 2), 1) << graph::print(g);
  EXPECT_EQ(count(g, Op::Refine, 0), 0) << graph::print(g);
}

TEST(Programs, VarianceAndDistancesAreDots) {
  const std::string source = R"(
fn variance(x: f64[B, D]) -> f64[B] {
    m[b] = mean[d] x[b, d]
    v[b] = mean[d] (x[b, d] - m[b]) ** 2
    return v
}
fn distances(x: f64[M, D], y: f64[N, D]) -> f64[M, N] {
    r[i, j] = sum[d] (x[i, d] - y[j, d]) ** 2
    return r
}
)";
  for (const char* name : {"variance", "distances"}) {
    const graph::Graph g = optimized(source, name);
    EXPECT_EQ(count(g, Op::ReduceDot, 1), 1) << graph::print(g);
    EXPECT_EQ(count(g, Op::Refine, 0) + count(g, Op::Contract, 0), 0) << graph::print(g);
  }
}

}  // namespace
}  // namespace sinter::passes
