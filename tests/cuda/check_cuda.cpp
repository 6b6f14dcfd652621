#include "tests/cuda/check_cuda.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "compiler/pipeline.h"
#include "compiler/shape/binding.h"
#include "runtime/core/array_state.h"
#include "runtime/cuda/nvrtc.h"
#include "tests/cuda/emulation.h"
#include "tests/exec/loop_programs.h"
#include "tests/exec/text_programs.h"

namespace sinter::test {
namespace {

using interp::Tensor;
using runtime::cuda::GpuKernel;

/// `plans`: see runtime::cuda::call().
Outcome run_case(const CudaCase& one, const GpuKernel& kernel, runtime::cuda::Device& device,
                 runtime::cuda::Kernels& kernels, runtime::cuda::LaunchPlans* plans) {
  const graph::Graph& g = one.graph;
  std::vector<Array> arguments, results;
  for (const Tensor& t : one.inputs) {
    arguments.push_back(
        Array::view_bytes(const_cast<std::byte*>(t.data.data()), t.dtype, t.shape, {}, false));
  }
  try {
    const auto sizes = sizes_of_call(g, one.inputs);
    graph::check_guards(g, sizes);
    for (const graph::ValueId id : g.body().results) {
      const auto& type = g.type(id);
      results.push_back(runtime::make_array(nullptr, type.dtype,
                                            graph::evaluate_shape(g.dims, type.shape, sizes)));
    }
    const auto failure = call(kernel, device, kernels, plans, arguments, results, sizes);
    if (failure) {
      const lower::Site& site = kernel.sites[static_cast<std::size_t>(failure->site)];
      const Shape& numbered = g.type(site.value).shape;
      std::vector<std::int64_t> shape;
      if (!graph::is_local(g.dims, numbered))
        shape = graph::evaluate_shape(g.dims, numbered, sizes);
      const std::string what = site.is_position
                                   ? outside_axis(failure->position, failure->axis, failure->size)
                                   : site.message;
      graph::fail_at(ErrorKind::kUser, site.code,
                     what + graph::element_place(failure->index, shape), g.locations,
                     site.locations);
    }
    Outcome outcome;
    for (const Array& array : results) outcome.results.push_back(tensor_of(array));
    return outcome;
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kInternal) throw;
    return {{}, e.code() + ": " + e.what(), ""};
  }
}

}  // namespace

CudaCase make_case(std::string name, const generator::Program& program) {
  CudaCase one;
  one.name = std::move(name);
  one.graph = program.graph;
  optimize(one.graph);
  one.inputs = make_inputs(program);
  return one;
}

namespace {

generator::Program generated(std::uint64_t seed) {
  generator::Options options;
  options.max_elements = 3000;
  options.max_products = 40000;
  if (seed % 20 == 7) options.failing = true;
  generator::Decisions decisions(seed);
  auto program = generate(decisions, options);
  program.graph.exact = seed % 4 == 3;
  return program;
}

void vary(CudaCase& one, std::uint64_t seed) {
  one.exact_sizes = seed % 3 == 1;
  one.order = static_cast<unsigned>(seed % 5);
  if (seed % 2 == 1) one.shared_bytes = 0;
}

}  // namespace

CudaCase generated_case(std::uint64_t seed) {
  CudaCase one = make_case(fmt::format("SINTER_SEED={}", seed), generated(seed));
  vary(one, seed);
  return one;
}

std::optional<CudaCase> loop_case(std::uint64_t seed) {
  const LoopProgram program = make_loop_program(seed);
  generator::Program made;
  try {
    const auto module = lang::parse_module(program.text(), "loops.sinter");
    const auto arguments = lang::declared_arguments(module.function("f"));
    made = {lang::check_function(module, "f", arguments), {}, seed, seed % 3 == 0};
  } catch (const Error&) {
    return {};
  }
  made.sizes.resize(made.graph.dims.size(), 0);
  made.sizes[made.graph.dims.find("N")->index] = program.n;
  made.sizes[made.graph.dims.find("M")->index] = program.m;
  CudaCase one = make_case(fmt::format("SINTER_LOOP_SEED={}\n{}", seed, program.text()), made);
  vary(one, seed);
  return one;
}

std::vector<CudaCase> text_cases(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const std::string name = std::filesystem::path(path).filename();
  const auto module = lang::parse_module(text.str(), name);
  std::vector<CudaCase> cases;
  for (const RunLine& run : parse_runs(text.str())) {
    const std::string line = fmt::format("{}:{}: {}", name, run.line, run.function);
    cases.push_back(make_case(line, program_of(module, run)));
    vary(cases.back(), static_cast<std::uint64_t>(run.line));
  }
  return cases;
}

std::optional<GpuKernel> kernel_of(CudaCase& one) {
  std::vector<std::optional<std::int64_t>> known;
  try {
    if (one.exact_sizes)
      known = graph::exact_sizes(one.graph.dims, sizes_of_call(one.graph, one.inputs));
    return runtime::cuda::make_gpu_kernel(one.graph, known);
  } catch (const Error& e) {
    (e.code() == "E0710" ? one.refused : one.difference) = e.what();
  } catch (const std::exception& e) {
    one.difference = e.what();
  }
  return {};
}

namespace {

/// Of @fastmath(tf32), (f16), (bf16): matrix units add up in an order of their own. The factors are
/// the same ones, so that what differs is a few roundings, of sums as large as the largest result
/// is.
std::string far_from(const Outcome& found, const Outcome& expected) {
  constexpr double kClose = 3e-5;
  if (found.error != expected.error || found.results.size() != expected.results.size())
    return difference(found, expected);
  for (std::size_t r = 0; r < found.results.size(); ++r) {
    const Tensor &f = found.results[r], &e = expected.results[r];
    if (f.dtype != DType::kF32 || f.shape != e.shape) return difference(found, expected);
    const auto* const x = reinterpret_cast<const float*>(f.data.data());
    const auto* const y = reinterpret_cast<const float*>(e.data.data());
    const std::size_t count = f.data.size() / sizeof(float);
    double largest = 0;
    for (std::size_t i = 0; i < count; ++i)
      if (std::isfinite(y[i])) largest = std::max(largest, std::abs(static_cast<double>(y[i])));
    for (std::size_t i = 0; i < count; ++i) {
      if (x[i] == y[i] || (std::isnan(x[i]) && std::isnan(y[i]))) continue;
      const double apart = std::abs(static_cast<double>(x[i]) - static_cast<double>(y[i]));
      if (!(apart <= kClose * largest))
        return fmt::format("result {} element {}: {} instead of {}", r, i, x[i], y[i]);
    }
  }
  return "";
}

std::string compared(const CudaCase& one, const Outcome& found, const Outcome& expected) {
  return one.graph.factor_rounding ? far_from(found, expected) : difference(found, expected);
}

}  // namespace

void emulate(std::vector<CudaCase>& cases) {
  std::vector<std::optional<GpuKernel>> kernels;
  std::vector<const cuda::Program*> programs;
  std::vector<std::size_t> number(cases.size(), 0);
  for (CudaCase& one : cases) kernels.push_back(kernel_of(one));
  for (std::size_t n = 0; n < cases.size(); ++n) {
    if (!kernels[n]) continue;
    number[n] = programs.size();
    programs.push_back(&kernels[n]->program);
  }
  if (programs.empty()) return;
  const Emulation emulation(programs);
  for (std::size_t n = 0; n < cases.size(); ++n) {
    if (!kernels[n]) continue;
    try {
      const Outcome expected = run_interpreter(cases[n].graph, cases[n].inputs);
      cases[n].error = expected.error;
      if (std::getenv("SINTER_VERBOSE") != nullptr) fmt::print(stderr, "{}\n", cases[n].name);
      EmulatedDevice device;
      device.set_shared_bytes(cases[n].shared_bytes);
      const auto code = emulation.kernels(number[n], cases[n].order);
      runtime::cuda::LaunchPlans plans;
      auto* const planned = n % 4 == 3 ? nullptr : &plans;  // else step by step
      cases[n].difference =
          compared(cases[n], run_case(cases[n], *kernels[n], device, *code, planned), expected);
    } catch (const std::exception& e) {
      cases[n].difference = e.what();
    }
  }
}

void run_on_gpu(CudaCase& one, runtime::cuda::DriverDevice& device) {
  const auto kernel = kernel_of(one);
  if (!kernel) return;
  try {
    const Outcome expected = run_interpreter(one.graph, one.inputs);
    one.error = expected.error;
    const auto& nvrtc = runtime::cuda::Nvrtc::instance();
    const auto compiled = nvrtc.cubin(kernel->program.source, device.info().architecture);
    const auto kernels = device.load(kernel->program, compiled.code);
    const auto compare = [&](runtime::cuda::LaunchPlans* plans) {
      return compared(one, run_case(one, *kernel, device, *kernels, plans), expected);
    };
    one.difference = compare(nullptr);
    // Planned, and from the third time on as a graph.
    runtime::cuda::LaunchPlans plans;
    for (int n = 0; n < 3 && one.difference.empty(); ++n) one.difference = compare(&plans);
  } catch (const std::exception& e) {
    one.difference = e.what();
  }
}

}  // namespace sinter::test
