// Every environment variable that the command reads, in one place; the library's are in
// runtime/environment.h.
#pragma once

#include <string>

namespace sinter::cli::environment {

/// TERM: whether it names a terminal that can move its cursor and show colours: set, and not
/// "dumb".
bool is_capable_terminal();
/// TERM is "dumb": letters only.
bool is_dumb_terminal();
/// NO_COLOR: whether it is set to anything.
bool refuses_color();
/// CC, else "cc".
std::string c_compiler();
/// VISUAL, else EDITOR, else "vi".
std::string editor();
/// The folder of what the command keeps between runs: $XDG_STATE_HOME/sinter, else
/// $HOME/.local/state/sinter; empty when neither is set to an absolute path.
std::string state_folder();

}  // namespace sinter::cli::environment
