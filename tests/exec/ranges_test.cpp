// Positions that are proved to lie in their axes: which checks are left out, which have to stay.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "compiler/lower/lower.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

std::string program(const std::string& body) {
  return "fn f(x: f64[N], q: f64, n: i64) {\n    s = 0.0\n" + body + "\n    return x, s\n}\n";
}

std::int64_t checks(const std::string& body) {
  const auto kernel = lower::lower(graph_of(program(body)), {}).kernel;
  return std::ranges::count_if(kernel.instructions, [](const loop::Instruction& i) {
    return i.code == loop::Code::kFailIf;
  });
}

const char* const kInsertion = R"(
    for i in 1..N {
        v = x[i]
        j = i - 1
        while j >= 0 and x[j] > v {
            x[j + 1] = x[j]
            j -= 1
        }
        x[j + 1] = v
    })";
const char* const kSearch = R"(
    low = 0
    high = N
    while low < high {
        middle = (low + high) // 2
        if x[middle] < q { low = middle + 1 } else { high = middle }
    }
    s = f64(low))";
const char* const kUpwards = R"(
    k = 0
    while k < N and not (x[k] == q) { k += 1 }
    s = f64(k))";
const char* const kClipped = R"(
    for i in 0..N {
        k = minimum(maximum(n, 0), i)
        s += x[k]
    })";
const char* const kChosen = R"(
    for i in 1..N {
        k = i
        if x[i] > q { k = i - 1 }
        s += x[k]
    })";
const char* const kSteps = R"(
    k = 0
    while k < N {
        s += x[k]
        k += 3
    })";
const char* const kEither = R"(
    k = n
    if k >= 0 and k < N { s = x[k] }
    if k < 0 or k >= N { s = 1 } else { s += x[k] })";
const char* const kTwoWays = R"(
    i = 0
    j = N - 1
    while i < j {
        t = x[i]
        x[i] = x[j]
        x[j] = t
        i += 1
        j -= 1
    })";

TEST(Ranges, ChecksThatAreLeftOut) {
  for (const char* body :
       {kInsertion, kSearch, kUpwards, kClipped, kChosen, kSteps, kEither, kTwoWays})
    EXPECT_EQ(checks(body), 0) << body;
}

const std::vector<const char*> kUnproved{
    // One too far at the end of the axis, and before its begin.
    "j = N - 1; while j >= 0 { x[j + 1] = q; j -= 1 }",
    "j = N - 1; while j >= 0 { x[j - 1] = q; j -= 1 }",
    "j = N; while j > 0 { s += x[j]; j -= 1 }",
    "k = 0; while k <= N { s += x[k]; k += 1 }",
    "k = n; while k < N { s += x[k]; k += 1 }",
    "k = 0; while k < n { s += x[k]; k += 1 }",
    // The condition speaks of what it was before.
    "k = 0; while k < N { k += 1; s += x[k] }",
    // Not both ends.
    "if n >= 0 or n < N { s = x[n] }",
    "if n >= 0 { s = x[n] } else { s = x[-n] }",
    "for i in 0..N { k = maximum(n, i); s += x[k] }",
    "k = n; j = N; while k < j and j < k + n and k > j - 5 { s += x[k]; k += 1 }",
    // Products may wrap, and quotients of what may be negative end below.
    "k = 1; while k < N { s += x[k]; k *= 3 }",
    "k = n; while k < N and k != 0 { s += x[k]; k -= n }",
    "k = n; while k < N and k > -2 { s += x[k // 2]; k += 1 }",
};

TEST(Ranges, ChecksThatStay) {
  for (const char* body : kUnproved) EXPECT_GT(checks(body), 0) << body;
}

std::vector<interp::Tensor> inputs(std::int64_t size, std::int64_t n) {
  interp::Tensor x{DType::kF64, {size}, {}}, q{DType::kF64, {}, {}}, k{DType::kI64, {}, {}};
  x.data.resize(static_cast<std::size_t>(size) * sizeof(double));
  for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i)
    x.as<double>()[i] = static_cast<double>(i * 37 % 23);
  q.data.resize(sizeof(double));
  q.as<double>()[0] = 11;
  k.data.resize(sizeof(std::int64_t));
  k.as<std::int64_t>()[0] = n;
  return {x, q, k};
}

TEST(Ranges, ResultsAndFailuresAreTheSame) {
  std::vector<std::string> bodies{kInsertion, kSearch, kUpwards, kClipped,
                                  kChosen,    kSteps,  kEither,  kTwoWays};
  bodies.insert(bodies.end(), kUnproved.begin(), kUnproved.end());
  for (const std::string& body : bodies) {
    const auto graph = graph_of(program(body));
    for (const std::int64_t size : {0, 1, 2, 20}) {
      for (const std::int64_t n : {-3, 0, 1, 2, 19, 25}) {
        const auto given = inputs(size, n);
        const Outcome expected = run_interpreter(graph, given);
        EXPECT_EQ(difference(run_native(graph, given, {}, 0), expected), "")
            << body << " N=" << size << " n=" << n;
      }
    }
  }
}

// Scalar divisions take short ways where both numbers are small or not negative.
TEST(Divisions, OfAllKindsOfScalars) {
  const auto scalar = [](DType type, std::int64_t value) {
    interp::Tensor t{type, {}, {}};
    t.data.resize(size_of(type));
    std::memcpy(t.data.data(), &value, size_of(type));
    return t;
  };
  const auto check = [&](DType type, const char* name, const std::vector<std::int64_t>& values) {
    const auto graph =
        graph_of(fmt::format("fn f(a: {0}, b: {0}) {{ return a // b, a % b, fmod(a, b) }}", name));
    runtime::Program program(core_for({}), graph);
    for (const std::int64_t a : values) {
      for (const std::int64_t b : values) {
        if (b == 0) continue;
        const std::vector<interp::Tensor> given{scalar(type, a), scalar(type, b)};
        EXPECT_EQ(difference({call(program, given), "", ""}, run_interpreter(graph, given)), "")
            << name << " " << a << " and " << b;
      }
    }
  };
  std::vector<std::int64_t> values;
  for (const int shift : {0, 1, 2, 30, 31, 32, 33, 61, 62, 63}) {
    const auto power = static_cast<std::int64_t>(std::uint64_t{1} << shift);
    for (const std::int64_t n : {-2, -1, 0, 1, 2}) {
      const auto near = static_cast<std::uint64_t>(power) + static_cast<std::uint64_t>(n);
      values.push_back(static_cast<std::int64_t>(near));
      values.push_back(static_cast<std::int64_t>(0 - near));
    }
  }
  check(DType::kI64, "i64", values);
  std::erase_if(values, [](std::int64_t v) { return v != static_cast<std::int32_t>(v); });
  check(DType::kI32, "i32", values);
}

}  // namespace
}  // namespace sinter::test
