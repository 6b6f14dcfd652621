#include "examples/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace examples {
namespace {

std::string duration(double microseconds) {
  if (microseconds < 1000) return fmt::format("{:.1f} us", microseconds);
  if (microseconds < 1e6) return fmt::format("{:.2f} ms", microseconds / 1e3);
  return fmt::format("{:.2f} s ", microseconds / 1e6);
}

nlohmann::json number(double value) {
  return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(fmt::format("{}", value));
}

nlohmann::json to_json(const Row& row) {
  return {{"program", row.program},
          {"size", row.size},
          {"compile_ms", row.compile_ms ? nlohmann::json(*row.compile_ms) : nlohmann::json()},
          {"run_us", row.run_us},
          {"runs", row.runs},
          {row.result_name, number(row.result)},
          {"deviation", number(row.deviation)},
          {"bound", row.bound},
          {"ok", row.within_bound()}};
}

}  // namespace

void Report::fact(const std::string& name, const std::string& value) {
  facts_.emplace_back(name, value);
  if (!json_) fmt::print("{:<10} {}\n", name, value);
}

void Report::section(const std::string& title) {
  if (json_) return;
  fmt::print("\n{}\n", title);
  fmt::print("  {:<32} {:>8}  {:>10}  {:>10}  {:>23}  {:>9}  {:>7}\n", "program", "size", "compile",
             "run", "result", "deviation", "bound");
  std::fflush(stdout);
}

void Report::add(const Row& row) {
  rows_.push_back(row);
  if (json_) return;
  const std::string compile = row.compile_ms ? fmt::format("{:.2f} ms", *row.compile_ms) : "-";
  fmt::print("  {:<32} {:>8}  {:>10}  {:>10}  {:>5} {:>17.9e}  {:>9.1e}  {:>7.0e}{}\n", row.program,
             row.size, compile, duration(row.run_us), row.result_name, row.result, row.deviation,
             row.bound, row.within_bound() ? "" : "  TOO LARGE");
  std::fflush(stdout);
}

bool Report::finish() {
  const auto bad = std::ranges::count_if(rows_, [](const Row& row) { return !row.within_bound(); });
  if (json_) {
    nlohmann::json document;
    for (const auto& [name, value] : facts_) document["facts"][name] = value;
    document["rows"] = nlohmann::json::array();
    for (const Row& row : rows_) document["rows"].push_back(to_json(row));
    document["ok"] = bad == 0;
    fmt::print("{}\n", document.dump(2));
  } else if (bad == 0) {
    fmt::print("\nAll {} results are within their bounds.\n", rows_.size());
  } else {
    fmt::print("\n{} of {} results are outside their bounds.\n", bad, rows_.size());
  }
  return bad == 0 && !rows_.empty();
}

}  // namespace examples
