// From an optimized graph to callable machine code.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/ir/graph.h"
#include "compiler/lower/lower.h"
#include "runtime/cache/entry.h"
#include "runtime/core/engine_core.h"
#include "runtime/core/ledger.h"
#include "runtime/jit_llvm/gdb_interface.h"
#include "runtime/jit_llvm/object_loader.h"

namespace sinter::runtime {

/// What one kernel is compiled for, beyond its graph.
struct KernelVariant {
  std::vector<lower::Layout> layouts;                    ///< One per parameter.
  std::vector<std::optional<std::int64_t>> known_sizes;  ///< By symbol index; empty: all symbolic.
  bool counts_iterations = false;                        ///< For calls that limit them.
};

/// How much work goes into a kernel's code.
struct CodeWanted {
  Effort effort = Effort::kFull;
  /// With kAuto: the sizes and strides of the call that waits, as a kernel takes them.
  std::function<std::vector<std::int64_t>(std::span<const lower::IntegerSource>)> integers = {};
};

struct KernelTimes {
  double disk = 0, lowering = 0, llvm = 0, link = 0;  ///< Milliseconds.
};

/// From a graph to what LLVM gets: loops, interchanged where they may be, with math expanded,
/// verified. `as_written`: nothing is interchanged, so that loops follow the program.
lower::Lowered to_loops(const graph::Graph& graph, const lower::Options& options,
                        bool as_written = false);

/// The same for a variant of an engine's program. `places`: instructions know where they
/// come from, as they do for engines that ask for debug information.
lower::Lowered lower_variant(const EngineCore& core, const graph::Graph& graph,
                             const KernelVariant& variant, bool places = false);
/// The text of a stage behind the loop IR.
std::string emit_text(const EngineCore& core, const lower::Lowered& lowered,
                      sinter_llvm_output output);

/// Compiled code and how to call it. Immutable; freed with its code.
class NativeKernel {
 public:
  /// From the disk cache where it is there, else compiled and put there.
  static std::shared_ptr<NativeKernel> make(const EngineCore& core, const graph::Graph& graph,
                                            const KernelVariant& variant,
                                            const CodeWanted& wanted = {});

  abi::Kernel entry() const { return entry_; }
  const std::vector<lower::IntegerSource>& integers() const { return integers_; }
  const std::vector<lower::Site>& sites() const { return sites_; }
  const KernelTimes& times() const { return times_; }
  std::size_t code_bytes() const { return code_bytes_; }
  bool is_from_disk() const { return from_disk_; }
  bool is_quick() const { return quick_; }
  /// Whether the code is good enough for a call of these sizes and strides: full code always is.
  bool suits(std::span<const std::int64_t> integers) const;
  /// Notes a call of quick code and its milliseconds. True once: when calls have taken so long, or
  /// become so many, that full code is to be made.
  bool earns_full_code(double ms) const;
  double cost_ms() const { return times_.disk + times_.lowering + times_.llvm + times_.link; }
  /// Adds a row for this kernel to a ledger, which calls are then noted in.
  void enter(Ledger& ledger, const std::string& function, const std::string& specialization,
             bool in_background);
  void note_call(std::int64_t nanoseconds) const noexcept {
    if (record_ != nullptr) record_->add_call(nanoseconds);
  }

 private:
  static std::shared_ptr<NativeKernel> from_disk(const EngineCore& core, const graph::Graph& graph,
                                                 const std::string& key);
  static std::shared_ptr<NativeKernel> link(const EngineCore& core, CacheEntry entry);
  LoadedCode code_;
  OrcCode orc_;
  std::unique_ptr<GdbObject> gdb_;  ///< With debug information.
  abi::Kernel entry_ = nullptr;
  std::vector<lower::IntegerSource> integers_;
  std::vector<lower::Site> sites_;
  KernelTimes times_;
  std::size_t code_bytes_ = 0;
  bool from_disk_ = false;
  bool quick_ = false;
  std::shared_ptr<const loop::Kernel> loops_;  ///< Of quick code that full code is to replace.
  mutable std::atomic<std::int64_t> quick_calls_{0}, quick_ns_{0};
  mutable std::atomic<bool> earned_{false};
  std::shared_ptr<KernelRecord> record_;
};

}  // namespace sinter::runtime
