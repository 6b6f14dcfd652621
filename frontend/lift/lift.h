// A whole source file: translated, raised, written and checked.
#pragma once

#include <string>
#include <vector>

#include "frontend/lift/report.h"
#include "frontend/lift/translate.h"

namespace sinter::lift {

struct LiftedFile {
  std::string file;
  std::vector<Lifted> functions;
  std::vector<Refused> refused;
  std::vector<std::string> dependencies;
  std::vector<std::string> errors;  ///< Of the C++ compiler; then there is nothing else.
  std::string source;               ///< The program.
  std::string report;
  double clang_ms = 0, lift_ms = 0;
};

LiftedFile lift_file(const std::string& file, const std::vector<std::string>& flags, bool has_flags,
                     const std::string& database, const std::string& header);

}  // namespace sinter::lift
