// The disk cache, for tools that look after it. Engines use it by themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sinter/export.h"

namespace sinter {

namespace runtime {
class DiskCache;
}

/// One kernel in the disk cache.
struct CachedKernel {
  std::string name;         ///< 32 hexadecimal digits, made from everything that decides its code.
  std::string function;     ///< The function that it was compiled for; empty when it is damaged.
  std::uint64_t bytes = 0;  ///< Of its file.
  std::int64_t last_used = 0;  ///< Seconds since 1970.
  std::string problem;         ///< What is wrong with it; empty when nothing is.
};

/// A folder of compiled kernels. Other processes may use it meanwhile.
class SINTER_API KernelCache {
 public:
  /// Opens the folder that engines use by default, or the one given (an absolute path), and makes
  /// it where it is missing. Errors: E6021 (user), it cannot be used, and why.
  explicit KernelCache(const std::string& directory = "");

  const std::string& directory() const noexcept { return directory_; }
  /// All kernels, the least recently used first. Every file is read and checked.
  std::vector<CachedKernel> list() const;
  /// Removes a kernel; false when it was gone.
  bool remove(const CachedKernel& kernel) const;
  /// Removes the least recently used kernels until at most `bytes` are left. Returns how many went.
  std::size_t prune(std::uint64_t bytes) const;

 private:
  std::string directory_;
  std::shared_ptr<runtime::DiskCache> cache_;
};

}  // namespace sinter
