#include "frontend/measure/compare.h"

#include <cmath>
#include <random>

#include "frontend/measure/statistics.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

using Outcome = Comparison::Outcome;

bool is_slower(const Comparison& comparison) { return comparison.outcome() == Outcome::kSlower; }

Report one(WayResult result) { return report({point({{"B", "256"}}, {std::move(result)})}); }

TEST(Compare, FindsWhatBecameSlower) {
  const Comparison found = compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.2)));
  ASSERT_EQ(found.changes.size(), 2U);
  EXPECT_TRUE(is_slower(found));
  EXPECT_EQ(found.changes[0].what, "call");
  EXPECT_EQ(found.changes[0].verdict, Change::Verdict::kSlower);
  EXPECT_EQ(found.changes[1].what, "first call, cold");
  EXPECT_EQ(found.changes[1].verdict, Change::Verdict::kSame);
  const std::string text = comparison_text(found);
  expect_words(text,
               "slower: B = 256, generic, call: 1.00 ms (0.99 to 1.01) -> 1.20 ms (1.19 to 1.21), "
               "20% slower");
  expect_words(text, "1 of 2 times are the same, within their intervals or 5% (first calls: 25%)");
}

TEST(Compare, FindsWhatBecameFaster) {
  const Comparison found = compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 9, 1)));
  EXPECT_FALSE(is_slower(found));
  EXPECT_EQ(found.changes[1].verdict, Change::Verdict::kFaster);
  expect_words(comparison_text(found), "faster: B = 256, generic, first call, cold");
}

TEST(Compare, IntervalsAndToleranceBothHaveToBeLeft) {
  // Intervals overlap.
  EXPECT_FALSE(is_slower(
      compare(one(way("generic", 1, 20, 1, 0.1)), one(way("generic", 1, 20, 1.15, 0.1)))));
  // Apart, but within 5%.
  EXPECT_FALSE(is_slower(compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.04)))));
  EXPECT_TRUE(is_slower(
      compare(one(way("generic", 1, 20, 1)), one(way("generic", 1, 20, 1.04)), {.call = 0.02})));
}

TEST(Compare, FirstCallsHaveATolerance) {
  const Report before = one(way("generic", 1, 20, 1));
  EXPECT_FALSE(is_slower(compare(before, one(way("generic", 1, 24, 1)))));
  EXPECT_TRUE(is_slower(compare(before, one(way("generic", 1, 26, 1)))));
  EXPECT_TRUE(is_slower(compare(before, one(way("generic", 1, 24, 1)), {.first = 0.1})));
  // A third more, but no more than what a file system does.
  EXPECT_FALSE(
      is_slower(compare(one(way("generic", 1, 0.3, 0.01)), one(way("generic", 1, 0.4, 0.01)))));
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
    if (is_slower(compare(one(before), one(same)))) ++false_alarms;
    if (is_slower(compare(one(before), one(slower)))) ++found;
  }
  EXPECT_LE(false_alarms, kRuns / 100);
  EXPECT_GE(found, kRuns * 9 / 10);
}

TEST(Compare, FewSamplesAreNotJudged) {
  WayResult few = way("interp", 1, 20, 2);
  few.call = Estimate{2, 2, 2, 0, 1, 0, 1};
  const Comparison found = compare(one(way("interp", 1, 20, 1)), one(few));
  EXPECT_EQ(found.changes[0].verdict, Change::Verdict::kUnknown);
  EXPECT_FALSE(is_slower(found));
  expect_words(comparison_text(found), "1 have too few samples to be judged");
}

TEST(Compare, SaysWhatElseIsDifferent) {
  Report after = one(way("generic", 1, 20, 1));
  after.machine.processor = "another one";
  after.program = "other text";
  after.method.batch_ms = 2;
  after.machine.after.others = 0.5;
  const Comparison found = compare(one(way("generic", 1, 20, 1)), after);
  EXPECT_EQ(found.outcome(), Outcome::kSame);
  const std::string text = comparison_text(found);
  expect_words(text, "Not alike: the processor was 'a <processor>' and is 'another one'.");
  expect_words(text, "Not alike: the text of the program has changed.");
  expect_words(text, "Not alike: --batch was '1' and is '2'.");
  expect_words(
      text, "Not alike: while the new one was measured, other processes used 50% of a processor.");
}

TEST(Compare, WhatCannotBeMeasuredAnyMoreIsLost) {
  const Report before = report({point({{"B", "256"}}, {way("generic", 1, 20, 1)}),
                                point({{"B", "512"}}, {way("generic", 1, 20, 1)})});
  // A way that fails, after its starts.
  Report after = before;
  after.points[0].ways[0].call.reset();
  after.points[0].ways[0].problem = "it fails";
  Comparison found = compare(before, after);
  EXPECT_EQ(found.outcome(), Outcome::kLost);
  expect_words(comparison_text(found), "no longer measured: B = 256, generic, call: it fails");
  // One whose starts are gone.
  after = before;
  after.points[0].ways[0].starts.clear();
  found = compare(before, after);
  EXPECT_EQ(found.outcome(), Outcome::kLost);
  expect_words(comparison_text(found), "no longer measured: B = 256, generic, first call, cold");
  // A whole size.
  after = before;
  after.points[1].ways.clear();
  after.points[1].problem = "out of memory";
  found = compare(before, after);
  EXPECT_EQ(found.outcome(), Outcome::kLost);
  expect_words(comparison_text(found), "B = 512, generic, call: out of memory");
  after.points.pop_back();
  expect_words(comparison_text(compare(before, after)), "it was not asked for");
  after.interrupted = true;
  expect_words(comparison_text(compare(before, after)), "the new run was interrupted");
  // Slower is more to the point than lost.
  after.points[0].ways[0].call = sure(2);
  EXPECT_EQ(compare(before, after).outcome(), Outcome::kSlower);
  // What fails in both is not lost.
  after = before;
  after.points.pop_back();
  EXPECT_EQ(compare(after, before).outcome(), Outcome::kSame);
}

TEST(Compare, NothingJudgedIsNoSuccess) {
  WayResult few = way("interp", 1, 20, 2);
  few.call = Estimate{2, 2, 2, 0, 1, 0, 1};
  few.starts[0].first_call = *few.call;
  const Comparison found = compare(one(few), one(few));
  EXPECT_EQ(found.outcome(), Outcome::kUnjudged);
  expect_words(comparison_text(found), "Nothing could be judged.");
  EXPECT_EQ(compare(report({}), report({})).outcome(), Outcome::kUnjudged);
}

TEST(Compare, OtherFunctionsAreRefused) {
  const Report before = one(way("generic", 1, 20, 1));
  Report after = before;
  after.function = "column_means";
  const Error function = error_of([&] { compare(before, after); });
  EXPECT_EQ(function.code(), "E6309");
  expect_words(function.what(), "of different functions: row_means and column_means");
  after = before;
  after.signature = "row_means(x: f64[B, D]) -> f64[B]";
  const Error signature = error_of([&] { compare(before, after); });
  EXPECT_EQ(signature.code(), "E6309");
  expect_words(signature.what(), "of different signatures");
}

}  // namespace
}  // namespace sinter::measure
