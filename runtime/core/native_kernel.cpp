#include "runtime/core/native_kernel.h"

#include <algorithm>

#include "compiler/ir/loop_count.h"
#include "compiler/lower/interchange.h"
#include "compiler/math/math.h"
#include "compiler/support/check.h"
#include "runtime/cache/identity.h"
#include "runtime/cache/key.h"
#include "runtime/core/stopwatch.h"

namespace sinter::runtime {
namespace {

std::int64_t loop_work(const EngineCore& core) {
  return std::max<std::int64_t>(core.options().loop_work, 1);
}

}  // namespace

lower::Lowered to_loops(const graph::Graph& graph, const lower::Options& options, bool as_written) {
  lower::Lowered lowered = lower::lower(graph, options);
  if (!as_written && !options.leaves_out(lower::Choice::kInterchange))
    lower::interchange_loops(lowered.kernel);
  math::expand_math(lowered.kernel);
  loop::verify(lowered.kernel);
  return lowered;
}

lower::Lowered lower_variant(const EngineCore& core, const graph::Graph& graph,
                             const KernelVariant& variant, bool places) {
  lower::Options options;
  options.layouts = variant.layouts;
  options.known_sizes = variant.known_sizes;
  options.counts_iterations = variant.counts_iterations;
  options.debug_info = places || core.options().debug_info;
  options.loop_work = loop_work(core);
  options.vector_bits = core.vector_bits();
  options.left_out = core.left_out();
  // What is told of kernels and places follows the program.
  return to_loops(graph, options, places);
}

std::string emit_text(const EngineCore& core, const lower::Lowered& lowered,
                      sinter_llvm_output output) {
  const auto out = core.compile(loop::print(lowered.kernel), output);
  return {reinterpret_cast<const char*>(out.bytes.data()), out.bytes.size()};
}

/// Entry point, memory and what a call fills in. The sites are left to the caller.
std::shared_ptr<NativeKernel> NativeKernel::link(const EngineCore& core, CacheEntry entry) {
  auto kernel = std::make_shared<NativeKernel>();
  void* address = nullptr;
  if (core.options().loader == Loader::kOrc) {
    kernel->orc_ = core.plugin().link(entry.object, entry.symbol);
    address = kernel->orc_.entry();
  } else {
    std::vector<std::byte> image;
    const bool debug = core.options().debug_info;
    std::vector<LoadedFunction> functions;
    PerfDump* const perf = core.perf_dump();
    kernel->code_ = load_object(entry.object, core.code_memory(), debug ? &image : nullptr,
                                perf != nullptr ? &functions : nullptr);
    for (const LoadedFunction& function : functions)
      perf->add("sinter:" + function.name, function.code);
    if (debug) kernel->gdb_ = std::make_unique<GdbObject>(std::move(image));
    address = kernel->code_.lookup(entry.symbol);
  }
  SINTER_CHECK(address != nullptr, "the object has no symbol {}", entry.symbol);
  kernel->entry_ = reinterpret_cast<abi::Kernel>(address);
  kernel->integers_ = std::move(entry.integers);
  kernel->code_bytes_ = entry.object.size();
  return kernel;
}

namespace {

std::string key_of(const EngineCore& core, const graph::Graph& graph, const KernelVariant& variant,
                   bool quick) {
  KeyParts parts;
  parts.graph = &graph;
  parts.layouts = variant.layouts;
  parts.known_sizes = variant.known_sizes;
  parts.vector_bits = core.vector_bits();
  parts.processor = this_processor().identity;
  parts.sinter_build = sinter_build();
  parts.llvm_build = core.llvm_build();
  parts.options = fmt::format("loop_work={}", loop_work(core));
  if (core.left_out() != 0) parts.options += fmt::format(" left_out={:x}", core.left_out());
  parts.quick = quick;
  return cache_key(parts);
}

/// Whether quick code is good enough for a call: its loops are short for what full code would cost.
/// Loops that data end may take any time; tiles of a contraction need all registers.
bool suits_quick_code(const loop::Kernel& kernel, std::span<const std::int64_t> integers) {
  // Full code costs some 20 to 100 us per instruction, more with loops of the program; a step of a
  // vector loop a fraction of a ns, one of scalar code that nothing has optimized a few.
  constexpr std::uint64_t kStepsPerInstruction = 200'000, kScalarSteps = 10'000;
  if (loop::has_register_tiles(kernel)) return false;
  const loop::Operations work = loop::estimate_operations(kernel, integers);
  const std::uint64_t most = kernel.scalar_loops ? kScalarSteps : kStepsPerInstruction;
  return !work.is_open && work.steps / kernel.instructions.size() < most;
}

}  // namespace

/// The kernel that the cache holds under a key; null where there is none that can be loaded.
std::shared_ptr<NativeKernel> NativeKernel::from_disk(const EngineCore& core,
                                                      const graph::Graph& graph,
                                                      const std::string& key) {
  Stopwatch watch;
  std::optional<CacheEntry> entry = core.disk_cache()->load(key);
  if (!entry) return nullptr;
  KernelTimes times;
  times.disk = watch.lap();
  try {
    auto kernel = link(core, *std::move(entry));
    times.link = watch.lap();
    kernel->sites_ = lower::failure_sites(graph);
    kernel->times_ = times;
    kernel->from_disk_ = true;
    return kernel;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kInternal) throw;
    core.report({Event::Kind::kWarning, "",
                 fmt::format("a kernel from the disk cache cannot be loaded: {}", error.what()),
                 0});
    return nullptr;
  }
}

std::shared_ptr<NativeKernel> NativeKernel::make(const EngineCore& core, const graph::Graph& graph,
                                                 const KernelVariant& variant,
                                                 const CodeWanted& wanted) {
  // Places, counters and fused blocks, which are to be checked, are not part of the key: such
  // kernels are made anew.
  const bool plain =
      !variant.counts_iterations && !core.options().debug_info && graph.fused_blocks.empty();
  DiskCache* const cache = plain ? core.disk_cache() : nullptr;
  bool quick = wanted.effort == Effort::kQuick;
  Stopwatch watch;
  KernelTimes times;
  std::optional<lower::Lowered> lowered;
  if (cache != nullptr && wanted.effort != Effort::kQuick) {
    if (auto kernel = from_disk(core, graph, key_of(core, graph, variant, false))) return kernel;
  }
  if (cache != nullptr && wanted.effort != Effort::kFull) {
    if (auto kernel = from_disk(core, graph, key_of(core, graph, variant, true))) {
      kernel->quick_ = true;
      if (quick) return kernel;
      watch.lap();
      lowered = lower_variant(core, graph, variant);  // What was enough for another call?
      kernel->times_.lowering = watch.lap();
      if (suits_quick_code(lowered->kernel, wanted.integers(lowered->integers))) {
        kernel->loops_ = std::make_shared<loop::Kernel>(std::move(lowered->kernel));
        return kernel;
      }
    }
  }
  times.disk = watch.lap();
  if (!lowered) lowered = lower_variant(core, graph, variant);
  times.lowering = watch.lap();
  core.check_compile_time(graph.name, "lowering", times.lowering);
  if (wanted.effort == Effort::kAuto)
    quick = suits_quick_code(lowered->kernel, wanted.integers(lowered->integers));
  PluginOutput object = core.compile(loop::print(lowered->kernel), SINTER_LLVM_OBJECT, quick);
  times.llvm = watch.lap();
  CacheEntry entry{lowered->kernel.name, std::move(lowered->integers), std::move(object.bytes)};
  if (cache != nullptr) cache->store(key_of(core, graph, variant, quick), entry);
  times.disk += watch.lap();
  auto kernel = link(core, std::move(entry));
  times.link = watch.lap();
  kernel->sites_ = std::move(lowered->sites);
  kernel->times_ = times;
  kernel->quick_ = quick;
  if (quick && wanted.effort == Effort::kAuto)
    kernel->loops_ = std::make_shared<loop::Kernel>(std::move(lowered->kernel));
  return kernel;
}

bool NativeKernel::suits(std::span<const std::int64_t> integers) const {
  return loops_ == nullptr || suits_quick_code(*loops_, integers);
}

bool NativeKernel::earns_full_code(double ms) const {
  constexpr std::int64_t kCalls = 64;
  constexpr double kLeastMs = 2;  // code from the disk has cost next to nothing
  const std::int64_t calls = quick_calls_.fetch_add(1, std::memory_order_relaxed) + 1;
  const auto more = static_cast<std::int64_t>(ms * 1e6);
  const std::int64_t spent = quick_ns_.fetch_add(more, std::memory_order_relaxed) + more;
  if (calls < kCalls && static_cast<double>(spent) < std::max(cost_ms(), kLeastMs) * 1e6)
    return false;
  return !earned_.exchange(true);
}

void NativeKernel::enter(Ledger& ledger, const std::string& function,
                         const std::string& specialization, bool in_background) {
  record_ = std::make_shared<KernelRecord>();
  LedgerEntry& entry = record_->entry;
  entry.function = function;
  entry.specialization = specialization;
  entry.origin = from_disk_      ? LedgerEntry::Origin::kDisk
                 : in_background ? LedgerEntry::Origin::kCompiledInBackground
                                 : LedgerEntry::Origin::kCompiled;
  entry.is_quick = quick_;
  entry.disk_ms = times_.disk;
  entry.lowering_ms = times_.lowering;
  entry.llvm_ms = times_.llvm;
  entry.link_ms = times_.link;
  entry.code_bytes = code_bytes_;
  ledger.add(record_);
}

}  // namespace sinter::runtime
