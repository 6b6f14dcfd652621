// Runs passes over one of the IRs: one place for timing, verification, dumps and switches.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sinter {

/// A pass over `Ir`: rewrites it in place and returns whether it changed anything.
template <typename Ir>
struct Pass {
  std::string_view name;
  bool (*run)(Ir&);
  std::string_view what;  ///< In a few words, for listings.
};

struct PassOptions {
  std::vector<std::string>
      disabled;        ///< Names of passes that do not run. Unknown names are an error (E0702).
  bool verify = true;  ///< After every pass that changed something, and before the first.
  /// Called with "input" and the text before the first pass, then after every pass with its name
  /// and the text, or
  /// "(unchanged)", or "(disabled)".
  std::function<void(std::string_view pass, std::string_view text)> dump;
};

/// What a pass did.
struct PassRecord {
  std::string_view name;
  double seconds = 0;  ///< Of the pass alone, without verification and dump.
  bool changed = false;
  bool disabled = false;
};

/// Runs the passes in order. A pass that breaks the IR is an internal error that names the pass.
/// Floating-point constants are folded in the default environment (round to nearest, denormals
/// kept), whatever the caller's is.
template <typename Ir>
std::vector<PassRecord> run_passes(Ir& ir, std::span<const Pass<Ir>> passes,
                                   const PassOptions& options);

}  // namespace sinter
