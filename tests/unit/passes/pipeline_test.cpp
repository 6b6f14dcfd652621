#include "compiler/pipeline.h"

#include <cfenv>

#include "compiler/pass_runner_impl.h"
#include "tests/unit/passes/pass_text.h"

namespace sinter {
namespace {

const char* const kSum = R"(graph f
  dim N
  %0 = parameter x : f32[N]
  %1 = mul %0, %0 : f32[N]
  %2 = reduce_sum %1 {axis=0} : f32
  return %2
)";

TEST(Pipeline, DumpsEveryPassAndSaysWhereNothingChanged) {
  graph::Graph g = graph::parse_graph(kSum);
  std::vector<std::pair<std::string, std::string>> dumps;
  PassOptions options;
  options.disabled = {"cse"};
  options.dump = [&](std::string_view pass, std::string_view text) {
    dumps.emplace_back(pass, text);
  };
  const auto records = optimize(g, options);
  ASSERT_EQ(records.size(), std::size(kGraphPasses));
  ASSERT_EQ(dumps.size(), records.size() + 1);
  EXPECT_EQ(dumps[0], std::pair(std::string("input"), std::string(kSum)));
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(dumps[i + 1].first, records[i].name);
    EXPECT_EQ(records[i].disabled, records[i].name == "cse");
    EXPECT_EQ(records[i].changed, records[i].name == "dot" || records[i].name == "dce");
    EXPECT_EQ(dumps[i + 1].second == "(unchanged)", !records[i].changed && !records[i].disabled);
    EXPECT_EQ(dumps[i + 1].second == "(disabled)", records[i].disabled);
    EXPECT_GE(records[i].seconds, 0);
  }
  EXPECT_NE(graph::print(g).find("reduce_dot"), std::string::npos);
}

TEST(Pipeline, PassesCanBeDisabled) {
  graph::Graph g = graph::parse_graph(kSum);
  PassOptions options;
  for (const auto& pass : kGraphPasses) options.disabled.emplace_back(pass.name);
  optimize(g, options);
  EXPECT_EQ(graph::print(g), kSum);
}

TEST(Pipeline, AnUnknownPassNameIsAnErrorThatListsThem) {
  graph::Graph g = graph::parse_graph(kSum);
  PassOptions options;
  options.disabled = {"csa"};
  try {
    optimize(g, options);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUser);
    EXPECT_EQ(error.code(), "E0702");
    EXPECT_EQ(std::string(error.what())
                  .find("there is no pass named 'csa'; the passes are: simplify cse"),
              0u);
  }
}

TEST(Pipeline, APassThatBreaksTheGraphIsNamed) {
  const Pass<graph::Graph> passes[] = {{"breaker",
                                        [](graph::Graph& g) {
                                          g.body().nodes.pop_back();
                                          return true;
                                        },
                                        "drops the result"}};
  graph::Graph g = graph::parse_graph(kSum);
  try {
    run_passes<graph::Graph>(g, passes, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInternal);
    EXPECT_EQ(std::string(error.what()).find("after breaker: "), 0u) << error.what();
    EXPECT_NE(std::string(error.what()).find("not defined in the body"), std::string::npos);
  }
}

TEST(Pipeline, NamesAreDistinct) {
  std::vector<std::string_view> names;
  for (const auto& pass : kGraphPasses) names.push_back(pass.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(Pipeline, FoldsInTheDefaultRoundingModeAndRestoresTheCallers) {
  graph::Graph g = graph::parse_graph(
      "graph f\n  %0 = constant 1 : f32\n  %1 = constant 3 : f32\n  %2 = div %0, %1 : f32\n  "
      "return %2\n");
  std::fesetround(FE_UPWARD);
  optimize(g);
  EXPECT_EQ(std::fegetround(), FE_UPWARD);
  std::fesetround(FE_TONEAREST);
  EXPECT_NE(graph::print(g).find("constant 0.33333334 : f32"), std::string::npos)
      << graph::print(g);
}

}  // namespace
}  // namespace sinter
