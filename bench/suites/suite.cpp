#include "bench/suites/suite.h"

#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include "bench/common/measure.h"

namespace sinter::suite {
namespace {

/// By number of threads.
std::map<int, bench::Limits>& limits() {
  static std::map<int, bench::Limits> measured;
  return measured;
}

/// Threads are bound by OpenMP, which reads the environment before main.
void bind_threads(char** argv) {
  if (std::getenv("OMP_PROC_BIND") != nullptr) return;
  setenv("OMP_PROC_BIND", "close", 1);
  setenv("OMP_PLACES", "cores", 1);
  unsetenv("OPENBLAS_CORETYPE");
  execv("/proc/self/exe", argv);
}

void measure_all_limits() {
  for (int threads : thread_counts()) {
    bench::SpinPool pool(threads);
    limits()[threads] = bench::measure_limits(pool, threads);
  }
  for (const auto& [threads, l] : limits()) {
    benchmark::AddCustomContext(fmt::format("limits, {} thread(s)", threads),
                                fmt::format("FMA f32 {:.0f} GFLOP/s, read L1 {:.0f} L2 {:.0f} DRAM "
                                            "{:.1f} GB/s, copy DRAM {:.1f} GB/s",
                                            l.fma_f32_gflops, l.read_l1_gbs, l.read_l2_gbs,
                                            l.read_dram_gbs, l.copy_dram_gbs));
  }
}

void report(benchmark::State& state, const Work& work, double best_ns) {
  state.counters["best_us"] = best_ns / 1e3;
  if (work.bytes > 0) {
    state.counters["GB/s"] = work.bytes / best_ns;
    state.counters["of_dram"] = work.bytes / best_ns / limits().at(work.threads).read_dram_gbs;
  }
  if (work.flops <= 0) return;
  const double peak =
      limits().at(work.threads).fma_f32_gflops * (work.type == DType::kF64 ? 0.5 : 1);
  state.counters["GFLOP/s"] = work.flops / best_ns;
  state.counters["of_peak"] = work.flops / best_ns / peak;
}

}  // namespace

const Engine& engine(int threads) {
  static std::map<int, Engine> engines;
  const auto found = engines.find(threads);
  if (found != engines.end()) return found->second;
  EngineOptions options;
  options.effort = Effort::kFull;
  options.threads = threads;
  return engines.emplace(threads, Engine(options)).first->second;
}

std::vector<int> thread_counts() {
  cpu_set_t set;
  const int all = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  return all > 1 ? std::vector{1, all} : std::vector{1};
}

Array random_array(DType type, const Array::Shape& shape, unsigned seed) {
  std::mt19937 generator(seed);
  std::normal_distribution<double> normal;
  Array array = Array::empty(type, shape);
  for (std::int64_t i = 0; i < array.size(); ++i) {
    if (type == DType::kF32) array.data<float>()[i] = static_cast<float>(normal(generator));
    if (type == DType::kF64) array.data<double>()[i] = normal(generator);
    if (type == DType::kI32)
      array.data<std::int32_t>()[i] = static_cast<std::int32_t>(generator() % 100);
  }
  return array;
}

void add(const std::string& name, const Work& work, std::function<std::function<void()>()> make) {
  const auto row = [work, make = std::move(make),
                    run = std::function<void()>()](benchmark::State& state) mutable {
    if (!run) {
      run = make();
      // Idle threads of OpenMP and of a BLAS spin for a while: they go to sleep first.
      if (work.threads > 1) std::this_thread::sleep_for(std::chrono::milliseconds(220));
      for (int i = 0; i < 3; ++i) run();
    }
    double best = 1e300;  // of single calls: what other work on the machine disturbs least
    for (auto _ : state) {
      const auto start = bench::now_ns();
      run();
      best = std::min(best, static_cast<double>(bench::now_ns() - start));
    }
    report(state, work, best);
  };
  benchmark::RegisterBenchmark(fmt::format("{}/threads:{}", name, work.threads).c_str(), row)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

void add_sinter(const std::string& name, const Work& work, const std::string& source,
                const std::string& function, std::function<std::vector<Array>()> arguments) {
  add(name + "/sinter", work, [=]() -> std::function<void()> {
    const Function f = engine(work.threads).compile(source).function(function);
    const auto in = arguments();
    const auto out = f.call(in);
    return [f, in, out] { f.call_into(in, out); };
  });
}

int run(int argc, char** argv) {
  bind_threads(argv);
  if (const Blas* blas = Blas::find()) benchmark::AddCustomContext("BLAS", blas->name());
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  measure_all_limits();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}

}  // namespace sinter::suite
