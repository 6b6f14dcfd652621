// What an Array handle points at.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "runtime/core/allocator.h"
#include "runtime/cuda/device.h"
#include "sinter/array.h"

namespace sinter::detail {

/// Immutable after construction. `owner` keeps the memory of views alive, `block` is the memory of
/// owning arrays.
struct ArrayState {
  void* data = nullptr;
  DType dtype = DType::kF64;
  bool writable = true;
  bool weak = false;
  bool contiguous = true;
  int rank = 0;
  std::int64_t size = 1;
  std::array<std::int64_t, Array::kMaxRank> shape{};
  std::array<std::int64_t, Array::kMaxRank> strides{};
  runtime::Block block;
  std::shared_ptr<const void> owner;
  std::shared_ptr<runtime::cuda::Device>
      device;  ///< In whose memory `data` is; null: the processor's.

  std::span<const std::int64_t> shape_span() const {
    return {shape.data(), static_cast<std::size_t>(rank)};
  }
  std::span<const std::int64_t> stride_span() const {
    return {strides.data(), static_cast<std::size_t>(rank)};
  }

  static Array wrap(std::shared_ptr<const ArrayState> state) { return Array(std::move(state)); }
  static const ArrayState& of(const Array& array) { return *array.state_; }
  static std::shared_ptr<const ArrayState> share(const Array& array) { return array.state_; }
};

}  // namespace sinter::detail

namespace sinter::runtime {

/// An uninitialized array in memory of the pool (of the system when it is null).
Array make_array(std::shared_ptr<Pool> pool, DType dtype, std::span<const std::int64_t> shape);

/// A view of `base`'s elements with another shape, strides and first element.
Array make_view(const Array& base, void* data, std::span<const std::int64_t> shape,
                std::span<const std::int64_t> strides);

/// True when the byte ranges that the two arrays span have a byte in common.
bool spans_overlap(const Array& a, const Array& b);

/// True when two different index tuples of the array may name the same element (a zero or
/// interleaving stride).
bool may_alias_itself(const Array& array);

/// Array::assign where one of the two lies in a device's memory (device_array.cpp).
void assign_across(const Array& to, const Array& from);

/// Copies elements of one size between arrays of equal shape that do not overlap.
void copy_elements(void* to, std::span<const std::int64_t> to_strides, const void* from,
                   std::span<const std::int64_t> from_strides, std::span<const std::int64_t> shape,
                   std::size_t element_bytes);

/// "[2, 3]".
std::string shape_text(std::span<const std::int64_t> shape);

}  // namespace sinter::runtime
