// Internal to the interpreter: one function per family of ops. Each gets the operands' values and
// an allocated result of the right dtype and shape, and fills it in.
#pragma once

#include <span>
#include <string>
#include <utility>

#include "compiler/interp/interp.h"
#include "compiler/support/check.h"

namespace sinter::interp {

/// A checked run-time error while a node runs; interpret() adds the element and the place in the
/// source.
struct NodeFailure {
  const char* code;
  std::string message;
  std::int64_t element;  ///< Row-major position in the result.
};

using Operands = std::span<const Tensor* const>;

void evaluate_elementwise(Op op, Operands operands, Tensor& result);
void evaluate_reduction(Op op, Operands operands, int axis, Tensor& result);
void evaluate_contract(Operands operands, const graph::ContractAttr& attribute, Tensor& result);

void evaluate_constant(const graph::ConstantAttr& attribute, Tensor& result);
void evaluate_iota(Tensor& result);
void evaluate_broadcast(const Tensor& a, const graph::AxesAttr& attribute, Tensor& result);
void evaluate_transpose(const Tensor& a, const graph::AxesAttr& attribute, Tensor& result);
void evaluate_reshape(const Tensor& a, Tensor& result);
void evaluate_slice(const Tensor& a, std::span<const std::int64_t> start,
                    std::span<const std::int64_t> step, Tensor& result);
void evaluate_concat(Operands operands, int axis, Tensor& result);
void evaluate_refine(const Tensor& fast, const Tensor& slow, Tensor& result);
void evaluate_scan(Op op, const Tensor& a, int axis, Tensor& result);
/// Operands: the array, the positions, for gather_fill the value of what is outside.
void evaluate_gather(Op mode, Operands operands, graph::AxisAttr axis, Tensor& result);

/// `result` holds the operand that is changed.
void evaluate_update(const Tensor& value, std::span<const std::int64_t> start,
                     std::span<const std::int64_t> step, Tensor& result);
/// Operands: the value, then the positions.
void evaluate_scatter(Operands operands, graph::ScatterMode mode, Tensor& result);

/// Copies a strided view into C order.
Tensor copy(const View& view);

/// Strides in elements of an array in C order.
std::vector<std::int64_t> row_major_strides(std::span<const std::int64_t> shape);

/// Calls f(position) for every index of `shape` in row-major order, where position is offset + sum
/// of index * stride.
template <typename F>
void for_each_position(std::span<const std::int64_t> shape, std::span<const std::int64_t> strides,
                       std::int64_t offset, F&& f) {
  for (std::int64_t size : shape) {
    if (size == 0) return;
  }
  std::vector<std::int64_t> index(shape.size(), 0);
  while (true) {
    f(offset);
    std::size_t axis = shape.size();
    while (axis > 0 && ++index[axis - 1] == shape[axis - 1]) {
      --axis;
      index[axis] = 0;
      offset -= strides[axis] * (shape[axis] - 1);
    }
    if (axis == 0) return;
    offset += strides[axis - 1];
  }
}

template <typename T>
struct TypeTag {
  using type = T;
};

/// f(TypeTag<T>{}) for the C++ type of a dtype; Error (unavailable) for those that cannot be
/// computed with.
template <typename F>
auto with_type(DType dtype, F&& f) {
  switch (dtype) {
    case DType::kBool:
      return f(TypeTag<bool>{});
    case DType::kI8:
      return f(TypeTag<std::int8_t>{});
    case DType::kI16:
      return f(TypeTag<std::int16_t>{});
    case DType::kI32:
      return f(TypeTag<std::int32_t>{});
    case DType::kI64:
      return f(TypeTag<std::int64_t>{});
    case DType::kU8:
      return f(TypeTag<std::uint8_t>{});
    case DType::kU16:
      return f(TypeTag<std::uint16_t>{});
    case DType::kU32:
      return f(TypeTag<std::uint32_t>{});
    case DType::kU64:
      return f(TypeTag<std::uint64_t>{});
    case DType::kF32:
      return f(TypeTag<float>{});
    case DType::kF64:
      return f(TypeTag<double>{});
    default:
      break;
  }
  unavailable("E0330", "computing with {}", name(dtype));
}

}  // namespace sinter::interp
