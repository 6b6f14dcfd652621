// The CUDA driver, opened with dlopen when a GPU is first asked for. The few functions that are
// used are declared here: no header of CUDA's is needed to build.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "runtime/core/placement.h"
#include "runtime/cuda/device.h"

namespace sinter::runtime::cuda {

struct DeviceInfo {
  std::string name;
  int architecture = 0;  ///< 90 for compute capability 9.0.
  int multiprocessors = 0;
  std::size_t memory_bytes = 0;
};

/// The library's functions. CUDA's handles are pointers, its results numbers: 0 is success.
class Driver {
 public:
  /// Opened once in a process. Where the library, or a GPU, is missing: an error (E5221) that says
  /// what was looked for.
  static const Driver& instance();
  /// Whether there is a GPU; else `reason` says why not.
  static bool is_available(std::string* reason = nullptr);

  int version() const { return version_; }  ///< 12040 is 12.4.
  int device_count() const { return device_count_; }
  DeviceInfo info(int device) const;
  /// An error for a call's result other than success: E5220 out of memory, E5222 else. `sticky`
  /// results are those after which a context is of no use any more.
  void check(int result, const char* call) const;

  struct Functions {
    int (*init)(unsigned) = nullptr;
    int (*version)(int*) = nullptr;
    int (*count)(int*) = nullptr;
    int (*get)(int*, int) = nullptr;
    int (*name)(char*, int, int) = nullptr;
    int (*attribute)(int*, int, int) = nullptr;
    int (*total_memory)(std::size_t*, int) = nullptr;
    int (*retain_context)(void**, int) = nullptr;
    int (*release_context)(int) = nullptr;
    int (*push_context)(void*) = nullptr;
    int (*pop_context)(void**) = nullptr;
    int (*create_stream)(void**, unsigned) = nullptr;
    int (*destroy_stream)(void*) = nullptr;
    int (*wait_for_stream)(void*) = nullptr;
    int (*allocate)(DeviceAddress*, std::size_t) = nullptr;
    int (*release)(DeviceAddress) = nullptr;
    int (*copy_to_device)(DeviceAddress, const void*, std::size_t, void*) = nullptr;
    int (*copy_to_host)(void*, DeviceAddress, std::size_t, void*) = nullptr;
    int (*copy)(DeviceAddress, DeviceAddress, std::size_t, void*) = nullptr;
    int (*fill)(DeviceAddress, unsigned char, std::size_t, void*) = nullptr;
    int (*load_module)(void**, const void*) = nullptr;
    int (*unload_module)(void*) = nullptr;
    int (*get_function)(void**, void*, const char*) = nullptr;
    int (*launch)(void*, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned,
                  void*, void**, void**) = nullptr;
    int (*error_name)(int, const char**) = nullptr;
    int (*error_text)(int, const char**) = nullptr;
  };
  const Functions& functions() const { return f_; }

 private:
  Driver();
  Functions f_;
  int version_ = 0;
  int device_count_ = 0;
};

/// One GPU: its primary context, which other CUDA libraries of the process share, one stream of
/// ours, and memory that is kept for reuse. All members may be called from any thread.
class DriverDevice : public Device, public std::enable_shared_from_this<DriverDevice> {
 public:
  /// The one of this number that lives, else a new one: all engines of a process share a device's
  /// stream, so that arrays may go from one to another. E5221 when there is no such device.
  static std::shared_ptr<DriverDevice> open(int number);
  ~DriverDevice() override;
  DriverDevice(const DriverDevice&) = delete;
  DriverDevice& operator=(const DriverDevice&) = delete;

  const DeviceInfo& info() const { return info_; }
  DeviceAddress allocate(std::size_t bytes) override;
  void release(DeviceAddress memory, std::size_t bytes) noexcept override;
  void clear(DeviceAddress memory, std::size_t bytes) override;
  void write(DeviceAddress to, const void* from, std::size_t bytes) override;
  void read(void* to, DeviceAddress from, std::size_t bytes) override;
  void copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) override;
  void wait() override;
  int number() const override { return number_; }
  std::int64_t busy_blocks() const override;
  std::int64_t shared_bytes() const override;
  /// Loads machine code (or PTX) of a program's source.
  std::unique_ptr<Kernels> load(const sinter::cuda::Program& program,
                                std::span<const std::byte> code);
  /// Gives memory that is kept for reuse back to the driver.
  void trim() noexcept;

 private:
  friend class DriverKernels;
  explicit DriverDevice(int number);
  static std::size_t rounded(std::size_t bytes);

  const Driver& driver_;
  int number_ = 0;
  DeviceInfo info_;
  void* context_ = nullptr;
  void* stream_ = nullptr;
  std::mutex mutex_;
  std::map<std::size_t, std::vector<DeviceAddress>> kept_;  ///< By rounded size.
};

/// What moving arrays to the device and back costs, by copies of pageable memory; some
/// milliseconds.
TransferCosts measure_transfers(DriverDevice& device);

}  // namespace sinter::runtime::cuda
