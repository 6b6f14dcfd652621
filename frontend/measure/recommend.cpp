#include "frontend/measure/recommend.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "frontend/measure/peers.h"
#include "frontend/measure/show.h"
#include "frontend/measure/tradeoff.h"
#include "sinter/specialization_rule.h"

namespace sinter::measure {
namespace {

/// The way of this name with the most threads.
const WayResult* widest(const Point& point, std::string_view name) {
  const WayResult* found = nullptr;
  for (const WayResult& way : point.ways) {
    if (way.way == name && way.call && (found == nullptr || way.threads > found->threads))
      found = &way;
  }
  return found;
}

std::string automatic_text(const Automatic& automatic) {
  const std::string threads =
      fmt::format("{} thread{}", automatic.threads, automatic.threads == 1 ? "" : "s");
  if (automatic.compiles_after == 0) {
    return fmt::format(
        "auto runs the kernel for all sizes, with up to {}, and compiles no other: "
        "calls are too short for one to pay",
        threads);
  }
  return fmt::format(
      "auto runs the kernel for all sizes, with up to {}; after {} calls it compiles "
      "one for these sizes in the background and {}",
      threads, show_count(automatic.compiles_after),
      automatic.keeps ? "keeps it" : "drops it again, for it is not faster");
}

}  // namespace

Automatic automatic(const Point& point) {
  Automatic result;
  const WayResult* const generic = widest(point, "generic");
  const WayResult* const specialized = widest(point, "specialized");
  if (generic == nullptr || specialized == nullptr || specialized->threads != generic->threads)
    return result;
  const Start* const start = generic->start("cold");
  if (start == nullptr) return result;
  result.is_known = true;
  result.threads = generic->threads;
  result.final_label = generic->label();
  const double ms = generic->call->center;
  if (!SpecializationRule::is_watched(ms)) return result;
  const CompileTimes& phases = start->phases;
  const double cost = phases.disk + phases.lowering + phases.llvm + phases.link;
  // The rule grows with the calls: the least number that satisfies it, by halving.
  std::uint64_t enough = 1;
  while (!SpecializationRule::earns_kernel(enough, ms * static_cast<double>(enough), cost))
    enough *= 2;
  for (std::uint64_t least = enough / 2; least + 1 < enough;) {
    const std::uint64_t middle = least + (enough - least) / 2;
    const bool earned =
        SpecializationRule::earns_kernel(middle, ms * static_cast<double>(middle), cost);
    (earned ? enough : least) = middle;
  }
  result.compiles_after = static_cast<double>(enough);
  result.keeps = SpecializationRule::keeps(specialized->call->center, ms);
  if (result.keeps) result.final_label = specialized->label();
  return result;
}

Recommendation recommend(const Point& point, const std::string& state) {
  Recommendation result;
  const auto lines = lines_of(point, state);
  const auto choices = best_for_calls(lines);
  if (choices.empty()) return result;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i == 0) {
      const bool alone = choices.size() == 1;
      const bool once = !alone && choices[1].from_calls <= 2;
      result.text = fmt::format("{} {}",
                                alone  ? "any number of calls:"
                                : once ? "a single call:"
                                       : "the first calls:",
                                choices[0].label);
    } else {
      result.text += fmt::format("; from {} calls on: {}", show_count(choices[i].from_calls),
                                 choices[i].label);
    }
  }
  const Automatic own = automatic(point);
  if (!own.is_known) return result;
  result.automatic = automatic_text(own);
  const auto line = [&](const std::string& label) {
    return std::ranges::find(lines, label, &Line::label);
  };
  // Peers are no choice of the engine's.
  std::vector<Line> ours = lines;
  std::erase_if(ours, [&](const Line& one) {
    return std::ranges::any_of(point.ways, [&](const WayResult& way) {
      return way.label() == one.label && is_peer(way.way);
    });
  });
  const auto own_choices = best_for_calls(ours);
  const auto best = line(own_choices.back().label);
  const auto last = line(own.final_label);
  const auto first = line(own_choices.front().label);
  const auto begin = line(widest(point, "generic")->label());
  if (last == lines.end() || begin == lines.end()) return result;
  std::vector<std::string> differences;
  // Differences within the intervals are none.
  if (best->call.high < last->call.low) {
    differences.push_back(
        fmt::format("for many calls {} is {} faster than what auto ends up with, {}", best->label,
                    show_ratio(last->call.center / best->call.center), last->label));
  }
  if (first->first.high < begin->first.low) {
    differences.push_back(fmt::format(
        "a single call is {} faster with {} than with {}, which auto "
        "begins with",
        show_ratio(begin->first.center / first->first.center), first->label, begin->label));
  }
  for (const std::string& difference : differences)
    result.difference += (result.difference.empty() ? "" : "; ") + difference;
  return result;
}

std::vector<std::string> crossover_sentences(const Report& report) {
  std::vector<std::string> sentences;
  for (const Crossover& crossover : crossovers(report)) {
    sentences.push_back(
        fmt::format("{}{} is faster than {} from {} = {} on ({} to {})",
                    crossover.fixed.empty() ? "" : crossover.fixed + ": ", crossover.above,
                    crossover.below, crossover.sweep, show_count(std::round(crossover.size)),
                    show_count(std::round(crossover.low)), show_count(std::round(crossover.high))));
  }
  return sentences;
}

}  // namespace sinter::measure
