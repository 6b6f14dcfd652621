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
  const std::string margin = fmt::format("{:.0f}%", 100 * (1 - SpecializationRule::kKeepBelow));
  const std::string fate =
      automatic.fate == Automatic::Fate::kKept ? "keeps it"
      : automatic.fate == Automatic::Fate::kDropped
          ? fmt::format("drops it again, for it is not {} faster", margin)
          : fmt::format("keeps it if it is {} faster in a trial, which these times leave open",
                        margin);
  return fmt::format(
      "auto runs the kernel for all sizes, with up to {}; after about {} calls it compiles one for "
      "these sizes in the background and {}",
      threads, show_count(automatic.compiles_after), fate);
}

/// What becomes of a kernel, where that is the same at all ends of both intervals.
Automatic::Fate fate_of(const Estimate& specialized, const Estimate& generic) {
  if (SpecializationRule::keeps(specialized.high, generic.low)) return Automatic::Fate::kKept;
  if (!SpecializationRule::keeps(specialized.low, generic.high)) return Automatic::Fate::kDropped;
  return Automatic::Fate::kOpen;
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
  result.fate = fate_of(*specialized->call, *generic->call);
  if (result.fate == Automatic::Fate::kKept ||
      (result.fate == Automatic::Fate::kOpen && specialized->call->center < ms))
    result.final_label = specialized->label();
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

std::string trial_text(const Point& point, const BreakEven& one) {
  const auto trial = std::ranges::find_if(point.trials, [&](const Trial& known) {
    return known.sooner == one.sooner && known.later == one.later;
  });
  if (trial == point.trials.end() || trial->found.empty()) return {};
  std::vector<double> found;
  for (const auto& calls : trial->found) found.push_back(calls.value_or(INFINITY));
  std::ranges::sort(found);
  std::string text;
  for (const double calls : found)
    text += fmt::format("{}{}", text.empty() ? "" : ", ",
                        std::isinf(calls) ? fmt::format("not within {}", show_count(trial->calls))
                                          : show_count(calls));
  return text;
}

std::vector<std::string> crossover_sentences(const Report& report) {
  std::vector<std::string> sentences;
  const std::vector<Crossover> all = crossovers(report);
  const auto is_same_pair = [](const Crossover& a, const Crossover& b) {
    return a.sweep == b.sweep && a.fixed == b.fixed && (a.above == b.above || a.above == b.below) &&
           (a.below == b.below || a.below == b.above);
  };
  const auto size = [](const Crossover& crossover) {
    return fmt::format("{} ({} to {})", show_count(std::round(crossover.size)),
                       show_count(std::round(crossover.low)),
                       show_count(std::round(crossover.high)));
  };
  // Those of a pair come one after another.
  for (std::size_t i = 0; i < all.size();) {
    const Crossover& first = all[i];
    const std::string fixed = first.fixed.empty() ? "" : first.fixed + ": ";
    if (first.is_onset) {
      sentences.push_back(fmt::format(
          "{}{} is faster than {} from {} = {} on; up to {} they are alike", fixed, first.above,
          first.below, first.sweep, show_count(first.high), show_count(first.low)));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < all.size() && is_same_pair(first, all[end])) ++end;
    if (end == i + 1) {
      sentences.push_back(fmt::format("{}{} is faster than {} from {} = {} on", fixed, first.above,
                                      first.below, first.sweep, size(first)));
    } else {
      std::string text =
          fmt::format("{}{} and {} change places {} times along {}: {} is faster", fixed,
                      first.below, first.above, end - i, first.sweep, first.below);
      for (std::size_t at = i; at < end; ++at)
        text += fmt::format("{} from {} on {}", at == i ? "," : ";", size(all[at]), all[at].above);
      sentences.push_back(text);
    }
    i = end;
  }
  return sentences;
}

}  // namespace sinter::measure
