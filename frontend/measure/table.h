// A report as text for people, and as rows for a spreadsheet.
#pragma once

#include <string>

#include "frontend/measure/report.h"

namespace sinter::measure {

std::string table(const Report& report);

/// One row per way and size, in milliseconds; a header line.
std::string csv(const Report& report);

/// A warning, where the machine did something else as well; empty where it did not.
std::string busy_text(const Report& report);

/// What the machine is and how busy it was, one line each.
std::vector<std::string> machine_lines(const Report& report);

}  // namespace sinter::measure
