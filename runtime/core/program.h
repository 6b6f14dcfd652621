// A function compiled for certain dtypes and ranks: binds arguments, finds or makes the kernel that
// fits, calls it.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/interp/interp.h"
#include "compiler/ir/graph.h"
#include "compiler/shape/binding.h"
#include "runtime/core/call_plan.h"
#include "runtime/core/call_state.h"
#include "runtime/core/engine_core.h"
#include "runtime/core/hybrid.h"
#include "runtime/core/native_kernel.h"
#include "runtime/core/once_map.h"
#include "runtime/core/promotions.h"
#include "runtime/core/result_sizes.h"
#include "sinter/array.h"

namespace sinter::runtime::cuda {
class GpuProgram;
struct GpuCode;
}  // namespace sinter::runtime::cuda

namespace sinter::runtime {

/// A kernel compile, told once, to the caller whose call needed it.
struct CompileEvent {
  std::string specialization;  ///< "x: f32[B, D] contiguous".
  std::string reason;          ///< Empty for the program's first kernel.
  KernelTimes times;
  std::size_t code_bytes = 0;
  bool from_disk = false;
  bool in_background = false;
  bool is_quick = false;
};

/// One event for several compiles that a call waited for.
void merge(std::optional<CompileEvent>& event, const std::optional<CompileEvent>& more);

/// Immutable but for its kernels; any thread may call it.
class Program {
 public:
  /// Kernels for exact sizes per program; further sizes run on the symbolic kernel.
  static constexpr std::size_t kMostExactKernels = 256;

  /// `graph` has been through the passes. The core outlives the program. `backend` is the engine's
  /// where none is given.
  Program(std::shared_ptr<const EngineCore> core, graph::Graph graph,
          const FunctionPolicy& policy = {}, std::optional<Backend> backend = std::nullopt);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  const graph::Graph& graph() const { return graph_; }
  std::size_t result_count() const { return graph_.body().results.size(); }

  /// Runs on the arguments; results are new arrays. An event is set when a kernel was compiled.
  std::vector<Array> call(std::span<const Array> arguments, std::optional<CompileEvent>& event,
                          const CallOptions& options = {});
  /// The same into the caller's arrays. Results that overlap arguments, or are not contiguous, are
  /// computed elsewhere and copied. Errors (user): E6011 wrong number of results, E6012 wrong type
  /// or shape, E6013 read-only, E6014 elements that share memory, E6015 two results that overlap.
  void call_into(std::span<const Array> arguments, std::span<const Array> results,
                 std::optional<CompileEvent>& event, const CallOptions& options = {});
  /// Runs in the interpreter, and tells of each statement node with its operands.
  using AtStatement =
      std::function<void(const graph::Node&, std::span<const interp::Tensor* const>)>;
  std::vector<Array> debug(std::span<const Array> arguments, const CallOptions& options,
                           const AtStatement& at_statement);
  /// From now on calls run the graph in two parts. Called before the first call.
  void split(passes::Split parts, const FunctionPolicy& policy);
  /// The two parts; null where calls run in one place.
  const Hybrid* hybrid() const { return hybrid_.get(); }
  /// Where calls run, with Backend::kAuto: a line per sizes.
  std::string placement() const;
  /// Compiles without calling: full code, or with Effort::kAuto what call() would wait for.
  void prepare(std::span<const Array> arguments, std::optional<CompileEvent>& event, Effort effort);

  /// Makes a kernel for the sizes of these arguments that their calls run on from then on, whatever
  /// the policy. It is kept as long as the program. Error (user): E6016 there are no kernels, as
  /// the backend is another one.
  void pin(std::span<const Array> arguments, std::optional<CompileEvent>& event);

  /// The call as a plan for calls like it; null where such calls need more than the kernel (the
  /// interpreter, booleans, results that are not contiguous, prints and assertions). Arguments and
  /// results are those of a call_into that was accepted.
  std::unique_ptr<const CallPlan> plan(std::span<const Array> arguments,
                                       std::span<const Array> results);

  /// Tells of kernels that are made in the background, from the thread that makes them. Set before
  /// the first call.
  void on_background_compile(std::function<void(const CompileEvent&)> told) {
    on_background_compile_ = std::move(told);
  }

  /// The variant that a call with these sizes would run (sizes by symbol index; nullopt is
  /// symbolic).
  KernelVariant variant_for(std::vector<std::optional<std::int64_t>> known_sizes) const;
  /// "x: f32[B, D] contiguous, y: ...".
  std::string describe(const KernelVariant& variant) const;

 private:
  /// A call's arguments after all checks.
  struct Bound {
    std::span<const Array> arguments;  ///< Aligned; bools are 0 or 1.
    std::vector<Array> replaced;       ///< What `arguments` refers to when some had to be copied.
    std::vector<std::int64_t> sizes;   ///< By symbol index.
    std::vector<std::vector<std::int64_t>> result_shapes;
  };
  /// The kernel of a call. `shape` names its sizes where calls are watched, else it is empty.
  struct Chosen {
    std::shared_ptr<NativeKernel> kernel;
    std::string shape;
    bool is_exact = false;
    bool is_for_now = false;  ///< Quick code, which full code is to replace.
  };
  Bound bind(std::span<const Array> arguments, const CallOptions& options = {}) const;
  void check_devices(std::span<const Array> arrays, const char* what) const;
  Array new_result(const Bound& bound, std::size_t i) const;
  void bind_result_sizes(std::span<const Array> arguments, const CallOptions& options,
                         std::vector<std::int64_t>& sizes) const;
  std::string key_of(const Bound& bound, bool exact) const;
  KernelVariant variant_of(const Bound& bound, bool exact) const;
  std::shared_ptr<NativeKernel> kernel_for(const Bound& bound, std::optional<CompileEvent>& event,
                                           bool counts_iterations = false);
  std::shared_ptr<NativeKernel> full_kernel_for(const Bound& bound,
                                                std::optional<CompileEvent>& event,
                                                bool counts_iterations);
  bool begins_quickly() const {
    return effort_ == Effort::kAuto && specialize_ == Specialize::kAuto;
  }
  std::shared_ptr<NativeKernel> kernel_for_now(const Bound& bound,
                                               std::optional<CompileEvent>& event);
  std::shared_ptr<NativeKernel> make_kernel(const KernelVariant& variant, const CodeWanted& wanted,
                                            std::optional<CompileEvent>& event);
  void note_quick(const std::shared_ptr<NativeKernel>& quick, const std::string& key, double ms,
                  const std::function<KernelVariant()>& variant) noexcept;
  std::shared_ptr<NativeKernel> in_background(const KernelVariant& variant,
                                              const char* reason) const noexcept;
  Chosen choose(const Bound& bound, std::optional<CompileEvent>& event, const CallOptions& options);
  void note(const Chosen& chosen, double ms, const std::function<KernelVariant()>& exact) noexcept;
  CallPlan::Watch watch(const Bound& bound, const Chosen& chosen);
  CallPlan::Watch watch_quick(const Bound& bound, const Chosen& chosen);
  CallPlan::Verdict judge(const Chosen& chosen, double ms, const KernelVariant& exact);
  void run(const Bound& bound, std::span<const Array> results, std::optional<CompileEvent>& event,
           const CallOptions& options, std::size_t bytes);
  bool run_placed(const Bound& bound, std::span<const Array> results,
                  std::optional<CompileEvent>& event, const CallOptions& options, CallState& call);
  void run_native(const Bound& bound, std::span<const Array> results,
                  std::optional<CompileEvent>& event, const CallOptions& options, CallState& call);
  void run_cuda(const Bound& bound, std::span<const Array> results,
                std::optional<CompileEvent>& event, const CallOptions& options, CallState& call);
  std::shared_ptr<const cuda::GpuCode> gpu_code_for(const Bound& bound,
                                                    std::optional<CompileEvent>& event);
  void run_interpreter(const Bound& bound, std::span<const Array> results,
                       std::optional<CompileEvent>& event, const CallOptions& options,
                       CallState& call, const AtStatement& at_statement = {});
  [[noreturn]] void throw_stopped(abi::StopReason reason, const CallOptions& options,
                                  const graph::LocationSet& places) const;
  std::size_t result_bytes(const Bound& bound) const;
  void check_results(const Bound& bound, std::span<const Array> results) const;
  [[noreturn]] void throw_failure(const Bound& bound, const lower::Site& site,
                                  const CallState::Failure& failure) const;
  std::string reason_for(const KernelVariant& variant);
  static std::vector<std::int64_t> integers_for(std::span<const lower::IntegerSource> sources,
                                                const Bound& bound);

  std::shared_ptr<const EngineCore> core_;
  const Backend backend_;
  const Specialize specialize_;
  const Effort effort_;
  graph::Graph graph_;
  std::vector<graph::Type> parameter_types_;
  std::vector<graph::Type> result_types_;
  std::optional<ResultSizes> result_sizes_;  ///< Set where a result's size is a value.
  std::unique_ptr<Program> size_program_;    ///< Computes those that are not plain parameters.
  OnceMap<NativeKernel> kernels_;
  OnceMap<NativeKernel> quick_kernels_;  ///< With Effort::kAuto: what calls begin with.
  OnceMap<NativeKernel> pinned_;         ///< By sizes.
  std::atomic<bool> has_pinned_{false};
  std::unique_ptr<Hybrid> hybrid_;      ///< Set where a part of a call runs on the processor.
  std::optional<Placement> placement_;  ///< Set with Backend::kAuto and a GPU.
  std::string no_gpu_;                  ///< With Backend::kAuto: why there is none.
  std::mutex gpu_mutex_;
  std::shared_ptr<cuda::GpuProgram> gpu_;  ///< Made by the first call on a GPU.
  std::atomic<std::size_t> exact_kernels_{0};
  std::function<void(const CompileEvent&)> on_background_compile_;
  Promotions promotions_;                 ///< Of sizes, with Specialize::kAuto.
  std::atomic<bool> interpreted_{false};  ///< The interpreter has run, and said so in an event.
  std::mutex last_mutex_;
  std::optional<KernelVariant> last_variant_;
};

}  // namespace sinter::runtime
