// Results and errors as JSON. JSON has no NaN and no infinities: they become the strings "nan",
// "inf" and "-inf".
#pragma once

#include <nlohmann/json.hpp>

#include "sinter/sinter.h"

namespace sinter::cli {

/// {"dtype": "f32", "shape": [2, 3], "values": [[...], [...]]}
nlohmann::json to_json(const Array& array);
/// {"error": {"kind", "code", "message", "diagnostics": [...]}}
nlohmann::json to_json(const Error& error);
/// {"name", "text", "parameters", "results", "dimensions"}
nlohmann::json to_json(const Signature& signature);
nlohmann::json to_json(const CompileInfo& info);

}  // namespace sinter::cli
