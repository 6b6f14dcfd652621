// DLPack: arrays to and from other libraries.
#include "sinter/dlpack.h"

#include <algorithm>
#include <array>
#include <memory>

#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/dlpack_types.h"
#include "runtime/core/device_array.h"
#include "runtime/cuda/driver_device.h"

namespace sinter {
namespace {

using detail::DlpackCode;

DlpackCode code_of(DType dtype) {
  if (dtype == DType::kBool) return detail::kDlpackBool;
  if (dtype == DType::kBF16) return detail::kDlpackBfloat;
  if (is_complex(dtype)) return detail::kDlpackComplex;
  if (is_float(dtype)) return detail::kDlpackFloat;
  return is_signed_integer(dtype) ? detail::kDlpackInt : detail::kDlpackUnsigned;
}

DLDataType type_of(DType dtype) {
  return {code_of(dtype), static_cast<std::uint8_t>(8 * size_of(dtype)), 1};
}

DType dtype_of(const DLDataType& type) {
  for (int i = 0; i < kDTypeCount; ++i) {
    const auto dtype = static_cast<DType>(i);
    const DLDataType known = type_of(dtype);
    if (known.code == type.code && known.bits == type.bits && type.lanes == 1) return dtype;
  }
  user_error("E6051",
             "the tensor's elements have DLPack's type code {} with {} bits and {} lanes, "
             "which is no dtype",
             type.code, type.bits, type.lanes);
}

/// A view of the tensor that `owner` will own.
Array view_of(const DLTensor& tensor, bool writable, const std::shared_ptr<void>& owner) {
  const bool on_gpu = tensor.device.device_type == detail::kDlpackCuda;
  if (tensor.device.device_type != detail::kDlpackCpu && !on_gpu) {
    user_error(
        "E6051",
        "the tensor is on device {} of DLPack; only memory of the processor ({}) and of CUDA "
        "({}) can be taken",
        tensor.device.device_type, detail::kDlpackCpu, detail::kDlpackCuda);
  }
  if (tensor.ndim < 0 || tensor.ndim > Array::kMaxRank) {
    user_error("E6051", "the tensor has {} axes; at most {} are possible", tensor.ndim,
               Array::kMaxRank);
  }
  const DType dtype = dtype_of(tensor.dtype);
  if (tensor.ndim != 0 && tensor.shape == nullptr)
    user_error("E6051", "the tensor has {} axes and no sizes", tensor.ndim);
  Array::Shape shape, strides;
  if (tensor.ndim != 0) shape.assign(tensor.shape, tensor.shape + tensor.ndim);
  if (tensor.ndim != 0 && tensor.strides != nullptr)
    strides.assign(tensor.strides, tensor.strides + tensor.ndim);
  auto* const data = static_cast<std::byte*>(tensor.data);
  const Array view = Array::view_bytes(data == nullptr ? nullptr : data + tensor.byte_offset, dtype,
                                       shape, strides, writable, owner);
  if (!on_gpu) return view;
  return runtime::view_on_device(runtime::cuda::DriverDevice::open(tensor.device.device_id), view,
                                 owner);
}

/// Calls a tensor's deleter with the last view; not before it is armed.
template <typename Tensor>
struct Import {
  explicit Import(Tensor* t) : tensor(t) {}
  Import(const Import&) = delete;
  Import& operator=(const Import&) = delete;
  ~Import() {
    if (armed && tensor->deleter != nullptr) tensor->deleter(tensor);
  }
  Tensor* tensor;
  bool armed = false;
};

template <typename Tensor>
Array import(Tensor* tensor, bool writable) {
  auto owner = std::make_shared<Import<Tensor>>(tensor);
  Array array = view_of(tensor->dl_tensor, writable, owner);
  owner->armed = true;
  return array;
}

/// What a tensor of ours consists of.
template <typename Tensor>
struct Export {
  Array array;
  std::array<std::int64_t, Array::kMaxRank> shape, strides;
  Tensor tensor;
};

template <typename Tensor>
Tensor* make_tensor(const Array& array) {
  auto made = std::make_unique<Export<Tensor>>(Export<Tensor>{array, {}, {}, {}});
  std::ranges::copy(array.shape(), made->shape.begin());
  std::ranges::copy(array.strides(), made->strides.begin());
  Tensor& tensor = made->tensor;
  const auto device = runtime::device_of(array);
  if (device != nullptr) device->wait();  // whoever takes it knows nothing of our stream
  tensor.dl_tensor = {array.raw_data(),
                      device == nullptr ? DLDevice{detail::kDlpackCpu, 0}
                                        : DLDevice{detail::kDlpackCuda, device->number()},
                      array.rank(),
                      type_of(array.dtype()),
                      made->shape.data(),
                      made->strides.data(),
                      0};
  tensor.manager_ctx = made.get();
  tensor.deleter = [](Tensor* self) { delete static_cast<Export<Tensor>*>(self->manager_ctx); };
  return &made.release()->tensor;
}

}  // namespace

Array from_dlpack(DLManagedTensorVersioned* tensor) {
  return detail::at_boundary([&] {
    if (tensor == nullptr) user_error("E6051", "the tensor is null");
    if (tensor->version.major != detail::kDlpackVersion.major) {
      user_error("E6051", "the tensor is of DLPack {}.{}; version {} is needed",
                 tensor->version.major, tensor->version.minor, detail::kDlpackVersion.major);
    }
    return import(tensor, (tensor->flags & detail::kDlpackReadOnly) == 0);
  });
}

Array from_dlpack(DLManagedTensor* tensor) {
  return detail::at_boundary([&] {
    if (tensor == nullptr) user_error("E6051", "the tensor is null");
    return import(tensor, true);
  });
}

DLManagedTensorVersioned* to_dlpack(const Array& array) {
  return detail::at_boundary([&] {
    auto* tensor = make_tensor<DLManagedTensorVersioned>(array);
    tensor->version = detail::kDlpackVersion;
    tensor->flags = array.is_writable() ? 0 : detail::kDlpackReadOnly;
    return tensor;
  });
}

DLManagedTensor* to_unversioned_dlpack(const Array& array) {
  return detail::at_boundary([&] {
    if (!array.is_writable()) {
      user_error("E6052",
                 "the array is read-only, which a tensor from before DLPack 1.0 cannot "
                 "say; give a copy or the versioned tensor");
    }
    return make_tensor<DLManagedTensor>(array);
  });
}

}  // namespace sinter
