// The ways in which a program can run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sinter/sinter.h"

namespace sinter::measure {

/// One way of running a program.
struct Way {
  std::string text;  ///< As it is asked for: "generic:vectors=128".
  Backend backend = Backend::kLlvm;
  Specialize specialize = Specialize::kSymbolic;
  Effort effort = Effort::kAuto;
  int vector_bits = 0;
  std::vector<std::string> disabled_passes;
  int device = 0;
  std::vector<std::string> on_processor;  ///< Values that do not run on the GPU with the rest.

  /// Whether there is code to compile, and to keep on disk.
  bool is_compiled() const { return backend != Backend::kInterpreter; }
  /// Whether the number of threads makes a difference.
  bool is_threaded() const { return backend == Backend::kLlvm; }
  bool is_automatic() const { return is_threaded() && specialize == Specialize::kAuto; }
};

/// Reads NAME or NAME:MODIFIER:MODIFIER. Names are interp, generic (one kernel for all sizes),
/// specialized (a kernel per size), auto (what engines do by default) and cuda, cuda1, ...;
/// modifiers are quick, vectors=BITS, without=PASS and, of cuda, processor=NAME: the value of that
/// name is computed on the processor. What cannot be read is a user error (E6301).
Way parse_way(std::string_view text);

/// What it is, for who has not chosen it: "machine code for these sizes alone".
std::string way_meaning(const Way& way);

/// How its engine runs a function.
FunctionPolicy function_policy(const Way& way);

/// The options of an engine that runs it. The disk cache is off where the folder is empty.
EngineOptions engine_options(const Way& way, int threads, const std::string& cache_directory);

}  // namespace sinter::measure
