// Programs as text, with comments that say what to run: see README.md.
#pragma once

#include <string>
#include <vector>

#include "frontend/lang/module.h"
#include "tests/exec/run_lines.h"
#include "tests/generator/graph_generator.h"

namespace sinter::test {

generator::Program program_of(const lang::ParsedModule& module, const RunLine& run);
/// The files NAME.sinter of a folder, in order.
std::vector<std::string> program_files(const std::string& folder);

}  // namespace sinter::test
