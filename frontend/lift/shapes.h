// What part of its memory each array uses: subscripts as polynomials, flat ones split into axes,
// extents from the bounds of loops, and the conditions under which all this holds.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "frontend/lift/program.h"

namespace sinter::lift {

/// The values of a loop's index, in either direction: low, ..., high - 1.
struct Range {
  int id = -1;
  Polynomial low, high;
  bool exact = true;  ///< Both ends are taken on.
};

/// Rewrites the subscripts of every access in the terms of the arrays' shapes, and the bounds of
/// loops as polynomials where they are. Refuses (throws Refusal) where an extent cannot be known.
void find_shapes(Function& function);

/// The largest and smallest value of a polynomial over ranges, the innermost last.
Polynomial largest(Polynomial value, const std::vector<Range>& ranges);
Polynomial smallest(Polynomial value, const std::vector<Range>& ranges);

/// How often each variable is assigned.
std::vector<int> assignments(const Function& function);

}  // namespace sinter::lift
