// A report as JSON, in the form that docs/measure.md describes, and back.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// The name of the form; another one is not read.
inline constexpr const char* kSchema = "sinter-measure-2";

/// What was measured, and what follows from it.
nlohmann::json to_json(const Report& report);

/// What was measured, from a text that to_json wrote. One that is not is a user error (E6307) that
/// says what is missing; `name` is what it calls the text.
Report read_report(const std::string& text, const std::string& name);

}  // namespace sinter::measure
