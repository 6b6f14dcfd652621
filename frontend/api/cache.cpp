// KernelCache.
#include "sinter/cache.h"

#include <limits>

#include "frontend/api/boundary.h"
#include "runtime/cache/disk_cache.h"
#include "runtime/environment.h"

namespace sinter {

KernelCache::KernelCache(const std::string& directory) {
  detail::at_boundary([&] {
    directory_ = directory.empty() ? runtime::environment::cache_directory() : directory;
    if (directory_.empty()) {
      user_error("E6021",
                 "the kernel cache has no folder: neither SINTER_CACHE_DIR nor XDG_CACHE_HOME nor "
                 "HOME is set");
    }
    std::string problem;
    cache_ = runtime::DiskCache::open(directory_, std::numeric_limits<std::uint64_t>::max(),
                                      [&](const std::string& text) { problem = text; });
    if (cache_ == nullptr) user_error("E6021", "{}", problem);
    cache_->forget_warnings();
  });
}

std::vector<CachedKernel> KernelCache::list() const {
  return detail::at_boundary([&] {
    std::vector<CachedKernel> kernels;
    for (const auto& item : cache_->list()) {
      CachedKernel kernel{item.name, "", item.bytes, item.used, ""};
      kernel.problem = cache_->examine(item.name, kernel.function);
      kernels.push_back(std::move(kernel));
    }
    return kernels;
  });
}

bool KernelCache::remove(const CachedKernel& kernel) const {
  return detail::at_boundary([&] { return cache_->remove(kernel.name); });
}

std::size_t KernelCache::prune(std::uint64_t bytes) const {
  return detail::at_boundary([&] { return cache_->prune(bytes); });
}

}  // namespace sinter
