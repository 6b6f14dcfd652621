// Loops in time over stencils, which make several steps at a time on bands of rows: which do, and
// that results are those of one step after the other, for all sizes, numbers of steps and threads.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <random>

#include "compiler/lower/lower.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

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
  return told(program(body)).find("several steps at a time on a band of rows") != std::string::npos;
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
    u[-1] = 0
    u[0, 1] += 2)";
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

// The one before last is overwritten by the next one, then they change places.
const char* const kWave = R"(
    v[1:-1, 1:-1] = 2 * u[1:-1, 1:-1] - v[1:-1, 1:-1] + 0.1 * (u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:] - 4 * u[1:-1, 1:-1])
    u, v = v, u)";
const char* const kWaveWithEnds = R"(
    next = v
    next[1:-1] = u[1:-1] - 0.5 * v[1:-1] + 0.1 * (u[:-2] + u[2:]) * c[1:-1]
    next[0] = next[1] + t
    x[1:] = x[1:] * 0.5 + u[:-1, 0]
    v = u
    u = next)";

const std::vector<const char*> kTiled{
    kWave,      kWaveWithEnds, kOnePlate, kTwoPlates,  kRod,    kFarRod,     kCube,
    kStaggered, kEnds,         kElements, kBothDouble, kWholes, kTransposed, kManyRows};

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
      {"u, v = v, u; v[1:] = v[1:] * 0.5 + v[:-1]", "arrays change places, and"},
      {"old = u; u = u * 0.5; v = old", "an array becomes what another one was meanwhile"},
      {"u[1:] = u[1:] * 0.5; u[1:] = u[1:] + u[:-1]", "a statement reads what it writes"},
      {"u = u * 0.5; if steps > 2 { v = v + u }", "there is `if` in its steps"},
      {"old = u * 2.0; u[0, 1] += 1.0; v = v + old", "an element is combined with what it was"},
      {"v = v * u[t % 3, 0]", "an element is picked by a position that is data"},
      {"e = exp(u); v = e * 0.5; u = v + e", "the results of `exp` are used in several places"},
  };
  for (const auto& [body, expected] : table) {
    const std::string text = told(program(body));
    EXPECT_NE(text.find(expected), std::string::npos) << body << "\n" << text;
  }
  EXPECT_NE(told(program(kOnePlate)).find("an array is double-buffered"), std::string::npos);
}

std::vector<interp::Tensor> inputs(std::int64_t n, std::int64_t m, std::int64_t steps) {
  interp::Tensor count{DType::kI64, {}, {}};
  count.data.resize(sizeof(std::int64_t));
  count.as<std::int64_t>()[0] = steps;
  return {floats({n, m}, 0),
          floats({n, m}, 1),
          floats({n, m}, 2),
          floats({n}, 3),
          floats({m}, 4),
          floats({n, m, 3}, 5),
          count};
}

/// Calls one program for every case, so that it is compiled once.
struct Case {
  std::int64_t n, m, steps;
};
void expect_equal(const std::string& body, const std::vector<Case>& cases,
                  const std::vector<Configuration>& where) {
  const auto graph = graph_of(program(body));
  std::vector<std::unique_ptr<runtime::Program>> programs;
  for (const Configuration& one : where)
    programs.push_back(std::make_unique<runtime::Program>(core_for(one), graph));
  for (const auto& [n, m, steps] : cases) {
    const auto given = inputs(n, m, steps);
    const Outcome expected = run_interpreter(graph, given);
    ASSERT_EQ(expected.error, "") << body << n << m;
    for (std::size_t k = 0; k < where.size(); ++k) {
      EXPECT_EQ(difference({call(*programs[k], given), "", ""}, expected), "")
          << body << " N=" << n << " M=" << m << " steps=" << steps << " " << where[k].text();
    }
  }
}

Configuration on_threads(int threads, std::int64_t loop_work = 1) {
  Configuration one;
  one.threads = threads;
  one.loop_work = loop_work;
  return one;
}

// Every number of rows and steps about what tiles and bands hold, on any number of threads.
TEST(TimeLoops, ResultsAreThoseOfSingleSteps) {
  std::vector<Case> cases;
  for (std::int64_t n = 4; n < 120; n += 1 + n / 5) {
    for (const std::int64_t steps : {0, 1, 2, 3, 4, 5, 12, 33})
      cases.push_back({n, 4 + n % 7, steps});
  }
  cases.push_back({40, 70, 9});
  cases.push_back({9, 200, 3});
  for (const char* body : kTiled) {
    expect_equal(body, cases,
                 {on_threads(1), on_threads(2), on_threads(3), on_threads(8),
                  on_threads(2, EngineOptions().loop_work)});
  }
}

TEST(TimeLoops, AllConfigurations) {
  std::vector<Configuration> where;
  for (const Configuration& one : configurations()) {
    if (one.loader == Loader::kSmall && one.vector_bits != 256) where.push_back(one);
  }
  for (const char* body : {kOnePlate, kEnds, kCube})
    expect_equal(body, {{4, 4, 2}, {19, 5, 3}, {33, 40, 4}}, where);
}

/// Random statements on u, v and x from rows and columns nearby.
class Statements {
 public:
  explicit Statements(std::uint64_t seed) : random_(seed) {}

  std::string text() {
    std::string all;
    for (int n = below(4) + 1; n > 0; --n) all += "    " + statement() + "\n";
    if (below(4) == 0) all += "    u, v = v, u\n";
    return all;
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<std::uint64_t>(n)); }
  const char* one_of(std::initializer_list<const char*> all) {
    return *(all.begin() + below(static_cast<int>(all.size())));
  }
  static std::string slice(int low, int high) {
    return fmt::format("{}:{}", low, high == 0 ? "" : fmt::format("-{}", high));
  }

  std::string statement() {
    switch (below(10)) {
      case 0:
        return fmt::format("{}[{}] = {}[{}]", one_of({"u", "v"}), one_of({"0", "-1", "1"}),
                           one_of({"u", "v"}), one_of({"0", "1", "-1", "-2"}));
      case 1:
        return fmt::format("{}[:, {}] = {}", one_of({"u", "v"}), one_of({"0", "-1"}),
                           one_of({"t", "u[:, 1]", "v[:, -2] + 1", "x"}));
      case 2:
        return fmt::format("{0} = {0} * 0.5 + {1}", one_of({"u", "v"}),
                           one_of({"c", "y", "u", "v", "x[:, newaxis]", "t"}));
      case 3:
        return fmt::format("x[1:-1] = 0.5 * x{} + {}", one_of({"[1:-1]", "[:-2]", "[2:]"}),
                           one_of({"x[:-2]", "u[1:-1, 2]", "v[2:, 0] * 0.5", "1"}));
      default:
        return update();
    }
  }

  std::string update() {
    const int top = below(3), bottom = below(3), left = below(3), right = below(3);
    std::string value;
    for (int n = below(3) + 1; n > 0; --n) {
      const int down = below(top + bottom + 1) - top, across = below(left + right + 1) - left;
      value += fmt::format("{}{} * {}[{}, {}]", value.empty() ? "" : one_of({" + ", " - "}),
                           one_of({"0.5", "0.25", "t"}), one_of({"u", "v", "c", "u"}),
                           slice(top + down, bottom - down), slice(left + across, right - across));
    }
    const std::string to =
        fmt::format("{}[{}, {}]", one_of({"u", "v"}), slice(top, bottom), slice(left, right));
    return fmt::format("{} {} {}", to, one_of({"=", "=", "+="}), value);
  }

  std::mt19937_64 random_;
};

TEST(TimeLoops, RandomPrograms) {
  const char* asked = std::getenv("SINTER_TIME_PROGRAMS");
  const std::uint64_t count = asked == nullptr ? 60 : std::strtoull(asked, nullptr, 10);
  std::uint64_t tiled = 0;
  for (std::uint64_t seed = 0; seed < count; ++seed) {
    const std::string body = Statements(seed).text();
    tiled += is_tiled(body);
    expect_equal(body, {{6, 7, 3}, {5, 5, 4}, {23, 6, 7}, {64, 8, 12}, {97, 5, 9}},
                 {on_threads(1), on_threads(3)});
    if (HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(3 * tiled, count);
  EXPECT_LT(tiled, count);
}

// Arrays that no cache keeps, with the bands that these get.
TEST(TimeLoops, LargeArrays) {
  for (const char* body : {kOnePlate, kTwoPlates, kEnds})
    expect_equal(body, {{700, 500, 5}}, {on_threads(2, EngineOptions().loop_work)});
}

// What may be outside is checked where the first step would: not at all when there is none.
TEST(TimeLoops, ChecksFixedPositions) {
  const auto graph = graph_of(program("u[1:] = u[1:] * u[:-1]\n v[3] = u[2]\n u[:, 5] = 1"));
  for (const std::int64_t n : {2, 3, 4, 5}) {
    for (const std::int64_t m : {5, 6}) {
      for (const std::int64_t steps : {0, 1, 2}) {
        const auto given = inputs(n, m, steps);
        const Outcome expected = run_interpreter(graph, given);
        EXPECT_EQ(expected.error.substr(0, 5), steps > 0 && (n < 4 || m < 6) ? "E0311" : "");
        EXPECT_EQ(difference(run_native(graph, given, on_threads(2), 0), expected), "")
            << n << " " << m << " " << steps;
      }
    }
  }
}

}  // namespace
}  // namespace sinter::test
