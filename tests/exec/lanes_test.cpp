// Loops whose iterations run side by side in the lanes of vectors: which do, and that results are
// those of the loops in order, for every width of vectors and every number of iterations.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/lower/lower.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

/// Heads of the loops whose iterations run side by side.
std::string side_by_side(const std::string& text) {
  std::string found;
  for (const auto& loop : lower::lower(graph_of(text), {}).loops) {
    for (const auto& note : loop.notes) {
      if (note.text.find("run side by side, in the lanes of vectors") != std::string::npos)
        found += (found.empty() ? "" : ", ") + loop.head;
    }
  }
  return found;
}

/// A function of w, v: f64[N, M], x: f64[N], y: f64[M], k: i64[M] with these statements.
std::string program(const std::string& body) {
  return "fn f(w: f64[N, M], v: f64[N, M], x: f64[N], y: f64[M], k: i64[M]) {\n    s = 0.5\n"
         "    c = 3\n" +
         body + "\n    return w, v, x, y, k, s, c\n}\n";
}

const char* const kThomas = R"(
    for j in 0..M {
        v[0, j] = w[0, j] / 2
        for i in 1..N {
            v[i, j] = (w[i, j] - v[i - 1, j]) / (4 + v[i - 1, j])
        }
        for i in N - 2..-1 by -1 {
            v[i, j] = v[i, j] - 0.5 * v[i + 1, j]
        }
    })";
const char* const kColumnSums = R"(
    for j in 0..M {
        t = 0.0
        for i in 0..N { t += w[i, j] * x[i] }
        y[j] = t
    })";
const char* const kIterations = R"(
    for j in 0..M {
        root = y[j] + 1
        for t in 0..6 { root = 0.5 * (root + y[j] / root) }
        y[j] = root
    })";
const char* const kDeep = R"(
    for j in 0..M {
        t = y[j]
        for i in 1..N {
            u = t * 0.25
            for l in 0..3 {
                u = u * 0.5 + w[i - 1, j]
                t = t - u
            }
            w[i, j] = w[i - 1, j] + t
        }
        y[j] = t
    })";
const char* const kScalars = R"(
    for j in 0..M {
        low = k[j]
        for i in 0..N {
            low = low * 3 + i + j
            v[i, j] = v[i, j] + f64(low % 7)
        }
        c += low
        s = v[0, j]
        k[j] = low
    })";
const char* const kSwapped = R"(
    for j in 0..M {
        a = y[j]
        b = 1.5
        for i in 0..N {
            a, b = b * 0.5, a + w[i, j]
        }
        y[j] = a - b
    })";

// Branches: lanes that do not choose a side write nothing of it.
const char* const kBranches = R"(
    for j in 0..M {
        high = y[j]
        for i in 1..N {
            if w[i, j] > v[i - 1, j] {
                v[i, j] = v[i - 1, j] + 1
                high = if x[i] > 0 { high + w[i, j] } else { high - 1 }
            } else {
                if high > 3 { w[i, j] = high }
                v[i, j] += 0.5
            }
        }
        if high > 0 { y[j] = sqrt(high) }
    })";
const char* const kUniform = R"(
    for j in 0..M {
        for i in 1..N {
            if i % 2 == 0 { v[i, j] = v[i - 1, j] * 0.5 } else { w[i, j] = w[i - 1, j] + v[i, j] }
        }
    })";

TEST(Lanes, WhichLoops) {
  const std::vector<std::array<std::string, 2>> table{
      {kThomas, "for j in 0..M"},
      {kColumnSums, "for j in 0..M"},
      {kIterations, "for j in 0..M"},
      {kDeep, "for j in 0..M"},
      {kScalars, "for j in 0..M"},
      {kSwapped, "for j in 0..M"},
      {kBranches, "for j in 0..M"},
      {kUniform, "for j in 0..M"},
      // The lanes of one row are read along memory by the inner loop.
      {"for i in 0..N { for j in 0..M { w[i, j] = w[i, j] * x[i] } }", ""},
      {"for i in 0..N { for j in 1..M { w[i, j] += w[i, j - 1] } }", ""},
      // The loop further in is the better one.
      {"for i in 0..N { for j in 0..M { for l in 0..N { w[i, j] += v[l, j] * x[l] } } }",
       "for j in 0..M"},
      // Bounds that are others in each iteration, what may fail, what depends on an iteration.
      {"for j in 0..M { for i in 0..j { y[j] += w[i % N, j] } }", ""},
      {"for j in 0..M { for i in 0..N { w[i, j] = w[i, j] + y[k[i % M]] } }", ""},
      {"for j in 0..M { for i in 1..N { s += w[i, j] } }", ""},
      // A branch with a position that may be outside, or with a loop in it.
      {"for j in 0..M { for i in 1..N { if w[i, j] > 0 { y[j] += x[3] } } }", ""},
      {"for j in 0..M { for i in 1..N { if w[i, j] > 0 { for l in 0..c { y[j] += 1 } } } }", ""},
      {"for j in 0..4 { for i in 1..N { x[i] = x[i] * 0.5 + 1 } }", ""},
  };
  for (const auto& [body, expected] : table)
    EXPECT_EQ(side_by_side(program(body)), expected) << body;
}

interp::Tensor floats(const Shape& shape, double scale) {
  interp::Tensor t{DType::kF64, {}, {}};
  std::size_t count = 1;
  for (const Dim& d : shape) {
    t.shape.push_back(d.constant());
    count *= static_cast<std::size_t>(d.constant());
  }
  t.data.resize(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i)
    t.as<double>()[i] = scale * static_cast<double>(i * 37 % 101) - 3;
  return t;
}

std::vector<interp::Tensor> inputs(std::int64_t n, std::int64_t m) {
  interp::Tensor k{DType::kI64, {m}, {}};
  k.data.resize(static_cast<std::size_t>(m) * sizeof(std::int64_t));
  for (std::int64_t i = 0; i < m; ++i)
    k.as<std::int64_t>()[static_cast<std::size_t>(i)] = i * 5 - 7;
  return {floats({n, m}, 0.5), floats({n, m}, 0.25), floats({n}, 0.125), floats({m}, 1), k};
}

TEST(Lanes, ResultsAreThoseInOrder) {
  for (const char* body :
       {kThomas, kColumnSums, kIterations, kDeep, kScalars, kSwapped, kBranches, kUniform}) {
    const auto graph = graph_of(program(body));
    for (const std::int64_t m : {0, 1, 7, 8, 31, 64, 131}) {
      const auto given = inputs(5, m);
      const Outcome expected = run_interpreter(graph, given);
      ASSERT_EQ(expected.error, "");
      for (const Configuration& where : configurations()) {
        if (where.loader != Loader::kSmall) continue;
        EXPECT_EQ(difference(run_native(graph, given, where, 0), expected), "")
            << body << " M=" << m << " " << where.text();
      }
    }
  }
}

// Blocks of many iterations are handed to threads, a strip at a time.
TEST(Lanes, OnSeveralThreads) {
  for (const char* body : {kThomas, kScalars, kSwapped, kBranches}) {
    const auto graph = graph_of(program(body));
    const auto given = inputs(40, 3001);
    const Outcome expected = run_interpreter(graph, given);
    for (const int threads : {1, 2, 3}) {
      Configuration where;
      where.threads = threads;
      EXPECT_EQ(difference(run_native(graph, given, where, 0), expected), "")
          << body << " " << threads;
    }
  }
}

// A position that may be outside for all iterations or for none is checked before each vector loop.
TEST(Lanes, ChecksWhatAllIterationsShare) {
  const std::string text = program(R"(
    for j in 0..M {
        v[0, j] = w[1, j] / 2
        for i in 1..5 {
            v[i, j] += v[i - 1, j] * w[-1, j]
        }
    })");
  EXPECT_EQ(side_by_side(text), "for j in 0..M");
  const auto graph = graph_of(text);
  for (const auto& [n, code] : std::vector<std::pair<std::int64_t, std::string>>{
           {5, ""}, {4, "E0311"}, {1, "E0311"}, {0, "E0311"}}) {
    for (const std::int64_t m : {0, 3, 40}) {
      const auto given = inputs(n, m);
      const Outcome expected = run_interpreter(graph, given);
      EXPECT_EQ(expected.error.substr(0, 5), m == 0 ? "" : code) << n << " " << m;
      EXPECT_EQ(difference(run_native(graph, given, {}, 0), expected), "") << n << " " << m;
    }
  }
}

// Arrays that change places cannot be carried in lanes: the loop runs in order.
TEST(Lanes, CopiesRunInOrder) {
  const std::string text = program(R"(
    for j in 0..M {
        old = w
        for i in 1..N { w[i, j] = w[i - 1, j] * 0.5 + 1 }
        y[j] = old[1, j]
    })");
  const auto graph = graph_of(text);
  EXPECT_EQ(side_by_side(text), "");
  const auto given = inputs(5, 20);
  EXPECT_EQ(difference(run_native(graph, given, {}, 0), run_interpreter(graph, given)), "");
}

}  // namespace
}  // namespace sinter::test
