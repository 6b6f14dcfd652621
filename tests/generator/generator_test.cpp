// The generator itself: what it makes is well-typed, runs, covers the op table, and shrinks.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/generator/graph_generator.h"

namespace sinter::generator {
namespace {

std::vector<interp::Tensor> interpret(const Program& program) {
  const auto inputs = make_inputs(program);
  std::vector<interp::View> views;
  for (const auto& t : inputs) views.push_back(interp::view_of(t));
  return interp::interpret(program.graph, views);
}

Program from_seed(std::uint64_t seed, const Options& options = {}) {
  Decisions decisions(seed);
  return generate(decisions, options);
}

TEST(Generator, ProgramsAreWellTypedRunAndCoverTheOps) {
  std::set<std::string_view> seen;
  std::size_t empty = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    const Program program = from_seed(seed);
    SCOPED_TRACE(fmt::format("seed {}\n{}", seed, describe(program)));
    ASSERT_NO_THROW(graph::verify(program.graph));
    std::vector<interp::Tensor> results;
    ASSERT_NO_THROW(results = interpret(program));
    for (const auto& t : results) empty += t.data.empty();
    for (graph::NodeId id : program.graph.body().nodes)
      seen.insert(info(program.graph.node(id).op).spelling);
  }
  EXPECT_LT(empty, 500u);
  for (int i = 0; i < op_count(); ++i) {
    const auto op = static_cast<Op>(i);
    if (op == Op::BitCast || op == Op::Ldexp || op == Op::AngleRest || op == Op::AngleQuadrant)
      continue;  // Made by passes, with operands in their domain.
    // Programs with control flow are generated as text (tests/exec/loop_programs.h).
    if (is_control(op) || op == Op::Update || op == Op::Scatter || op == Op::BindSize) continue;
    if (is_show(op)) continue;
    EXPECT_TRUE(seen.count(info(op).spelling)) << info(op).spelling;
  }
}

TEST(Generator, TextFormRoundTrips) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Program program = from_seed(seed);
    const std::string text = graph::print(program.graph);
    ASSERT_EQ(graph::print(graph::parse_graph(text)), text) << seed;
  }
}

TEST(Generator, SameSeedSameProgram) {
  EXPECT_EQ(describe(from_seed(5)), describe(from_seed(5)));
  EXPECT_NE(describe(from_seed(5)), describe(from_seed(6)));
}

TEST(Generator, FailingProgramsFailWithAnErrorOfTheUsers) {
  Options options;
  options.failing = true;
  int failed = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    try {
      interpret(from_seed(seed, options));
    } catch (const Error& e) {
      ++failed;
      EXPECT_TRUE(e.code() == "E0310" || e.code() == "E0311" || e.code() == "E0313") << e.what();
    }
  }
  EXPECT_GT(failed, 10);
}

TEST(Generator, AnyBytesGiveAProgram) {
  for (std::size_t length = 0; length < 60; ++length) {
    std::vector<std::uint8_t> bytes(length);
    for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 + length);
    Decisions decisions{std::span<const std::uint8_t>(bytes)};
    const Program program = generate(decisions, {});
    ASSERT_NO_THROW(graph::verify(program.graph));
    ASSERT_NO_THROW(interpret(program)) << describe(program);
  }
}

TEST(Shrink, FindsTheNodeThatFails) {
  // The "failure": a program with a transcendental function of at least two elements.
  const auto fails = [](const Program& program) {
    graph::verify(program.graph);
    bool found = false;
    interp::Options options;
    options.observe = [&](graph::NodeId id, const interp::Tensor& t) {
      found |= program.graph.node(id).op == Op::Tanh && t.count() >= 2;
    };
    const auto inputs = make_inputs(program);
    std::vector<interp::View> views;
    for (const auto& t : inputs) views.push_back(interp::view_of(t));
    interp::interpret(program.graph, views, options);
    return found;
  };
  int shrunk = 0;
  for (std::uint64_t seed = 0; seed < 100 && shrunk < 5; ++seed) {
    const Program program = from_seed(seed);
    if (!fails(program)) continue;
    ++shrunk;
    const Program least = shrink(program, fails);
    EXPECT_TRUE(fails(least));
    EXPECT_LE(least.graph.body().nodes.size(), 3u) << describe(least);
  }
  EXPECT_EQ(shrunk, 5);
}

}  // namespace
}  // namespace sinter::generator
