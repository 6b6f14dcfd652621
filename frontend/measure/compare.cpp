#include "frontend/measure/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "frontend/measure/show.h"

namespace sinter::measure {
namespace {

constexpr double kSure = 0.95;

/// Slower or faster is what has intervals apart, and centres by a share and so many milliseconds.
Change::Verdict judge(const Estimate& before, const Estimate& after, double share,
                      double least_ms) {
  if (before.confidence < kSure || after.confidence < kSure) return Change::Verdict::kUnknown;
  const auto is_less = [&](const Estimate& one, const Estimate& other) {
    return one.high < other.low &&
           one.center + std::max(share * one.center, least_ms) < other.center;
  };
  if (is_less(before, after)) return Change::Verdict::kSlower;
  if (is_less(after, before)) return Change::Verdict::kFaster;
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
  for (const auto& [name, report] : {std::pair{"old", &before}, std::pair{"new", &after}}) {
    if (is_busy(*report))
      found.push_back(
          fmt::format("while the {} one was measured, other processes used {:.0f}% of a processor",
                      name, 100 * *report->machine.after.others));
  }
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

Comparison compare(const Report& before, const Report& after, const Tolerance& tolerance) {
  refuse_others(before, after);
  Comparison result;
  result.differences = differences_of(before, after);
  for (const Point& point : before.points) {
    const Point* const new_point = find(after, point);
    for (const WayResult& way : point.ways) {
      const WayResult* const now = find(new_point, way);
      const auto judge_one = [&](const std::string& what, const Estimate& old,
                                 const Estimate* other, double share, double least_ms) {
        if (other != nullptr) {
          result.changes.push_back(
              {point.label(), way.label(), what, old, *other, judge(old, *other, share, least_ms)});
        } else {
          result.missing.push_back(fmt::format("{}, {}, {}: {}", point.label(), way.label(), what,
                                               reason(after, new_point, now)));
        }
      };
      if (way.call)
        judge_one("call", *way.call, now && now->call ? &*now->call : nullptr, tolerance.call, 0);
      for (const Start& start : way.starts) {
        const Start* const other = now != nullptr ? now->start(start.state) : nullptr;
        judge_one("first call, " + start.state, start.first_call,
                  other != nullptr ? &other->first_call : nullptr, tolerance.first,
                  tolerance.first_ms);
      }
    }
  }
  return result;
}

std::string comparison_text(const Comparison& comparison, const Tolerance& tolerance) {
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
  text += fmt::format(
      "{} of {} times are the same, within their intervals or {:.0f}% (first calls: {:.0f}%)", same,
      comparison.changes.size(), 100 * tolerance.call, 100 * tolerance.first);
  if (unknown != 0) text += fmt::format("; {} have too few samples to be judged", unknown);
  return text + "\n";
}

}  // namespace sinter::measure
