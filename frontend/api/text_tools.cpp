// What needs no engine: the formatter, explanations of error codes, documentation.
#include "frontend/api/boundary.h"
#include "frontend/lang/documentation.h"
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

std::string documentation(std::string_view name) {
  return detail::at_boundary([&] { return lang::documentation(name); });
}

std::string library_reference() {
  return detail::at_boundary([] { return lang::library_reference(); });
}

std::vector<std::string> documented_names() {
  return detail::at_boundary([&] { return lang::documented_names(); });
}

}  // namespace sinter
