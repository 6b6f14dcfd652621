// Is compiling worth it: what calls cost together, from how many on one way wins, and from which
// size on.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// A way of running with its price: the first call, and each one after it.
struct Line {
  std::string label;
  Estimate first;
  Estimate call;
};

/// The lines of a point that starts in a state. What has no such state (the interpreter has nothing
/// to read from a disk) starts cold. A start that was made once (a peer's) has no interval, and is
/// given one of a quarter.
std::vector<Line> lines_of(const Point& point, const std::string& state);

/// Milliseconds that so many calls take together.
double total(const Line& line, double calls);

/// Between two ways: from how many calls on `later` is at least as good as `sooner`. Of `kAlways`,
/// from the first call on; of `kNever`, at no number of calls.
struct BreakEven {
  enum class Kind : std::uint8_t { kFrom, kAlways, kNever };
  std::string sooner;
  std::string later;
  Kind kind = Kind::kFrom;
  double calls = 1;  ///< Of kFrom: the first number of calls at which `later` is no slower.
  /// Where both estimates are at the unfavourable ends of their intervals; `high` may be infinite.
  double low = 1;
  double high = 1;

  /// Whether the intervals leave no doubt that it pays at some number of calls.
  bool is_sure() const { return kind == Kind::kFrom && !std::isinf(high); }
};

/// From `a` (which may start sooner) to `b`.
BreakEven break_even(const Line& a, const Line& b);
/// Of every two ways once: from the one that starts sooner to the other one.
std::vector<BreakEven> break_evens(const std::vector<Line>& lines);

/// The best way for each number of calls: from 1 on, then from ever larger numbers on. A way is
/// left for one whose calls are faster for certain, their intervals apart, and begun with where no
/// other one starts sooner for certain: noise recommends nothing.
struct Choices {
  std::string label;
  double from_calls = 1;
};
std::vector<Choices> best_for_calls(const std::vector<Line>& lines);

/// Where along a sweep of sizes the faster one of two ways changes, or where one of two that are
/// alike at smaller sizes begins to be faster: such as where the second thread starts to win.
struct Crossover {
  std::string sweep;  ///< "B".
  std::string fixed;  ///< The other sizes: "D = 256"; may be empty.
  std::string below;  ///< The way that is faster below; of an onset, as fast.
  std::string above;
  double size = 0;  ///< Interpolated between the logarithms of sizes and of times.
  double low = 0;   ///< The earliest size that the intervals allow.
  double high = 0;  ///< The latest one.
  /// Alike below. `low` is the last size at which they were, `high` and `size` are the next one
  /// that was measured.
  bool is_onset = false;
};

/// One way's steady times along a sweep.
struct Curve {
  std::string label;
  std::vector<double> sizes;  ///< Increasing.
  std::vector<Estimate> calls;
};

/// The crossings of two curves over the same sizes, where on both sides the intervals are apart and
/// the centres too, by 3%: what only noise, or the place of some array, could cross is none.
std::vector<Crossover> crossings(const Curve& a, const Curve& b);
/// All of a report, sweep by sweep.
std::vector<Crossover> crossovers(const Report& report);

/// A number of a sweep's size: "256" is 256, "64x64" is 4096.
double size_number(const std::string& text);

}  // namespace sinter::measure
