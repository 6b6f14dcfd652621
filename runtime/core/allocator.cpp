#include "runtime/core/allocator.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "compiler/support/check.h"

namespace sinter {

Allocator::~Allocator() = default;

namespace runtime {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;
constexpr std::size_t kLargest = std::size_t{1} << 46;

/// Huge blocks are mapped with room to start on a huge page; the slack is unmapped again.
void* map_huge(std::size_t bytes) noexcept {
  const std::size_t whole = bytes + kHugePage;
  void* base = mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return nullptr;
  const auto start = reinterpret_cast<std::uintptr_t>(base);
  const auto aligned = (start + kHugePage - 1) & ~(kHugePage - 1);
  if (aligned != start) munmap(base, aligned - start);
  const std::size_t tail = start + whole - (aligned + bytes);
  if (tail != 0) munmap(reinterpret_cast<void*>(aligned + bytes), tail);
  void* block = reinterpret_cast<void*>(aligned);
  madvise(block, bytes, MADV_HUGEPAGE);  // advice: without it the block is only slower
  return block;
}

void* system_allocate(std::size_t rounded) noexcept {
  if (rounded >= Pool::kHugeBlock) return map_huge(rounded);
  return std::aligned_alloc(Pool::kAlignment, rounded);
}

void system_release(void* memory, std::size_t rounded) noexcept {
  if (rounded >= Pool::kHugeBlock) {
    munmap(memory, rounded);
  } else {
    std::free(memory);
  }
}

[[noreturn]] void out_of_memory(std::size_t bytes, const char* reason, std::size_t in_use,
                                std::size_t limit) {
  if (std::string_view(reason) == "limit") {
    throw Error(
        ErrorKind::kResource, "E5002",
        fmt::format(
            "the engine's memory limit of {} bytes does not allow {} more bytes ({} are in use)",
            limit, bytes, in_use));
  }
  if (std::string_view(reason) == "alignment") misaligned();
  throw Error(ErrorKind::kResource, "E5001",
              fmt::format("the system has no memory for {} bytes", bytes));
}

}  // namespace

void misaligned() {
  user_error("E5005",
             "the engine's allocator gave memory that does not start at a multiple of {} bytes",
             Pool::kAlignment);
}

Pool::Pool(std::size_t limit, std::size_t cache_bound, std::shared_ptr<Allocator> source)
    : source_(std::move(source)),
      limit_(limit),
      cache_bound_(source_ == nullptr ? cache_bound : 0) {}

Pool::~Pool() { trim(); }

std::size_t Pool::default_cache_bound() {
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long page = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || page <= 0) return std::size_t{256} << 20;
  const std::size_t memory = static_cast<std::size_t>(pages) * static_cast<std::size_t>(page);
  return std::min(memory / 8, std::size_t{1} << 30);
}

std::size_t Pool::rounded(std::size_t bytes) {
  if (bytes <= 256) return std::max<std::size_t>((bytes + 63) & ~std::size_t{63}, 64);
  const std::size_t step = std::bit_floor(bytes - 1) / 4;  // four classes per power of two
  return (bytes + step - 1) / step * step;
}

std::size_t Pool::class_of(std::size_t rounded_bytes) {
  if (rounded_bytes <= 256) return rounded_bytes / 64;
  const auto octave = static_cast<std::size_t>(std::bit_width(rounded_bytes - 1)) - 9;
  const std::size_t step = std::bit_floor(rounded_bytes - 1) / 4;
  return 5 + octave * 4 + (rounded_bytes - 1) / step - 4;
}

void* Pool::take(std::size_t rounded_bytes, const char*& reason) noexcept {
  reason = "system";
  if (source_ == nullptr) return system_allocate(rounded_bytes);
  void* memory = source_->allocate(rounded_bytes);
  if (reinterpret_cast<std::uintptr_t>(memory) % kAlignment == 0) return memory;
  source_->release(memory, rounded_bytes);
  reason = "alignment";
  return nullptr;
}

void Pool::give_back(void* memory, std::size_t rounded_bytes) noexcept {
  if (source_ != nullptr) {
    source_->release(memory, rounded_bytes);
  } else {
    system_release(memory, rounded_bytes);
  }
}

void* Pool::allocate(std::size_t bytes) {
  const char* reason = nullptr;
  void* memory = try_allocate(bytes, reason);
  if (memory == nullptr) out_of_memory(bytes, reason, bytes_in_use(), limit_);
  return memory;
}

void* Pool::try_allocate(std::size_t bytes, const char*& reason) noexcept {
  if (bytes > kLargest) {
    reason = "system";
    return nullptr;
  }
  const std::size_t size = rounded(bytes);
  const std::size_t before = in_use_.fetch_add(size, std::memory_order_relaxed);
  if (limit_ != 0 && before + size > limit_) {
    in_use_.fetch_sub(size, std::memory_order_relaxed);
    reason = "limit";
    return nullptr;
  }
  {
    const std::lock_guard lock(mutex_);
    auto& list = free_[class_of(size)];
    if (!list.empty()) {
      void* memory = list.back();
      list.pop_back();
      cached_ -= size;
      return memory;
    }
  }
  void* memory = take(size, reason);
  if (memory == nullptr) {
    trim();  // what the cache holds may be what is missing
    memory = take(size, reason);
  }
  if (memory == nullptr) in_use_.fetch_sub(size, std::memory_order_relaxed);
  return memory;
}

void Pool::release(void* memory, std::size_t bytes) noexcept {
  if (memory == nullptr) return;
  const std::size_t size = rounded(bytes);
  in_use_.fetch_sub(size, std::memory_order_relaxed);
  if (size <= cache_bound_) {
    const std::lock_guard lock(mutex_);
    if (cached_ + size > cache_bound_) evict(cache_bound_ - size);
    try {
      free_[class_of(size)].push_back(memory);
      cached_ += size;
      return;
    } catch (...) {  // no memory for the list entry: the block goes back to the system
    }
  }
  give_back(memory, size);
}

void Pool::evict(std::size_t keep) noexcept {
  // Large blocks first: they free most at once. Sizes are recovered from any member of the class by
  // construction.
  for (std::size_t c = kClasses; c-- > 0 && cached_ > keep;) {
    if (free_[c].empty()) continue;
    const std::size_t size =
        c <= 4 ? c * 64 : ((c - 5) % 4 + 5) * (std::size_t{256} << ((c - 5) / 4)) / 4;
    while (!free_[c].empty() && cached_ > keep) {
      give_back(free_[c].back(), size);
      free_[c].pop_back();
      cached_ -= size;
    }
  }
}

std::size_t Pool::bytes_cached() const {
  const std::lock_guard lock(mutex_);
  return cached_;
}

void Pool::trim() noexcept {
  const std::lock_guard lock(mutex_);
  evict(0);
}

Block::Block(std::shared_ptr<Pool> pool, std::size_t bytes)
    : pool_(std::move(pool)), bytes_(bytes) {
  if (pool_ != nullptr) {
    data_ = pool_->allocate(bytes);
    return;
  }
  if (bytes <= kLargest) data_ = system_allocate(Pool::rounded(bytes));
  if (data_ == nullptr) out_of_memory(bytes, "system", 0, 0);
}

Block::~Block() {
  if (data_ == nullptr) return;
  if (pool_ != nullptr) {
    pool_->release(data_, bytes_);
  } else {
    system_release(data_, Pool::rounded(bytes_));
  }
}

}  // namespace runtime
}  // namespace sinter
