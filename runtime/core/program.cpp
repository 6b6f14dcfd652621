#include "runtime/core/program.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "compiler/interp/interp.h"
#include "compiler/support/check.h"
#include "runtime/core/array_state.h"
#include "runtime/core/call_state.h"
#include "runtime/core/fp_state.h"
#include "runtime/core/show.h"

namespace sinter::runtime {
namespace {

using lower::Layout;

Layout layout_of(const Array& array) {
  if (array.is_contiguous()) return Layout::kContiguous;
  const bool unit_inner = array.strides().back() == 1 || array.shape().back() == 1;
  return unit_inner ? Layout::kInnerContiguous : Layout::kStrided;
}

const char* text_of(Layout layout) {
  switch (layout) {
    case Layout::kContiguous:
      return "contiguous";
    case Layout::kInnerContiguous:
      return "inner-contiguous";
    case Layout::kStrided:
      return "strided";
  }
  return "";
}

bool aligned(const Array& array) {
  const std::size_t part =
      is_complex(array.dtype()) ? size_of(array.dtype()) / 2 : size_of(array.dtype());
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

/// A call's arguments after all checks.
struct Program::Bound {
  std::span<const Array> arguments;  ///< Aligned; bools are 0 or 1.
  std::vector<Array> replaced;       ///< What `arguments` refers to when some had to be copied.
  std::vector<std::int64_t> sizes;   ///< By symbol index.
  std::vector<std::vector<std::int64_t>> result_shapes;
};

Program::Program(std::shared_ptr<const EngineCore> core, graph::Graph graph)
    : core_(std::move(core)), graph_(std::move(graph)) {
  for (const graph::ValueId id : graph_.body().arguments)
    parameter_types_.push_back(graph_.type(id));
  for (const graph::ValueId id : graph_.body().results) result_types_.push_back(graph_.type(id));
}

Program::Bound Program::bind(std::span<const Array> arguments) const {
  std::vector<graph::ArgumentInfo> infos;
  infos.reserve(arguments.size());
  for (const Array& array : arguments) infos.push_back({array.dtype(), array.shape()});
  const graph::Signature signature{graph_.dims, graph_.parameter_names, parameter_types_,
                                   graph_.guards, graph_.locations};
  Bound bound;
  bound.sizes = graph::bind_dims(signature, infos);
  graph::check_guards(signature, bound.sizes);
  for (const graph::Type& type : result_types_) {
    bound.result_shapes.push_back(graph::evaluate_shape(graph_.dims, type.shape, bound.sizes));
  }
  bound.arguments = arguments;
  const auto unsuitable = [](const Array& array) {
    return !aligned(array) || has_odd_bools(array);
  };
  if (std::ranges::any_of(arguments, unsuitable)) {
    for (const Array& array : arguments) {
      Array suitable = aligned(array) ? array : array.copy();
      bound.replaced.push_back(has_odd_bools(suitable) ? normalized_bools(suitable) : suitable);
    }
    bound.arguments = bound.replaced;
  }
  return bound;
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
  check_options(options, core_->options().backend);
  const Bound bound = bind(arguments);
  const std::size_t bytes = result_bytes(bound);
  if (options.memory_limit != 0 && bytes > options.memory_limit) {
    throw Error(ErrorKind::kResource, "E6034",
                fmt::format("the call may hold {} bytes, but its results have {}",
                            options.memory_limit, bytes));
  }
  std::vector<Array> results;
  results.reserve(result_types_.size());
  for (std::size_t i = 0; i < result_types_.size(); ++i) {
    results.push_back(make_array(core_->pool(), result_types_[i].dtype, bound.result_shapes[i]));
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
  check_options(options, core_->options().backend);
  const Bound bound = bind(arguments);
  check_results(bound, results);
  std::vector<Array> targets(results.begin(), results.end());
  for (Array& target : targets) {
    const bool overlaps = std::ranges::any_of(
        bound.arguments, [&](const Array& argument) { return spans_overlap(target, argument); });
    if (overlaps || !target.is_contiguous() || !aligned(target)) {
      target = make_array(core_->pool(), target.dtype(), target.shape());
    }
  }
  run(bound, targets, event, options, 0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (targets[i].raw_data() != results[i].raw_data()) results[i].assign(targets[i]);
  }
}

void Program::prepare(std::span<const Array> arguments, std::optional<CompileEvent>& event) {
  const FpStateGuard fp;
  const Bound bound = bind(arguments);
  if (core_->options().backend == Backend::kLlvm) kernel_for(bound, event);
}

void Program::run(const Bound& bound, std::span<const Array> results,
                  std::optional<CompileEvent>& event, const CallOptions& options,
                  std::size_t bytes) {
  CallState call(*core_->pool(), core_->executor(), core_->threads());
  call.limit(options, bytes);
  const Cancellable cancellable(options.cancel, call);
  if (call.stop_reason() != abi::kRunning) throw_stopped(call.stop_reason(), options, {});
  if (core_->options().backend == Backend::kInterpreter) {
    run_interpreter(bound, results, event, options, call);
  } else {
    run_native(bound, results, event, options, call);
  }
}

std::vector<Array> Program::debug(std::span<const Array> arguments, const CallOptions& options,
                                  const AtStatement& at_statement) {
  const FpStateGuard fp;
  check_options(options, Backend::kInterpreter);
  const Bound bound = bind(arguments);
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
  const ShowSink sink(graph_, core_->options());
  options.show = [&](const graph::Node& node, std::span<const interp::Tensor* const> operands) {
    if (node.op == Op::Statement) return at_statement ? at_statement(node, operands) : void();
    std::vector<Array> values;
    for (const interp::Tensor* operand : operands) values.push_back(array_of(*operand));
    sink.print(node, std::move(values));
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

KernelVariant Program::variant_for(std::vector<std::optional<std::int64_t>> known_sizes) const {
  KernelVariant variant;
  variant.layouts.assign(parameter_types_.size(), Layout::kContiguous);
  variant.known_sizes = std::move(known_sizes);
  return variant;
}

std::string Program::describe(const KernelVariant& variant) const {
  std::string out;
  for (std::size_t i = 0; i < parameter_types_.size(); ++i) {
    const graph::Type& type = parameter_types_[i];
    out += fmt::format("{}{}: {}", i == 0 ? "" : ", ", graph_.parameter_names[i], name(type.dtype));
    if (type.shape.empty()) continue;
    std::vector<std::string> sizes;
    for (const Dim& dim : type.shape) {
      const auto symbol = dim.as_symbol();
      const bool known = symbol && symbol->index < variant.known_sizes.size() &&
                         variant.known_sizes[symbol->index];
      sizes.push_back(known ? std::to_string(*variant.known_sizes[symbol->index])
                            : graph_.dims.print(dim));
    }
    out += fmt::format("[{}] {}", fmt::join(sizes, ", "), text_of(variant.layouts[i]));
  }
  return out;
}

/// What changed since the kernel before.
std::string Program::reason_for(const KernelVariant& variant) {
  const std::lock_guard lock(last_mutex_);
  std::string reason;
  if (last_variant_) {
    for (std::size_t i = 0; i < variant.layouts.size() && reason.empty(); ++i) {
      if (variant.layouts[i] == last_variant_->layouts[i]) continue;
      reason = fmt::format("{} is {} (was {})", graph_.parameter_names[i],
                           text_of(variant.layouts[i]), text_of(last_variant_->layouts[i]));
    }
    if (reason.empty() && variant.counts_iterations != last_variant_->counts_iterations)
      reason = variant.counts_iterations ? "iterations are limited" : "iterations are not limited";
    if (reason.empty()) reason = "new sizes";
  }
  last_variant_ = variant;
  return reason;
}

std::shared_ptr<NativeKernel> Program::kernel_for(const Bound& bound,
                                                  std::optional<CompileEvent>& event,
                                                  bool counts_iterations) {
  const bool exact =
      core_->options().specialize == Specialize::kExact && exact_kernels_ < kMostExactKernels;
  std::string key;  // short: a hit does not allocate
  for (const Array& array : bound.arguments)
    key += static_cast<char>('0' + static_cast<int>(layout_of(array)));
  for (std::size_t i = 0; i < (exact ? bound.sizes.size() : 0); ++i)
    key += fmt::format("|{}", bound.sizes[i]);
  if (counts_iterations) key += 'i';
  return kernels_.get(key, [&] {
    KernelVariant variant;
    variant.counts_iterations = counts_iterations;
    for (const Array& array : bound.arguments) variant.layouts.push_back(layout_of(array));
    if (exact) {  // Other symbols follow from the parameters.
      variant.known_sizes.resize(bound.sizes.size());
      for (std::size_t i = 0; i < bound.sizes.size(); ++i) {
        if (graph_.dims[SymbolId(i)].op == DimOp::kParameter)
          variant.known_sizes[i] = bound.sizes[i];
      }
    }
    auto kernel = NativeKernel::make(*core_, graph_, variant);
    if (exact) ++exact_kernels_;
    event = CompileEvent{describe(variant), reason_for(variant), kernel->times(),
                         kernel->code_bytes(), kernel->is_from_disk()};
    const KernelTimes& t = kernel->times();
    core_->report({kernel->is_from_disk() ? Event::Kind::kReadFromDisk : Event::Kind::kCompiled,
                   graph_.name, event->specialization, t.disk + t.lowering + t.llvm + t.link});
    return kernel;
  });
}

std::vector<std::int64_t> Program::integers_for(const NativeKernel& kernel, const Bound& bound) {
  std::vector<std::int64_t> integers;
  integers.reserve(kernel.integers().size());
  for (const lower::IntegerSource& source : kernel.integers()) {
    if (source.kind == lower::IntegerSource::kSize) {
      integers.push_back(bound.sizes[source.symbol.index]);
    } else {
      const Array& array = bound.arguments[static_cast<std::size_t>(source.input)];
      integers.push_back(array.strides()[static_cast<std::size_t>(source.axis)]);
    }
  }
  return integers;
}

std::unique_ptr<const CallPlan> Program::plan(std::span<const Array> arguments,
                                              std::span<const Array> results) {
  const auto is_bool = [](const Array& array) { return array.dtype() == DType::kBool; };
  if (core_->options().backend != Backend::kLlvm || !graph::shows_of(graph_).empty() ||
      std::ranges::any_of(arguments, is_bool) ||
      !std::ranges::all_of(results, &Array::is_contiguous))
    return nullptr;
  const Bound bound = bind(arguments);
  std::optional<CompileEvent> event;  // The kernel is there: the call before made it.
  const auto kernel = kernel_for(bound, event, false);
  return std::make_unique<CallPlan>(core_, kernel, integers_for(*kernel, bound), arguments,
                                    results);
}

void Program::run_native(const Bound& bound, std::span<const Array> results,
                         std::optional<CompileEvent>& event, const CallOptions& options,
                         CallState& call) {
  const auto kernel = kernel_for(bound, event, options.iteration_limit != 0);
  std::vector<void*> buffers;
  buffers.reserve(bound.arguments.size() + results.size());
  for (const Array& array : bound.arguments) buffers.push_back(array.raw_data());
  for (const Array& array : results) buffers.push_back(array.raw_data());
  const std::vector<std::int64_t> integers = integers_for(*kernel, bound);
  ShowSink sink(graph_, core_->options());
  call.show_to(sink);
  {
    const TimeLimit time_limit(core_->watchdog(), options.time_limit, call);
    call.run(kernel->entry(), buffers, integers);
  }
  sink.rethrow();
  const auto failure = call.failure();
  if (!failure) {
    if (call.stop_reason() == abi::kRunning) return;
    const auto loops = graph::loops_of(graph_);
    const auto number = static_cast<std::size_t>(call.stopped_in);
    throw_stopped(
        call.stop_reason(), options,
        number < loops.size() ? graph_.node(loops[number]).locations : graph::LocationSet());
  }
  const auto site = static_cast<std::size_t>(failure->site);
  SINTER_CHECK(site < kernel->sites().size(), "site {} of {}", failure->site,
               kernel->sites().size());
  if (kernel->sites()[site].code == failure_of(Op::Assert).code) {
    graph::fail_at(ErrorKind::kUser, kernel->sites()[site].code, sink.failed_assertion(),
                   graph_.locations, kernel->sites()[site].locations);
  }
  throw_failure(bound, kernel->sites()[site], failure->index);
}

void Program::throw_failure(const Bound& bound, const lower::Site& site, std::int64_t index) const {
  const Shape& numbered = graph_.type(site.value).shape;
  std::vector<std::int64_t> shape;
  if (!graph::is_local(graph_.dims, numbered))
    shape = graph::evaluate_shape(graph_.dims, numbered, bound.sizes);
  const std::string message = site.message + graph::element_place(index, shape);
  graph::fail_at(ErrorKind::kUser, site.code, message, graph_.locations, site.locations);
}

}  // namespace sinter::runtime
