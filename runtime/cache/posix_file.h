// A file descriptor that closes itself.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <span>

namespace sinter::runtime {

class PosixFile {
 public:
  explicit PosixFile(int descriptor) : descriptor_(descriptor) {}
  ~PosixFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  explicit operator bool() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  int release() {
    const int out = descriptor_;
    descriptor_ = -1;
    return out;
  }

  /// False when the file ends early (errno is 0) or cannot be read.
  bool read_all(std::span<std::byte> to) const {
    while (!to.empty()) {
      const ssize_t count = read(descriptor_, to.data(), to.size());
      if (count < 0 && errno == EINTR) continue;
      if (count == 0) errno = 0;
      if (count <= 0) return false;
      to = to.subspan(static_cast<std::size_t>(count));
    }
    return true;
  }
  bool write_all(std::span<const std::byte> from) const {
    while (!from.empty()) {
      const ssize_t count = write(descriptor_, from.data(), from.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      from = from.subspan(static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  int descriptor_;
};

}  // namespace sinter::runtime
