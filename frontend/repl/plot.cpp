#include "frontend/repl/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>

namespace sinter::repl {
namespace {

struct Range {
  double low = 0;
  double high = 1;
};

constexpr const char* kNothing = "(nothing to plot)\n";

bool any_finite(const std::vector<double>& values) {
  return std::ranges::any_of(values, [](double value) { return std::isfinite(value); });
}

Range range_of(const std::vector<double>& values) {
  Range range;
  bool first = true;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    range.low = first ? value : std::min(range.low, value);
    range.high = first ? value : std::max(range.high, value);
    first = false;
  }
  if (range.high <= range.low) range.high = range.low + std::max(1.0, std::abs(range.low) * 1e-6);
  return range;
}

/// 0 at the lower end, 1 at the upper one. In halves: the whole range may be too large for a
/// number.
double part_of(double value, Range range) {
  return (value / 2 - range.low / 2) / (range.high / 2 - range.low / 2);
}

/// The place of a value in 0..cells-1.
int cell(double value, Range range, int cells) {
  return std::clamp(static_cast<int>(part_of(value, range) * cells), 0, cells - 1);
}

std::string utf8(std::uint32_t code) {
  return {static_cast<char>(0xe0 | (code >> 12)), static_cast<char>(0x80 | ((code >> 6) & 0x3f)),
          static_cast<char>(0x80 | (code & 0x3f))};
}

struct Point {
  int x = 0;
  int y = 0;
};

/// Dots in a grid; a braille character holds two columns and four rows of them.
class Canvas {
 public:
  Canvas(int columns, int rows, bool unicode)
      : across_(unicode ? 2 : 1),
        down_(unicode ? 4 : 1),
        columns_(columns),
        rows_(rows),
        bits_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}
  int width() const { return columns_ * across_; }
  int height() const { return rows_ * down_; }

  void set(int x, int y) {  // y counts from the top
    constexpr std::uint8_t kBits[4][2] = {{1, 8}, {2, 16}, {4, 32}, {64, 128}};
    bits_[static_cast<std::size_t>(y / down_ * columns_ + x / across_)] |=
        kBits[y % down_][x % across_];
  }
  void line(Point from, Point to) {
    const int steps = std::max({1, std::abs(to.x - from.x), std::abs(to.y - from.y)});
    for (int i = 0; i <= steps; ++i)
      set(from.x + (to.x - from.x) * i / steps, from.y + (to.y - from.y) * i / steps);
  }
  std::string row(int row) const {
    std::string text;
    for (int column = 0; column < columns_; ++column) {
      const std::uint8_t bits = bits_[static_cast<std::size_t>(row * columns_ + column)];
      text += bits == 0 ? " " : down_ == 1 ? "*" : utf8(0x2800U + bits);
    }
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

 private:
  int across_;
  int down_;
  int columns_;
  int rows_;
  std::vector<std::uint8_t> bits_;
};

/// The lower end of a bin, as linspace gives it; where the range is too large for a number, by
/// halves.
double edge_of(int bin, Range range, int bins) {
  if (bin == bins) return range.high;
  const double width = range.high - range.low;
  if (std::isfinite(width)) return bin * (width / bins) + range.low;
  return range.low + 2 * (bin * ((range.high / 2 - range.low / 2) / bins));
}

/// The bin of a value, by the rule of the library's `histogram`: the rounded quotient may be one
/// off beside an edge, so that the edges decide.
int bin_of(double value, Range range, int bins) {
  int bin = cell(value, range, bins);
  if (bin > 0 && value < edge_of(bin, range, bins)) --bin;
  if (bin < bins - 1 && value >= edge_of(bin + 1, range, bins)) ++bin;
  return bin;
}

std::vector<std::size_t> counts_of(const std::vector<double>& values, Range range, int bins) {
  std::vector<std::size_t> counts(static_cast<std::size_t>(bins));
  for (const double value : values)
    if (std::isfinite(value)) ++counts[static_cast<std::size_t>(bin_of(value, range, bins))];
  return counts;
}

constexpr int kSvgWidth = 640;
constexpr int kSvgHeight = 320;
constexpr int kMargin = 64;

/// The frame of a picture: the ends of both axes. `across` is the range from left to right.
std::string svg(const std::string& body, Range range, Range across) {
  const auto text = [](int x, int y, const char* anchor, double value) {
    return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{:.4g}</text>\n", x, y, anchor,
                       value);
  };
  constexpr int kBottom = kSvgHeight - kMargin;
  return fmt::format(
             "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 "
             "0 {0} {1}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"{0}\" "
             "height=\"{1}\" fill=\"white\"/>\n<path d=\"M{2} {2}V{3}H{4}\" fill=\"none\" "
             "stroke=\"#999\"/>\n",
             kSvgWidth, kSvgHeight, kMargin, kBottom, kSvgWidth - kMargin) +
         body + text(kMargin - 6, kMargin + 4, "end", range.high) +
         text(kMargin - 6, kBottom, "end", range.low) +
         text(kMargin, kBottom + 16, "middle", across.low) +
         text(kSvgWidth - kMargin, kBottom + 16, "middle", across.high) + "</svg>\n";
}

}  // namespace

std::string plot(const std::vector<double>& values, const PlotSize& size) {
  if (!any_finite(values)) return kNothing;
  const Range range = range_of(values);
  const std::string high = fmt::format("{:.5g}", range.high);
  const std::string low = fmt::format("{:.5g}", range.low);
  const std::size_t label = std::max(high.size(), low.size());
  const int columns = std::max(8, size.columns - static_cast<int>(label) - 2);
  Canvas canvas(columns, size.rows, size.unicode);
  const auto last = static_cast<double>(std::max<std::size_t>(2, values.size()) - 1);
  bool joined = false;  // to the point before
  Point before;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      joined = false;
      continue;
    }
    const Point point{cell(static_cast<double>(i) / last, {0, 1}, canvas.width()),
                      canvas.height() - 1 - cell(values[i], range, canvas.height())};
    canvas.line(joined ? before : point, point);
    before = point;
    joined = true;
  }
  const std::string bar = size.unicode ? "│" : "|";
  std::string text;
  for (int row = 0; row < size.rows; ++row) {
    const std::string& mark = row == 0 ? high : row == size.rows - 1 ? low : "";
    text += std::string(label - mark.size(), ' ') + mark + " " + bar + canvas.row(row) + "\n";
  }
  return text;
}

std::string histogram(const std::vector<double>& values, int bins, const PlotSize& size) {
  if (!any_finite(values)) return kNothing;
  const Range range = range_of(values);
  const std::vector<std::size_t> counts = counts_of(values, range, bins);
  const std::size_t most = std::max<std::size_t>(1, *std::ranges::max_element(counts));
  // "       1.5 .. 6.713      ", or where that leaves no room the lower end alone.
  const bool narrow = size.columns < 44;
  const int number = static_cast<int>(fmt::formatted_size("{}", most)) + 1;
  const int room = narrow ? std::max(1, size.columns - 11 - number) : size.columns - 34;
  std::string text;
  for (int i = 0; i < bins; ++i) {
    const std::size_t count = counts[static_cast<std::size_t>(i)];
    const auto length =
        static_cast<std::size_t>(static_cast<double>(count) * room / static_cast<double>(most));
    std::string bar;
    for (std::size_t j = 0; j < length; ++j) bar += size.unicode ? "█" : "#";
    const double low = edge_of(i, range, bins);
    text += narrow ? fmt::format("{:>10.4g} ", low)
                   : fmt::format("{:>10.4g} .. {:<10.4g} ", low, edge_of(i + 1, range, bins));
    text += fmt::format("{}{}{}\n", bar, length > 0 ? " " : "", count);
  }
  return text;
}

std::string plot_svg(const std::vector<double>& values) {
  const Range range = range_of(values);
  std::string lines;
  std::string points;  // of the line that is being drawn: it ends where a value is not finite
  const auto end_line = [&] {
    if (!points.empty()) {
      lines += "<polyline fill=\"none\" stroke=\"#1f5fa8\" stroke-linecap=\"round\" points=\"" +
               points + "\"/>\n";
    }
    points.clear();
  };
  const double step = static_cast<double>(kSvgWidth - 2 * kMargin) /
                      static_cast<double>(std::max<std::size_t>(1, values.size() - 1));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) {
      end_line();
      continue;
    }
    const double part = part_of(values[i], range);
    points += fmt::format("{:.2f},{:.2f} ", kMargin + step * static_cast<double>(i),
                          kSvgHeight - kMargin - part * (kSvgHeight - 2 * kMargin));
  }
  end_line();
  return svg(lines, range, {0, static_cast<double>(std::max<std::size_t>(1, values.size())) - 1});
}

std::string histogram_svg(const std::vector<double>& values, int bins) {
  const Range range = range_of(values);
  const std::vector<std::size_t> counts = counts_of(values, range, bins);
  const auto most =
      static_cast<double>(std::max<std::size_t>(1, *std::ranges::max_element(counts)));
  const double width = static_cast<double>(kSvgWidth - 2 * kMargin) / bins;
  std::string body;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double height = static_cast<double>(counts[i]) / most * (kSvgHeight - 2 * kMargin);
    body += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"#1f5fa8\"/>\n",
        kMargin + width * static_cast<double>(i), kSvgHeight - kMargin - height, width * 0.95,
        height);
  }
  return svg(body, {0, most}, range);
}

}  // namespace sinter::repl
