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
  EXPECT_TRUE(found.keeps);
  EXPECT_EQ(found.final_label, "specialized");
  // The phases of `way` cost half of the first call.
  const auto calls = static_cast<std::uint64_t>(found.compiles_after);
  EXPECT_TRUE(SpecializationRule::earns_kernel(calls, 0.5 * static_cast<double>(calls), 10));
  EXPECT_FALSE(
      SpecializationRule::earns_kernel(calls - 1, 0.5 * static_cast<double>(calls - 1), 10));
}

TEST(Automatic, DropsWhatIsNotFaster) {
  const Automatic found =
      automatic(point({}, {way("generic", 1, 20, 0.5), way("specialized", 1, 30, 0.49)}));
  EXPECT_FALSE(found.keeps);
  EXPECT_EQ(found.final_label, "generic");
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
  EXPECT_EQ(show_ratio(1.12), "12%");
  EXPECT_EQ(show_ratio(2), "2.00 times");
  EXPECT_EQ(show_estimate(sure(0.0123, 0.1)), "12.3 µs (11.1 to 13.5)");
}

}  // namespace
}  // namespace sinter::measure
