// The one error type of Sinter. Part of the public API: standard library only.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "sinter/export.h"

namespace sinter {

/// What went wrong, in one word. Decides the exit code of the command line and what a caller can do
/// about it.
enum class ErrorKind : std::uint8_t {
  kUser,  ///< The program, the arguments or a file are wrong; the message says how to fix it.
  kUnavailable,  ///< The feature is part of the language or the API but does not exist yet.
  kCancelled,    ///< The caller asked for it to end (CancelToken).
  kResource,     ///< Memory, disk, a device or a limit ran out; the engine stays usable.
  kInternal,     ///< Sinter's own mistake. Never the user's fault; the message asks for a report.
};

/// A place in a source text: byte offsets [begin, end) and the 1-based line and column of `begin`.
struct SourceLocation {
  std::string file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t line = 0;  ///< 0 when there is no place.
  std::uint32_t column = 0;
};

/// One message about one place, with what explains it. `code` is stable ("E0201").
struct Diagnostic {
  std::string code;
  std::string message;
  SourceLocation location;
  std::vector<std::pair<SourceLocation, std::string>> notes;  ///< "D is 64 from x" with its place.
  std::string help;                                           ///< How to fix it; may be empty.
};

/// Every error that leaves Sinter. `what()` is the complete human-readable text; `diagnostics()` is
/// the same in parts (at least one entry).
class SINTER_API Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string code, const std::string& message);
  Error(ErrorKind kind, std::vector<Diagnostic> diagnostics, const std::string& rendered);
  ~Error() override;

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& code() const noexcept { return diagnostics_.front().code; }
  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; }

 private:
  ErrorKind kind_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace sinter
