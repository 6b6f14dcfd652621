#include "frontend/measure/statistics.h"

#include <cmath>
#include <functional>
#include <random>

#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

TEST(Median, IsTheMiddle) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({3, 1}), 2);
  EXPECT_EQ(median({5, 1, 3}), 3);
  EXPECT_EQ(median({4, 1, 3, 2}), 2.5);
}

TEST(Interval, IsOfOrderStatistics) {
  // n = 12: P(Binomial(12, 1/2) <= 2) = 79 / 4096.
  std::vector<double> samples;
  for (int i = 12; i >= 1; --i) samples.push_back(i);
  const Estimate twelve = estimate(samples);
  EXPECT_EQ(twelve.center, 6.5);
  EXPECT_EQ(twelve.low, 3);
  EXPECT_EQ(twelve.high, 10);
  EXPECT_DOUBLE_EQ(twelve.confidence, 1 - 2 * 79.0 / 4096);
  EXPECT_EQ(twelve.samples, 12);
  // Six are the fewest with 95%: the least and the largest.
  const Estimate six = estimate({1, 2, 3, 4, 5, 6});
  EXPECT_EQ(six.low, 1);
  EXPECT_EQ(six.high, 6);
  EXPECT_DOUBLE_EQ(six.confidence, 1 - 1.0 / 32);
}

TEST(Interval, SaysHowSureItIsOfFewSamples) {
  EXPECT_EQ(estimate({}).samples, 0);
  const Estimate one = estimate({7});
  EXPECT_EQ(one.low, 7);
  EXPECT_EQ(one.high, 7);
  EXPECT_EQ(one.confidence, 0);
  EXPECT_DOUBLE_EQ(estimate({1, 2, 3}).confidence, 0.75);
}

/// How often the interval of n samples holds the true median.
double coverage(int n, double truth, const std::function<double(std::mt19937_64&)>& draw) {
  std::mt19937_64 random(7);
  constexpr int kTrials = 4000;
  int held = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> samples;
    for (int i = 0; i < n; ++i) samples.push_back(draw(random));
    const Estimate found = estimate(samples);
    EXPECT_GE(found.confidence, 0.95);
    if (found.low <= truth && truth <= found.high) ++held;
  }
  return static_cast<double>(held) / kTrials;
}

TEST(Interval, HoldsTheMedianOfAnyDistribution) {
  std::normal_distribution<double> normal(100, 5);
  std::lognormal_distribution<double> skewed(0, 1);
  const auto two_modes = [&](std::mt19937_64& random) {
    return random() % 10 < 7 ? normal(random) : 3 * normal(random);
  };
  // Of two modes: the 5/7 quantile of the first one, as 7 of 10 samples are of it.
  const double of_two_modes = 100 + 5 * 0.5659;
  for (const int n : {6, 9, 12, 25, 100}) {
    // 4,000 trials: one standard error is 0.35%.
    EXPECT_GE(coverage(n, 100, normal), 0.94) << n;
    EXPECT_GE(coverage(n, 1, skewed), 0.94) << n;
    EXPECT_GE(coverage(n, of_two_modes, two_modes), 0.94) << n;
  }
}

TEST(Outliers, AreFarFromTheOthers) {
  std::vector<double> values;
  for (int i = 0; i < 50; ++i) values.push_back(100 + i % 7);
  EXPECT_EQ(count_outliers(values), 0);
  values.push_back(200);
  values.push_back(1);
  EXPECT_EQ(count_outliers(values), 2);
  EXPECT_EQ(count_outliers({}), 0);
}

}  // namespace
}  // namespace sinter::measure
