#include "tests/exec/check_loops.h"

#include "compiler/pipeline.h"
#include "frontend/lang/module.h"
#include "tests/common/compare.h"

namespace sinter::test {

Checked check_text(const LoopProgram& program, std::uint64_t seed,
                   const std::vector<Configuration>& where) {
  Checked result;
  generator::Program made;
  const std::string text = program.text();
  try {
    const auto module = lang::parse_module(text, "loops.sinter");
    const auto arguments = lang::declared_arguments(module.function("f"));
    made = {lang::check_function(module, "f", arguments), {}, seed, seed % 3 == 0};
  } catch (const Error& e) {
    (e.kind() == ErrorKind::kInternal ? result.difference : result.refused) = e.what();
    return result;
  }
  made.sizes.resize(made.graph.dims.size(), 0);
  made.sizes[made.graph.dims.find("N")->index] = program.n;
  made.sizes[made.graph.dims.find("M")->index] = program.m;
  try {
    graph::Graph optimized = made.graph;
    optimize(optimized);
    const auto inputs = make_inputs(made);
    const Outcome expected = run_interpreter(optimized, inputs);
    result.error = expected.error;
    if (program.exact)
      result.difference = difference(run_interpreter(made.graph, inputs), expected);
    if (!result.difference.empty()) result.difference += " (passes)";
    for (const Configuration& c : where) {
      if (!result.difference.empty()) break;
      result.difference = difference(run_native(optimized, inputs, c, seed), expected);
      if (!result.difference.empty()) result.difference += " (" + c.text() + ")";
    }
  } catch (const std::exception& e) {
    result.difference = e.what();
  }
  return result;
}

}  // namespace sinter::test
