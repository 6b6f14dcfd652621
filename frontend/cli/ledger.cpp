#include "frontend/cli/ledger.h"

#include <fmt/format.h>

namespace sinter::cli {
namespace {

const char* origin_of(const LedgerEntry& row) {
  switch (row.origin) {
    case LedgerEntry::Origin::kCompiled:
      return row.is_quick ? "quick" : "compiled";
    case LedgerEntry::Origin::kCompiledInBackground:
      return "background";
    case LedgerEntry::Origin::kDisk:
      return "disk";
  }
  return "";
}

}  // namespace

std::string ledger_text(std::span<const LedgerEntry> rows) {
  std::string text = fmt::format("{:<10} {:>9} {:>9} {:>9} {:>9} {:>9} {:>8} {:>11} {:>11}  {}\n",
                                 "origin", "disk ms", "lower ms", "llvm ms", "link ms", "bytes",
                                 "calls", "run ms", "fastest ms", "kernel");
  for (const LedgerEntry& row : rows) {
    text += fmt::format(
        "{:<10} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9} {:>8} {:>11.3f} {:>11.5f}  {}({})\n",
        origin_of(row), row.disk_ms, row.lowering_ms, row.llvm_ms, row.link_ms, row.code_bytes,
        row.calls, row.run_ms, row.fastest_ms, row.function, row.specialization);
  }
  return text;
}

nlohmann::json to_json(const LedgerEntry& row) {
  return {{"function", row.function},
          {"specialization", row.specialization},
          {"origin", origin_of(row)},
          {"disk_ms", row.disk_ms},
          {"lowering_ms", row.lowering_ms},
          {"llvm_ms", row.llvm_ms},
          {"link_ms", row.link_ms},
          {"code_bytes", row.code_bytes},
          {"calls", row.calls},
          {"run_ms", row.run_ms},
          {"fastest_ms", row.fastest_ms},
          {"is_alive", row.is_alive}};
}

}  // namespace sinter::cli
