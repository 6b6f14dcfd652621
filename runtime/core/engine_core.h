// What the programs of one engine share.
#pragma once

#include <memory>
#include <mutex>

#include "runtime/core/allocator.h"
#include "runtime/core/executor.h"
#include "runtime/jit_llvm/code_memory.h"
#include "runtime/jit_llvm/plugin.h"
#include "sinter/engine_options.h"

namespace sinter::runtime {

/// Immutable after construction but for the plugin, which is opened by the first compile. Any
/// thread may use it.
class EngineCore {
 public:
  /// Options that make no sense are user errors (E6001).
  explicit EngineCore(EngineOptions options);

  const EngineOptions& options() const { return options_; }
  const std::shared_ptr<Pool>& pool() const { return pool_; }
  Executor& executor() const { return *executor_; }
  int threads() const { return threads_; }
  CodeMemory& code_memory() const { return *code_memory_; }
  /// Opens the plugin when it is not open. A failure is thrown, and tried again by the next call.
  const LlvmPlugin& plugin() const;

 private:
  EngineOptions options_;
  std::shared_ptr<Pool> pool_;
  std::shared_ptr<Executor> executor_;
  int threads_ = 1;
  std::shared_ptr<CodeMemory> code_memory_;
  mutable std::mutex plugin_mutex_;
  mutable std::shared_ptr<const LlvmPlugin> plugin_;
};

}  // namespace sinter::runtime
