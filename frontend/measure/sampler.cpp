#include "frontend/measure/sampler.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <random>
#include <thread>

#include "frontend/measure/statistics.h"

namespace sinter::measure {
namespace {

constexpr double kWarmUpNs = 2e7;
constexpr double kClockShare = 1e-3;  // that looking at the clock may have of a batch
constexpr int kFewestBatches = 3;     // of a warm-up
constexpr int kMostBatchCalls = 1 << 24;

class Sampler {
 public:
  Sampler(const std::vector<Contestant>& contestants, const Method& method,
          double clock_overhead_ns, const SamplerHooks& hooks)
      : contestants_(contestants),
        method_(method),
        batch_ns_(std::max(method.batch_ms * 1e6, clock_overhead_ns / kClockShare)),
        hooks_(hooks),
        random_(method.seed),
        results_(contestants.size()),
        blocks_(contestants.size(), method.blocks),
        batches_(contestants.size(), method.batches) {
    for (std::size_t i = 0; i < contestants.size(); ++i) groups_[contestants[i].group].push_back(i);
  }

  std::vector<Sampled> run() {
    in_turn([&](std::size_t i) { warm_up(i); });
    for (int block = 0; block < method_.blocks && !cancelled_; ++block) {
      if (hooks_.renew) hooks_.renew();
      in_turn([&](std::size_t i) {
        if (block < blocks_[i]) measure(i);
      });
      if (hooks_.progress) hooks_.progress((block + 1.0) / method_.blocks, results_);
    }
    return std::move(results_);
  }

 private:
  /// Groups in random order, and contestants of a group too.
  template <typename Body>
  void in_turn(const Body& body) {
    std::vector<int> order;
    for (const auto& [group, members] : groups_) order.push_back(group);
    std::ranges::shuffle(order, random_);
    for (const int group : order) {
      if (group != last_group_ && last_group_ != kNoGroup && groups_.size() > 1) {
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(method_.pause_ms));
      }
      last_group_ = group;
      std::vector<std::size_t> members = groups_[group];
      std::ranges::shuffle(members, random_);
      for (const std::size_t i : members) {
        cancelled_ = cancelled_ || (hooks_.is_cancelled && hooks_.is_cancelled());
        if (cancelled_) return;
        if (results_[i].problem.empty()) guarded(i, body);
      }
    }
  }

  template <typename Body>
  void guarded(std::size_t i, const Body& body) {
    try {
      body(i);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kCancelled) {
        cancelled_ = true;
      } else {
        results_[i].problem = error.what();
      }
    }
  }

  /// Calls in growing batches until they have run for some time and two batches in a row agree.
  /// The least time of a call says how many calls a batch takes: what comes in the way of a batch
  /// (pages that are touched for the first time, another process) makes it longer, never shorter.
  void warm_up(std::size_t i) {
    const Contestant& contestant = contestants_[i];
    if (contestant.prepare) contestant.prepare();
    const double end = std::min(kWarmUpNs, method_.budget_s * 1e9 / 10);
    std::int64_t calls = 1;
    double spent = contestant.run(1);
    double least = spent;
    double latest = spent;
    double before = 0;
    for (int batches = 1; spent < end || std::abs(latest - before) > latest / 10; ++batches) {
      // One slow call may be chance, unless it takes what all of them may.
      if (spent > 5 * end && (batches >= kFewestBatches || spent > method_.budget_s * 1e9 / 4))
        break;
      const double took = contestant.run(calls);
      spent += took;
      before = latest;
      latest = took / static_cast<double>(calls);
      least = std::min(least, latest);
      if (took < batch_ns_ && calls < kMostBatchCalls) calls *= 2;
    }
    const double per_call = std::max(least, 1.0);
    results_[i].batch_calls = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(std::ceil(batch_ns_ / per_call)), 1, kMostBatchCalls);
    // What is too slow for all blocks and batches gets fewer batches first, then fewer blocks.
    const double batch_s = per_call * static_cast<double>(results_[i].batch_calls) / 1e9;
    const double affordable = method_.budget_s / batch_s;
    batches_[i] = std::clamp(static_cast<int>(affordable / method_.blocks), 1, method_.batches);
    blocks_[i] = std::clamp(static_cast<int>(affordable / batches_[i]), 1, method_.blocks);
  }

  void measure(std::size_t i) {
    Sampled& result = results_[i];
    // Brings code and data back into the caches. Where one call is a batch, caches hardly matter.
    if (result.batch_calls > 1) contestants_[i].run(1);
    std::vector<double> block;
    for (int batch = 0; batch < batches_[i]; ++batch) {
      block.push_back(contestants_[i].run(result.batch_calls) /
                      static_cast<double>(result.batch_calls));
    }
    result.batches.insert(result.batches.end(), block.begin(), block.end());
    result.blocks.push_back(median(block));
  }

  static constexpr int kNoGroup = -1;
  const std::vector<Contestant>& contestants_;
  const Method& method_;
  const double batch_ns_;
  const SamplerHooks& hooks_;
  std::mt19937_64 random_;
  std::vector<Sampled> results_;
  std::vector<int> blocks_;
  std::vector<int> batches_;
  std::map<int, std::vector<std::size_t>> groups_;
  int last_group_ = kNoGroup;
  bool cancelled_ = false;
};

}  // namespace

std::vector<Sampled> sample(const std::vector<Contestant>& contestants, const Method& method,
                            double clock_overhead_ns, const SamplerHooks& hooks) {
  return Sampler(contestants, method, clock_overhead_ns, hooks).run();
}

Estimate steady(const Sampled& sampled) {
  Estimate result = estimate(sampled.blocks);
  result.center /= 1e6;
  result.low /= 1e6;
  result.high /= 1e6;
  result.outliers = count_outliers(sampled.batches);
  result.calls = sampled.batches.size() * static_cast<std::uint64_t>(sampled.batch_calls);
  return result;
}

}  // namespace sinter::measure
