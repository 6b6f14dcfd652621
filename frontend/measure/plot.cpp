#include "frontend/measure/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "compiler/support/markup.h"

namespace sinter::measure {
namespace {

constexpr double kWidth = 760;
constexpr double kHeight = 400;
constexpr double kLeft = 76;
constexpr double kRight = 190;  // for the names of lines
constexpr double kTop = 14;
constexpr double kBottom = 48;

/// Dark colours whose brightness differs, so that they differ in print as well.
constexpr std::array<const char*, 6> kColors = {"#000000", "#9a3412", "#1d4ed8",
                                                "#15803d", "#7e22ce", "#6b7280"};
constexpr std::array<const char*, 5> kDashes = {"", "7 4", "2 3", "10 3 2 3", "14 4"};

struct Scale {
  double from, to;  ///< Logarithms to the base of ten.
  double begin, end;
  double at(double value) const {
    return begin + (std::log10(value) - from) / (to - from) * (end - begin);
  }
};

/// A range of logarithms that holds all values, with some air.
Scale scale_of(std::vector<double> values, double begin, double end) {
  std::erase_if(values, [](double value) { return !(value > 0) || !std::isfinite(value); });
  if (values.empty()) return {0, 1, begin, end};
  const auto [least, most] = std::ranges::minmax(values);
  const double low = std::log10(least);
  const double high = std::log10(most);
  const double air = std::max(0.04 * (high - low), 0.05);
  return {low - air, high + air, begin, end};
}

/// Powers of ten, with twos and fives where there are few of them; not more than eight or so.
std::vector<double> ticks(const Scale& scale) {
  const double decades = scale.to - scale.from;
  std::vector<double> factors{1};
  if (decades < 1.2) {
    factors = {1, 1.5, 2, 3, 4, 5, 7};
  } else if (decades < 3) {
    factors = {1, 2, 5};
  }
  const int step = decades > 9 ? 2 : 1;
  std::vector<double> all;
  for (int power = static_cast<int>(std::floor(scale.from)); power <= std::ceil(scale.to);
       ++power) {
    if (power % step != 0) continue;
    for (const double factor : factors) {
      const double value = factor * std::pow(10.0, power);
      const double log = std::log10(value);
      if (log >= scale.from && log <= scale.to) all.push_back(value);
    }
  }
  return all;
}

std::string shape(int style, double x, double y) {
  const char* const color = kColors[static_cast<std::size_t>(style) % kColors.size()];
  constexpr double r = 4;
  switch (style % 8) {
    case 0:
      return fmt::format(R"(<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="{}"/>)", x, y, r, color);
    case 1:
      return fmt::format(
          R"(<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" fill="#fff" stroke="{}" stroke-width="1.6"/>)",
          x - r, y - r, 2 * r, 2 * r, color);
    case 2:
      return fmt::format(R"(<path d="M{:.1f} {:.1f}l{} {}h{}z" fill="{}"/>)", x, y - r - 1, r + 1,
                         2 * r + 1, -2 * (r + 1), color);
    case 3:
      return fmt::format(
          R"(<path d="M{:.1f} {:.1f}l{} {}l{} {}l{} {}z" fill="#fff" stroke="{}" stroke-width="1.6"/>)",
          x, y - r - 1, r + 1, r + 1, -r - 1, r + 1, -r - 1, -r - 1, color);
    case 4:
      return fmt::format(
          R"(<path d="M{:.1f} {:.1f}l{} {}m0 {}l{} {}" stroke="{}" stroke-width="2"/>)", x - r,
          y - r, 2 * r, 2 * r, -2 * r, -2 * r, 2 * r, color);
    case 5:
      return fmt::format(
          R"(<path d="M{:.1f} {:.1f}h{}M{:.1f} {:.1f}v{}" stroke="{}" stroke-width="2"/>)",
          x - r - 1, y, 2 * (r + 1), x, y - r - 1, 2 * (r + 1), color);
    case 6:
      return fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{}" height="{}" fill="{}"/>)", x - r,
                         y - r, 2 * r, 2 * r, color);
    default:
      return fmt::format(
          R"(<circle cx="{:.1f}" cy="{:.1f}" r="{}" fill="#fff" stroke="{}" stroke-width="1.6"/>)",
          x, y, r, color);
  }
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>)", x, y, anchor,
                     escaped(text));
}

std::string axes(const LogPlot& plot, const Scale& x, const Scale& y) {
  std::string out;
  const auto grid = [&](double x1, double y1, double x2, double y2) {
    out += fmt::format(R"(<line class="grid" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)",
                       x1, y1, x2, y2);
  };
  for (const double tick : plot.x_ticks.empty() ? ticks(x) : plot.x_ticks) {
    grid(x.at(tick), y.end, x.at(tick), y.begin);
    out += text_at(x.at(tick), y.begin + 17, "middle", plot.x_text(tick));
  }
  for (const double tick : ticks(y)) {
    grid(x.begin, y.at(tick), x.end, y.at(tick));
    out += text_at(x.begin - 7, y.at(tick) + 4, "end", plot.y_text(tick));
  }
  out +=
      fmt::format(R"(<rect class="frame" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                  x.begin, y.end, x.end - x.begin, y.begin - y.end);
  out += text_at((x.begin + x.end) / 2, kHeight - 8, "middle", plot.x_label);
  out += fmt::format(
      R"svg(<text transform="translate(14 {:.1f}) rotate(-90)" text-anchor="middle">{}</text>)svg",
      (y.begin + y.end) / 2, escaped(plot.y_label));
  return out;
}

std::string line_of(const Series& series, const Scale& x, const Scale& y) {
  std::string points;
  for (const Mark& mark : series.marks)
    points += fmt::format("{:.1f},{:.1f} ", x.at(mark.x), y.at(mark.y));
  const auto style = static_cast<std::size_t>(series.style);
  return fmt::format(
      R"(<polyline points="{}" fill="none" stroke="{}" stroke-width="1.8" stroke-dasharray="{}"/>)",
      points, kColors[style % kColors.size()], kDashes[style % kDashes.size()]);
}

std::string interval_of(const Mark& mark, const Scale& x, const Scale& y) {
  if (mark.low >= mark.high || mark.low <= 0) return {};
  const double at = x.at(mark.x);
  return fmt::format(
      R"(<path class="interval" d="M{:.1f} {:.1f}V{:.1f}M{:.1f} {:.1f}h6M{:.1f} {:.1f}h6"/>)", at,
      y.at(mark.low), y.at(mark.high), at - 3, y.at(mark.low), at - 3, y.at(mark.high));
}

/// The names of the series at the right, each near its last mark, none on another one.
std::string names(const LogPlot& plot, const Scale& y, double x) {
  struct Name {
    const Series* series;
    double wanted;
    double at;
  };
  std::vector<Name> all;
  for (const Series& series : plot.series)
    if (!series.marks.empty())
      all.push_back({&series, y.at(series.marks.back().y), y.at(series.marks.back().y)});
  std::ranges::sort(all, {}, &Name::wanted);
  constexpr double kLine = 16;
  for (std::size_t i = 0; i < all.size(); ++i)
    all[i].at = std::max(all[i].wanted, i == 0 ? y.end + 6 : all[i - 1].at + kLine);
  double limit = y.begin;
  for (std::size_t i = all.size(); i-- > 0; limit = all[i].at - kLine)
    all[i].at = std::min(all[i].at, limit);
  std::string out;
  for (const Name& name : all) {
    out += fmt::format(R"(<line class="leader" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)",
                       x + 2, name.wanted, x + 14, name.at);
    if (name.series->marked != 0) out += shape(name.series->style, x + 20, name.at);
    out += text_at(x + 29, name.at + 4, "start", name.series->label);
  }
  return out;
}

std::string opening(double width, double height, const std::string& description) {
  return fmt::format(R"(<svg viewBox="0 0 {} {}" role="img"><title>{}</title>)", width, height,
                     escaped(description));
}

}  // namespace

std::string svg(const LogPlot& plot) {
  std::vector<double> xs = plot.x_ticks;
  std::vector<double> ys;
  for (const Series& series : plot.series) {
    for (const Mark& mark : series.marks) {
      xs.push_back(mark.x);
      ys.insert(ys.end(), {mark.y, mark.low, mark.high});
    }
  }
  const Scale x = scale_of(xs, kLeft, kWidth - kRight);
  const Scale y = scale_of(ys, kHeight - kBottom, kTop);
  std::string out = opening(kWidth, kHeight, plot.description) + axes(plot, x, y);
  for (const Series& series : plot.series)
    if (series.has_line) out += line_of(series, x, y);
  for (const Series& series : plot.series) {
    for (std::size_t i = 0; i < series.marks.size(); ++i) {
      const Mark& mark = series.marks[i];
      out += interval_of(mark, x, y);
      if (series.marked != 0 && i % series.marked == 0)
        out += shape(series.style, x.at(mark.x), y.at(mark.y));
    }
  }
  return out + names(plot, y, x.end) + "</svg>\n";
}

namespace {

constexpr double kBarHeight = 22;
constexpr double kBarGap = 12;
constexpr double kBarLeft = 190;

/// Hatchings that are told apart without colours: from white over lines and dots to black.
std::string hatchings() {
  constexpr std::array<const char*, 7> kInside = {
      R"(<rect width="8" height="8" fill="#fff"/>)",
      R"(<rect width="8" height="8" fill="#fff"/><path d="M0 8L8 0" stroke="#000"/>)",
      R"(<rect width="8" height="8" fill="#fff"/><circle cx="4" cy="4" r="1.5"/>)",
      R"(<rect width="8" height="8" fill="#fff"/><path d="M0 4h8" stroke="#000" stroke-width="2"/>)",
      R"(<rect width="8" height="8" fill="#bbb"/>)",
      R"(<rect width="8" height="8" fill="#444"/>)",
      R"(<rect width="8" height="8" fill="#fff"/><path d="M0 0L8 8M0 8L8 0" stroke="#000"/>)"};
  std::string out = "<defs>";
  for (std::size_t i = 0; i < kInside.size(); ++i)
    out += fmt::format(
        R"(<pattern id="hatch{}" width="8" height="8" patternUnits="userSpaceOnUse">{}</pattern>)",
        i, kInside[i]);
  return out + "</defs>";
}

std::string block(double x, double y, double width, std::size_t part) {
  return fmt::format(
      R"svg(<rect x="{:.1f}" y="{:.1f}" width="{:.2f}" height="{}" fill="url(#hatch{})" stroke="#000" stroke-width="0.8"/>)svg",
      x, y, width, kBarHeight, part % 7);
}

}  // namespace

std::string svg(const Bars& bars) {
  double most = 0;
  for (const Bars::Bar& bar : bars.bars) {
    double sum = 0;
    for (const double value : bar.values) sum += value;
    most = std::max(most, sum);
  }
  constexpr double kSpace = kWidth - kBarLeft - 80;
  const double height = 34 + static_cast<double>(bars.bars.size()) * (kBarHeight + kBarGap);
  std::string out = opening(kWidth, height, bars.description) + hatchings();
  double legend = kBarLeft;
  for (std::size_t part = 0; part < bars.parts.size(); ++part) {
    out += fmt::format(
        R"svg(<rect x="{:.1f}" y="4" width="14" height="14" fill="url(#hatch{})" stroke="#000"/>)svg",
        legend, part % 7);
    out += text_at(legend + 19, 15, "start", bars.parts[part]);
    legend += 32 + 7.2 * static_cast<double>(bars.parts[part].size());
  }
  double y = 30;
  for (const Bars::Bar& bar : bars.bars) {
    out += text_at(kBarLeft - 8, y + 16, "end", bar.label);
    double x = kBarLeft;
    double sum = 0;
    for (std::size_t part = 0; part < bar.values.size(); ++part) {
      const double width = most > 0 ? bar.values[part] / most * kSpace : 0;
      if (width > 0) out += block(x, y, width, part);
      x += width;
      sum += bar.values[part];
    }
    out += text_at(x + 8, y + 16, "start", bars.text(sum));
    y += kBarHeight + kBarGap;
  }
  return out + "</svg>\n";
}

}  // namespace sinter::measure
