// What became of a marked function, loop by loop.
#pragma once

#include <string>
#include <vector>

#include "frontend/lift/program.h"

namespace sinter::lift {

struct LoopReport {
  Place place;
  std::string kind;  ///< "map", "reduction", "contraction", ..., or "ordered loop".
  Reason reason;     ///< Why it is an ordered loop.
};

/// An argument or a result of the function in the language, in its order.
struct Item {
  enum class Kind { kArray, kScalar, kResult };  ///< kResult: the number that the function returns.
  Kind kind = Kind::kArray;
  int id = -1;
};

/// A function of the language, and how C++ calls it.
struct Lifted {
  Function function;
  std::string text;
  std::vector<Item> arguments, results;
  std::vector<LoopReport> loops;
  bool may_fail = false;  ///< Where data decides, a call may end in an error.
  bool reorders = false;  ///< Sums of floats have another order than in C++.
};

}  // namespace sinter::lift
