#include "runtime/aot/aot.h"

#include <algorithm>
#include <set>

#include "compiler/codegen/kernel_abi.h"
#include "compiler/shape/binding.h"
#include "compiler/support/check.h"
#include "runtime/aot/object.h"
#include "runtime/aot/text.h"
#include "runtime/core/native_kernel.h"

namespace sinter::runtime::aot {
namespace {

/// The texts that are the same for every library.
constexpr std::pair<const char*, const char*> kRuntime[] = {
#include "runtime/aot/deploy_text.inc"
};

static_assert(abi::kVersion == 5, "deploy/sinter_aot_runtime.h has the same layout");

bool is_for_gpus(std::string_view name) {
  return name == "sinter_aot_cuda.h" || name == "sinter_aot_host_values.h";
}

struct Level {
  int number;
  int vector_bits;
  PluginTarget target;
};

constexpr Level kLevels[] = {
    {4, 512, {"x86-64-v4", "+avx512bw,+avx512cd,+avx512dq,+avx512f,+avx512vl"}},
    {3, 256, {"x86-64-v3", ""}},
    {2, 128, {"x86-64-v2", ""}}};

bool has_result_of_unknown_size(const Function& function) {
  const graph::Graph& graph = *function.graph;
  return std::ranges::any_of(graph.body().results, [&](graph::ValueId id) {
    return graph::is_local(graph.dims, graph.type(id).shape);
  });
}

/// What cannot be built, before anything is compiled.
void check_functions(std::span<const Function> functions) {
  std::vector<std::string> refused;
  for (const Function& function : functions) {
    const graph::Graph& graph = *function.graph;
    const auto shows = graph::shows_of(graph);
    for (const graph::NodeId id : shows) {
      const Op op = graph.node(id).op;
      if (op != Op::Print && op != Op::CallHost) continue;
      graph::fail_at(ErrorKind::kUser, "E6061",
                     fmt::format("{} {}, which code built ahead of time cannot", function.name,
                                 op == Op::Print ? "prints" : "calls the host"),
                     graph.locations, graph.node(id).locations);
    }
    if (has_result_of_unknown_size(function)) refused.push_back(function.name);
  }
  if (refused.empty()) return;
  user_error("E6061",
             "code built ahead of time cannot give results whose size only the data decide; such "
             "has {}",
             fmt::join(refused, ", "));
}

/// What a library has names for beside its functions must not be one of them.
void check_names(std::span<const Function> functions, const Targets& targets) {
  std::set<std::string> names{"level", "limit_level"};
  if (!targets.gpus.empty()) names.insert({"cuda_code", "cuda_close"});
  for (const Function& function : functions) {
    std::vector<std::string> own{function.name, function.name + "_shapes"};
    if (!targets.gpus.empty()) own.push_back(function.name + "_cuda");
    for (const int gpu : targets.gpus) own.push_back(fmt::format("{}_sm_{}", function.name, gpu));
    for (const std::string& name : own) {
      if (!names.insert(name).second) {
        user_error("E6062", "{}: the library has another function of the name {}", function.name,
                   name);
      }
    }
  }
}

/// The kernel's loops, with its name in the library.
lower::Lowered lowered(const EngineCore& core, const Function& function, const Level& level,
                       const std::string& symbol) {
  lower::Options options;
  options.layouts.assign(function.graph->body().arguments.size(), lower::Layout::kContiguous);
  options.known_sizes = function.known_sizes;
  options.loop_work = std::max<std::int64_t>(core.options().loop_work, 1);
  options.vector_bits = level.vector_bits;
  options.left_out = core.left_out();
  lower::Lowered result = to_loops(*function.graph, options);
  result.kernel.name = symbol;
  return result;
}

/// Compiles one version of a function, and adds its object to the files.
Version compile(const EngineCore& core, const std::string& library, Plan& plan, const Level& level,
                std::vector<File>& files) {
  const Function& function = plan.function;
  Version version;
  version.level = level.number;
  version.symbol = fmt::format("{}_{}_v{}", library, function.name, level.number);
  version.file = fmt::format("{}_v{}.o", function.name, level.number);
  const lower::Lowered kernel = lowered(core, function, level, version.symbol);
  for (const lower::IntegerSource& source : kernel.integers) {
    SINTER_CHECK(source.kind == lower::IntegerSource::kSize, "a stride of a contiguous array");
    version.integers.push_back(plan.row(Dim(source.symbol)));
  }
  const PluginOutput output = core.plugin().compile(loop::print(kernel.kernel), SINTER_LLVM_OBJECT,
                                                    level.vector_bits, false, &level.target);
  std::string object(reinterpret_cast<const char*>(output.bytes.data()), output.bytes.size());
  hide_symbol(object, version.symbol);
  files.push_back({version.file, std::move(object)});
  return version;
}

}  // namespace

std::vector<File> build(const EngineCore& core, const std::string& library,
                        std::span<const Function> functions, const Targets& targets) {
  if (!is_identifier(library))
    user_error("E6062", "'{}' is no name that a library of C functions can have", library);
  std::vector<File> files;
  std::vector<Built> built;
  check_functions(functions);
  check_names(functions, targets);
  check_architectures(targets.gpus);
  for (const Function& function : functions) {
    Plan plan(function);
    std::vector<Version> versions;
    for (const Level& level : kLevels) {
      if (std::ranges::find(targets.levels, level.number) != targets.levels.end())
        versions.push_back(compile(core, library, plan, level, files));
    }
    std::optional<GpuVersion> gpu;
    if (!targets.gpus.empty()) gpu = compile_for_gpu(plan, targets.gpus);
    built.push_back({std::move(plan), std::move(versions), std::move(gpu)});
  }
  files.push_back({library + ".h", c_header(library, built)});
  files.push_back({library + ".hpp", cpp_header(library, built)});
  files.push_back({library + ".c", c_source(library, built)});
  files.push_back({"CMakeLists.txt", cmake_lists(library, built)});
  if (!targets.gpus.empty()) files.push_back({library + "_cubins.c", gpu_codes(library, built)});
  for (const auto& [name, text] : kRuntime) {
    if (!targets.gpus.empty() || !is_for_gpus(name)) files.push_back({name, text});
  }
  return files;
}

}  // namespace sinter::runtime::aot
