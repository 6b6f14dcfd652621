// Runs a GPU program's steps: memory, launches, and the loops and branches that are the host's.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "runtime/cuda/device.h"

namespace sinter::runtime::cuda {

/// Memory of a device with its owner.
class DeviceMemory {
 public:
  DeviceMemory() = default;
  DeviceMemory(Device& device, std::size_t bytes)
      : device_(&device), address_(device.allocate(bytes)), bytes_(bytes) {}
  /// With a copy of what lies there on the host.
  static DeviceMemory holding(Device& device, const void* from, std::size_t bytes) {
    DeviceMemory memory;
    memory.address_ = device.upload(from, bytes);
    memory.device_ = &device;
    memory.bytes_ = bytes;
    return memory;
  }
  static DeviceMemory cleared(Device& device, std::size_t bytes) {
    DeviceMemory memory;
    memory.address_ = device.allocate_cleared(bytes);
    memory.device_ = &device;
    memory.bytes_ = bytes;
    return memory;
  }
  DeviceMemory(DeviceMemory&& other) noexcept { *this = std::move(other); }
  DeviceMemory& operator=(DeviceMemory&& other) noexcept {
    std::swap(device_, other.device_);
    std::swap(address_, other.address_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~DeviceMemory() {
    if (device_ != nullptr) device_->release(address_, bytes_);
  }
  DeviceAddress address() const { return address_; }

 private:
  Device* device_ = nullptr;
  DeviceAddress address_ = 0;
  std::size_t bytes_ = 0;
};

/// A checked run-time error of the program's.
struct RunFailure {
  std::int64_t site = 0;
  std::int64_t index = 0;
  std::int64_t axis = 0, position = 0, size = 0;  ///< See abi::Runtime::fail.
};

/// What the host has read of an argument that lies there, to launch kernels by.
struct HostRead {
  std::size_t buffer = 0, offset = 0;  ///< Bytes from its first element.
  std::size_t bytes = 0;
  std::uint64_t bits = 0;
  bool operator==(const HostRead&) const = default;
};

struct RunInputs {
  /// Of every input and output, in the order of the kernel's buffers.
  std::span<const DeviceAddress> buffers;
  std::span<const std::int64_t> integers;
  /// By buffer: an argument that lies on the host; empty where it does not. May be shorter.
  std::span<const std::span<const std::byte>> host = {};
  /// Asked between the iterations of loops that the host runs: where it says true the call returns
  /// at once, with results that mean nothing.
  std::function<bool()> is_ended = {};
  /// Told what is read of `host`.
  std::function<void(const HostRead&)> on_host_read = {};
};

/// A failure is that of the lowest site and index.
std::optional<RunFailure> run(const sinter::cuda::Program& program, Device& device,
                              Kernels& kernels, const RunInputs& inputs);
/// What a kernel wrote of a failure.
std::optional<RunFailure> failure_of(const sinter::cuda::Failure& failure);

}  // namespace sinter::runtime::cuda
