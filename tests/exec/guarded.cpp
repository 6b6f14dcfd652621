#include "tests/exec/guarded.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "compiler/interp/evaluate.h"

namespace sinter::test {
namespace {

/// At least `bytes` bytes of pages, with one page before and one behind that cannot be touched.
class GuardedPages {
 public:
  explicit GuardedPages(std::size_t bytes) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    usable_ = std::max<std::size_t>((bytes + page - 1) / page, 1) * page;
    size_ = usable_ + 2 * page;
    void* memory = mmap(nullptr, size_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::runtime_error("mmap failed");
    base_ = static_cast<std::byte*>(memory);
    if (mprotect(base_ + page, usable_, PROT_READ | PROT_WRITE) != 0) {
      throw std::runtime_error("mprotect failed");
    }
    first_ = base_ + page;
  }
  ~GuardedPages() { munmap(base_, size_); }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  std::byte* begin() const { return first_; }
  std::byte* end() const { return first_ + usable_; }

 private:
  std::byte* base_;
  std::byte* first_;
  std::size_t size_, usable_;
};

/// Strides in elements for a placement, and how many elements the memory spans.
std::vector<std::int64_t> strides_for(std::vector<std::int64_t> shape, Placement placement,
                                      std::int64_t& span) {
  const std::size_t rank = shape.size();
  std::vector<std::int64_t> strides;
  if (placement == Placement::kTransposed) {
    std::reverse(shape.begin(), shape.end());
    strides = interp::row_major_strides(shape);
    std::reverse(strides.begin(), strides.end());
  } else {
    if (placement == Placement::kPadded && rank > 0) shape.back() += 3;
    strides = interp::row_major_strides(shape);
  }
  span = 1;
  for (std::int64_t size : shape) span *= size;
  return strides;
}

}  // namespace

Array place(const interp::Tensor& tensor, Placement placement) {
  std::int64_t span = 0;
  auto strides = strides_for(tensor.shape, placement, span);
  const std::size_t size = size_of(tensor.dtype);
  const std::size_t bytes = static_cast<std::size_t>(span) * size;
  auto pages = std::make_shared<GuardedPages>(bytes);
  std::byte* memory = placement == Placement::kBegin ? pages->begin() : pages->end() - bytes;
  std::memset(memory, tensor.dtype == DType::kBool ? 1 : 0xff, bytes);
  std::byte* first = memory;
  if (placement == Placement::kReversed && !tensor.shape.empty() && tensor.count() > 0) {
    first += static_cast<std::size_t>(tensor.shape.back() - 1) * size;
    strides.back() = -1;
  }
  const std::byte* from = tensor.data.data();
  interp::for_each_position(tensor.shape, strides, 0, [&](std::int64_t position) {
    std::memcpy(first + position * static_cast<std::int64_t>(size), from, size);
    from += size;
  });
  return Array::view_bytes(first, tensor.dtype, tensor.shape, strides, true, pages);
}

interp::Tensor tensor_of(const Array& array) {
  const Array flat = array.contiguous();
  interp::Tensor t{flat.dtype(), {flat.shape().begin(), flat.shape().end()}, {}};
  const auto* bytes = static_cast<const std::byte*>(flat.raw_data());
  t.data.assign(bytes, bytes + flat.bytes());
  return t;
}

}  // namespace sinter::test
