// What of a call on a device is copying.
#pragma once

#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::measure {

/// A program with a function `transfer` that takes such arguments and gives results of those types
/// without computing with the arguments: what its calls take is copying them there and back.
std::string transfer_program(const std::vector<Array>& arguments,
                             const std::vector<Array>& results);

}  // namespace sinter::measure
