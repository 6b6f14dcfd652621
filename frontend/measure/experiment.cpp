#include "frontend/measure/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <thread>

#include "frontend/hardware/clock.h"
#include "frontend/hardware/processors.h"
#include "frontend/measure/machine.h"
#include "frontend/measure/roof.h"
#include "frontend/measure/sampler.h"
#include "frontend/measure/temporary.h"
#include "frontend/measure/tradeoff.h"
#include "frontend/measure/trials.h"
#include "sinter/specialization_rule.h"

namespace sinter::measure {
namespace {

constexpr double kSlowCallNs = 5e6;  // from here on a call is given the token that cancels it

/// A way with an engine of its own, which is called again and again.
class Steady {
 public:
  Steady(const Program& program, const Way& way, int threads, const std::string& cache,
         const CancelToken& cancel)
      : way_(way),
        engine_(engine_options(way, threads, cache), {program.roots, {}}),
        function_(
            engine_.compile_file(program.file).function(program.function, function_policy(way))) {
    options_.cancel = &cancel;
  }

  void take(const std::vector<Array>* arguments) { arguments_ = arguments; }

  double run(std::int64_t calls) {
    const CallOptions& options = slow_ ? options_ : unlimited_;
    const std::int64_t begin = hardware::now_ns();
    for (std::int64_t i = 0; i < calls; ++i) function_.call(*arguments_, options);
    const double took = static_cast<double>(hardware::now_ns() - begin);
    slow_ = took > kSlowCallNs * static_cast<double>(calls);
    return took;
  }

  /// Compiles; calls an automatic engine until it has decided about these sizes, or the time is up.
  void prepare(double most_ns, const CancelToken& cancel) {
    if (way_.is_compiled()) function_.prepare(*arguments_);
    if (!way_.is_automatic()) return;
    constexpr std::int64_t kCalls = 2 * SpecializationRule::kTrialCalls;
    double spent = run(1);
    while (spent < most_ns && !cancel.is_cancelled()) {
      const double took = run(kCalls);
      spent += took;
      engine_.wait_for_background();
      const double ms = took / static_cast<double>(kCalls) / 1e6;
      if (specialized().has_value() || !SpecializationRule::is_watched(ms)) break;
    }
    run(kCalls);
  }

  std::string note() const {
    if (!way_.is_automatic()) return {};
    const auto kept = specialized();
    if (!kept) return "the kernel for all sizes";
    return *kept ? "a kernel for these sizes" : "the kernel for all sizes; one for these was tried";
  }

 private:
  /// Whether a kernel for these sizes was kept; nothing where none was made.
  std::optional<bool> specialized() const {
    std::optional<bool> kept;
    const auto rows = engine_.ledger();
    for (std::size_t i = 1; i < rows.size(); ++i) kept = rows[i].is_alive;
    return kept;
  }

  Way way_;
  Engine engine_;
  Function function_;
  const std::vector<Array>* arguments_ = nullptr;
  CallOptions options_;
  CallOptions unlimited_;
  bool slow_ = true;
};

/// A number that changes with the text of a file (FNV-1a), in hexadecimal digits.
std::string digest_of(const std::string& path) {
  std::uint64_t hash = 14695981039346656037U;
  std::ifstream file(path, std::ios::binary);
  for (char c = 0; file.get(c);) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
  return fmt::format("{:016x}", hash);
}

/// Times to speeds.
void rate(Report& report) {
  for (Point& point : report.points) {
    for (WayResult& way : point.ways) {
      if (!way.call || way.call->center <= 0) continue;
      const double ms = way.call->center;
      if (point.bytes) way.gigabytes_per_second = static_cast<double>(*point.bytes) / ms / 1e6;
      if (point.operations) way.gigaflops = static_cast<double>(*point.operations) / ms / 1e6;
      const auto roof = std::ranges::find(report.roofs, way.threads, &Roof::threads);
      if (roof == report.roofs.end() || way.way.starts_with("cuda")) continue;
      if (const auto least = least_time(*roof, point)) way.roofline = *least / ms;
    }
  }
}

class Experiment {
 public:
  Experiment(const Request& request, const CancelToken& cancel, const Observer& observer)
      : request_(request), cancel_(cancel), observer_(observer) {}

  Measured run() {
    report_.date = utc_now();
    report_.file = request_.program.file;
    report_.function = request_.program.function;
    report_.program = digest_of(request_.program.file);
    report_.twin = request_.peers.names.empty() ? "" : request_.peers.twin;
    report_.method = request_.method;
    tell("looking at the machine", 0);
    warm_process();  // first: what describes the machine opens LLVM as well
    const double open_ms = report_.machine.open_ms;
    report_.machine = describe_machine();
    report_.machine.open_ms = open_ms;
    report_.machine.pinned_threads = pinned_.pin();
    report_.machine.before = LoadMeter().read();
    load_.emplace();
    std::set<int> threads(request_.threads.begin(), request_.threads.end());
    threads.insert(1);
    for (const int count : threads) report_.roofs.push_back({count, 0, 0, {}});
    const auto all = combinations(request_.sweeps);
    for (std::size_t i = 0; i < all.size() && !cancel_.is_cancelled(); ++i) {
      done_ = static_cast<double>(i) / static_cast<double>(all.size());
      each_ = 1 / static_cast<double>(all.size());
      try_point(all[i]);
    }
    peers_.clear();
    Measured measured{finished(cancel_.is_cancelled()), error_};
    if (error_ && std::ranges::none_of(measured.report.points, &Point::is_measured))
      throw Error(*error_);
    return measured;
  }

 private:
  /// The report as it is now: points of which there is anything, speeds, the load until now.
  Report finished(bool interrupted) const {
    Report report = report_;
    std::erase_if(report.points,
                  [](const Point& point) { return point.problem.empty() && !point.is_measured(); });
    rate(report);
    if (load_) report.machine.after = load_->read();
    report.interrupted = interrupted;
    report.seconds = static_cast<double>(hardware::now_ns() - begin_) / 1e9;
    return report;
  }

  void keep() const {
    if (observer_.keep) observer_.keep(finished(true));
  }

  void tell(const std::string& what, double share) {
    if (observer_.progress) observer_.progress({what, done_ + each_ * share});
  }

  int most_threads() const { return *std::ranges::max_element(request_.threads); }

  /// Opens what a process opens once, and makes the threads: both are no part of a start here.
  void warm_process() {
    const std::vector<Array> arguments{Array::zeros(DType::kF32, {std::int64_t{1} << 22})};
    const auto compile = [&] {
      const std::int64_t begin = hardware::now_ns();
      const Engine engine(engine_options(parse_way("generic"), most_threads(), ""));
      const Function function =
          engine.compile("fn f(x: f32[N]) -> f32[N] { return x + 1 }").function("f");
      function.prepare(arguments);
      const double ms = static_cast<double>(hardware::now_ns() - begin) / 1e6;
      function.call(arguments);
      return ms;
    };
    const double first = compile();
    report_.machine.open_ms = std::max(0.0, first - compile());
  }

  std::vector<int> threads_of(const Way& way) const {
    return way.is_threaded() ? request_.threads : std::vector<int>{1};
  }

  /// What goes wrong at one size leaves the others alone.
  void try_point(const std::vector<std::size_t>& combination) {
    Point& point = report_.points.emplace_back();
    point.sizes = choice_of(request_.sweeps, combination);
    try {
      measure_point(combination, point);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::kCancelled) return;
      point.problem = error.what();
      if (!error_) error_ = error;
    }
    keep();
  }

  void measure_point(const std::vector<std::size_t>& combination, Point& point) {
    const std::string label = point.label();
    tell(label + ": checking", 0);
    const std::vector<Array> arguments =
        make_arguments(request_.inputs, request_.sweeps, combination, request_.method.seed);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      point.arguments.push_back(
          fmt::format("{}: {}", request_.inputs[i].name, arguments[i].type_text()));
      point.is_double = point.is_double || arguments[i].dtype() == DType::kF64;
    }
    const std::vector<Array> results = check(arguments, point);
    if (cancel_.is_cancelled()) return;
    for (const Way& way : request_.ways) {
      for (const int threads : threads_of(way)) {
        WayResult result;
        result.way = way.text;
        result.threads = threads;
        point.ways.push_back(std::move(result));
      }
    }
    tell(label + ": limits of the machine", 0.02);
    probe_limits(point);
    tell(label + ": starts", 0.05);
    const std::vector<Starter> own = starters();
    StartRounds rounds(request_.program, own, arguments, request_.method, cancel_);
    start_round(rounds, point);
    add_peers(arguments, results, point);
    tell(label + ": calls", 0.2);
    measure_calls(arguments, results, rounds, point);
    probe_limits(point);
    try_break_evens(arguments, point);
  }

  /// One call on the processor, for the results; what is wrong with the program shows here.
  std::vector<Array> check(const std::vector<Array>& arguments, Point& point) {
    const Engine engine(engine_options(parse_way("generic"), most_threads(), steady_cache_.path()),
                        {request_.program.roots, {}});
    const Function function =
        engine.compile_file(request_.program.file).function(request_.program.function);
    report_.signature = function.signature().text;
    CallOptions options;
    options.cancel = &cancel_;
    std::vector<Array> results;
    try {
      results = function.call(arguments, options);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::kCancelled) throw;
      return {};
    }
    ExplainOptions types;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const Array& argument = arguments[i];
      const DType dtype = argument.is_weak() ? request_.inputs[i].dtype : argument.dtype();
      types.arguments.push_back({dtype, {argument.shape().begin(), argument.shape().end()}});
    }
    try {
      const Cost cost = function.cost(types);
      point.bytes = cost.bytes;
      point.operations = cost.operations;
      point.at_least = cost.at_least;
    } catch (const Error&) {  // Sizes that are values of the program: nothing is said of its cost.
    }
    return results;
  }

  std::vector<Starter> starters() const {
    std::vector<Starter> all;
    for (const Way& way : request_.ways)
      for (const int threads : threads_of(way)) all.push_back({way, threads});
    return all;
  }

  void try_break_evens(const std::vector<Array>& arguments, Point& point) {
    if (request_.method.trials == 0 || cancel_.is_cancelled()) return;
    tell(point.label() + ": trials of break-evens", 0.98);
    point.trials = make_trials(request_.program, starters(), lines_of(point, "cold"), arguments,
                               request_.method, cancel_);
  }

  /// Another round of starts: the first one before anything else, for what cannot be started is
  /// not called; the others between the blocks of calls, so that both see the same times.
  void start_round(StartRounds& rounds, Point& point) {
    rounds.make_round([&](const std::vector<Started>& all) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        point.ways[i].starts = all[i].starts;
        if (point.ways[i].problem.empty()) point.ways[i].problem = all[i].problem;
      }
      keep();
    });
    pinned_.pin();
  }

  Peer& peer(const std::string& name, int threads) {
    auto& known = peers_[{name, threads}];
    if (!known) {
      known =
          std::make_unique<Peer>(request_.peers, name, request_.program.function, threads, cancel_);
      const std::string version = name + ": " + known->version();
      auto& versions = report_.machine.peers;
      if (std::ranges::find(versions, version) == versions.end()) versions.push_back(version);
    }
    return *known;
  }

  /// First calls of the peers, in new processes for each size: what is compiled for one size may
  /// serve another. What is not installed, or gives other results, is no contestant.
  void add_peers(const std::vector<Array>& arguments, const std::vector<Array>& results,
                 Point& point) {
    peers_.clear();
    for (const std::string& name : request_.peers.names) {
      for (const int threads : request_.threads) {
        if (cancel_.is_cancelled()) return;
        WayResult way;
        way.way = name;
        way.threads = threads;
        try {
          Start start;
          start.state = "cold";
          start.first_call = {};
          const double ms = peer(name, threads).first_call(arguments, results);
          start.first_call = {ms, ms, ms, 0, 1, 0, 1};
          way.starts.push_back(start);
        } catch (const Error& error) {
          if (error.kind() == ErrorKind::kCancelled) return;
          way.problem = error.what();
        }
        point.ways.push_back(std::move(way));
        keep();
      }
    }
  }

  void measure_calls(const std::vector<Array>& arguments, const std::vector<Array>& results,
                     StartRounds& rounds, Point& point) {
    std::vector<Array> current = relocated(arguments, 0);
    std::vector<std::unique_ptr<Steady>> steady;
    std::vector<Contestant> contestants;
    std::vector<WayResult*> measured;
    const double most_ns = request_.method.budget_s * 1e9;
    std::size_t at = 0;
    for (const Way& way : request_.ways) {
      for (const int threads : threads_of(way)) {
        WayResult& result = point.ways[at++];
        if (!result.problem.empty() || cancel_.is_cancelled()) continue;
        steady.push_back(std::make_unique<Steady>(request_.program, way, threads,
                                                  steady_cache_.path(), cancel_));
        Steady* const own = steady.back().get();
        own->take(&current);
        contestants.push_back({[own](std::int64_t calls) { return own->run(calls); }, threads,
                               [this, own, most_ns] { own->prepare(most_ns, cancel_); }});
        measured.push_back(&result);
      }
    }
    const std::size_t own_ways = measured.size();
    for (; at < point.ways.size(); ++at) {
      WayResult& result = point.ways[at];
      if (!result.problem.empty()) continue;
      Peer* const own = &peer(result.way, result.threads);
      contestants.push_back({[own](std::int64_t calls) { return own->run(calls); },
                             kPeerGroups + static_cast<int>(at),
                             {}});
      measured.push_back(&result);
    }
    std::uint64_t block = 0;
    int starts = 1;
    SamplerHooks hooks;
    hooks.renew = [&] {
      current = relocated(arguments, ++block);
      const Method& method = request_.method;
      for (; starts * method.blocks < method.starts * static_cast<int>(block); ++starts) {
        if (cancel_.is_cancelled()) return;
        tell(point.label() + ": starts",
             0.2 + 0.78 * static_cast<double>(block - 1) / method.blocks);
        start_round(rounds, point);
        // Their threads stop to spin.
        std::this_thread::sleep_for(std::chrono::duration<double, std::milli>(method.pause_ms));
      }
    };
    hooks.is_cancelled = [this] { return cancel_.is_cancelled(); };
    const auto take = [&](const std::vector<Sampled>& sampled) {
      for (std::size_t i = 0; i < measured.size(); ++i) {
        if (!sampled[i].problem.empty()) measured[i]->problem = sampled[i].problem;
        if (!sampled[i].blocks.empty()) measured[i]->call = measure::steady(sampled[i]);
      }
    };
    hooks.progress = [&](double share, const std::vector<Sampled>& sampled) {
      tell(point.label() + ": calls", 0.2 + 0.78 * share);
      take(sampled);
      keep();
    };
    take(sample(contestants, request_.method, report_.machine.clock_overhead_ns, hooks));
    for (std::size_t i = 0; i < own_ways; ++i) measured[i]->note = steady[i]->note();
    measure_transfers(arguments, results, point);
  }

  /// Of calls on a device: copying there and back. Not of those of which a part runs here: they
  /// copy something else.
  void measure_transfers(const std::vector<Array>& arguments, const std::vector<Array>& results,
                         Point& point) {
    std::size_t at = 0;
    for (const Way& way : request_.ways) {
      const std::size_t own = at;
      at += threads_of(way).size();
      if (way.backend != Backend::kCuda || !way.on_processor.empty() || !point.ways[own].call ||
          cancel_.is_cancelled())
        continue;
      const Engine engine(engine_options(way, 1, steady_cache_.path()));
      std::vector<Array> there;
      for (const Array& result : results) there.push_back(engine.to_device(result));
      const auto transfer = [&](std::int64_t calls) {
        const std::int64_t begin = hardware::now_ns();
        for (std::int64_t i = 0; i < calls; ++i) {
          for (const Array& argument : arguments) engine.to_device(argument);
          for (const Array& result : there) (void)result.to_host();
        }
        return static_cast<double>(hardware::now_ns() - begin);
      };
      const auto sampled =
          sample({{transfer, 0, {}}}, request_.method, report_.machine.clock_overhead_ns, {});
      if (!sampled[0].blocks.empty()) point.ways[own].transfer = measure::steady(sampled[0]);
    }
  }

  /// The limits for every number of threads. Probed before and after the calls: the best counts.
  void probe_limits(const Point& point) {
    for (Roof& roof : report_.roofs) {
      if (cancel_.is_cancelled()) break;
      probe_multiply_adds(roof, probe_ns());
      if (point.bytes && !cancel_.is_cancelled())
        probe_bandwidth(roof, probed_size(*point.bytes), probe_ns());
    }
    keep_order(report_.roofs);
  }

  /// Probes are short where calls are to be measured for a short time.
  double probe_ns() const {
    return std::min(hardware::kUsualProbeNs, request_.method.budget_s * 1e9 / 50);
  }

  static constexpr int kPeerGroups = 1 << 16;  // behind the numbers of threads
  const Request& request_;
  const CancelToken& cancel_;
  const Observer& observer_;
  const std::int64_t begin_ = hardware::now_ns();
  hardware::PinnedThreads pinned_;
  TemporaryFolder steady_cache_;
  std::map<std::pair<std::string, int>, std::unique_ptr<Peer>> peers_;
  Report report_;
  std::optional<LoadMeter> load_;
  std::optional<Error> error_;
  double done_ = 0;
  double each_ = 0;
};

}  // namespace

Measured run_experiment(const Request& request, const CancelToken& cancel,
                        const Observer& observer) {
  return Experiment(request, cancel, observer).run();
}

}  // namespace sinter::measure
