// A report as one self-contained page.
#pragma once

#include <string>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// HTML that is well-formed XML, with plots as SVG inside; it asks for nothing from elsewhere, and
/// is read as well in black and white.
std::string html(const Report& report);

}  // namespace sinter::measure
