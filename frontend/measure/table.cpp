#include "frontend/measure/table.h"

#include <fmt/format.h>

#include <algorithm>

#include "frontend/measure/recommend.h"
#include "frontend/measure/show.h"
#include "frontend/measure/tradeoff.h"

namespace sinter::measure {
namespace {

using Row = std::vector<std::string>;

/// Characters, not bytes: units have µ.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

/// Columns side by side; the first one flush left.
std::string columns(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - width(row[i]), ' ');
      line += (i == 0 ? "  " + row[i] + blanks : "  " + blanks + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string optional_number(const std::optional<double>& value) {
  return value ? show_number(*value) : "-";
}

std::string start_text(const WayResult& way, const std::string& state) {
  const Start* const start = way.start(state);
  return start == nullptr ? "-" : show_time(start->first_call.center);
}

std::string ways_table(const Point& point) {
  std::vector<Row> rows{{"way", "per call (95% interval)", "first call", "from disk", "GB/s",
                         "GFLOP/s", "of limit", "code", "compiler"}};
  for (const WayResult& way : point.ways) {
    if (!way.problem.empty()) {
      rows.push_back({way.label(), "not measured"});
      continue;
    }
    const Start* const cold = way.start("cold");
    const bool has_code = cold != nullptr && cold->code_bytes != 0;
    rows.push_back({way.label(), way.call ? show_estimate(*way.call) : "-", start_text(way, "cold"),
                    start_text(way, "disk"), optional_number(way.gigabytes_per_second),
                    optional_number(way.gigaflops), way.roofline ? show_share(*way.roofline) : "-",
                    has_code ? show_bytes(cold->code_bytes) : "-",
                    has_code && cold->memory ? show_bytes(*cold->memory) : "-"});
  }
  std::string text = columns(rows);
  for (const WayResult& way : point.ways) {
    if (!way.problem.empty()) text += fmt::format("  {}: {}\n", way.label(), way.problem);
    if (!way.note.empty()) text += fmt::format("  {}: {}\n", way.label(), way.note);
    if (way.transfer)
      text += fmt::format("  {}: copying there and back takes {}\n", way.label(),
                          show_estimate(*way.transfer));
  }
  return text;
}

std::string phases_table(const Point& point) {
  std::vector<Row> rows{{"compiling, cold"}};
  for (const Phase& phase : kPhases) rows[0].emplace_back(phase.shown);
  rows[0].emplace_back("together");
  for (const WayResult& way : point.ways) {
    const Start* const start = way.start("cold");
    if (start == nullptr || start->phases.total() == 0) continue;
    rows.push_back({way.label()});
    for (const Phase& phase : kPhases) rows.back().push_back(show_time(start->phases.*phase.time));
    rows.back().push_back(show_time(start->phases.total()));
  }
  return rows.size() == 1 ? "" : columns(rows);
}

std::string totals_table(const std::vector<Line>& lines) {
  std::vector<Row> rows{{"together, cold"}};
  for (double calls = 1; calls <= 1e6; calls *= 10)
    rows[0].push_back(fmt::format("{} call{}", show_count(calls), calls == 1 ? "" : "s"));
  for (const Line& line : lines) {
    rows.push_back({line.label});
    for (double calls = 1; calls <= 1e6; calls *= 10)
      rows.back().push_back(show_time(total(line, calls)));
  }
  return columns(rows);
}

/// Of what starts later and is faster per call for certain; of all others, what starts sooner is
/// better, or nothing is known.
std::string break_even_lines(const Point& point, const std::vector<Line>& lines) {
  std::string text;
  for (const BreakEven& one : break_evens(lines)) {
    if (!one.is_sure()) continue;
    text += fmt::format("  {} pays against {} from {} calls on ({} to {})", one.later, one.sooner,
                        show_count(one.calls), show_count(one.low), show_count(one.high));
    const std::string really = trial_text(point, one);
    text += really.empty() ? "\n" : fmt::format("; really made, from: {}\n", really);
  }
  return text;
}

std::string advice(const Point& point) {
  std::string text;
  const Recommendation cold = recommend(point, "cold");
  const Recommendation disk = recommend(point, "disk");
  if (!cold.text.empty()) text += fmt::format("  Nothing compiled yet: {}.\n", cold.text);
  if (!disk.text.empty() && disk.text != cold.text)
    text += fmt::format("  Compiled before, on disk: {}.\n", disk.text);
  if (!cold.automatic.empty())
    text += fmt::format("  What it does by itself: {}.\n", cold.automatic);
  if (!cold.difference.empty()) text += fmt::format("  They differ: {}.\n", cold.difference);
  return text;
}

std::string point_text(const Point& point) {
  std::string text = point.label();
  if (point.bytes && point.operations) {
    text += fmt::format(": {} of arguments and results, {}{} operations per call",
                        show_bytes(*point.bytes), point.at_least ? "at least " : "",
                        show_count(static_cast<double>(*point.operations)));
  }
  const std::vector<Line> lines = lines_of(point, "cold");
  if (!point.problem.empty()) text += fmt::format("\n  not measured: {}", point.problem);
  if (!point.is_measured()) return text + "\n";
  text += "\n" + ways_table(point);
  if (const std::string phases = phases_table(point); !phases.empty()) text += "\n" + phases;
  if (!lines.empty()) text += "\n" + totals_table(lines);
  if (const std::string pays = break_even_lines(point, lines); !pays.empty()) text += "\n" + pays;
  if (const std::string say = advice(point); !say.empty()) text += "\n" + say;
  return text;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string csv_number(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

}  // namespace

std::vector<std::string> machine_lines(const Report& report) {
  const Machine& machine = report.machine;
  std::vector<std::string> lines;
  lines.push_back(fmt::format("{}, {} processor{} ({}); {}", machine.processor, machine.processors,
                              machine.processors == 1 ? "" : "s", machine.features,
                              machine.system));
  lines.push_back(fmt::format("Sinter {}, LLVM {}, {}{}", machine.sinter,
                              machine.llvm.empty() ? "missing" : machine.llvm, machine.openmp,
                              machine.gpus.empty() ? ", no GPU" : ""));
  for (const std::string& gpu : machine.gpus) lines.push_back(gpu);
  for (const std::string& peer : machine.peers) lines.push_back(peer);
  for (const Roof& roof : report.roofs) {
    if (roof.gigaflops_f32 <= 0) continue;
    std::string line = fmt::format("limits, {} thread{}: {} GFLOP/s f32, {} f64", roof.threads,
                                   roof.threads == 1 ? "" : "s", show_number(roof.gigaflops_f32),
                                   show_number(roof.gigaflops_f64));
    for (const Roof::Bandwidth& one : roof.bandwidths) {
      line += fmt::format("; {}: {} GB/s", show_bytes(one.bytes),
                          show_number(one.gigabytes_per_second.best()));
    }
    lines.push_back(line);
  }
  if (machine.open_ms > 0) {
    lines.push_back(fmt::format(
        "a process's first compile takes {} more than the first calls below: opening LLVM",
        show_time(machine.open_ms)));
  }
  lines.push_back(fmt::format(
      "load {} before, {} after; other processes used {} of a processor meanwhile; {} threads "
      "pinned, which had to give way {} times",
      show_number(machine.before.average), show_number(machine.after.average),
      machine.after.others ? fmt::format("{:.0f}%", 100 * *machine.after.others) : "?",
      machine.pinned_threads, machine.after.involuntary_switches));
  return lines;
}

std::string busy_text(const Report& report) {
  if (!is_busy(report)) return {};
  return fmt::format(
      "The machine was busy: other processes used {:.0f}% of a processor. Times are longer for it, "
      "first calls most of all, and so are numbers of calls until something pays. Measure again "
      "when it is quiet.",
      100 * *report.machine.after.others);
}

std::string table(const Report& report) {
  std::string text = fmt::format("{}, {}\n", report.signature, report.file);
  for (const std::string& line : machine_lines(report)) text += line + "\n";
  if (const std::string busy = busy_text(report); !busy.empty()) text += busy + "\n";
  for (const Point& point : report.points) text += "\n" + point_text(point);
  if (const auto sentences = crossover_sentences(report); !sentences.empty()) {
    text += "\n";
    for (const std::string& sentence : sentences) text += sentence + "\n";
  }
  if (report.interrupted) text += "\nInterrupted: this is what was measured until then.\n";
  return text;
}

std::string csv(const Report& report) {
  std::string text =
      "sizes,way,threads,call_ms,call_low_ms,call_high_ms,first_call_ms,first_call_from_disk_ms,"
      "compile_ms,code_bytes,memory_bytes,gigabytes_per_second,gigaflops,roofline,problem\n";
  for (const Point& point : report.points) {
    for (const WayResult& way : point.ways) {
      const Start* const cold = way.start("cold");
      const Start* const disk = way.start("disk");
      const auto of_call = [&](double Estimate::* member) {
        return way.call ? fmt::format("{}", *way.call.*member) : "";
      };
      text += fmt::format(
          "{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(point.label()),
          csv_field(way.way), way.threads, of_call(&Estimate::center), of_call(&Estimate::low),
          of_call(&Estimate::high), cold ? fmt::format("{}", cold->first_call.center) : "",
          disk ? fmt::format("{}", disk->first_call.center) : "",
          cold ? fmt::format("{}", cold->phases.total()) : "",
          cold ? fmt::format("{}", cold->code_bytes) : "",
          cold && cold->memory ? fmt::format("{}", *cold->memory) : "",
          csv_number(way.gigabytes_per_second), csv_number(way.gigaflops), csv_number(way.roofline),
          csv_field(way.problem));
    }
  }
  return text;
}

}  // namespace sinter::measure
