// Numbers as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// Three digits and a unit: "12.3 µs", "1.42 s".
std::string show_time(double ms);
/// "12.3 µs (12.1 to 12.6)"; without an interval where there is none.
std::string show_estimate(const Estimate& estimate);
/// "1,024"; from a million on "1.5 million".
std::string show_count(double count);
/// "64 MiB".
std::string show_bytes(std::uint64_t bytes);
/// "1.8 times", "12%" for less than one and a half.
std::string show_ratio(double ratio);
/// "12%"; "<1%" of what is little.
std::string show_share(double share);
/// Three digits: "12.3", "0.05".
std::string show_number(double value);

}  // namespace sinter::measure
