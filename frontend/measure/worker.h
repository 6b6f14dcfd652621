// A process that answers requests, one line at a time.
#pragma once

#include <string>
#include <vector>

#include "frontend/measure/temporary.h"
#include "sinter/sinter.h"

namespace sinter::measure {

/// Its descriptor 0 is a socket to here. It is out of the reach of the terminal's Ctrl-C: what is
/// cancelled here ends it.
class Worker {
 public:
  /// Starts a program, which is looked for in the PATH. What fails is a user error (E6304).
  Worker(const std::vector<std::string>& command, const CancelToken& cancel);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void send(const std::string& line);
  /// The next line. A process that ends is a user error (E6304) with the last thing that it wrote
  /// on standard error; when the token is cancelled, the process is ended, with E6031.
  std::string receive();

 private:
  [[noreturn]] void ended();
  void end();
  TemporaryFolder folder_;
  CancelToken cancel_;
  std::string name_;
  int process_ = -1;
  int channel_ = -1;
  std::string received_;
};

}  // namespace sinter::measure
