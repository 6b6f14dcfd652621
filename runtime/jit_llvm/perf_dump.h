// Telling Linux's perf of compiled kernels: a file in the format that `perf inject --jit` reads
// (tools/perf/Documentation/jitdump-specification.txt of the Linux sources, version 1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace sinter::runtime {

/// Appends to FOLDER/jit-PID.dump, which perf finds because a page of it is mapped as code. Engines
/// of one process share the file; a child after fork begins its own. Any thread may call.
class PerfDump {
 public:
  /// Throws Error (resource, E5209) where the file cannot be made.
  explicit PerfDump(std::string folder);
  ~PerfDump();
  PerfDump(const PerfDump&) = delete;
  PerfDump& operator=(const PerfDump&) = delete;

  /// Notes a function that is executable from now on. What cannot be written is left out: false.
  bool add(std::string_view name, std::span<const std::byte> code) noexcept;

 private:
  void open();
  void close() noexcept;
  bool write(const void* data, std::size_t size) const noexcept;

  std::string folder_;
  std::mutex mutex_;
  pid_t process_ = 0;
  int file_ = -1;
  void* marker_ = nullptr;  ///< The mapped page.
  std::uint64_t functions_ = 0;
};

}  // namespace sinter::runtime
