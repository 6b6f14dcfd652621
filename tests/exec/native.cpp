#include "tests/exec/native.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <mutex>

#include "compiler/math/math.h"
#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "runtime/core/program.h"
#include "runtime/core/result_sizes.h"
#include "tests/common/compare.h"

namespace sinter::test {
namespace {

using interp::Tensor;
using Operands = std::span<const Tensor* const>;

int host_vector_bits() {
  EngineOptions options;
  return runtime::EngineCore(options).plugin().description().host_vector_bits;
}

/// |a - b| in units of the last place of the larger one, or of `least`; 0 for two NaNs.
template <typename T>
double ulps(T a, T b, double least) {
  if ((std::isnan(a) && std::isnan(b)) || a == b) return 0;
  if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
  const T large = std::fmax(std::fmax(std::fabs(a), std::fabs(b)), static_cast<T>(least));
  const T below = std::nextafter(large, T{0});
  return static_cast<double>(std::fabs(a - b)) / static_cast<double>(large - below);
}

/// Math functions as the native backend computes them: one-op programs, made once.
class NativeMath {
 public:
  static NativeMath& instance() {
    static NativeMath all;
    return all;
  }

  bool compute(Op op, Operands operands, Tensor& result) {
    if (!is_math(op)) return false;
    std::optional<runtime::CompileEvent> event;
    std::vector<Array> flat;
    for (const Tensor* x : operands) {
      flat.push_back(Array::view_bytes(const_cast<std::byte*>(x->data.data()), x->dtype,
                                       {x->count()}, {}, false));
    }
    const Tensor& first = *operands[0];
    result = tensor_of(program(op, first.dtype).call(flat, event).at(0));
    result.shape = first.shape;
    return true;
  }

  static math::Function function(Op op, DType type) {
    for (const math::Function& f : math::functions()) {
      if (f.op == op && f.type == type) return f;
    }
    return {};
  }

 private:
  runtime::Program& program(Op op, DType dtype) {
    auto& found = programs_[{op, dtype}];
    if (!found) {
      graph::Graph g;
      g.name = "math";
      const Dim n(g.dims.parameter("N"));
      std::vector<graph::ValueId> parameters;
      for (int k = 0; k < info(op).arity; ++k)
        parameters.push_back(g.add_parameter("x" + std::to_string(k), {dtype, {n}}));
      g.set_results({g.elementwise(op, parameters)});
      found = std::make_unique<runtime::Program>(core_for({}), std::move(g));
    }
    return *found;
  }
  std::map<std::pair<Op, DType>, std::unique_ptr<runtime::Program>> programs_;
};

template <typename T>
std::string beyond_bound(Op op, Operands operands, const Tensor& found) {
  graph::Graph g;
  std::vector<graph::ValueId> parameters;
  std::vector<interp::View> views;
  for (const Tensor* x : operands) {
    const Shape shape(x->shape.begin(), x->shape.end());
    parameters.push_back(
        g.add_parameter("x" + std::to_string(parameters.size()), {x->dtype, shape}));
    views.push_back(interp::view_of(*x));
  }
  g.set_results({g.elementwise(op, parameters)});
  const Tensor own = interp::interpret(g, views).at(0);
  // The interpreter's own error is at most half a unit.
  const math::Function function = NativeMath::function(op, found.dtype);
  const double bound = function.max_ulp + 0.51;
  for (std::size_t i = 0; i < found.as<T>().size(); ++i) {
    const bool below_zero = operands[0]->as<T>()[i] < 0;
    const double error =
        ulps(found.as<T>()[i], own.as<T>()[i], below_zero ? function.least_below_zero : 0);
    if (error <= bound) continue;
    std::string text;
    for (const Tensor* x : operands)
      text += fmt::format("{}{}", text.empty() ? "" : ", ", x->as<T>()[i]);
    return fmt::format("{}({}) is {}, {} ULP from {}", info(op).spelling, text, found.as<T>()[i],
                       error, own.as<T>()[i]);
  }
  return {};
}

/// What the call of this thread printed so far.
std::string& printed() {
  thread_local std::string text;
  return text;
}

std::string printed_text(const graph::Graph& graph, const graph::Node& node, Operands operands) {
  Printed out;
  if (!node.locations.empty()) out.location = graph.locations[node.locations.front()];
  const auto& texts = std::get<graph::ShowAttr>(node.attribute).texts;
  for (std::size_t i = 0; i < operands.size(); ++i) {
    const Tensor& t = *operands[i];
    out.values.emplace_back(texts.at(i), Array::view_bytes(const_cast<std::byte*>(t.data.data()),
                                                           t.dtype, t.shape, {}, false));
  }
  return out.text();
}

}  // namespace

std::string Configuration::text() const {
  return fmt::format("{} bits, {}, {} thread(s), {} loader{}{}", vector_bits,
                     specialize == Specialize::kExact ? "exact" : "symbolic", threads,
                     loader == Loader::kOrc ? "ORC" : "small",
                     effort == Effort::kQuick ? ", quick" : "",
                     loop_work == 1 ? "" : fmt::format(", loops of {}", loop_work));
}

const std::vector<Configuration>& configurations() {
  static const std::vector<Configuration> all = [] {
    std::vector<Configuration> list;
    for (int bits : {128, 256, 512}) {
      if (bits > std::max(256, host_vector_bits())) continue;
      for (Specialize specialize : {Specialize::kSymbolic, Specialize::kExact}) {
        for (int threads : {1, 3}) {
          for (Loader loader : {Loader::kSmall, Loader::kOrc})
            list.push_back({bits, specialize, threads, loader, Effort::kFull});
        }
        list.push_back({bits, specialize, 3, Loader::kSmall, Effort::kQuick});
      }
    }
    return list;
  }();
  return all;
}

std::shared_ptr<const runtime::EngineCore> core_for(const Configuration& configuration) {
  static std::map<std::string, std::shared_ptr<const runtime::EngineCore>> cores;
  auto& core = cores[configuration.text()];
  if (!core) {
    EngineOptions options;
    options.vector_bits = configuration.vector_bits;
    options.specialize = configuration.specialize;
    options.threads = configuration.threads;
    options.loader = configuration.loader;
    options.effort = configuration.effort;
    options.loop_work = configuration.loop_work;
    options.on_print = [](const Printed& values) { printed() += values.text(); };
    core = std::make_shared<runtime::EngineCore>(std::move(options));
  }
  return core;
}

graph::Graph graph_of(const std::string& text) {
  const auto module = lang::parse_module(text, "text.sinter");
  auto graph = lang::check_function(module, "f", lang::declared_arguments(module.function("f")));
  optimize(graph);
  return graph;
}

Tensor floats(const std::vector<std::int64_t>& shape, std::size_t seed) {
  Tensor t{DType::kF64, shape, {}};
  std::size_t count = 1;
  for (const std::int64_t n : shape) count *= static_cast<std::size_t>(n);
  t.data.resize(count * sizeof(double));
  for (std::size_t i = 0; i < count; ++i)
    t.as<double>()[i] = static_cast<double>((i + seed) * 37 % 101) / 8 - 5;
  return t;
}

std::vector<std::int64_t> sizes_of_call(const graph::Graph& graph,
                                        const std::vector<Tensor>& inputs) {
  std::vector<graph::ArgumentInfo> infos;
  for (const Tensor& t : inputs) infos.push_back({t.dtype, t.shape});
  auto sizes = graph::bind_dims(graph, infos);
  const auto values = runtime::result_sizes(graph);
  if (!values) return sizes;
  Outcome computed;
  if (values->graph) computed = run_interpreter(*values->graph, inputs);
  if (!computed.error.empty()) return sizes;  // The call itself fails, too.
  for (std::size_t i = 0; i < values->symbols.size(); ++i) {
    const auto& parameter = values->parameters[i];
    const Tensor& value = parameter ? inputs[*parameter] : computed.results[i];
    const Array scalar = Array::view_bytes(const_cast<std::byte*>(value.data.data()), value.dtype,
                                           value.shape, {}, false);
    sizes[values->symbols[i].index] = scalar.item<std::int64_t>();
  }
  return sizes;
}

Outcome run_native(const graph::Graph& graph, const std::vector<Tensor>& inputs,
                   const Configuration& configuration, std::uint64_t layout) {
  std::vector<Array> arguments;
  for (const Tensor& t : inputs) {
    // Half of the inputs are contiguous.
    const auto choice = static_cast<int>(layout % (2 * kPlacements));
    layout = layout / (2 * kPlacements) + layout * 31;
    arguments.push_back(
        place(t, static_cast<Placement>(choice < kPlacements ? choice : choice % 2)));
  }
  printed().clear();
  try {
    runtime::Program program(core_for(configuration), graph);
    std::optional<runtime::CompileEvent> event;
    Outcome outcome;
    std::vector<Array> results;
    if (layout % 2 == 0) {
      results = program.call(arguments, event);
    } else {
      // Into guarded memory.
      const auto sizes = sizes_of_call(graph, inputs);
      for (graph::ValueId id : graph.body().results) {
        const auto& type = graph.type(id);
        Tensor t{type.dtype, graph::evaluate_shape(graph.dims, type.shape, sizes), {}};
        t.data.resize(static_cast<std::size_t>(graph::element_count(t.shape)) * size_of(t.dtype));
        results.push_back(place(t, layout % 4 == 1 ? Placement::kEnd : Placement::kBegin));
      }
      program.call_into(arguments, results, event);
    }
    for (const Array& array : results) outcome.results.push_back(tensor_of(array));
    outcome.printed = printed();
    return outcome;
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kInternal) throw;
    return {{}, e.code() + ": " + e.what(), printed()};
  }
}

std::vector<Tensor> call(runtime::Program& program, const std::vector<Tensor>& inputs) {
  std::vector<Array> arguments;
  for (const Tensor& t : inputs) arguments.push_back(place(t, Placement::kEnd));
  std::optional<runtime::CompileEvent> event;
  std::vector<Tensor> results;
  for (const Array& array : program.call(arguments, event)) results.push_back(tensor_of(array));
  return results;
}

Outcome run_interpreter(const graph::Graph& graph, const std::vector<Tensor>& inputs) {
  std::vector<interp::View> views;
  for (const Tensor& t : inputs) views.push_back(interp::view_of(t));
  interp::Options options;
  std::string beyond, shown;
  options.show = [&](const graph::Node& node, Operands operands) {
    if (node.op == Op::Print) shown += printed_text(graph, node, operands);
  };
  options.replace = [&](Op op, std::span<const Tensor* const> operands, Tensor& result) {
    if (!NativeMath::instance().compute(op, operands, result)) return false;
    if (beyond.empty()) {
      beyond = result.dtype == DType::kF32 ? beyond_bound<float>(op, operands, result)
                                           : beyond_bound<double>(op, operands, result);
    }
    return true;
  };
  try {
    auto results = interp::interpret(graph, views, options);
    return {std::move(results), beyond, shown};
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kInternal) throw;
    return {{}, e.code() + ": " + e.what(), shown};
  }
}

std::string difference(const Outcome& found, const Outcome& expected) {
  if (found.error != expected.error) {
    return fmt::format("error '{}', expected '{}'", found.error, expected.error);
  }
  if (found.printed != expected.printed)
    return fmt::format("prints\n{}expected\n{}", found.printed, expected.printed);
  return found.error.empty() ? difference(found.results, expected.results) : std::string();
}

std::string check(const generator::Program& program, const std::vector<Configuration>& where,
                  std::uint64_t layout) {
  const char* stage = "passes";
  std::string configuration;
  try {
    graph::Graph optimized = program.graph;
    optimize(optimized);
    stage = "interpreter";
    const auto inputs = make_inputs(program);
    const Outcome expected = run_interpreter(optimized, inputs);
    stage = "native";
    for (const Configuration& c : where) {
      configuration = " (" + c.text() + ")";
      const std::string text = difference(run_native(optimized, inputs, c, layout), expected);
      if (!text.empty()) return text + configuration;
    }
    return {};
  } catch (const std::exception& e) {
    return fmt::format("{}{}: {}", stage, configuration, e.what());
  }
}

}  // namespace sinter::test
