// Functions compiled ahead of time.
#include "sinter/build.h"

#include <algorithm>

#include "compiler/support/check.h"
#include "frontend/api/boundary.h"
#include "frontend/api/state.h"
#include "runtime/aot/aot.h"
#include "runtime/aot/cached.h"

namespace sinter {
namespace {

using detail::CompiledProgram;
using detail::FunctionState;

void check_options(const BuildOptions& options) {
  const auto is_unknown = [](int level) { return level < 2 || level > 4; };
  if (options.levels.empty() || std::ranges::any_of(options.levels, is_unknown)) {
    user_error("E6062", "code is built for x86-64 levels 2, 3 and 4; {} asked for",
               options.levels.empty() ? "none was" : "others were");
  }
}

void check_functions(std::span<const BuildFunction> functions) {
  if (functions.empty()) user_error("E6062", "there is no function to build");
  std::vector<std::string> names;
  for (const BuildFunction& each : functions) names.push_back(each.function.signature().name);
  std::ranges::sort(names);
  if (const auto twice = std::ranges::adjacent_find(names); twice != names.end())
    user_error("E6062", "{} is to be built twice; a library holds one function of a name", *twice);
}

std::vector<BuiltFile> files_of(const runtime::EngineCore& core,
                                std::span<const runtime::aot::Function> functions,
                                const BuildOptions& options) {
  std::vector<BuiltFile> files;
  for (auto& file :
       runtime::aot::build(core, options.library, functions, {options.levels, options.gpus}))
    files.push_back({std::move(file.name), std::move(file.contents)});
  return files;
}

}  // namespace

std::vector<BuiltFile> build(std::span<const BuildFunction> functions,
                             const BuildOptions& options) {
  return detail::at_boundary([&] {
    check_options(options);
    check_functions(functions);
    const auto& core = FunctionState::of(functions.front().function)->module->core;
    std::vector<std::shared_ptr<CompiledProgram>> programs;  // What the functions point into.
    std::vector<runtime::aot::Function> list;
    for (const BuildFunction& each : functions) {
      const auto state = FunctionState::of(each.function);
      state->with_source([&] {
        programs.push_back(state->program_for(detail::argument_types(*state, each.types)));
      });
      const graph::Graph& graph = programs.back()->program.graph();
      list.push_back({state->info.name, state->info.text, state->info.doc, &graph,
                      detail::known_sizes(graph, each.types)});
    }
    return files_of(*core, list, options);
  });
}

std::vector<BuiltFile> build_from_cache(const std::string& cache_directory,
                                        const std::vector<std::string>& functions,
                                        const BuildOptions& options) {
  return detail::at_boundary([&] {
    check_options(options);
    const auto cache = detail::open_cache(detail::cache_folder(cache_directory));
    const auto cached = runtime::aot::cached_functions(*cache, functions);
    if (cached.empty()) user_error("E6062", "the cache has no kernel that this build compiled");
    std::vector<runtime::aot::Function> list;
    for (const auto& each : cached)
      list.push_back({each.name, each.signature, "", &each.graph, each.known_sizes});
    const runtime::EngineCore core{EngineOptions{}};
    return files_of(core, list, options);
  });
}

}  // namespace sinter
