// Which loops run in parallel and why not more, and that results and failures do not depend on it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/lower/lower.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

/// "parallel serial" for an outer and an inner loop; updates are left out.
std::string outcomes(const std::string& text) {
  std::string out;
  for (const auto& loop : lower::lower(graph_of(text), {}).loops) {
    if (loop.head == "update" || loop.head == "scatter") continue;
    out += (out.empty() ? "" : " ") + loop.outcome;
  }
  return out;
}

std::string vector_loop(const std::string& range, const std::string& body) {
  return "fn f(x: f64[N], y: f64[N], k: i64[N]) {\n    s = 0.0\n    c = 0\n    for i in " + range +
         " {\n" + body + "\n    }\n    return x, y, k, s, c\n}\n";
}

std::string matrix_loops(const std::string& outer, const std::string& inner,
                         const std::string& body) {
  return "fn f(w: f64[N, N], x: f64[N]) {\n    c = 0\n    for i in " + outer +
         " {\n        for j in " + inner + " {\n" + body +
         "\n        }\n    }\n    return w, x, c\n}\n";
}

TEST(Parallel, ElementsOfOneLoop) {
  const std::vector<std::array<std::string, 3>> table{
      {"0..N", "y[i] = x[i] * 2", "parallel"},
      {"0..N", "x[i] = x[i] * 2", "parallel"},
      {"1..N", "x[i] = x[i - 1] * 2", "serial"},
      {"0..N - 1", "x[i] = x[i + 1] * 2", "serial"},
      {"1..N", "y[i] = x[i - 1] * 2", "parallel"},
      {"0..N - 1", "x[i] = 1\nx[i + 1] = 2", "serial"},
      {"0..N // 2", "x[2 * i] = x[2 * i + 1]", "parallel"},
      {"0..N // 2", "x[2 * i] = x[i]", "serial"},
      {"N - 1..-1 by -1", "x[i] = x[i] + 1", "parallel"},
      {"0..N", "y[i] = x[k[i] % N]", "parallel"},
      {"0..N", "x[i] = x[k[i] % N]", "serial"},
      {"0..N", "x[k[i] % N] = 1", "serial"},
      {"0..N", "x[0] = x[0] + y[i]", "serial"},
      {"0..N", "x = x + 1\ny[i] = x[i]", "serial"},
      {"0..N", "x, y = y, x", "serial"},
      {"0..N", "if x[i] > 0 { y[i] = 1 } else { y[i] = k[i] }", "parallel"},
      {"0..N", "if x[i] > 0 { break }\ny[i] = 1", "serial"},
      {"0..N", "y[i] = sum(x[:i])", "parallel"},
      {"0..N", "y[i] = sum(y[:i])", "serial"},
      {"0..4", "y[i % N] = 1", "serial"},
  };
  for (const auto& [range, body, expected] : table)
    EXPECT_EQ(outcomes(vector_loop(range, body)), expected) << range << ": " << body;
}

TEST(Parallel, ElementsThatAreCombinedInAnyOrder) {
  const auto loop = [](const std::string& type, const std::string& body) {
    return "fn f(k: i64[N], x: f64[N], h: " + type + "[M], g: " + type +
           "[M]) {\n    for i in 0..N {\n" + body + "\n    }\n    return h, g\n}\n";
  };
  const std::vector<std::array<std::string, 3>> table{
      {"i64", "h[k[i] % M] += 1", "parallel"},
      {"i64", "h[k[i] % M] -= k[i]", "parallel"},
      {"u8", "h[k[i] % M] *= u8(3)", "parallel"},
      {"f64", "h[k[i] % M] max= x[i]", "parallel"},
      {"f32", "h[k[i] % M] min= f32(x[i])", "parallel"},
      {"i64", "if x[i] > 0 { h[k[i] % M] += 1 } else { h[0] += 2\ng[k[i] % M] max= 1 }",
       "parallel"},
      {"f64", "h[k[i] % M] += x[i]", "serial"},
      {"i64", "h[k[i] % M] = 1", "serial"},
      {"i64", "h[k[i] % M] += 1\nh[k[i] % M] *= 2", "serial"},
      {"i64", "h[k[i] % M] += 1\ng[i % M] = h[0]", "serial"},
      {"i64", "h[k[i] % M] += h[0]", "serial"},
      {"i64", "h[k[i] % M] += 1\nh, g = g, h", "serial"},
  };
  for (const auto& [type, body, expected] : table)
    EXPECT_EQ(outcomes(loop(type, body)), expected) << type << ": " << body;
}

TEST(Parallel, Scalars) {
  const std::vector<std::array<std::string, 2>> table{
      {"c += k[i]", "parallel"},
      {"c -= k[i]", "parallel"},
      {"c *= k[i]", "parallel"},
      {"c ^= k[i]", "parallel"},
      {"c min= k[i]", "parallel"},
      {"s max= x[i]", "parallel"},
      {"s += x[i]", "serial"},
      {"c = k[i] - c", "serial"},
      {"c += k[i]\nc *= 2", "serial"},
      {"c += k[i]\nk[i] = c", "serial"},
      {"if x[i] > 0 { c += 1 }", "parallel"},
      {"if c > 0 { c += 1 }", "serial"},
      {"s = x[i] * 2\ny[i] = s", "parallel"},
      {"y[i] = s\ns = x[i]", "serial"},
      {"if x[i] > 0 { s = x[i] }", "serial"},
  };
  for (const auto& [body, expected] : table)
    EXPECT_EQ(outcomes(vector_loop("0..N", body)), expected) << body;
}

TEST(Parallel, Nests) {
  const std::vector<std::array<std::string, 4>> table{
      {"0..N", "0..N", "w[i, j] = w[i, j] * x[j]", "parallel serial"},
      {"0..N", "1..N", "w[i, j] = w[i, j - 1] * x[j]", "parallel serial"},
      {"1..N", "0..N", "w[i, j] = w[i - 1, j] * x[j]", "serial parallel"},
      {"1..N", "1..N", "w[i, j] = w[i - 1, j] + w[i, j - 1]", "serial serial"},
      {"0..N", "0..i", "w[i, j] = x[j]", "parallel serial"},
      // In a row of its own, w[i, j] is read back by no other j.
      {"0..N", "i + 1..N", "w[i, j] = w[j, i]", "serial parallel"},
      {"0..N", "0..N", "x[i] += w[i, j]", "parallel serial"},
      {"0..N", "0..N", "x[j] += w[i, j]", "serial parallel"},
      {"0..N", "0..N", "c += i64(w[i, j] > 0)", "parallel serial"},
  };
  for (const auto& [outer, inner, body, expected] : table)
    EXPECT_EQ(outcomes(matrix_loops(outer, inner, body)), expected) << body;
}

TEST(Parallel, RowsBelowTheDiagonal) {
  const std::string text = R"(
fn f(a: f64[N, N]) -> f64[N, N] {
    for k in 0..N {
        for i in k + 1..N {
            a[i, k] = a[i, k] / a[k, k]
            for j in k + 1..N {
                a[i, j] = a[i, j] - a[i, k] * a[k, j]
            }
        }
    }
    return a
}
)";
  EXPECT_EQ(outcomes(text), "serial parallel serial");
}

std::string recurrence(const std::string& body) {
  for (const auto& loop : lower::lower(graph_of(vector_loop("2..N", body)), {}).loops) {
    for (const auto& note : loop.notes) {
      if (note.text.starts_with("it is ")) return note.text.substr(6);
    }
  }
  return {};
}

TEST(Parallel, NamesRecurrences) {
  const std::vector<std::array<std::string, 2>> table{
      {"s += x[i]\ny[i] = s", "a running sum"},
      {"s = x[i] + s + 1\ny[i] = s", "a running sum"},
      {"s -= x[i]\ny[i] = s", "a running sum"},
      {"c += k[i]\nk[i] = c", "a running sum"},
      {"s *= x[i]\ny[i] = s", "a running product"},
      {"s max= x[i]\ny[i] = s", "a running maximum"},
      {"s = minimum(x[i], s)\ny[i] = s", "a running minimum"},
      {"y[i] = y[i - 1] + x[i]", "a running sum"},
      {"y[i] = 0.5 * y[i - 1] + x[i]", "a linear recurrence of order 1"},
      {"s = 0.9 * s + x[i] * 0.1\ny[i] = s", "a linear recurrence of order 1"},
      {"s = x[i] - s\ny[i] = s", "a linear recurrence of order 1"},
      {"y[i] = x[i] * y[i - 1] - y[i - 2] / 3", "a linear recurrence of order 2"},
      {"y[N - 1 - i] = y[N - i] * x[i] - 1", "a linear recurrence of order 1"},
      {"y[i] = 0.5 * (y[i] + y[i - 1]) + x[i]", "a linear recurrence of order 1"},
      {"s += x[i]", "a running sum"},
      {"x[0] += y[i]", "a running sum"},
      {"y[i] = y[i - 1] + x[i - 1]\nx[i] = 0.5 * y[i - 1] - x[i - 1]",
       "a linear recurrence of order 1, of 2 values together"},
      {"y[i] = y[i - 1] + 1\nx[i] = 0.2 * y[i] + x[i - 2]",
       "a linear recurrence of order 2, of 2 values together"},
      {"y[i] = y[i - 1] + s\ns = s * 0.5 + y[i]",
       "a linear recurrence of order 1, of 2 values together"},
      {"y[i] = y[i - 1] + 1\nx[i] = 0.5 * x[i - 1] + 2",
       "a linear recurrence of order 1 and a running sum"},
      {"y[i] = y[i - 1] * x[i - 1]\nx[i] = y[i - 1]", ""},
      // Not linear, not at a fixed distance, or of several scans.
      {"y[i] = y[i - 1] * y[i - 2]", ""},
      {"y[i] = 1 / (2 + y[i - 1])", ""},
      {"y[i] = y[i // 2] + 1", ""},
      {"y[i] = y[i - 1] + x[i]\nx[i] = x[i - 1]", ""},
      {"s = abs(s) + x[i]\ny[i] = s", ""},
      {"if x[i] > 0 { s = s * 2 }\ny[i] = s", ""},
      {"y[i] = x[i] * 2", ""},
  };
  for (const auto& [body, expected] : table) EXPECT_EQ(recurrence(body), expected) << body;
}

// A filter of second order in its usual form: what is only handed on does not count.
TEST(Parallel, NamesFilters) {
  const std::string text = R"(
fn f(x: f64[N], b: f64, c: f64, d: f64) -> f64[N] {
    y = x
    x1 = 0.0
    x2 = 0.0
    y1 = 0.0
    y2 = 0.0
    for i in 0..N {
        v = x[i] + b * x1 + x2 - c * y1 - d * y2
        y[i] = v
        x2 = x1
        x1 = x[i]
        y2 = y1
        y1 = v
    }
    return y
}
)";
  const auto graph = graph_of(text);
  EXPECT_NE(lower::print_loops(lower::lower(graph, {}).loops, graph)
                .find("it is a linear recurrence of order 2"),
            std::string::npos);
}

TEST(Parallel, SaysWhyNot) {
  const auto graph = graph_of(vector_loop("1..N", "x[i] = x[i - 1] * 2"));
  EXPECT_EQ(lower::print_loops(lower::lower(graph, {}).loops, graph),
            "4:5 for i in 1..N: serial\n"
            "    5:6 and 5:8: what an iteration writes, another one reads, 1 iteration later\n"
            "    it is a running product\n"
            "  5:6 update: in place\n");
}

bool allocates(const std::string& text) {
  const auto kernel = lower::lower(graph_of(text), {}).kernel;
  return std::ranges::any_of(
      kernel.instructions, [](const loop::Instruction& i) { return i.code == loop::Code::kAlloc; });
}

// What a type says of its sizes proves subscripts: nothing is checked, nothing copied.
TEST(Parallel, SizesInTypesProveSubscripts) {
  const std::string text = R"(
fn f(a: f64[m - 1, m], b: f64[m, n]) -> f64[m, n] {
    for i in 0..m {
        for j in 0..n {
            for k in i + 1..m { b[i, j] = b[i, j] + a[k - 1, i] * b[k, j] }
        }
    }
    return b
}
)";
  EXPECT_EQ(outcomes(text), "serial parallel serial");
  for (const auto& site : lower::failure_sites(graph_of(text))) ADD_FAILURE() << site.message;
}

// A position that is data picks from a column where that lies.
TEST(Parallel, GathersReadThroughSlices) {
  const std::string text = R"(
fn f(a: f64[N, M], k: i64[M]) -> f64 {
    s = 0.0
    for j in 0..M { s += a[k[j], j] + a.T[j, k[j]] }
    return s
}
)";
  EXPECT_FALSE(allocates(text));
  // What is computed still has to be kept for it.
  EXPECT_TRUE(allocates("fn f(a: f64[N], k: i64[M]) -> f64[M] { return (a * 2)[1:][k] }"));
}

/// What a kernel without sizes computes; quotients of positive numbers only.
std::int64_t value_of(const loop::Kernel& kernel, loop::ValueId id) {
  const loop::Instruction& i = kernel[id];
  if (i.code == loop::Code::kConst) return static_cast<std::int64_t>(i.bits);
  EXPECT_EQ(i.code, loop::Code::kOp);
  const std::int64_t a = value_of(kernel, i.operands.at(0));
  const std::int64_t b = value_of(kernel, i.operands.at(1));
  switch (i.op) {
    case Op::Add:
      return a + b;
    case Op::Sub:
      return a - b;
    case Op::FloorDiv:
      return a / b;
    case Op::Max:
      return std::max(a, b);
    default:
      ADD_FAILURE() << info(i.op).name;
      return 0;
  }
}

/// Blocks of the parallel loop of `parallel(OPTIONS) for i in 0..1000`.
std::int64_t blocks_of(const std::string& options) {
  const auto graph =
      graph_of("fn f(x: f64[1000]) -> f64[1000] {\n    y = x\n    parallel(" + options +
               ") for i in 0..1000 { y[i] = x[i] * 2 }\n    return y\n}\n");
  const auto kernel = lower::lower(graph, {}).kernel;
  for (const loop::Instruction& i : kernel.instructions) {
    if (i.code != loop::Code::kFor || !i.ordered) continue;
    return value_of(kernel, i.operands[1]);
  }
  return -1;
}

TEST(Parallel, ChunksAndThreadsAsAsked) {
  EXPECT_EQ(blocks_of("chunk=100"), 10);
  EXPECT_EQ(blocks_of("chunk=300"), 4);
  EXPECT_EQ(blocks_of("chunk=5000"), 1);
  EXPECT_EQ(blocks_of("chunk=1"), 250);  // no more than 256
  EXPECT_EQ(blocks_of("threads=2"), 2);
  EXPECT_EQ(blocks_of("threads=1"), 1);
  EXPECT_EQ(blocks_of("threads=7, chunk=100"), 7);
  EXPECT_EQ(blocks_of("chunk=300, threads=7"), 4);
  const auto graph = graph_of(
      "fn f(x: f64[N]) -> f64[N] {\n    y = x\n    parallel(chunk=8, threads=3) for i in 0..N { "
      "y[i] = 2 * x[i] }\n    return y\n}\n");
  EXPECT_TRUE(lower::print_loops(lower::lower(graph, {}).loops, graph)
                  .starts_with("3:34 parallel(chunk=8, threads=3) for i in 0..N: parallel\n"));
  EXPECT_EQ(graph::print(graph::parse_graph(graph::print(graph))), graph::print(graph));
}

TEST(Parallel, OptionsThatMeanNothing) {
  const std::vector<std::array<std::string, 2>> table{
      {"chunk=0", "`chunk` of a parallel loop is a constant integer above 0"},
      {"threads=N", "`threads` of a parallel loop is a constant integer above 0"},
      {"chunk=1.5", "`chunk` of a parallel loop is a constant integer above 0"},
      {"chunk=2, chunk=3", "`chunk` is given twice"},
      {"grain=2", "`parallel` has no option `grain`; it takes chunk and threads"},
  };
  for (const auto& [options, reason] : table) {
    const std::string text = "fn f(x: f64[N]) -> f64[N] {\n    y = x\n    parallel(" + options +
                             ") for i in 0..N { y[i] = x[i] }\n    return y\n}\n";
    try {
      graph_of(text);
      ADD_FAILURE() << options;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
  }
}

interp::Tensor integers(const std::vector<std::int64_t>& values) {
  interp::Tensor t{DType::kI64, {static_cast<std::int64_t>(values.size())}, {}};
  t.data.resize(values.size() * sizeof(std::int64_t));
  std::copy(values.begin(), values.end(), t.as<std::int64_t>().begin());
  return t;
}

std::string compare(const std::string& text, const std::vector<interp::Tensor>& inputs) {
  const auto graph = graph_of(text);
  const Outcome expected = run_interpreter(graph, inputs);
  for (int threads : {1, 2, 3}) {
    Configuration where;
    where.threads = threads;
    const std::string found = difference(run_native(graph, inputs, where, 0), expected);
    if (!found.empty()) return fmt::format("{} ({} threads)", found, threads);
  }
  return expected.error;
}

// Iteration 20 fails at the second check, iterations 60 and up at the first one.
TEST(Parallel, TheEarliestIterationsFailureCounts) {
  const std::string text = R"(
fn f(k: i64[N]) -> i64[N] {
    y = k
    for i in 0..N {
        a = 1000 // k[i]
        y[i] = k[a]
    }
    return y
}
)";
  ASSERT_EQ(outcomes(text), "parallel");
  std::vector<std::int64_t> k(100, 1000);
  k[20] = 1;
  for (std::size_t i = 60; i < 100; ++i) k[i] = 0;
  EXPECT_EQ(compare(text, {integers(k)}).substr(0, 5), "E0311");
  k[5] = 0;
  EXPECT_EQ(compare(text, {integers(k)}).substr(0, 5), "E0310");
}

TEST(Parallel, TheEarliestPositionOutsideOfAScatteredArrayCounts) {
  for (const std::string body : {"for i in 0..N { h[k[i]] += 1 }", "h[k] += 1"}) {
    const std::string text = "fn f(k: i64[N], h: i64[M]) {\n    " + body + "\n    return h\n}\n";
    std::vector<std::int64_t> k(1000, 2);
    const auto error = [&] { return compare(text, {integers(k), integers({1, 2, 3})}); };
    EXPECT_EQ(error(), "") << body;
    k[900] = 77;
    EXPECT_NE(error().find("position 77 is outside axis 0 of size 3"), std::string::npos)
        << error();
    k[901] = 88;
    k[555] = -4;
    EXPECT_NE(error().find("position -4 is outside axis 0 of size 3"), std::string::npos)
        << error();
  }
}

TEST(Parallel, ReductionsAndLastValues) {
  for (const std::string how : {"", "parallel ", "parallel(chunk=7) ", "parallel(threads=2) "}) {
    const std::string text = R"(
fn f(k: i64[N], n: i64) {
    total = 3
    product = 1
    low = 100
    bits = 0
    last = -1
    )" + how + R"(for i in n..N {
        last = k[i] * 2
        total += last
        product *= k[i]
        low min= k[i]
        if last % 3 == 0 { bits ^= k[i] }
    }
    return total, product, low, bits, last
}
)";
    ASSERT_EQ(outcomes(text), "parallel");
    std::vector<std::int64_t> k(1000);
    for (std::size_t i = 0; i < k.size(); ++i) k[i] = static_cast<std::int64_t>(i * 7 % 31) - 9;
    for (std::int64_t n : {0, 999, 1000, 2000}) {
      interp::Tensor first = integers({n});
      first.shape.clear();
      EXPECT_EQ(compare(text, {integers(k), first}), "") << n;
    }
  }
}

// Of an array of known size: a position that is data is some element of it, not all of them.
TEST(Parallel, PositionsInArraysOfKnownSizes) {
  constexpr std::int64_t kSize = 20'000;
  std::vector<std::int64_t> x(kSize), k(kSize);
  for (std::int64_t i = 0; i < kSize; ++i) {
    x[static_cast<std::size_t>(i)] = 3 * i;
    k[static_cast<std::size_t>(i)] = kSize - 1 - i;
  }
  const std::string head = "fn f(x: i64[20000], k: i64[20000]) -> i64[20000] {\n    y = x\n    ";
  for (const char* body :
       {"y[k[i]] = x[i]", "y[(i + 1) % 20000] = x[i]", "y[k[i]] = y[k[i]] + x[i]"}) {
    const std::string loop = fmt::format("for i in 0..20000 {{ {} }}\n    return y\n}}\n", body);
    EXPECT_EQ(outcomes(head + "parallel " + loop), "parallel") << body;
    EXPECT_EQ(compare(head + "parallel " + loop, {integers(x), integers(k)}), "") << body;
    EXPECT_EQ(outcomes(head + loop), "serial") << body;
  }
}

// What nobody can know when compiling is found while the interpreter runs.
TEST(Parallel, TheInterpreterChecksTheAssertion) {
  const std::string text = R"(
fn f(k: i64[N]) -> i64[N] {
    y = k
    parallel for i in 0..N {
        y[k[i]] = i
    }
    return y
}
)";
  EXPECT_EQ(outcomes(text), "parallel");
  const auto run = [&](const std::vector<std::int64_t>& k) {
    return run_interpreter(graph_of(text), {integers(k)}).error;
  };
  EXPECT_EQ(run({2, 0, 1}), "");
  EXPECT_NE(run({2, 0, 2}).find(
                "iteration 2 of the parallel loop writes what iteration 0 wrote at element [2]"),
            std::string::npos)
      << run({2, 0, 2});
  EXPECT_EQ(compare(text, {integers({2, 0, 1})}), "");
}

}  // namespace
}  // namespace sinter::test
