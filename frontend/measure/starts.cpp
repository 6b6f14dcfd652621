#include "frontend/measure/starts.h"

#include <malloc.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <system_error>

#include "frontend/hardware/clock.h"
#include "frontend/measure/machine.h"
#include "frontend/measure/statistics.h"

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
  const Function function = engine.compile_file(program.file).function(program.function);
  const std::vector<Array> results = function.call(arguments, options);
  const double ms = static_cast<double>(hardware::now_ns() - begin) / 1e6;
  if (starter.way.is_compiled()) {
    const CompileInfo info = function.compile_info();
    into.add(ms, &info);
  } else {
    into.add(ms, nullptr);
  }
}

/// A start that counts memory, and no time: what earlier ones freed goes back to the system first,
/// and would come from there again.
std::optional<std::uint64_t> memory_of_start(const Program& program, const Starter& starter,
                                             const std::string& cache,
                                             const std::vector<Array>& arguments,
                                             const CancelToken& cancel) {
  Collected ignored;
#if defined(__GLIBC__)
  malloc_trim(0);
#endif
  const PeakMemory memory;
  start_once(program, starter, cache, arguments, cancel, ignored);
  return memory.growth();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::error_code failed;
  std::string pattern = (std::filesystem::temp_directory_path(failed) / "sinter-XXXXXX").string();
  if (failed || mkdtemp(pattern.data()) == nullptr)
    throw Error(ErrorKind::kResource, "E6306",
                "cannot make a folder for temporary files: check TMPDIR, and the space left");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

namespace {

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
        cold.start.memory = memory_of_start(program, *starter, cache.path(), arguments, cancel);
        disk.start.memory = memory_of_start(program, *starter, cache.path(), arguments, cancel);
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

std::vector<Started> measure_starts(const Program& program, const std::vector<Starter>& starters,
                                    const std::vector<Array>& arguments, const Method& method,
                                    const CancelToken& cancel) {
  std::vector<Runner> runners(starters.size());
  std::vector<Runner*> order;
  for (std::size_t i = 0; i < starters.size(); ++i) {
    runners[i].starter = &starters[i];
    runners[i].cold.start.state = "cold";
    runners[i].disk.start.state = "disk";
    order.push_back(&runners[i]);
  }
  std::mt19937_64 random(method.seed);
  for (int round = 0; round < method.starts; ++round) {
    std::ranges::shuffle(order, random);
    for (Runner* const runner : order) {
      if (cancel.is_cancelled()) break;
      if (!runner->problem.empty() || runner->spent_ns > method.budget_s * 1e9) continue;
      try {
        runner->round(program, arguments, cancel);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kCancelled) runner->problem = error.what();
      }
    }
  }
  std::vector<Started> all;
  for (const Runner& runner : runners) {
    Started started{{}, runner.problem};
    for (const Collected* const state : {&runner.cold, &runner.disk})
      if (!state->first_call.empty()) started.starts.push_back(state->result());
    all.push_back(std::move(started));
  }
  return all;
}

}  // namespace sinter::measure
