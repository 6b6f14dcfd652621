// gzip streams, whole, in memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sinter::runtime {

/// The expanded text of one or more gzip members. Damaged, cut short or longer than `cap` is an
/// Error (E4231, E4203).
std::string gunzip(std::string_view compressed, std::uint64_t cap, const std::string& label);
std::string gzip(std::string_view text);

}  // namespace sinter::runtime
