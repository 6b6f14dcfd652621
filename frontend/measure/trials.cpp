#include "frontend/measure/trials.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <random>
#include <thread>

#include "frontend/hardware/clock.h"
#include "frontend/measure/inputs.h"
#include "frontend/measure/temporary.h"

namespace sinter::measure {
namespace {

constexpr double kMostCalls = 2e6;

std::string label_of(const Starter& starter) {
  WayResult result;
  result.way = starter.way.text;
  result.threads = starter.threads;
  return result.label();
}

/// More calls than the break-even says, so that it is passed even where it comes later.
double calls_of(const BreakEven& one) { return std::ceil(1.5 * one.high) + 5; }

/// When each of so many calls was done, in nanoseconds from the text of the program on.
std::vector<double> done_at(const Program& program, const Starter& starter,
                            const std::vector<Array>& arguments, std::size_t calls,
                            const CancelToken& cancel) {
  const TemporaryFolder cache;
  CallOptions options;
  options.cancel = &cancel;
  std::vector<double> times;
  times.reserve(calls);
  const std::int64_t begin = hardware::now_ns();
  const Engine engine(engine_options(starter.way, starter.threads, cache.path()),
                      {program.roots, {}});
  const Function function =
      engine.compile_file(program.file).function(program.function, function_policy(starter.way));
  while (times.size() < calls) {
    function.call(arguments, options);
    times.push_back(static_cast<double>(hardware::now_ns() - begin));
  }
  return times;
}

}  // namespace

std::optional<double> overtaken(const std::vector<double>& sooner,
                                const std::vector<double>& later) {
  std::size_t behind = std::min(sooner.size(), later.size());
  if (behind == 0 || later[behind - 1] > sooner[behind - 1]) return std::nullopt;
  while (behind > 0 && later[behind - 1] <= sooner[behind - 1]) --behind;
  return static_cast<double>(behind + 1);
}

std::vector<BreakEven> triable(const std::vector<Line>& lines, const std::vector<Starter>& starters,
                               double budget_s) {
  const auto takes_long = [&](const std::string& label, double calls) {
    const auto line = std::ranges::find(lines, label, &Line::label);
    return line == lines.end() || total(*line, calls) > budget_s * 1e3 || calls > kMostCalls;
  };
  std::vector<BreakEven> all = break_evens(lines);
  std::erase_if(all, [&](const BreakEven& one) {
    const auto is_missing = [&](const std::string& label) {
      return std::ranges::find(starters, label, label_of) == starters.end();
    };
    return !one.is_sure() || is_missing(one.sooner) || is_missing(one.later) ||
           takes_long(one.sooner, calls_of(one)) || takes_long(one.later, calls_of(one));
  });
  return all;
}

std::vector<Trial> make_trials(const Program& program, const std::vector<Starter>& starters,
                               const std::vector<Line>& lines, const std::vector<Array>& arguments,
                               const Method& method, const CancelToken& cancel) {
  const std::vector<BreakEven> pairs = triable(lines, starters, method.budget_s);
  std::vector<Trial> trials;
  std::map<std::string, double> calls;  // of each way, for all of its pairs
  for (const BreakEven& one : pairs) {
    trials.push_back({one.sooner, one.later, calls_of(one), {}});
    for (const std::string& label : {one.sooner, one.later})
      calls[label] = std::max(calls[label], calls_of(one));
  }
  std::vector<const Starter*> order;
  for (const Starter& starter : starters)
    if (calls.contains(label_of(starter))) order.push_back(&starter);
  std::mt19937_64 random(method.seed);
  for (int round = 0; round < method.trials && !pairs.empty(); ++round) {
    std::ranges::shuffle(order, random);
    const std::vector<Array> current = relocated(arguments, static_cast<std::uint64_t>(round));
    std::map<std::string, std::vector<double>> done;
    for (const Starter* const starter : order) {
      if (cancel.is_cancelled()) return trials;
      // Other ways' threads stop to spin.
      std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(method.pause_ms));
      const std::string label = label_of(*starter);
      done[label] =
          done_at(program, *starter, current, static_cast<std::size_t>(calls[label]), cancel);
    }
    for (Trial& trial : trials) {
      // Each pair is looked at over its own calls.
      const auto own = [&](const std::string& label) {
        std::vector<double> times = done[label];
        times.resize(std::min(times.size(), static_cast<std::size_t>(trial.calls)));
        return times;
      };
      trial.found.push_back(overtaken(own(trial.sooner), own(trial.later)));
    }
  }
  return trials;
}

}  // namespace sinter::measure
