// What the main job prints: an aligned table that grows row by row, or one JSON document at the
// end.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace examples {

struct Row {
  std::string program;
  std::string size;                  ///< "B=1024"
  std::optional<double> compile_ms;  ///< Nothing when an earlier compile served.
  double run_us = 0;                 ///< Median.
  int runs = 0;                      ///< How many the median is of.
  std::string result_name;           ///< "value", "norm"
  double result = 0;
  double deviation = 0;  ///< From the f64 reference, relative to the mean absolute term.
  double bound = 0;      ///< What the deviation may be.

  bool within_bound() const { return deviation <= bound; }  ///< False for NaN.
};

/// Prints rows as they come (table) or collects them (JSON).
class Report {
 public:
  explicit Report(bool json) : json_(json) {}

  /// A fact for the head of the report: "threads", "2".
  void fact(const std::string& name, const std::string& value);
  /// Starts a group of rows.
  void section(const std::string& title);
  void add(const Row& row);
  /// Prints the closing lines; true when every row was within its bound.
  bool finish();

 private:
  bool json_;
  std::vector<std::pair<std::string, std::string>> facts_;
  std::vector<Row> rows_;
};

}  // namespace examples
