#include "frontend/measure/report.h"

#include <fmt/format.h>

#include <algorithm>

namespace sinter::measure {

std::string WayResult::label() const {
  return threads == 1 ? way : fmt::format("{}, {} threads", way, threads);
}

const Start* WayResult::start(const std::string& state) const {
  const auto found = std::ranges::find(starts, state, &Start::state);
  return found == starts.end() ? nullptr : &*found;
}

bool Point::is_measured() const {
  return std::ranges::any_of(ways,
                             [](const WayResult& way) { return way.call || !way.starts.empty(); });
}

std::string Point::label() const {
  std::string text;
  for (const auto& [name, size] : sizes)
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", name, size);
  return text.empty() ? "as given" : text;
}

bool is_busy(const Report& report) {
  constexpr double kMuch = 0.15;  // of a processor
  return report.machine.after.others.value_or(0) > kMuch;
}

}  // namespace sinter::measure
