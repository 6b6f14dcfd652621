// Running graphs natively in every configuration, and comparing with the interpreter.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "compiler/interp/interp.h"
#include "runtime/core/engine_core.h"
#include "runtime/core/program.h"
#include "tests/exec/guarded.h"
#include "tests/generator/graph_generator.h"

namespace sinter::test {

/// What must not change results: the width of vectors, whether sizes are known, threads, the
/// loader, how much work goes into the code.
struct Configuration {
  int vector_bits = 256;
  Specialize specialize = Specialize::kSymbolic;
  int threads = 1;
  Loader loader = Loader::kSmall;
  Effort effort = Effort::kFull;
  std::int64_t loop_work = 1;  ///< 1: small loops are cut up, too.
  std::string text() const;
};

/// All configurations that this processor can run.
const std::vector<Configuration>& configurations();

/// One engine per configuration, made when it is first asked for.
std::shared_ptr<const runtime::EngineCore> core_for(const Configuration& configuration);

/// Results, or the error's code and message; and what was printed before.
struct Outcome {
  std::vector<interp::Tensor> results;
  std::string error;
  std::string printed;
};

/// Runs a graph that has been through the passes. `layout` chooses how inputs lie in memory. An
/// internal error is thrown on.
Outcome run_native(const graph::Graph& graph, const std::vector<interp::Tensor>& inputs,
                   const Configuration& configuration, std::uint64_t layout);
/// A program that has been compiled for some inputs serves others, too.
std::vector<interp::Tensor> call(runtime::Program& program,
                                 const std::vector<interp::Tensor>& inputs);
/// The same in the interpreter, with the native backend's exp, log and tanh, so that all bits
/// agree; each of their results is checked against the interpreter's own, and a difference beyond
/// the stated bound is an error too.
Outcome run_interpreter(const graph::Graph& graph, const std::vector<interp::Tensor>& inputs);

/// The sizes of a call by symbol index, those that are values of the program included where results
/// have them (0 where computing them fails).
std::vector<std::int64_t> sizes_of_call(const graph::Graph& graph,
                                        const std::vector<interp::Tensor>& inputs);

/// The function f of a program in the language, after the passes.
graph::Graph graph_of(const std::string& text);

/// Numbers of f64 between -5 and 8, which repeat after 101 elements; others for another seed.
interp::Tensor floats(const std::vector<std::int64_t>& shape, std::size_t seed);

/// Empty when both agree.
std::string difference(const Outcome& found, const Outcome& expected);

/// Optimizes and runs a program in the interpreter and natively. Empty when both agree, else what
/// differs.
std::string check(const generator::Program& program, const std::vector<Configuration>& where,
                  std::uint64_t layout);

}  // namespace sinter::test
