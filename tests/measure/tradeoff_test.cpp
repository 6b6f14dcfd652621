#include "frontend/measure/tradeoff.h"

#include <algorithm>
#include <cmath>

#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

Line line(const std::string& label, double first, double call, double spread = 0) {
  return {label, sure(first, spread), sure(call, spread)};
}

TEST(BreakEven, IsTheFirstNumberOfCallsThatPays) {
  // 3 + (n - 1) * 2 >= 20 + (n - 1) * 0.5 from n - 1 = 17 / 1.5 on.
  const Line sooner = line("interp", 3, 2);
  const Line later = line("generic", 20, 0.5);
  const BreakEven found = break_even(sooner, later);
  EXPECT_EQ(found.kind, BreakEven::Kind::kFrom);
  EXPECT_EQ(found.calls, 13);
  EXPECT_LE(total(later, found.calls), total(sooner, found.calls));
  EXPECT_GT(total(later, found.calls - 1), total(sooner, found.calls - 1));
}

TEST(BreakEven, IntervalsAreThoseOfUnfavourableEnds) {
  const BreakEven found = break_even(line("interp", 3, 2, 0.1), line("generic", 20, 0.5, 0.1));
  EXPECT_EQ(found.low, 1 + std::ceil((18 - 3.3) / (2.2 - 0.45)));
  EXPECT_EQ(found.high, 1 + std::ceil((22 - 2.7) / (1.8 - 0.55)));
  EXPECT_TRUE(found.is_sure());
  EXPECT_FALSE(break_even(line("a", 3, 2, 0.1), line("b", 20, 1.9, 0.1)).is_sure());
  // Intervals of the calls that overlap: it may never pay.
  EXPECT_TRUE(std::isinf(break_even(line("a", 3, 2, 0.1), line("b", 20, 1.9, 0.1)).high));
}

TEST(BreakEven, AlwaysAndNever) {
  EXPECT_EQ(break_even(line("a", 3, 2), line("b", 20, 2)).kind, BreakEven::Kind::kNever);
  EXPECT_EQ(break_even(line("a", 3, 2), line("b", 20, 3)).kind, BreakEven::Kind::kNever);
  EXPECT_EQ(break_even(line("a", 3, 2), line("b", 3, 2)).kind, BreakEven::Kind::kAlways);
  EXPECT_EQ(break_even(line("a", 3, 2), line("b", 2, 1)).kind, BreakEven::Kind::kAlways);
}

TEST(BreakEven, OfEveryTwoWaysOnce) {
  const auto all = break_evens({line("c", 20, 0.5), line("a", 3, 2), line("b", 10, 1)});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].sooner + all[0].later, "ac");
  EXPECT_EQ(all[1].sooner + all[1].later, "bc");
  EXPECT_EQ(all[2].sooner + all[2].later, "ab");
}

TEST(BestForCalls, FollowsTheLowestLine) {
  const std::vector<Line> lines{line("interp", 3, 2), line("generic", 20, 0.5),
                                line("specialized", 50, 0.4), line("worse", 60, 3)};
  const auto best = best_for_calls(lines);
  ASSERT_EQ(best.size(), 3U);
  EXPECT_EQ(best[0].label, "interp");
  EXPECT_EQ(best[0].from_calls, 1);
  EXPECT_EQ(best[1].label, "generic");
  EXPECT_EQ(best[1].from_calls, 13);
  EXPECT_EQ(best[2].label, "specialized");
  EXPECT_EQ(best[2].from_calls, 301);
  // At each number of calls no line is below the one that is named.
  for (double calls = 1; calls < 1000; ++calls) {
    const Choices* named = nullptr;
    for (const Choices& choice : best)
      if (choice.from_calls <= calls) named = &choice;
    for (const Line& other : lines) {
      const auto own = std::ranges::find(lines, named->label, &Line::label);
      EXPECT_LE(total(*own, calls), total(other, calls) + 1e-9) << calls << other.label;
    }
  }
}

TEST(BestForCalls, LeavesOutWhatIsNeverBest) {
  // The middle line is above the others everywhere.
  const auto best = best_for_calls({line("a", 1, 10), line("b", 30, 8), line("c", 31, 1)});
  ASSERT_EQ(best.size(), 2U);
  EXPECT_EQ(best[1].label, "c");
  EXPECT_TRUE(best_for_calls({}).empty());
}

TEST(BestForCalls, BeginsWithWhatMayBeShortest) {
  // The second thread's first call is shorter by chance alone, and its later calls are not longer
  // for certain: the simpler way stays.
  const auto same = best_for_calls({line("one", 21, 1, 0.1), line("two", 20, 0.99, 0.1)});
  ASSERT_EQ(same.size(), 1U);
  EXPECT_EQ(same[0].label, "one");
  // Where later calls are faster for certain, there is nothing to begin with otherwise.
  const auto better = best_for_calls({line("one", 20, 1, 0.1), line("two", 21, 0.5, 0.1)});
  ASSERT_EQ(better.size(), 1U);
  EXPECT_EQ(better[0].label, "two");
}

TEST(BestForCalls, IsNotMovedByNoise) {
  const auto best = best_for_calls({line("a", 1, 10, 0.05), line("b", 2, 9.8, 0.05)});
  ASSERT_EQ(best.size(), 1U);
  EXPECT_EQ(best[0].label, "a");
}

Curve curve(const std::string& label, double overhead, double per_element, double spread = 0.01) {
  Curve made{label, {}, {}};
  for (const double size : {16.0, 64.0, 256.0, 1024.0, 4096.0}) {
    made.sizes.push_back(size);
    made.calls.push_back(sure(overhead + per_element * size, spread));
  }
  return made;
}

TEST(Crossover, LiesBetweenTheSizesThatWereMeasured) {
  // 1 + 0.01 n = 3 + 0.005 n at n = 400.
  const auto found = crossings(curve("one", 1, 0.01), curve("two", 3, 0.005));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].below, "one");
  EXPECT_EQ(found[0].above, "two");
  EXPECT_GT(found[0].size, 256);
  EXPECT_LT(found[0].size, 1024);
  EXPECT_NEAR(found[0].size, 400, 60);  // straight between logarithms
  EXPECT_LE(found[0].low, found[0].size);
  EXPECT_GE(found[0].high, found[0].size);
  // The other way round it is the same one.
  const auto turned = crossings(curve("two", 3, 0.005), curve("one", 1, 0.01));
  ASSERT_EQ(turned.size(), 1U);
  EXPECT_EQ(turned[0].below, "one");
  EXPECT_NEAR(turned[0].size, found[0].size, 1e-9);
  EXPECT_NEAR(turned[0].low, found[0].low, 1e-9);
}

TEST(Crossover, IsExactForPowersOfTheSize) {
  // n against 100 * n ** 0.5 cross at n = 10,000.
  Curve a{"a", {}, {}};
  Curve b{"b", {}, {}};
  for (const double size : {1e2, 1e3, 1e5, 1e6}) {
    a.sizes.push_back(size);
    b.sizes.push_back(size);
    a.calls.push_back(sure(size));
    b.calls.push_back(sure(100 * std::sqrt(size)));
  }
  const auto found = crossings(a, b);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NEAR(found[0].size, 1e4, 1e-6);
  // 1% on both sides: the ratio of the times is that of the roots of the sizes.
  EXPECT_NEAR(found[0].low, 1e4 * std::pow(0.99 / 1.01, 2), 1e-6);
  EXPECT_NEAR(found[0].high, 1e4 * std::pow(1.01 / 0.99, 2), 1e-6);
}

TEST(Crossover, TheSecondThreadMayStartToWinWhereBothWereAlike) {
  // As fast up to 64 elements; from 256 on half the time.
  Curve one = curve("one", 1, 0.01);
  Curve two = one;
  two.label = "two";
  for (std::size_t i = 2; i < two.sizes.size(); ++i) two.calls[i] = sure(one.calls[i].center / 2);
  for (const auto& found : {crossings(one, two), crossings(two, one)}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].is_onset);
    EXPECT_EQ(found[0].above, "two");
    EXPECT_EQ(found[0].low, 64);
    EXPECT_EQ(found[0].size, 256);
  }
  // What wins from the first size on begins nowhere.
  two.calls[0] = sure(one.calls[0].center / 2);
  EXPECT_TRUE(crossings(one, two).empty());
}

TEST(Lines, AStartThatWasMadeOnceIsUncertain) {
  WayResult peer = way("numpy", 1, 20, 1);
  peer.starts[0].first_call = {20, 20, 20, 0, 1, 0, 1};
  const Line found = lines_of(point({}, {peer}), "cold")[0];
  EXPECT_EQ(found.first.low, 15);
  EXPECT_EQ(found.first.high, 25);
}

TEST(Crossover, NoiseIsNone) {
  EXPECT_TRUE(crossings(curve("a", 1, 0.01), curve("b", 1.001, 0.0099, 0.05)).empty());
  EXPECT_TRUE(crossings(curve("a", 1, 0.01), curve("b", 2, 0.02)).empty());
}

TEST(Crossover, OfAReport) {
  std::vector<Point> points;
  for (const char* const d : {"4", "8"}) {
    for (const char* const b : {"16", "64", "256"}) {
      const double n = size_number(b);
      points.push_back(point({{"B", b}, {"D", d}}, {way("generic", 1, 9, 1 + 0.05 * n),
                                                    way("generic", 2, 9, 3 + 0.02 * n)}));
    }
  }
  const auto found = crossovers(report(points));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].sweep, "B");
  EXPECT_EQ(found[0].fixed, "D = 4");
  EXPECT_EQ(found[0].above, "generic, 2 threads");
  EXPECT_EQ(found[1].fixed, "D = 8");
  EXPECT_TRUE(crossovers(report({})).empty());
}

TEST(SizeNumber, MultipliesAxes) {
  EXPECT_EQ(size_number("256"), 256);
  EXPECT_EQ(size_number("64x32"), 2048);
}

}  // namespace
}  // namespace sinter::measure
