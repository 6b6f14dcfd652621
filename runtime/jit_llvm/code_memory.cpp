#include "runtime/jit_llvm/code_memory.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "compiler/support/check.h"

namespace sinter::runtime {
namespace {

std::size_t page_size() {
  static const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

[[noreturn]] void fail(const char* what, std::size_t bytes) {
  throw Error(ErrorKind::kResource, "E5003",
              fmt::format("cannot {} {} bytes of memory for compiled code: {}", what, bytes,
                          std::generic_category().message(errno)));
}

}  // namespace

CodeBlock::~CodeBlock() {
  if (memory_ != nullptr) memory_->release(data_, size_);
}

void CodeBlock::seal() {
  if (mprotect(data_, size_, PROT_READ | PROT_EXEC) != 0) fail("make executable", size_);
  __builtin___clear_cache(reinterpret_cast<char*>(data_), reinterpret_cast<char*>(data_ + size_));
}

CodeMemory::~CodeMemory() {
  for (const Slab& slab : slabs_) munmap(slab.base, slab.used.size() * page_size());
}

/// Finds free pages, first fit, in a new slab if need be. The caller holds the lock.
std::byte* CodeMemory::reserve(std::size_t pages) {
  for (Slab& slab : slabs_) {
    if (slab.used.size() - slab.used_count < pages) continue;
    std::size_t run = 0;
    for (std::size_t i = 0; i < slab.used.size(); ++i) {
      run = slab.used[i] ? 0 : run + 1;
      if (run < pages) continue;
      const std::size_t first = i + 1 - pages;
      std::fill_n(slab.used.begin() + static_cast<std::ptrdiff_t>(first), pages, true);
      slab.used_count += pages;
      return slab.base + first * page_size();
    }
  }
  const std::size_t bytes = std::max(kSlab, pages * page_size());
  void* base = mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) fail("reserve", bytes);
  Slab slab;
  slab.base = static_cast<std::byte*>(base);
  slab.used.resize(bytes / page_size());
  std::fill_n(slab.used.begin(), pages, true);
  slab.used_count = pages;
  slabs_.push_back(std::move(slab));
  return static_cast<std::byte*>(base);
}

CodeBlock CodeMemory::allocate(std::size_t bytes) {
  const std::size_t pages = (std::max<std::size_t>(bytes, 1) - 1) / page_size() + 1;
  CodeBlock block;
  {
    const std::lock_guard lock(mutex_);
    const std::size_t more = pages * page_size();
    if (limit_ != 0 && (in_use_ > limit_ || more > limit_ - in_use_)) {
      throw Error(ErrorKind::kResource, "E5208",
                  fmt::format("compiled code takes {} bytes, and {} more are needed; "
                              "EngineOptions::limits allows {}",
                              in_use_, more, limit_));
    }
    block.data_ = reserve(pages);
    block.size_ = more;
    in_use_ += block.size_;
  }
  block.memory_ = shared_from_this();  // from here on the destructor gives the pages back
  if (mprotect(block.data_, block.size_, PROT_READ | PROT_WRITE) != 0) fail("obtain", block.size_);
  return block;
}

void CodeMemory::release(std::byte* data, std::size_t bytes) noexcept {
  // Fresh zero pages without any access: stale code can neither be run nor read.
  void* fresh =
      mmap(data, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  if (fresh == MAP_FAILED) return;  // the pages stay as they are and are not used again
  const std::lock_guard lock(mutex_);
  const std::size_t pages = bytes / page_size();
  in_use_ -= bytes;
  for (auto slab = slabs_.begin(); slab != slabs_.end(); ++slab) {
    if (data < slab->base || data >= slab->base + slab->used.size() * page_size()) continue;
    const auto first = (data - slab->base) / static_cast<std::ptrdiff_t>(page_size());
    std::fill_n(slab->used.begin() + first, pages, false);
    slab->used_count -= pages;
    if (slab->used_count == 0 && slabs_.size() > 1) {
      munmap(slab->base, slab->used.size() * page_size());
      slabs_.erase(slab);
    }
    return;
  }
}

std::size_t CodeMemory::bytes_in_use() const {
  const std::lock_guard lock(mutex_);
  return in_use_;
}

std::size_t CodeMemory::slab_count() const {
  const std::lock_guard lock(mutex_);
  return slabs_.size();
}

}  // namespace sinter::runtime
