// Function::explain: every stage of a compile as text.
#include <algorithm>

#include "compiler/ir/loop_count.h"
#include "compiler/pipeline.h"
#include "compiler/shape/binding.h"
#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/explain_page.h"
#include "frontend/api/state.h"
#include "frontend/lang/ast.h"
#include "runtime/cuda/driver_device.h"
#include "runtime/cuda/gpu_kernel.h"
#include "runtime/cuda/nvrtc.h"

namespace sinter {
namespace detail {
namespace {

void set_size(std::vector<std::optional<std::int64_t>>& sizes, const DimTable& dims, const Dim& dim,
              std::int64_t value, const std::string& what) {
  if (value < 0) user_error("E6005", "{} is {}; sizes are not negative", what, value);
  const auto symbol = dim.as_symbol();
  if (!symbol) {
    if (dim.as_constant() != value)
      user_error("E6005", "{} is {}, but {} is declared", what, value, dims.print(dim));
    return;
  }
  auto& known = sizes[symbol->index];
  if (known && *known != value) user_error("E6005", "{} is {}, but also {}", what, *known, value);
  known = value;
}

}  // namespace

std::vector<lang::ArgumentType> argument_types(const FunctionState& state,
                                               const ExplainOptions& options) {
  const auto& parameters = state.info.parameters;
  if (options.arguments.size() > parameters.size()) {
    user_error("E0301", "{} takes {} arguments, got {} types", state.info.text, parameters.size(),
               options.arguments.size());
  }
  std::vector<lang::ArgumentType> types;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    lang::ArgumentType type;
    if (!parameters[i].default_value.empty()) {
      type.absent = true;
    } else if (i < options.arguments.size()) {
      const ArgumentType& given = options.arguments[i];
      type.dtype = given.dtype;
      type.rank = static_cast<int>(given.shape.size());
      const bool named = parameters[i].rank.has_value();
      for (const std::int64_t size : given.shape) type.unit_axes.push_back(size == 1 && !named);
    } else {
      const auto declared_axes = std::ranges::count_if(
          parameters[i].axes, [](const std::string& axis) { return axis != "..."; });
      type.dtype = parameters[i].dtype.value_or(DType::kF32);
      type.rank = parameters[i].rank.value_or(static_cast<int>(declared_axes));
    }
    types.push_back(std::move(type));
  }
  return types;
}

std::vector<std::optional<std::int64_t>> known_sizes(const graph::Graph& graph,
                                                     const ExplainOptions& options) {
  std::vector<std::optional<std::int64_t>> sizes(graph.dims.size());
  for (const auto& [dimension, value] : options.dimensions) {
    const auto symbol = graph.dims.find(dimension);
    if (!symbol) {
      std::vector<std::string> names;
      for (std::size_t i = 0; i < graph.dims.size(); ++i) {
        const Symbol& row = graph.dims[SymbolId(i)];
        if (row.op == DimOp::kParameter) names.push_back(row.name);
      }
      user_error("E6005", "{} has no dimension '{}'; it has {}", graph.name, dimension,
                 names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
    }
    set_size(sizes, graph.dims, Dim(*symbol), value, dimension);
  }
  for (std::size_t i = 0; i < options.arguments.size(); ++i) {
    if (i >= graph.body().arguments.size()) break;  // has its default value
    const auto& shape = options.arguments[i].shape;
    const auto& declared = graph.type(graph.body().arguments[i]).shape;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
      if (shape[axis] == -1) continue;
      set_size(sizes, graph.dims, declared[axis], shape[axis],
               fmt::format("axis {} of {}", axis, graph.parameter_names[i]));
    }
  }
  const bool none = std::ranges::none_of(sizes, [](const auto& size) { return size.has_value(); });
  return none ? std::vector<std::optional<std::int64_t>>() : sizes;
}

}  // namespace detail

namespace {

using detail::FunctionState;

std::string dump_passes(const FunctionState& state, const std::vector<lang::ArgumentType>& types) {
  graph::Graph graph = lang::check_function(state.module->parsed, state.info.name, types);
  std::string out;
  PassOptions options;
  options.disabled = state.module->core->disabled_passes();
  options.dump = [&](std::string_view pass, std::string_view text) {
    out += fmt::format("# {}\n{}{}", pass, text, text.ends_with('\n') ? "\n" : "\n\n");
  };
  optimize(graph, options);
  return out;
}

using Sizes = std::vector<std::optional<std::int64_t>>;

/// The value of every size; nothing where one is not known.
std::optional<std::vector<std::int64_t>> all_sizes(const graph::Graph& graph, const Sizes& sizes) {
  std::vector<std::int64_t> values(graph.dims.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::optional<std::int64_t> size = i < sizes.size() ? sizes[i] : std::nullopt;
    if (!size && graph.dims[SymbolId(i)].op == DimOp::kParameter) return std::nullopt;
    values[i] = size.value_or(0);
  }
  return values;
}

/// What a kernel gets for arrays without gaps. A stride that matters is then 1.
std::vector<std::int64_t> integers_of(const lower::Lowered& lowered,
                                      const std::vector<std::int64_t>& sizes) {
  std::vector<std::int64_t> integers;
  for (const lower::IntegerSource& source : lowered.integers) {
    const bool is_size = source.kind == lower::IntegerSource::kSize;
    integers.push_back(is_size ? sizes[source.symbol.index] : 1);
  }
  return integers;
}

/// What a call costs whose sizes are all known; nothing where they are not.
std::optional<Cost> cost_of(const runtime::EngineCore& core, const runtime::Program& program,
                            const Sizes& sizes) {
  const graph::Graph& graph = program.graph();
  const auto values = all_sizes(graph, sizes);
  if (!values) return std::nullopt;
  const auto bytes = [&](graph::ValueId id) {
    const graph::Type& type = graph.type(id);
    const auto shape = graph::evaluate_shape(graph.dims, type.shape, *values);
    return static_cast<std::uint64_t>(graph::element_count(shape)) * size_of(type.dtype);
  };
  for (const graph::ValueId id : graph.body().results) {
    if (graph::is_local(graph.dims, graph.type(id).shape)) return std::nullopt;
  }
  Cost cost;
  for (const graph::ValueId id : graph.body().arguments) cost.bytes += bytes(id);
  for (const graph::ValueId id : graph.body().results) cost.bytes += bytes(id);
  // The kernel for all sizes, which is what runs.
  const lower::Lowered lowered = runtime::lower_variant(core, graph, program.variant_for({}));
  const loop::Operations operations =
      loop::count_operations(lowered.kernel, integers_of(lowered, *values));
  cost.operations = operations.floats;
  cost.at_least = operations.at_least;
  return cost;
}

/// The fusion plan; with what its kernels move and do, where all sizes are known.
std::string plan_of(const graph::Graph& graph, const lower::Lowered& lowered, const Sizes& sizes) {
  const auto values = all_sizes(graph, sizes);
  if (!values) return lowered.plan;
  return lower::plan_with_work(lowered, graph, *values, integers_of(lowered, *values));
}

std::string cost_text(const std::optional<Cost>& cost) {
  if (!cost) return "Bytes and operations depend on its sizes, which are not given.";
  const double per_byte = static_cast<double>(cost->operations) /
                          static_cast<double>(std::max<std::uint64_t>(cost->bytes, 1));
  return fmt::format(
      "A call has {} bytes of arguments and results and does {}{} operations: {:.2g} per byte.",
      cost->bytes, cost->at_least ? "at least " : "", cost->operations, per_byte);
}

std::string page_of(const FunctionState& state, const runtime::Program& program,
                    const std::vector<std::optional<std::int64_t>>& sizes) {
  const runtime::EngineCore& core = *state.module->core;
  const graph::Graph& graph = program.graph();
  const runtime::KernelVariant variant = program.variant_for(sizes);
  const lower::Lowered lowered = runtime::lower_variant(core, graph, variant, true);
  detail::ExplainPage page;
  page.title = state.info.text;
  page.specialization = program.describe(variant);
  page.plan = plan_of(graph, lowered, sizes);
  if (!lowered.loops.empty()) page.parallel = lower::print_loops(lowered.loops, graph);
  page.loops = loop::print(lowered.kernel);
  page.assembly = runtime::emit_text(core, lowered, SINTER_LLVM_ASSEMBLY);
  page.cost = cost_text(cost_of(core, program, sizes));
  const lang::Source& source = *state.module->parsed.syntax().source;
  for (std::size_t file = 0; file < source.file_count(); ++file) {
    const std::string& name = source.file_name(file);
    const bool used = std::ranges::any_of(
        graph.locations, [&](const SourceLocation& place) { return place.file == name; });
    if (file == 0 || used) page.files.emplace_back(name, source.file_text(file));
  }
  return detail::explain_page(page, graph);
}

/// Whether nothing in a size is open.
bool is_known(const DimTable& dims, const Dim& dim, const Sizes& sizes) {
  return std::ranges::all_of(dim.terms(), [&](const auto& term) {
    const Symbol& symbol = dims[term.first];
    switch (symbol.op) {
      case DimOp::kParameter:
        return term.first.index < sizes.size() && sizes[term.first.index].has_value();
      case DimOp::kIndex:
      case DimOp::kValue:
        return false;
      default:
        return is_known(dims, symbol.a, sizes) && is_known(dims, symbol.b, sizes);
    }
  });
}

std::string size_text(const DimTable& dims, const Dim& dim, const Sizes& sizes) {
  if (is_known(dims, dim, sizes)) {
    std::vector<std::int64_t> values(dims.size());
    for (std::size_t i = 0; i < sizes.size(); ++i) values[i] = sizes[i].value_or(0);
    return std::to_string(dims.evaluate(dim, values));
  }
  // A number of elements that is a value, such as that of a selection, is never negative.
  if (const auto id = dim.as_symbol(); id && dims[*id].op == DimOp::kMax) {
    const Symbol& symbol = dims[*id];
    for (const auto& [zero, count] : {std::pair(symbol.a, symbol.b), {symbol.b, symbol.a}})
      if (zero == Dim(0) && count.as_symbol()) return dims.print(count);
  }
  return dims.print(dim);
}

std::string explain_gpu(const runtime::EngineCore& core, const graph::Graph& graph,
                        const std::vector<std::optional<std::int64_t>>& sizes, Explain what) {
  const auto kernel = runtime::cuda::make_gpu_kernel(graph, sizes);
  const cuda::Program& program = kernel.program;
  if (what == Explain::kCuda) {
    std::string steps = "// " + cuda::print_steps(program);
    steps.pop_back();
    for (std::size_t at = 0; (at = steps.find('\n', at)) != std::string::npos; at += 4)
      steps.replace(at, 1, "\n// ");
    return steps + "\n" + program.source;
  }
  constexpr int kUsual = 80;
  const bool has_gpu = runtime::cuda::Driver::is_available();
  const int architecture = has_gpu ? core.gpu()->info().architecture : kUsual;
  const auto compiled = runtime::cuda::Nvrtc::instance().ptx(program.source, architecture);
  std::string text(reinterpret_cast<const char*>(compiled.code.data()), compiled.code.size());
  text.resize(text.find_last_not_of('\0') + 1);  // it ends with a zero
  return text;
}

/// A stage of one program; the plan and the loops are those of where it runs.
std::string explain_program(const runtime::EngineCore& core, const runtime::Program& program,
                            const Sizes& sizes, Explain what, bool on_gpu) {
  if (what == Explain::kGraph) return graph::print(program.graph());
  if (what == Explain::kCuda || what == Explain::kPtx)
    return explain_gpu(core, program.graph(), sizes, what);
  const runtime::KernelVariant variant = program.variant_for(sizes);
  const bool is_native = !on_gpu || what == Explain::kLlvm || what == Explain::kAsm;
  const lower::Lowered lowered =
      is_native ? runtime::lower_variant(core, program.graph(), variant)
                : runtime::cuda::lower_for_gpu(program.graph(), variant.known_sizes);
  switch (what) {
    case Explain::kPlan:
      return fmt::format("# {}({})\n{}", program.graph().name, program.describe(variant),
                         plan_of(program.graph(), lowered, sizes));
    case Explain::kParallel:
      return fmt::format("# {}({})\n{}", program.graph().name, program.describe(variant),
                         lower::print_loops(lowered.loops, program.graph()));
    case Explain::kLoop:
      return loop::print(lowered.kernel);
    case Explain::kLlvm:
      return runtime::emit_text(core, lowered, SINTER_LLVM_IR);
    default:
      return runtime::emit_text(core, lowered, SINTER_LLVM_ASSEMBLY);
  }
}

/// A stage of both parts, or of the part that has it.
std::string explain_hybrid(const runtime::EngineCore& core, const runtime::Hybrid& hybrid,
                           const Sizes& sizes, Explain what) {
  const auto sizes_of = [&](const runtime::Program& program) {
    Sizes own = sizes;
    if (!own.empty()) own.resize(program.graph().dims.size());
    return own;
  };
  const auto stage = [&](const runtime::Program& program, bool on_gpu) {
    return explain_program(core, program, sizes_of(program), what, on_gpu);
  };
  if (what == Explain::kCuda || what == Explain::kPtx) return stage(hybrid.second(), true);
  if (what == Explain::kLlvm || what == Explain::kAsm) return stage(hybrid.first(), false);
  return stage(hybrid.first(), false) + "\n" + stage(hybrid.second(), true);
}

std::string explain_stage(FunctionState& state, Explain what, const ExplainOptions& options) {
  const auto types = detail::argument_types(state, options);
  if (what == Explain::kPasses) return dump_passes(state, types);
  const auto compiled = state.program_for(types);
  const runtime::Program& program = compiled->program;
  const Sizes sizes = detail::known_sizes(program.graph(), options);
  if (what == Explain::kHtml) return page_of(state, program, sizes);
  const runtime::EngineCore& core = *state.module->core;
  if (program.hybrid() != nullptr) return explain_hybrid(core, *program.hybrid(), sizes, what);
  return explain_program(core, program, sizes, what, core.options().backend == Backend::kCuda);
}

}  // namespace

Cost Function::cost(const ExplainOptions& options) const {
  return detail::at_boundary([&] {
    const auto compiled = state_->program_for(detail::argument_types(*state_, options));
    const auto cost = cost_of(*state_->module->core, compiled->program,
                              detail::known_sizes(compiled->program.graph(), options));
    if (!cost) user_error("E6005", "{}: give all sizes to ask for a cost", state_->info.text);
    return *cost;
  });
}

std::vector<SizeCondition> Function::conditions(const ExplainOptions& options) const {
  return detail::at_boundary([&] {
    std::vector<SizeCondition> conditions;
    if (options.arguments.empty() && !state_->info.concrete) return conditions;
    const graph::Graph graph = lang::check_function(state_->module->parsed, state_->info.name,
                                                    detail::argument_types(*state_, options));
    for (const graph::Guard& guard : graph.guards) {
      SizeCondition condition{graph.dims.print(guard.left),
                              graph.dims.print(guard.right),
                              guard.kind == graph::GuardKind::kEqual,
                              {}};
      if (!guard.locations.empty()) condition.location = graph.locations[guard.locations.front()];
      conditions.push_back(std::move(condition));
    }
    return conditions;
  });
}

std::vector<std::string> Function::result_types(const ExplainOptions& options) const {
  return detail::at_boundary([&] {
    const auto compiled = state_->program_for(detail::argument_types(*state_, options));
    const graph::Graph& graph = compiled->program.graph();
    const Sizes sizes = detail::known_sizes(graph, options);
    std::vector<std::string> types;
    for (const graph::ValueId id : graph.body().results) {
      const graph::Type& type = graph.type(id);
      std::vector<std::string> axes;
      for (const Dim& dim : type.shape) axes.push_back(size_text(graph.dims, dim, sizes));
      types.push_back(axes.empty()
                          ? std::string(name(type.dtype))
                          : fmt::format("{}[{}]", name(type.dtype), fmt::join(axes, ", ")));
    }
    return types;
  });
}

std::string Function::explain(Explain what, const ExplainOptions& options) const {
  return detail::at_boundary([&] { return explain_stage(*state_, what, options); });
}

}  // namespace sinter
