#include "frontend/measure/starts.h"

#include <malloc.h>

#include <algorithm>
#include <random>

#include "frontend/hardware/clock.h"
#include "frontend/measure/machine.h"
#include "frontend/measure/statistics.h"
#include "frontend/measure/temporary.h"

namespace sinter::measure {
namespace {

/// The starts of one state.
struct Collected {
  Start start;
  std::vector<double> first_call;
  std::vector<CompileTimes> phases;

  void add(double ms, const CompileInfo* info) {
    first_call.push_back(ms);
    if (info == nullptr) return;
    phases.push_back(info->times);
    start.code_bytes = info->code_bytes;
  }

  Start result() const {
    Start done = start;
    done.first_call = estimate(first_call);
    done.first_call.calls = first_call.size();
    for (const Phase& phase : kPhases) {
      std::vector<double> times;
      for (const CompileTimes& one : phases) times.push_back(one.*phase.time);
      done.phases.*phase.time = median(times);
    }
    return done;
  }
};

void start_once(const Program& program, const Starter& starter, const std::string& cache,
                const std::vector<Array>& arguments, const CancelToken& cancel, Collected& into) {
  CallOptions options;
  options.cancel = &cancel;
  const std::int64_t begin = hardware::now_ns();
  const Engine engine(engine_options(starter.way, starter.threads, cache), {program.roots, {}});
  const Function function =
      engine.compile_file(program.file).function(program.function, function_policy(starter.way));
  const std::vector<Array> results = function.call(arguments, options);
  const double ms = static_cast<double>(hardware::now_ns() - begin) / 1e6;
  if (starter.way.is_compiled()) {
    const CompileInfo info = function.compile_info();
    into.add(ms, &info);
  } else {
    into.add(ms, nullptr);
  }
}

/// By how much the process grows at most while the function is compiled, or loaded from the disk
/// cache: nothing is called, so that results and what computes them are not counted. What earlier
/// starts freed goes back to the system first, and would come from there again.
std::optional<std::uint64_t> memory_to_prepare(const Program& program, const Starter& starter,
                                               const std::string& cache,
                                               const std::vector<Array>& arguments) {
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
  const PeakMemory memory;
  const Engine engine(engine_options(starter.way, starter.threads, cache), {program.roots, {}});
  engine.compile_file(program.file)
      .function(program.function, function_policy(starter.way))
      .prepare(arguments);
  return memory.growth();
}

/// One of the starters, and what its starts took.
struct Runner {
  const Starter* starter = nullptr;
  Collected cold;
  Collected disk;
  double spent_ns = 0;
  std::string problem;

  void round(const Program& program, const std::vector<Array>& arguments,
             const CancelToken& cancel) {
    const std::int64_t begin = hardware::now_ns();
    if (starter->way.is_compiled()) {
      if (cold.first_call.empty()) {
        const TemporaryFolder cache;
        cold.start.memory = memory_to_prepare(program, *starter, cache.path(), arguments);
        disk.start.memory = memory_to_prepare(program, *starter, cache.path(), arguments);
      }
      const TemporaryFolder cache;
      start_once(program, *starter, cache.path(), arguments, cancel, cold);
      start_once(program, *starter, cache.path(), arguments, cancel, disk);
    } else {
      start_once(program, *starter, "", arguments, cancel, cold);
    }
    spent_ns += static_cast<double>(hardware::now_ns() - begin);
  }
};

}  // namespace

struct StartRounds::State {
  const Program& program;
  const std::vector<Array>& arguments;
  const Method& method;
  const CancelToken& cancel;
  std::vector<Runner> runners;
  std::mt19937_64 random;
};

StartRounds::StartRounds(const Program& program, const std::vector<Starter>& starters,
                         const std::vector<Array>& arguments, const Method& method,
                         const CancelToken& cancel)
    : state_(new State{program, arguments, method, cancel, {}, std::mt19937_64(method.seed)}) {
  for (const Starter& starter : starters) {
    Runner& runner = state_->runners.emplace_back();
    runner.starter = &starter;
    runner.cold.start.state = "cold";
    runner.disk.start.state = "disk";
  }
}

StartRounds::~StartRounds() = default;

void StartRounds::make_round(const std::function<void(const std::vector<Started>&)>& then) {
  std::vector<Runner*> order;
  for (Runner& runner : state_->runners) order.push_back(&runner);
  std::ranges::shuffle(order, state_->random);
  for (Runner* const runner : order) {
    if (state_->cancel.is_cancelled()) return;
    if (!runner->problem.empty() || runner->spent_ns > state_->method.budget_s * 1e9) continue;
    try {
      runner->round(state_->program, state_->arguments, state_->cancel);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kCancelled) runner->problem = error.what();
    }
    then(results());
  }
}

std::vector<Started> StartRounds::results() const {
  std::vector<Started> all;
  for (const Runner& runner : state_->runners) {
    Started started{{}, runner.problem};
    for (const Collected* const collected : {&runner.cold, &runner.disk})
      if (!collected->first_call.empty()) started.starts.push_back(collected->result());
    all.push_back(std::move(started));
  }
  return all;
}

}  // namespace sinter::measure
