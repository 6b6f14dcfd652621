// Where a GPU program runs: a device of the driver's, or the emulation of the tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace sinter::runtime::cuda {

/// An address in the device's memory; 0: none.
using DeviceAddress = std::uint64_t;

/// Arguments and results of kernels start at multiples of it.
inline constexpr std::size_t kVectorBytes = 16;

/// What was launched until some time; 0: until now, whenever that is asked.
using Mark = std::uint64_t;

/// A copy to the host.
struct Read {
  void* to = nullptr;
  DeviceAddress from = 0;
  std::size_t bytes = 0;
};

/// Everything happens in the order of the calls, as on one stream, but what says that it does not
/// wait for all of it. Failures are errors.
class Device {
 public:
  virtual ~Device() = default;
  /// Memory that is aligned to 256 bytes, not zeroed; of 0 bytes too.
  virtual DeviceAddress allocate(std::size_t bytes) = 0;
  /// The same, zeroed.
  virtual DeviceAddress allocate_cleared(std::size_t bytes) {
    const DeviceAddress memory = allocate(bytes);
    try {
      clear(memory, bytes);
    } catch (...) {
      release(memory, bytes);
      throw;
    }
    return memory;
  }
  /// May be used again at once, by what is launched later.
  virtual void release(DeviceAddress memory, std::size_t bytes) noexcept = 0;
  virtual void clear(DeviceAddress memory, std::size_t bytes) = 0;
  /// `from` may be used again when this returns.
  virtual void write(DeviceAddress to, const void* from, std::size_t bytes) = 0;
  /// Memory as allocate() gives it, with a copy of what lies at `from`, which may be used again
  /// when this returns. Need not wait for what was launched before.
  virtual DeviceAddress upload(const void* from, std::size_t bytes) {
    const DeviceAddress memory = allocate(bytes);
    try {
      write(memory, from, bytes);
    } catch (...) {
      release(memory, bytes);
      throw;
    }
    return memory;
  }
  /// Waits for what was launched before.
  virtual void read(void* to, DeviceAddress from, std::size_t bytes) = 0;
  /// All of them, small ones, with one wait.
  virtual void read_together(std::span<const Read> reads) {
    for (const Read& one : reads) read(one.to, one.from, one.bytes);
  }
  /// For read_after(); of what a kernel that has just been launched leaves.
  virtual Mark mark() { return 0; }
  /// Waits for what was launched before the mark, and not for all that was launched later.
  virtual void read_after(Mark, void* to, DeviceAddress from, std::size_t bytes) {
    read(to, from, bytes);
  }
  /// Within the device.
  virtual void copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) = 0;
  /// From another device's memory. False, and nothing was done, where that takes a way through the
  /// host's.
  virtual bool receive(DeviceAddress, Device& /*source*/, DeviceAddress, std::size_t) {
    return false;
  }
  /// Waits for everything that was launched.
  virtual void wait() = 0;
  /// As CUDA numbers them.
  virtual int number() const = 0;
  /// How many blocks of the usual size keep the device busy.
  virtual std::int64_t busy_blocks() const = 0;
  /// Dynamic shared memory that a block may have.
  virtual std::int64_t shared_bytes() const = 0;
};

/// A kernel with what it is launched with. `arguments`: 8 bytes each, as DeviceKernel::parameters
/// lists them.
struct Launch {
  std::size_t kernel = 0;
  std::int64_t blocks = 0;
  int threads = 0;
  std::int64_t shared_bytes = 0;
  std::span<const std::uint64_t> arguments;
};

/// Launches, one after another, that are asked for together. One thread at a time uses it.
class LaunchGraph {
 public:
  virtual ~LaunchGraph() = default;
  /// Launch `n` gets other arguments, from the next launch() on.
  virtual void change(std::size_t n, const Launch& launch) = 0;
  virtual void launch() = 0;
};

/// A program's kernels, loaded on a device.
class Kernels {
 public:
  virtual ~Kernels() = default;
  virtual void launch(const Launch& launch) = 0;
  /// Null where the device has no graphs. Not to outlive the kernels.
  virtual std::unique_ptr<LaunchGraph> graph(std::span<const Launch>) { return nullptr; }
};

}  // namespace sinter::runtime::cuda
