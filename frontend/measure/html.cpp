#include "frontend/measure/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "compiler/support/markup.h"
#include "frontend/measure/peers.h"
#include "frontend/measure/plot.h"
#include "frontend/measure/recommend.h"
#include "frontend/measure/show.h"
#include "frontend/measure/table.h"
#include "frontend/measure/tradeoff.h"
#include "frontend/measure/ways.h"

namespace sinter::measure {
namespace {

constexpr const char* kStyle = R"css(
body { font: 16px/1.5 Georgia, serif; color: #111; background: #fff; max-width: 60em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 2em; border-top: 1px solid #999; padding-top: .8em; }
code, table, svg text { font-family: "DejaVu Sans", Verdana, sans-serif; }
table { border-collapse: collapse; font-size: .8em; margin: 1em 0; } caption { text-align: left; padding: .3em 0; }
th, td { padding: .25em .5em; text-align: right; border-bottom: 1px solid #ccc; } td { white-space: nowrap; } th:first-child, td:first-child, td.words { text-align: left; } td.words { white-space: normal; }
svg { width: 100%; height: auto; margin: .5em 0; } svg text { font-size: 12px; fill: #111; }
.grid { stroke: #ddd; } .frame { fill: none; stroke: #111; } .leader { stroke: #888; stroke-width: .8; }
.interval { stroke: #111; stroke-width: 1; fill: none; } .advice { border-left: 4px solid #111; padding-left: 1em; }
.note { color: #444; font-size: .9em; } ul { padding-left: 1.2em; }
@media print { body { max-width: none; } h2 { break-after: avoid; } svg, table { break-inside: avoid; } }
)css";

std::string paragraph(const std::string& text, const char* css = "") {
  return *css == '\0' ? fmt::format("<p>{}</p>\n", escaped(text))
                      : fmt::format("<p class=\"{}\">{}</p>\n", css, escaped(text));
}

std::string table_of(const std::string& caption,
                     const std::vector<std::vector<std::string>>& rows) {
  std::string out = fmt::format("<table><caption>{}</caption>\n", escaped(caption));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const char* const cell = i == 0 ? "th" : "td";
    out += "<tr>";
    for (std::size_t column = 0; column < rows[i].size(); ++column) {
      // A row that ends early has something to say that is no number.
      const std::size_t rest = rows.front().size() - column;
      const bool is_wide = column + 1 == rows[i].size() && rest > 1;
      const std::string wide = is_wide ? fmt::format(" colspan=\"{}\" class=\"words\"", rest) : "";
      out += fmt::format("<{}{}>{}</{}>", cell, wide, escaped(rows[i][column]), cell);
    }
    out += "</tr>\n";
  }
  return out + "</table>\n";
}

/// The same way has the same style in every plot.
class Styles {
 public:
  explicit Styles(const Report& report) {
    int next = 0;
    for (const Point& point : report.points)
      for (const WayResult& way : point.ways)
        if (const auto [at, is_new] = order_.emplace(way.label(), next); is_new) ++next;
  }
  int operator[](const std::string& label) const {
    const auto found = order_.find(label);
    return found == order_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, int> order_;
};

/// The sweep of the most sizes, along which times are plotted.
std::size_t longest_sweep(const Report& report) {
  std::size_t best = 0;
  std::size_t most = 0;
  for (std::size_t sweep = 0; sweep < report.points.front().sizes.size(); ++sweep) {
    std::map<std::string, int> sizes;
    for (const Point& point : report.points) ++sizes[point.sizes[sweep].second];
    if (sizes.size() <= most) continue;
    best = sweep;
    most = sizes.size();
  }
  return best;
}

/// Steady times over a sweep, a plot for each choice of the other sizes.
std::string plots_over_size(const Report& report, const Styles& styles) {
  if (report.points.empty() || report.points.front().sizes.empty()) return {};
  const std::size_t sweep = longest_sweep(report);
  const std::string name = report.points.front().sizes[sweep].first;
  std::map<std::string, LogPlot> plots;
  for (const Point& point : report.points) {
    Point others;
    others.sizes = point.sizes;
    others.sizes.erase(others.sizes.begin() + static_cast<std::ptrdiff_t>(sweep));
    LogPlot& plot = plots[others.sizes.empty() ? "" : others.label()];
    const double size = size_number(point.sizes[sweep].second);
    if (std::ranges::find(plot.x_ticks, size) == plot.x_ticks.end()) plot.x_ticks.push_back(size);
    for (const WayResult& way : point.ways) {
      if (!way.call) continue;
      auto series = std::ranges::find(plot.series, way.label(), &Series::label);
      if (series == plot.series.end()) {
        plot.series.push_back({way.label(), {}, true, 1, styles[way.label()]});
        series = plot.series.end() - 1;
      }
      series->marks.push_back({size, way.call->center, way.call->low, way.call->high});
    }
  }
  std::string out;
  for (auto& [fixed, plot] : plots) {
    if (plot.x_ticks.size() < 2) continue;
    for (Series& series : plot.series) std::ranges::sort(series.marks, {}, &Mark::x);
    plot.description = "time per call over " + name + (fixed.empty() ? "" : ", " + fixed);
    plot.x_label = name + (fixed.empty() ? "" : " (" + fixed + ")");
    plot.y_label = "time per call";
    plot.x_text = show_count;
    plot.y_text = show_time;
    out += svg(plot);
  }
  if (out.empty()) return {};
  std::string text = "<h2>Time per call over size</h2>\n" + out;
  text += paragraph(
      "Bars show the interval that holds the median with 95%; where none is to be seen, "
      "it is smaller than the mark.",
      "note");
  if (const auto sentences = crossover_sentences(report); !sentences.empty()) {
    text += "<ul>\n";
    for (const std::string& sentence : sentences)
      text += fmt::format("<li>{}.</li>\n", escaped(sentence));
    text += "</ul>\n";
  }
  return text;
}

std::string plot_over_calls(const Point& point, const Styles& styles) {
  LogPlot plot;
  plot.description = "time of all calls together over their number, " + point.label();
  plot.x_label = "calls, in a process that has nothing compiled";
  plot.y_label = "time of all calls together";
  plot.x_text = show_count;
  plot.y_text = show_time;
  constexpr std::size_t kMarked = 8;  // points from one power of ten, which has a mark, to the next
  for (const Line& line : lines_of(point, "cold")) {
    Series series{line.label, {}, true, kMarked, styles[line.label]};
    for (double power = 0; power <= 6; power += 1.0 / kMarked) {
      const double calls = std::pow(10.0, power);
      const double ms = total(line, calls);
      series.marks.push_back({calls, ms, ms, ms});
    }
    plot.series.push_back(std::move(series));
  }
  return plot.series.empty() ? "" : svg(plot);
}

std::string phases_plot(const Point& point) {
  Bars bars;
  bars.description = "phases of the first compile, " + point.label();
  for (const Phase& phase : kPhases) bars.parts.emplace_back(phase.shown);
  bars.text = show_time;
  for (const WayResult& way : point.ways) {
    const Start* const start = way.start("cold");
    if (start == nullptr || start->phases.total() == 0) continue;
    bars.bars.push_back({way.label(), {}});
    for (const Phase& phase : kPhases) bars.bars.back().values.push_back(start->phases.*phase.time);
  }
  return bars.bars.empty() ? "" : svg(bars);
}

/// Operations per byte against operations per second, under the machine's limits.
std::string roofline_plot(const Report& report, const Styles& styles) {
  LogPlot plot;
  plot.description = "the roofline";
  plot.x_label = "operations per byte of arguments and results";
  plot.y_label = "GFLOP/s";
  plot.x_text = show_number;
  plot.y_text = show_number;
  std::map<std::string, Series> series;
  double least = INFINITY;
  double most = 0;
  bool is_double = false;
  for (const Point& point : report.points) {
    if (!point.bytes || !point.operations || *point.bytes == 0 || *point.operations == 0) continue;
    is_double = is_double || point.is_double;
    const double intensity =
        static_cast<double>(*point.operations) / static_cast<double>(*point.bytes);
    least = std::min(least, intensity);
    most = std::max(most, intensity);
    for (const WayResult& way : point.ways) {
      if (!way.gigaflops || *way.gigaflops <= 0) continue;
      Series& own = series[way.label()];
      own.label = way.label();
      own.style = styles[way.label()];
      own.has_line = false;
      own.marks.push_back({intensity, *way.gigaflops, *way.gigaflops, *way.gigaflops});
    }
  }
  if (series.empty()) return {};
  for (auto& [label, own] : series) plot.series.push_back(std::move(own));
  for (const Roof& roof : report.roofs) {
    const double peak = is_double ? roof.gigaflops_f64 : roof.gigaflops_f32;
    if (peak <= 0 || roof.bandwidths.empty()) continue;
    const Roof::Bandwidth& largest = roof.bandwidths.back();
    const double bandwidth = largest.gigabytes_per_second.best();
    Series line{fmt::format("limit, {} thread{}", roof.threads, roof.threads == 1 ? "" : "s"),
                {},
                true,
                0,
                roof.threads == 1 ? 5 : 4};
    // From left of where the bandwidth ends to be the limit.
    const double from = std::min(least / 4, peak / bandwidth / 4);
    for (double power = std::log10(from); power <= std::log10(most * 4); power += 0.05) {
      const double intensity = std::pow(10.0, power);
      const double limit = std::min(peak, intensity * bandwidth);
      line.marks.push_back({intensity, limit, limit, limit});
    }
    plot.series.push_back(std::move(line));
  }
  return "<h2>Against the limits of the machine</h2>\n" + svg(plot) +
         paragraph(
             "The slanted part of a limit is the bandwidth of arrays as large as the largest "
             "call's; what fits into a cache can be faster.",
             "note");
}

std::vector<std::vector<std::string>> rows_of(const Point& point) {
  std::vector<std::vector<std::string>> rows{{"way", "per call", "95% interval", "first call, cold",
                                              "first call, from disk", "GB/s", "GFLOP/s",
                                              "of the limit", "code", "memory to compile"}};
  const auto number = [](const std::optional<double>& value) {
    return value ? show_number(*value) : std::string("–");
  };
  for (const WayResult& way : point.ways) {
    if (!way.call) {
      rows.push_back({way.label(), way.problem.empty() ? "–" : "not measured: " + way.problem});
      continue;
    }
    const Start* const cold = way.start("cold");
    const Start* const disk = way.start("disk");
    const bool has_code = cold != nullptr && cold->code_bytes != 0;
    rows.push_back(
        {way.label(), show_time(way.call->center),
         way.call->samples < 2
             ? "–"
             : fmt::format("{} to {}", show_time(way.call->low), show_time(way.call->high)),
         cold ? show_time(cold->first_call.center) : "–",
         disk ? show_time(disk->first_call.center) : "–", number(way.gigabytes_per_second),
         number(way.gigaflops), way.roofline ? show_share(*way.roofline) : "–",
         has_code ? show_bytes(cold->code_bytes) : "–",
         has_code && cold->memory ? show_bytes(*cold->memory) : "–"});
  }
  return rows;
}

std::vector<std::vector<std::string>> break_even_rows(const Point& point) {
  std::vector<std::vector<std::string>> rows{
      {"starts sooner", "starts later", "pays from", "interval"}};
  if (!point.trials.empty()) rows[0].emplace_back("really made, from");
  for (const BreakEven& one : break_evens(lines_of(point, "cold"))) {
    if (!one.is_sure()) continue;
    rows.push_back({one.sooner, one.later, show_count(one.calls) + " calls",
                    fmt::format("{} to {}", show_count(one.low), show_count(one.high))});
    if (!point.trials.empty()) rows.back().push_back(trial_text(point, one));
  }
  return rows;
}

/// What the names mean, for who was not there.
std::string meanings(const Report& report) {
  std::vector<std::string> names;
  for (const Point& point : report.points)
    for (const WayResult& way : point.ways)
      if (std::ranges::find(names, way.way) == names.end()) names.push_back(way.way);
  std::string out;
  for (const std::string& name : names) {
    const std::string meaning = is_peer(name)
                                    ? fmt::format("the same program in Python, {}", report.twin)
                                    : way_meaning(parse_way(name));
    out += fmt::format("<li><strong>{}</strong>: {}</li>\n", escaped(name), escaped(meaning));
  }
  if (out.empty()) return {};
  return "<p>Ways of running it:</p>\n<ul>\n" + out + "</ul>\n" +
         paragraph(
             "Compiling costs time once, before the first result, and makes each call faster. The "
             "question is from how many calls on that has paid. \"The code on disk\" is that of an "
             "earlier process, which is not compiled again.",
             "note");
}

std::string advice_of(const Point& point) {
  const Recommendation cold = recommend(point, "cold");
  const Recommendation disk = recommend(point, "disk");
  std::string out;
  if (!cold.text.empty())
    out += fmt::format(
        "<p class=\"advice\"><strong>{}</strong>: {}.{}</p>\n", escaped(point.label()),
        escaped(cold.text),
        disk.text.empty() || disk.text == cold.text
            ? ""
            : escaped(fmt::format(" With its code on disk from an earlier run: {}.", disk.text)));
  if (!cold.automatic.empty()) out += paragraph("By itself, " + cold.automatic + ".", "note");
  if (!cold.difference.empty()) out += paragraph("That differs: " + cold.difference + ".", "note");
  return out;
}

}  // namespace

std::string html(const Report& report) {
  const Styles styles(report);
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">\n<head>\n"
      "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n"
      "<title>{0}: is compiling worth it?</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<h1>Is compiling <code>{0}</code> worth it?</h1>\n",
      escaped(report.function), kStyle);
  out += paragraph(fmt::format("{}, from {}. Measured on {}; it took {}.", report.signature,
                               report.file, report.date, show_time(1000 * report.seconds)));
  if (report.interrupted)
    out += paragraph("It was interrupted: this is what there was until then.");
  if (const std::string busy = busy_text(report); !busy.empty())
    out += fmt::format("<p><strong>{}</strong></p>\n", escaped(busy));
  out += meanings(report);
  out += "<h2>What to do</h2>\n";
  for (const Point& point : report.points) {
    if (!point.problem.empty())
      out += paragraph(fmt::format("{} was not measured: {}", point.label(), point.problem));
    out += advice_of(point);
  }
  out += plots_over_size(report, styles);
  out += "<h2>Time over calls</h2>\n" +
         paragraph(
             "A line begins at the time of the first call, with everything that it takes to "
             "get ready. Where two lines cross, the one that started later has paid.",
             "note");
  for (const Point& point : report.points) {
    if (!point.is_measured()) continue;
    out += fmt::format("<h3>{}</h3>\n", escaped(point.label()));
    out += plot_over_calls(point, styles);
    if (const auto rows = break_even_rows(point); rows.size() > 1)
      out += table_of("Where lines cross", rows);
  }
  out += "<h2>Where the time to compile goes</h2>\n";
  for (const Point& point : report.points) {
    if (const std::string plot = phases_plot(point); !plot.empty())
      out += fmt::format("<h3>{}</h3>\n{}", escaped(point.label()), plot);
  }
  out += roofline_plot(report, styles);
  out += "<h2>All numbers</h2>\n";
  for (const Point& point : report.points)
    if (!point.ways.empty()) out += table_of(point.label(), rows_of(point));
  out += "<h2>How it was measured</h2>\n<ul>\n";
  for (const std::string& line : machine_lines(report))
    out += fmt::format("<li>{}</li>\n", escaped(line));
  out += "</ul>\n";
  const Method& method = report.method;
  out += paragraph(fmt::format(
      "Times per call are medians of up to {} blocks spread over the run, all ways in turn and in "
      "random order; a block is the median of {} batches of calls that last at least {}. First "
      "calls "
      "are medians of up to {} starts, each from the text of the program to its first result, in a "
      "process that has compiled before. Threads were pinned. Intervals are those of order "
      "statistics and assume no distribution.",
      method.blocks, method.batches, show_time(method.batch_ms), method.starts));
  return out + "</body>\n</html>\n";
}

}  // namespace sinter::measure
