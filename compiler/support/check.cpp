#include "compiler/support/check.h"

#include <string_view>

namespace sinter {

void internal_error(const char* file, int line, const std::string& message) {
  std::string_view path = file;
  if (auto at = path.find("compiler/"); at != std::string_view::npos) path.remove_prefix(at);
  throw Error(
      ErrorKind::kInternal, "E9001",
      fmt::format(
          "internal error in Sinter ({}:{}): {}\nThis is a mistake in Sinter, not in your program. "
          "Please report it with the program that caused it.",
          path, line, message));
}

}  // namespace sinter
