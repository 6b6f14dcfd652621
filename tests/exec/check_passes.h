// What the graph passes have to keep. Each check is empty when they do, else says what changed.
#pragma once

#include <string>

#include "tests/generator/graph_generator.h"

namespace sinter::test {

/// Under @exact: every bit of every result, and every error.
std::string keeps_every_bit(const generator::Program& program);
/// Otherwise, for tame programs: results within a relative error of 1e-12, or 1e-3 where there is
/// an f32.
std::string moves_little(const generator::Program& program);

}  // namespace sinter::test
