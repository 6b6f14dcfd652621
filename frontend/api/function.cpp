// Function: calls, and what a compile was for.
#include <algorithm>
#include <sstream>
#include <system_error>

#include "compiler/pipeline.h"
#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/hybrid.h"
#include "frontend/api/state.h"
#include "frontend/lang/ast.h"
#include "runtime/core/stopwatch.h"

namespace sinter {

using detail::CompiledProgram;
using detail::FunctionState;

namespace detail {
namespace {

/// The same text as FunctionState::key_of gives for arrays of these types.
std::string key_of_types(const std::vector<lang::ArgumentType>& types) {
  std::string key;
  for (const auto& type : types) {
    if (type.absent) continue;
    key += static_cast<char>('A' + static_cast<int>(type.dtype));
    for (std::size_t axis = 0; axis < static_cast<std::size_t>(type.rank); ++axis) {
      key += axis < type.unit_axes.size() && type.unit_axes[axis] ? '1' : 'n';
    }
  }
  return key;
}

std::string text_of(const lang::ArgumentType& type) {
  if (type.rank == 0) return std::string(name(type.dtype));
  std::vector<std::string_view> sizes;
  for (int i = 0; i < type.rank; ++i) {
    const auto axis = static_cast<std::size_t>(i);
    sizes.push_back(axis < type.unit_axes.size() && type.unit_axes[axis] ? "1" : "*");
  }
  return fmt::format("{}[{}]", name(type.dtype), fmt::join(sizes, ", "));
}

/// What the program is made of, before anything is done about it.
void check_limits(const std::string& name, const graph::Graph& graph, const ProgramLimits& limits) {
  const auto refuse = [&](std::size_t found, const char* what, std::size_t allowed) {
    throw Error(
        ErrorKind::kResource, "E5208",
        fmt::format("{} has {} {}; EngineOptions::limits allows {}", name, found, what, allowed));
  };
  if (limits.nodes != 0 && graph.node_count() > limits.nodes)
    refuse(graph.node_count(), "operations", limits.nodes);
  if (limits.dimensions == 0) return;
  for (std::uint32_t i = 0; i < graph.value_count(); ++i) {
    const int rank = graph.type(graph::ValueId(i)).rank();
    if (rank > limits.dimensions)
      refuse(static_cast<std::size_t>(rank), "axes in one of its arrays",
             static_cast<std::size_t>(limits.dimensions));
  }
}

CompileInfo info_of(const runtime::CompileEvent& event) {
  CompileInfo info;
  info.specialization = event.specialization;
  info.reason = event.reason;
  info.times.disk = event.times.disk;
  info.times.lowering = event.times.lowering;
  info.times.llvm = event.times.llvm;
  info.times.link = event.times.link;
  info.code_bytes = event.code_bytes;
  info.from_disk = event.from_disk;
  info.in_background = event.in_background;
  info.is_quick = event.is_quick;
  return info;
}

/// What differs from the types compiled for before.
std::string reason_for(const lang::FunctionInfo& info, const std::vector<lang::ArgumentType>& types,
                       const std::vector<lang::ArgumentType>& before) {
  for (std::size_t i = 0; i < std::min(types.size(), before.size()); ++i) {
    if (types[i] == before[i]) continue;
    if (types[i].absent || before[i].absent)
      return fmt::format("other arguments: {} is {}", info.parameters[i].name,
                         types[i].absent ? "its default value now" : "given now");
    return fmt::format("new type of {}: {} (was {})", info.parameters[i].name, text_of(types[i]),
                       text_of(before[i]));
  }
  return "first call";
}

}  // namespace

std::shared_ptr<CompiledProgram> FunctionState::program_for(std::span<const Array> arguments) {
  return programs.get(key_of(arguments), [&] { return make_program(types_of(arguments)); });
}

std::shared_ptr<CompiledProgram> FunctionState::program_for(
    const std::vector<lang::ArgumentType>& types) {
  return programs.get(key_of_types(types), [&] { return make_program(types); });
}

std::shared_ptr<CompiledProgram> FunctionState::make_program(
    const std::vector<lang::ArgumentType>& types) {
  runtime::Stopwatch watch;
  graph::Graph graph = lang::check_function(module->parsed, info.name, types);
  const double check_ms = watch.lap();
  check_limits(info.name, graph, module->core->options().limits);
  PassOptions options;
  options.disabled = module->core->disabled_passes();
  optimize(graph, options);
  auto compiled = std::make_shared<CompiledProgram>(module->core, std::move(graph), policy);
  if (!policy.on_processor.empty() && !policy.interpret)
    compiled->program.split(split_for(*this, types), policy);
  compiled->program.on_background_compile(
      [kept = history](const runtime::CompileEvent& event) { kept->add(info_of(event)); });
  compiled->check_ms = check_ms;
  compiled->passes_ms = watch.lap();
  module->core->check_compile_time(info.name, "checking and optimizing",
                                   compiled->check_ms + compiled->passes_ms);
  const std::lock_guard lock(mutex);
  compiled->reason = reason_for(info, types, last_types);
  last_types = types;
  return compiled;
}

void FunctionState::record(const CompiledProgram& program,
                           const std::optional<runtime::CompileEvent>& event) {
  if (!event) return;
  CompileInfo compiled = info_of(*event);
  if (event->reason.empty()) {  // the program's first kernel
    compiled.reason = program.reason;
    compiled.times.check = program.check_ms;
    compiled.times.passes = program.passes_ms;
  }
  compiled.times.parse = module->parse_ms;
  history->add(std::move(compiled));
}

void CompileHistory::add(CompileInfo info) {
  const std::lock_guard lock(mutex_);
  info.compiles = ++compiles_;
  if (!info.in_background) last_ = info;
  kernels_.push_back(std::move(info));
  if (kernels_.size() > kMost) kernels_.pop_front();
}

std::vector<CompileInfo> CompileHistory::all() const {
  const std::lock_guard lock(mutex_);
  return {kernels_.begin(), kernels_.end()};
}

std::optional<CompileInfo> CompileHistory::last() const {
  const std::lock_guard lock(mutex_);
  return last_;
}

void check_count(const lang::FunctionInfo& info, std::size_t count) {
  const std::size_t expected = info.parameters.size();
  const auto needed = static_cast<std::size_t>(std::ranges::count_if(
      info.parameters,
      [](const lang::ParameterInfo& parameter) { return parameter.default_value.empty(); }));
  if (count >= needed && count <= expected) return;
  if (needed < expected) {
    user_error("E0301", "{} takes {} to {} arguments, got {}", info.text, needed, expected, count);
  }
  user_error("E0301", "{} takes {} argument{}, got {}", info.text, expected,
             expected == 1 ? "" : "s", count);
}

}  // namespace detail

Debugger::~Debugger() = default;

void FunctionState::show_source(const Error& error) const {
  const lang::Source& source = *module->parsed.syntax().source;
  const auto& diagnostics = error.diagnostics();
  const SourceLocation& place = diagnostics.front().location;
  const std::string_view text = error.what();
  const bool shown = text.find("\n") != std::string_view::npos;
  if (diagnostics.size() != 1 || place.line == 0 || source.line(place).empty() || shown) return;
  throw Error(error.kind(), diagnostics, lang::render(diagnostics.front(), source));
}

const Signature& Function::signature() const noexcept { return state_->signature; }

std::vector<Array> Function::call(std::span<const Array> arguments,
                                  const CallOptions& options) const {
  return detail::at_boundary([&] {
    detail::check_count(state_->info, arguments.size());
    std::vector<Array> storage;
    const auto settled = state_->settle(arguments, storage);
    const auto compiled = state_->program_for(settled);
    std::optional<runtime::CompileEvent> event;
    auto results =
        state_->with_source([&] { return compiled->program.call(settled, event, options); });
    state_->record(*compiled, event);
    return results;
  });
}

void Function::call_into(std::span<const Array> arguments, std::span<const Array> results,
                         const CallOptions& options) const {
  return detail::at_boundary([&] {
    detail::check_count(state_->info, arguments.size());
    std::vector<Array> storage;
    const auto settled = state_->settle(arguments, storage);
    const auto compiled = state_->program_for(settled);
    std::optional<runtime::CompileEvent> event;
    state_->with_source([&] { compiled->program.call_into(settled, results, event, options); });
    state_->record(*compiled, event);
  });
}

std::future<std::vector<Array>> Function::call_async(std::vector<Array> arguments,
                                                     const CallOptions& options) const {
  return detail::at_boundary([&] {
    const CancelToken token = options.cancel == nullptr ? CancelToken() : *options.cancel;
    try {
      return std::async(std::launch::async, [function = *this, list = std::move(arguments), token,
                                             within = options]() mutable {
        within.cancel = &token;
        return function.call(list, within);
      });
    } catch (const std::system_error& error) {
      throw Error(ErrorKind::kResource, "E5004",
                  fmt::format("the system has no thread for a call: {}", error.what()));
    }
  });
}

namespace {

Array array_of(const interp::Tensor& tensor) {
  const Array view = Array::view_bytes(const_cast<std::byte*>(tensor.data.data()), tensor.dtype,
                                       tensor.shape, {}, false);
  return view.copy();
}

DebugStop stop_at(const graph::Graph& graph, const graph::Node& node,
                  std::span<const interp::Tensor* const> operands) {
  const auto& shown = std::get<graph::ShowAttr>(node.attribute);
  DebugStop stop;
  std::istringstream functions(shown.function);
  for (std::string name; functions >> name;) stop.frames.push_back({name, {}});
  if (stop.frames.empty()) return stop;
  if (!node.locations.empty()) stop.frames[0].location = graph.locations[node.locations.front()];
  for (std::size_t i = 0; i < shown.callers.size() && i + 1 < stop.frames.size(); ++i)
    stop.frames[i + 1].location = graph.locations[shown.callers[i]];
  stop.names = shown.texts;
  stop.value = [operands](std::size_t i) { return array_of(*operands[i]); };
  return stop;
}

}  // namespace

std::vector<Array> Function::debug(std::span<const Array> arguments, Debugger& debugger,
                                   const CallOptions& options) const {
  return detail::at_boundary([&] {
    detail::check_count(state_->info, arguments.size());
    std::vector<Array> storage;
    const auto settled = state_->settle(arguments, storage);
    graph::Graph graph = lang::check_function(state_->module->parsed, state_->info.name,
                                              state_->types_of(settled), true);
    runtime::Program program(state_->module->core, std::move(graph));
    return state_->with_source([&] {
      return program.debug(settled, options, [&](const graph::Node& node, auto operands) {
        debugger.at_statement(stop_at(program.graph(), node, operands));
      });
    });
  });
}

void FunctionState::compile_for(
    std::span<const Array> arguments,
    const std::function<void(runtime::Program&, std::span<const Array>,
                             std::optional<runtime::CompileEvent>&)>& compile) {
  detail::check_count(info, arguments.size());
  std::vector<Array> storage;
  const auto settled = settle(arguments, storage);
  const auto compiled = program_for(settled);
  std::optional<runtime::CompileEvent> event;
  with_source([&] { compile(compiled->program, settled, event); });
  record(*compiled, event);
}

void Function::prepare(std::span<const Array> arguments, Effort effort) const {
  detail::at_boundary([&] {
    state_->compile_for(arguments, [&](runtime::Program& program, std::span<const Array> settled,
                                       std::optional<runtime::CompileEvent>& event) {
      program.prepare(settled, event, effort);
    });
  });
}

void Function::pin(std::span<const Array> arguments) const {
  detail::at_boundary([&] { state_->compile_for(arguments, std::mem_fn(&runtime::Program::pin)); });
}

Array Function::single(std::vector<Array> results) {
  if (results.size() != 1) {
    user_error("E6003",
               "the function gives {} results; operator() is for functions of one, use call()",
               results.size());
  }
  return std::move(results.front());
}

CompileInfo Function::compile_info() const {
  const std::optional<CompileInfo> last = state_->history->last();
  if (!last) {
    user_error("E6004", "{} has not been compiled yet; call or prepare it first",
               state_->info.name);
  }
  return *last;
}

std::vector<CompileInfo> Function::compile_history() const { return state_->history->all(); }

std::string Function::placement() const {
  std::string text;
  for (const auto& [key, compiled] : state_->programs.ready())
    text += compiled->program.placement();
  return text;
}

}  // namespace sinter
