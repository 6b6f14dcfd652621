// Loops that go over the same arrays in every iteration: which are interchanged with their loops
// over blocks, and that results stay those of one iteration after the other.
#include <gtest/gtest.h>

#include "compiler/lower/interchange.h"
#include "compiler/lower/lower.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

/// A function of x, y: f64[N], r, c: f64[K], m: f64[K, N] with a loop over k.
std::string program(const std::string& body) {
  return "fn f(x: f64[N], y: f64[N], r: f64[K], c: f64[K], m: f64[K, N]) {\n    s = 0.0\n"
         "    for k in 0..K {\n" +
         body + "\n    }\n    return r, m, s, x\n}\n";
}

int interchanged(const std::string& body, std::vector<std::optional<std::int64_t>> sizes = {}) {
  lower::Options options;
  options.known_sizes = std::move(sizes);
  auto kernel = lower::lower(graph_of(program(body)), options).kernel;
  const int count = lower::interchange_loops(kernel);
  loop::verify(kernel);
  return count;
}

const char* const kRings = R"(
        inside = 0.1 * k <= x and x < 0.1 * (k + 2)
        r[k] = sum(where(inside, y, 0)) / sum(where(inside, 1.0, 0.0)))";
const char* const kDensity = "r[k] = sum(exp(-abs(x - 0.3 * k)))";
const char* const kCenters = "r[k] = sum(abs(x - c[k])) / (c[k] + 1)";
const char* const kCarried = R"(
        s = 0.5 * s + sum(abs(x - 0.2 * k))
        r[k] = s)";

const std::vector<const char*> kInterchanged{kRings, kDensity, kCenters};

TEST(Interchange, WhichLoops) {
  for (const char* body : kInterchanged) EXPECT_EQ(interchanged(body), 1) << body;
}

TEST(Interchange, WhichNot) {
  for (const char* body : {
           "r[k] = sum(m[k] * x)",                              // a row for each iteration
           "x = x * 0.5; r[k] = sum(x)",                        // what the blocks read changes
           "r[k] = sum(x * r[k - 1 + K - K])",                  // the iteration before decides
           "s = 0.5 * s + sum(x * s)",                          // and here
           kCarried,                                            // its blocks are on threads
           "r[k] = sum(x * r[k])",                              // written behind the blocks
           "if r[k] > 1.0 { r[k] = sum(x) }",                   // only some iterations
           "r[k] = sum(x * k); r[i64(r[k]) % 3] = sum(y * k)",  // two loops, a check between them
       })
    EXPECT_EQ(interchanged(body), 0) << body;
}

TEST(Interchange, IsToldOfTheLoop) {
  const auto loops = lower::lower(graph_of(program(kRings)), {}).loops;
  const auto& notes = loops.at(0).notes;
  ASSERT_FALSE(notes.empty());
  EXPECT_EQ(notes.back().text,
            "several iterations at a time take the arrays that all of them read block by block");
}

TEST(Interchange, NotOfArraysThatCachesHold) {
  EXPECT_EQ(interchanged(kRings, {5000, 20}), 0);
  EXPECT_EQ(interchanged(kRings, {500000, 20}), 1);
}

TEST(Interchange, ResultsAreThoseOfOneIterationAfterTheOther) {
  for (const char* body : {kRings, kDensity, kCenters, kCarried}) {
    const auto graph = graph_of(program(body));
    for (const auto& [n, k] : std::vector<std::pair<std::int64_t, std::int64_t>>{
             {1, 1}, {4097, 8}, {9000, 9}, {12289, 19}}) {
      const std::vector<interp::Tensor> given{floats({n}, 0), floats({n}, 5), floats({k}, 2),
                                              floats({k}, 7), floats({k, n}, 3)};
      const Outcome expected = run_interpreter(graph, given);
      ASSERT_EQ(expected.error, "") << body;
      for (const int threads : {1, 3}) {
        for (const std::int64_t work : {std::int64_t{1}, EngineOptions().loop_work}) {
          for (const int bits : {128, 512}) {
            Configuration where;
            where.threads = threads;
            where.loop_work = work;
            where.vector_bits = bits;
            EXPECT_EQ(difference(run_native(graph, given, where, 0), expected), "")
                << body << " N=" << n << " K=" << k << " " << where.text();
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace sinter::test
