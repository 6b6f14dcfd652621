// What one call may use, and how it can be ended from outside. Included by sinter.h. Standard
// library only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "sinter/export.h"

namespace sinter {

namespace detail {
struct CancelState;
}

/// Ends calls from another thread. Copies are the same token. A call that was given a token ends
/// within 100 ms after cancel() with an error of kind kCancelled (E6031), and so does every later
/// call that is given it. What it would have written is unspecified; the engine stays usable.
class SINTER_API CancelToken {
 public:
  CancelToken();
  /// From any thread, but not from a signal handler.
  void cancel() const noexcept;
  bool is_cancelled() const noexcept;

 private:
  friend struct detail::CancelState;
  std::shared_ptr<detail::CancelState> state_;
};

/// Limits of one call; 0 is none. A call that reaches one ends with an error of kind kResource.
struct CallOptions {
  const CancelToken* cancel = nullptr;  ///< Null: the call cannot be cancelled.
  /// Seconds that it may run, its compile not counted (E6032).
  double time_limit = 0;
  /// Iterations that its `for` and `while` loops may begin together (E6033). Counted exactly, in
  /// code that is compiled for such calls and somewhat slower.
  std::uint64_t iteration_limit = 0;
  /// Bytes of results and temporaries that it may hold at once (E6034).
  std::size_t memory_limit = 0;
  /// The call ends where the first NaN, or infinity, comes out of operands without one (E0312,
  /// which names the place and the operands). For Backend::kInterpreter only.
  bool stop_at_nan = false;
  bool stop_at_infinity = false;
};

}  // namespace sinter
