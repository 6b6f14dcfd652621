// Arrays in a device's memory.
#pragma once

#include <memory>
#include <span>

#include "runtime/cuda/device.h"
#include "sinter/array.h"

namespace sinter::runtime {

/// An uninitialized array in the device's memory, which is released with the last handle.
Array make_device_array(const std::shared_ptr<cuda::Device>& device, DType dtype,
                        std::span<const std::int64_t> shape);
/// A copy in the device's memory; the array itself where it lies there. What lies on another device
/// goes from one to the other. Arrays with gaps become row-major; such that lie on a
/// device are a user error (E4115).
Array copy_to_device(const Array& array, const std::shared_ptr<cuda::Device>& device);
/// The device whose memory the array lies in; null: the processor's.
std::shared_ptr<cuda::Device> device_of(const Array& array);
/// A view of memory of the device that `owner` keeps.
Array view_on_device(const std::shared_ptr<cuda::Device>& device, const Array& layout,
                     std::shared_ptr<void> owner);
/// The element address of an array in a device's memory.
inline cuda::DeviceAddress address_of(const Array& array) {
  return reinterpret_cast<cuda::DeviceAddress>(array.raw_data());
}
/// An error (E4114) where the array lies in a device's memory. `what` is what cannot be done there.
void require_on_host(const Array& array, const char* what);

}  // namespace sinter::runtime
