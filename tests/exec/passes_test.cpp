// The graph passes on generated programs: under @exact every bit stays; otherwise sums may be
// reordered, and on programs of positive numbers the result moves by a small relative error.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>

#include "compiler/pipeline.h"
#include "tests/exec/check_passes.h"
#include "tests/generator/graph_generator.h"

namespace sinter {
namespace {

using generator::Program;
using test::keeps_every_bit;
using test::moves_little;

/// Empty when the passes keep the meaning of a program.
using Check = std::string (*)(const Program&);

void check_seeds(std::uint64_t first, std::uint64_t count, const generator::Options& options,
                 Check check) {
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    generator::Decisions decisions(seed);
    const Program program = generate(decisions, options);
    const auto problem = [&](const Program& p) -> std::string {
      try {
        return check(p);
      } catch (const std::exception& e) {
        return e.what();
      }
    };
    if (problem(program).empty()) continue;
    const Program least = shrink(program, [&](const Program& p) { return !problem(p).empty(); });
    graph::Graph optimized = least.graph;
    std::string after;
    try {
      optimize(optimized);
      after = graph::print(optimized);
    } catch (const std::exception& e) {
      after = e.what();
    }
    ADD_FAILURE() << "seed " << seed << ": " << problem(least) << "\n"
                  << describe(least) << "after the passes:\n"
                  << after;
    return;  // One is enough to read.
  }
}

TEST(Passes, ExactKeepsEveryBit) { check_seeds(0, 2000, {}, keeps_every_bit); }

TEST(Passes, ErrorsStayWhatTheyAre) {
  generator::Options options;
  options.failing = true;
  check_seeds(10000, 1000, options, keeps_every_bit);
}

TEST(Passes, ReorderedSumsMoveLittle) {
  generator::Options options;
  options.tame = true;
  check_seeds(20000, 2000, options, moves_little);
}

// Otherwise the tests above would say nothing about it.
TEST(Passes, EveryPassFindsWorkInGeneratedPrograms) {
  std::map<std::string_view, int> changed;
  for (std::uint64_t seed = 20000; seed < 22000; ++seed) {
    generator::Options options;
    options.tame = true;
    generator::Decisions decisions(seed);
    Program program = generate(decisions, options);
    for (const PassRecord& record : optimize(program.graph)) changed[record.name] += record.changed;
  }
  for (const auto& [name, count] : changed) EXPECT_GE(count, 5) << name;
}

}  // namespace
}  // namespace sinter
