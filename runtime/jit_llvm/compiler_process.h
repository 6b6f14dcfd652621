// LLVM in processes of its own, for programs of strangers: what a kernel makes of the compiler ends
// there.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/jit_llvm/plugin.h"
#include "sinter/engine_options.h"

namespace sinter::runtime {

/// Processes that wait for the next kernel, each for one thread at a time. Any thread may use it;
/// a child after fork() starts processes of its own.
class CompilerProcesses {
 public:
  explicit CompilerProcesses(CompilerLimits limits);
  ~CompilerProcesses();
  CompilerProcesses(const CompilerProcesses&) = delete;
  CompilerProcesses& operator=(const CompilerProcesses&) = delete;

  /// Like LlvmPlugin::compile, for this processor. Errors: E5201 there is no plugin (unavailable),
  /// E5202 the plugin's own (internal), E5205 no process could be started (unavailable), E5206 it
  /// took longer than the limit, E5207 it ended by itself or had no more memory (resource).
  PluginOutput compile(std::string_view kernel, sinter_llvm_output output, int vector_bits,
                       bool quick);

  /// Ends the compiles that run now, on whatever threads: they throw E6031 (cancelled).
  void cancel();

  /// The program that is started: sinter_compile_worker beside the plugin.
  static std::string program();

 private:
  class Process;
  class Running;
  std::unique_ptr<Process> take();
  void give_back(std::unique_ptr<Process> process);

  const CompilerLimits limits_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Process>> idle_;
  std::vector<Process*> running_;
};

}  // namespace sinter::runtime
