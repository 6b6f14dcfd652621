// Where a GPU program runs: a device of the driver's, or the emulation of the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace sinter::runtime::cuda {

/// An address in the device's memory; 0: none.
using DeviceAddress = std::uint64_t;

/// Arguments and results of kernels start at multiples of it.
inline constexpr std::size_t kVectorBytes = 16;

/// Everything happens in the order of the calls, as on one stream. Failures are errors.
class Device {
 public:
  virtual ~Device() = default;
  /// Memory that is aligned to 256 bytes, not zeroed; of 0 bytes too.
  virtual DeviceAddress allocate(std::size_t bytes) = 0;
  virtual void release(DeviceAddress memory, std::size_t bytes) noexcept = 0;
  virtual void clear(DeviceAddress memory, std::size_t bytes) = 0;
  /// `from` may be used again when this returns.
  virtual void write(DeviceAddress to, const void* from, std::size_t bytes) = 0;
  /// Waits for what was launched before.
  virtual void read(void* to, DeviceAddress from, std::size_t bytes) = 0;
  /// Within the device.
  virtual void copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) = 0;
  /// Waits for everything that was launched.
  virtual void wait() = 0;
  /// As CUDA numbers them.
  virtual int number() const = 0;
  /// How many blocks of the usual size keep the device busy.
  virtual std::int64_t busy_blocks() const = 0;
  /// Dynamic shared memory that a block may have.
  virtual std::int64_t shared_bytes() const = 0;
};

/// A program's kernels, loaded on a device.
class Kernels {
 public:
  virtual ~Kernels() = default;
  /// `arguments`: 8 bytes each, as DeviceKernel::parameters lists them.
  virtual void launch(std::size_t kernel, std::int64_t blocks, int threads,
                      std::int64_t shared_bytes, std::span<const std::uint64_t> arguments) = 0;
};

}  // namespace sinter::runtime::cuda
