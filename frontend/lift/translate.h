// From Clang's tree of a source file to the functions of program.h. The only header of this folder
// that the files with Clang's headers share with the others.
#pragma once

#include <string>
#include <vector>

#include "frontend/lift/program.h"

namespace sinter::lift {

/// A marked function that was not lifted.
struct Refused {
  std::string name;
  Place place;
  Reason reason;
  std::string forwards;  ///< C++ that makes lifted::f the plain function.
};

/// What a source file holds. In the order of the file; instantiations of a template one by one.
struct Translation {
  std::vector<Function> functions;
  std::vector<Refused> refused;
  std::vector<std::string>
      dependencies;                 ///< Files of the project that it includes, itself among them.
  std::vector<std::string> errors;  ///< Of the C++ compiler: then there is nothing else.
};

/// `flags`: what follows `--`, as for the compiler. With none, the compilation database near the
/// file is asked. `header`: the generated header, which is empty while lifting (its own source may
/// include it).
Translation translate_file(const std::string& file, const std::vector<std::string>& flags,
                           bool has_flags, const std::string& database, const std::string& header);

}  // namespace sinter::lift
