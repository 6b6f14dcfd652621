// Which iterations of a nest touch the same element.
#pragma once

#include <vector>

#include "frontend/lift/emit.h"

namespace sinter::lift {

/// Where a second access meets a first one: in a later iteration, an earlier one, the same one.
struct Signs {
  bool later = false, earlier = false, same = false;
};

/// Of two accesses with affine subscripts, in their common loops; the outermost `equal` loops are
/// in the same iteration.
Signs dependence(const std::vector<ExprPtr>& a, const std::vector<Axis>& a_axes,
                 const std::vector<ExprPtr>& b, const std::vector<Axis>& b_axes, std::size_t equal);

}  // namespace sinter::lift
