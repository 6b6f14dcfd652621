#include "frontend/measure/show.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace sinter::measure {
namespace {

struct Unit {
  const char* name;
  double ms;
};
constexpr std::array<Unit, 7> kUnits = {{{"ns", 1e-6},
                                         {"µs", 1e-3},
                                         {"ms", 1},
                                         {"s", 1e3},
                                         {"min", 6e4},
                                         {"h", 3.6e6},
                                         {"days", 8.64e7}}};

const Unit& unit_of(double ms) {
  std::size_t unit = 0;
  // Up to 999 of the parts of seconds; seconds, minutes and hours up to two of the next unit.
  const auto is_too_many = [&] {
    return std::abs(ms) >= (unit < 3 ? 999.5 * kUnits[unit].ms : 2 * kUnits[unit + 1].ms);
  };
  while (unit + 1 < kUnits.size() && is_too_many()) ++unit;
  return kUnits[unit];
}

}  // namespace

std::string show_number(double value) {
  const double size = std::abs(value);
  if (size >= 99.95) return fmt::format("{:.0f}", value);
  if (size >= 9.995) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

std::string show_time(double ms) {
  const Unit& unit = unit_of(ms);
  return fmt::format("{} {}", show_number(ms / unit.ms), unit.name);
}

std::string show_estimate(const Estimate& estimate) {
  if (estimate.samples < 2) return show_time(estimate.center);
  const Unit& unit = unit_of(estimate.center);
  return fmt::format("{} ({} to {})", show_time(estimate.center),
                     show_number(estimate.low / unit.ms), show_number(estimate.high / unit.ms));
}

std::string show_count(double count) {
  if (std::isinf(count)) return "never";
  if (count >= 1e15) return fmt::format("{:.2g}", count);
  if (count >= 1e6) return fmt::format("{} million", show_number(count / 1e6));
  std::string digits = fmt::format("{:.0f}", count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string show_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kNames = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kNames.size(); ++unit) value /= 1024;
  return unit == 0 ? fmt::format("{} bytes", bytes)
                   : fmt::format("{} {}", show_number(value), kNames[unit]);
}

std::string show_share(double share) {
  return share > 0 && share < 0.01 ? "<1%" : fmt::format("{:.0f}%", 100 * share);
}

std::string show_ratio(double ratio) {
  if (ratio < 1.5) return fmt::format("{:.0f}%", 100 * (ratio - 1));
  return fmt::format("{} times", show_number(ratio));
}

}  // namespace sinter::measure
