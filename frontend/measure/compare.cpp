#include "frontend/measure/compare.h"

#include <fmt/format.h>

#include <algorithm>

#include "frontend/measure/show.h"

namespace sinter::measure {
namespace {

constexpr double kSure = 0.95;

Change::Verdict judge(const Estimate& before, const Estimate& after, double tolerance) {
  if (before.confidence < kSure || after.confidence < kSure) return Change::Verdict::kUnknown;
  if (after.low > before.high && after.center > before.center * (1 + tolerance))
    return Change::Verdict::kSlower;
  if (after.high < before.low && after.center * (1 + tolerance) < before.center)
    return Change::Verdict::kFaster;
  return Change::Verdict::kSame;
}

const Point* find(const Report& report, const Point& like) {
  const auto point = std::ranges::find_if(report.points, [&](const Point& other) {
    return other.sizes == like.sizes && other.arguments == like.arguments;
  });
  return point == report.points.end() ? nullptr : &*point;
}

const WayResult* find(const Point* point, const WayResult& way) {
  if (point == nullptr) return nullptr;
  const auto found = std::ranges::find_if(point->ways, [&](const WayResult& other) {
    return other.way == way.way && other.threads == way.threads;
  });
  return found == point->ways.end() ? nullptr : &*found;
}

/// Why a way has no times: the way's problem, or that of its whole size.
std::string reason(const Report& after, const Point* point, const WayResult* way) {
  if (way != nullptr && !way->problem.empty()) return way->problem;
  if (point != nullptr && !point->problem.empty()) return point->problem;
  return after.interrupted ? "the new run was interrupted" : "it was not asked for";
}

void refuse_others(const Report& before, const Report& after) {
  const auto refuse = [](const std::string& what, const std::string& a, const std::string& b) {
    throw Error(ErrorKind::kUser, "E6309",
                fmt::format("--compare: the reports are of different {}: {} and {}", what, a, b));
  };
  if (before.function != after.function) refuse("functions", before.function, after.function);
  if (before.signature != after.signature) refuse("signatures", before.signature, after.signature);
}

std::vector<std::string> differences_of(const Report& before, const Report& after) {
  std::vector<std::string> found;
  const auto differ = [&](const char* what, const auto& a, const auto& b) {
    if (a != b) found.push_back(fmt::format("{} was '{}' and is '{}'", what, a, b));
  };
  differ("the processor", before.machine.processor, after.machine.processor);
  differ("the number of processors", before.machine.processors, after.machine.processors);
  differ("LLVM", before.machine.llvm, after.machine.llvm);
  if (before.program != after.program) found.emplace_back("the text of the program has changed");
  differ("--seed", before.method.seed, after.method.seed);
  differ("--batch", before.method.batch_ms, after.method.batch_ms);
  return found;
}

}  // namespace

Comparison::Outcome Comparison::outcome() const {
  const auto has = [&](Change::Verdict verdict) {
    return std::ranges::find(changes, verdict, &Change::verdict) != changes.end();
  };
  if (has(Change::Verdict::kSlower)) return Outcome::kSlower;
  if (!missing.empty()) return Outcome::kLost;
  return has(Change::Verdict::kSame) || has(Change::Verdict::kFaster) ? Outcome::kSame
                                                                      : Outcome::kUnjudged;
}

Comparison compare(const Report& before, const Report& after, double tolerance) {
  refuse_others(before, after);
  Comparison result;
  result.differences = differences_of(before, after);
  for (const Point& point : before.points) {
    const Point* const new_point = find(after, point);
    for (const WayResult& way : point.ways) {
      const WayResult* const now = find(new_point, way);
      const auto judge_one = [&](const std::string& what, const Estimate& old,
                                 const Estimate* other) {
        if (other != nullptr) {
          result.changes.push_back(
              {point.label(), way.label(), what, old, *other, judge(old, *other, tolerance)});
        } else {
          result.missing.push_back(fmt::format("{}, {}, {}: {}", point.label(), way.label(), what,
                                               reason(after, new_point, now)));
        }
      };
      if (way.call) judge_one("call", *way.call, now && now->call ? &*now->call : nullptr);
      for (const Start& start : way.starts) {
        const Start* const other = now != nullptr ? now->start(start.state) : nullptr;
        judge_one("first call, " + start.state, start.first_call,
                  other != nullptr ? &other->first_call : nullptr);
      }
    }
  }
  return result;
}

std::string comparison_text(const Comparison& comparison, double tolerance) {
  std::string text;
  for (const std::string& difference : comparison.differences)
    text += fmt::format("Not alike: {}. Changes may come from there.\n", difference);
  std::size_t same = 0;
  std::size_t unknown = 0;
  for (const Change& change : comparison.changes) {
    if (change.verdict == Change::Verdict::kSame) ++same;
    if (change.verdict == Change::Verdict::kUnknown) ++unknown;
    const bool slower = change.verdict == Change::Verdict::kSlower;
    if (!slower && change.verdict != Change::Verdict::kFaster) continue;
    text += fmt::format("{}: {}, {}, {}: {} -> {}, {}\n", slower ? "slower" : "faster",
                        change.sizes, change.way, change.what, show_estimate(change.before),
                        show_estimate(change.after),
                        slower ? show_ratio(change.ratio()) + " slower"
                               : show_ratio(1 / change.ratio()) + " faster");
  }
  for (const std::string& missing : comparison.missing)
    text += fmt::format("no longer measured: {}\n", missing);
  if (comparison.outcome() == Comparison::Outcome::kUnjudged) text += "Nothing could be judged.\n";
  text += fmt::format("{} of {} times are the same, within their intervals or {:.0f}%", same,
                      comparison.changes.size(), 100 * tolerance);
  if (unknown != 0) text += fmt::format("; {} have too few samples to be judged", unknown);
  return text + "\n";
}

}  // namespace sinter::measure
