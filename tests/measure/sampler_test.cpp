#include "frontend/measure/sampler.h"

#include <algorithm>
#include <set>

#include "tests/measure/common.h"

namespace sinter::measure {
namespace {

Method quick() {
  Method method;
  method.blocks = 12;
  method.batch_ms = 0.1;
  method.pause_ms = 0;
  return method;
}

/// Calls that take what they say.
Contestant steady_one(double ns, int group = 0) {
  return {[ns](std::int64_t calls) { return ns * static_cast<double>(calls); }, group, {}};
}

TEST(Sampler, MeasuresWhatCallsTake) {
  const auto sampled = sample({steady_one(100), steady_one(5e6)}, quick(), 20, {});
  ASSERT_EQ(sampled.size(), 2U);
  EXPECT_EQ(sampled[0].batch_calls, 1000);  // 0.1 ms
  EXPECT_EQ(sampled[0].blocks.size(), 12U);
  EXPECT_EQ(sampled[0].batches.size(), 36U);
  EXPECT_DOUBLE_EQ(steady(sampled[0]).center, 1e-4);
  EXPECT_EQ(steady(sampled[0]).calls, 36000U);
  EXPECT_EQ(sampled[1].batch_calls, 1);
  EXPECT_DOUBLE_EQ(steady(sampled[1]).center, 5);
}

TEST(Sampler, BatchesAreLongerThanTheClockIsCoarse) {
  // A look at the clock takes 2 µs: a batch takes 2 ms, so that its share is a thousandth.
  const auto sampled = sample({steady_one(1000)}, quick(), 2000, {});
  EXPECT_EQ(sampled[0].batch_calls, 2000);
}

TEST(Sampler, SlowOnesGetFewerBlocks) {
  Method method = quick();
  method.budget_s = 1;
  const auto sampled = sample({steady_one(4e8), steady_one(5e9)}, method, 20, {});
  EXPECT_EQ(sampled[0].blocks.size(), 2U);
  EXPECT_EQ(sampled[0].batches.size(), 2U);
  EXPECT_EQ(sampled[1].blocks.size(), 1U);
  EXPECT_LT(steady(sampled[0]).confidence, 0.95);
}

TEST(Sampler, AllHaveTheirTurnInEachBlock) {
  std::vector<int> turns;
  std::vector<Contestant> contestants;
  for (int i = 0; i < 4; ++i) {
    contestants.push_back({[&turns, i](std::int64_t calls) {
                             if (turns.empty() || turns.back() != i) turns.push_back(i);
                             return 1e6 * static_cast<double>(calls);
                           },
                           i / 2,
                           {}});
  }
  int blocks = 0;
  SamplerHooks hooks;
  hooks.renew = [&] {
    turns.push_back(-1);
    ++blocks;
  };
  double share = 0;
  hooks.progress = [&](double now, const std::vector<Sampled>& sampled) {
    EXPECT_EQ(sampled[0].blocks.size(), static_cast<std::size_t>(blocks));
    EXPECT_GT(now, share);
    share = now;
  };
  sample(contestants, quick(), 20, hooks);
  EXPECT_EQ(blocks, 12);
  EXPECT_EQ(share, 1);
  std::set<std::vector<int>> orders;
  for (auto begin = std::ranges::find(turns, -1); begin != turns.end();) {
    const auto end = std::find(begin + 1, turns.end(), -1);
    const std::vector<int> order(begin + 1, end);
    ASSERT_EQ(order.size(), 4U);
    EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 4U);
    EXPECT_EQ(order[0] / 2, order[1] / 2) << "contestants of a group come one after another";
    orders.insert(order);
    begin = end;
  }
  EXPECT_GT(orders.size(), 2U) << "blocks have other orders";
}

TEST(Sampler, AProblemIsThatOfOneContestant) {
  int calls = 0;
  const Contestant fails{[&](std::int64_t) -> double {
                           if (++calls > 30) throw Error(ErrorKind::kUser, "E0310", "no more");
                           return 1e6;
                         },
                         0,
                         {}};
  const auto sampled = sample({fails, steady_one(1e6)}, quick(), 20, {});
  EXPECT_EQ(sampled[0].problem, "no more");
  EXPECT_EQ(sampled[1].problem, "");
  EXPECT_EQ(sampled[1].blocks.size(), 12U);
}

TEST(Sampler, KeepsWhatWasMeasuredWhenItIsCancelled) {
  int blocks = 0;
  SamplerHooks hooks;
  hooks.renew = [&] { ++blocks; };
  hooks.is_cancelled = [&] { return blocks == 4; };
  const auto sampled = sample({steady_one(1000)}, quick(), 20, hooks);
  EXPECT_EQ(sampled[0].blocks.size(), 3U);
  const Contestant cancelled{
      [&](std::int64_t) -> double { throw Error(ErrorKind::kCancelled, "E6031", "cancelled"); },
      0,
      {}};
  EXPECT_EQ(sample({cancelled}, quick(), 20, {})[0].problem, "");
}

TEST(Sampler, PreparesFirst) {
  std::vector<std::string> order;
  const Contestant contestant{[&](std::int64_t calls) {
                                order.emplace_back("call");
                                return 1e6 * static_cast<double>(calls);
                              },
                              0, [&] { order.emplace_back("prepare"); }};
  sample({contestant}, quick(), 20, {});
  EXPECT_EQ(order.front(), "prepare");
  EXPECT_EQ(std::ranges::count(order, "prepare"), 1);
  const Contestant fails{contestant.run, 0,
                         [] { throw Error(ErrorKind::kUser, "E0310", "it cannot be compiled"); }};
  EXPECT_EQ(sample({fails, contestant}, quick(), 20, {})[0].problem, "it cannot be compiled");
}

TEST(Sampler, TheLeastTimeOfTheWarmUpDecidesTheBatch) {
  // A first call that takes what a compile takes, and another batch that something came between.
  for (const double first_ns : {150e6, 30e6, 1000.0}) {
    int runs = 0;
    const Contestant contestant{[&, first_ns](std::int64_t calls) {
                                  ++runs;
                                  if (runs == 1) return first_ns;
                                  const double ns = 100 * static_cast<double>(calls);
                                  return runs == 4 ? ns + 20e6 : ns;
                                },
                                0,
                                {}};
    EXPECT_EQ(sample({contestant}, quick(), 20, {})[0].batch_calls, 1000) << first_ns;
  }
}

TEST(Sampler, WhatTakesTheWholeBudgetIsCalledFewTimes) {
  int calls_made = 0;
  const Contestant slow{[&](std::int64_t calls) {
                          calls_made += static_cast<int>(calls);
                          return 5e9 * static_cast<double>(calls);
                        },
                        0,
                        {}};
  EXPECT_EQ(sample({slow}, quick(), 20, {})[0].blocks.size(), 1U);
  EXPECT_EQ(calls_made, 2);
}

}  // namespace
}  // namespace sinter::measure
