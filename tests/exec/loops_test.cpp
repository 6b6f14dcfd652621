// Random programs with loops, branches, updates and scatter: native code = interpreter, bit for
// bit.
//
// SINTER_LOOP_SEED=N runs that one program in all configurations; SINTER_LOOP_PROGRAMS=N runs more.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/exec/check_loops.h"

namespace sinter::test {
namespace {

constexpr int kShards = 4;

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

std::string report(std::uint64_t seed, const std::vector<Configuration>& where) {
  LoopProgram least = make_loop_program(seed);
  for (int budget = 300; budget > 0;) {
    bool found = false;
    for (LoopProgram& candidate : smaller(least)) {
      if (--budget < 0) break;
      if (check_text(candidate, seed, where).difference.empty()) continue;
      least = std::move(candidate);
      found = true;
      break;
    }
    if (!found) break;
  }
  return fmt::format("SINTER_LOOP_SEED={}: {}\nN={} M={} inputs from seed {}\n{}", seed,
                     check_text(least, seed, where).difference, least.n, least.m, seed,
                     least.text());
}

class Loops : public ::testing::TestWithParam<int> {};

TEST_P(Loops, NativeEqualsTheInterpreter) {
  const std::uint64_t programs = number_from("SINTER_LOOP_PROGRAMS", 120);
  const bool verbose = number_from("SINTER_VERBOSE", 0) != 0;
  const auto& all = configurations();
  int ran = 0, refused = 0, failed = 0, failures = 0;
  for (auto seed = static_cast<std::uint64_t>(GetParam()); seed < programs; seed += kShards) {
    if (verbose) fmt::print(stderr, "seed {}\n", seed);
    const std::vector<Configuration> where{all[seed * 5 % all.size()]};
    const Checked checked = check_text(make_loop_program(seed), seed, where);
    ++ran;
    refused += !checked.refused.empty();
    failed += !checked.error.empty();
    if (verbose && !checked.refused.empty()) fmt::print(stderr, "{}\n", checked.refused);
    if (checked.difference.empty()) continue;
    ADD_FAILURE() << report(seed, where);
    if (++failures == 3) break;
  }
  fmt::print("{} programs; {} refused, {} ended with an error\n", ran, refused, failed);
  EXPECT_GT(ran, 0);
  EXPECT_LT(refused + failed, 20 + ran / 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, Loops, ::testing::Range(0, kShards));

TEST(LoopsOne, SeedFromTheEnvironment) {
  const std::uint64_t seed = number_from("SINTER_LOOP_SEED", 0);
  if (!check_text(make_loop_program(seed), seed, configurations()).difference.empty())
    ADD_FAILURE() << report(seed, configurations());
}

}  // namespace
}  // namespace sinter::test
