#include "frontend/cli/measure.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

#include "frontend/cli/interrupt.h"
#include "frontend/cli/measure_outputs.h"
#include "frontend/hardware/processors.h"
#include "frontend/measure/compare.h"
#include "frontend/measure/json.h"
#include "frontend/measure/temporary.h"

namespace sinter::cli {
namespace {

void add_outputs(CLI::App& command, MeasureCommandOptions& options) {
  command
      .add_option(
          "--json", options.json,
          "Write all of it as JSON into this file; - is standard output, for one of the three")
      ->type_name("FILE");
  command.add_option("--csv", options.csv, "Write a row per way and size")->type_name("FILE");
  command.add_option("--html", options.html, "Write a page with plots for a browser")
      ->type_name("FILE");
}

void add_method(CLI::App& command, measure::Method& method) {
  command
      .add_option("--blocks", method.blocks,
                  "Blocks per way and size, spread over the run; six and more give a 95% interval\n"
                  "(default: 12)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  command
      .add_option("--starts", method.starts, "First calls per way, cold and from disk (default: 7)")
      ->check(CLI::Range(1, 1000))
      ->type_name("N");
  command
      .add_option("--trials", method.trials,
                  "Make the calls that each break-even speaks of, so many times, and say where it\n"
                  "really is (default: 0)")
      ->check(CLI::Range(0, 1000))
      ->type_name("N");
  command
      .add_option("--batch", method.batch_ms,
                  "Milliseconds that the calls of one batch take at least (default: 1)")
      ->check(CLI::PositiveNumber)
      ->type_name("MS");
  command
      .add_option("--budget", method.budget_s,
                  "Seconds per way and size; slow ways get fewer blocks (default: 2)")
      ->check(CLI::PositiveNumber)
      ->type_name("SECONDS");
  command
      .add_option("--pause", method.pause_ms,
                  "Milliseconds between ways with other threads, in which waiting threads stop to\n"
                  "spin (default: 250)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("MS");
  command.add_option("--seed", method.seed, "Of random arguments and of the order (default: 1)")
      ->type_name("N");
}

/// A list that may be given several times, and with commas.
CLI::Option* add_words(CLI::App& command, const char* name, std::vector<std::string>& words,
                       const char* text) {
  return command.add_option(name, words, text)->delimiter(',')->allow_extra_args(false);
}

/// Whoever is at the terminal sees how far it has come.
class ProgressLine {
 public:
  explicit ProgressLine(Terminal& terminal)
      : terminal_(terminal), shown_(&terminal.err == &std::cerr && isatty(STDERR_FILENO) != 0) {}
  ~ProgressLine() {
    if (shown_) terminal_.err << "\r\x1b[K" << std::flush;
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const measure::Progress& progress) {
    if (!shown_) return;
    terminal_.err << fmt::format("\r\x1b[K{:3.0f}% {}", 100 * progress.share, progress.text)
                  << std::flush;
  }

 private:
  Terminal& terminal_;
  bool shown_;
};

/// One thread, and as many as there are processors.
std::vector<int> usual_threads() {
  const int most = static_cast<int>(hardware::usable_processors().size());
  return most == 1 ? std::vector<int>{1} : std::vector<int>{1, most};
}

/// What is asked for twice would be measured twice, and look like two things.
template <typename T>
void refuse_twice(const char* option, const char* code, const std::vector<T>& all) {
  for (const T& one : all) {
    if (std::ranges::count(all, one) != 1)
      throw Error(ErrorKind::kUser, code, fmt::format("{}: {} is given twice", option, one));
  }
}

measure::Request request_of(const MeasureCommandOptions& options) {
  measure::Request request;
  request.program = {options.file, options.roots, options.function};
  const Engine engine({}, {options.roots, {}});
  const Signature signature =
      engine.compile_file(options.file).function(options.function).signature();
  request.sweeps = read_sweeps(signature, options.dimensions);
  request.inputs = plan_inputs(signature, options.values, options.dtypes, request.sweeps);
  refuse_twice("--ways", "E6301", options.ways);
  refuse_twice("--threads", "E6302", options.threads);
  refuse_twice("--against", "E6304", options.against);
  for (const std::string& way : options.ways) request.ways.push_back(measure::parse_way(way));
  request.threads = options.threads.empty() ? usual_threads() : options.threads;
  std::ranges::sort(request.threads);
  request.peers.names = options.against;
  request.peers.twin = options.twin.empty()
                           ? std::filesystem::path(options.file).replace_extension(".py").string()
                           : options.twin;
  request.peers.python = options.python;
  if (!request.peers.names.empty() && !std::filesystem::exists(request.peers.twin)) {
    throw Error(ErrorKind::kUser, "E6304",
                fmt::format("there is no {}: --against needs the program in Python, with functions "
                            "of the same names",
                            request.peers.twin));
  }
  request.method = options.method;
  return request;
}

/// The report on its way from the thread that measures to the outputs. When the process has to end
/// before that thread is done, another one writes what there is; nothing is written twice.
class Writing {
 public:
  Writing(const MeasureOutputs& outputs, Terminal& terminal)
      : outputs_(outputs), terminal_(terminal) {}

  /// What there is by now.
  void keep(measure::Report report) {
    const std::lock_guard lock(mutex_);
    kept_ = std::move(report);
  }

  void write(const measure::Report& report) {
    const std::lock_guard lock(mutex_);
    kept_.reset();
    outputs_.write(report, terminal_);
    terminal_.out.flush();
  }

  /// Writes what is not written yet. Does not wait for long where the other thread is at it.
  void write_kept() {
    constexpr std::chrono::seconds kPatience(10);
    const std::unique_lock lock(mutex_, kPatience);
    if (!lock.owns_lock() || !kept_) return;
    outputs_.write(*kept_, terminal_);
    terminal_.out.flush();
  }

 private:
  const MeasureOutputs& outputs_;
  Terminal& terminal_;
  std::timed_mutex mutex_;
  std::optional<measure::Report> kept_;
};

}  // namespace

void add_measure(CLI::App& app, MeasureCommandOptions& options) {
  CLI::App& command = *app.add_subcommand(
      "measure", "Measure what each way of running a function costs, and from when on it pays");
  CLI::Option* const file =
      command.add_option("FILE", options.file, "Program text, usually NAME.sinter");
  CLI::Option* const function =
      command.add_option("FUNCTION", options.function, "Name of the function");
  command.add_option("NAME=VALUE", options.values,
                     "Arguments, as of run; parameters that are not given get random values");
  command
      .add_option("--dim", options.dimensions,
                  "Sizes to measure at: DIMENSION=SIZE,SIZE or PARAMETER=SIZExSIZE,...; given\n"
                  "several times, all combinations")
      ->type_name("B=256,1024")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option(
          "--dtype", options.dtypes,
          "Dtypes of random arguments: PARAMETER=DTYPE or TYPE_VARIABLE=DTYPE (default: f32)")
      ->type_name("x=f64")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_words(command, "--ways", options.ways,
            "interp, generic (a kernel for all sizes), specialized (one per size), auto (what\n"
            "engines do), cuda; with :vectors=BITS and :without=PASS behind them\n"
            "(default: interp,generic,specialized)")
      ->type_name("WAY,...");
  command
      .add_option("--threads", options.threads,
                  "Numbers of threads to measure with (default: 1 and one per processor)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(1, 4096))
      ->type_name("1,2");
  add_words(command, "--against", options.against,
            "The same program in Python: numpy, numba, jax, torch, numba-cuda")
      ->check(CLI::IsMember(measure::peer_names()))
      ->type_name("PEER,...");
  command
      .add_option("--twin", options.twin,
                  "The Python file with functions of the same names (default: FILE.py beside FILE)")
      ->type_name("FILE.py");
  command.add_option("--python", options.python, "The Python to run it with (default: python3)")
      ->type_name("PROGRAM");
  command.add_option("--root", options.roots, "A folder that imports may come from")
      ->type_name("FOLDER")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  add_method(command, options.method);
  add_outputs(command, options);
  CLI::Option* const compare =
      command
          .add_option("--compare", options.compare,
                      "Instead of measuring: judge what became slower from one JSON file to the "
                      "other;\nexit status 5 if anything did, 6 if something can no longer be "
                      "measured, 7 if nothing\n"
                      "could be judged")
          ->expected(2)
          ->type_name("OLD NEW")
          ->excludes(file);
  command
      .add_option(
          "--tolerance", options.tolerance.call,
          "Of --compare: the share by which times per call may differ by chance from run to\n"
          "run (default: 0.05)")
      ->check(CLI::NonNegativeNumber)
      ->needs(compare)
      ->type_name("SHARE");
  command
      .add_option("--first-tolerance", options.tolerance.first,
                  "The same of first calls (default: 0.25)")
      ->check(CLI::NonNegativeNumber)
      ->needs(compare)
      ->type_name("SHARE");
  command.callback([compare, file, function] {
    if (compare->count() != 0) return;
    if (file->count() == 0) throw CLI::RequiredError("FILE");
    if (function->count() == 0) throw CLI::RequiredError("FUNCTION");
  });
}

namespace {

measure::Report read_file(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(ErrorKind::kUser, "E6307", fmt::format("--compare: cannot read {}", path));
  return measure::read_report({std::istreambuf_iterator<char>(file), {}}, path);
}

int compare_files(const MeasureCommandOptions& options, Terminal& terminal) {
  const measure::Comparison comparison = measure::compare(
      read_file(options.compare[0]), read_file(options.compare[1]), options.tolerance);
  terminal.out << measure::comparison_text(comparison, options.tolerance);
  switch (comparison.outcome()) {
    case measure::Comparison::Outcome::kSlower:
      return kSlower;
    case measure::Comparison::Outcome::kLost:
      return kLost;
    case measure::Comparison::Outcome::kUnjudged:
      return kUnjudged;
    case measure::Comparison::Outcome::kSame:
      break;
  }
  return kOk;
}

}  // namespace

int measure(const MeasureCommandOptions& options, Terminal& terminal) {
  if (!options.compare.empty()) return compare_files(options, terminal);
  const MeasureOutputs outputs(options.json, options.csv, options.html);
  const measure::Request request = request_of(options);
  const CancelToken token;
  Writing writing(outputs, terminal);
  // What cannot be cancelled, such as a compile, does not keep what was measured before it.
  const Interruptible interruptible(token, [&] {
    writing.write_kept();
    measure::remove_temporary_folders();
  });
  measure::Measured measured;
  {
    ProgressLine line(terminal);
    measured =
        measure::run_experiment(request, token,
                                {[&](const measure::Progress& progress) { line.show(progress); },
                                 [&](measure::Report report) { writing.keep(std::move(report)); }});
  }
  writing.write(measured.report);
  if (measured.report.interrupted) return kInterrupted;
  if (!measured.error) return kOk;
  terminal.err << measured.error->what() << '\n';
  return exit_code(measured.error->kind());
}

}  // namespace sinter::cli
