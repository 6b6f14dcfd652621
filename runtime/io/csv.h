// Tables of numbers as text: .csv and .csv.gz.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sinter/array.h"

namespace sinter::runtime {

/// Longest text that is read, expanded.
inline constexpr std::uint64_t kCsvCap = std::uint64_t{4} << 30;

/// Parses a table of numbers: f64[rows, columns]. Fields are separated by tabs, semicolons, commas
/// or spaces (the first of these that the first line holds); a first line in which no field is a
/// number is a header; blank lines and lines that start with # are skipped. nan and inf are
/// numbers. A field that is none is an error, which names line, column and field.
Array parse_csv(std::string_view text, const std::string& label);

/// At most two axes, real numbers; an array of one axis is a column. Floats are written with the
/// fewest digits that read back as the same value.
std::string format_csv(const Array& array);

}  // namespace sinter::runtime
