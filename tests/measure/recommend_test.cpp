#include "frontend/measure/recommend.h"

#include "frontend/measure/show.h"
#include "sinter/specialization_rule.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

TEST(Recommend, ASentence) {
  const Point made = point({{"B", "256"}}, {way("interp", 1, 3, 2), way("generic", 1, 20, 0.5),
                                            way("specialized", 1, 50, 0.4)});
  const Recommendation found = recommend(made, "cold");
  EXPECT_EQ(found.text,
            "the first calls: interp; from 13 calls on: generic; from 301 calls on: specialized");
}

TEST(Recommend, SaysWhereTheEngineDiffers) {
  const Point made = point(
      {{"B", "256"}}, {way("interp", 1, 3, 2), way("generic", 1, 20, 0.5), way("generic", 2, 20, 1),
                       way("specialized", 1, 50, 0.4), way("specialized", 2, 50, 0.9)});
  const Recommendation found = recommend(made, "cold");
  expect_words(found.automatic, "with up to 2 threads");
  expect_words(found.difference,
               "for many calls specialized is 2.25 times faster than what auto "
               "ends up with, specialized, 2 threads");
  expect_words(found.difference,
               "a single call is 6.67 times faster with interp than with generic, "
               "2 threads, which auto begins with");
}

TEST(Recommend, PeersAreNoChoiceOfTheEngine) {
  const Point made = point({}, {way("generic", 1, 20, 0.5), way("specialized", 1, 30, 0.499),
                                way("numpy", 1, 0.1, 0.2)});
  const Recommendation found = recommend(made, "cold");
  EXPECT_EQ(found.text, "any number of calls: numpy");
  EXPECT_EQ(found.difference, "");
}

TEST(Recommend, AgreementIsNotMentioned) {
  const Point made = point({}, {way("generic", 1, 20, 0.5), way("specialized", 1, 30, 0.499)});
  const Recommendation found = recommend(made, "cold");
  EXPECT_EQ(found.text, "any number of calls: generic");
  EXPECT_EQ(found.difference, "");
}

TEST(Automatic, IsTheRuleOfTheLibrary) {
  const Point made = point({}, {way("generic", 1, 20, 0.5), way("specialized", 1, 30, 0.4)});
  const Automatic found = automatic(made);
  ASSERT_TRUE(found.is_known);
  EXPECT_EQ(found.fate, Automatic::Fate::kKept);
  EXPECT_EQ(found.final_label, "specialized");
  // The phases of `way` cost half of the first call.
  const auto calls = static_cast<std::uint64_t>(found.compiles_after);
  EXPECT_TRUE(SpecializationRule::earns_kernel(calls, 0.5 * static_cast<double>(calls), 10));
  EXPECT_FALSE(
      SpecializationRule::earns_kernel(calls - 1, 0.5 * static_cast<double>(calls - 1), 10));
}

TEST(Automatic, DropsWhatIsNotFaster) {
  const Point made = point({}, {way("generic", 1, 20, 0.5), way("specialized", 1, 30, 0.52)});
  const Automatic found = automatic(made);
  EXPECT_EQ(found.fate, Automatic::Fate::kDropped);
  EXPECT_EQ(found.final_label, "generic");
  expect_words(recommend(made, "cold").automatic, "drops it again, for it is not 3% faster");
}

TEST(Automatic, SaysWhatTheTimesLeaveOpen) {
  // 4% faster by the centres, which is more than the rule asks for; but the intervals overlap.
  const Point made =
      point({}, {way("generic", 1, 20, 0.5, 0.05), way("specialized", 1, 30, 0.48, 0.05)});
  const Automatic found = automatic(made);
  EXPECT_EQ(found.fate, Automatic::Fate::kOpen);
  EXPECT_EQ(found.final_label, "specialized");
  expect_words(recommend(made, "cold").automatic,
               "keeps it if it is 3% faster in a trial, which these times leave open");
  EXPECT_EQ(recommend(made, "cold").difference, "");
}

TEST(Automatic, LeavesShortCallsAlone) {
  const Automatic found =
      automatic(point({}, {way("generic", 1, 20, 0.001), way("specialized", 1, 30, 0.0005)}));
  EXPECT_TRUE(found.is_known);
  EXPECT_EQ(found.compiles_after, 0);
  EXPECT_EQ(found.final_label, "generic");
}

TEST(Automatic, IsUnknownWhereItWasNotMeasured) {
  EXPECT_FALSE(automatic(point({}, {way("interp", 1, 1, 1)})).is_known);
}

/// Points along B at which one thread is as fast as said, and two threads need 1 ms.
Report along(const std::vector<double>& one_thread_ms) {
  std::vector<Point> points;
  double b = 16;
  for (const double ms : one_thread_ms) {
    points.push_back(point({{"B", std::to_string(static_cast<int>(b))}},
                           {way("generic", 1, 20, ms), way("generic", 2, 20, 1)}));
    b *= 4;
  }
  return report(points);
}

TEST(CrossoverSentences, SayFromWhereOn) {
  const auto once = crossover_sentences(along({0.5, 2, 4}));
  ASSERT_EQ(once.size(), 1U);
  expect_words(once[0], "generic, 2 threads is faster than generic from B = 32 (");
  const auto onset = crossover_sentences(along({1, 1, 4}));
  ASSERT_EQ(onset.size(), 1U);
  EXPECT_EQ(onset[0],
            "generic, 2 threads is faster than generic from B = 256 on; up to 64 they are alike");
  // What comes and goes is one sentence, which does not say that it stays.
  const auto more = crossover_sentences(along({0.5, 2, 0.5, 2}));
  ASSERT_EQ(more.size(), 1U);
  expect_words(more[0],
               "generic and generic, 2 threads change places 3 times along B: generic is faster, "
               "from 32 (");
  expect_words(more[0], " on generic, 2 threads; from 128 (");
  // Within some percent there is nothing that comes and goes, even of narrow intervals.
  EXPECT_TRUE(crossover_sentences(along({0.5, 0.979, 1.021, 0.979})).empty());
}

TEST(Show, NumbersForPeople) {
  EXPECT_EQ(show_time(0.0000123), "12.3 ns");
  EXPECT_EQ(show_time(0.01234), "12.3 µs");
  EXPECT_EQ(show_time(1.5), "1.50 ms");
  EXPECT_EQ(show_time(999.7), "1.00 s");
  EXPECT_EQ(show_time(119e3), "119 s");
  EXPECT_EQ(show_time(123456), "2.06 min");
  EXPECT_EQ(show_time(1.2e7), "3.33 h");
  EXPECT_EQ(show_time(1e9), "11.6 days");
  EXPECT_EQ(show_count(999), "999");
  EXPECT_EQ(show_count(65536), "65,536");
  EXPECT_EQ(show_count(1.5e6), "1.50 million");
  EXPECT_EQ(show_bytes(512), "512 bytes");
  EXPECT_EQ(show_bytes(std::uint64_t{3} << 20), "3.00 MiB");
  EXPECT_EQ(show_share(0.004), "<1%");
  EXPECT_EQ(show_share(0.126), "13%");
  EXPECT_EQ(show_ratio(1.12), "12%");
  EXPECT_EQ(show_ratio(2), "2.00 times");
  EXPECT_EQ(show_estimate(sure(0.0123, 0.1)), "12.3 µs (11.1 to 13.5)");
}

}  // namespace
}  // namespace sinter::measure
