// What was measured: the data that the tables, files, plots and judgements are made from. Times in
// milliseconds.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "frontend/hardware/limits.h"
#include "sinter/sinter.h"

namespace sinter::measure {

/// A centre with the interval that holds the true one with a probability of `confidence`, which
/// needs six samples to reach 0.95; of one sample it is 0, and the interval is empty.
struct Estimate {
  double center = 0;
  double low = 0;
  double high = 0;
  double confidence = 0;
  int samples = 0;
  int outliers = 0;         ///< Single batches that are far from the others. They stay in.
  std::uint64_t calls = 0;  ///< That the samples consist of.
};

/// A phase of a compile, as JSON and as people call it.
struct Phase {
  const char* name;
  const char* shown;
  double CompileTimes::* time;
};
/// All of them, in their order.
inline constexpr std::array<Phase, 7> kPhases = {{{"parse", "parse", &CompileTimes::parse},
                                                  {"check", "check", &CompileTimes::check},
                                                  {"passes", "passes", &CompileTimes::passes},
                                                  {"disk", "disk", &CompileTimes::disk},
                                                  {"lowering", "lowering", &CompileTimes::lowering},
                                                  {"llvm", "LLVM", &CompileTimes::llvm},
                                                  {"link", "link", &CompileTimes::link}}};

/// How a function was got ready, and what the first result took from there.
struct Start {
  std::string state;    ///< "cold": nothing is compiled; "disk": the code is in the disk cache.
  Estimate first_call;  ///< From the text of the program to its first result.
  CompileTimes phases;  ///< Medians; zeros where nothing is compiled.
  std::optional<std::uint64_t> memory;  ///< Bytes by which the process grew at most meanwhile.
  std::size_t code_bytes = 0;
};

/// One way of running the program at one size.
struct WayResult {
  std::string way;
  int threads = 1;
  std::string note;     ///< What else there is to say: which kernel `auto` chose.
  std::string problem;  ///< Why it could not be measured; empty when it was.
  std::vector<Start> starts;
  std::optional<Estimate> call;  ///< Steady time per call.
  std::optional<Estimate>
      transfer;  ///< Of the call: copying arguments to a device and results back.
  std::optional<double> gigabytes_per_second;
  std::optional<double> gigaflops;
  std::optional<double> roofline;  ///< Share of the speed that the machine's limits allow.

  std::string label() const;
  const Start* start(const std::string& state) const;
};

/// A break-even whose calls were really made.
struct Trial {
  std::string sooner;
  std::string later;
  double calls = 0;  ///< That were made, of both.
  /// From which call on `later` was not behind, trial by trial; nothing where it was to the end.
  std::vector<std::optional<double>> found;
};

/// All ways at one size.
struct Point {
  std::vector<std::pair<std::string, std::string>> sizes;  ///< "B" is "256", "x" is "64x64".
  std::vector<std::string> arguments;                      ///< "x: f32[256, 256]".
  std::optional<std::uint64_t> bytes;                      ///< Of arguments and results.
  std::optional<std::uint64_t> operations;                 ///< Of floats; fma is two.
  bool at_least = false;                                   ///< There may be more operations.
  bool is_double = false;                                  ///< Whether f64 is among the arguments.
  std::string problem;                                     ///< Why no way could be measured.
  std::vector<WayResult> ways;
  std::vector<Trial> trials;

  std::string label() const;  ///< "B = 256, D = 256".
  bool is_measured() const;   ///< Whether there is any number.
};

/// What so many pinned threads can do.
struct Roof {
  int threads = 1;
  double gigaflops_f32 = 0;
  double gigaflops_f64 = 0;
  struct Bandwidth {
    std::uint64_t bytes = 0;  ///< Of all arrays together.
    hardware::Bandwidth gigabytes_per_second;
  };
  std::vector<Bandwidth> bandwidths;  ///< In order of size.
};

struct Load {
  double average = 0;                      ///< Of the last minute, as the system counts it.
  std::optional<double> others;            ///< Processors that other processes used, measured.
  std::uint64_t involuntary_switches = 0;  ///< How often a thread had to give way.
};

struct Machine {
  std::string sinter;
  std::string processor;
  std::string features;
  int processors = 0;
  std::string llvm;
  std::string openmp;
  std::string system;
  std::vector<std::string> gpus;
  std::vector<std::string> peers;  ///< "numpy: NumPy 2.4.6, Python 3.11.7".
  double clock_resolution_ns = 0;
  double clock_overhead_ns = 0;
  double open_ms = 0;      ///< What a process's first compile takes more than others: opening LLVM.
  int pinned_threads = 0;  ///< Threads that stay on a processor of their own.
  Load before;
  Load after;
};

/// How it was measured.
struct Method {
  int blocks = 12;
  int batches = 3;
  int starts = 7;
  int trials = 0;  ///< Of each break-even.
  double batch_ms = 1;
  double budget_s = 2;  ///< Per way and size, starts and calls each.
  double pause_ms = 250;
  std::uint64_t seed = 1;
};

struct Report {
  std::string date;  ///< UTC, "2026-01-31T12:00:00Z".
  std::string file;
  std::string function;
  std::string signature;
  std::string program;  ///< A digest of its text (and not of what it imports).
  std::string twin;     ///< The file with the peers' programs; empty without peers.
  Machine machine;
  Method method;
  std::vector<Roof> roofs;
  std::vector<Point> points;
  bool interrupted = false;
  double seconds = 0;  ///< That all of it took.
};

/// Whether other processes used so much of the machine that times are longer for it.
bool is_busy(const Report& report);

}  // namespace sinter::measure
