// A GPU that is not there: kernels' texts compiled as C++ and run on the processor, thread by
// thread.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/codegen/cuda/program.h"
#include "runtime/cuda/run.h"

namespace sinter::test {

/// Memory between pages that cannot be touched, filled with garbage. Few blocks per grid, so that
/// groups come round more than once.
class EmulatedDevice : public runtime::cuda::Device {
 public:
  runtime::cuda::DeviceAddress allocate(std::size_t bytes) override;
  void release(runtime::cuda::DeviceAddress memory, std::size_t bytes) noexcept override;
  void clear(runtime::cuda::DeviceAddress memory, std::size_t bytes) override;
  void write(runtime::cuda::DeviceAddress to, const void* from, std::size_t bytes) override;
  void read(void* to, runtime::cuda::DeviceAddress from, std::size_t bytes) override;
  void copy(runtime::cuda::DeviceAddress to, runtime::cuda::DeviceAddress from,
            std::size_t bytes) override;
  void wait() override {}
  int number() const override { return 0; }
  std::int64_t busy_blocks() const override { return 2; }
  std::int64_t shared_bytes() const override { return shared_bytes_; }
  void set_shared_bytes(std::int64_t bytes) { shared_bytes_ = bytes; }

 private:
  std::int64_t shared_bytes_ = 48 << 10;
};

/// Whether a C++ compiler was found when the tests were built.
bool can_emulate();

/// Compiles the programs together: starting the compiler is what takes the time. One set of kernels
/// per program. `order` chooses which threads come first.
class Emulation {
 public:
  explicit Emulation(const std::vector<const cuda::Program*>& programs);
  std::unique_ptr<runtime::cuda::Kernels> kernels(std::size_t program, unsigned order) const;

 private:
  std::vector<const cuda::Program*> programs_;
  std::shared_ptr<void> library_;
};

}  // namespace sinter::test
