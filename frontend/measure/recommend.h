// What to do, in a sentence, and what an engine does by itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/measure/report.h"
#include "frontend/measure/tradeoff.h"

namespace sinter::measure {

/// What Specialize::kAuto does at one size, by its own rule and the measured times.
struct Automatic {
  bool is_known = false;      ///< Whether what the rule asks for was measured.
  int threads = 1;            ///< The most that were measured.
  double compiles_after = 0;  ///< Calls, after which a kernel for these sizes is compiled; 0: none.
  /// What becomes of that kernel: the times that decide it are intervals, and may leave it open.
  enum class Fate : std::uint8_t { kKept, kDropped, kOpen };
  Fate fate = Fate::kDropped;
  std::string final_label;  ///< The way that calls end up on; where it is open, the faster one.
};
Automatic automatic(const Point& point);

struct Recommendation {
  std::string text;        ///< "For 1 call: interp; from 2 calls on: generic; ..."
  std::string automatic;   ///< What kAuto does.
  std::string difference;  ///< Where it differs from the best way; empty where it does not.
};

/// For a process in which nothing is compiled ("cold") or whose kernels are in the disk cache.
Recommendation recommend(const Point& point, const std::string& state);

/// What the trials of a break-even found: "from 12, 13, 15 calls on"; empty where there are none.
std::string trial_text(const Point& point, const BreakEven& one);

/// Where along the sizes another way wins: "generic, 2 threads is faster than generic from B = 812
/// on (760 to 900)"; of two ways that change places more than once, one sentence.
std::vector<std::string> crossover_sentences(const Report& report);

}  // namespace sinter::measure
