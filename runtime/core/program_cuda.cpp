// Calls of a program on a GPU.
#include <fmt/format.h>

#include "runtime/core/program.h"
#include "runtime/cuda/gpu_program.h"

namespace sinter::runtime {

std::shared_ptr<const cuda::GpuCode> Program::gpu_code_for(const Bound& bound,
                                                           std::optional<CompileEvent>& event) {
  {
    const std::lock_guard lock(gpu_mutex_);
    if (gpu_ == nullptr) gpu_ = std::make_shared<cuda::GpuProgram>(*core_, graph_);
  }
  bool made = false;
  auto code = gpu_->code_for(bound.sizes, made);
  if (!made) return code;
  const KernelTimes times{0, code->lowering_ms, code->nvrtc_ms, code->load_ms};
  event = CompileEvent{describe(variant_for({})), "", times, code->code_bytes, code->from_disk};
  core_->report({code->from_disk ? Event::Kind::kReadFromDisk : Event::Kind::kCompiled, graph_.name,
                 event->specialization, times.lowering + times.llvm + times.link});
  return code;
}

void Program::run_cuda(const Bound& bound, std::span<const Array> results,
                       std::optional<CompileEvent>& event, const CallOptions& options,
                       CallState& call) {
  const char* limit = options.iteration_limit != 0 ? "a limit of iterations"
                      : options.memory_limit != 0  ? "a limit of a call's memory"
                                                   : nullptr;
  if (limit != nullptr) {
    throw Error(ErrorKind::kUnavailable, "E0710",
                fmt::format("{}: this is not available on a GPU yet", limit));
  }
  const auto code = gpu_code_for(bound, event);
  std::vector<Array> arguments;
  for (const Array& array : bound.arguments)
    arguments.push_back(array.is_contiguous() ? array : array.copy());
  const TimeLimit time_limit(core_->watchdog(), options.time_limit, call);
  const auto failure = gpu_->call(*code, arguments, results, bound.sizes,
                                  [&] { return call.stop_reason() != abi::kRunning; });
  if (call.stop_reason() != abi::kRunning) throw_stopped(call.stop_reason(), options, {});
  if (failure)
    throw_failure(bound, code->kernel.sites[static_cast<std::size_t>(failure->site)],
                  {failure->site, failure->index, failure->axis, failure->position, failure->size});
}

}  // namespace sinter::runtime
