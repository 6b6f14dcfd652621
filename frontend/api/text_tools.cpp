// What needs no engine: the formatter, and explanations of error codes.
#include "frontend/api/boundary.h"
#include "frontend/lang/explanations.h"
#include "frontend/lang/format.h"
#include "sinter/sinter.h"

namespace sinter {

std::string format_source(std::string_view source, std::string_view file_name) {
  return detail::at_boundary(
      [&] { return lang::format_source(std::string(source), std::string(file_name)); });
}

std::string explain_error(std::string_view code) {
  return detail::at_boundary([&] { return lang::explain_error(code); });
}

}  // namespace sinter
