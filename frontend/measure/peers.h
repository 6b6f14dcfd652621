// The same program in Python: NumPy, Numba and others, in processes of their own.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "frontend/measure/report.h"

namespace sinter::measure {

/// Which peers are measured, and where their programs are.
struct PeerRequest {
  std::vector<std::string> names;  ///< "numpy", "numba", "jax", "torch", "numba-cuda".
  std::string twin;                ///< A Python file.
  std::string python = "python3";  ///< The interpreter.
};

/// The names there are.
const std::vector<std::string>& peer_names();
bool is_peer(const std::string& way);

/// A Python process that calls one twin. It is pinned to as many processors as it may use threads,
/// and waits on a pipe while it does not measure.
class Peer {
 public:
  /// Starts it and loads the twin. Errors (E6304, user): the process does not start, the peer is
  /// not installed, there is no twin of this function.
  Peer(const PeerRequest& request, const std::string& peer, const std::string& function,
       int threads, const CancelToken& cancel);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  const std::string& version() const;

  /// Calls it with the arrays for the first time; milliseconds, compiling included. Its results
  /// must be those of the program, within the tolerance of the dtype (else E6305, user).
  double first_call(const std::vector<Array>& arguments, const std::vector<Array>& results);
  /// Calls it so often; nanoseconds.
  double run(std::int64_t calls);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How results of floats may differ from those of the program: relative to the norm.
double peer_tolerance(DType dtype);

}  // namespace sinter::measure
