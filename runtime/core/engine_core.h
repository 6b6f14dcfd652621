// What the programs of one engine share.
#pragma once

#include <memory>
#include <mutex>

#include "runtime/cache/disk_cache.h"
#include "runtime/core/allocator.h"
#include "runtime/core/background.h"
#include "runtime/core/cancel.h"
#include "runtime/core/executor.h"
#include "runtime/core/ledger.h"
#include "runtime/core/placement.h"
#include "runtime/jit_llvm/code_memory.h"
#include "runtime/jit_llvm/compiler_process.h"
#include "runtime/jit_llvm/perf_dump.h"
#include "runtime/jit_llvm/plugin.h"
#include "sinter/engine_options.h"

namespace sinter::runtime::cuda {
class DriverDevice;
}

namespace sinter::runtime {

/// Immutable after construction but for the plugin, which is opened by the first compile. Any
/// thread may use it.
class EngineCore {
 public:
  /// Options that make no sense are user errors (E6001).
  explicit EngineCore(EngineOptions options);

  const EngineOptions& options() const { return options_; }
  /// Those of EngineOptions::disabled_passes that are passes over graphs, and the choices of
  /// schedules among them (lower::Options::left_out).
  const std::vector<std::string>& disabled_passes() const { return disabled_passes_; }
  std::uint32_t left_out() const { return left_out_; }
  const std::shared_ptr<Pool>& pool() const { return pool_; }
  Executor& executor() const { return *executor_; }
  int threads() const { return threads_; }
  CodeMemory& code_memory() const { return *code_memory_; }
  /// Throws Error (resource, E5208) where a phase took longer than ProgramLimits::compile_time.
  void check_compile_time(std::string_view function, std::string_view phase, double ms) const;
  /// Where compiled functions are noted for perf; null where nobody asked.
  PerfDump* perf_dump() const { return perf_dump_.get(); }
  Watchdog& watchdog() const { return watchdog_; }
  BackgroundQueue& background() const { return background_; }
  Ledger& ledger() const { return ledger_; }
  /// Ends compiles that run in processes of their own.
  void cancel_compiles() const {
    if (compilers_ != nullptr) compilers_->cancel();
  }
  /// Opens the plugin when it is not open. A failure is thrown, and tried again by the next call.
  const LlvmPlugin& plugin() const;
  bool is_plugin_open() const;
  /// Compiles the text of a loop kernel, here or in a process for it as the options say.
  PluginOutput compile(std::string_view kernel, sinter_llvm_output output,
                       bool quick = false) const;
  /// The width of vectors that kernels are compiled for. Does not open the plugin.
  int vector_bits() const;
  /// llvm_build() of the identity of this process, as the first kernel finds it.
  const std::string& llvm_build() const;
  /// The cache on disk; null when there is none. Opened by the first that asks.
  DiskCache* disk_cache() const;
  /// The engine's GPU, opened by the first that asks. Where there is none: an error (E5221).
  std::shared_ptr<cuda::DriverDevice> gpu() const;
  /// What moving arrays there costs, measured by the first that asks; unknown where there is no
  /// GPU, and `reason` says why.
  TransferCosts transfer_costs(std::string& reason) const;
  /// Hands an event to whoever asked for them.
  void report(const Event& event) const noexcept;

 private:
  EngineOptions options_;
  std::vector<std::string> disabled_passes_;
  std::uint32_t left_out_ = 0;
  std::shared_ptr<Pool> pool_;
  std::shared_ptr<Executor> executor_;
  int threads_ = 1;
  std::shared_ptr<CodeMemory> code_memory_;
  std::unique_ptr<PerfDump> perf_dump_;
  mutable Watchdog watchdog_;
  mutable std::mutex plugin_mutex_;
  mutable std::shared_ptr<const LlvmPlugin> plugin_;
  std::unique_ptr<CompilerProcesses> compilers_;
  mutable std::mutex gpu_mutex_;
  mutable std::shared_ptr<cuda::DriverDevice> gpu_;
  mutable std::mutex costs_mutex_;
  mutable TransferCosts transfer_costs_;
  mutable std::string no_transfers_;  ///< Why they cannot be measured.
  mutable std::once_flag llvm_build_once_;
  mutable std::string llvm_build_;
  mutable std::once_flag disk_cache_once_;
  mutable std::shared_ptr<DiskCache> disk_cache_;
  mutable Ledger ledger_;
  mutable BackgroundQueue background_;  ///< The first to go: its job may use everything above.
};

}  // namespace sinter::runtime
