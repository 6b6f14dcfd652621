// The cases of programs.sinter in Eigen.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::eigen {

/// What a formulation makes; kept from call to call.
using Results = std::vector<Array>;
using Program = std::function<Results(const std::vector<Array>&)>;

/// By the name of the case.
const std::map<std::string, Program>& programs();

}  // namespace sinter::eigen
