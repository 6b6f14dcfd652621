// Ops that make or move elements.
#include <algorithm>
#include <cstring>

#include "compiler/interp/evaluate.h"
#include "compiler/interp/scalar.h"

namespace sinter::interp {
namespace {

/// Fills the result in row-major order from a strided walk over a.
void copy_strided(const Tensor& a, std::span<const std::int64_t> strides, std::int64_t offset,
                  Tensor& result) {
  const std::size_t size = size_of(a.dtype);
  std::byte* to = result.data.data();
  for_each_position(result.shape, strides, offset, [&](std::int64_t position) {
    SINTER_CHECK(position >= 0 && position < a.count(), "element {} of {} is read", position,
                 a.count());
    std::memcpy(to, a.data.data() + static_cast<std::size_t>(position) * size, size);
    to += size;
  });
}

/// How often a block of elements repeats outside an axis, and how many elements lie inside one step
/// of it.
struct Around {
  std::size_t outer = 1, inner = 1;
};
Around around(std::span<const std::int64_t> shape, std::size_t axis) {
  Around sizes;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (i != axis) (i < axis ? sizes.outer : sizes.inner) *= static_cast<std::size_t>(shape[i]);
  }
  return sizes;
}

/// The position along an axis of size n that an index means.
template <typename T>
std::size_t checked_position(T index, int axis, std::int64_t n, std::int64_t element) {
  const bool large =
      index > 0 && static_cast<std::uint64_t>(index) >= static_cast<std::uint64_t>(n);
  std::int64_t position = large ? n : static_cast<std::int64_t>(index);
  if (index < 0) position += n;
  if (large || position < 0 || position >= n) {
    throw NodeFailure{failure_of(Op::Gather).code,
                      outside_axis(static_cast<std::int64_t>(index), axis, n), element};
  }
  return static_cast<std::size_t>(position);
}

}  // namespace

std::vector<std::int64_t> row_major_strides(std::span<const std::int64_t> shape) {
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = stride;
    // Sizes of 0 leave no elements to address; the product of the others might not fit.
    stride = shape[axis] == 0 ? 0 : stride * shape[axis];
  }
  return strides;
}

View view_of(const Tensor& tensor) {
  return {tensor.dtype, tensor.shape, row_major_strides(tensor.shape), tensor.data.data()};
}

Tensor copy(const View& view) {
  const std::size_t size = size_of(view.dtype);
  Tensor result{view.dtype, view.shape, {}};
  const auto* from = static_cast<const std::byte*>(view.data);
  for_each_position(view.shape, view.strides, 0, [&](std::int64_t position) {
    const std::byte* element = from + position * static_cast<std::int64_t>(size);
    if (view.dtype == DType::kBool) {
      result.data.push_back(std::byte{*element != std::byte{0}});
    } else {
      result.data.insert(result.data.end(), element, element + size);
    }
  });
  return result;
}

void evaluate_constant(const graph::ConstantAttr& attribute, Tensor& result) {
  // The value is in the low bytes of the attribute, whatever the host's byte order.
  with_type(result.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::same_as<T, float>) {
      result.as<T>()[0] = std::bit_cast<float>(static_cast<std::uint32_t>(attribute.bits));
    } else if constexpr (std::same_as<T, double>) {
      result.as<T>()[0] = std::bit_cast<double>(attribute.bits);
    } else {
      result.as<T>()[0] = static_cast<T>(attribute.bits);
    }
  });
}

void evaluate_iota(Tensor& result) {
  const auto out = result.as<std::int64_t>();
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::int64_t>(i);
}

void evaluate_broadcast(const Tensor& a, const graph::AxesAttr& attribute, Tensor& result) {
  const auto from = row_major_strides(a.shape);
  std::vector<std::int64_t> strides(result.shape.size(), 0);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto axis = static_cast<std::size_t>(attribute.axes[i]);
    SINTER_CHECK(a.shape[i] == 1 || a.shape[i] == result.shape[axis], "size {} broadcast to {}",
                 a.shape[i], result.shape[axis]);
    strides[axis] = a.shape[i] == 1 ? 0 : from[i];
  }
  copy_strided(a, strides, 0, result);
}

void evaluate_transpose(const Tensor& a, const graph::AxesAttr& attribute, Tensor& result) {
  const auto from = row_major_strides(a.shape);
  std::vector<std::int64_t> strides;
  for (int axis : attribute.axes) strides.push_back(from[static_cast<std::size_t>(axis)]);
  copy_strided(a, strides, 0, result);
}

void evaluate_reshape(const Tensor& a, Tensor& result) {
  SINTER_CHECK(a.count() == result.count(), "{} elements reshaped to {}", a.count(),
               result.count());
  result.data = a.data;
}

void evaluate_slice(const Tensor& a, std::span<const std::int64_t> start,
                    std::span<const std::int64_t> step, Tensor& result) {
  auto strides = row_major_strides(a.shape);
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < strides.size(); ++axis) {
    const std::int64_t size = result.shape[axis];
    if (size == 0) return;
    const std::int64_t last = start[axis] + step[axis] * (size - 1);
    SINTER_CHECK(std::min(start[axis], last) >= 0 && std::max(start[axis], last) < a.shape[axis],
                 "slice {}..{} of an axis of size {}", start[axis], last, a.shape[axis]);
    offset += start[axis] * strides[axis];
    strides[axis] *= step[axis];
  }
  copy_strided(a, strides, offset, result);
}

void evaluate_concat(Operands operands, int axis, Tensor& result) {
  const auto at = static_cast<std::size_t>(axis);
  const auto [outer, inner] = around(result.shape, at);
  const std::size_t size = inner * size_of(result.dtype);
  std::int64_t total = 0;
  for (const Tensor* part : operands) {
    auto shape = part->shape;
    total += std::exchange(shape[at], result.shape[at]);
    SINTER_CHECK(shape == result.shape, "concat of different shapes");
  }
  SINTER_CHECK(total == result.shape[at], "{} elements concatenated to {}", total,
               result.shape[at]);
  std::byte* to = result.data.data();
  for (std::size_t o = 0; o < outer; ++o) {
    for (const Tensor* part : operands) {
      const std::size_t bytes = static_cast<std::size_t>(part->shape[at]) * size;
      if (bytes != 0) std::memcpy(to, part->data.data() + o * bytes, bytes);
      to += bytes;
    }
  }
}

void evaluate_refine(const Tensor& fast, const Tensor& slow, Tensor& result) {
  with_type(result.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (std::floating_point<T>) {
      const auto f = fast.as<T>(), s = slow.as<T>();
      const auto out = result.as<T>();
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::isnormal(f[i]) ? f[i] : s[i];
    } else {
      internal_error(__FILE__, __LINE__, "refine of integers");
    }
  });
}

namespace {

/// The element of an axis of size n > 0 that a position beyond its ends means.
std::int64_t continued_position(Op mode, std::int64_t p, std::int64_t n) {
  const auto remainder = [](std::int64_t a, std::int64_t b) { return (a % b + b) % b; };
  switch (mode) {
    case Op::GatherClamp:
      return std::clamp<std::int64_t>(p, 0, n - 1);
    case Op::GatherWrap:
      return remainder(p, n);
    default: {
      if (n == 1) return 0;
      const std::int64_t there = remainder(p, 2 * (n - 1));
      return there < n ? there : 2 * (n - 1) - there;
    }
  }
}

}  // namespace

void evaluate_gather(Op mode, Operands operands, graph::AxisAttr axis, Tensor& result) {
  const Tensor& a = *operands[0];
  const Tensor& indices = *operands[1];
  const auto split = static_cast<std::size_t>(axis.axis);
  const auto [outer, inner] = around(a.shape, split);
  const std::int64_t n = a.shape[split];
  const std::size_t bytes = inner * size_of(a.dtype);
  if (result.data.empty()) return;
  SINTER_CHECK(result.data.size() == outer * static_cast<std::size_t>(indices.count()) * bytes,
               "gather into another shape");
  with_type(indices.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    if constexpr (!std::integral<T> || std::same_as<T, bool>) {
      internal_error(__FILE__, __LINE__, "gather at positions that are not integers");
    } else {
      const auto at = indices.as<T>();
      std::byte* to = result.data.data();
      for (std::size_t o = 0; o < outer; ++o) {
        for (std::size_t i = 0; i < at.size(); ++i, to += bytes) {
          const auto element = static_cast<std::int64_t>((o * at.size() + i) * inner);
          const auto given = static_cast<std::int64_t>(at[i]);
          if (mode == Op::GatherFill && (given < 0 || given >= n)) {
            const std::size_t size = operands[2]->data.size();
            for (std::size_t k = 0; k < inner; ++k)
              std::memcpy(to + k * size, operands[2]->data.data(), size);
            continue;
          }
          SINTER_CHECK(mode == Op::Gather || n > 0, "a position in an empty axis");
          const std::size_t position =
              mode == Op::Gather ? checked_position(at[i], axis.shown(), n, element)
              : mode == Op::GatherFill
                  ? static_cast<std::size_t>(given)
                  : static_cast<std::size_t>(continued_position(mode, given, n));
          std::memcpy(to, a.data.data() + (o * static_cast<std::size_t>(n) + position) * bytes,
                      bytes);
        }
      }
    }
  });
}

void evaluate_update(const Tensor& value, std::span<const std::int64_t> start,
                     std::span<const std::int64_t> step, Tensor& result) {
  auto strides = row_major_strides(result.shape);
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < strides.size(); ++axis) {
    const std::int64_t size = value.shape[axis];
    if (size == 0) return;
    const std::int64_t last = start[axis] + step[axis] * (size - 1);
    SINTER_CHECK(
        std::min(start[axis], last) >= 0 && std::max(start[axis], last) < result.shape[axis],
        "update of {}..{} of an axis of size {}", start[axis], last, result.shape[axis]);
    offset += start[axis] * strides[axis];
    strides[axis] *= step[axis];
  }
  const std::size_t bytes = size_of(result.dtype);
  const std::byte* from = value.data.data();
  for_each_position(value.shape, strides, offset, [&](std::int64_t position) {
    std::memcpy(result.data.data() + static_cast<std::size_t>(position) * bytes, from, bytes);
    from += bytes;
  });
}

namespace {

template <typename T>
T combine(graph::ScatterMode mode, T old, T value) {
  if constexpr (std::same_as<T, bool>) {
    return value;
  } else {
    switch (mode) {
      case graph::ScatterMode::kSet:
        return value;
      case graph::ScatterMode::kAdd:
        return add(old, value);
      case graph::ScatterMode::kMul:
        return multiply(old, value);
      case graph::ScatterMode::kMin:
        return minimum(old, value);
      case graph::ScatterMode::kMax:
        return maximum(old, value);
    }
    return value;
  }
}

/// The position that element `i` of an array of positions names in an axis of n elements.
std::size_t position_at(const Tensor& positions, std::size_t i, int axis, std::int64_t n) {
  return with_type(positions.dtype, [&](auto tag) -> std::size_t {
    using T = typename decltype(tag)::type;
    if constexpr (!std::integral<T> || std::same_as<T, bool>) {
      internal_error(__FILE__, __LINE__, "scatter at positions that are not integers");
    } else {
      return checked_position(positions.as<T>()[i], axis, n, static_cast<std::int64_t>(i));
    }
  });
}

}  // namespace

void evaluate_scatter(Operands operands, graph::ScatterMode mode, Tensor& result) {
  const Tensor& value = *operands[0];
  const auto positions = operands.subspan(1);
  const auto strides = row_major_strides(result.shape);
  std::size_t inner = 1;
  for (std::size_t axis = positions.size(); axis < result.shape.size(); ++axis) {
    inner *= static_cast<std::size_t>(result.shape[axis]);
  }
  const auto count = static_cast<std::size_t>(positions[0]->count());
  with_type(result.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const auto from = value.as<T>();
    const auto to = result.as<T>();
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t at = 0;
      for (std::size_t k = 0; k < positions.size(); ++k) {
        at += position_at(*positions[k], i, static_cast<int>(k), result.shape[k]) *
              static_cast<std::size_t>(strides[k]);
      }
      for (std::size_t k = 0; k < inner; ++k) {
        to[at + k] = combine<T>(mode, to[at + k], from[i * inner + k]);
      }
    }
  });
}

}  // namespace sinter::interp
