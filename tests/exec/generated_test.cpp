// Generated programs: what the native backend computes is what the interpreter computes, bit for
// bit, over vector widths, symbolic and known sizes, threads, loaders and memory layouts.
//
// SINTER_SEED=N runs that one program in all configurations; SINTER_PROGRAMS=N runs more of them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "compiler/pipeline.h"
#include "tests/exec/native.h"

namespace sinter::test {
namespace {

constexpr int kShards = 8;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// What seed n stands for. Most programs have small arrays; some are large enough for several
/// threads; some fail.
generator::Program program_of(std::uint64_t seed) {
  generator::Options options;
  if (seed % 20 == 7) options.failing = true;
  if (seed % 20 == 13) options.max_elements = 300000;
  generator::Decisions decisions(seed);
  auto program = generate(decisions, options);
  program.graph.exact = seed % 4 == 3;
  return program;
}

/// A configuration per program, two for some, so that all come up equally often. (Compiling is what
/// takes the time.)
std::vector<Configuration> configurations_of(std::uint64_t seed) {
  const auto& all = configurations();
  const std::uint64_t first = seed * 5 % all.size();
  std::vector<Configuration> where{all[first]};
  if (seed % 5 == 0) where.push_back(all[(first + 1 + seed / all.size() * 7) % all.size()]);
  return where;
}

std::string report(std::uint64_t seed, const std::vector<Configuration>& where) {
  const auto least = shrink(
      program_of(seed), [&](const generator::Program& p) { return !check(p, where, seed).empty(); },
      200);
  graph::Graph optimized = least.graph;
  std::string after;
  try {
    optimize(optimized);
    after = graph::print(optimized);
  } catch (const std::exception& e) {
    after = e.what();
  }
  return fmt::format("SINTER_SEED={}: {}\n{}after the passes:\n{}", seed, check(least, where, seed),
                     describe(least), after);
}

class Generated : public ::testing::TestWithParam<int> {};

TEST_P(Generated, NativeEqualsTheInterpreter) {
  const std::uint64_t programs = number_from("SINTER_PROGRAMS", 2000);
  const auto shard = static_cast<std::uint64_t>(GetParam());
  std::uint64_t ran = 0;
  int failures = 0;
  const bool verbose = number_from("SINTER_VERBOSE", 0) != 0;
  for (std::uint64_t seed = shard; seed < programs; seed += kShards, ++ran) {
    const auto where = configurations_of(seed);
    if (verbose) fmt::print(stderr, "seed {}\n", seed);
    if (check(program_of(seed), where, seed).empty()) continue;
    ADD_FAILURE() << report(seed, where);
    if (++failures == 3) break;
  }
  EXPECT_GT(ran, 0u);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Generated, ::testing::Range(0, kShards));

TEST(GeneratedOne, SeedFromTheEnvironment) {
  const std::uint64_t seed = number_from("SINTER_SEED", 0);
  if (!check(program_of(seed), configurations(), seed).empty()) {
    ADD_FAILURE() << report(seed, configurations());
  }
}

}  // namespace
}  // namespace sinter::test
