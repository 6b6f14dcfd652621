#include "runtime/core/program.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "compiler/interp/interp.h"
#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/call_state.h"
#include "runtime/core/device_array.h"
#include "runtime/core/fp_state.h"
#include "runtime/core/show.h"
#include "runtime/core/stopwatch.h"
#include "runtime/cuda/driver_device.h"

namespace sinter::runtime {
namespace {

/// Kernels of a GPU load whole vectors.
bool aligned(const Array& array) {
  const std::size_t part = !array.device().is_cpu()    ? cuda::kVectorBytes
                           : is_complex(array.dtype()) ? size_of(array.dtype()) / 2
                                                       : size_of(array.dtype());
  return reinterpret_cast<std::uintptr_t>(array.raw_data()) % part == 0;
}

/// Kernels take bools as bytes 0 and 1; memory of the caller's may hold others.
bool has_odd_bools(const Array& array) {
  if (array.dtype() != DType::kBool || !array.is_contiguous()) return array.dtype() == DType::kBool;
  const auto* bytes = static_cast<const unsigned char*>(array.raw_data());
  return std::any_of(bytes, bytes + array.size(), [](unsigned char b) { return b > 1; });
}

Array normalized_bools(const Array& array) {
  Array copy = array.copy();
  auto* bytes = static_cast<unsigned char*>(copy.raw_data());
  for (std::int64_t i = 0; i < copy.size(); ++i) bytes[i] = bytes[i] != 0;
  return copy;
}

void check_options(const CallOptions& options, Backend backend) {
  if (!(options.time_limit >= 0)) {  // or a NaN
    user_error("E6035", "the time limit of a call is {}; a number of seconds was expected",
               options.time_limit);
  }
  if ((options.stop_at_nan || options.stop_at_infinity) && backend != Backend::kInterpreter) {
    user_error("E6035",
               "compiled code does not stop at NaN or infinity; use Backend::kInterpreter");
  }
}

Array array_of(const interp::Tensor& tensor) {
  Array array = make_array(nullptr, tensor.dtype, tensor.shape);
  std::ranges::copy(tensor.data, static_cast<std::byte*>(array.raw_data()));
  return array;
}

}  // namespace

void merge(std::optional<CompileEvent>& event, const std::optional<CompileEvent>& more) {
  if (!more) return;
  if (!event) {
    event = more;
    return;
  }
  event->times.disk += more->times.disk;
  event->times.lowering += more->times.lowering;
  event->times.llvm += more->times.llvm;
  event->times.link += more->times.link;
  event->code_bytes += more->code_bytes;
  event->from_disk = event->from_disk && more->from_disk;
  event->is_quick = event->is_quick && more->is_quick;
}

Program::Program(std::shared_ptr<const EngineCore> core, graph::Graph graph,
                 const FunctionPolicy& policy, std::optional<Backend> backend)
    : core_(std::move(core)),
      backend_(policy.interpret ? Backend::kInterpreter
                                : backend.value_or(core_->options().backend)),
      specialize_(policy.specialize.value_or(core_->options().specialize)),
      effort_(policy.effort.value_or(core_->options().effort)),
      graph_(std::move(graph)),
      promotions_(core_->options().max_specializations) {
  for (const graph::ValueId id : graph_.body().arguments)
    parameter_types_.push_back(graph_.type(id));
  for (const graph::ValueId id : graph_.body().results) result_types_.push_back(graph_.type(id));
  result_sizes_ = result_sizes(graph_);
  if (result_sizes_ && result_sizes_->graph)
    size_program_ = std::make_unique<Program>(core_, std::move(*result_sizes_->graph), policy);
  if (backend_ == Backend::kAuto) {
    const TransferCosts costs = core_->transfer_costs(no_gpu_);
    if (costs.is_known()) placement_.emplace(costs);
  }
}

void Program::split(passes::Split parts, const FunctionPolicy& policy) {
  hybrid_ = std::make_unique<Hybrid>(core_, std::move(parts), policy);
}

Program::~Program() { core_->background().forget(this); }

/// Arrays of a GPU are for programs that run on it.
void Program::check_devices(std::span<const Array> arrays, const char* what) const {
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const Device device = arrays[i].device();
    const Device own = backend_ == Backend::kCuda || placement_
                           ? Device{Device::Kind::kCuda, core_->options().device}
                           : Device{};
    if (device.is_cpu() || device == own) continue;
    user_error("E6017",
               "{} {} of {} lies on {}, and the function runs on {}; Array::to_host copies it to "
               "the processor's memory",
               what, i, graph_.name, device.text(), own.text());
  }
}

/// Results lie where an argument lies on the GPU, else on the host.
Array Program::new_result(const Bound& bound, std::size_t i) const {
  const bool on_device = std::ranges::any_of(
      bound.arguments, [](const Array& array) { return !array.device().is_cpu(); });
  const DType dtype = result_types_[i].dtype;
  return on_device ? make_device_array(core_->gpu(), dtype, bound.result_shapes[i])
                   : make_array(core_->pool(), dtype, bound.result_shapes[i]);
}

Program::Bound Program::bind(std::span<const Array> arguments, const CallOptions& options) const {
  check_devices(arguments, "argument");
  std::vector<graph::ArgumentInfo> infos;
  infos.reserve(arguments.size());
  for (const Array& array : arguments) infos.push_back({array.dtype(), array.shape()});
  const graph::Signature signature{graph_.dims, graph_.parameter_names, parameter_types_,
                                   graph_.guards, graph_.locations};
  Bound bound;
  bound.sizes = graph::bind_dims(signature, infos);
  graph::check_guards(signature, bound.sizes);
  if (result_sizes_) bind_result_sizes(arguments, options, bound.sizes);
  for (const graph::Type& type : result_types_) {
    bound.result_shapes.push_back(graph::evaluate_shape(graph_.dims, type.shape, bound.sizes));
  }
  bound.arguments = arguments;
  const auto unsuitable = [](const Array& array) {
    return array.device().is_cpu() && (!aligned(array) || has_odd_bools(array));
  };
  if (std::ranges::any_of(arguments, unsuitable)) {
    for (const Array& array : arguments) {
      if (!unsuitable(array)) {
        bound.replaced.push_back(array);
        continue;
      }
      Array suitable = aligned(array) ? array : array.copy();
      bound.replaced.push_back(has_odd_bools(suitable) ? normalized_bools(suitable) : suitable);
    }
    bound.arguments = bound.replaced;
  }
  return bound;
}

/// Sizes that are values: those of scalar parameters, and what the size program computes.
void Program::bind_result_sizes(std::span<const Array> arguments, const CallOptions& options,
                                std::vector<std::int64_t>& sizes) const {
  std::vector<Array> computed;
  std::optional<CompileEvent> event;
  if (size_program_) computed = size_program_->call(arguments, event, options);
  for (std::size_t i = 0; i < result_sizes_->symbols.size(); ++i) {
    const auto& parameter = result_sizes_->parameters[i];
    sizes[result_sizes_->symbols[i].index] =
        (parameter ? arguments[*parameter] : computed[i]).to_host().item<std::int64_t>();
  }
}

std::size_t Program::result_bytes(const Bound& bound) const {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < result_types_.size(); ++i) {
    std::size_t more = 0;
    const auto count = static_cast<std::size_t>(graph::element_count(bound.result_shapes[i]));
    if (__builtin_mul_overflow(count, size_of(result_types_[i].dtype), &more) ||
        __builtin_add_overflow(bytes, more, &bytes))
      return std::numeric_limits<std::size_t>::max();
  }
  return bytes;
}

// The floating-point state is guarded round whole calls: what the runtime itself computes sets the
// host's flags, too.
std::vector<Array> Program::call(std::span<const Array> arguments,
                                 std::optional<CompileEvent>& event, const CallOptions& options) {
  const FpStateGuard fp;
  check_options(options, backend_);
  const Bound bound = bind(arguments, options);
  const std::size_t bytes = result_bytes(bound);
  if (options.memory_limit != 0 && bytes > options.memory_limit) {
    throw Error(ErrorKind::kResource, "E6034",
                fmt::format("the call may hold {} bytes, but its results have {}",
                            options.memory_limit, bytes));
  }
  std::vector<Array> results;
  results.reserve(result_types_.size());
  for (std::size_t i = 0; i < result_types_.size(); ++i) {
    results.push_back(new_result(bound, i));
  }
  run(bound, results, event, options, bytes);
  return results;
}

void Program::check_results(const Bound& bound, std::span<const Array> results) const {
  if (results.size() != result_types_.size()) {
    user_error("E6011", "{} gives {} results; {} arrays were given for them", graph_.name,
               result_types_.size(), results.size());
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    const Array& array = results[i];
    const auto& shape = bound.result_shapes[i];
    if (array.dtype() != result_types_[i].dtype || !std::ranges::equal(array.shape(), shape)) {
      const std::string expected = std::string(name(result_types_[i].dtype)) +
                                   (shape.empty() ? std::string() : shape_text(shape));
      user_error("E6012", "result {} of {} is {}; the array given for it is {}", i, graph_.name,
                 expected, array.type_text());
    }
    if (!array.is_writable())
      user_error("E6013", "the array given for result {} of {} is a read-only view", i,
                 graph_.name);
    if (may_alias_itself(array)) {
      user_error("E6014",
                 "the array given for result {} of {} has elements that share memory (strides {})",
                 i, graph_.name, shape_text(array.strides()));
    }
    for (std::size_t k = 0; k < i; ++k) {
      if (spans_overlap(array, results[k])) {
        user_error("E6015", "the arrays given for results {} and {} of {} overlap", k, i,
                   graph_.name);
      }
    }
  }
}

void Program::call_into(std::span<const Array> arguments, std::span<const Array> results,
                        std::optional<CompileEvent>& event, const CallOptions& options) {
  const FpStateGuard fp;
  check_options(options, backend_);
  check_devices(results, "result");
  const Bound bound = bind(arguments, options);
  check_results(bound, results);
  std::vector<Array> targets(results.begin(), results.end());
  for (Array& target : targets) {
    const bool overlaps = std::ranges::any_of(
        bound.arguments, [&](const Array& argument) { return spans_overlap(target, argument); });
    if (overlaps || !target.is_contiguous() || !aligned(target)) {
      target = target.device().is_cpu()
                   ? make_array(core_->pool(), target.dtype(), target.shape())
                   : make_device_array(core_->gpu(), target.dtype(), target.shape());
    }
  }
  run(bound, targets, event, options, 0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (targets[i].raw_data() != results[i].raw_data()) results[i].assign(targets[i]);
  }
}

void Program::prepare(std::span<const Array> arguments, std::optional<CompileEvent>& event,
                      Effort effort) {
  const FpStateGuard fp;
  const Bound bound = bind(arguments);
  if (hybrid_) return hybrid_->prepare(bound.arguments, bound.sizes, event, effort);
  if (backend_ == Backend::kLlvm || backend_ == Backend::kAuto) {
    if (begins_quickly() && effort == Effort::kAuto) {
      kernel_for_now(bound, event);
    } else {
      kernel_for(bound, event);
    }
  }
  if (backend_ == Backend::kCuda) gpu_code_for(bound, event);
}

void Program::pin(std::span<const Array> arguments, std::optional<CompileEvent>& event) {
  const FpStateGuard fp;
  if (backend_ != Backend::kLlvm && backend_ != Backend::kAuto) {
    user_error("E6016", "{} has no kernel to pin: it runs {}", graph_.name,
               backend_ == Backend::kCuda ? "on a GPU" : "in the interpreter");
  }
  const Bound bound = bind(arguments);
  pinned_.get(key_of(bound, true), [&] { return make_kernel(variant_of(bound, true), {}, event); });
  has_pinned_ = true;
}

void Program::run(const Bound& bound, std::span<const Array> results,
                  std::optional<CompileEvent>& event, const CallOptions& options,
                  std::size_t bytes) {
  CallState call(*core_->pool(), core_->executor(), core_->threads());
  call.limit(options, bytes);
  const Cancellable cancellable(options.cancel, call);
  if (call.stop_reason() != abi::kRunning) throw_stopped(call.stop_reason(), options, {});
  if (hybrid_) {
    hybrid_->run(bound.arguments, results, event, options);
  } else if (backend_ == Backend::kInterpreter) {
    run_interpreter(bound, results, event, options, call);
  } else if (backend_ == Backend::kCuda) {
    run_cuda(bound, results, event, options, call);
  } else if (!placement_ || !run_placed(bound, results, event, options, call)) {
    run_native(bound, results, event, options, call);
  }
}

std::vector<Array> Program::debug(std::span<const Array> arguments, const CallOptions& options,
                                  const AtStatement& at_statement) {
  const FpStateGuard fp;
  for (const Array& array : arguments) require_on_host(array, "debug");
  check_options(options, Backend::kInterpreter);
  const Bound bound = bind(arguments, options);
  std::vector<Array> results;
  for (std::size_t i = 0; i < result_types_.size(); ++i)
    results.push_back(make_array(core_->pool(), result_types_[i].dtype, bound.result_shapes[i]));
  CallState call(*core_->pool(), core_->executor(), core_->threads());
  call.limit(options, result_bytes(bound));
  const Cancellable cancellable(options.cancel, call);
  std::optional<CompileEvent> event;
  run_interpreter(bound, results, event, options, call, at_statement);
  return results;
}

void Program::throw_stopped(abi::StopReason reason, const CallOptions& options,
                            const graph::LocationSet& places) const {
  const bool cancelled = reason == abi::kCancelled;
  const bool time = reason == abi::kOutOfTime;
  const std::string message =
      cancelled ? "the call was cancelled"
      : time    ? fmt::format("the call ran longer than its limit of {} s", options.time_limit)
                : fmt::format("the loops of the call ran more than its limit of {} iterations",
                              options.iteration_limit);
  graph::fail_at(cancelled ? ErrorKind::kCancelled : ErrorKind::kResource,
                 cancelled ? "E6031"
                 : time    ? "E6032"
                           : "E6033",
                 places.empty() ? message : message + "; this loop was running", graph_.locations,
                 places);
}

void Program::run_interpreter(const Bound& bound, std::span<const Array> results,
                              std::optional<CompileEvent>& event, const CallOptions& call_options,
                              CallState& call, const AtStatement& at_statement) {
  if (!interpreted_.exchange(true))
    event = CompileEvent{describe(variant_for({})), "", {}, 0, false};
  std::vector<interp::View> views;
  for (const Array& array : bound.arguments) {
    views.push_back({array.dtype(),
                     {array.shape().begin(), array.shape().end()},
                     {array.strides().begin(), array.strides().end()},
                     array.raw_data()});
  }
  interp::Options options;
  constexpr auto kNoLimit = std::numeric_limits<std::int64_t>::max();
  const std::size_t limit = core_->options().memory_limit;
  options.memory_limit =
      limit == 0 || std::cmp_greater(limit, kNoLimit) ? kNoLimit : static_cast<std::int64_t>(limit);
  if (call_options.memory_limit != 0 &&
      std::cmp_less(call_options.memory_limit, options.memory_limit))
    options.memory_limit = static_cast<std::int64_t>(call_options.memory_limit);
  options.on_iteration = [&](const graph::Node&) {
    if (call_options.iteration_limit != 0 && --call.iterations < 0)
      call.stop(abi::kOutOfIterations);
  };
  options.poll = [&](const graph::Node* loop) {
    if (call.stop_reason() == abi::kRunning) [[likely]]
      return;
    throw_stopped(call.stop_reason(), call_options,
                  loop == nullptr ? graph::LocationSet() : loop->locations);
  };
  options.stop_at_nan = call_options.stop_at_nan;
  options.stop_at_infinity = call_options.stop_at_infinity;
  ShowSink sink(graph_, core_->options());
  options.show = [&](const graph::Node& node, std::span<const interp::Tensor* const> operands) {
    if (node.op == Op::Statement) return at_statement ? at_statement(node, operands) : void();
    std::vector<Array> values;
    for (const interp::Tensor* operand : operands) values.push_back(array_of(*operand));
    sink.print(node, std::move(values));
  };
  options.call_host = [&](const graph::Node& node, std::span<const interp::Tensor* const> operands,
                          interp::Tensor& result) {
    std::vector<Array> arguments;
    for (const interp::Tensor* operand : operands) arguments.push_back(array_of(*operand));
    sink.call_host(node, arguments,
                   Array::view_bytes(result.data.data(), result.dtype, result.shape, {}, true));
  };
  const TimeLimit time_limit(core_->watchdog(), call_options.time_limit, call);
  const auto tensors = interp::interpret(graph_, views, options);
  SINTER_CHECK(tensors.size() == results.size(), "{} results, expected {}", tensors.size(),
               results.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    SINTER_CHECK(tensors[i].data.size() == results[i].bytes(), "result {} has {} bytes", i,
                 tensors[i].data.size());
    std::ranges::copy(tensors[i].data, static_cast<std::byte*>(results[i].raw_data()));
  }
}

void Program::run_native(const Bound& bound, std::span<const Array> results,
                         std::optional<CompileEvent>& event, const CallOptions& options,
                         CallState& call) {
  Chosen chosen = choose(bound, event, options);
  std::vector<void*> buffers;
  buffers.reserve(bound.arguments.size() + results.size());
  for (const Array& array : bound.arguments) buffers.push_back(array.raw_data());
  for (const Array& array : results) buffers.push_back(array.raw_data());
  ShowSink sink(graph_, core_->options());
  call.show_to(sink);
  Stopwatch watch;
  const auto execute = [&] {
    const auto integers = integers_for(chosen.kernel->integers(), bound);
    const TimeLimit time_limit(core_->watchdog(), options.time_limit, call);
    watch.lap();
    call.run(chosen.kernel->entry(), buffers, integers);
  };
  execute();
  if (call.is_abandoned()) {
    std::optional<CompileEvent> full;
    chosen = {full_kernel_for(bound, full, options.iteration_limit != 0), {}, false, false};
    merge(event, full);
    call.restart(options);
    execute();
  }
  const double ms = watch.lap();
  const NativeKernel* const kernel = chosen.kernel.get();
  sink.rethrow();
  const auto failure = call.failure();
  if (!failure) {
    if (call.stop_reason() == abi::kRunning) {
      if (core_->options().count_calls) kernel->note_call(static_cast<std::int64_t>(ms * 1e6));
      if (chosen.is_for_now) {
        return note_quick(chosen.kernel, key_of(bound, false), ms,
                          [&] { return variant_of(bound, false); });
      }
      if (!chosen.shape.empty()) note(chosen, ms, [&] { return variant_of(bound, true); });
      return;
    }
    const auto loops = graph::loops_of(graph_);
    const auto number = static_cast<std::size_t>(call.stopped_in);
    throw_stopped(
        call.stop_reason(), options,
        number < loops.size() ? graph_.node(loops[number]).locations : graph::LocationSet());
  }
  const auto site = static_cast<std::size_t>(failure->site);
  SINTER_CHECK(site < kernel->sites().size(), "site {} of {}", failure->site,
               kernel->sites().size());
  if (kernel->sites()[site].is_assertion) {
    graph::fail_at(ErrorKind::kUser, kernel->sites()[site].code, sink.failed_assertion(),
                   graph_.locations, kernel->sites()[site].locations);
  }
  throw_failure(bound, kernel->sites()[site], *failure);
}

void Program::throw_failure(const Bound& bound, const lower::Site& site,
                            const CallState::Failure& failure) const {
  const Shape& numbered = graph_.type(site.value).shape;
  std::vector<std::int64_t> shape;
  if (!graph::is_local(graph_.dims, numbered))
    shape = graph::evaluate_shape(graph_.dims, numbered, bound.sizes);
  const std::string what =
      site.is_position ? outside_axis(failure.position, failure.axis, failure.size) : site.message;
  const std::string message = what + graph::element_place(failure.index, shape);
  graph::fail_at(ErrorKind::kUser, site.code, message, graph_.locations, site.locations);
}

}  // namespace sinter::runtime
