// Arguments for the runs that a program's comments ask for.
#pragma once

#include <vector>

#include "sinter/sinter.h"
#include "tests/exec/run_lines.h"

namespace sinter::test {

/// By the declared types: of rank 0, or sizes that are names or numbers. What else there is, is an
/// error (std::runtime_error). A scalar that has a parameter's name in the run line is that number.
std::vector<Array> arguments_for(const Signature& signature, const RunLine& run);

}  // namespace sinter::test
