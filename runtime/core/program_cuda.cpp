// Calls of a program on a GPU.
#include <fmt/format.h>

#include <algorithm>

#include "runtime/core/device_array.h"
#include "runtime/core/program.h"
#include "runtime/core/stopwatch.h"
#include "runtime/cuda/gpu_program.h"

namespace sinter::runtime {
namespace {

/// What kernels can take; arrays of the host are copied anyway.
bool is_suitable(const Array& array) {
  const bool aligned = array.device().is_cpu() || address_of(array) % cuda::kVectorBytes == 0;
  return array.is_contiguous() && aligned;
}

}  // namespace

std::shared_ptr<const cuda::GpuCode> Program::gpu_code_for(const Bound& bound,
                                                           std::optional<CompileEvent>& event) {
  {
    const std::lock_guard lock(gpu_mutex_);
    if (gpu_ == nullptr) {
      gpu_ = std::make_shared<cuda::GpuProgram>(
          *core_, graph_, [this](const auto& known) { return describe(variant_for(known)); });
    }
  }
  bool made = false;
  auto code = gpu_->code_for(bound.sizes, made);
  if (!made) return code;
  const KernelTimes times{0, code->lowering_ms, code->nvrtc_ms, code->load_ms};
  event = CompileEvent{code->record->entry.specialization, "", times, code->code_bytes,
                       code->from_disk};
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
    arguments.push_back(is_suitable(array) ? array : array.copy());
  const TimeLimit time_limit(core_->watchdog(), options.time_limit, call);
  Stopwatch watch;
  const auto failure = gpu_->call(*code, arguments, results, bound.sizes,
                                  [&] { return call.stop_reason() != abi::kRunning; });
  if (core_->options().count_calls)
    code->record->add_call(static_cast<std::int64_t>(watch.lap() * 1e6));
  if (call.stop_reason() != abi::kRunning) throw_stopped(call.stop_reason(), options, {});
  if (failure)
    throw_failure(bound, code->kernel.sites[static_cast<std::size_t>(failure->site)],
                  {failure->site, failure->index, failure->axis, failure->position, failure->size});
}

/// With Backend::kAuto: runs the call where it is to run and notes what it took. False: nothing
/// ran, as it is the processor's and nothing is to be noted, or the GPU cannot run the program.
bool Program::run_placed(const Bound& bound, std::span<const Array> results,
                         std::optional<CompileEvent>& event, const CallOptions& options,
                         CallState& call) {
  const auto on_gpu = [](const Array& array) { return !array.device().is_cpu(); };
  if (std::ranges::any_of(bound.arguments, on_gpu) || std::ranges::any_of(results, on_gpu)) {
    run_cuda(bound, results, event, options, call);  // where the data is
    return true;
  }
  if (options.iteration_limit != 0 || options.memory_limit != 0) return false;
  std::size_t bytes = 0;
  for (const Array& array : bound.arguments) bytes += array.bytes();
  for (const Array& array : results) bytes += array.bytes();
  const Placement::Place place = placement_->choose(bound.sizes, bytes);
  Stopwatch watch;
  try {
    if (place == Placement::Place::kGpu) {
      run_cuda(bound, results, event, options, call);
    } else {
      run_native(bound, results, event, options, call);
    }
  } catch (const Error& error) {
    if (place != Placement::Place::kGpu) throw;
    if (error.code() == "E0710") {  // the program cannot run there
      placement_->refuse(error.what());
    } else if (error.code() == "E5220") {  // these sizes cannot
      placement_->refuse(bound.sizes);
    } else {
      throw;
    }
    return false;
  }
  if (!event) placement_->note(bound.sizes, place, watch.lap());
  return true;
}

std::string Program::placement() const {
  if (backend_ != Backend::kAuto) return {};
  if (!placement_) return "on the processor: " + no_gpu_ + "\n";
  return placement_->report([&](const std::vector<std::int64_t>& sizes) {
    return describe(variant_for(graph::exact_sizes(graph_.dims, sizes)));
  });
}

}  // namespace sinter::runtime
