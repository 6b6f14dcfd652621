// What schedules do by choice: leaving one out makes other loops and the same results.
#include <gtest/gtest.h>

#include <memory>

#include "compiler/lower/choices.h"
#include "compiler/pipeline.h"
#include "runtime/core/engine_core.h"
#include "runtime/core/native_kernel.h"
#include "runtime/core/program.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

using lower::Choice;

/// A program that the choice is made for, of x: f64[N, M] and y: f64[M].
std::string program_for(Choice choice) {
  const auto f = [](const std::string& body) {
    return "fn f(x: f64[N, M], y: f64[M]) {\n" + body + "\n}\n";
  };
  switch (choice) {
    case Choice::kTiledProducts:
      return f("    return x @ x.T");
    case Choice::kTimeTiles:
      return f("    for t in 0..7 { x[1:-1] = 0.3 * (x[:-2] + x[1:-1] + x[2:]) }\n    return x");
    case Choice::kLanes:
      return f(R"(
    for j in 0..M {
        root = y[j] + 1
        for t in 0..6 { root = 0.5 * (root + y[j] / root) }
        y[j] = root
    }
    return y)");
    case Choice::kInterchange:
      return f(
          "    r = x[:, 0]\n    for i in 0..N { r[i] = sum(where(y > 0.1 * i, y, 0)) }\n"
          "    return r");
    case Choice::kShortRows:
      return f("    d[i, j] = sum[k] (x[i, k] - x[j, k]) ** 2\n    return d");
    case Choice::kKeptRows:
      return f("    e = exp(x)\n    return e / sum(e, axis=1, keepdims=true)");
    case Choice::kStreamingStores:
      return f("    return x * 2 + y");
    case Choice::kNarrowColumns:
      return f("    return sum(stack((x[:, 0], x[:, 1], x[:, 2]), axis=1) * 2, axis=0)");
    case Choice::kPlacedParts:
      return f("    return concatenate((reshape(x * 2, [N * M]), cumsum(y)))");
    case Choice::kTurnedTiles:
      return f("    return x.T * 2");
    case Choice::kReadAhead:
      return f("    return sum(x), sum(x, axis=0)");
  }
  return {};
}

std::string loops_of(const graph::Graph& graph, std::uint32_t left_out) {
  lower::Options options;
  options.left_out = left_out;
  return loop::print(runtime::to_loops(graph, options).kernel);
}

TEST(Choices, HaveNames) {
  for (const lower::NamedChoice& row : lower::kChoices) {
    EXPECT_EQ(lower::choice_named(row.name), row.choice);
    for (const auto& pass : kGraphPasses) EXPECT_NE(pass.name, row.name);
  }
  EXPECT_FALSE(lower::choice_named("nothing"));
}

TEST(Choices, LeavingOneOutMakesOtherLoopsAndTheSameResults) {
  for (const lower::NamedChoice& row : lower::kChoices) {
    const auto graph = graph_of(program_for(row.choice));
    EXPECT_TRUE(loops_of(graph, 0) != loops_of(graph, lower::bit_of(row.choice))) << row.name;
    EngineOptions options;
    options.threads = 2;
    options.disk_cache = CachePolicy::kOff;
    options.disabled_passes = {std::string(row.name)};
    const auto core = std::make_shared<const runtime::EngineCore>(options);
    EXPECT_TRUE(core->disabled_passes().empty());
    EXPECT_EQ(core->left_out(), lower::bit_of(row.choice));
    runtime::Program program(core, graph);
    for (const auto& [n, m] : {std::pair<std::int64_t, std::int64_t>{5, 3}, {23, 70}, {40, 5000}}) {
      const std::vector<interp::Tensor> given{floats({n, m}, 0), floats({m}, 0)};
      const Outcome expected = run_interpreter(graph, given);
      ASSERT_EQ(expected.error, "") << row.name;
      EXPECT_EQ(difference({call(program, given), "", ""}, expected), "")
          << row.name << " N=" << n << " M=" << m;
    }
  }
}

}  // namespace
}  // namespace sinter::test
