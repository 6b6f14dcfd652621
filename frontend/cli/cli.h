// The command line as a function.
#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>

#include "sinter/error.h"

namespace sinter::cli {

/// What the process returns. Documented in docs/cli.md.
enum ExitCode : int {
  kOk = 0,
  kUserError = 1,      ///< The program, its arguments or a file are wrong.
  kMisuse = 2,         ///< The command line itself is wrong.
  kUnavailable = 3,    ///< A feature, or a part of the installation, that is not there.
  kResource = 4,       ///< Memory, disk or a limit ran out.
  kSlower = 5,         ///< measure --compare: something became slower.
  kLost = 6,           ///< measure --compare: what was measured before is not any more.
  kUnjudged = 7,       ///< measure --compare: nothing could be judged.
  kInterrupted = 130,  ///< Ctrl-C.
  kInternal = 70,      ///< A mistake of Sinter's own.
};

/// The exit code for an error of a kind.
int exit_code(ErrorKind kind);

/// Where output goes and how it may look.
struct Terminal {
  std::ostream& out;
  std::ostream& err;
  bool color_out = false;
  bool color_err = false;
  std::istream* in = nullptr;  ///< Standard input, for commands that read it.
};

/// Runs one command; `arguments` are those after the program's name. Throws nothing.
int run_cli(std::span<const std::string> arguments, Terminal& terminal);

}  // namespace sinter::cli
