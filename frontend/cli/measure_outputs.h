// Where `sinter measure` writes its report.
#pragma once

#include <string>
#include <vector>

#include "frontend/cli/cli.h"
#include "frontend/measure/report.h"

namespace sinter::cli {

/// The files of --json, --csv and --html. Empty: none; "-": standard output, in place of the table.
class MeasureOutputs {
 public:
  /// Tries the files, so that nobody measures for an hour and cannot write it down: one that cannot
  /// be written, and two options for one place, are user errors (E6308). Changes no file.
  MeasureOutputs(const std::string& json, const std::string& csv, const std::string& html);

  /// Writes all of them, and the table where standard output is free. Each is written even when
  /// another one cannot be; then the first error is thrown (E6308).
  void write(const measure::Report& report, Terminal& terminal) const;

 private:
  struct Output {
    const char* option;
    std::string path;
    std::string (*text)(const measure::Report& report);
  };
  std::vector<Output> outputs_;
};

}  // namespace sinter::cli
