// Loop IR to callable code, and calls on a spinning pool: what the runtime does, without an engine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/common/measure.h"
#include "compiler/ir/loop.h"
#include "runtime/core/call_state.h"
#include "runtime/jit_llvm/object_loader.h"
#include "runtime/jit_llvm/plugin.h"

namespace sinter::bench {

/// Runs parallel loops on a SpinPool, so that compiled and hand-written code use the same threads.
class SpinExecutor final : public Executor {
 public:
  explicit SpinExecutor(SpinPool& pool) : pool_(pool) {}
  int concurrency() const override { return pool_.max_threads(); }
  void run(int tasks, void (*task)(void* context, int index), void* context) override {
    pool_.run(tasks, [=](int i) { task(context, i); });
  }

 private:
  SpinPool& pool_;
};

class Compiled {
 public:
  /// Compiles through the plugin for vectors of `vector_bits` and loads the object with the small
  /// loader.
  Compiled(const runtime::LlvmPlugin& plugin, std::shared_ptr<runtime::CodeMemory> memory,
           const loop::Kernel& kernel, int vector_bits);

  void run(runtime::Pool& memory, Executor& executor, int threads, std::span<void* const> buffers,
           std::span<const std::int64_t> integers) const;
  double compile_ms() const { return compile_ms_; }

 private:
  std::shared_ptr<runtime::CodeMemory> memory_;
  runtime::LoadedCode code_;
  abi::Kernel entry_ = nullptr;
  double compile_ms_ = 0;
};

}  // namespace sinter::bench
