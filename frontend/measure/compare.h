// Two reports of the same function: what became slower, what is gone, and what only differs by
// chance.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

struct Change {
  enum class Verdict : std::uint8_t {
    kSame,  ///< Within the intervals, or within the tolerance.
    kSlower,
    kFaster,
    kUnknown,  ///< Too few samples on one side for an interval of 95%.
  };
  std::string sizes;  ///< "B = 256".
  std::string way;    ///< "generic, 2 threads".
  std::string what;   ///< "call", "first call, cold", "first call, disk".
  Estimate before;
  Estimate after;
  Verdict verdict = Verdict::kSame;
  double ratio() const { return after.center / before.center; }
};

struct Comparison {
  enum class Outcome : std::uint8_t {
    kSame,      ///< Nothing became slower; something was judged.
    kSlower,    ///< Something became slower.
    kLost,      ///< Something that was measured before is not any more; nothing is slower.
    kUnjudged,  ///< No time of both reports could be judged.
  };
  std::vector<Change> changes;
  std::vector<std::string> missing;  ///< Of the old report, in the new one; a way that fails now.
  std::vector<std::string> differences;  ///< Of the machine, the method and the program's text.
  Outcome outcome() const;
};

/// The shares by which times of two runs may differ by chance. A first call is far longer than a
/// call and made a few times: what else the machine did then has more part in it.
struct Tolerance {
  double call = 0.05;
  double first = 0.25;
  double first_ms = 0.2;  ///< And no less than that: opening files takes so long by chance.
};

/// Slower is what has intervals apart and a centre beyond 1 + tolerance. Times of reports from two
/// runs differ by more than each run's intervals say, which is what the tolerance is for. Reports
/// of different functions are a user error (E6309): nothing would follow.
Comparison compare(const Report& before, const Report& after, const Tolerance& tolerance = {});

/// For people: what changed, what is gone, and how many times did not change.
std::string comparison_text(const Comparison& comparison, const Tolerance& tolerance = {});

}  // namespace sinter::measure
