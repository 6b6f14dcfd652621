// Array memory: 64-byte aligned, recycled through a bounded cache, large blocks on huge pages.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "sinter/engine_options.h"

namespace sinter::runtime {

/// Fresh large blocks cost more in page faults than the arithmetic that fills them, so freed blocks
/// are kept for the next request of the same size class. All members may be called from any thread.
class Pool {
 public:
  static constexpr std::size_t kAlignment = 64;
  static constexpr std::size_t kHugeBlock = std::size_t{16}
                                            << 20;  ///< From here on huge pages are asked for.

  /// `limit`: bytes that may be in use at once, 0 for no limit. `cache_bound`: bytes kept for
  /// reuse.
  explicit Pool(std::size_t limit = 0, std::size_t cache_bound = default_cache_bound(),
                std::shared_ptr<Allocator> source = nullptr);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// At least `bytes` bytes, not zeroed (0 bytes gives a valid pointer too). Throws Error
  /// (resource) when the system or the limit has no more.
  void* allocate(std::size_t bytes);
  /// Null in place of an error; `reason` is then "limit", "system" or "alignment".
  void* try_allocate(std::size_t bytes, const char*& reason) noexcept;
  /// `bytes` is what was asked for.
  void release(void* memory, std::size_t bytes) noexcept;

  std::size_t bytes_in_use() const { return in_use_.load(std::memory_order_relaxed); }
  std::size_t bytes_cached() const;
  std::size_t limit() const { return limit_; }
  /// Gives cached blocks back to the system.
  void trim() noexcept;

  static std::size_t default_cache_bound();
  /// The size that a request is rounded up to: four classes per power of two.
  static std::size_t rounded(std::size_t bytes);

 private:
  static constexpr std::size_t kClasses = 192;
  static std::size_t class_of(std::size_t rounded_bytes);
  void evict(std::size_t keep) noexcept;
  void* take(std::size_t rounded_bytes, const char*& reason) noexcept;
  void give_back(void* memory, std::size_t rounded_bytes) noexcept;

  const std::shared_ptr<Allocator> source_;  ///< Null: the system.
  const std::size_t limit_;
  const std::size_t cache_bound_;
  std::atomic<std::size_t> in_use_{0};
  mutable std::mutex mutex_;
  std::size_t cached_ = 0;
  std::array<std::vector<void*>, kClasses> free_;
};

/// The error of an allocator's memory that is not aligned (E5005).
[[noreturn]] void misaligned();

/// Memory with its owner. A null pool means that it came straight from the system.
class Block {
 public:
  Block() = default;
  /// Throws Error (resource).
  Block(std::shared_ptr<Pool> pool, std::size_t bytes);
  Block(Block&& other) noexcept { swap(other); }
  Block& operator=(Block&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Block();
  void* data() const { return data_; }

 private:
  void swap(Block& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
  }
  std::shared_ptr<Pool> pool_;
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

}  // namespace sinter::runtime
