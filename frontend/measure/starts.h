// What it costs to get a function ready: from the text of the program to its first result.
#pragma once

#include <string>
#include <vector>

#include "frontend/measure/report.h"
#include "frontend/measure/ways.h"

namespace sinter::measure {

/// A folder under the system's for temporary files, which goes with everything in it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// What is called, and how.
struct Program {
  std::string file;
  std::vector<std::string> roots;
  std::string function;
};

/// A way whose starts are measured.
struct Starter {
  Way way;
  int threads = 1;
};

struct Started {
  std::vector<Start> starts;  ///< "cold" and, of what is compiled, "disk".
  std::string problem;        ///< Why it cannot be called; empty when it can.
};

/// Starts each of them `method.starts` times, in rounds of random order: cold, in an engine with an
/// empty disk cache, and then from that disk cache, in another engine. One that has taken more than
/// the budget is not started again. The process has compiled before, so opening LLVM, which happens
/// once per process, is not included. On cancellation, what there is is returned.
std::vector<Started> measure_starts(const Program& program, const std::vector<Starter>& starters,
                                    const std::vector<Array>& arguments, const Method& method,
                                    const CancelToken& cancel);

}  // namespace sinter::measure
