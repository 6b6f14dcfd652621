// A program on a GPU: its kernels, compiled once per specialization, and calls.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/core/engine_core.h"
#include "runtime/core/ledger.h"
#include "runtime/core/once_map.h"
#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/gpu_kernel.h"

namespace sinter::runtime::cuda {

/// Code for one GPU.
struct GpuCode {
  GpuKernel kernel;
  std::unique_ptr<Kernels> loaded;
  mutable LaunchPlans plans;  ///< Of `loaded`.
  std::size_t code_bytes = 0;
  bool from_disk = false;
  double lowering_ms = 0, nvrtc_ms = 0, load_ms = 0;
  std::shared_ptr<KernelRecord> record;  ///< In the engine's ledger.
};

/// Immutable but for its kernels; any thread may call it.
class GpuProgram {
 public:
  using KnownSizes = std::vector<std::optional<std::int64_t>>;
  using Describe = std::function<std::string(const KnownSizes&)>;
  /// `graph` outlives the program, and so does what `describe` needs, which names what code is for.
  /// Opens the engine's GPU: E5221 where there is none.
  GpuProgram(const EngineCore& core, const graph::Graph& graph, Describe describe);
  ~GpuProgram();
  GpuProgram(const GpuProgram&) = delete;
  GpuProgram& operator=(const GpuProgram&) = delete;

  /// The code that a call with these sizes (by symbol index) runs; `made` tells whether it was
  /// compiled for that.
  std::shared_ptr<const GpuCode> code_for(std::span<const std::int64_t> sizes, bool& made);
  /// Arrays are contiguous. Failures are those of `code.kernel.sites`.
  std::optional<RunFailure> call(const GpuCode& code, std::span<const Array> arguments,
                                 std::span<const Array> results,
                                 std::span<const std::int64_t> sizes,
                                 const std::function<bool()>& is_ended);

 private:
  /// Sizes that have come up, with Specialize::kAuto.
  struct Shape {
    int calls = 0;
    std::shared_ptr<const GpuCode> code;  ///< For exactly these sizes, when it is there.
  };
  std::shared_ptr<GpuCode> make(const KnownSizes& known_sizes, bool in_background) const;
  std::shared_ptr<GpuCode> compile(const KnownSizes& known_sizes) const;
  std::shared_ptr<const GpuCode> specialized(const std::string& key, const KnownSizes& known);

  const EngineCore& core_;
  const graph::Graph& graph_;
  const Describe describe_;
  std::shared_ptr<DriverDevice> device_;
  OnceMap<GpuCode> codes_;
  std::mutex shapes_mutex_;
  std::map<std::string, Shape> shapes_;
};

}  // namespace sinter::runtime::cuda
