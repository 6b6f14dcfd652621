#include "runtime/core/device_array.h"

#include <utility>

#include "compiler/support/check.h"
#include "runtime/core/array_state.h"

namespace sinter {

using detail::ArrayState;

namespace runtime {
namespace {

/// Memory of a device with its owner.
struct DeviceBlock {
  DeviceBlock(std::shared_ptr<cuda::Device> where, std::size_t size)
      : device(std::move(where)), bytes(size), address(device->allocate(size)) {}
  /// With a copy of what lies there on the host.
  DeviceBlock(std::shared_ptr<cuda::Device> where, const void* from, std::size_t size)
      : device(std::move(where)), bytes(size), address(device->upload(from, size)) {}
  ~DeviceBlock() { device->release(address, bytes); }
  DeviceBlock(const DeviceBlock&) = delete;
  DeviceBlock& operator=(const DeviceBlock&) = delete;

  std::shared_ptr<cuda::Device> device;
  std::size_t bytes;
  cuda::DeviceAddress address;
};

/// An array of that dtype, shape and strides without elements.
std::shared_ptr<ArrayState> layout_of(const Array& array) {
  const ArrayState& from = ArrayState::of(array);
  auto state = std::make_shared<ArrayState>();
  state->dtype = from.dtype;
  state->writable = from.writable;
  state->contiguous = from.contiguous;
  state->rank = from.rank;
  state->size = from.size;
  state->shape = from.shape;
  state->strides = from.strides;
  return state;
}

void* pointer(cuda::DeviceAddress address) { return reinterpret_cast<void*>(address); }

/// The array of that layout whose elements the block holds.
Array array_in(std::shared_ptr<DeviceBlock> block, const Array& layout) {
  auto state = layout_of(layout);
  state->data = pointer(block->address);
  state->device = block->device;
  state->writable = true;
  state->owner = std::move(block);
  return ArrayState::wrap(std::move(state));
}

[[noreturn]] void refuse_gaps(const Array& array) {
  user_error("E4115",
             "the array of strides {} lies on {}; only arrays without gaps can be copied or used "
             "there",
             shape_text(array.strides()), array.device().text());
}

}  // namespace

Array make_device_array(const std::shared_ptr<cuda::Device>& device, DType dtype,
                        std::span<const std::int64_t> shape) {
  // The layout of an array of that shape, which refuses what cannot be addressed.
  std::byte none{};
  const Array layout =
      Array::view_bytes(&none, dtype, Array::Shape(shape.begin(), shape.end()), {}, true);
  return array_in(std::make_shared<DeviceBlock>(device, layout.bytes()), layout);
}

Array view_on_device(const std::shared_ptr<cuda::Device>& device, const Array& layout,
                     std::shared_ptr<void> owner) {
  auto state = layout_of(layout);
  state->data = layout.raw_data();
  state->owner = std::move(owner);
  state->device = device;
  return ArrayState::wrap(std::move(state));
}

std::shared_ptr<cuda::Device> device_of(const Array& array) { return ArrayState::of(array).device; }

Array copy_to_device(const Array& array, const std::shared_ptr<cuda::Device>& device) {
  const auto from = device_of(array);
  if (from == device) return array;
  if (from != nullptr) {
    if (!array.is_contiguous()) refuse_gaps(array);
    Array result = make_device_array(device, array.dtype(), array.shape());
    if (device->receive(address_of(result), *from, address_of(array), array.bytes())) return result;
    return copy_to_device(array.to_host(), device);
  }
  const Array source = array.contiguous();
  return array_in(std::make_shared<DeviceBlock>(device, source.raw_data(), source.bytes()), source);
}

void require_on_host(const Array& array, const char* what) {
  if (array.device().is_cpu()) return;
  user_error("E4114",
             "{}: the array {} lies on {}; Array::to_host copies it to the processor's memory",
             what, array.type_text(), array.device().text());
}

/// Copies all elements of an array without gaps to another one, where one of them lies in a
/// device's memory.
void assign_across(const Array& to, const Array& from) {
  const auto target = device_of(to), source = device_of(from);
  if (target != nullptr && !to.is_contiguous()) refuse_gaps(to);
  if (source != nullptr && !from.is_contiguous()) refuse_gaps(from);
  if (target == nullptr) {
    const Array host =
        to.is_contiguous()
            ? to
            : Array::empty(to.dtype(), Array::Shape(to.shape().begin(), to.shape().end()));
    source->read(host.raw_data(), address_of(from), from.bytes());
    if (!to.is_contiguous()) to.assign(host);
    return;
  }
  if (source == target) return target->copy(address_of(to), address_of(from), from.bytes());
  if (source != nullptr && target->receive(address_of(to), *source, address_of(from), from.bytes()))
    return;
  const Array host = source == nullptr ? from.contiguous() : from.to_host();
  target->write(address_of(to), host.raw_data(), host.bytes());
}

}  // namespace runtime

Device Array::device() const noexcept {
  if (state_->device == nullptr) return {};
  return {Device::Kind::kCuda, state_->device->number()};
}

Array Array::to_host() const {
  if (state_->device == nullptr) return *this;
  if (!is_contiguous()) runtime::refuse_gaps(*this);
  Array result = empty(dtype(), Shape(shape().begin(), shape().end()));
  state_->device->read(result.raw_data(), runtime::address_of(*this), bytes());
  return result;
}

}  // namespace sinter
