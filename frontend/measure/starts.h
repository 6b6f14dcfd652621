// What it costs to get a function ready: from the text of the program to its first result.
#pragma once

#include <functional>
#include <memory>
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

/// Starts of several ways, round by round; results are in the order of the starters.
class StartRounds {
 public:
  /// What it is given has to outlive it.
  StartRounds(const Program& program, const std::vector<Starter>& starters,
              const std::vector<Array>& arguments, const Method& method, const CancelToken& cancel);
  ~StartRounds();
  StartRounds(const StartRounds&) = delete;
  StartRounds& operator=(const StartRounds&) = delete;

  /// Starts each of them once more, in random order: cold, in an engine with an empty disk cache,
  /// and then from that disk cache, in another engine. What has taken more than the budget, or
  /// failed, is left out. In the first round, one more start of each, which is not timed, counts
  /// the memory that compiling (or loading from the disk cache) takes. The process should have
  /// compiled before: opening LLVM, which happens once per process, is no part of a start. After
  /// each of them `then` is called, with all results: the next one may take minutes.
  void make_round(const std::function<void(const std::vector<Started>&)>& then);

 private:
  std::vector<Started> results() const;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sinter::measure
