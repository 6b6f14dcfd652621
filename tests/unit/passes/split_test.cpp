// Graphs cut in two: the halves, one after the other, give what the whole gives, bit for bit.
#include "compiler/passes/split.h"

#include <gtest/gtest.h>

#include <optional>

#include "compiler/pipeline.h"
#include "tests/generator/graph_generator.h"
#include "tests/unit/interp/run.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter::passes {
namespace {

using graph::Graph;
using graph::ValueId;
using interp::Tensor;

std::vector<Tensor> run_halves(const Split& parts, std::vector<Tensor> inputs) {
  const std::vector<Tensor> first = interp::test::run(parts.first, inputs);
  inputs.insert(inputs.end(), first.begin(),
                first.begin() + static_cast<std::ptrdiff_t>(parts.crossing));
  const std::vector<Tensor> second = interp::test::run(parts.second, inputs);
  std::vector<Tensor> results;
  for (const Split::Result& result : parts.results)
    results.push_back((result.in_second ? second : first)[result.number]);
  return results;
}

/// Cuts behind the value with this number, if that can be.
std::optional<Split> cut_at(const Graph& graph, std::size_t number) {
  Graph cut = graph;
  const auto& nodes = graph.body().nodes;
  std::vector<ValueId> results = graph.body().results;
  results.push_back(graph.node(nodes[number % nodes.size()]).results[0]);
  cut.set_results(std::move(results));
  try {
    return split(cut, 1);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), "E6018") << error.what();
    return std::nullopt;
  }
}

TEST(Split, HalvesGiveTheBitsOfTheWhole) {
  int made = 0, crossed = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    generator::Decisions decisions(seed);
    generator::Program program = generator::generate(decisions, {});
    optimize(program.graph);
    if (program.graph.body().nodes.empty()) continue;
    const auto inputs = generator::make_inputs(program);
    const auto whole = interp::test::run(program.graph, inputs);
    for (std::size_t number = seed; number < seed + 5; ++number) {
      const auto parts = cut_at(program.graph, number);
      if (!parts) continue;
      ++made;
      crossed += parts->crossing > 0;
      const auto found = run_halves(*parts, inputs);
      ASSERT_EQ(found.size(), whole.size());
      for (std::size_t i = 0; i < whole.size(); ++i)
        ASSERT_EQ(found[i].data, whole[i].data) << "seed " << seed << ", cut at " << number << "\n"
                                                << generator::describe(program);
    }
  }
  EXPECT_GT(made, 300);
  EXPECT_GT(crossed, 200);
}

constexpr const char* kText = R"(
  %0 = parameter x : f32[N]
  %1 = exp %0 : f32[N]
  %2 = reduce_sum %1 {axis=0} : f32
  %3 = broadcast %2 {axes=[]} : f32[N]
  %4 = div %1, %3 : f32[N]
  %5 = log %4 : f32[N]
  return %5, %2, %3
)";

TEST(Split, WhatIsRepeatedDoesNotCross) {
  const Split parts = split(graph::parse_graph(whole("N", kText)), 1);  // behind %3
  EXPECT_EQ(graph::print(parts.first), graph::print(graph::parse_graph(R"(graph f.processor
  dim N
  %0 = parameter x : f32[N]
  %1 = exp %0 : f32[N]
  %2 = reduce_sum %1 {axis=0} : f32
  %3 = broadcast %2 {axes=[]} : f32[N]
  return %1, %3, %2
)")));
  EXPECT_EQ(parts.crossing, 2U);
  EXPECT_TRUE(parts.results[0].in_second);
  EXPECT_FALSE(parts.results[1].in_second);
  std::string text = kText;
  text.replace(text.find("%2, %3"), 6, "%2");
  const Split before = split(graph::parse_graph(whole("N", text)), 1);
  EXPECT_EQ(graph::print(before.second), graph::print(graph::parse_graph(R"(graph f.gpu
  dim N
  %0 = parameter x : f32[N]
  %1 = parameter crossing_0 : f32[N]
  %2 = parameter crossing_1 : f32
  %3 = broadcast %2 {axes=[]} : f32[N]
  %4 = div %1, %3 : f32[N]
  %5 = log %4 : f32[N]
  return %5
)"))) << "the scalar crosses, not what it is repeated to";
}

}  // namespace
}  // namespace sinter::passes
