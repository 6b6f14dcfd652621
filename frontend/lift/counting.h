// While loops that count, variables that move by the same step in every iteration, and variables
// that are used one time after the other: as loops over an index, as what the index says, and as
// variables of their own. Behind it more subscripts are sums of sizes and indices.
#pragma once

#include "frontend/lift/program.h"

namespace sinter::lift {

void count_loops(Function& function);

}  // namespace sinter::lift
