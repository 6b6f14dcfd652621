#include "frontend/measure/compare.h"

#include <cmath>
#include <random>

#include "frontend/measure/statistics.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

Report one(WayResult result) { return report({point({{"B", "256"}}, {std::move(result)})}); }

TEST(Compare, FindsWhatBecameSlower) {
  const Comparison found =
      compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.2)), 0.05);
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_TRUE(found.is_slower());
  EXPECT_EQ(found.changes[0].what, "call");
  EXPECT_EQ(found.changes[0].verdict, Change::Verdict::kSlower);
  EXPECT_EQ(found.changes[1].what, "first call, cold");
  EXPECT_EQ(found.changes[1].verdict, Change::Verdict::kSame);
  const std::string text = comparison_text(found, 0.05);
  expect_words(text,
               "slower: B = 256, generic, call: 1.00 ms (0.99 to 1.01) -> 1.20 ms (1.19 to 1.21), "
               "20% slower");
  expect_words(text, "1 of 2 times are the same, within their intervals or 5%");
}

TEST(Compare, FindsWhatBecameFaster) {
  const Comparison found =
      compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 9, 1)), 0.05);
  EXPECT_FALSE(found.is_slower());
  EXPECT_EQ(found.changes[1].verdict, Change::Verdict::kFaster);
  expect_words(comparison_text(found, 0.05), "faster: B = 256, generic, first call, cold");
}

TEST(Compare, IntervalsAndToleranceBothHaveToBeLeft) {
  // Intervals overlap.
  EXPECT_FALSE(
      compare(one(way("generic", 1, 20, 1, 0.1)), one(way("generic", 1, 20, 1.15, 0.1)), 0.05)
          .is_slower());
  // Apart, but within 5%.
  EXPECT_FALSE(
      compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.04)), 0.05).is_slower());
  EXPECT_TRUE(
      compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.04)), 0.02).is_slower());
}

/// Blocks of a run: each of some noise, and some of them of another mode, as on a shared machine.
Estimate run_of(std::mt19937_64& random, double center) {
  std::lognormal_distribution<double> noise(0, 0.03);
  std::vector<double> blocks;
  for (int i = 0; i < 12; ++i)
    blocks.push_back(center * noise(random) * (random() % 20 == 0 ? 1.5 : 1));
  return estimate(blocks);
}

TEST(Compare, NoiseIsNotReportedAndPlantedSlowdownsAre) {
  std::mt19937_64 random(11);
  constexpr int kRuns = 500;
  int false_alarms = 0;
  int found = 0;
  for (int i = 0; i < kRuns; ++i) {
    WayResult before = way("generic", 1, 20, 1);
    WayResult same = before;
    WayResult slower = before;
    before.call = run_of(random, 1);
    same.call = run_of(random, 1);
    slower.call = run_of(random, 1.2);
    if (compare(one(before), one(same), 0.05).is_slower()) ++false_alarms;
    if (compare(one(before), one(slower), 0.05).is_slower()) ++found;
  }
  EXPECT_LE(false_alarms, kRuns / 100);
  EXPECT_GE(found, kRuns * 9 / 10);
}

TEST(Compare, FewSamplesAreNotJudged) {
  WayResult few = way("interp", 1, 20, 2);
  few.call = Estimate{2, 2, 2, 0, 1, 0, 1};
  const Comparison found = compare(one(way("interp", 1, 20, 1)), one(few), 0.05);
  EXPECT_EQ(found.changes[0].verdict, Change::Verdict::kUnknown);
  EXPECT_FALSE(found.is_slower());
  expect_words(comparison_text(found, 0.05), "1 have too few samples to be judged");
}

TEST(Compare, SaysWhatIsMissingAndWhatElseIsDifferent) {
  Report after = one(way("generic", 1, 20, 1));
  after.machine.processor = "another one";
  after.points[0].ways[0].call.reset();
  after.points[0].ways[0].problem = "it fails";
  const Comparison found = compare(one(way("generic", 1, 20, 1)), after, 0.05);
  const std::string text = comparison_text(found, 0.05);
  expect_words(text,
               "Not the same machine: the processor was 'a <processor>' and is 'another one'");
  expect_words(text, "no longer measured: B = 256, generic: it fails");
  EXPECT_FALSE(found.is_slower());
}

}  // namespace
}  // namespace sinter::measure
