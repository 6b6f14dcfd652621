// A GPU of the driver's: memory, copies, kernels.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>

#include "compiler/codegen/cuda/program.h"
#include "runtime/core/placement.h"
#include "runtime/cuda/driver.h"
#include "runtime/cuda/kept_memory.h"
#include "runtime/cuda/marks.h"
#include "runtime/cuda/staging.h"

namespace sinter::runtime::cuda {

/// One GPU: its primary context, which other CUDA libraries of the process share, streams of ours,
/// and memory that is kept for reuse. All members may be called from any thread.
///
/// Kernels and small copies are on one stream, in the order of the calls. Large copies have streams
/// of their own: to the device as soon as the memory is free, from it as soon as what they read has
/// been computed; events tell the streams of each other. What a member says of order holds.
class DriverDevice : public Device, public std::enable_shared_from_this<DriverDevice> {
 public:
  /// The one of this number that lives, else a new one: all engines of a process share a device's
  /// streams, so that arrays may go from one to another. E5221 when there is no such device.
  static std::shared_ptr<DriverDevice> open(int number);
  ~DriverDevice() override;
  DriverDevice(const DriverDevice&) = delete;
  DriverDevice& operator=(const DriverDevice&) = delete;

  const DeviceInfo& info() const { return info_; }
  DeviceAddress allocate(std::size_t bytes) override;
  void release(DeviceAddress memory, std::size_t bytes) noexcept override;
  void clear(DeviceAddress memory, std::size_t bytes) override;
  void write(DeviceAddress to, const void* from, std::size_t bytes) override;
  DeviceAddress upload(const void* from, std::size_t bytes) override;
  void read(void* to, DeviceAddress from, std::size_t bytes) override;
  void read_together(std::span<const Read> reads) override;
  Mark mark() override;
  void read_after(Mark mark, void* to, DeviceAddress from, std::size_t bytes) override;
  void copy(DeviceAddress to, DeviceAddress from, std::size_t bytes) override;
  bool receive(DeviceAddress to, Device& source, DeviceAddress from, std::size_t bytes) override;
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
  friend class DriverGraph;
  explicit DriverDevice(int number);
  void open_streams();
  DeviceAddress allocate_new(std::size_t size);
  KeptMemory::Block allocate_unused(std::size_t bytes);
  void write_in_order(DeviceAddress to, const void* from, std::size_t bytes);
  void send(DeviceAddress to, const void* from, std::size_t bytes);
  void fetch(void* to, DeviceAddress from, std::size_t bytes);
  void join_upload();
  bool is_pinned(const void* memory) const;

  const Driver& driver_;
  int number_ = 0;
  DeviceInfo info_;
  void* context_ = nullptr;
  void* stream_ = nullptr;                        ///< Of kernels and small copies.
  void *upload_ = nullptr, *download_ = nullptr;  ///< Of large copies.
  void* uploaded_ = nullptr;                      ///< An event, for join_upload().
  std::unique_ptr<Staging, Staging::End> staging_;
  std::mutex mutex_;  ///< Of what follows.
  std::optional<Marks> marks_;
  KeptMemory kept_;
};

/// What moving arrays to the device and back costs, by copies of pageable memory; some
/// milliseconds.
TransferCosts measure_transfers(DriverDevice& device);

}  // namespace sinter::runtime::cuda
