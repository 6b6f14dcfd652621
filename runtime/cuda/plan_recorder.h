// A device that only notes what a call asks of it.
#pragma once

#include <map>

#include "runtime/cuda/launch_plan.h"

namespace sinter::runtime::cuda {

/// Addresses in it are no addresses: a buffer's number, the call's arena, or its Failure, and bytes
/// from there.
class PlanRecorder : public Device, public Kernels {
 public:
  /// What it throws where a call cannot be planned.
  struct CannotPlan {};

  PlanRecorder(const sinter::cuda::Program& program, const Device& device, LaunchPlan& plan)
      : program_(program), device_(device), plan_(plan) {}
  static DeviceAddress address_of(std::size_t buffer) {
    return kBuffer + (static_cast<DeviceAddress>(buffer) << kBufferBits);
  }

  DeviceAddress allocate(std::size_t bytes) override;
  DeviceAddress allocate_cleared(std::size_t bytes) override;
  void release(DeviceAddress memory, std::size_t bytes) noexcept override;
  void clear(DeviceAddress, std::size_t) override { throw CannotPlan(); }
  void write(DeviceAddress, const void*, std::size_t) override { throw CannotPlan(); }
  void read(void* to, DeviceAddress from, std::size_t bytes) override;
  void copy(DeviceAddress, DeviceAddress, std::size_t) override { throw CannotPlan(); }
  void wait() override {}
  int number() const override { return device_.number(); }
  std::int64_t busy_blocks() const override { return device_.busy_blocks(); }
  std::int64_t shared_bytes() const override { return device_.shared_bytes(); }
  void launch(const Launch& launch) override;

 private:
  static constexpr DeviceAddress kFailure = DeviceAddress{1} << 60;
  static constexpr DeviceAddress kArena = DeviceAddress{1} << 61, kBuffer = DeviceAddress{1} << 62;
  static constexpr int kBufferBits = 48;
  PlannedArgument planned(const sinter::cuda::Parameter& parameter, std::uint64_t value) const;
  void note_use(std::size_t buffer);

  const sinter::cuda::Program& program_;
  const Device& device_;
  LaunchPlan& plan_;
  std::map<std::size_t, std::size_t> free_;  ///< Of the arena: bytes by offset.
};

}  // namespace sinter::runtime::cuda
