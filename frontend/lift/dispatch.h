// The generated header: calls of lifted::f run f's program, with the plain C++ function behind it.
#pragma once

#include <string>

#include "frontend/lift/lift.h"

namespace sinter::lift {

std::string dispatch_header(const LiftedFile& lifted);

}  // namespace sinter::lift
