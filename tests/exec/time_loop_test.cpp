// Loops in time over stencils, which make several steps at a time on bands of rows: which do, and
// that results are those of one step after the other, for all sizes, numbers of steps and threads.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/lower/lower.h"
#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

graph::Graph graph_of(const std::string& text) {
  const auto module = lang::parse_module(text, "time.sinter");
  auto graph = lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
  optimize(graph);
  return graph;
}

/// A function of u, v, c: f64[N, M], x: f64[N], y: f64[M], w: f64[N, M, K] and a number of steps.
std::string program(const std::string& body) {
  return "fn f(u: f64[N, M], v: f64[N, M], c: f64[N, M], x: f64[N], y: f64[M], w: f64[N, M, K], "
         "steps: i64) {\n    for t in 0..steps {\n" +
         body + "\n    }\n    return u, v, x, w\n}\n";
}

/// What people are told of the outermost loop: its outcome, then the notes.
std::string told(const std::string& text) {
  std::string all;
  for (const auto& loop : lower::lower(graph_of(text), {}).loops) {
    if (loop.depth > 0) continue;
    all += loop.outcome;
    for (const auto& note : loop.notes) all += "; " + note.text;
  }
  return all;
}

bool is_tiled(const std::string& body) {
  return told(program(body)).find("several steps at a time on a band of rows") !=
         std::string::npos;
}

const char* const kOnePlate =
    "u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])";
const char* const kTwoPlates = R"(
    v[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:])
    u[1:-1, 1:-1] = 0.25 * (v[:-2, 1:-1] + v[2:, 1:-1] + v[1:-1, :-2] + v[1:-1, 2:]))";
const char* const kRod = "x[1:-1] = 0.3 * (x[:-2] + x[1:-1] + x[2:])";
const char* const kFarRod = "x[2:] = x[2:] * 0.5 + x[:-2] * 0.4";
const char* const kCube = R"(
    w[1:-1, 1:-1, 1:-1] = w[1:-1, 1:-1, 1:-1] + 0.1 * (w[2:, 1:-1, 1:-1] + w[1:-1, :-2, 1:-1] - w[1:-1, 1:-1, 2:]))";
// Grids that lie between each other: each is updated in its place, from the other one.
const char* const kStaggered = R"(
    u[0] = t
    u[1:] = u[1:] - 0.5 * (v[1:] - v[:-1])
    v[:-1, :-1] = v[:-1, :-1] - 0.7 * (u[:-1, 1:] - u[:-1, :-1] + u[1:, :-1]))";
// Ends that are set anew in each step: what the first statement does not write is brought along.
const char* const kEnds = R"(
    u[1:-1, 1:-1] = 0.25 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]) - c[1:-1, 1:-1]
    u[:, -1] = u[:, -2]
    u[0] = u[1]
    u[:, 0] = u[:, 1]
    u[-1] = 0)";
const char* const kElements = "u = u * 0.5 + c * t";
const char* const kBothDouble = R"(
    next = u[:-2] * 0.5 + v[1:-1] * 0.25 + v[2:]
    v[1:-1] = v[1:-1] * 0.5 + u[:-2] + v[2:] * x[1:-1, newaxis] + y
    u[1:-1] = next)";
const char* const kWholes = R"(
    u = u * 0.5 + c
    v = v + u * y)";
const char* const kTransposed = "u[1:] = u[1:] * 0.5 + u[:-1, ::-1] * 0.25";
const char* const kManyRows = "u[2:-2] = 0.2 * (u[:-4] + u[4:]) + 0.1 * u[1:-3]";

const std::vector<const char*> kTiled{kOnePlate, kTwoPlates, kRod,        kFarRod, kCube,
                                      kStaggered, kEnds,     kElements,   kBothDouble, kWholes,
                                      kTransposed, kManyRows};

TEST(TimeLoops, WhichLoops) {
  for (const char* body : kTiled) EXPECT_TRUE(is_tiled(body)) << body << told(program(body));
}

TEST(TimeLoops, SayWhyNot) {
  const std::vector<std::array<std::string, 2>> table{
      {"u = u * sum(u)", "there is `reduce_sum` in its steps"},
      {"u = u * 0.5 + u[0]", "a row needs other rows than those nearby"},
      {"u[0] = u[-1]; u[1:] = u[1:] * u[:-1]", "a row needs other rows than those nearby"},
      {"u[20:] = u[20:] * u[:-20]", "a row needs other rows than those nearby"},
      {"u[::2] = u[::2] * 0.5", "its steps leave rows out"},
      {"u, v = v * 0.5, u", "arrays change places"},
      {"u[1:] = u[1:] * 0.5; u[1:] = u[1:] + u[:-1]", "a statement reads what it writes"},
      {"u = u * 0.5; if steps > 2 { v = v + u }", "there is `if` in its steps"},
      {"v = u + exp(u); u[1:] = exp(u[1:])", ""},
  };
  for (const auto& [body, expected] : table) {
    const std::string text = told(program(body));
    EXPECT_NE(text.find(expected), std::string::npos) << body << "\n" << text;
  }
  EXPECT_NE(told(program(kOnePlate)).find("an array is double-buffered"), std::string::npos);
}

interp::Tensor floats(const std::vector<std::int64_t>& shape, std::size_t seed) {
  interp::Tensor t{DType::kF64, shape, {}};
  std::size_t count = 1;
  for (const std::int64_t n : shape) count *= static_cast<std::size_t>(n);
  t.data.resize(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i)
    t.as<double>()[i] = static_cast<double>((i + seed) * 37 % 101) / 8 - 5;
  return t;
}

std::vector<interp::Tensor> inputs(std::int64_t n, std::int64_t m, std::int64_t steps) {
  interp::Tensor count{DType::kI64, {}, {}};
  count.data.resize(sizeof(std::int64_t));
  count.as<std::int64_t>()[0] = steps;
  return {floats({n, m}, 0), floats({n, m}, 1), floats({n, m}, 2), floats({n}, 3),
          floats({m}, 4),    floats({n, m, 3}, 5), count};
}

void expect_equal(const graph::Graph& graph, const std::vector<interp::Tensor>& given,
                  const std::vector<Configuration>& where, const std::string& what) {
  const Outcome expected = run_interpreter(graph, given);
  ASSERT_EQ(expected.error, "") << what;
  for (const Configuration& one : where)
    EXPECT_EQ(difference(run_native(graph, given, one, 0), expected), "")
        << what << " " << one.text();
}

TEST(TimeLoops, ResultsAreThoseOfSingleSteps) {
  std::vector<Configuration> where;
  for (const Configuration& one : configurations()) {
    if (one.loader == Loader::kSmall && one.vector_bits == 256) where.push_back(one);
  }
  for (const char* body : kTiled) {
    const auto graph = graph_of(program(body));
    for (const auto& [n, m] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {4, 4}, {5, 19}, {9, 3}, {40, 5}}) {
      for (const std::int64_t steps : {0, 1, 2, 7}) {
        expect_equal(graph, inputs(n, m, steps), where,
                     fmt::format("{} N={} M={} steps={}", body, n, m, steps));
      }
    }
  }
}

// Every number of rows and steps about what tiles and bands hold, on any number of threads.
TEST(TimeLoops, AllSizes) {
  for (const char* body : {kOnePlate, kTwoPlates, kRod, kStaggered, kEnds, kManyRows}) {
    const auto graph = graph_of(program(body));
    for (std::int64_t n = 4; n < 90; n += 1 + n / 6) {
      for (const std::int64_t steps : {1, 3, 4, 5, 12, 33}) {
        std::vector<Configuration> where(3);
        where[0].threads = 1, where[1].threads = 2, where[2].threads = 8;
        expect_equal(graph, inputs(n, 5, steps), where,
                     fmt::format("{} N={} steps={}", body, n, steps));
      }
    }
  }
}

// Arrays that no cache keeps, with the bands that these get.
TEST(TimeLoops, LargeArrays) {
  Configuration where;
  where.threads = 2;
  where.loop_work = EngineOptions().loop_work;
  for (const char* body : {kOnePlate, kTwoPlates, kEnds})
    expect_equal(graph_of(program(body)), inputs(700, 500, 5), {where}, body);
}

}  // namespace
}  // namespace sinter::test
