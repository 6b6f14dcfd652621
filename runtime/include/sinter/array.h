// Arrays: typed, shaped, strided memory. Included by sinter.h. Standard library only.
#pragma once

#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "sinter/device.h"
#include "sinter/dtype.h"
#include "sinter/error.h"
#include "sinter/export.h"

namespace sinter {

/// The dtype of a C++ element type. Only the types listed here can be elements.
template <typename T>
struct DTypeOf;
template <>
struct DTypeOf<bool> {
  static constexpr DType value = DType::kBool;
};
template <>
struct DTypeOf<std::int8_t> {
  static constexpr DType value = DType::kI8;
};
template <>
struct DTypeOf<std::int16_t> {
  static constexpr DType value = DType::kI16;
};
template <>
struct DTypeOf<std::int32_t> {
  static constexpr DType value = DType::kI32;
};
template <>
struct DTypeOf<std::int64_t> {
  static constexpr DType value = DType::kI64;
};
template <>
struct DTypeOf<std::uint8_t> {
  static constexpr DType value = DType::kU8;
};
template <>
struct DTypeOf<std::uint16_t> {
  static constexpr DType value = DType::kU16;
};
template <>
struct DTypeOf<std::uint32_t> {
  static constexpr DType value = DType::kU32;
};
template <>
struct DTypeOf<std::uint64_t> {
  static constexpr DType value = DType::kU64;
};
template <>
struct DTypeOf<float> {
  static constexpr DType value = DType::kF32;
};
template <>
struct DTypeOf<double> {
  static constexpr DType value = DType::kF64;
};
template <>
struct DTypeOf<std::complex<float>> {
  static constexpr DType value = DType::kC64;
};
template <>
struct DTypeOf<std::complex<double>> {
  static constexpr DType value = DType::kC128;
};
template <typename T>
concept Element = requires { DTypeOf<std::remove_const_t<T>>::value; };

namespace detail {
struct ArrayState;
}

/// A handle to an n-dimensional array. Copies of a handle share the elements, as in NumPy; `copy()`
/// does not. The memory is owned (64-byte aligned, released with the last handle or view) or
/// belongs to the caller
/// (`view`). Shape and strides of a handle never change. Strides count elements, not bytes, and may
/// be zero or negative. Handles may be used from any number of threads; concurrent writes to
/// elements are the caller's to order.
class SINTER_API Array {
 public:
  static constexpr int kMaxRank = 16;
  using Shape = std::vector<std::int64_t>;

  /// A rank-0 f64 zero.
  Array();
  /// A scalar (rank 0) of the C++ type's dtype. Scalars made this way are *weak*, as literals are
  /// in the language: given to a parameter that declares another dtype of the same kind (integers
  /// also to floats) they are converted when the value fits.
  template <Element T>
    requires std::is_arithmetic_v<T>
  Array(T value);  // NOLINT(google-explicit-constructor): f(x, 3) is the point

  Array(const Array&) = default;
  Array(Array&&) = default;
  Array& operator=(const Array&) = default;
  Array& operator=(Array&&) = default;
  ~Array() = default;

  // --- Making arrays. A negative size, more than kMaxRank axes or more than 2^63-1 bytes is a user
  // error; no memory a
  //     resource error.
  static Array empty(DType dtype, const Shape& shape);  ///< Elements are unspecified.
  static Array zeros(DType dtype, const Shape& shape);
  static Array full(DType dtype, const Shape& shape,
                    double value);  ///< Converted like `cast` in the language.
  /// Copies row-major `values`, whose number must be that of `shape`.
  template <Element T>
  static Array from(std::span<const T> values, const Shape& shape);
  template <Element T>
  static Array from(const std::vector<T>& values, const Shape& shape) {
    return from_vector<T>(values, shape);
  }
  template <Element T>
  static Array from(std::initializer_list<T> values, const Shape& shape) {
    return from(std::span<const T>(values.begin(), values.size()), shape);
  }
  template <Element T>
  static Array from(const std::vector<T>& values) {
    return from(values, {static_cast<std::int64_t>(values.size())});
  }
  /// The caller's memory, row-major when `strides` is empty. It must outlive every handle unless
  /// `owner` keeps it alive. A view of const memory is read-only. `data` points at the element with
  /// all indices 0.
  template <Element T>
  static Array view(T* data, const Shape& shape, const Shape& strides = {},
                    std::shared_ptr<void> owner = {}) {
    return view_bytes(const_cast<std::remove_const_t<T>*>(data),
                      DTypeOf<std::remove_const_t<T>>::value, shape, strides, !std::is_const_v<T>,
                      std::move(owner));
  }
  static Array view_bytes(void* data, DType dtype, const Shape& shape, const Shape& strides,
                          bool writable, std::shared_ptr<void> owner = {});

  // --- Properties.
  DType dtype() const noexcept;
  int rank() const noexcept;
  std::span<const std::int64_t> shape() const noexcept;
  std::span<const std::int64_t> strides() const noexcept;  ///< In elements.
  std::int64_t shape(int axis) const;                      ///< Negative axes count from the end.
  std::int64_t size() const noexcept;                      ///< Number of elements.
  std::size_t bytes() const noexcept;                      ///< size() times the element size.
  bool is_contiguous() const noexcept;  ///< Row-major without gaps (axes of size 1 do not matter).
  bool is_writable() const noexcept;
  bool is_weak() const noexcept;  ///< Made from a C++ scalar.
  /// Where the elements lie. Those on a GPU cannot be read here: whatever would do that is a user
  /// error (E4114), to_string excepted. Shapes and views are the same as everywhere.
  Device device() const noexcept;

  // --- Elements.
  /// First element. T is the exact element type, const T for read-only access; another type is a
  /// user error, and so is non-const access to a read-only view.
  template <Element T>
  T* data() const {
    return static_cast<T*>(
        checked_data(DTypeOf<std::remove_const_t<T>>::value, !std::is_const_v<T>));
  }
  void* raw_data() const noexcept;  ///< On a GPU: an address there.
  /// The element at an index per axis; negative ones count from the end; out of range is a user
  /// error.
  template <Element T, typename... Index>
    requires(std::is_integral_v<Index> && ...)
  T& at(Index... index) const {
    const std::array<std::int64_t, sizeof...(Index)> list{static_cast<std::int64_t>(index)...};
    return data<T>()[offset_of({list.data(), list.size()})];
  }
  /// The only element of an array of size 1, converted to T (integers and floats; no check of the
  /// range).
  template <typename T = double>
    requires std::is_arithmetic_v<T>
  T item() const {
    if constexpr (std::is_floating_point_v<T>) {
      return static_cast<T>(item_float());
    } else {
      return static_cast<T>(item_integer());
    }
  }
  /// All elements, row-major, converted to T like item().
  template <Element T>
  std::vector<T> to_vector() const;

  // --- Views and copies.
  /// A copy in the processor's memory, when all calls that compute it have ended; itself when it
  /// lies there. Arrays on a GPU are made by Engine::to_device and by calls there; they are copied
  /// whole: one with gaps is a user error (E4115).
  Array to_host() const;
  Array contiguous() const;      ///< Itself when it is contiguous, else a copy.
  Array copy() const;            ///< A contiguous copy in own memory.
  Array astype(DType to) const;  ///< A copy with converted elements (`cast` of the language);
                                 ///< itself when nothing changes.
  /// Copies elements; same shape and dtype; the two may overlap, and lie on different devices.
  void assign(const Array& from) const;
  Array transpose() const;  ///< A view with axes reversed.
  Array transpose(const std::vector<int>& axes) const;
  /// The same elements under another shape; one size may be -1. A view where possible, else a copy.
  Array reshape(const Shape& to) const;
  /// A view of start, start+step, ... before stop along an axis; Python's rules for negative and
  /// excessive bounds.
  Array slice(int axis, std::int64_t start, std::int64_t stop, std::int64_t step = 1) const;
  Array select(int axis, std::int64_t index) const;  ///< A view without the axis.

  /// "f32[2, 3]".
  std::string type_text() const;
  /// Type and elements, long ones abridged, for people.
  std::string to_string() const;

 private:
  friend struct detail::ArrayState;
  explicit Array(std::shared_ptr<const detail::ArrayState> state) : state_(std::move(state)) {}
  static Array from_bytes(DType dtype, const void* values, std::size_t count, const Shape& shape);
  static Array weak_scalar(DType dtype, const void* value);
  template <typename T>
  static Array from_vector(const std::vector<T>& values, const Shape& shape);
  void* checked_data(DType expected, bool for_writing) const;
  std::int64_t offset_of(std::span<const std::int64_t> index) const;
  double item_float() const;
  std::int64_t item_integer() const;

  std::shared_ptr<const detail::ArrayState> state_;
};

template <Element T>
  requires std::is_arithmetic_v<T>
Array::Array(T value) : Array(weak_scalar(DTypeOf<T>::value, &value)) {}

template <Element T>
Array Array::from(std::span<const T> values, const Shape& shape) {
  return from_bytes(DTypeOf<T>::value, values.data(), values.size(), shape);
}

template <typename T>
Array Array::from_vector(const std::vector<T>& values, const Shape& shape) {
  if constexpr (std::is_same_v<T, bool>) {  // std::vector<bool> has no elements to point at
    const std::vector<std::uint8_t> bytes(values.begin(), values.end());
    return from_bytes(DType::kBool, bytes.data(), bytes.size(), shape);
  } else {
    return from_bytes(DTypeOf<T>::value, values.data(), values.size(), shape);
  }
}

template <Element T>
std::vector<T> Array::to_vector() const {
  const Array same = astype(DTypeOf<T>::value).contiguous();
  const T* first = same.template data<const T>();
  return std::vector<T>(first, first + same.size());
}

/// Reads an array from `.npy`, `.npz` (the member `name`; may be empty when there is one), `.csv`
/// or
/// `.csv.gz` (f64, two axes; a first row without any number is a header), by the file's name. A
/// damaged file is a user error, and so is another field that is no number.
SINTER_API Array load(const std::string& path, const std::string& name = "");
/// The member names of an `.npz` file.
SINTER_API std::vector<std::string> list_members(const std::string& path);
/// Writes `.npy`, `.npz` (one member, `name` or "array"), `.csv` or `.csv.gz` (at most two axes).
SINTER_API void save(const std::string& path, const Array& array, const std::string& name = "");

}  // namespace sinter
