// KernelCache.
#include "sinter/cache.h"

#include <limits>

#include "frontend/api/boundary.h"
#include "frontend/api/state.h"
#include "runtime/cache/disk_cache.h"
#include "runtime/environment.h"

namespace sinter {

namespace detail {

std::string cache_folder(const std::string& given) {
  const std::string directory = given.empty() ? runtime::environment::cache_directory() : given;
  if (directory.empty()) {
    user_error("E6021",
               "the kernel cache has no folder: neither SINTER_CACHE_DIR nor XDG_CACHE_HOME nor "
               "HOME is set");
  }
  return directory;
}

std::shared_ptr<runtime::DiskCache> open_cache(const std::string& directory) {
  std::string problem;
  auto cache = runtime::DiskCache::open(directory, std::numeric_limits<std::uint64_t>::max(),
                                        [&](const std::string& text) { problem = text; });
  if (cache == nullptr) user_error("E6021", "{}", problem);
  cache->forget_warnings();
  return cache;
}

}  // namespace detail

KernelCache::KernelCache(const std::string& directory) {
  detail::at_boundary([&] {
    directory_ = detail::cache_folder(directory);
    cache_ = detail::open_cache(directory_);
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
