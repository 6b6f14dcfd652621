// A view of the caller's memory with its element type and rank in its type. Included by sinter.h.
// Standard library only.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>
#if __has_include(<version>)
#include <version>
#endif
#if defined(__cpp_lib_mdspan)
#include <mdspan>
#endif

#include "sinter/array.h"

namespace sinter {

/// `Rank` axes of elements that belong to somebody else. Views of const elements are arguments of
/// functions, views of others are where results go. Strides count elements; they may be zero or
/// negative (results: not zero).
template <Element T, int Rank>
  requires(Rank >= 1 && Rank <= Array::kMaxRank)
class View {
 public:
  using Sizes = std::array<std::int64_t, static_cast<std::size_t>(Rank)>;

  /// Rows one after another.
  constexpr View(T* data, const Sizes& shape) : data_(data), shape_(shape) {
    std::int64_t stride = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      strides_[axis] = stride;
      stride *= shape[axis] > 1 ? shape[axis] : 1;
    }
  }
  constexpr View(T* data, const Sizes& shape, const Sizes& strides)
      : data_(data), shape_(shape), strides_(strides) {}
  // NOLINTBEGIN(google-explicit-constructor): a function that takes a view takes these, too.
  template <typename Other, std::size_t Extent>
    requires(Rank == 1 && std::is_convertible_v<Other (*)[], T (*)[]>)
  constexpr View(std::span<Other, Extent> elements)
      : View(elements.data(), Sizes{static_cast<std::int64_t>(elements.size())}) {}
  template <typename Allocator>
    requires(Rank == 1 && !std::is_same_v<std::remove_const_t<T>, bool>)
  constexpr View(std::vector<std::remove_const_t<T>, Allocator>& elements)
      : View(elements.data(), Sizes{static_cast<std::int64_t>(elements.size())}) {}
  template <typename Allocator>
    requires(Rank == 1 && std::is_const_v<T> && !std::is_same_v<std::remove_const_t<T>, bool>)
  constexpr View(const std::vector<std::remove_const_t<T>, Allocator>& elements)
      : View(elements.data(), Sizes{static_cast<std::int64_t>(elements.size())}) {}
  /// A view of const elements from one of others.
  template <typename Other>
    requires(std::is_same_v<T, const Other>)
  constexpr View(const View<Other, Rank>& other)
      : View(other.data(), other.shape(), other.strides()) {}
#if defined(__cpp_lib_mdspan)
  template <typename Other, typename Extents, typename Layout>
    requires(Extents::rank() == static_cast<std::size_t>(Rank) &&
             std::is_convertible_v<Other (*)[], T (*)[]>)
  constexpr View(const std::mdspan<Other, Extents, Layout>& elements)
      : data_(elements.data_handle()) {
    for (std::size_t axis = 0; axis < shape_.size(); ++axis) {
      shape_[axis] = static_cast<std::int64_t>(elements.extent(axis));
      strides_[axis] = static_cast<std::int64_t>(elements.stride(axis));
    }
  }
#endif
  // NOLINTEND(google-explicit-constructor)

  constexpr T* data() const noexcept { return data_; }
  constexpr const Sizes& shape() const noexcept { return shape_; }
  constexpr const Sizes& strides() const noexcept { return strides_; }
  /// The element at an index per axis; not checked.
  template <std::integral... Index>
    requires(sizeof...(Index) == static_cast<std::size_t>(Rank))
  constexpr T& operator()(Index... index) const noexcept {
    std::int64_t offset = 0;
    std::size_t axis = 0;
    ((offset += static_cast<std::int64_t>(index) * strides_[axis++]), ...);
    return data_[offset];
  }

 private:
  T* data_;
  Sizes shape_{};
  Sizes strides_{};
};

}  // namespace sinter
