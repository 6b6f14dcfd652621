// What it costs to get a function ready: from the text of the program to its first result.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "frontend/measure/report.h"
#include "frontend/measure/ways.h"

namespace sinter::measure {

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
/// the budget is not started again. One more start of each, which is not timed, counts the memory
/// that compiling (or loading from the disk cache) takes. The process has compiled before, so
/// opening LLVM, which happens once per process, is not included. On cancellation, what there is is
/// returned; `keep`, which may be empty, is given that after every round.
std::vector<Started> measure_starts(const Program& program, const std::vector<Starter>& starters,
                                    const std::vector<Array>& arguments, const Method& method,
                                    const CancelToken& cancel,
                                    const std::function<void(const std::vector<Started>&)>& keep);

}  // namespace sinter::measure
