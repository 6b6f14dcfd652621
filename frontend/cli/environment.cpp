#include "frontend/cli/environment.h"

#include <cstdlib>

namespace sinter::cli::environment {
namespace {

/// Empty when not set.
std::string value_of(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

}  // namespace

bool is_capable_terminal() {
  const std::string term = value_of("TERM");
  return !term.empty() && term != "dumb";
}

bool is_dumb_terminal() { return value_of("TERM") == "dumb"; }

bool refuses_color() { return !value_of("NO_COLOR").empty(); }

std::string c_compiler() {
  const std::string named = value_of("CC");
  return named.empty() ? "cc" : named;
}

std::string editor() {
  for (const char* const name : {"VISUAL", "EDITOR"}) {
    if (std::string named = value_of(name); !named.empty()) return named;
  }
  return "vi";
}

std::string state_folder() {
  if (const std::string state = value_of("XDG_STATE_HOME"); state.starts_with('/'))
    return state + "/sinter";
  if (const std::string home = value_of("HOME"); home.starts_with('/'))
    return home + "/.local/state/sinter";
  return {};
}

}  // namespace sinter::cli::environment
