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

const WayResult* find(const Report& report, const Point& like, const WayResult& way) {
  const auto point = std::ranges::find_if(report.points, [&](const Point& other) {
    return other.sizes == like.sizes && other.arguments == like.arguments;
  });
  if (point == report.points.end()) return nullptr;
  const auto found = std::ranges::find_if(point->ways, [&](const WayResult& other) {
    return other.way == way.way && other.threads == way.threads;
  });
  return found == point->ways.end() ? nullptr : &*found;
}

void differ(std::string& text, const char* what, const std::string& a, const std::string& b) {
  if (a != b)
    text += fmt::format("{}{} was '{}' and is '{}'", text.empty() ? "" : "; ", what, a, b);
}

}  // namespace

bool Comparison::is_slower() const {
  return std::ranges::any_of(
      changes, [](const Change& change) { return change.verdict == Change::Verdict::kSlower; });
}

Comparison compare(const Report& before, const Report& after, double tolerance) {
  Comparison result;
  differ(result.other_machine, "the processor", before.machine.processor, after.machine.processor);
  differ(result.other_machine, "the number of processors",
         std::to_string(before.machine.processors), std::to_string(after.machine.processors));
  differ(result.other_machine, "LLVM", before.machine.llvm, after.machine.llvm);
  for (const Point& point : before.points) {
    for (const WayResult& way : point.ways) {
      if (!way.call) continue;
      const WayResult* const now = find(after, point, way);
      if (now == nullptr || !now->call) {
        const bool fails = now != nullptr && !now->problem.empty();
        result.missing.push_back(
            fmt::format("{}, {}{}", point.label(), way.label(), fails ? ": " + now->problem : ""));
        continue;
      }
      const auto add = [&](const std::string& what, const Estimate& a, const Estimate& b) {
        result.changes.push_back({point.label(), way.label(), what, a, b, judge(a, b, tolerance)});
      };
      add("call", *way.call, *now->call);
      for (const Start& start : way.starts) {
        if (const Start* const other = now->start(start.state))
          add("first call, " + start.state, start.first_call, other->first_call);
      }
    }
  }
  return result;
}

std::string comparison_text(const Comparison& comparison, double tolerance) {
  std::string text;
  if (!comparison.other_machine.empty())
    text += fmt::format("Not the same machine: {}. Ratios may say nothing of the program.\n",
                        comparison.other_machine);
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
  text += fmt::format("{} of {} times are the same, within their intervals or {:.0f}%", same,
                      comparison.changes.size(), 100 * tolerance);
  if (unknown != 0) text += fmt::format("; {} have too few samples to be judged", unknown);
  return text + "\n";
}

}  // namespace sinter::measure
