// Names that programs cannot write, which stand for how a block was left and for what it gave.
#pragma once

#include <cstddef>
#include <string_view>

namespace sinter::lang {

inline constexpr std::string_view kBreakFlag = "<break>";
inline constexpr std::string_view kContinueFlag = "<continue>";
inline constexpr std::string_view kReturnFlag = "<return>";
inline constexpr std::string_view kChoice = "<choice>";
inline constexpr std::size_t kMaximumEarlyResults = 16;

/// The name of result `number` of a return inside of a block.
std::string_view result_name(std::size_t number);
inline bool is_result_name(std::string_view name) { return name.starts_with("<result"); }

}  // namespace sinter::lang
