#include "frontend/measure/trials.h"

#include "frontend/measure/recommend.h"
#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

TEST(Trials, FindFromWhereOnTheLaterOneIsNotBehind) {
  EXPECT_EQ(overtaken({1, 2, 3, 4, 5}, {3, 3, 3, 4, 5}), 3);
  EXPECT_EQ(overtaken({1, 2, 3}, {1, 1, 1}), 1);
  // Behind again later: that was chance, and does not count.
  EXPECT_EQ(overtaken({1, 4, 5, 6, 9}, {3, 3, 7, 8, 9}), 5);
  EXPECT_FALSE(overtaken({1, 2, 3}, {4, 5, 6}).has_value());
  EXPECT_FALSE(overtaken({}, {}).has_value());
}

std::vector<Starter> starters() {
  return {{parse_way("interp"), 1}, {parse_way("generic"), 1}, {parse_way("specialized"), 1}};
}

TEST(Trials, OfWhatIsSureAndFitsIntoTheBudget) {
  const auto lines_with = [](double specialized_ms, double interpreted_ms) {
    return lines_of(point({}, {way("interp", 1, 3, interpreted_ms), way("generic", 1, 20, 0.5),
                               way("specialized", 1, 30, specialized_ms), way("numpy", 1, 1, 3)}),
                    "cold");
  };
  const auto names = [](const std::vector<BreakEven>& all) {
    std::string text;
    for (const BreakEven& one : all) text += one.sooner + " " + one.later + "; ";
    return text;
  };
  // Not the peer, whose starts are not those of a function here.
  EXPECT_EQ(names(triable(lines_with(0.4, 2), starters(), 2)),
            "interp generic; interp specialized; generic specialized; ");
  // Not what may never pay.
  EXPECT_EQ(names(triable(lines_with(0.495, 2), starters(), 2)),
            "interp generic; interp specialized; ");
  // Not what takes longer than the budget: the 14 or so calls of the interpreter take 30 ms.
  EXPECT_EQ(names(triable(lines_with(0.495, 2), starters(), 0.01)), "");
}

TEST(Trials, AreReallyMade) {
  const std::string path = std::string(SINTER_MEASURE_PROGRAMS) + "/rows.sinter";
  const std::vector<Array> arguments{Array::zeros(DType::kF32, {4, 4})};
  Method method;
  method.trials = 3;
  method.pause_ms = 0;
  // Made-up times: the interpreter starts sooner and is slower by far.
  const auto lines =
      lines_of(point({}, {way("interp", 1, 1, 1), way("generic", 1, 20, 0.001)}), "cold");
  const auto trials =
      make_trials({path, {}, "row_means"}, starters(), lines, arguments, method, {});
  ASSERT_EQ(trials.size(), 1U);
  EXPECT_EQ(trials[0].sooner, "interp");
  EXPECT_EQ(trials[0].found.size(), 3U);
  EXPECT_GT(trials[0].calls, 20);
  for (const auto& found : trials[0].found) EXPECT_LE(found.value_or(0), trials[0].calls);
  method.trials = 0;
  EXPECT_TRUE(make_trials({path, {}, "row_means"}, starters(), lines, arguments, method, {})[0]
                  .found.empty());
}

TEST(Trials, AreSaidBesideThePrediction) {
  Point made = point({}, {way("interp", 1, 3, 2), way("generic", 1, 20, 0.5)});
  const BreakEven predicted = break_evens(lines_of(made, "cold"))[0];
  EXPECT_EQ(trial_text(made, predicted), "");
  made.trials.push_back({"interp", "generic", 24, {14, std::nullopt, 12}});
  EXPECT_EQ(trial_text(made, predicted), "12, 14, not within 24");
}

}  // namespace
}  // namespace sinter::measure
