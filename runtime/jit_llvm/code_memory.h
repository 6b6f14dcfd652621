// Memory for machine code. No page is ever writable and executable at once.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace sinter::runtime {

class CodeMemory;

/// Pages of one kernel: writable until sealed, executable afterwards, given back with the object.
class CodeBlock {
 public:
  CodeBlock() = default;
  CodeBlock(CodeBlock&& other) noexcept { swap(other); }
  CodeBlock& operator=(CodeBlock&& other) noexcept {
    swap(other);
    return *this;
  }
  ~CodeBlock();
  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }  ///< A multiple of the page size.
  /// From here on the pages can be read and executed only. Throws Error (resource) when the system
  /// does not allow it.
  void seal();

 private:
  friend class CodeMemory;
  void swap(CodeBlock& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
  }
  std::shared_ptr<CodeMemory> memory_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Hands out pages from slabs of reserved address space, so that many kernels share few mappings.
/// The memory is private to the process: a child after fork has its own copy, whatever the parent
/// frees or compiles later. All members may be called from any thread.
class CodeMemory : public std::enable_shared_from_this<CodeMemory> {
 public:
  static constexpr std::size_t kSlab = std::size_t{16} << 20;

  /// `limit`: bytes that may be in use at once; 0: any number.
  static std::shared_ptr<CodeMemory> make(std::size_t limit = 0) {
    return std::shared_ptr<CodeMemory>(new CodeMemory(limit));
  }
  ~CodeMemory();
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  /// Zeroed pages that can be written. Throws Error (resource): E5003, or E5208 beyond the limit.
  CodeBlock allocate(std::size_t bytes);
  std::size_t bytes_in_use() const;
  std::size_t slab_count() const;

 private:
  friend class CodeBlock;
  struct Slab {
    std::byte* base = nullptr;
    std::vector<bool> used;  ///< One per page.
    std::size_t used_count = 0;
  };
  explicit CodeMemory(std::size_t limit) : limit_(limit) {}
  std::byte* reserve(std::size_t pages);
  void release(std::byte* data, std::size_t bytes) noexcept;

  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::vector<Slab> slabs_;
  std::size_t in_use_ = 0;
};

}  // namespace sinter::runtime
