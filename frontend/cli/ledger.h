// What kernels cost and what their calls took, as a table and as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "sinter/sinter.h"

namespace sinter::cli {

/// A line for the names of the columns, and one per kernel; milliseconds and bytes.
std::string ledger_text(std::span<const LedgerEntry> rows);

nlohmann::json to_json(const LedgerEntry& row);

}  // namespace sinter::cli
