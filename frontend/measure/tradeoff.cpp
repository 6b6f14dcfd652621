#include "frontend/measure/tradeoff.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>

namespace sinter::measure {
namespace {

constexpr double kSingleStart = 0.25;  ///< By which a start that was made once may be off.
constexpr double kLeastRatio = 1.03;   ///< Between two ways, for one to count as faster.
constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// 1 + gap / gain calls, where what is gained per call may be nothing.
double calls_for(double gap, double gain) {
  if (gap <= 0) return 1;
  if (gain <= 0) return kInfinite;
  return 1 + std::ceil(gap / gain * (1 - 1e-12));  // 30 / (0.5 - 0.4) is a little over 300
}

}  // namespace

std::vector<Line> lines_of(const Point& point, const std::string& state) {
  std::vector<Line> lines;
  for (const WayResult& way : point.ways) {
    const Start* start = way.start(state);
    if (start == nullptr) start = way.start("cold");
    if (start == nullptr || !way.call) continue;
    lines.push_back({way.label(), start->first_call, *way.call});
    // One start says little of how much starts differ.
    Estimate& first = lines.back().first;
    if (first.samples >= 2) continue;
    first.low *= 1 - kSingleStart;
    first.high *= 1 + kSingleStart;
  }
  return lines;
}

double total(const Line& line, double calls) {
  return line.first.center + (calls - 1) * line.call.center;
}

BreakEven break_even(const Line& a, const Line& b) {
  BreakEven result{a.label, b.label, BreakEven::Kind::kFrom, 1, 1, 1};
  result.calls = calls_for(b.first.center - a.first.center, a.call.center - b.call.center);
  result.low = calls_for(b.first.low - a.first.high, a.call.high - b.call.low);
  result.high = calls_for(b.first.high - a.first.low, a.call.low - b.call.high);
  if (std::isinf(result.calls)) {
    result.kind = BreakEven::Kind::kNever;
  } else if (b.first.center <= a.first.center && b.call.center <= a.call.center) {
    result.kind = BreakEven::Kind::kAlways;
  }
  return result;
}

std::vector<BreakEven> break_evens(const std::vector<Line>& lines) {
  std::vector<BreakEven> all;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      const bool swap = lines[j].first.center < lines[i].first.center;
      all.push_back(swap ? break_even(lines[j], lines[i]) : break_even(lines[i], lines[j]));
    }
  }
  return all;
}

namespace {

/// The way to begin with: of those whose first calls may be the shortest, one whose later calls may
/// be, too; of several of them the first one, which is the simplest.
const Line* first_choice(const std::vector<Line>& lines) {
  const auto shortest =
      std::ranges::min_element(lines, {}, [](const Line& line) { return line.first.center; });
  const auto may_begin = [&](const Line& line) { return line.first.low <= shortest->first.high; };
  const Line* fastest = &*shortest;
  for (const Line& line : lines)
    if (may_begin(line) && line.call.center < fastest->call.center) fastest = &line;
  return &*std::ranges::find_if(lines, [&](const Line& line) {
    return may_begin(line) && line.call.low <= fastest->call.high;
  });
}

}  // namespace

std::vector<Choices> best_for_calls(const std::vector<Line>& lines) {
  std::vector<Choices> choices;
  if (lines.empty()) return choices;
  const auto cheaper_at = [](double calls) {
    return [calls](const Line& a, const Line& b) {
      const double x = total(a, calls);
      const double y = total(b, calls);
      return x != y ? x < y : a.call.center < b.call.center;
    };
  };
  const Line* current = first_choice(lines);
  choices.push_back({current->label, 1});
  while (true) {
    const Line* next = nullptr;
    double from = kInfinite;
    for (const Line& line : lines) {
      if (line.call.high >= current->call.low) continue;
      const double calls = std::max(break_even(*current, line).calls, choices.back().from_calls);
      if (calls < from || (calls == from && next != nullptr && cheaper_at(calls)(line, *next))) {
        next = &line;
        from = calls;
      }
    }
    if (next == nullptr) return choices;
    if (from == choices.back().from_calls) choices.pop_back();
    choices.push_back({next->label, from});
    current = next;
  }
}

namespace {

/// ln of the size at which the straight line through both points is zero.
double zero(double x0, double y0, double x1, double y1) { return x0 + (x1 - x0) * y0 / (y0 - y1); }

/// Where a difference of logarithms, given at sizes, first becomes positive (or negative, of
/// falling ones) between two of them. It does: the first one is negative, the last one positive.
double change(const std::vector<double>& x, const std::vector<double>& y, double sign) {
  std::size_t i = 1;
  while (i + 1 < x.size() && !(sign * y[i - 1] < 0 && sign * y[i] >= 0)) ++i;
  return std::exp(zero(x[i - 1], y[i - 1], x[i], y[i]));
}

}  // namespace

std::vector<Crossover> crossings(const Curve& a, const Curve& b) {
  // ln(time of a) - ln(time of b): negative where a is faster.
  std::vector<double> x;
  std::vector<double> center;
  std::vector<double> least;
  std::vector<double> most;
  for (std::size_t i = 0; i < a.sizes.size(); ++i) {
    x.push_back(std::log(a.sizes[i]));
    center.push_back(std::log(a.calls[i].center / b.calls[i].center));
    least.push_back(std::log(a.calls[i].low / b.calls[i].high));
    most.push_back(std::log(a.calls[i].high / b.calls[i].low));
  }
  std::vector<Crossover> found;
  // From one size with intervals apart to the next one where the other way is faster for certain.
  std::size_t settled = x.size();
  for (std::size_t i = 0; i < x.size(); ++i) {
    // Some percent may come from where code and data happen to lie, in all blocks alike.
    const bool is_apart = std::abs(center[i]) >= std::log(kLeastRatio);
    const bool a_wins = is_apart && most[i] < 0;
    const bool b_wins = is_apart && least[i] > 0;
    if (!a_wins && !b_wins) continue;
    if (settled == x.size() && i != 0) {
      Crossover onset{"",
                      "",
                      a_wins ? b.label : a.label,
                      a_wins ? a.label : b.label,
                      a.sizes[i],
                      a.sizes[i - 1],
                      a.sizes[i],
                      true};
      found.push_back(std::move(onset));
    }
    if (settled != x.size() && (most[settled] < 0) != a_wins) {
      const double sign = a_wins ? -1 : 1;
      const auto part = [&](const std::vector<double>& all) {
        return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(settled),
                                   all.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      };
      Crossover crossover;
      crossover.below = a_wins ? b.label : a.label;
      crossover.above = a_wins ? a.label : b.label;
      crossover.size = change(part(x), part(center), sign);
      // The earliest crossing that the intervals allow, and the latest.
      crossover.low = change(part(x), part(a_wins ? least : most), sign);
      crossover.high = change(part(x), part(a_wins ? most : least), sign);
      found.push_back(crossover);
    }
    settled = i;
  }
  return found;
}

double size_number(const std::string& text) {
  double product = 1;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('x', begin), text.size());
    product *= std::strtod(text.substr(begin, end - begin).c_str(), nullptr);
    begin = end + 1;
  }
  return product;
}

std::vector<Crossover> crossovers(const Report& report) {
  std::vector<Crossover> all;
  if (report.points.empty()) return all;
  for (std::size_t sweep = 0; sweep < report.points.front().sizes.size(); ++sweep) {
    // Points that differ in this sweep alone, in order of size.
    std::map<std::string, std::map<double, const Point*>> rows;
    for (const Point& point : report.points) {
      Point others;
      others.sizes = point.sizes;
      others.sizes.erase(others.sizes.begin() + static_cast<std::ptrdiff_t>(sweep));
      const std::string fixed = others.sizes.empty() ? "" : others.label();
      rows[fixed][size_number(point.sizes[sweep].second)] = &point;
    }
    for (const auto& [fixed, points] : rows) {
      std::map<std::string, Curve> curves;
      for (const auto& [size, point] : points) {
        for (const WayResult& way : point->ways) {
          if (!way.call || way.call->low <= 0) continue;
          Curve& curve = curves[way.label()];
          curve.label = way.label();
          curve.sizes.push_back(size);
          curve.calls.push_back(*way.call);
        }
      }
      for (auto a = curves.begin(); a != curves.end(); ++a) {
        for (auto b = std::next(a); b != curves.end(); ++b) {
          if (a->second.sizes != b->second.sizes) continue;
          for (Crossover& crossing : crossings(a->second, b->second)) {
            crossing.sweep = report.points.front().sizes[sweep].first;
            crossing.fixed = fixed;
            all.push_back(std::move(crossing));
          }
        }
      }
    }
  }
  return all;
}

}  // namespace sinter::measure
