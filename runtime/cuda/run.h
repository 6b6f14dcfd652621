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

/// `buffers`: of every input and output, in the order of the kernel's buffers. A failure is that of
/// the lowest site and index. `is_ended` is asked between the iterations of loops that the host
/// runs: where it says true the call returns at once, with results that mean nothing.
std::optional<RunFailure> run(const sinter::cuda::Program& program, Device& device,
                              Kernels& kernels, std::span<const DeviceAddress> buffers,
                              std::span<const std::int64_t> integers,
                              const std::function<bool()>& is_ended = {});

}  // namespace sinter::runtime::cuda
