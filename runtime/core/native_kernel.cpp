#include "runtime/core/native_kernel.h"

#include <algorithm>

#include "compiler/math/math.h"
#include "compiler/support/check.h"
#include "runtime/core/stopwatch.h"

namespace sinter::runtime {

lower::Lowered lower_variant(const EngineCore& core, const graph::Graph& graph,
                             const KernelVariant& variant) {
  lower::Options options;
  options.layouts = variant.layouts;
  options.known_sizes = variant.known_sizes;
  options.loop_work = std::max<std::int64_t>(core.options().loop_work, 1);
  const int bits = core.options().vector_bits;
  options.vector_bits = bits != 0 ? bits : core.plugin().description().host_vector_bits;
  lower::Lowered lowered = lower::lower(graph, options);
  math::expand_math(lowered.kernel);
  loop::verify(lowered.kernel);
  return lowered;
}

std::string emit_text(const EngineCore& core, const lower::Lowered& lowered,
                      sinter_llvm_output output) {
  const auto out =
      core.plugin().compile(loop::print(lowered.kernel), output, core.options().vector_bits);
  return {reinterpret_cast<const char*>(out.bytes.data()), out.bytes.size()};
}

std::shared_ptr<NativeKernel> NativeKernel::compile(const EngineCore& core,
                                                    const graph::Graph& graph,
                                                    const KernelVariant& variant) {
  const LlvmPlugin& plugin = core.plugin();
  auto kernel = std::make_shared<NativeKernel>();
  Stopwatch watch;
  lower::Lowered lowered = lower_variant(core, graph, variant);
  kernel->times_.lowering = watch.lap();
  const PluginOutput object =
      plugin.compile(loop::print(lowered.kernel), SINTER_LLVM_OBJECT, core.options().vector_bits);
  kernel->times_.llvm = watch.lap();
  void* entry = nullptr;
  if (core.options().loader == Loader::kOrc) {
    kernel->orc_ = plugin.link(object.bytes, lowered.kernel.name);
    entry = kernel->orc_.entry();
  } else {
    kernel->code_ = load_object(object.bytes, core.code_memory());
    entry = kernel->code_.lookup(lowered.kernel.name);
  }
  kernel->times_.link = watch.lap();
  SINTER_CHECK(entry != nullptr, "the object has no symbol {}", lowered.kernel.name);
  kernel->entry_ = reinterpret_cast<abi::Kernel>(entry);
  kernel->integers_ = std::move(lowered.integers);
  kernel->sites_ = std::move(lowered.sites);
  kernel->code_bytes_ = object.bytes.size();
  return kernel;
}

}  // namespace sinter::runtime
