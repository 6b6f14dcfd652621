#include "tests/exec/check_passes.h"

#include <fmt/format.h>

#include "compiler/pipeline.h"
#include "tests/common/compare.h"

namespace sinter::test {
namespace {

using generator::Program;
using interp::Tensor;

struct Outcome {
  std::vector<Tensor> results;
  std::string error;
};

Outcome run(const graph::Graph& graph, const std::vector<Tensor>& inputs) {
  std::vector<interp::View> views;
  for (const Tensor& t : inputs) views.push_back(interp::view_of(t));
  try {
    return {interp::interpret(graph, views), {}};
  } catch (const Error& e) {
    if (e.kind() == ErrorKind::kInternal) throw;
    return {{}, e.code()};
  }
}

}  // namespace

std::string keeps_every_bit(const Program& program) {
  graph::Graph optimized = program.graph;
  optimized.exact = true;
  const auto inputs = make_inputs(program);
  const Outcome before = run(optimized, inputs);
  optimize(optimized);
  const Outcome after = run(optimized, inputs);
  if (before.error != after.error) {
    return fmt::format("error '{}', expected '{}'", after.error, before.error);
  }
  return difference(after.results, before.results);
}

std::string moves_little(const Program& program) {
  graph::Graph optimized = program.graph;
  optimize(optimized);
  const auto inputs = make_inputs(program);
  const Outcome before = run(program.graph, inputs), after = run(optimized, inputs);
  bool single = false;  // Some value is f32, so everything after it is that inexact.
  for (std::size_t i = 0; i < program.graph.value_count(); ++i) {
    single |= program.graph.type(graph::ValueId(i)).dtype == DType::kF32;
  }
  for (std::size_t i = 0; i < before.results.size(); ++i) {
    const Tensor &a = after.results[i], &b = before.results[i];
    if (!is_float(b.dtype) || a.dtype != b.dtype || a.shape != b.shape) {
      return fmt::format("result {}: another type", i);
    }
    const double error = relative_error(a, b, single ? 1e37 : 1e306);
    if (error > (single ? 1e-3 : 1e-12))
      return fmt::format("result {}: relative error {}", i, error);
  }
  return {};
}

}  // namespace sinter::test
